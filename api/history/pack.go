package history

import (
	"bytes"
	"compress/flate"
	"errors"
	"fmt"
	"io"
)

// packer compresses and expands JSON. The zero value is ready. Its parts are used again, since a new one of them costs
// more than an asset.
type packer struct {
	out bytes.Buffer
	w   *flate.Writer
	r   io.ReadCloser
}

// maxAsset bounds what a damaged file can make of an asset, in bytes.
const maxAsset = 64 << 20

// pack compresses JSON. size is its length, or 0 where it does not get shorter and stays as it is. What it returns is valid
// until the next call.
func (p *packer) pack(json []byte) (packed []byte, size int) {
	var err error
	p.out.Reset()
	if p.w == nil {
		p.w, err = flate.NewWriterDict(&p.out, flate.DefaultCompression, []byte(dictionary))
	} else {
		p.w.Reset(&p.out)
	}
	if err == nil {
		p.w.Write(json) // a buffer does not fail
		err = p.w.Close()
	}
	if err != nil || p.out.Len() >= len(json) || len(json) > maxAsset {
		return json, 0
	}
	return p.out.Bytes(), len(json)
}

// unpack is the reverse of pack. The caller owns what it returns.
func (p *packer) unpack(packed []byte, size int) ([]byte, error) {
	if size == 0 {
		return bytes.Clone(packed), nil
	}
	if size < 0 || size > maxAsset {
		return nil, fmt.Errorf("%w: an asset of %d bytes", ErrCorrupt, size)
	}
	in := bytes.NewReader(packed)
	if p.r == nil {
		p.r = flate.NewReaderDict(in, []byte(dictionary))
	} else if err := p.r.(flate.Resetter).Reset(in, []byte(dictionary)); err != nil {
		return nil, err
	}
	p.out.Reset()
	n, err := p.out.ReadFrom(io.LimitReader(p.r, int64(size)+1))
	if err != nil || n != int64(size) {
		return nil, errors.Join(fmt.Errorf("%w: an asset cannot be expanded", ErrCorrupt), err)
	}
	return bytes.Clone(p.out.Bytes()), nil
}
