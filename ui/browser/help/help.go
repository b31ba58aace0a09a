// Package help draws every key that works in a place, as the keymap has them. It
// knows no key itself.
package help

import (
	"strings"

	"lootlens/keymap"
	"lootlens/theme"
	"lootlens/ui/parts"
)

// Model is the help screen. The zero value shows nothing.
type Model struct {
	groups []keymap.Group
	close  string // the key that ends it
	th     theme.Theme
	top    int
}

// New returns help for a place.
func New(keys keymap.Map, p keymap.Place, th theme.Theme) *Model {
	return &Model{groups: append(keys.Context(p).Groups, keys.Then(p)...), close: keys.Global.Back.WhileTyping(), th: th}
}

var arrows = strings.NewReplacer("up", "↑", "down", "↓", "left", "←", "right", "→")

// names are all keys of an action.
func names(a keymap.Action) string {
	var out []string
	for _, k := range a.Keys() {
		if !strings.HasPrefix(k, "pg") {
			k = arrows.Replace(k)
		}
		out = append(out, k)
	}
	return strings.Join(out, "/")
}

// Scroll moves by lines, up when negative.
func (m *Model) Scroll(by int) { m.top += by }

// Lines are all lines of the help, at most w cells wide: headings, keys and what
// they do, in two columns where there is room for them.
func (m *Model) Lines(w int) []string {
	var left []string
	for i, g := range m.groups {
		if i > 0 {
			left = append(left, "")
		}
		key := 13
		for _, a := range g.Actions {
			key = max(key, parts.Width(names(a))+3)
		}
		left = append(left, m.th.Title.Paint(parts.Fit(g.Title, min(w, 40))))
		for _, a := range g.Actions {
			left = append(left, m.th.Key.Paint(parts.Fit("  "+names(a), key))+" "+m.th.KeyHelp.Paint(a.Title))
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

// View draws the help in exactly w by h cells.
func (m *Model) View(w, h int) string {
	iw, ih := parts.Inner(w, h)
	lines := m.Lines(max(0, iw-1))
	m.top = max(0, min(m.top, len(lines)-ih))
	shown := lines[m.top:min(len(lines), m.top+ih)]
	body := make([]string, len(shown))
	for i, l := range shown {
		body[i] = " " + l
	}
	return strings.Join(parts.Box{
		Title: "keys", Note: m.close + " closes", Lines: body, Border: m.th.BorderFocused,
		Scroll: parts.Scroll{Total: len(lines), Offset: m.top, Visible: ih},
	}.Draw(w, h), "\n")
}
