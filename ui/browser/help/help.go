// Package help draws every key that works in a place, as the keymap has them.
package help

import (
	"strings"

	"charm.land/bubbles/v2/viewport"
	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"lootlens/keymap"
	"lootlens/models/query"
	"lootlens/theme"
	"lootlens/ui/browser/msg"
	"lootlens/ui/parts"
)

// Model is the help screen. It is used by pointer.
type Model struct {
	msg.Outbox
	place  keymap.Place
	groups []keymap.Group
	close  string // the key that closes it
	th     theme.Theme
	view   viewport.Model
}

// New returns help for a place.
func New(keys keymap.Map, p keymap.Place, th theme.Theme) *Model {
	m := &Model{place: p, close: keys.Key(keymap.Back), th: th, view: viewport.New()}
	for _, g := range keys.Groups(p) {
		var entries []keymap.Entry
		for _, e := range g.Entries {
			if e.Keys != "" {
				entries = append(entries, e)
			}
		}
		if len(entries) > 0 {
			m.groups = append(m.groups, keymap.Group{Title: g.Title, Entries: entries})
		}
	}
	return m
}

// Place is where its actions hold.
func (m *Model) Place() keymap.Place { return keymap.InHelp }

// SetTheme changes the colours.
func (m *Model) SetTheme(th theme.Theme) {
	m.th = th
	m.view.SetContentLines(m.Lines(m.view.Width()))
}

// Resize sets the size in cells, the border included.
func (m *Model) Resize(w, h int) {
	iw, ih := parts.Inner(w, h)
	m.view.SetWidth(iw)
	m.view.SetHeight(ih)
	m.view.SetContentLines(m.Lines(iw))
	m.view.SetYOffset(m.view.YOffset())
}

// Update takes actions and the mouse wheel. It posts msg.Back.
func (m *Model) Update(message tea.Msg) tea.Cmd {
	switch message := message.(type) {
	case keymap.Action:
		if by, ok := message.Rows(m.view.Height()); ok {
			m.view.SetYOffset(m.view.YOffset() + by)
		}
		if message == keymap.Back || message == keymap.Help {
			m.Post(msg.Back{})
		}
	case tea.MouseWheelMsg:
		m.view, _ = m.view.Update(message)
	}
	return nil
}

// Lines are all lines of the help, at most w cells wide: in the query field, first the query language.
func (m *Model) Lines(w int) []string {
	if m.place == keymap.InQuery {
		return append(append(m.language(w), ""), m.keyLines(w)...)
	}
	return m.keyLines(w)
}

// language explains the query language, field by field.
func (m *Model) language(w int) []string {
	lines := []string{" " + m.th.Title.Render("Queries")}
	add := func(indent int, style lipgloss.Style, s string) {
		for _, l := range parts.Wrap(s, max(1, min(w-indent-1, 100))) {
			lines = append(lines, strings.Repeat(" ", indent)+style.Render(l))
		}
	}
	add(1, m.th.Text, query.Introduction)
	lines = append(lines, "")
	const example = 28 // cells
	for _, f := range query.Fields() {
		if w < 72 {
			add(3, m.th.Key, f.Example)
			add(5, m.th.KeyHelp, f.Meaning)
			continue
		}
		for i, l := range parts.Wrap(f.Meaning, min(w-example-5, 100)) {
			s := ""
			if i == 0 {
				s = f.Example
			}
			lines = append(lines, "   "+m.th.Key.Render(parts.Fit(s, example))+" "+m.th.KeyHelp.Render(l))
		}
	}
	lines = append(lines, "")
	add(1, m.th.Text, query.Remarks)
	return lines
}

// keyLines are headings, keys and what they do, in as many columns as there is room for.
func (m *Model) keyLines(w int) []string {
	blocks := make([]string, len(m.groups))
	for i, g := range m.groups {
		blocks[i] = m.block(g, w)
	}
	for n := len(blocks); ; n-- {
		joined := strings.Split(lipgloss.JoinHorizontal(lipgloss.Top, columns(blocks, n)...), "\n")
		if n <= 1 || lipgloss.Width(joined[0]) < w { // a blank before the border
			return joined
		}
	}
}

// columns puts blocks, in their order, into at most n columns that are as low as they can be.
func columns(blocks []string, n int) []string {
	tallest := 0
	for _, b := range blocks {
		tallest = max(tallest, lipgloss.Height(b))
	}
	for lines := tallest; ; lines++ {
		var all [][]string
		for _, b := range blocks {
			if last := len(all) - 1; last >= 0 && height(append(all[last], b)) <= lines {
				all[last] = append(all[last], b)
			} else {
				all = append(all, []string{b})
			}
		}
		if len(all) > n {
			continue
		}
		out := make([]string, len(all))
		for i, c := range all {
			out[i] = strings.Join(c, "\n\n")
			if i < len(all)-1 {
				out[i] = lipgloss.NewStyle().PaddingRight(3).Render(out[i])
			}
		}
		return out
	}
}

// height is the lines of blocks with a blank line between them.
func height(blocks []string) int {
	n := len(blocks) - 1
	for _, b := range blocks {
		n += lipgloss.Height(b)
	}
	return n
}

// block is a group with its heading, at most w cells wide.
func (m *Model) block(g keymap.Group, w int) string {
	width := 11
	for _, e := range g.Entries {
		width = max(width, parts.Width(e.Keys)+1)
	}
	lines := []string{" " + m.th.Title.Render(g.Title)}
	for _, e := range g.Entries {
		keys := e.Keys
		for _, l := range parts.Wrap(e.Title, max(1, w-width-5)) { // a blank before the border
			lines = append(lines, "   "+m.th.Key.Render(parts.Fit(keys, width))+" "+m.th.KeyHelp.Render(l))
			keys = ""
		}
	}
	return strings.Join(lines, "\n")
}

// View draws the help in exactly w by h cells.
func (m *Model) View(w, h int, focused bool) string {
	if iw, ih := parts.Inner(w, h); iw != m.view.Width() || ih != m.view.Height() {
		m.Resize(w, h)
	}
	title := "keys"
	if m.place == keymap.InQuery {
		title = "queries and keys"
	}
	return parts.Box{
		Title: title, Note: m.close + " closes", Lines: strings.Split(m.view.View(), "\n"), Focused: focused,
		Scroll: parts.Scroll{Total: m.view.TotalLineCount(), Offset: m.view.YOffset(), Visible: m.view.Height()},
	}.View(m.th, w, h)
}
