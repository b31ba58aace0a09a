package fleet

import (
	"context"
	"hash/crc32"
	"io"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// maxBuffer is how many bytes of a row are kept before it takes its turn at the output
// and writes there directly. While another row has the output, it goes on with further
// buffers, as long as all rows together have no more than maxWaiting.
const (
	maxBuffer  = 256 << 10
	maxWaiting = 32
)

// buffers are those of rows that are written.
var buffers = sync.Pool{New: func() any { b := make([]byte, 0, maxBuffer+maxBuffer/8); return &b }}

// output is where rows go, one at a time.
type output struct {
	w         io.Writer
	file      *os.File // w, where it can be cut; else nil
	separator string
	turn      chan struct{} // of capacity 1: who has put something in has the output
	at        int64         // bytes so far
	rows      bool          // a row was written
	waiting   atomic.Int32  // full buffers of rows that have no turn
}

// Row is what the job of one player writes. It appears in the output in one piece, after
// the job has ended or, of a long row, while it goes on. Only the job's goroutine may
// use it.
type Row struct {
	ctx    context.Context
	out    *output
	before <-chan struct{} // closed when the row before is written; nil if no order is kept
	after  chan struct{}
	full   [][]byte // buffers before buf that wait for the turn
	buf    []byte
	open   bool // the output is this row's, and began at start
	start  int64
	rows   bool // out.rows at the start
	sum    uint32
	err    error
}

// Write adds to the row. The error is that of the output or of a run that was stopped.
func (r *Row) Write(p []byte) (int, error) {
	if r.err != nil {
		return 0, r.err
	}
	if r.buf == nil {
		r.buf = *buffers.Get().(*[]byte)
	}
	if r.buf = append(r.buf, p...); len(r.buf) < maxBuffer || r.wait() {
		return len(p), nil
	}
	if err := r.flush(); err != nil {
		return 0, err
	}
	return len(p), nil
}

// wait puts the full buffer aside, where the row would have to wait for its turn and there
// is room for one more.
func (r *Row) wait() bool {
	if r.open || r.try() {
		return false
	}
	if r.out.waiting.Add(1) > maxWaiting {
		r.out.waiting.Add(-1)
		return false
	}
	r.full, r.buf = append(r.full, r.buf), *buffers.Get().(*[]byte)
	return true
}

// drop gives the full buffers back.
func (r *Row) drop() {
	for _, b := range r.full {
		b = b[:0]
		buffers.Put(&b)
	}
	r.out.waiting.Add(-int32(len(r.full)))
	r.full = nil
}

// AvailableBuffer is an empty slice with the room that the row has for the next Write, as
// that of a bufio.Writer.
func (r *Row) AvailableBuffer() []byte {
	if r.buf == nil {
		r.buf = *buffers.Get().(*[]byte)
	}
	return r.buf[len(r.buf):]
}

// bytes is what the row has that is not in the output.
func (r *Row) bytes() []byte { return slices.Concat(append(r.full, r.buf)...) }

// Reset removes what the row has so far and reports whether that could be done: a long
// row may be in a pipe already.
func (r *Row) Reset() bool {
	r.drop()
	r.buf = r.buf[:0]
	if !r.open || r.out.at == r.start {
		return true
	}
	if r.out.file == nil {
		return false
	}
	if r.err = r.out.cut(r.start); r.err != nil {
		return false
	}
	r.out.rows, r.sum = r.rows, 0
	return true
}

// cut removes what the output has after n bytes.
func (o *output) cut(n int64) error {
	err := o.file.Truncate(n)
	if err == nil {
		_, err = o.file.Seek(n, io.SeekStart)
	}
	if err == nil {
		o.at = n
	}
	return err
}

// try takes the row's turn if it need not wait for it.
func (r *Row) try() bool {
	if r.before != nil {
		select {
		case <-r.before:
		default:
			return false
		}
	}
	select {
	case r.out.turn <- struct{}{}:
		r.begin()
		return true
	default:
		return false
	}
}

// begin notes where the row begins. It has the output.
func (r *Row) begin() { r.open, r.start, r.rows = true, r.out.at, r.out.rows }

// take waits for the row's turn. Where the run is stopped, what is complete is still
// written if that takes no longer than a second.
func (r *Row) take() error {
	if r.open {
		return nil
	}
	if r.before != nil {
		select {
		case <-r.before:
		case <-r.ctx.Done():
			return r.ctx.Err()
		}
	}
	select {
	case r.out.turn <- struct{}{}:
	case <-r.ctx.Done():
		select {
		case r.out.turn <- struct{}{}:
		case <-time.After(time.Second):
			return r.ctx.Err()
		}
	}
	r.begin()
	return nil
}

// flush takes the turn and writes what is kept.
func (r *Row) flush() error {
	if r.err != nil {
		return r.err
	}
	if r.err = r.take(); r.err != nil || len(r.full)+len(r.buf) == 0 {
		return r.err
	}
	if !r.out.rows {
		r.out.rows = true
	} else if r.out.at == r.start {
		r.err = r.write([]byte(r.out.separator))
	}
	for _, b := range append(r.full, r.buf) {
		if r.err == nil {
			r.err = r.write(b)
		}
	}
	r.drop()
	r.buf = r.buf[:0]
	return r.err
}

func (r *Row) write(p []byte) error {
	n, err := r.out.w.Write(p)
	r.out.at += int64(n)
	r.sum = crc32.Update(r.sum, crc32.IEEETable, p[:n])
	return err
}

// release lets the next row have its turn.
func (r *Row) release() {
	r.drop()
	if buf := r.buf[:0]; cap(buf) > 0 {
		buffers.Put(&buf)
		r.buf = nil
	}
	if r.open {
		r.open = false
		<-r.out.turn
	}
	if r.after != nil {
		close(r.after)
		r.after = nil
	}
}
