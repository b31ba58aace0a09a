package browser

import (
	"errors"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"lootlens/api/demo"
	"lootlens/keymap"
	"lootlens/models"
	"lootlens/ui/browser/msg"
	"lootlens/ui/internal/panetest"
)

var errTest = errors.New("refused")

// reader is a root whose commands are run only when the test delivers them.
type reader struct {
	*model
	t *testing.T
}

func newReader(t *testing.T, w, h int) *reader {
	t.Helper()
	o, _ := options(t)
	m := newModel(o)
	t.Cleanup(m.close)
	m.update(tea.WindowSizeMsg{Width: w, Height: h})
	return &reader{m, t}
}

// keys presses keys; their commands are not run.
func (r *reader) keys(names ...string) {
	for _, n := range names {
		r.update(panetest.KeyPress(n))
	}
}

// list opens a player's list.
func (r *reader) list() {
	r.update(msg.OpenHolder{Player: models.Player{ID: idOf(r.t, demo.PlayerSmall)}, Holder: models.Holder{Player: idOf(r.t, demo.PlayerSmall)}})
}

func idOf(t *testing.T, n uint64) models.PlayerID {
	t.Helper()
	id, err := models.ParsePlayerID(models.CursorAt(n).String())
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// places are what the overlays and the pane below are, the top last.
func (r *reader) places() []keymap.Place {
	overlays := r.overlays
	r.overlays = nil
	out := []keymap.Place{r.place()}
	r.overlays = overlays
	for _, l := range overlays {
		out = append(out, l.Place())
	}
	return out
}

func TestOverlaysAreAStack(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{140, 40}, {100, 30}, {80, 24}, {60, 15}} {
		r := newReader(t, size[0], size[1])
		r.list()
		for _, step := range []struct {
			key  string
			want []keymap.Place
		}{
			{"L", []keymap.Place{keymap.InList, keymap.InRequests}},
			{"?", []keymap.Place{keymap.InList, keymap.InRequests, keymap.InHelp}},
			{"esc", []keymap.Place{keymap.InList, keymap.InRequests}},
			{":", []keymap.Place{keymap.InList, keymap.InRequests, keymap.InPalette}},
			{"f1", []keymap.Place{keymap.InList, keymap.InRequests, keymap.InPalette, keymap.InHelp}},
			{"f1", []keymap.Place{keymap.InList, keymap.InRequests, keymap.InPalette}},
			{"esc", []keymap.Place{keymap.InList, keymap.InRequests}},
			{"L", []keymap.Place{keymap.InList}},
			{"e", []keymap.Place{keymap.InList, keymap.InPrompt}},
			{"f1", []keymap.Place{keymap.InList, keymap.InPrompt, keymap.InHelp}},
			{"esc", []keymap.Place{keymap.InList, keymap.InPrompt}},
			{"?", []keymap.Place{keymap.InList, keymap.InPrompt}}, // it is text there
			{"esc", []keymap.Place{keymap.InList}},
			{"y", []keymap.Place{keymap.InList, keymap.InItemCopy}},
			{"?", []keymap.Place{keymap.InList, keymap.InItemCopy, keymap.InHelp}},
			{"q", []keymap.Place{keymap.InList, keymap.InItemCopy}},
			{"q", []keymap.Place{keymap.InList}},
			{"s", []keymap.Place{keymap.InList, keymap.InPalette}},
			{"ctrl+p", []keymap.Place{keymap.InList, keymap.InPalette, keymap.InPalette}},
			{"ctrl+p", []keymap.Place{keymap.InList, keymap.InPalette}},
			{"esc", []keymap.Place{keymap.InList}},
			{"/", []keymap.Place{keymap.InQuery}},
			{"f1", []keymap.Place{keymap.InQuery, keymap.InHelp}},
			{"esc", []keymap.Place{keymap.InQuery}},
		} {
			if r.keys(step.key); !slices.Equal(r.places(), step.want) {
				t.Fatalf("%v: %s leads to %b, want %b", size, step.key, r.places(), step.want)
			}
		}
	}
}

// Help shows the keys of what it was opened over, and of nothing else.
func TestHelpIsOfWhatItCovers(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		keys      []string
		has, none string
	}{
		{[]string{"?"}, "Sort: choose the order", "Fold all"},
		{[]string{"L", "?"}, "Follow the newest request", "Sort: choose the order"},
		{[]string{"E", "?"}, "Fold all", "Sort: choose the order"},
		{[]string{":", "f1"}, "Choose the selected line", "Fold all"},
		{[]string{"y", "?"}, "Copy a curl command", "Sort: choose the order"},
		{[]string{"tab", "?"}, "Next storage pair", "Open the item or the group"},
	} {
		r := newReader(t, 200, 60)
		r.list()
		r.lastErr = errTest
		r.keys(tt.keys...)
		screen := ansi.Strip(r.draw())
		if !strings.Contains(screen, tt.has) || strings.Contains(screen, tt.none) {
			t.Errorf("%q shows\n%s\nwant %q and not %q", tt.keys, screen, tt.has, tt.none)
		}
	}
}

// Every command of the palette is the action of its entry, in every place where the palette can be opened.
func TestPaletteRunsItsCommand(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		before func(r *reader)
		typed  string
		want   []keymap.Place
	}{
		{"picker", func(*reader) {}, "request", []keymap.Place{keymap.InPicker, keymap.InRequests}},
		{"list", (*reader).list, "the request log", []keymap.Place{keymap.InList, keymap.InRequests}},
		{"query", func(r *reader) { r.list(); r.keys("/") }, "request", []keymap.Place{keymap.InQuery, keymap.InRequests}},
		{"prompt", func(r *reader) { r.list(); r.keys("e") }, "request", []keymap.Place{keymap.InList, keymap.InPrompt, keymap.InRequests}},
		{"log", func(r *reader) { r.list(); r.keys("L") }, "keys", []keymap.Place{keymap.InList, keymap.InRequests, keymap.InHelp}},
		{"save", (*reader).list, "file", []keymap.Place{keymap.InList, keymap.InPrompt}},
	} {
		r := newReader(t, 140, 40)
		tt.before(r)
		r.keys("ctrl+p")
		for _, c := range tt.typed {
			if c == ' ' {
				r.keys("space")
			} else {
				r.keys(string(c))
			}
		}
		if r.keys("enter"); !slices.Equal(r.places(), tt.want) {
			t.Errorf("%s: %q leads to %b, want %b", tt.name, tt.typed, r.places(), tt.want)
		}
		if r.picker.Place() == r.place() && strings.Contains(ansi.Strip(r.draw()), "Player L") {
			t.Errorf("%s: the command's key is typed", tt.name)
		}
	}
}

// Every footer names the help key, at every size.
func TestFootersNameTheHelpKey(t *testing.T) {
	t.Parallel()
	for _, keys := range [][]string{nil, {"L"}, {"E"}, {"/"}, {"#"}, {"e"}, {"y"}, {":"}, {"tab"}} {
		for _, w := range []int{140, 80, 60} {
			r := newReader(t, w, 24)
			if r.list(); keys == nil {
				r.screen = onPicker
			}
			r.lastErr = errTest
			r.keys(keys...)
			r.note = msg.Note{}
			want := "? help"
			if r.place().Typing() {
				want = "f1 help"
			}
			if foot := ansi.Strip(r.footer()); !strings.Contains(foot, want) {
				t.Errorf("%q at %d cells: %q lacks %q", keys, w, foot, want)
			}
		}
	}
}

// A look-up that was left takes the screen from nothing that was opened meanwhile.
func TestLateLookUp(t *testing.T) {
	t.Parallel()
	for name, open := range map[string]func(r *reader){
		"universal":  func(r *reader) { r.keys("ctrl+g") },
		"a player":   func(r *reader) { r.update(msg.OpenPlayer{Player: models.Player{ID: idOf(r.t, demo.PlayerSmall)}}) },
		"a view":     func(r *reader) { r.list(); r.screen = onPicker; r.keys("ctrl+p", "p", "r", "e", "v", "enter") },
		"other text": func(r *reader) { r.keys("x") },
		"esc":        func(r *reader) { r.keys("esc") },
	} {
		r := newReader(t, 140, 40)
		for _, c := range "Bastion" {
			r.keys(string(c))
		}
		answers := panetest.Messages(r.update(panetest.KeyPress("enter")))
		open(r)
		where, screen := r.where(), r.model.screen
		for _, m := range answers {
			r.update(m)
		}
		if r.where() != where || r.model.screen != screen {
			t.Errorf("%s: the late answer leads to %s", name, r.where())
		}
	}
}
