package api

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"

	"lootlens/models/text"
)

// Bounds in bytes, after decompression.
const (
	maxBody      = 32 << 20
	maxErrorBody = 64 << 10
	firstBuffer  = 64 << 10
	trustLength  = 1 << 20 // a Content-Length beyond this must be earned by bytes that come
	keepBuffer   = 4 << 20 // larger buffers are not kept for the next answer
)

var (
	errTooLarge = errors.New("the answer is larger than 32 MiB")
	errEncoding = errors.New("the answer is in an encoding that was not asked for")
)

// buffer holds one body at a time; buffers are reused.
type buffer struct {
	b  []byte
	gz *gzip.Reader
}

var buffers = sync.Pool{New: func() any { return new(buffer) }}

func (b *buffer) release() {
	if cap(b.b) > keepBuffer {
		b.b = nil
	}
	buffers.Put(b)
}

// fill reads the body of resp, decompressed, up to limit bytes. After an error
// b.b holds what came until then.
func (b *buffer) fill(resp *http.Response, limit int) error {
	b.b = b.b[:0]
	src, size := io.Reader(resp.Body), resp.ContentLength
	switch enc := resp.Header.Get("Content-Encoding"); {
	case enc == "" || strings.EqualFold(enc, "identity"):
	case strings.EqualFold(enc, "gzip"):
		if err := b.unzip(src); err != nil {
			return err
		}
		src, size = b.gz, -1
	default:
		return fmt.Errorf("%w: %s", errEncoding, text.Of(enc))
	}
	first := int64(firstBuffer)
	if size >= 0 {
		first = min(size, trustLength) + bytes.MinRead // ReadFrom wants room for the end
	}
	into := bytes.NewBuffer(b.b)
	into.Grow(int(min(first, int64(limit)+bytes.MinRead)))
	n, err := into.ReadFrom(io.LimitReader(src, int64(limit)+1))
	if b.b = into.Bytes(); n > int64(limit) {
		b.b = b.b[:limit]
		return errTooLarge
	}
	return err
}

func (b *buffer) unzip(src io.Reader) (err error) {
	if b.gz == nil {
		b.gz, err = gzip.NewReader(src)
	} else {
		err = b.gz.Reset(src)
	}
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}
