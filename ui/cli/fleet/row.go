package fleet

import (
	"bytes"
	"context"
	"hash/crc32"
	"io"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

// maxBuffer is how many bytes of a row are kept. More go to a file, or to the output where
// that makes no other row wait.
const maxBuffer = 256 << 10

// buffers are those of rows that are written.
var buffers = sync.Pool{New: func() any { b := make([]byte, 0, maxBuffer+maxBuffer/8); return &b }}

// output is where rows go, one at a time.
type output struct {
	w         io.Writer
	file      *os.File // w, where it can be cut; else nil
	separator string
	turn      chan struct{} // of capacity 1: who has put something in has the output
	jobs      atomic.Int32  // under way; what starts them counts as one
	at        int64         // bytes so far
	rows      bool          // a row was written
}

// Row is what the job of one player writes. It appears in the output in one piece, after
// the job has ended or, of a long row, while it goes on. Only the job's goroutine may
// use it.
type Row struct {
	ctx    context.Context
	out    *output
	before <-chan struct{} // closed when the row before is written; nil if no order is kept
	after  chan struct{}
	aside  *os.File // what waits for the turn before buf; nil if that was never needed
	waits  int64    // bytes in it
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
	if r.buf = append(r.buf, p...); len(r.buf) < maxBuffer || !r.open && !r.try() && r.putAside() {
		return len(p), nil
	}
	if err := r.flush(); err != nil {
		return 0, err
	}
	return len(p), nil
}

// putAside moves the buffer to the row's file, so that the job need not wait for its turn.
// Where that fails, the job waits.
func (r *Row) putAside() bool {
	if r.aside == nil {
		var err error
		if r.aside, err = os.CreateTemp("", "lootlens-row-*"); err != nil {
			return false
		}
		os.Remove(r.aside.Name()) // fails on Windows, until it is closed
	}
	if _, err := r.aside.WriteAt(r.buf, r.waits); err != nil {
		return false
	}
	r.waits += int64(len(r.buf))
	r.buf = r.buf[:0]
	return true
}

// AvailableBuffer is an empty slice with the room that the row has for the next Write, as
// that of a bufio.Writer.
func (r *Row) AvailableBuffer() []byte {
	if r.buf == nil {
		r.buf = *buffers.Get().(*[]byte)
	}
	return r.buf[len(r.buf):]
}

// kept is what the row has that is not in the output.
func (r *Row) kept() io.Reader {
	if r.waits == 0 {
		return bytes.NewReader(r.buf)
	}
	return io.MultiReader(io.NewSectionReader(r.aside, 0, r.waits), bytes.NewReader(r.buf))
}

// Removable reports whether what the row has so far can be removed: the beginning of a long
// row may be in a pipe already, and then the job must write the rest.
func (r *Row) Removable() bool { return !r.open || r.out.at == r.start || r.out.file != nil }

// Reset removes what the row has so far and reports whether that could be done.
func (r *Row) Reset() bool {
	if !r.Removable() {
		return false
	}
	r.buf, r.waits = r.buf[:0], 0
	if !r.open || r.out.at == r.start {
		return true
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

// try takes the row's turn if it need not wait for it, and no other row will wait while
// this one's job goes on.
func (r *Row) try() bool {
	if r.before == nil && r.out.jobs.Load() > 1 {
		return false
	}
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

// Direct takes the row's turn if it need not wait for it, and no other row will wait. It
// reports whether the row has its turn.
func (r *Row) Direct() bool { return r.open || r.try() }

// begin notes where the row begins. It has the output.
func (r *Row) begin() { r.open, r.start, r.rows = true, r.out.at, r.out.rows }

// Turn waits for the row's turn at the output: what is written then goes there directly.
// Where the run is stopped, what is complete is still written if that takes no longer
// than a second.
func (r *Row) Turn() error {
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
	if r.err = r.Turn(); r.err != nil || r.waits == 0 && len(r.buf) == 0 {
		return r.err
	}
	if !r.out.rows {
		r.out.rows = true
	} else if r.out.at == r.start {
		_, r.err = io.WriteString(rowOutput{r}, r.out.separator)
	}
	if r.err == nil {
		_, r.err = io.Copy(rowOutput{r}, r.kept())
	}
	r.buf, r.waits = r.buf[:0], 0
	return r.err
}

// rowOutput is the output of a row that has its turn.
type rowOutput struct{ *Row }

func (w rowOutput) Write(p []byte) (int, error) {
	n, err := w.out.w.Write(p)
	w.out.at += int64(n)
	w.sum = crc32.Update(w.sum, crc32.IEEETable, p[:n])
	return n, err
}

// release lets the next row have its turn.
func (r *Row) release() {
	if r.aside != nil {
		r.aside.Close()
		os.Remove(r.aside.Name())
		r.aside, r.waits = nil, 0
	}
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
