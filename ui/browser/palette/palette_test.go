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
	"lootlens/ui/internal/geometry"
	"lootlens/ui/internal/panetest"
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
		if err := geometry.Check(v, 60, 9); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(v, "▌") {
			t.Fatalf("the cursor is off the screen:\n%s", ansi.Strip(v))
		}
	}
	panetest.Sweep(t, func(w, h int, _ bool) string { return m.View(w, h) })
}

// Users type their own words.
func TestSynonymsAndNearNamesFind(t *testing.T) {
	t.Parallel()
	keys := keymap.Default()
	for typed, want := range map[string]keymap.Action{
		"export": keymap.ListSave, "download": keymap.ListSave, "csv": keymap.ListSave, "exit": keymap.Quit,
		"filter": keymap.ListQuery, "search": keymap.ListQuery, "expired": keymap.ListQuery, "rental": keymap.ListQuery,
		"clipboard": keymap.CopyMenu, "diff": keymap.ListBaseline, "players": keymap.Back, "price": keymap.ListQuery,
		"columns": keymap.ListColumns, "date": keymap.ListQuery, "reload": keymap.ListRefresh, "elsewhere": keymap.ItemOthers,
		"reqlog": keymap.Requests, "grpitems": keymap.ListGroup,
	} {
		m := New("commands", "", Commands(keys, keymap.InList), theme.Plain())
		for _, c := range typed {
			press(m, string(c))
		}
		var found []string
		for _, e := range m.list.Rows() {
			found = append(found, e.ID)
		}
		if !slices.Contains(found[:min(len(found), 4)], string(want)) {
			t.Errorf("%q finds %q, want %s among the first four", typed, found, want)
		}
	}
	m := New("commands", "", Commands(keys, keymap.InList), theme.Plain())
	for _, c := range "zzzqx" {
		press(m, string(c))
	}
	if v := m.View(60, 9); !strings.Contains(v, "nothing matches") {
		t.Errorf("nonsense finds\n%s", v)
	}
}

func TestMouseChooses(t *testing.T) {
	t.Parallel()
	all := Commands(keymap.Default(), keymap.InList)
	m := New("commands", "", all, theme.Plain())
	m.View(60, 9)
	click := func(y int) []tea.Msg {
		return panetest.Messages(panetest.Update(m, tea.MouseClickMsg{Y: y, Button: tea.MouseLeft}))
	}
	if posted := click(4); posted != nil {
		t.Errorf("a click posts %v", posted)
	}
	if posted := click(4); !slices.Equal(posted, []tea.Msg{msg.Chosen{ID: all[2].ID}}) {
		t.Errorf("a click on the selected row posts %v, want %s", posted, all[2].ID)
	}
	if posted := panetest.Messages(panetest.Update(m, tea.MouseClickMsg{Y: 4, Button: tea.MouseRight})); posted != nil {
		t.Errorf("a click with the right button posts %v", posted)
	}
	before := m.View(60, 9)
	m.Update(tea.MouseWheelMsg{Button: tea.MouseWheelDown})
	if m.View(60, 9) == before {
		t.Error("the wheel does not scroll")
	}
}

// A ready question is offered where it can be asked, and found by the words that users have for it.
func TestQuestions(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		in    keymap.Place
		typed string
		want  keymap.Action
	}{
		{keymap.InList, "expired rentals", keymap.AskExpired},
		{keymap.InDetail, "worth", keymap.AskWorth},
		{keymap.InList, "week", keymap.AskRecent},
		{keymap.InHolders, "admins", keymap.AskAdmins},
		{keymap.InSearch, "equipped", keymap.AskEquipped},
		{keymap.InSearch, "rarest", keymap.AskRarest},
		{keymap.InRaw, "expired rentals", keymap.None},
	} {
		m := New("commands", "", Commands(keymap.Default(), tt.in), theme.Plain())
		m.in.Set(tt.typed)
		m.match()
		got := keymap.None
		if rows := m.list.Rows(); len(rows) > 0 {
			got = keymap.Action(rows[0].ID)
		}
		if got != tt.want {
			t.Errorf("%q finds %q in place %d, want %q", tt.typed, got, tt.in, tt.want)
		}
	}
}

// Words of other programs find something wherever there are items or inventories.
func TestWordsOfOtherPrograms(t *testing.T) {
	t.Parallel()
	for _, p := range []keymap.Place{keymap.InHolders, keymap.InList, keymap.InDetail, keymap.InSearch} {
		for _, word := range strings.Fields("filter search export download exit clipboard diff players theme rental date price columns") {
			m := New("commands", "", Commands(keymap.Default(), p), theme.Plain())
			m.in.Set(word)
			if m.match(); len(m.list.Rows()) == 0 {
				t.Errorf("%q finds nothing in place %d", word, p)
			}
		}
	}
}

// A command that has a key shows the first of its keys, "/" among them.
func TestCommandsShowTheirKeys(t *testing.T) {
	t.Parallel()
	keys := keymap.Default()
	for _, p := range keymap.Places() {
		for _, e := range Commands(keys, p) {
			want := keys.KeyIn(p, keymap.Action(e.ID))
			if strings.HasPrefix(e.ID, "copy.") {
				continue // behind the key of the menu
			}
			if e.Key != want {
				t.Errorf("%s in place %b: %q, want %q", e.ID, p, e.Key, want)
			}
		}
	}
}
