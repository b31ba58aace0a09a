// Package help draws every key that works in a place, as the keymap has them.
package help

import (
	tea "charm.land/bubbletea/v2"

	"lootlens/keymap"
	"lootlens/theme"
	"lootlens/ui/browser/msg"
	"lootlens/ui/parts"
)

// Model is the help screen. It is used by pointer.
type Model struct {
	msg.Outbox
	groups []keymap.Group
	close  string // the key that closes it
	th     theme.Theme
	top    int
	page   int // lines on the screen
}

// New returns help for a place.
func New(keys keymap.Map, p keymap.Place, th theme.Theme) *Model {
	m := &Model{close: keys.Key(keymap.Back), th: th}
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
func (m *Model) SetTheme(th theme.Theme) { m.th = th }

// Update takes actions and the mouse wheel. It posts msg.Back.
func (m *Model) Update(message tea.Msg) tea.Cmd {
	switch message := message.(type) {
	case keymap.Action:
		if by, ok := message.Rows(m.page); ok {
			m.top += by
		}
		if message == keymap.Back || message == keymap.Help {
			m.Post(msg.Back{})
		}
	case tea.MouseWheelMsg:
		switch message.Button {
		case tea.MouseWheelUp:
			m.top -= 3
		case tea.MouseWheelDown:
			m.top += 3
		}
	}
	return nil
}

// Lines are all lines of the help, at most w cells wide: headings, keys and what
// they do, in two columns where there is room for them.
func (m *Model) Lines(w int) []string {
	var left []string
	for i, g := range m.groups {
		if i > 0 {
			left = append(left, "")
		}
		key := 13
		for _, a := range g.Entries {
			key = max(key, parts.Width(a.Keys)+3)
		}
		left = append(left, m.th.Title.Render(parts.Fit(g.Title, min(w, 40))))
		for _, a := range g.Entries {
			left = append(left, m.th.Key.Render(parts.Fit("  "+a.Keys, key))+" "+m.th.KeyHelp.Render(a.Title))
		}
	}
	column := 0
	for _, l := range left {
		column = max(column, parts.Width(l))
	}
	if w < 2*column+2 {
		return left
	}
	half := (len(left) + 1) / 2
	// A group is not cut in two where it fits.
	for half < len(left) && left[half] != "" && half < (len(left)+1)/2+8 {
		half++
	}
	out := make([]string, max(half, len(left)-half))
	for i := range out {
		a, b := "", ""
		if i < half {
			a = left[i]
		}
		if half+i < len(left) {
			b = left[half+i]
		}
		out[i] = parts.Fit(a, column) + "  " + b
	}
	return out
}

// Resize tells the help its size in cells, its border included.
func (m *Model) Resize(_, h int) { _, m.page = parts.Inner(0, h) }

// View draws the help in exactly w by h cells.
func (m *Model) View(w, h int, focused bool) string {
	iw, ih := parts.Inner(w, h)
	lines := m.Lines(max(0, iw-1))
	m.page = ih
	m.top = max(0, min(m.top, len(lines)-ih))
	shown := lines[m.top:min(len(lines), m.top+ih)]
	body := make([]string, len(shown))
	for i, l := range shown {
		body[i] = " " + l
	}
	return parts.Box{
		Title: "keys", Note: m.close + " closes", Lines: body, Focused: focused,
		Scroll: parts.Scroll{Total: len(lines), Offset: m.top, Visible: ih},
	}.View(m.th, w, h)
}
