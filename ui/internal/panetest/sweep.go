package panetest

import (
	"testing"

	"lootlens/ui/parts"
)

// Sweep checks that a view is exact at sizes from 1 × 1 to 200 × 60 cells, with the
// focus and without.
func Sweep(t testing.TB, view func(w, h int, focused bool) string) {
	t.Helper()
	for w := 1; w <= 200; w += 1 + w/12 {
		for h := 1; h <= 60; h += 1 + h/5 {
			if err := parts.Check(view(w, h, h%2 == 0), w, h); err != nil {
				t.Fatalf("%dx%d: %v", w, h, err)
			}
		}
	}
}
