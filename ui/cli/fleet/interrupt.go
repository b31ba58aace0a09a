package fleet

import (
	"context"
	"io"
)

// Interruptible is r, but a Read that waits for input ends with ctx, and returns its error.
func Interruptible(ctx context.Context, r io.Reader) io.Reader { return &interruptible{ctx: ctx, r: r} }

type interruptible struct {
	ctx context.Context
	r   io.Reader
	buf []byte
}

func (i *interruptible) Read(p []byte) (int, error) {
	if err := i.ctx.Err(); err != nil {
		return 0, err
	}
	if len(i.buf) < len(p) {
		i.buf = make([]byte, len(p))
	}
	var n int
	var err error
	read := make(chan struct{})
	go func() {
		defer close(read)
		n, err = i.r.Read(i.buf[:len(p)]) // and not to p, which the caller has again once ctx has ended
	}()
	select {
	case <-read:
		return copy(p, i.buf[:n]), err
	case <-i.ctx.Done():
		return 0, i.ctx.Err()
	}
}
