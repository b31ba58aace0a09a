//go:build unix

package terminal

import (
	"bytes"
	"io"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"go.uber.org/goleak"
)

// Without a terminal the program runs on any reader and writer, to the reader's end.
func TestNoTerminal(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	if err := Run(t.Context(), &fake{}, strings.NewReader("abq"), &out, nil); err != nil {
		t.Error(err)
	}
	if !strings.Contains(ansi.Strip(out.String()), "ready") {
		t.Errorf("it wrote %q", out.String())
	}
	r, w := io.Pipe()
	go func() { _, _ = io.WriteString(w, "ab\x03") }()
	if err := Run(t.Context(), &fake{}, r, io.Discard, nil); err != nil {
		t.Error(err)
	}
}

// A remote terminal has its own size, colours and way to break lines; the process has
// none of them.
func TestRemote(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		env     []string
		colours bool
	}{
		"colours":   {[]string{"TERM=xterm-256color"}, true},
		"NO_COLOR":  {[]string{"TERM=xterm-256color", "NO_COLOR=1"}, false},
		"true ones": {[]string{"TERM=xterm", "COLORTERM=truecolor"}, true},
		"dumb":      {[]string{"TERM=dumb"}, false},
	} {
		in, typed := io.Pipe()
		shown, out := io.Pipe()
		sizes := make(chan tea.WindowSizeMsg)
		f := &fake{view: func(v *tea.View) { v.Content = "\x1b[31m" + v.Content + "\x1b[m\nsecond line" }}
		ended := make(chan error, 1)
		go func() {
			err := Run(t.Context(), f, in, out, &Remote{Env: tt.env, Width: 60, Height: 10, Sizes: sizes})
			out.Close()
			ended <- err
		}()
		var all bytes.Buffer
		until := func(sizes int) { // the model has seen, or drawn again
			t.Helper()
			for b := make([]byte, 4096); strings.Count(ansi.Strip(all.String()), "size") < sizes; {
				n, err := shown.Read(b)
				all.Write(b[:n])
				if err != nil {
					t.Fatalf("%s: %v after %q", name, err, all.String())
				}
			}
		}
		until(1)
		sizes <- tea.WindowSizeMsg{Width: 30, Height: 5}
		until(2)
		if _, err := io.WriteString(typed, "q"); err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(&all, shown); err != nil {
			t.Fatal(err)
		}
		if err := <-ended; err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if got := strings.Contains(all.String(), "\x1b[31m"); got != tt.colours {
			t.Errorf("%s: coloured %v in %q", name, got, all.String())
		}
		if asked := strings.Contains(all.String(), ansi.RequestModeSynchronizedOutput); asked {
			t.Errorf("%s: the terminal was asked for its modes", name)
		}
		typed.Close()
	}
}

// What comes before the size of the terminal waits for it, and comes in order.
func TestEarlyInput(t *testing.T) {
	t.Parallel()
	f := &fake{}
	g := &guarded{model: f}
	key := func(r rune) tea.Msg { return tea.KeyPressMsg{Code: r, Text: string(r)} }
	for _, m := range []tea.Msg{key('a'), tea.PasteMsg{Content: "b"}, tea.MouseWheelMsg{}, key('c'), tea.WindowSizeMsg{Width: 80, Height: 24}, key('d')} {
		g.Update(m)
	}
	if want := "size<a>{b}wheel<c><d>"; f.seen != want {
		t.Errorf("the model has seen %q, want %q", f.seen, want)
	}
}

// Nothing goes on where the program has ended and the terminal still sends.
func TestInputAfterTheEnd(t *testing.T) { // not parallel: it looks at all goroutines
	ignore := goleak.IgnoreCurrent()
	if err := Run(t.Context(), &fake{}, strings.NewReader("q"+strings.Repeat("b", 10_000)), io.Discard, &Remote{Width: 80, Height: 24}); err != nil {
		t.Error(err)
	}
	// Stopping the ticker takes Bubble Tea half a second.
	goleak.VerifyNone(t, ignore, goleak.IgnoreAnyFunction("charm.land/bubbletea/v2.(*Program).waitForReadLoop"))
}
