package palette

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"lootlens/keymap"
	"lootlens/theme"
	"lootlens/ui/parts"
)

func TestTypedWordsChoose(t *testing.T) {
	t.Parallel()
	keys := keymap.Default()
	m := New("commands", "what to do", Commands(keys, keymap.InList), keys, theme.Plain())
	for _, c := range "ass grou" {
		name := string(c)
		if c == ' ' {
			name = "space"
		}
		if chosen, done, _ := m.Update(parts.KeyPress(name)); chosen != nil || done {
			t.Fatalf("%q chooses", c)
		}
	}
	if v := ansi.Strip(m.View(70, 10)); !strings.Contains(v, "Group items of one asset") || strings.Contains(v, "Sort") {
		t.Errorf("shows\n%s", v)
	}
	chosen, done, _ := m.Update(parts.KeyPress("enter"))
	if !done || chosen == nil || chosen.ID != keys.List.Group.ID {
		t.Errorf("chose %v", chosen)
	}
}

func TestWhatBeginsWithTheWordComesFirst(t *testing.T) {
	t.Parallel()
	keys := keymap.Default()
	for typed, want := range map[string]string{"group": keys.List.Group.ID, "ulid": keys.Copy.ULID.ID, "re": keys.List.Reverse.ID} {
		m := New("commands", "", Commands(keys, keymap.InList), keys, theme.Plain())
		for _, c := range typed {
			m.Update(parts.KeyPress(string(c)))
		}
		if chosen, _, _ := m.Update(parts.KeyPress("enter")); chosen == nil || chosen.ID != want {
			t.Errorf("%q chooses %v, want %s", typed, chosen, want)
		}
	}
}

func TestEscapeChoosesNothingAndQIsText(t *testing.T) {
	t.Parallel()
	keys := keymap.Default()
	m := New("commands", "", Commands(keys, keymap.InList), keys, theme.Plain())
	if _, done, _ := m.Update(parts.KeyPress("q")); done {
		t.Error("q closes the list")
	}
	if chosen, done, _ := m.Update(parts.KeyPress("esc")); chosen != nil || !done {
		t.Errorf("esc: %v, %v", chosen, done)
	}
}

func TestViewKeepsTheCursorOnTheScreen(t *testing.T) {
	t.Parallel()
	keys := keymap.Default()
	all := Commands(keys, keymap.InList)
	m := New("commands", "", all, keys, theme.Dark())
	for range len(all) + 3 {
		m.Update(parts.KeyPress("down"))
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
