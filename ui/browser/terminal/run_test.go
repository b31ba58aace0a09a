//go:build unix

package terminal

import (
	"bytes"
	"context"
	"errors"
	"reflect"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
	"golang.org/x/term"

	"lootlens/ui/internal/e2e/tty"
)

// patience is how long a test waits for what will not come. No test depends on it.
const patience = time.Minute

// fake shows the keys, pastes and other messages that came, and does what it is told.
type fake struct {
	seen  string
	view  func(*tea.View)
	mute  bool          // the terminal answers nothing: no answer comes between two parts
	hung  bool          // in the next View
	hangs chan struct{} // how long Update and View hang
	began chan struct{} // closed when they begin to
}

func (f *fake) Init() tea.Cmd { return nil }

func (f *fake) Update(m tea.Msg) (tea.Model, tea.Cmd) {
	switch m := m.(type) {
	case tea.KeyPressMsg:
		f.seen += "<" + m.String() + ">"
		switch m.String() {
		case "h":
			close(f.began)
			<-f.hangs
		case "v":
			f.hung = true
		case "z":
			return f, tea.Suspend
		case "r":
			return f, tea.Raw("\x1b]52;c;Zm9v\a")
		case "q":
			return f, tea.Quit
		}
	case tea.PasteMsg:
		f.seen += "{" + strings.ReplaceAll(m.Content, "\r", "⏎") + "}"
	case tea.MouseWheelMsg:
		f.seen += "wheel"
	case tea.BackgroundColorMsg:
		f.seen += "background" + m.String()
	case tea.ResumeMsg:
		f.seen += "resumed"
	case tea.WindowSizeMsg:
		f.seen += "size"
	}
	return f, nil
}

func (f *fake) View() tea.View {
	if f.hung {
		close(f.began)
		<-f.hangs
	}
	v := tea.NewView("ready " + f.seen)
	if f.view != nil {
		f.view(&v)
	}
	return v
}

// start runs a fake on a terminal. Its end is sent to the channel.
func start(t *testing.T, ctx context.Context, f *fake) (*tty.Terminal, <-chan error) {
	t.Helper()
	screen := tty.Open(t, 60, 10, f.mute)
	before, err := term.GetState(int(screen.Program.Fd()))
	if err != nil {
		t.Fatal(err)
	}
	f.hangs, f.began = make(chan struct{}), make(chan struct{})
	t.Cleanup(func() { close(f.hangs) })
	ended := make(chan error, 1)
	go func() {
		err := Run(ctx, f, screen.Program, screen.Program, nil)
		after, stateErr := term.GetState(int(screen.Program.Fd()))
		if stateErr != nil || !reflect.DeepEqual(before, after) {
			t.Errorf("the terminal's settings are %+v, were %+v (%v)", after, before, stateErr)
		}
		ended <- err
	}()
	screen.WaitFor("ready size")
	return screen, ended
}

// end waits for the program's end, after which the terminal must be as it was.
func end(t *testing.T, screen *tty.Terminal, ended <-chan error) error {
	t.Helper()
	select {
	case err := <-ended:
		screen.Drain()
		if left := screen.Left(); len(left) > 0 {
			t.Errorf("the terminal is left with %q", left)
		}
		if alien := tty.Check(screen.Raw()).Alien; len(alien) > 0 {
			t.Errorf("the terminal was sent %q", alien)
		}
		return err
	case <-time.After(patience):
		t.Fatalf("the program goes on; the screen is\n%s", screen.Screen())
		return nil
	}
}

// A model that hangs is left running, and the terminal is as it was.
func TestHangs(t *testing.T) {
	for _, where := range []string{"h", "v"} { // in Update, in View
		for name, tell := range map[string]func(*tty.Terminal, context.CancelCauseFunc){
			"ctrl+c":  func(s *tty.Terminal, _ context.CancelCauseFunc) { s.Write("\x03") },
			"kitty":   func(s *tty.Terminal, _ context.CancelCauseFunc) { s.Write("\x1b[1089::99;5u") },
			"context": func(_ *tty.Terminal, cancel context.CancelCauseFunc) { cancel(errors.New("told to end")) },
		} {
			t.Run(name+" "+where, func(t *testing.T) {
				ctx, cancel := context.WithCancelCause(t.Context())
				defer cancel(nil)
				f := &fake{}
				screen, ended := start(t, ctx, f)
				screen.Write(where + strings.Repeat("x", 5000)) // keys wait in front of ctrl+c
				<-f.began
				tell(screen, cancel)
				if err := end(t, screen, ended); !errors.Is(err, ErrHung) || !errors.Is(err, context.Canceled) {
					t.Errorf("the error is %v", err)
				}
			})
		}
	}
}

// The second signal ends a program that hangs, and does not end the process.
func TestSecondSignal(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	f := &fake{}
	screen, ended := start(t, ctx, f)
	screen.Write("h")
	<-f.began
	cancel()
	for range 2 {
		if err := syscall.Kill(syscall.Getpid(), syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
	}
	if err := end(t, screen, ended); !errors.Is(err, ErrHung) {
		t.Errorf("the error is %v", err)
	}
}

// What comes in parts over a slow link is one key, one report, one answer, one paste.
func TestPartsAreWhole(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		parts []string
		want  string
	}{
		// The first part says that the escape key is a sequence, so that a busy machine
		// may take its time.
		"an arrow":         {[]string{"\x1b[?1u\x1b", "[B"}, "<down>"},
		"a mouse report":   {[]string{"\x1b[<64;1", "0;10M"}, "wheel"},
		"a colour":         {[]string{"\x1b]11;rgb:ff", "ff/ffff/ffff\x1b\\"}, "background#ffffff"},
		"a paste's end":    {[]string{"\x1b[200~1250\x1b[20", "1~"}, "{1250}"},
		"a swallowed end":  {[]string{"\x1b[200~a\x1b]0;x\x1b[201~"}, "{a]0;x}"},
		"text in pastes":   {[]string{"\x1b[200~q\rz\x03\x1b[201~"}, "{q⏎z\x03}"},
		"the escape key":   {[]string{"\x1b"}, "<esc>"},
		"half a paste":     {[]string{"\x1b[200~1250"}, "{1250}"},
		"a letter's bytes": {[]string{"\xc3", "\xa9"}, "<é>"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			screen, ended := start(t, t.Context(), &fake{mute: true})
			for _, p := range tt.parts {
				screen.Write(p)
				time.Sleep(70 * time.Millisecond)
			}
			want := "ready size" + strings.ReplaceAll(tt.want, "\x03", "")
			screen.WaitFor(want)
			screen.Write("j")
			screen.WaitFor(want + "<j>")
			screen.Write("q")
			if err := end(t, screen, ended); err != nil {
				t.Error(err)
			}
		})
	}
}

// ctrl+c ends the program before the keys that wait for a slow model.
func TestInterruptOvertakes(t *testing.T) {
	t.Parallel()
	slow := &fake{view: func(*tea.View) { time.Sleep(time.Millisecond) }}
	screen, ended := start(t, t.Context(), slow)
	screen.Write(strings.Repeat("a ", 20_000) + "\x03")
	if err := end(t, screen, ended); err != nil {
		t.Error(err)
	}
}

// Everything that a view asks of the terminal is set, changed and taken back.
func TestView(t *testing.T) {
	t.Parallel()
	f := &fake{}
	f.view = func(v *tea.View) {
		v.WindowTitle = "title"
		v.MouseMode = tea.MouseModeCellMotion
		v.KeyboardEnhancements.ReportAlternateKeys = true
		if !strings.Contains(f.seen, "<a>") {
			return
		}
		v.WindowTitle, v.MouseMode = "", tea.MouseModeNone
		v.ReportFocus = true
		v.Cursor = tea.NewCursor(7, 3)
		v.Cursor.Shape, v.Cursor.Blink = tea.CursorBar, false
	}
	screen, ended := start(t, t.Context(), f)
	has := func(sequences ...string) {
		t.Helper()
		for _, s := range sequences {
			if !bytes.Contains(screen.Raw(), []byte(s)) {
				t.Errorf("%q was not sent", s)
			}
		}
	}
	has(ansi.SetModeAltScreenSaveCursor, ansi.SetModeMouseButtonEvent, ansi.SetModeMouseExtSgr, ansi.SetModeBracketedPaste,
		ansi.SetWindowTitle("title"), ansi.PushKittyKeyboard(5), ansi.SetModifyOtherKeys2, ansi.ResetModeTextCursorEnable)
	if x, y, shown := screen.Cursor(); shown {
		t.Errorf("the cursor is shown at %d, %d", x, y)
	}
	screen.Write("a")
	screen.WaitFor("<a>")
	has(ansi.ResetModeMouseButtonEvent, ansi.SetModeFocusEvent, ansi.SetWindowTitle(""), ansi.SetCursorStyle(6))
	screen.Until("the cursor", func(string) bool {
		x, y, shown := screen.Cursor()
		return shown && x == 7 && y == 3
	})
	screen.Write("r")
	screen.WaitFor("<r>")
	screen.Until("the clipboard", func(string) bool { return tty.Check(screen.Raw()).Clipboard == 1 })
	screen.Write("q")
	if err := end(t, screen, ended); err != nil {
		t.Error(err)
	}
}

// A terminal that does not read keeps nobody waiting, and in the end shows the latest.
func TestStalledTerminal(t *testing.T) {
	t.Parallel()
	var reads sync.Mutex
	var got bytes.Buffer
	s := newScreen(writer(func(b []byte) (int, error) {
		reads.Lock()
		defer reads.Unlock()
		return got.Write(b)
	}), nil, 40, 5, colorprofile.TrueColor, false, 0)
	reads.Lock()
	for range 1000 {
		s.show(tea.NewView("an old view"))
	}
	s.show(tea.NewView("the latest"))
	reads.Unlock()
	<-s.close()
	if n := strings.Count(got.String(), "an old view"); n > 1 {
		t.Errorf("views that nobody waits for were drawn %d times", n)
	}
}

type writer func([]byte) (int, error)

func (w writer) Write(b []byte) (int, error) { return w(b) }

// A view is drawn once, and no byte is written for one that looks the same.
func TestSameViewWritesNothing(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	s := newScreen(&out, nil, 40, 5, colorprofile.TrueColor, false, 0)
	draw := func(v tea.View) string {
		done := make(chan string)
		s.do(func() { out.Reset(); s.draw(&v); done <- out.String() })
		return <-done
	}
	v := tea.NewView("a view")
	if !strings.Contains(draw(v), "a view") {
		t.Error("the view is not drawn")
	}
	if got := draw(tea.NewView("a view")); got != "" {
		t.Errorf("the same view wrote %q", got)
	}
	v.Cursor = tea.NewCursor(3, 1)
	if got := draw(v); !strings.Contains(got, ansi.SetModeTextCursorEnable) {
		t.Errorf("the cursor wrote %q", got)
	}
	v.Cursor = tea.NewCursor(4, 1)
	if got := draw(v); got == "" {
		t.Error("the cursor did not move")
	}
	<-s.close()
}
