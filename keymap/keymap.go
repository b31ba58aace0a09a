// Package keymap holds every action of the browser once: its id, the places where it holds, its help and its
// keys, which the config may change. The browser's root turns a key press into an action with [Map.Resolve]; panes
// are given actions and never see a key. Footer, help, palette and README read from here.
package keymap

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// Action is what the user can ask for with a key or in the palette, by its id: "list.sort".
type Action string

// None is no action.
const None Action = ""

// Place is what has the focus. Places are bits: a line of the table joins those where its action holds.
type Place uint16

// The places, in the order of the README.
const (
	InPicker Place = 1 << iota
	InHolders
	InList
	InTimeline // the list while it shows earlier looks
	InDetail
	InSearch     // the results of a search of all inventories
	InItemCopy   // the menu after the copy key, on an item
	InHolderCopy // the menu after the copy key, on a player's inventory
	InRaw
	InRequests
	InHelp
	InPalette
	InQuery  // the query field of the list
	InPrompt // every other line of input
	placesEnd
)

const (
	everywhere = placesEnd - 1
	typing     = InPicker | InPalette | InQuery | InPrompt
	moving     = InHolders | InList | InDetail | InSearch | InRaw | InRequests | InHelp
	rows       = InList | InDetail | InTimeline // where the list of items is on the screen
)

// Typing reports whether printable keys are text in p.
func (p Place) Typing() bool { return p&typing != 0 }

// Places lists all places.
func Places() []Place {
	var out []Place
	for p := Place(1); p < placesEnd; p <<= 1 {
		out = append(out, p)
	}
	return out
}

// menu is the place that CopyMenu leads to from p; 0 for none.
func (p Place) menu() Place {
	switch p {
	case InList, InTimeline, InDetail, InSearch:
		return InItemCopy
	case InHolders:
		return InHolderCopy
	}
	return 0
}

// row is a line of the table.
type row struct {
	action      Action
	in          Place
	desc, title string
	keys        []string
}

var table []row

func add(id Action, in Place, desc, title string, keys ...string) Action {
	table = append(table, row{id, in, desc, title, keys})
	return id
}

// Map is the keys of every action; [Default] has those of the table.
type Map struct {
	keys    map[Action][]string
	actions map[Place]map[string]Action
	remote  bool
}

// Default is the keys of the table.
func Default() Map {
	keys := make(map[Action][]string, len(table))
	for _, r := range table {
		keys[r.action] = r.keys
	}
	m, err := build(keys, false)
	if err != nil {
		panic(err) // the tests build it
	}
	return m
}

// lineFeed is what enter sends before the terminal is in raw mode, and what scripts send for it.
const lineFeed = "ctrl+j"

// overSSH are the actions that are different, or not there, for a user on another machine, whose files and programs
// cannot be reached.
var overSSH = map[Action]struct{ desc, title string }{
	ListSave:         {"save at home", "Copy the command that saves this on your own machine"},
	ListOpenBaseline: {"compare at home", "Say how to compare with a file on your own machine"},
	PickerUndo:       {"undo", "Put the removed player back"},
	RawPager:         {},
	RawEditor:        {},
	Suspend:          {},
}

// OverSSH returns m for a user on another machine.
func (m Map) OverSSH() Map {
	if m.remote {
		return m
	}
	keys := maps.Clone(m.keys)
	for a, as := range overSSH {
		if as.title == "" {
			delete(keys, a)
		}
	}
	m, err := build(keys, true)
	if err != nil {
		panic(err) // fewer keys cannot be in each other's way
	}
	return m
}

// rows are the lines of the table that hold in m.
func (m Map) rows(yield func(row) bool) {
	for _, r := range table {
		if as, differs := overSSH[r.action]; m.remote && differs {
			if as.title == "" {
				continue
			}
			r.desc, r.title = as.desc, as.title
		}
		if !yield(r) {
			return
		}
	}
}

// line is the line of an action in m; its own id alone where it is not there.
func (m Map) line(a Action) row {
	for r := range m.rows {
		if r.action == a {
			return r
		}
	}
	return row{action: a}
}

// Resolve returns the action that a key press asks for in p. It is None where the key does nothing there, and where
// it is text for the field that has the focus. A letter of another alphabet acts as the Latin one on the same key,
// and a line feed that has no action as enter.
func (m Map) Resolve(p Place, k tea.KeyPressMsg) Action {
	own, us := names(tea.Key(k))
	if p.Typing() && printable(own) {
		return None
	}
	if a, ok := m.actions[p][own]; ok {
		return a
	}
	if own == lineFeed {
		us = "enter"
	}
	return m.actions[p][us]
}

// Keys are the keys of a that work in p, the one to show first.
func (m Map) Keys(p Place, a Action) []string {
	keys := m.keys[a]
	if p.Typing() {
		keys = slices.DeleteFunc(slices.Clone(keys), printable)
	}
	return keys
}

// Key is the key of a to show where no text is typed: "↓"; "" for none.
func (m Map) Key(a Action) string { return m.KeyIn(InList, a) }

// KeyIn is the key of a to show in p: "ctrl+t"; "" where a has none there.
func (m Map) KeyIn(p Place, a Action) string {
	if keys := m.Keys(p, a); len(keys) > 0 {
		return shown(keys[0])
	}
	return ""
}

// Binding is a for a footer in p: its key there and its word, or desc where that is not empty.
func (m Map) Binding(p Place, a Action, desc string) key.Binding {
	if desc == "" {
		desc = m.line(a).desc
	}
	return key.NewBinding(key.WithKeys(m.Keys(p, a)...), key.WithHelp(m.KeyIn(p, a), desc))
}

// Entry is an action as help and palette show it. Keys is empty where only the palette runs it.
type Entry struct {
	Action Action
	Keys   string // "↓/j", "y i"
	Desc   string // a word or two: "sort"
	Title  string // a sentence: "Sort by the next column"
}

// Group is entries that belong together under one heading.
type Group struct {
	Title   string
	Entries []Entry
}

// Groups are the actions that hold in p, the most particular first, and after the copy key those that it leads to.
func (m Map) Groups(p Place) []Group {
	var out []Group
	for r := range m.rows {
		keys, prefix := p, ""
		switch menu := p.menu(); {
		case r.in&p != 0:
		case r.in&menu != 0 && r.in&(moving|InTimeline) == 0:
			keys, prefix = menu, m.KeyIn(p, CopyMenu)+" "
		default:
			continue
		}
		names := m.Keys(keys, r.action)
		for i := range names {
			if i == 0 {
				names = slices.Clone(names)
			}
			names[i] = prefix + shown(names[i])
		}
		heading := heading(r.action)
		at := slices.IndexFunc(out, func(g Group) bool { return g.Title == heading })
		if at < 0 {
			at = len(out)
			out = append(out, Group{Title: heading})
		}
		out[at].Entries = append(out[at].Entries, Entry{r.action, strings.Join(names, "/"), r.desc, r.title})
	}
	return out
}

func heading(a Action) string {
	prefix, _, _ := strings.Cut(string(a), ".")
	if title, ok := headings[prefix]; ok && (string(a) != prefix || a == CopyMenu) {
		return title
	}
	return "Everywhere"
}

// Commands are what the palette offers in p: all but moving and editing.
func (m Map) Commands(p Place) []Entry {
	var out []Entry
	for _, g := range m.Groups(p) {
		switch g.Title {
		case headings["move"], headings["edit"], headings["prompt"]:
		default:
			out = append(out, g.Entries...)
		}
	}
	return out
}

// Far is how many rows MoveTop and MoveBottom move by: more than any list has.
const Far = 1 << 30

// Rows is how many rows an action moves by, up when negative, where a page is that many rows; false for an action
// that does not move up or down.
func (a Action) Rows(page int) (by int, ok bool) {
	page = max(1, page)
	half := max(1, page/2)
	switch a {
	case MoveUp:
		return -1, true
	case MoveDown:
		return 1, true
	case MovePageUp:
		return -page, true
	case MovePageDown:
		return page, true
	case MoveHalfUp:
		return -half, true
	case MoveHalfDown:
		return half, true
	case MoveTop:
		return -Far, true
	case MoveBottom:
		return Far, true
	}
	return 0, false
}

// printable reports whether a key's name is the text that it types.
func printable(k string) bool {
	if k == "space" {
		return true
	}
	r, n := utf8.DecodeRuneInString(k)
	return n > 0 && n == len(k) && unicode.IsPrint(r)
}

var arrows = map[string]string{"up": "↑", "down": "↓", "left": "←", "right": "→", "pgdown": "pgdn"}

// shown is a key's name as footers and help have it.
func shown(k string) string {
	at := strings.LastIndexByte(strings.TrimSuffix(k, "+"), '+') + 1
	if arrow, ok := arrows[k[at:]]; ok {
		return k[:at] + arrow
	}
	return k
}

// layouts map letters of other alphabets to what their key types on the US layout: the nth of from to the nth of to.
var layouts = []struct{ from, to string }{
	{"йцукенгшщзхъфывапролджэячсмитьбюё", "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"}, // Russian
	{"іїєґў", "s]'\\o"}, // Ukrainian and Belarusian, where they differ
	{"ςερτυθιοπασδφγηξκλζχψωβνμ", "wertyuiopasdfghjklzxcvbnm"},     // Greek
	{"קראטוןםפשדגכעיחלךףזסבהנמצתץ", "ertyuiopasdfghjkl;zxcvbnm,."}, // Hebrew
}

// shifted are the characters of the US layout with shift, where that is no upper case.
var shifted = map[rune]rune{';': ':', '[': '{', ']': '}', '\'': '"', ',': '<', '.': '>', '`': '~', '\\': '|', '/': '?'}

var byLayout = func() map[rune]rune {
	out := map[rune]rune{'№': '#'} // shift+3 on the Russian layout
	for _, l := range layouts {
		to := []rune(l.to)
		for i, r := range []rune(l.from) {
			out[r] = to[i]
			if upper := unicode.ToUpper(r); upper != r {
				if out[upper] = unicode.ToUpper(to[i]); shifted[to[i]] != 0 {
					out[upper] = shifted[to[i]]
				}
			}
		}
	}
	return out
}()

// names are a key's own name and, for a letter of another alphabet, that of the same key on the US layout: as the
// terminal says, or else by the table. On Latin layouts a key means the letter that it types,
// wherever that is on the US layout.
func names(k tea.Key) (own, us string) {
	r, base := k.Code, k.BaseCode
	for _, r = range k.Text {
		break
	}
	k.BaseCode = 0
	own = k.String()
	foreign := unicode.IsLetter(r) && !unicode.Is(unicode.Latin, r) || r == '№'
	if !foreign {
		return own, ""
	}
	to, known := byLayout[r]
	switch {
	case base == 0 || base == r:
		if base = to; !known {
			return own, ""
		}
	case !known && unicode.IsUpper(r):
		to = cmp.Or(shifted[base], unicode.ToUpper(base))
	case !known:
		to = base
	}
	if k.Mod&^tea.ModShift != 0 {
		k.Text, k.Code = "", unicode.ToLower(base)
		return own, k.Keystroke()
	}
	return own, string(to)
}
