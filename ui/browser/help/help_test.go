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
			for _, g := range keys.Groups(p) {
				for _, e := range g.Entries {
					want := e.Keys != "" // others have no key there
					if got := strings.Contains(all, e.Keys+" ") && strings.Contains(all, " "+e.Title); got != want {
						t.Errorf("place %b, width %d: %s (%s) is shown: %v", p, w, e.Title, e.Keys, got)
					}
				}
			}
		}
	}
}

func TestScrollsToTheEndAndNoFurther(t *testing.T) {
	t.Parallel()
	m := New(keymap.Default(), keymap.InList, theme.Plain())
	m.Update(keymap.MoveBottom)
	lines := m.Lines(57)
	last := strings.TrimSpace(ansi.Strip(lines[len(lines)-1]))
	if v := ansi.Strip(m.View(60, 15, true)); !strings.Contains(v, last) {
		t.Errorf("the end is not shown:\n%s", v)
	}
	m.Update(keymap.MoveTop)
	if v := ansi.Strip(m.View(60, 15, true)); !strings.Contains(v, "List") {
		t.Errorf("the start is not shown:\n%s", v)
	}
}

func TestViewIsExactForEverySize(t *testing.T) {
	t.Parallel()
	m := New(keymap.Default(), keymap.InDetail, theme.Dark())
	for w := range 200 {
		for h := range 60 {
			if err := parts.Check(m.View(w, h, true), w, h); err != nil {
				t.Fatalf("%dx%d: %v", w, h, err)
			}
		}
	}
}
