package panetest

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"lootlens/ui/internal/geometry"
)

// Sweep checks that a view is exact at every size of Sizes, with the focus and without.
func Sweep(t testing.TB, view func(w, h int, focused bool) string) {
	t.Helper()
	Sizes(func(w, h int) bool {
		if err := geometry.Check(view(w, h, (w+h)%2 == 0), w, h); err != nil {
			t.Fatalf("%dx%d: %v", w, h, err)
		}
		return true
	})
}

// Sees checks that a view of w by h cells is exact, and that it shows these texts, whatever its blanks, borders and breaks.
func Sees(t testing.TB, view string, w, h int, want ...string) {
	t.Helper()
	if err := geometry.Check(view, w, h); err != nil {
		t.Errorf("%v\n%s", err, view)
	}
	plain := ansi.Strip(view)
	flat := strings.Join(strings.Fields(strings.NewReplacer("┃", " ", "│", " ", "▐", " ").Replace(plain)), " ")
	for _, s := range want {
		if !strings.Contains(flat, s) {
			t.Errorf("%q is not on the screen:\n%s", s, plain)
		}
	}
}

// Sizes yields sizes in cells: every width from 0 to 200, every height from 0 to 60, and
// all pairs of those at which layouts change. In short tests, which the race detector
// slows down, it leaves most widths and heights out.
func Sizes(yield func(w, h int) bool) {
	step := 1
	if testing.Short() {
		step = 7
	}
	for w := 0; w <= 200; w += step {
		if !yield(w, w*17%61) {
			return
		}
	}
	for h := 0; h <= 60; h += step {
		if !yield(h*37%201, h) {
			return
		}
	}
	for _, w := range []int{1, 2, 20, 39, 40, 41, 80, 99, 100, 101, 140} {
		for _, h := range []int{1, 2, 3, 9, 10, 11, 24, 40} {
			if !yield(w, h) {
				return
			}
		}
	}
}
