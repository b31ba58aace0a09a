package browser

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"lootlens/api"
	"lootlens/theme"
	"lootlens/ui/browser/recents"
)

// The border between list and detail moves by keys and by the mouse, within bounds.
func TestPaneWidths(t *testing.T) {
	t.Parallel()
	r := newReader(t, 140, 40)
	r.list()
	width := func() int { list, _ := r.panes(); return list.w }
	usual := width()
	for _, tt := range []struct {
		key  string
		want func(before, after int) bool
	}{
		{">", func(before, after int) bool { return after > before }},
		{"<", func(before, after int) bool { return after < before }},
		{"<", func(before, after int) bool { return after < before }},
		{"=", func(_, after int) bool { return after == usual }},
	} {
		before := width()
		if r.keys(tt.key); !tt.want(before, width()) {
			t.Errorf("%s: %d cells, then %d", tt.key, before, width())
		}
	}
	for range 30 {
		r.keys("<")
	}
	if w := width(); w != 140*leastShare/100 {
		t.Errorf("%d cells at least", w)
	}
	r.keys("=", "+")
	if list, detail := r.panes(); list.w != 140 || detail.w != 0 {
		t.Errorf("zoomed: %v, %v", list, detail)
	}
	r.keys("tab")
	if list, detail := r.panes(); list.w != 0 || detail.w != 140 {
		t.Errorf("zoomed, detail: %v, %v", list, detail)
	}
	r.keys("+", "tab")
	if width() != usual {
		t.Errorf("%d cells after zooming", width())
	}
	for _, e := range []tea.Msg{
		tea.MouseClickMsg{X: usual, Y: 9, Button: tea.MouseLeft},
		tea.MouseMotionMsg{X: 90, Y: 12, Button: tea.MouseLeft},
		tea.MouseReleaseMsg{X: 90, Y: 12},
		tea.MouseMotionMsg{X: 40, Y: 12}, // no longer held
	} {
		r.update(e)
	}
	if w := width(); w != 91 {
		t.Errorf("dragged to column 90: %d cells", w)
	}
	r.update(tea.WindowSizeMsg{Width: 90, Height: 30})
	r.keys(">")
	if list, _ := r.panes(); list.w != 90 {
		t.Errorf("on a narrow screen: %d cells", list.w)
	}
}

func TestMouseIsGivenBack(t *testing.T) {
	t.Parallel()
	r := newReader(t, 140, 40)
	r.list()
	for _, want := range []tea.MouseMode{tea.MouseModeCellMotion, tea.MouseModeNone, tea.MouseModeCellMotion} {
		if got := r.build().MouseMode; got != want {
			t.Errorf("mouse mode %v, want %v", got, want)
		}
		r.keys("m")
	}
}

// A theme is shown while it is selected, kept when it is chosen, and the one before is
// back when it is not.
func TestThemes(t *testing.T) {
	t.Parallel()
	o, _ := options(t)
	o.Theme = ""
	m := newModel(o)
	t.Cleanup(m.close)
	m.update(tea.WindowSizeMsg{Width: 100, Height: 30})
	r := &reader{m, t}
	r.list()
	r.keys("T", "down", "down")
	if r.th.Kind.Dark {
		t.Error("light is not shown while it is selected")
	}
	if r.keys("esc"); !r.th.Kind.Dark || r.theme != "auto" {
		t.Errorf("after esc the theme is %q", r.theme)
	}
	r.keys("T")
	for _, c := range "high" {
		r.keys(string(c))
	}
	r.keys("enter")
	if r.th.Kind.Variant != theme.HighContrast {
		t.Errorf("chosen: %+v", r.th.Kind)
	}
}

// What the user chose holds at the next start, unless an option says otherwise.
func TestViewIsKept(t *testing.T) {
	t.Parallel()
	store := recents.Open(filepath.Join(t.TempDir(), "recents.json"), func() string { return "tests" })
	kept, err := store.SetView(func(v *recents.View) { v.Theme, v.ListWidth = "light", 40 })
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		option string
		dark   bool
	}{{"auto", false}, {"", false}, {"dark", true}} {
		r := newReader(t, 140, 40)
		r.o.Theme, r.model.theme = tt.option, tt.option
		r.update(recentsMsg{list: kept})
		if r.th.Kind.Dark != tt.dark || r.listWidth != 40 {
			t.Errorf("theme %q: %+v, list %d %%", tt.option, r.th.Kind, r.listWidth)
		}
	}
	for _, wrong := range []recents.View{{Theme: "shiny", ListWidth: 3}, {ListWidth: 1000}} {
		r := newReader(t, 140, 40)
		r.update(recentsMsg{list: recents.List{View: wrong}})
		if r.listWidth != 0 || r.model.theme != "dark" {
			t.Errorf("%+v is taken: %q, %d", wrong, r.model.theme, r.listWidth)
		}
	}
}

// Where nothing is typed the terminal's cursor stands at the selected row, for screen
// readers.
func TestCursorIsOnTheRow(t *testing.T) {
	t.Parallel()
	for _, s := range screens {
		switch s.name {
		case "list", "groups", "holders", "raw", "hostile":
		default:
			continue
		}
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			r := start(t, 140, 40)
			s.lead(r)
			for range 3 {
				r.keys("j")
				r.look(func(m *model) {
					v := m.build()
					if v.Cursor == nil {
						t.Error("there is no cursor")
						return
					}
					line := strings.Split(ansi.Strip(v.Content), "\n")[v.Cursor.Y]
					if !strings.HasPrefix(ansi.Cut(line, v.Cursor.X, v.Cursor.X+1), "▌") {
						t.Errorf("the cursor is at %v of %q", v.Cursor.Position, line)
					}
				})
			}
		})
	}
}

func TestWaitingText(t *testing.T) {
	t.Parallel()
	r := newReader(t, 100, 30)
	for _, tt := range []struct {
		pause api.Pause
		want  string
	}{
		{api.Pause{Reason: api.RateLimited}, "keeping below the rate limit · 2s"},
		{api.Pause{Reason: api.AskedToWait, Cause: "too many requests (429)", Attempt: 2, Of: 5}, "too many requests (429) · try 2 of 5 in 2s · esc stops"},
		{api.Pause{Reason: api.BackingOff, Cause: "the service failed (503)", Attempt: 3, Of: 5}, "the service failed (503) · try 3 of 5 in 2s · esc stops"},
	} {
		if got := r.waitingText(tt.pause, 2*time.Second); got != tt.want {
			t.Errorf("%q, want %q", got, tt.want)
		}
	}
}
