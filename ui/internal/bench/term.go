package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"

	"lootlens/ui/internal/e2e/tty"
)

const (
	width, height = 140, 40
	// quiet is how long no output comes once a key's screen is complete.
	quiet = 30 * time.Millisecond
	// patience is how long bench waits for a screen, such as that of a million items.
	patience = time.Minute
)

// terminal is the program on a pseudo terminal, or a session of its SSH server. Its output
// is kept with the time at which it came.
type terminal struct {
	cmd   *exec.Cmd // nil for a session
	line  io.ReadWriteCloser
	began time.Time
	got   chan struct{}
	over  chan struct{}

	mu     sync.Mutex
	chunks []chunk
}

type chunk struct {
	at time.Time
	b  []byte
}

// answers are the answers of a terminal to queries, for which the program waits.
var answers = []struct {
	question *regexp.Regexp
	answer   string
}{
	{regexp.MustCompile(`\x1b\]11;\?(\x07|\x1b\\)`), "\x1b]11;rgb:1e1e/1e1e/1e1e\x1b\\"},
	{regexp.MustCompile(`\x1b\]10;\?(\x07|\x1b\\)`), "\x1b]10;rgb:dddd/dddd/dddd\x1b\\"},
	{regexp.MustCompile(`\x1b\[6n`), "\x1b[1;1R"},
	{regexp.MustCompile(`\x1b\[0?c`), "\x1b[?62;22c"},
}

// open starts the program.
func (b *bench) open(args ...string) (*terminal, error) {
	t := &terminal{cmd: exec.CommandContext(b.ctx, b.bin, args...), got: make(chan struct{}, 1), over: make(chan struct{})}
	t.cmd.Env = b.environ()
	t.began = time.Now()
	line, err := pty.StartWithSize(t.cmd, &pty.Winsize{Rows: height, Cols: width})
	if err != nil {
		return nil, err
	}
	t.line = line
	go t.read()
	return t, nil
}

func (t *terminal) read() {
	defer close(t.over)
	buf := make([]byte, 64<<10)
	for {
		n, err := t.line.Read(buf)
		if n > 0 {
			c := chunk{time.Now(), bytes.Clone(buf[:n])}
			for _, a := range answers {
				for range a.question.FindAll(c.b, -1) {
					_ = t.write(a.answer)
				}
			}
			t.mu.Lock()
			t.chunks = append(t.chunks, c)
			t.mu.Unlock()
			select {
			case t.got <- struct{}{}:
			default:
			}
		}
		if err != nil {
			return
		}
	}
}

// close ends the program.
func (t *terminal) close() {
	_ = t.write("\x03")
	select {
	case <-t.over:
	case <-time.After(2 * time.Second):
		if t.cmd != nil {
			_ = t.cmd.Process.Kill()
		}
	}
	if t.cmd != nil {
		_ = t.cmd.Wait()
	}
	t.line.Close()
}

// mark returns the place in the output, for since.
func (t *terminal) mark() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.chunks)
}

// since returns the output after a mark.
func (t *terminal) since(mark int) []chunk {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.chunks[mark:len(t.chunks):len(t.chunks)]
}

func (t *terminal) write(keys string) error {
	_, err := io.WriteString(t.line, keys)
	return err
}

// resize changes the size of the terminal, in cells.
func (t *terminal) resize(w, h uint16) error {
	return pty.Setsize(t.line.(*os.File), &pty.Winsize{Rows: h, Cols: w})
}

// settle waits until no output has come for a while, and at most two seconds for the
// first. It returns the output after the mark.
func (t *terminal) settle(mark int, silence time.Duration) []chunk {
	wait := 2 * time.Second
	if len(t.since(mark)) > 0 {
		wait = silence
	}
	for {
		select {
		case <-t.got:
			wait = silence
		case <-t.over:
			return t.since(mark)
		case <-time.After(wait):
			return t.since(mark)
		}
	}
}

func size(chunks []chunk) (n int) {
	for _, c := range chunks {
		n += len(c.b)
	}
	return n
}

// screen is an emulated terminal that shows output as far as it was fed.
type screen struct {
	em  *vt.Emulator
	fed int
}

func newScreen() *screen {
	s := &screen{em: vt.NewEmulator(width, height)}
	go func() { _, _ = io.Copy(io.Discard, s.em) }()
	return s
}

// feed shows one more chunk of t's output; false if there is none.
func (s *screen) feed(t *terminal) (at time.Time, ok bool) {
	c := t.since(s.fed)
	if len(c) == 0 {
		return at, false
	}
	s.fed++
	_, _ = s.em.Write(c[0].b)
	return c[0].at, true
}

// until feeds output until ok, and returns when that chunk came.
func (s *screen) until(t *terminal, ok func(*screen) bool) (time.Time, error) {
	for {
		at, more := s.feed(t)
		if !more {
			return at, fmt.Errorf("the screen that was waited for did not come; this one is there:\n%s", s)
		}
		if ok(s) {
			return at, nil
		}
	}
}

// wait feeds output, waiting for it, until ok.
func (s *screen) wait(t *terminal, ok func(*screen) bool) error {
	for end := time.Now().Add(patience); time.Now().Before(end); {
		for _, more := s.feed(t); more; _, more = s.feed(t) {
		}
		if ok(s) {
			return nil
		}
		time.Sleep(5 * time.Millisecond)
	}
	return fmt.Errorf("the screen that was waited for did not come; this one is there:\n%s", s)
}

func (s *screen) String() string { return tty.Text(s.em) }

func (s *screen) holds(text string) bool { return strings.Contains(s.String(), text) }

// borders are the characters at the left and right of a pane's text.
const borders = "│┃▐"

// selected returns the instance id in the row under the cursor, and whether the detail
// beside the list shows it too.
func (s *screen) selected() (id string, shown bool) {
	for y := range height {
		left, rest, ok := strings.Cut(tty.Row(s.em, y), "▌")
		if !ok || strings.Trim(left, borders+" ") != "" {
			continue
		}
		if end := strings.IndexAny(rest, borders); end >= 0 {
			rest = rest[:end]
		}
		words := strings.Fields(rest)
		if len(words) == 0 {
			return "", false
		}
		id = words[len(words)-1]
		return id, strings.Count(s.String(), id) > 1
	}
	return "", false
}

// listAndDetail reports whether a row is selected and the detail is that of its item.
func listAndDetail(s *screen) bool {
	_, shown := s.selected()
	return shown
}
