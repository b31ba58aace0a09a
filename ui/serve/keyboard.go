package serve

import (
	"bytes"
	"io"
)

// Control characters of a cooked terminal.
const (
	ctrlC = 0x03
	ctrlD = 0x04
)

// keyboard reads a terminal for a command: somebody has to see Ctrl+C while the command
// reads nothing. What is typed far ahead of the command is dropped. Once the terminal is
// raw, all of it is passed on as it was typed, also what came before.
type keyboard struct {
	s     *Session
	typed chan []byte // closed at the end
	rest  []byte      // of what was received from typed
	ended bool        // by Ctrl+D
}

const typedAhead = 64 // reads that wait for the command

// newKeyboard reads from s until its end.
func newKeyboard(s *Session) *keyboard {
	k := &keyboard{s: s, typed: make(chan []byte, typedAhead)}
	go s.srv.guard(s, func() {
		defer close(k.typed)
		for {
			buf := make([]byte, 1<<10)
			n, err := s.receive(buf)
			switch typed := buf[:n]; {
			case s.raw.Load():
				select {
				case k.typed <- typed:
				case <-s.ctx.Done():
				}
			case bytes.IndexByte(typed, ctrlC) >= 0:
				s.cancel(ErrInterrupted)
				fallthrough
			default:
				select {
				case k.typed <- typed:
				default:
				}
			}
			if err != nil {
				return
			}
		}
	})
	return k
}

func (k *keyboard) Read(p []byte) (int, error) {
	for len(k.rest) == 0 {
		if k.ended {
			return 0, io.EOF
		}
		typed, ok := <-k.typed
		if !ok {
			return 0, io.EOF
		}
		k.rest = typed
		if k.s.raw.Load() {
			continue
		}
		if at := bytes.IndexByte(typed, ctrlD); at >= 0 {
			k.rest, k.ended = typed[:at], true
		}
		k.rest = bytes.ReplaceAll(k.rest, []byte("\r"), []byte("\n"))
	}
	n := copy(p, k.rest)
	k.rest = k.rest[n:]
	return n, nil
}

// newlines puts a carriage return before each "\n" that has none.
func newlines(p []byte) []byte {
	p = bytes.ReplaceAll(p, []byte("\r\n"), []byte("\n"))
	return bytes.ReplaceAll(p, []byte("\n"), []byte("\r\n"))
}
