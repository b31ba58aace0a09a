// Package help draws every key that works in a place, as the keymap has them. It
// knows no key itself.
package help

import (
	"strings"

	"lootlens/keymap"
	"lootlens/theme"
	"lootlens/ui/frame"
)

// Model is the help screen. The zero value shows nothing.
type Model struct {
	ctx keymap.Context
	th  theme.Theme
	top int
}

// New returns help for a place.
func New(ctx keymap.Context, th theme.Theme) *Model { return &Model{ctx: ctx, th: th} }

// Scroll moves by lines, up when negative.
func (m *Model) Scroll(by int) { m.top += by }

// Lines are all lines of the help, at most w cells wide: headings, keys and what
// they do, in two columns where there is room for them.
func (m *Model) Lines(w int) []string {
	var left []string
	for i, g := range m.ctx.Groups {
		if i > 0 {
			left = append(left, "")
		}
		left = append(left, m.th.Title.Paint(frame.Fit(g.Title, min(w, 40))))
		for _, a := range g.Actions {
			h := a.Help()
			left = append(left, m.th.Key.Paint(frame.Fit("  "+h.Key, 13))+" "+m.th.KeyHelp.Paint(a.Title))
		}
	}
	column := 0
	for _, l := range left {
		column = max(column, frame.Width(l))
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
		out[i] = frame.Fit(a, column) + "  " + b
	}
	return out
}

// View draws the help in exactly w by h cells.
func (m *Model) View(w, h int) string {
	iw, ih := frame.Inner(w, h)
	lines := m.Lines(max(0, iw-1))
	m.top = max(0, min(m.top, len(lines)-ih))
	shown := lines[m.top:min(len(lines), m.top+ih)]
	body := make([]string, len(shown))
	for i, l := range shown {
		body[i] = " " + l
	}
	return strings.Join(frame.Box{
		Title: "keys", Note: "esc closes", Lines: body, Border: m.th.BorderFocused,
		Scroll: frame.Scroll{Total: len(lines), Offset: m.top, Visible: ih},
	}.Draw(w, h), "\n")
}
