package terminal

import (
	"io"
	"sync"
	"time"

	"github.com/muesli/cancelreader"
)

// lateRead is how long what has come may take to be read on a busy machine.
const lateRead = 10 * time.Millisecond

// input reads a terminal and hands on whole pieces of what it sends. What was read
// waits here without limit: ctrl+c is noticed before all that waits.
type input struct {
	tty         io.Reader
	from        cancelreader.CancelReader // reads tty
	onInterrupt func()                    // called for each ctrl+c, from a goroutine of the input

	mu     sync.Mutex
	ready  sync.Cond
	pieces [][]byte
	ended  bool
	paused bool
	done   chan struct{} // closed once nothing is read any more
}

// openBytes reads the bytes that a terminal sends until the input is closed. It is nil where r is.
func openBytes(r io.Reader, onInterrupt func()) (io.Reader, *input, error) {
	if r == nil {
		return nil, nil, nil
	}
	in, err := newInput(r, onInterrupt)
	if err != nil {
		return nil, nil, err
	}
	return in, in, nil
}

// newInput begins to read.
func newInput(tty io.Reader, onInterrupt func()) (*input, error) {
	in := &input{tty: tty, onInterrupt: onInterrupt}
	in.ready.L = &in.mu
	return in, in.begin()
}

func (in *input) begin() (err error) {
	if in.from, err = cancelreader.NewReader(in.tty); err != nil {
		return err
	}
	in.done = make(chan struct{})
	go in.run()
	return nil
}

// pause stops reading, so that another program can read the terminal. The error says
// that it cannot be stopped.
func (in *input) pause() error {
	in.setPaused(true)
	if !in.from.Cancel() {
		in.setPaused(false)
		return errNoTerminal
	}
	<-in.done
	return in.from.Close()
}

// resume reads on. Where that fails, the input ends.
func (in *input) resume() {
	in.setPaused(false)
	if in.begin() != nil {
		in.end()
	}
}

func (in *input) setPaused(paused bool) {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.paused = paused
}

// run splits what is read until the reader ends.
func (in *input) run() {
	defer close(in.done)
	defer in.end()
	chunks := make(chan []byte)
	go func() {
		defer close(chunks)
		for {
			b := make([]byte, 4096)
			n, err := in.from.Read(b)
			if n > 0 {
				chunks <- b[:n]
			}
			if err != nil {
				return
			}
		}
	}()
	var s splitter
	timer := time.NewTimer(time.Hour)
	for {
		if due, ok := s.wait(); ok {
			timer.Reset(time.Until(due))
		} else {
			timer.Stop()
		}
		var b []byte
		open := true
		select {
		case b, open = <-chunks:
		case <-timer.C:
			// Where the machine was busy, the rest has come and is only not read yet.
			select {
			case b, open = <-chunks:
			case <-time.After(lateRead):
			}
		}
		switch {
		case !open:
			return
		case b != nil:
			s.feed(b, time.Now())
		default:
			s.expire(time.Now())
		}
		in.add(s.pieces)
		s.pieces = nil
		if s.quit {
			s.quit = false
			in.onInterrupt()
		}
	}
}

func (in *input) add(pieces [][]byte) {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.pieces = append(in.pieces, pieces...)
	in.ready.Signal()
}

func (in *input) end() {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.ended = !in.paused
	in.ready.Signal()
}

// Read returns as many whole pieces as p has room for. Each must fit: p is at least
// as long as the longest, unless that is an answer that nobody asked for.
func (in *input) Read(p []byte) (n int, err error) {
	in.mu.Lock()
	defer in.mu.Unlock()
	for len(in.pieces) == 0 && !in.ended {
		in.ready.Wait()
	}
	for len(in.pieces) > 0 && n+len(in.pieces[0]) <= len(p) {
		n += copy(p[n:], in.pieces[0])
		in.pieces = in.pieces[1:]
	}
	switch {
	case n > 0:
		return n, nil
	case len(in.pieces) == 0:
		return 0, io.EOF
	}
	n = copy(p, in.pieces[0])
	in.pieces[0] = in.pieces[0][n:]
	return n, nil
}

// close stops reading; Read returns io.EOF.
func (in *input) close() {
	in.mu.Lock()
	paused := in.paused
	in.paused = false
	in.mu.Unlock()
	in.end()
	if paused { // the other program does not end
		return
	}
	if in.from.Cancel() { // else a read goes on to its end
		<-in.done
	}
	_ = in.from.Close()
}
