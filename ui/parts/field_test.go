package parts

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"lootlens/keymap"
	"lootlens/theme"
)

func TestViewHasTheWidthAskedFor(t *testing.T) {
	t.Parallel()
	texts := []string{"", "a", "player", strings.Repeat("x", 300), "日本語の名前", "👩‍👩‍👧‍👧 fam", "a\u202eb", "é" + strings.Repeat("\u0301", 40)}
	for _, s := range texts {
		f := NewField(theme.Dark(), "find: ", "id or name", 10_000)
		f.Set(s)
		for at := range []rune(s + " ") {
			f.setCursor(at)
			for w := range 30 {
				for _, focused := range []bool{true, false} {
					v := f.View(w, focused)
					if got := ansi.StringWidth(v); got != w {
						t.Fatalf("%q with the cursor at %d: %d cells, want %d: %q", s, at, got, w, v)
					}
				}
			}
		}
	}
}

func TestPastedTextIsOneSafeLine(t *testing.T) {
	t.Parallel()
	f := NewField(theme.Plain(), "", "", 256)
	f.Update(tea.PasteMsg{Content: "one\ntwo\x1b[2J\r\n" + strings.Repeat("x", 10_000)})
	if strings.ContainsAny(f.Value(), "\n\r\x1b") || len([]rune(f.Value())) > 256 {
		t.Errorf("%q", f.Value())
	}
	if v := f.View(80, true); strings.Contains(v, "\x1b[2J") {
		t.Errorf("a pasted command reaches the screen: %q", v)
	}
}

func TestEveryPrintableKeyIsText(t *testing.T) {
	t.Parallel()
	f := NewField(theme.Plain(), "", "", 256)
	want := ""
	for r := ' '; r < 0x7f; r++ {
		f.Update(tea.KeyPressMsg{Code: r, Text: string(r)})
		want += string(r)
	}
	if f.Value() != want {
		t.Errorf("got %q, want %q", f.Value(), want)
	}
}

// Every editing action does something to the text or to the cursor, and no other action does.
func TestEditingActions(t *testing.T) {
	t.Parallel()
	const text = "one two three"
	for _, g := range keymap.Default().Groups(keymap.InPrompt) {
		for _, e := range g.Entries {
			f := NewField(theme.Plain(), "", "", 256)
			f.Set(text)
			f.setCursor(5)
			_, cmd := f.Update(e.Action)
			acts := f.Value() != text || f.position() != 5 || cmd != nil
			if want := g.Title == "Editing"; acts != want {
				t.Errorf("%s acts on the field: %v, want %v", e.Action, acts, want)
			}
			if strings.Contains(f.Value(), "edit.") {
				t.Errorf("%s is typed", e.Action)
			}
		}
	}
}

// What is typed is seen, also where a wide character stands at the cut.
func TestALongTextOfWideCharactersIsSeen(t *testing.T) {
	t.Parallel()
	f := NewField(theme.Plain(), "/ ", "", 256)
	f.Set(strings.Repeat("龙", 40))
	for w := 6; w < 60; w++ {
		if v := f.View(w, true); strings.Count(v, "龙") < (w-4)/2 {
			t.Errorf("%d cells show %q", w, v)
		}
	}
}
