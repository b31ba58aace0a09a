package help

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"lootlens/keymap"
	"lootlens/theme"
	"lootlens/ui/parts"
)

func TestEveryKeyOfThePlaceIsShown(t *testing.T) {
	t.Parallel()
	for _, p := range keymap.Places() {
		keys := keymap.Default()
		for _, w := range []int{66, 133} {
			all := ansi.Strip(strings.Join(New(keys, p, theme.Plain()).Lines(w), "\n"))
			for _, g := range append(keys.Context(p).Groups, keys.Then(p)...) {
				for _, a := range g.Actions {
					if !strings.Contains(all, names(a)) || !strings.Contains(all, a.Title) {
						t.Errorf("place %d, width %d: %s (%s) is not shown", p, w, a.Title, names(a))
					}
				}
			}
		}
	}
}

func TestScrollsToTheEndAndNoFurther(t *testing.T) {
	t.Parallel()
	m := New(keymap.Default(), keymap.InList, theme.Plain())
	m.Scroll(keymap.Far)
	lines := m.Lines(57)
	last := strings.TrimSpace(ansi.Strip(lines[len(lines)-1]))
	if v := ansi.Strip(m.View(60, 15)); !strings.Contains(v, last) {
		t.Errorf("the end is not shown:\n%s", v)
	}
	m.Scroll(-keymap.Far)
	if v := ansi.Strip(m.View(60, 15)); !strings.Contains(v, "List") {
		t.Errorf("the start is not shown:\n%s", v)
	}
}

func TestViewIsExactForEverySize(t *testing.T) {
	t.Parallel()
	m := New(keymap.Default(), keymap.InDetail, theme.Dark())
	for w := range 200 {
		for h := range 60 {
			if err := parts.Check(m.View(w, h), w, h); err != nil {
				t.Fatalf("%dx%d: %v", w, h, err)
			}
		}
	}
}
