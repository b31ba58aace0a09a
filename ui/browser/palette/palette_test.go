package palette

import (
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"lootlens/keymap"
	"lootlens/theme"
	"lootlens/ui/browser/msg"
	"lootlens/ui/internal/panetest"
	"lootlens/ui/parts"
)

// press gives the list a key, and returns what it posts.
func press(m *Model, name string) []tea.Msg {
	return panetest.Messages(panetest.Update(m, panetest.KeyPress(name)))
}

func TestTypedWordsChoose(t *testing.T) {
	t.Parallel()
	keys := keymap.Default()
	m := New("commands", "what to do", Commands(keys, keymap.InList), theme.Plain())
	for _, c := range "ass grou" {
		name := string(c)
		if c == ' ' {
			name = "space"
		}
		if posted := press(m, name); posted != nil {
			t.Fatalf("%q posts %v", c, posted)
		}
	}
	if v := ansi.Strip(m.View(70, 10)); !strings.Contains(v, "Group items of one asset") || strings.Contains(v, "Sort") {
		t.Errorf("shows\n%s", v)
	}
	if got := press(m, "enter"); !slices.Equal(got, []tea.Msg{msg.Chosen{ID: string(keymap.ListGroup)}}) {
		t.Errorf("chose %v", got)
	}
}

func TestWhatBeginsWithTheWordComesFirst(t *testing.T) {
	t.Parallel()
	keys := keymap.Default()
	for typed, want := range map[string]keymap.Action{"group": keymap.ListGroup, "ulid": keymap.CopyULID, "rev": keymap.ListReverse} {
		m := New("commands", "", Commands(keys, keymap.InList), theme.Plain())
		for _, c := range typed {
			press(m, string(c))
		}
		if got := press(m, "enter"); !slices.Equal(got, []tea.Msg{msg.Chosen{ID: string(want)}}) {
			t.Errorf("%q chooses %v, want %s", typed, got, want)
		}
	}
}

func TestEscapeChoosesNothingAndQIsText(t *testing.T) {
	t.Parallel()
	keys := keymap.Default()
	m := New("commands", "", Commands(keys, keymap.InList), theme.Plain())
	if got := press(m, "q"); got != nil {
		t.Errorf("q posts %v", got)
	}
	if got := press(m, "esc"); !slices.Equal(got, []tea.Msg{msg.Back{}}) {
		t.Errorf("esc posts %v", got)
	}
}

func TestViewKeepsTheCursorOnTheScreen(t *testing.T) {
	t.Parallel()
	keys := keymap.Default()
	all := Commands(keys, keymap.InList)
	m := New("commands", "", all, theme.Dark())
	for range len(all) + 3 {
		press(m, "down")
		v := m.View(60, 9)
		if err := parts.Check(v, 60, 9); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(v, "▌") {
			t.Fatalf("the cursor is off the screen:\n%s", ansi.Strip(v))
		}
	}
	for w := range 120 {
		for h := range 25 {
			if err := parts.Check(m.View(w, h), w, h); err != nil {
				t.Fatalf("%dx%d: %v", w, h, err)
			}
		}
	}
}
