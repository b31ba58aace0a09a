package browser

import (
	"strings"
	"testing"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"lootlens/keymap"
	"lootlens/theme"
	"lootlens/ui/parts"
)

func TestEveryCopyLetterIsShownOnTheSmallestScreen(t *testing.T) {
	t.Parallel()
	m := &model{keys: keymap.Default(), th: theme.Plain()}
	menu := m.newCopyMenu(keymap.InList)
	view := menu.draw(leastWidth)
	height := lipgloss.Height(view)
	if err := parts.Check(view, leastWidth, height); err != nil || height > leastHeight {
		t.Errorf("%d lines: %v", height, err)
	}
	shown := ansi.Strip(view)
	if len(menu.letters) < 11 {
		t.Errorf("only %d letters", len(menu.letters))
	}
	for _, e := range menu.letters {
		if want := e.Keys + " " + e.Desc; !strings.Contains(shown, want) {
			t.Errorf("%q is not shown", want)
		}
	}
}

// The line of input is seen where it is asked for over a detail that has the screen for
// itself.
func TestInputIsSeenOverTheDetail(t *testing.T) {
	t.Parallel()
	for key, sees := range map[string]string{"/": "name:sw", "#": "name:sw"} {
		r := start(t, 80, 24)
		r.choose("1250")
		r.keys("enter")
		r.waitFor("1/222")
		r.keys("enter")
		r.waitFor("Received 20")
		r.keys(key)
		r.typed("name:sw")
		r.waitFor(key+" "+sees, "enter accept")
	}
}

// A note that is longer than the screen is wide is read to its end.
func TestALongNoteIsReadToItsEnd(t *testing.T) {
	t.Parallel()
	r := start(t, 40, 10)
	r.choose("1250")
	r.keys("enter")
	r.waitFor("1/")
	r.keys("#")
	r.typed("-5")
	r.keys("enter")
	r.waitFor("instance -5 is not loaded, and only ids", "from 1 on can be asked for")
	r.look(func(m *model) {
		for _, note := range []string{" ", "\n", strings.Repeat("long ", 100)} {
			m.note.Text = note
			if err := parts.Check(m.draw(), m.w, m.h); err != nil {
				t.Errorf("%q: %v", note, err)
			}
		}
	})
}
