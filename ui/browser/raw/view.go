package raw

import (
	"fmt"
	"strconv"
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/dustin/go-humanize"

	"lootlens/models/text"
	"lootlens/theme"
	"lootlens/ui/parts"
)

// View draws the view in exactly h lines of exactly w cells. Its cost follows what is on the screen.
func (m *Model) View(w, h int, focused bool) string {
	m.Resize(w, h)
	box := parts.Box{Title: m.title, Note: m.note(), Focused: focused}
	iw, ih := parts.Inner(w, h)
	if d := m.doc(); d == nil {
		box.Lines = append(box.Lines, " reading "+humanize.IBytes(uint64(len(m.raw)))+"…")
	} else {
		box.Lines = m.list.View(func(r row, selected bool) string { return m.draw(r, selected, iw) })
		box.Scroll = m.list.Scroll()
		box.Foot = m.th.Muted.Render(d.path(int(m.cursor().line), iw-4))
	}
	if ih > 0 {
		box.Lines = append(parts.Block(box.Lines, iw, ih-1), m.status(iw))
	}
	return box.View(m.th, w, h)
}

// Cursor returns the cell of the last View in which the text cursor is; false for none.
func (m *Model) Cursor() (x, y int, ok bool) {
	if !m.typing {
		return 0, 0, false
	}
	x, ok = m.field.Cursor()
	return 1 + x, m.h - 2, ok
}

// note says how large the text is, and whether it is JSON.
func (m *Model) note() string {
	switch d := m.doc(); {
	case d == nil:
		return ""
	case len(m.raw) == 0:
		return m.th.Warning.Render("empty")
	case !d.json():
		return m.th.Warning.Render("not JSON, shown as it came: malformed at byte " + strconv.Itoa(d.bad+1))
	}
	return m.th.Faint.Render(humanize.IBytes(uint64(len(m.raw))))
}

// status is the line below the text: the search, or where the cursor is.
func (m *Model) status(w int) string {
	found := m.matchCount()
	if m.typing {
		return m.field.View(max(0, w-parts.Width(found)-3), true) + "  " + found
	}
	var s []string
	if m.query != "" {
		s = append(s, m.th.Text.Render("/"+text.Of(m.query).Line()), found)
	}
	if d := m.doc(); d != nil {
		s = append(s, m.th.Faint.Render(fmt.Sprintf("line %s of %s", humanize.Comma(int64(m.cursor().line+1)), humanize.Comma(int64(d.lines())))))
	}
	return " " + strings.Join(s, "  ")
}

func (m *Model) matchCount() string {
	f, _ := m.found.Get()
	switch n := len(f.matches); {
	case m.query == "":
		return ""
	case m.found.Loading():
		return m.th.Muted.Render("searching…")
	case n == 0:
		return m.th.Warning.Render("no match")
	case f.more:
		return m.th.Muted.Render(fmt.Sprintf("%d of the first %d matches", m.match+1, n))
	case n == 1:
		return m.th.Muted.Render("1 match")
	default:
		return m.th.Muted.Render(fmt.Sprintf("%s of %s matches", humanize.Comma(int64(m.match+1)), humanize.Comma(int64(n))))
	}
}

// margin is the indent of a row; of a deep one it leaves half of the width.
func (m *Model) margin(r row) int {
	levels := 0
	if d := m.doc(); d.json() {
		levels = int(d.depth[r.line])
	}
	if r.from > 0 {
		levels++
	}
	return min(indent*levels, max(0, m.w-3-m.gutter)/2)
}

// room is the cells that a row has for what its line says.
func (m *Model) room(r row) int { return max(1, m.w-3-m.gutter-m.margin(r)) } // a blank before the border

// style is that of a value.
func (m *Model) style(value []byte) lipgloss.Style {
	if !m.doc().json() {
		return m.th.Text
	}
	switch value[0] {
	case '"':
		return m.th.JSON.String
	case 't', 'f':
		return m.th.JSON.Bool
	case 'n':
		return m.th.JSON.Null
	case '{', '[', '}', ']':
		return m.th.Text
	}
	return m.th.JSON.Number
}

// draw draws a row.
func (m *Model) draw(r row, selected bool, width int) string {
	var b strings.Builder
	put := func(s string, style lipgloss.Style) {
		switch {
		case s == "":
		case selected:
			b.WriteString(theme.On(style, m.th.Selected).Render(s))
		default:
			b.WriteString(style.Render(s))
		}
	}
	d, line := m.doc(), int(r.line)
	c, room, folded, hidden := d.line(line), m.room(r), m.folds.has(line), ""
	switch {
	case folded && d.opens(line):
		hidden = fmt.Sprintf(" %d lines", d.end(line)-line-1)
	case folded:
		hidden = "… " + humanize.IBytes(uint64(c.size()))
		room = max(1, room-parts.Width(hidden))
	}
	end := c.rowEnd(int(r.from), room)

	cursor, number, mark := " ", "", "  "
	if selected {
		cursor = "▌"
	}
	if r.from == 0 {
		number = strconv.Itoa(line + 1)
	}
	put(cursor, m.th.Text)
	put(parts.FitRight(number, m.gutter-4)+" ", m.th.Faint)
	style := m.th.Faint
	switch {
	case folded:
		mark, style = "▸ ", m.th.Key
	case d.opens(line), r.from == 0 && end < c.size():
		mark = "▾ "
	}
	put(mark, style)
	put(strings.Repeat(" ", m.margin(r)), m.th.Text)
	m.drawContent(c, r, end, put)
	if folded && d.opens(line) {
		put("…"+string(c.value[0]+2), m.th.Text)
	}
	put(hidden, m.th.Faint)
	cells := parts.Width(b.String())
	if most := width - 1; cells > most { // a cluster that is wider than the row
		return parts.Fit(b.String(), most)
	}
	if selected {
		put(strings.Repeat(" ", width-cells), m.th.Text)
	}
	return b.String()
}

// drawContent draws the bytes of a line from the start of a row to its end, with matches marked.
func (m *Model) drawContent(c content, r row, end int, put func(string, lipgloss.Style)) {
	matches := inLine(m.matches(), int(r.line))
	at := 0 // byte of the line
	styles := [...]lipgloss.Style{m.th.JSON.Key, m.th.Text, m.style(c.value), m.th.Text}
	for i, rest := range c.parts() {
		for len(rest) > 0 && at < end {
			for len(matches) > 0 && int(matches[0].to) <= at {
				matches = matches[1:]
			}
			n, style := min(len(rest), end-at), styles[i]
			switch {
			case at < int(r.from):
				n = min(len(rest), int(r.from)-at)
			case len(matches) > 0 && int(matches[0].from) > at:
				n = min(n, int(matches[0].from)-at)
			case len(matches) > 0:
				n, style = min(n, int(matches[0].to)-at), m.th.Match
			}
			if at >= int(r.from) {
				put(text.Of(string(rest[:n])).Line(), style)
			}
			rest = rest[n:]
			at += n
		}
	}
}

// CursorLine is the line of the last View that shows the selected row; false for none.
func (m *Model) CursorLine() (y int, ok bool) { return m.list.CursorLine() }
