package api

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"math/bits"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"lootlens/models/text"
)

const maxRedirects = 3

// newTransport connects to loopback hosts directly and to others through the proxy of
// the environment. This package decompresses bodies itself.
func newTransport(base *url.URL) *http.Transport {
	dialer := &net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second}
	t := &http.Transport{
		DialContext:         dialer.DialContext,
		ForceAttemptHTTP2:   true,
		TLSHandshakeTimeout: 10 * time.Second,
		MaxIdleConnsPerHost: 16,
		IdleConnTimeout:     90 * time.Second,
		DisableCompression:  true,
		ReadBufferSize:      64 << 10,
	}
	if !loopback(base) {
		t.Proxy = http.ProxyFromEnvironment
	}
	return t
}

// redirectError is a redirect that is not followed.
type redirectError struct{ to string } // safe to print

func (e *redirectError) Error() string {
	return "redirect to " + e.to + " refused: it is not the configured address"
}

var errTooManyRedirects = errors.New("too many redirects")

// redirect lets a GET follow a few redirects on its own scheme, host and port, so
// that key and token go nowhere else. A session request follows none.
func (c *Client) redirect(req *http.Request, via []*http.Request) error {
	first := via[0]
	switch {
	case first.Method != http.MethodGet:
		return http.ErrUseLastResponse
	case !sameOrigin(first.URL, req.URL) || req.URL.User != nil:
		return &redirectError{originOf(req.URL)}
	case len(via) > maxRedirects:
		return errTooManyRedirects
	}
	return c.admit(req.Context(), Pause{Attempt: 1})
}

func sameOrigin(a, b *url.URL) bool {
	return a.Scheme == b.Scheme && strings.EqualFold(a.Hostname(), b.Hostname()) && portOf(a) == portOf(b)
}

func portOf(u *url.URL) string {
	switch {
	case u.Port() != "":
		return u.Port()
	case u.Scheme == "https":
		return "443"
	}
	return "80"
}

// originOf is scheme and host, safe to print.
func originOf(u *url.URL) string { return text.Of(u.Scheme + "://" + u.Host).Line() }

// hostOf is the host, safe to print.
func hostOf(u *url.URL) string { return text.Of(u.Host).Line() }

// Bounds in bytes, after decompression.
const (
	maxBody      = 32 << 20
	maxErrorBody = 64 << 10
	firstBuffer  = 64 << 10
	trustLength  = 1 << 20 // a Content-Length beyond this must be earned by bytes that come
	keepBuffer   = 2 << 20 // larger buffers are not kept for the next answer
)

var (
	errTooLarge = errors.New("the answer is larger than 32 MiB")
	errEncoding = errors.New("the answer is not in the encoding that was asked for")
)

// buffer holds one body at a time; buffers are reused.
type buffer struct {
	b  []byte
	gz *gzip.Reader
}

// buffers are those that no answer is in. They are not a sync.Pool, which would be empty
// after each garbage collection: of many pages, one comes every few milliseconds.
var buffers = make(chan *buffer, 16)

func newBuffer() *buffer {
	select {
	case b := <-buffers:
		return b
	default:
		return new(buffer)
	}
}

func (b *buffer) release() {
	if cap(b.b) > keepBuffer {
		b.b = nil
	}
	select {
	case buffers <- b:
	default:
	}
}

// freeBuffers empties buffers.
func freeBuffers() {
	for {
		select {
		case <-buffers:
		default:
			return
		}
	}
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
	if first = min(first, int64(limit)+bytes.MinRead); first > int64(cap(b.b)) {
		b.b = make([]byte, 0, 1<<bits.Len64(uint64(first-1))) // the next answer may be a little larger
	}
	into := bytes.NewBuffer(b.b)
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
	switch {
	case errors.Is(err, gzip.ErrHeader):
		return fmt.Errorf("%w: it is not gzip", errEncoding)
	case err == io.EOF:
		return io.ErrUnexpectedEOF
	}
	return err
}
