//go:build unix

package browser

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"golang.org/x/term"

	"lootlens/ui/internal/e2e/tty"
)

// A panic anywhere ends the browser, leaves the terminal as it was and is told to
// the caller, and to nobody else.
func TestPanic(t *testing.T) {
	for name, breaks := range map[string]func(*model){
		"Init":    func(m *model) { m.picker = nil },
		"Update":  func(m *model) { m.items = nil },
		"View":    func(m *model) { m.o.Client, m.o.Demo = nil, false },
		"command": func(m *model) { m.o.Recents = nil },
	} {
		t.Run(name, func(t *testing.T) {
			screen := tty.Open(t, 100, 30, false)
			before, err := term.GetState(int(screen.Program.Fd()))
			if err != nil {
				t.Fatal(err)
			}
			o, _ := options(t)
			o.Stdin, o.Stdout = screen.Program, screen.Program
			m := newModel(o)
			breaks(m)
			ended := make(chan error, 1)
			go func() { ended <- m.run(t.Context()) }()
			select {
			case err = <-ended:
			case <-time.After(patience):
				t.Fatalf("the browser goes on; the screen is\n%s", screen.Screen())
			}
			var p *PanicError
			if !errors.As(err, &p) || len(p.Stack) == 0 || p.Value == nil {
				t.Fatalf("the error is %v", err)
			}
			if !strings.Contains(string(p.Stack), "lootlens/ui/browser.(*model)") && !strings.Contains(string(p.Stack), "recents") {
				t.Errorf("the stack is %s", p.Stack)
			}
			after, err := term.GetState(int(screen.Program.Fd()))
			if err != nil || !reflect.DeepEqual(before, after) {
				t.Errorf("the terminal's settings are %+v, were %+v (%v)", after, before, err)
			}
			screen.Drain()
			if left := screen.Left(); len(left) > 0 {
				t.Errorf("the terminal is left with %q", left)
			}
			if raw := string(screen.Raw()); strings.Contains(raw, "goroutine") || strings.Contains(raw, "nil pointer") {
				t.Errorf("the panic is on the terminal: %q", raw)
			}
			if alien := tty.Check(screen.Raw()).Alien; len(alien) > 0 {
				t.Errorf("the terminal was sent %q", alien)
			}
		})
	}
}
