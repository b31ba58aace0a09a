// Package palette is a list to choose from by typing parts of a name.
package palette

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"lootlens/keymap"
	"lootlens/theme"
	"lootlens/ui/browser/msg"
	"lootlens/ui/parts"
)

// Entry is something to choose.
type Entry struct {
	Title string // safe to print
	Key   string // shown at the right; may be empty
	ID    string
}

// Model is a list to choose from. It is used by pointer.
type Model struct {
	msg.Outbox
	title   string
	th      theme.Theme
	in      *parts.Field
	all     []Entry
	matches []Entry
	cursor  int
	top     int
}

// New returns a list with a field above it; hint stands in the empty field.
func New(title, hint string, entries []Entry, th theme.Theme) *Model {
	m := &Model{title: title, th: th, all: entries, in: parts.NewField(th, "> ", hint, 100)}
	m.match()
	return m
}

// Commands are the entries of the actions that can be run in a place.
func Commands(keys keymap.Map, p keymap.Place) []Entry {
	var out []Entry
	for _, e := range keys.Commands(p) {
		key, _, _ := strings.Cut(e.Keys, "/")
		if e.Keys == "/" {
			key = e.Keys
		}
		out = append(out, Entry{Title: e.Title, Key: key, ID: string(e.Action)})
	}
	return out
}

// match keeps the entries that hold every typed word, in their order, but first those
// that begin with the first word.
func (m *Model) match() {
	words := strings.Fields(strings.ToLower(m.in.Value()))
	m.matches = m.matches[:0:0]
	for _, e := range m.all {
		title := strings.ToLower(e.Title + " " + e.ID)
		keep := true
		for _, w := range words {
			keep = keep && strings.Contains(title, w)
		}
		if keep {
			m.matches = append(m.matches, e)
		}
	}
	if len(words) > 0 {
		first := func(e Entry) int {
			if strings.HasPrefix(strings.ToLower(e.Title), words[0]) {
				return 0
			}
			return 1
		}
		slices.SortStableFunc(m.matches, func(a, b Entry) int { return first(a) - first(b) })
	}
	m.cursor, m.top = 0, 0
}

// Place is where its actions hold.
func (m *Model) Place() keymap.Place { return keymap.InPalette }

// SetTheme changes the colours.
func (m *Model) SetTheme(th theme.Theme) {
	m.th = th
	m.in.SetTheme(th)
}

// Update takes actions, typed and pasted text. It posts msg.Chosen and msg.Back.
func (m *Model) Update(message tea.Msg) tea.Cmd {
	switch message {
	case keymap.PaletteRun:
		if m.cursor < len(m.matches) {
			m.Post(msg.Chosen{ID: m.matches[m.cursor].ID})
		}
		return nil
	case keymap.PaletteUp:
		m.cursor = max(0, m.cursor-1)
		return nil
	case keymap.PaletteDown:
		m.cursor = max(0, min(m.cursor+1, len(m.matches)-1))
		return nil
	case keymap.Back:
		m.Post(msg.Back{})
		return nil
	}
	changed, cmd := m.in.Update(message)
	if changed {
		m.match()
	}
	return cmd
}

// View draws the list in exactly w by h cells.
func (m *Model) View(w, h int) string {
	iw, ih := parts.Inner(w, h)
	rows := max(0, ih-1)
	m.top = max(0, min(m.top, m.cursor))
	if rows > 0 && m.cursor >= m.top+rows {
		m.top = m.cursor - rows + 1
	}
	lines := []string{m.in.View(iw, true)}
	for i := m.top; i < min(len(m.matches), m.top+rows); i++ {
		e := m.matches[i]
		marker, style := "  ", m.th.Text
		if i == m.cursor {
			marker, style = "▌ ", m.th.Selected
		}
		k := parts.FitRight(e.Key, min(12, max(0, iw-20))) + " "
		line := style.Render(parts.Fit(marker+e.Title, max(0, iw-parts.Width(k))))
		lines = append(lines, line+theme.On(m.th.Key, baseOf(i == m.cursor, m.th)).Render(k))
	}
	if len(m.matches) == 0 {
		lines = append(lines, m.th.Faint.Render("  nothing matches"))
	}
	return parts.Box{
		Title: m.title, Lines: lines, Focused: true,
		Scroll: parts.Scroll{Total: len(m.matches), Offset: m.top, Visible: rows},
	}.View(m.th, w, h)
}

func baseOf(selected bool, th theme.Theme) lipgloss.Style {
	if selected {
		return th.Selected
	}
	return lipgloss.NewStyle()
}
