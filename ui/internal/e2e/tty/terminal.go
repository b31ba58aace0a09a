//go:build unix

package tty

import (
	"bytes"
	"io"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"
)

// patience is how long a test waits before it fails.
const patience = time.Minute

// Terminal is a pseudo terminal and the emulator that shows what is written to it.
type Terminal struct {
	t testing.TB
	// Program is the side that a program has for stdin, stdout and stderr.
	Program *os.File
	master  *os.File
	ended   chan struct{} // closed once all that was written has been read

	mu  sync.Mutex
	em  *vt.Emulator
	raw []byte
	// cursorShown follows mode 25, which the emulator does not tell.
	cursorShown bool
}

// Open makes a terminal of w × h cells. A mute one answers no query.
func Open(t testing.TB, w, h int, mute bool) *Terminal {
	t.Helper()
	master, program, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	tt := &Terminal{t: t, Program: program, master: master, ended: make(chan struct{}), em: vt.NewEmulator(w, h), cursorShown: true}
	tt.em.SetCallbacks(vt.Callbacks{CursorVisibility: func(visible bool) { tt.cursorShown = visible }})
	tt.setSize(w, h)
	go tt.show()
	go tt.answer(mute)
	t.Cleanup(func() {
		tt.Drain()
		master.Close()
	})
	return tt
}

// show feeds the emulator.
func (t *Terminal) show() {
	defer close(t.ended)
	buf := make([]byte, 64<<10)
	for {
		n, err := t.master.Read(buf)
		t.mu.Lock()
		t.raw = append(t.raw, buf[:n]...)
		_, _ = t.em.Write(buf[:n])
		t.mu.Unlock()
		if err != nil {
			return
		}
	}
}

// answer writes what the emulator answers to queries.
func (t *Terminal) answer(mute bool) {
	buf := make([]byte, 4<<10)
	for {
		n, err := t.em.Read(buf)
		if n > 0 && !mute {
			_, _ = t.master.Write(buf[:n])
		}
		if err != nil {
			return
		}
	}
}

// Drain closes the program's side and waits for all that was written to it. It may
// be called again.
func (t *Terminal) Drain() {
	t.Program.Close()
	<-t.ended
	t.mu.Lock()
	defer t.mu.Unlock()
	_ = t.em.InputPipe().(io.Closer).Close() // Close races with answer's Read
}

func (t *Terminal) setSize(w, h int) {
	t.t.Helper()
	if err := pty.Setsize(t.master, &pty.Winsize{Rows: uint16(h), Cols: uint16(w)}); err != nil {
		t.t.Fatal(err)
	}
}

// Resize changes the size; a signal tells the program.
func (t *Terminal) Resize(w, h int) {
	t.t.Helper()
	t.mu.Lock()
	t.em.Resize(w, h)
	t.mu.Unlock()
	t.setSize(w, h)
}

// Raw is every byte that was written so far.
func (t *Terminal) Raw() []byte {
	t.mu.Lock()
	defer t.mu.Unlock()
	return bytes.Clone(t.raw)
}

// Screen is what the emulator shows, without the blanks at the ends of lines.
func (t *Terminal) Screen() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return Text(t.em)
}

// Cursor is where the cursor is, and whether it is shown.
func (t *Terminal) Cursor() (x, y int, shown bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	at := t.em.CursorPosition()
	return at.X, at.Y, t.cursorShown
}

// Until waits until the screen is as wanted.
func (t *Terminal) Until(what string, ok func(screen string) bool) string {
	t.t.Helper()
	for end := time.Now().Add(patience); ; time.Sleep(5 * time.Millisecond) {
		screen := t.Screen()
		if ok(screen) {
			return screen
		}
		select {
		case <-t.ended:
			if screen = t.Screen(); ok(screen) {
				return screen
			}
			t.t.Fatalf("the program ended before %s; the screen is\n%s", what, screen)
		default:
		}
		if time.Now().After(end) {
			t.t.Fatalf("waited for %s; the screen is\n%s", what, screen)
		}
	}
}

// WaitFor waits until the screen holds all of these texts.
func (t *Terminal) WaitFor(texts ...string) string {
	t.t.Helper()
	return t.Until("the text "+strings.Join(texts, " and "), func(screen string) bool {
		for _, text := range texts {
			if !strings.Contains(screen, text) {
				return false
			}
		}
		return true
	})
}

// WaitGone waits until the screen does not hold text.
func (t *Terminal) WaitGone(text string) string {
	t.t.Helper()
	return t.Until("the text "+text+" to go", func(screen string) bool { return !strings.Contains(screen, text) })
}

// named are keys that are no text. Escape is sent in the form that needs no wait to
// be told from a sequence.
var named = map[string]string{
	"enter": "\r", "tab": "\t", "esc": "\x1b[27u", "up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D",
	"pgup": "\x1b[5~", "pgdown": "\x1b[6~", "home": "\x1b[H", "end": "\x1b[F", "space": " ", "backspace": "\x7f",
	"shift+tab": "\x1b[Z", "f1": "\x1bOP",
}

// Keys presses keys: each by its name, else its letters.
func (t *Terminal) Keys(keys ...string) {
	t.t.Helper()
	for _, k := range keys {
		b, ok := named[k]
		if c, found := strings.CutPrefix(k, "ctrl+"); found && len(c) == 1 {
			b, ok = string(rune(c[0]&0x1f)), true
		}
		if !ok {
			b = k
		}
		t.Write(b)
	}
}

// Write sends bytes as if they were typed.
func (t *Terminal) Write(s string) {
	t.t.Helper()
	if _, err := t.master.WriteString(s); err != nil {
		t.t.Fatal(err)
	}
}

// Left lists what differs from how the program found the terminal.
func (t *Terminal) Left() []string {
	t.mu.Lock()
	h := t.em.Height()
	t.mu.Unlock()
	return Check(t.Raw()).Left(h)
}
