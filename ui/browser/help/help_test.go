package help

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"lootlens/keymap"
	"lootlens/theme"
	"lootlens/ui/internal/panetest"
)

func TestEveryKeyOfThePlaceIsShown(t *testing.T) {
	t.Parallel()
	for _, p := range keymap.Places() {
		keys := keymap.Default()
		for _, w := range []int{66, 133} {
			all := strings.Join(strings.Fields(ansi.Strip(strings.Join(New(keys, p, theme.Plain()).Lines(w), "\n"))), " ") + " "
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
	m.Resize(60, 15)
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
	panetest.Sweep(t, New(keymap.Default(), keymap.InDetail, theme.Dark()).View)
}

// A wide screen shows more columns, which begin on one line, each with a heading.
func TestColumnsBeginTogether(t *testing.T) {
	t.Parallel()
	m := New(keymap.Default(), keymap.InList, theme.Plain())
	for width, want := range map[int]int{78: 1, 138: 2, 198: 3} {
		first := ansi.Strip(m.Lines(width)[0])
		headings := 0
		for _, g := range keymap.Default().Groups(keymap.InList) {
			if strings.Contains(first+" ", " "+g.Title+" ") {
				headings++
			}
		}
		if headings != want {
			t.Errorf("width %d: the first line is %q, want %d headings", width, first, want)
		}
	}
}

func TestWheelScrolls(t *testing.T) {
	t.Parallel()
	m := New(keymap.Default(), keymap.InList, theme.Plain())
	m.Resize(60, 15)
	before := m.View(60, 15, true)
	m.Update(tea.MouseWheelMsg{Button: tea.MouseWheelDown})
	if m.View(60, 15, true) == before {
		t.Error("the wheel does not scroll")
	}
}
