package items

import (
	"fmt"
	"slices"
	"time"

	"github.com/dustin/go-humanize"

	"lootlens/models"
	"lootlens/ui/parts"
)

// View draws the pane in exactly w by h cells. Its cost follows the rows on the
// screen, not the rows loaded.
func (m *Model) View(w, h int, focused bool) string {
	m.expiry = parts.Expiry{}
	m.expiry.Add(m.rematchAt())
	iw, ih := parts.Inner(w, h)
	visible := m.listHeight()
	body := append(make([]string, 0, ih), m.scale(iw)...)
	if line, ok := m.topLine(iw, focused); ok {
		body = append(body, line)
	}
	if m.load.inv != nil {
		lines := m.rowLines(iw, visible, focused)
		if len(lines) == 0 {
			lines = m.emptyLines(iw)
			if len(lines) > ih-len(body) { // what it says comes before how it looks
				lines = slices.DeleteFunc(lines, func(s string) bool { return s == "" })
			}
		} else if m.waitLine() != "" {
			parts.Dim(m.th.Dimmed, lines)
		}
		over := m.dropDown(iw, ih-len(body))
		copy(lines, over)
		lines = append(lines, over[min(len(over), len(lines)):]...)
		body = append(body, lines...)
	}
	foot := m.bottomLines(iw)
	foot = foot[:min(len(foot), ih)]
	for len(body)+len(foot) < ih {
		body = append(body, "")
	}
	body = append(body[:ih-len(foot)], foot...)
	box := parts.Box{
		Title: m.title(), Note: m.position(), Foot: m.foot(), Lines: body, Focused: focused,
		Scroll: parts.Scroll{Total: m.rows.len(), Offset: m.top, Visible: visible},
	}
	return box.View(m.th, w, h)
}

// rowLines are the header, where there are rows, and the rows on the screen.
func (m *Model) rowLines(w, visible int, focused bool) []string {
	if m.rows.len() == 0 {
		return nil
	}
	table := m.table()
	layout := table.Layout(w)
	lines := []string{table.Header(layout)}
	for i := m.top; i < min(m.top+visible, m.rows.len()); i++ {
		r := m.item(m.rows.at(i), &m.rows.query.q)
		r.Selected, r.Focused = i == m.cursor, focused
		lines = append(lines, table.Render(r, layout))
	}
	return lines
}

// Expires is when the last View goes out of date though no message comes; zero for never.
func (m *Model) Expires() time.Time { return m.expiry.Time() }

// Card reports whether a lasting card replaces the rows: there is no item to show beside it.
func (m *Model) Card() bool {
	l := &m.load
	if l.inv == nil || m.rows.len() > 0 || m.rows.computing || m.typing() || m.timeline.open {
		return false
	}
	return l.failed.err != nil || m.rows.query.text != "" && l.walk == noWalk || l.inv.Ended()
}

// Loading reports whether a page is on its way.
func (m *Model) Loading() bool {
	return m.load.asking || m.load.next != nil && m.load.next.asking
}

// Cursor returns the cell of the last View in which the text cursor is; false for none.
func (m *Model) Cursor() (x, y int, ok bool) {
	if !m.typing() {
		return 0, 0, false
	}
	x, ok = m.prompt.in.Cursor()
	return 1 + x, 1 + m.scaleHeight(), ok
}

// chrome is how many lines of the pane are no rows: borders, header, query and status.
func (m *Model) chrome() int {
	n := 3 + m.scaleHeight() + len(m.bottomLines(max(0, m.width-2)))
	if m.hasTop() {
		n++
	}
	return n
}

// firstRow is the pane's line of the first row.
func (m *Model) firstRow() int {
	if m.hasTop() {
		return 3 + m.scaleHeight()
	}
	return 2 + m.scaleHeight()
}

// Count says what is loaded and what is not, as "350 of 1,250 loaded", or in short
// as "350/1,250", "all 1,250", "350 so far".
func (m *Model) Count(short bool) string {
	l := &m.load
	if l.inv == nil {
		return ""
	}
	if t := &m.timeline; t.live != nil {
		return fmt.Sprintf("look %s of %s", humanize.Comma(int64(t.at+1)), humanize.Comma(int64(len(t.looks))))
	}
	if short && l.inv.Len() > 0 {
		s, t := humanize.Comma(int64(l.inv.Len())), l.inv.Total()
		switch {
		case m.Complete() && (!t.Known || t.N == uint64(l.inv.Len())):
			return "all " + s
		case t.Known:
			return s + "/" + models.Count(t.N)
		case !l.inv.Ended():
			return s + " so far"
		}
		return s
	}
	n := humanize.Comma(int64(l.inv.Len()))
	var s string
	switch total := l.inv.Total(); {
	case l.inv.Len() == 0 && l.failed.err != nil:
		s = "nothing loaded"
	case l.inv.Len() == 0 && !l.inv.Ended():
		return "" // the pane says it
	case m.Complete():
		s = "all " + humanize.Comma(int64(l.inv.Len()+len(m.grantedBeside()))) + " loaded"
		if n == "0" {
			s = "no items"
		}
		if total.Known && total.N != uint64(l.inv.Len()) {
			s += " (the server says " + models.Count(total.N) + ")"
		}
	case total.Known:
		s = n + " of " + models.Count(total.N) + " loaded"
	default:
		s = n + " loaded"
	}
	if n := len(m.grantedBeside()); n > 0 {
		s += ", " + humanize.Comma(int64(n)) + " new"
	}
	return s
}

// CursorLine is the line of the last View that shows the selected row; false for none.
func (m *Model) CursorLine() (y int, ok bool) {
	return m.firstRow() + m.cursor - m.top, m.rows.len() > 0 && !m.typing()
}
