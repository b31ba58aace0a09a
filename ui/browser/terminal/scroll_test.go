package terminal

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"

	"lootlens/ui/internal/e2e/tty"
)

// A list that moves beside text that changes comes out right, whatever moves, and a
// step of it does not cost the list, also where the screen was parked before.
func TestScroll(t *testing.T) {
	t.Parallel()
	for name, parks := range map[string]bool{"drawing": false, "parked at times": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			testScroll(t, parks)
		})
	}
}

func testScroll(t *testing.T, parks bool) {
	const w, h, listWidth = 80, 24, 40
	rng := rand.New(rand.NewPCG(1, 2))
	em := vt.NewEmulator(w, h)
	go func() { _, _ = io.Copy(io.Discard, em) }()
	var written bytes.Buffer
	s := newScreen(io.MultiWriter(em, &written), []string{"TERM=xterm-256color"}, w, h, colorprofile.TrueColor, false, 0)
	defer func() { <-s.close() }()
	frame := func(top, cursor int) string {
		lines := []string{fmt.Sprintf("header %d", top)}
		for y := range h - 2 {
			row := top + y
			name := strings.Repeat("名", max(0, row%9-7)) + fmt.Sprintf("item %d", row)
			if row == cursor {
				name = "\x1b[1m▌" + name + "\x1b[m"
			}
			name += strings.Repeat(" ", listWidth-ansi.StringWidth(name)-1) + "│"
			lines = append(lines, name+strings.Repeat(fmt.Sprintf("%x", rng.IntN(1<<20)), rng.IntN(7)))
		}
		return strings.Join(append(lines, "footer"), "\n")
	}
	draw := func(content string) {
		v := tea.NewView(content)
		if rng.IntN(2) == 0 {
			v.Cursor = tea.NewCursor(rng.IntN(w), rng.IntN(h))
		}
		for _, f := range []func(){func() {
			if parks && rng.IntN(2) == 0 {
				s.park()
			}
			written.Reset()
		}, func() { s.draw(&v) }} {
			done := make(chan struct{})
			s.do(func() { f(); close(done) })
			<-done
		}
		if at := em.CursorPosition(); v.Cursor != nil && (at.X != v.Cursor.X || at.Y != v.Cursor.Y) {
			t.Fatalf("the cursor is at %v, want %v", at, v.Cursor.Position)
		}
		for y, want := range strings.Split(ansi.Strip(content), "\n") {
			if got := tty.Row(em, y); strings.TrimRight(got, " ") != want {
				t.Fatalf("line %d is\n%q, want\n%q", y, got, want)
			}
		}
	}
	draw(strings.Repeat("┃ é “Übung” → ◆ ✦\n", h-1))
	if s.varied {
		t.Error("a view of characters of one cell each is measured by tables")
	}
	top := 100
	draw(frame(top, top))
	if !s.varied {
		t.Error("a view with characters of two cells is not measured by tables")
	}
	for range 300 {
		top = max(0, top+rng.IntN(2*h)-h)
		draw(frame(top, top+rng.IntN(h)))
	}
	for range 50 {
		top++
		draw(frame(top, top+h-3))
		for row := top; row < top+h-5; row++ {
			if name := fmt.Sprintf("item %d ", row); row%9 < 5 && strings.Contains(written.String(), name) {
				t.Fatalf("a step writes %q anew: %q", name, written.String())
			}
		}
	}
}

func TestScrolled(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, old, now  string
		first, last, by int
	}{
		{"down by one", "h a b c d e f g f", "h b c d e f g i f", 1, 6, 1},
		{"up by two", "h a b c d e f g f", "h y z a b c d e f", 3, 7, -2},
		{"around the cursor", "h a b c D e f g i k f", "h b c d E f g i k j f", 1, 8, 1},
		{"too few", "h a b c d e f", "h b c d e x f", 0, 0, 0},
		{"nothing moved", "a b c d e f", "a b c d e f", 0, 0, 0},
		{"another list", "a b c d e f", "g h i j k l", 0, 0, 0},
		{"rows that are alike", "h a a a a a a b", "h a a a a a b b", 0, 0, 0},
		{"far apart", "h a b c d e f", "h b x x x x c x x x x d x x x x e x x x f", 0, 0, 0},
	} {
		first, last, by := scrolled(strings.Fields(tt.old), strings.Fields(tt.now))
		if first != tt.first || last != tt.last || by != tt.by {
			t.Errorf("%s: %d–%d by %d, want %d–%d by %d", tt.name, first, last, by, tt.first, tt.last, tt.by)
		}
	}
}

// A view that waits while the terminal is given away is drawn when it comes back, and
// not before.
func TestHeldScreen(t *testing.T) {
	t.Parallel()
	var written bytes.Buffer
	s := newScreen(&written, []string{"TERM=xterm-256color"}, 20, 3, colorprofile.TrueColor, false, 0)
	defer func() { <-s.close() }()
	do := func(f func()) {
		done := make(chan struct{})
		s.do(func() { f(); close(done) })
		<-done
	}
	draw := func(text string) func() {
		v := tea.NewView(text)
		return func() { s.draw(&v) }
	}
	do(draw("first"))
	do(s.hold)
	do(written.Reset)
	do(draw("second"))
	do(func() {
		if written.Len() > 0 {
			t.Errorf("the screen wrote %q while it was held", written.String())
		}
	})
	do(s.release)
	do(func() {
		if !strings.Contains(written.String(), "second") || !strings.Contains(written.String(), ansi.SetModeAltScreenSaveCursor) {
			t.Errorf("the screen came back as %q", written.String())
		}
	})
}
