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
// reads nothing. What is typed far ahead of the command is dropped.
type keyboard struct {
	typed chan []byte // closed at the end
	rest  []byte      // of what was received from typed
}

const typedAhead = 64 // reads that wait for the command

// newKeyboard reads from s until its end.
func newKeyboard(s *Session) *keyboard {
	k := &keyboard{typed: make(chan []byte, typedAhead)}
	go s.srv.guard(s, func() {
		ended := false
		end := func() {
			if !ended {
				ended = true
				close(k.typed)
			}
		}
		defer end()
		buf := make([]byte, 1<<10)
		for {
			n, err := s.channel.Read(buf)
			typed, last := buf[:n], err != nil
			if !s.raw.Load() {
				if bytes.IndexByte(typed, ctrlC) >= 0 {
					s.cancel(ErrInterrupted)
				}
				if at := bytes.IndexByte(typed, ctrlD); at >= 0 {
					typed, last = typed[:at], true
				}
				typed = bytes.ReplaceAll(typed, []byte("\r"), []byte("\n"))
			}
			if !ended && len(typed) > 0 {
				select {
				case k.typed <- bytes.Clone(typed):
				default:
				}
			}
			if last {
				end() // and Ctrl+C still interrupts
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
		typed, ok := <-k.typed
		if !ok {
			return 0, io.EOF
		}
		k.rest = typed
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
