// Package palette is a list to choose from by typing parts of a name.
package palette

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/sahilm/fuzzy"

	"lootlens/keymap"
	"lootlens/theme"
	"lootlens/ui/browser/msg"
	"lootlens/ui/parts"
)

// Entry is something to choose.
type Entry struct {
	Title string // safe to print
	Key   string // that runs it, shown at the right; may be empty
	Note  string // shown there where there is no key
	ID    string
	Also  string // further words that find it
}

// Model is a list to choose from. It is used by pointer.
type Model struct {
	msg.Outbox
	title string
	th    theme.Theme
	in    *parts.Field
	all   []Entry
	list  *parts.List[string, Entry]
}

// New returns a list with a field above it; the empty field shows hint.
func New(title, hint string, entries []Entry, th theme.Theme) *Model {
	m := &Model{title: title, th: th, all: entries, in: parts.NewField(th, " > ", hint, 100)}
	m.list = parts.NewList(func(e Entry) (string, bool) { return e.ID, true })
	m.match()
	return m
}

// Commands are the entries of the actions that can be run in a place.
func Commands(keys keymap.Map, p keymap.Place) []Entry {
	var out []Entry
	for _, e := range keys.Commands(p) {
		key, _, _ := strings.Cut(e.Keys, "/")
		if strings.HasPrefix(e.Keys, "/") {
			key = "/"
		}
		out = append(out, Entry{Title: e.Title, Key: key, ID: string(e.Action), Also: synonyms[e.Action]})
	}
	return out
}

// match lists the entries that the typed text finds. Those come first in which each typed word begins a word, in their
// own order, those of whose title it begins before the rest; then those whose title has the typed letters in order, the
// closest first.
func (m *Model) match() {
	defer m.list.Move(-len(m.all))
	typed := strings.ToLower(m.in.Value())
	words := strings.Fields(typed)
	if len(words) == 0 {
		m.list.SetRows(m.all)
		return
	}
	var first, named, near []Entry
	for _, e := range m.all {
		switch title := strings.ToLower(e.Title); {
		case strings.HasPrefix(title, words[0]) && begin(words, title):
			first = append(first, e)
		case begin(words, title+" "+e.Also+" "+strings.ReplaceAll(e.ID, ".", " ")):
			named = append(named, e)
		default:
			near = append(near, e)
		}
	}
	rows := append(first, named...)
	for _, match := range fuzzy.FindFrom(strings.Join(words, ""), titles(near)) {
		if match.Score > 0 { // else the letters are scattered over the title
			rows = append(rows, near[match.Index])
		}
	}
	m.list.SetRows(rows)
}

// begin reports whether each word begins a word of s.
func begin(words []string, s string) bool {
	in := strings.FieldsFunc(s, func(r rune) bool {
		return r == ' ' || r == ',' || r == ':' || r == '(' || r == ')' || r == '.' || r == '=' || r == '"'
	})
	for _, w := range words {
		if !slices.ContainsFunc(in, func(word string) bool { return strings.HasPrefix(word, w) }) {
			return false
		}
	}
	return true
}

// titles are entries for the fuzzy finder.
type titles []Entry

func (t titles) String(i int) string { return t[i].Title }
func (t titles) Len() int            { return len(t) }

// Place is where its actions hold.
func (m *Model) Place() keymap.Place { return keymap.InPalette }

// SetTheme changes the colours.
func (m *Model) SetTheme(th theme.Theme) {
	m.th = th
	m.in.SetTheme(th)
}

// Select moves the cursor to an entry, where it is there.
func (m *Model) Select(id string) { m.list.Select(id) }

// Update takes actions, typed and pasted text, and the mouse: a click selects, and chooses what is selected. It posts
// msg.Chosen and msg.Back.
func (m *Model) Update(message tea.Msg) tea.Cmd {
	switch message := message.(type) {
	case tea.MouseWheelMsg:
		m.list.Wheel(tea.Mouse(message))
		return nil
	case tea.MouseClickMsg:
		if message.Button == tea.MouseLeft {
			if _, again := m.list.Click(message.Y); again {
				m.choose()
			}
		}
		return nil
	case keymap.Action:
		switch message {
		case keymap.PaletteRun:
			m.choose()
			return nil
		case keymap.PaletteUp:
			m.list.Move(-1)
			return nil
		case keymap.PaletteDown:
			m.list.Move(1)
			return nil
		case keymap.Back:
			m.Post(msg.Back{})
			return nil
		}
	}
	changed, cmd := m.in.Update(message)
	if changed {
		m.match()
	}
	return cmd
}

// Selected is the id of the entry under the cursor; "" for none.
func (m *Model) Selected() string {
	e, _ := m.list.Selected()
	return e.ID
}

func (m *Model) choose() {
	if e, ok := m.list.Selected(); ok {
		m.Post(msg.Chosen{ID: e.ID})
	}
}

// View draws the list in exactly w by h cells.
func (m *Model) View(w, h int) string {
	iw, ih := parts.Inner(w, h)
	m.list.Resize(2, ih-1) // below the border and the field
	widest := 0
	for _, e := range m.list.Rows() {
		widest = max(widest, parts.Width(e.Key), parts.Width(e.Note))
	}
	widths := []int{max(0, iw-parts.Margin-parts.Gap-widest-1), min(widest, iw)}
	lines := append([]string{m.in.View(iw-1, true)}, m.list.View(func(e Entry, selected bool) string {
		right := parts.Cell{Text: parts.FitRight(e.Key, widest), Style: m.th.Key}
		if e.Key == "" {
			right = parts.Cell{Text: parts.FitRight(e.Note, widest), Style: m.th.Muted}
		}
		return parts.RenderRow(m.th, selected, []parts.Cell{
			{Text: " " + e.Title, Style: m.th.Text}, right,
		}, widths, iw)
	})...)
	if len(m.list.Rows()) == 0 {
		lines = append(lines, m.th.Faint.Render("   nothing matches"))
	}
	return parts.Box{Title: m.title, Lines: lines, Focused: true, Scroll: m.list.Scroll()}.View(m.th, w, h)
}

// Cursor returns the cell of the last View in which the text cursor is; false for none.
func (m *Model) Cursor() (x, y int, ok bool) {
	x, ok = m.in.Cursor()
	return 1 + x, 1, ok
}

// Size is the size of the list on a screen of w by h cells, its border included.
func (m *Model) Size(w, h int) (width, height int) { return min(w, 70), min(h, len(m.all)+3, 20) }

// synonyms are words that users type for a command whose title has others.
var synonyms = map[keymap.Action]string{
	keymap.ListSave:         "export download csv json parquet markdown file write",
	keymap.ListQuery:        "find look expired rental equipped rarity price date source storage",
	keymap.ListEverywhere:   "find look filter missing lost vanished all players",
	keymap.SearchQuery:      "find look filter query missing lost vanished expired rental rarity price date source",
	keymap.AskExpired:       "rented over ended",
	keymap.AskRecent:        "new recent week date acquired granted",
	keymap.AskAdmins:        "support grant manual source",
	keymap.AskEquipped:      "loadout worn mounted",
	keymap.AskRarest:        "rarity legendary best order",
	keymap.AskWorth:         "price expensive value order",
	keymap.AskAlike:         "similar same has filter by",
	keymap.SearchGoOn:       "continue more agree",
	keymap.SearchRefresh:    "reload refresh again",
	keymap.SearchOpen:       "item inventory columns export download diff",
	keymap.HoldersOpen:      "items list columns export download diff",
	keymap.ListQueries:      "filter search history saved",
	keymap.ListPinQuery:     "filter favourite favorite save bookmark",
	keymap.ListPin:          "favourite favorite bookmark",
	keymap.PickerPin:        "favourite favorite bookmark",
	keymap.HoldersPin:       "favourite favorite bookmark",
	keymap.ListSort:         "order price rarity date name acquired",
	keymap.ListColumns:      "columns fields show hide",
	keymap.ListReverse:      "sort descending ascending",
	keymap.ListGroup:        "count stack duplicates assets",
	keymap.ListJump:         "go goto number",
	keymap.ListLoadAll:      "fetch everything pages more",
	keymap.ListRefresh:      "reload update again",
	keymap.HoldersRefresh:   "refresh reload update",
	keymap.ListTimeline:     "past before earlier seen gone ago when snapshot",
	keymap.ListWatch:        "tail follow live grants poll",
	keymap.ListBell:         "notify sound alert",
	keymap.ListBaseline:     "diff changes snapshot before",
	keymap.ListOpenBaseline: "diff changes import before",
	keymap.ListEndCompare:   "diff baseline end",
	keymap.ItemRaw:          "raw source view body",
	keymap.HoldersRaw:       "raw source view body",
	keymap.ItemOthers:       "where elsewhere characters inventories everywhere",
	keymap.CopyMenu:         "clipboard yank",
	keymap.CopyInstance:     "clipboard instance",
	keymap.CopyAsset:        "clipboard",
	keymap.CopyULID:         "clipboard",
	keymap.CopyName:         "clipboard",
	keymap.CopyText:         "clipboard link address url markdown",
	keymap.CopyStorage:      "clipboard",
	keymap.CopyJSON:         "clipboard",
	keymap.CopyMarkdown:     "clipboard zendesk jira report",
	keymap.CopyCurl:         "clipboard http",
	keymap.CopyCommand:      "clipboard shell cli",
	keymap.CopyRequest:      "clipboard support",
	keymap.CopyTrace:        "clipboard support",
	keymap.Requests:         "http network traffic api debug",
	keymap.LastError:        "failure problem response",
	keymap.PickerOpen:       "players find search",
	keymap.PickerUniversal:  "global game",
	keymap.Back:             "players close leave undo escape",
	keymap.Backward:         "undo history",
	keymap.Forward:          "redo history",
	keymap.Help:             "keys shortcuts bindings",
	keymap.Quit:             "leave close stop",
	keymap.Theme:            "dark light contrast color colour blind",
	keymap.Mouse:            "select copy text",
	keymap.PaneWider:        "resize split width columns",
	keymap.PaneNarrower:     "resize split width columns",
	keymap.PaneUsual:        "resize split width reset",
	keymap.PaneZoom:         "resize full screen maximize",
	keymap.DetailSections:   "collapse hide",
	keymap.Suspend:          "background shell job",
}
