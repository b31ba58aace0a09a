package browser

import (
	"strings"
	"testing"

	"charm.land/lipgloss/v2"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"

	"lootlens/keymap"
	"lootlens/theme"
	"lootlens/ui/internal/geometry"
)

func TestEveryCopyLetterIsShownOnTheSmallestScreen(t *testing.T) {
	t.Parallel()
	m := &model{keys: keymap.Default(), th: theme.Plain()}
	menu := m.newCopyMenu(keymap.InList)
	view := menu.draw(leastWidth)
	height := lipgloss.Height(view)
	if err := geometry.Check(view, leastWidth, height); err != nil || height > leastHeight {
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
	for key, enter := range map[string]string{"/": "enter search", "#": "enter jump"} {
		r := start(t, 80, 24)
		r.choose("1250")
		r.keys("enter")
		r.waitFor("1/222")
		r.keys("enter")
		r.waitFor("Received 20")
		r.keys(key)
		r.typed("name:sw")
		r.waitFor(key+" name:sw", enter)
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
	r.waitFor("instance -5 is not loaded", "only ids from 1 on can be asked")
	r.look(func(m *model) {
		for _, note := range []string{" ", "\n", strings.Repeat("long ", 100)} {
			m.note.Text = note
			if err := geometry.Check(m.draw(), m.w, m.h); err != nil {
				t.Errorf("%q: %v", note, err)
			}
		}
	})
}

// The terminal's cursor is in the field that takes text: input methods and screen readers look for it there.
func TestTheCursorIsInTheField(t *testing.T) {
	t.Parallel()
	r := start(t, 100, 30)
	check := func(where string) {
		t.Helper()
		r.look(func(m *model) {
			v := m.build()
			screen := uv.NewScreenBuffer(m.w, m.h)
			uv.NewStyledString(v.Content).Draw(screen, screen.Bounds())
			if v.Cursor == nil {
				t.Errorf("%s: no cursor", where)
				return
			}
			if cell := screen.CellAt(v.Cursor.X, v.Cursor.Y); cell == nil || cell.Style.Attrs&uv.AttrReverse == 0 {
				t.Errorf("%s: the cursor is at %d, %d, where no text goes\n%s", where, v.Cursor.X, v.Cursor.Y, ansi.Strip(v.Content))
			}
		})
	}
	r.typed("12")
	r.waitFor("Player 12")
	check("picker")
	r.keys("ctrl+u")
	r.choose("1250")
	r.keys("enter")
	r.waitFor("1/")
	r.look(func(m *model) {
		if v := m.build(); v.Cursor == nil || v.Cursor.Y != 3 {
			t.Errorf("the list has its cursor at %v, not at the selected row", v.Cursor)
		}
	})
	r.keys("/")
	r.typed("na")
	r.waitFor("/ na")
	check("query")
	r.keys("esc", ":")
	r.waitFor("> ")
	check("palette")
	r.keys("esc", "v")
	r.waitFor("line 1")
	r.keys("/")
	r.waitFor("esc cancel")
	check("search in the raw view")
}
