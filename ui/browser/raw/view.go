package raw

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/dustin/go-humanize"

	"lootlens/models/text"
	"lootlens/theme"
	"lootlens/ui/parts"
)

const (
	indent = 2   // cells a level
	chunk  = 512 // bytes of a long line that are made safe at once
)

// rows is how many lines of the text the screen holds: the last is for the search.
func (m *Model) rows() int {
	_, h := parts.Inner(m.w, m.h)
	return max(1, h-1)
}

// gutter is the cells in front of a line: cursor, number, fold mark.
func (m *Model) gutter() int {
	if m.doc == nil {
		return 0
	}
	if w, _ := parts.Inner(m.w, m.h); w < 40 {
		return 4
	}
	return 1 + len(strconv.Itoa(m.doc.lines())) + 1 + 2
}

// room is the cells that a line has.
func (m *Model) room() int {
	w, _ := parts.Inner(m.w, m.h)
	return max(1, w-m.gutter())
}

// margin is the indent of a line; of a deep one it leaves half the room.
func (m *Model) margin(line int) int {
	if m.doc.depth == nil {
		return 0
	}
	return min(indent*int(m.doc.depth[line]), m.room()/2)
}

// View draws the view in exactly h lines of exactly w cells. Its cost follows what
// is on the screen.
func (m *Model) View(w, h int, focused bool) string {
	m.w, m.h = max(0, w), max(0, h)
	m.fit()
	box := parts.Box{Title: m.title, Note: m.note(), Focused: focused}
	iw, ih := parts.Inner(w, h)
	rows := min(m.rows(), max(0, ih-1))
	if m.doc == nil {
		box.Lines = append(box.Lines, " reading "+humanize.IBytes(uint64(len(m.raw)))+"…")
	} else {
		n := m.folds.count(m.doc)
		box.Scroll = parts.Scroll{Total: n, Offset: m.top, Visible: rows}
		for place := m.top; place < min(n, m.top+rows); place++ {
			box.Lines = append(box.Lines, m.row(place, iw))
		}
	}
	for len(box.Lines) < ih-1 {
		box.Lines = append(box.Lines, "")
	}
	box.Lines = append(box.Lines, m.status(iw))
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

// note says how much there is, and what it is if it is not JSON.
func (m *Model) note() string {
	switch {
	case m.doc == nil:
		return ""
	case len(m.raw) == 0:
		return m.th.Warning.Render("empty")
	case !m.doc.json():
		return m.th.Warning.Render("not JSON, shown as it came: malformed at byte " + strconv.Itoa(m.doc.bad+1))
	}
	return m.th.Faint.Render(humanize.IBytes(uint64(len(m.raw))))
}

// status is the line below the text: the search, or where the cursor is.
func (m *Model) status(w int) string {
	found := m.found()
	if m.typing {
		room := max(0, w-parts.Width(found)-2)
		return m.field.View(room, true) + "  " + found
	}
	var s []string
	if m.search.query != "" {
		s = append(s, m.th.Text.Render("/"+text.Of(m.search.query).Line()), found)
	}
	if m.doc != nil {
		s = append(s, m.th.Faint.Render(fmt.Sprintf("line %d of %d", m.cur+1, m.doc.lines())))
	}
	if m.left > 0 {
		s = append(s, m.th.Faint.Render(fmt.Sprintf("from cell %d", m.left+1)))
	}
	return " " + strings.Join(s, "  ")
}

func (m *Model) found() string {
	s := &m.search
	switch n := len(s.found); {
	case s.query == "":
		return ""
	case s.running:
		return m.th.Muted.Render("searching…")
	case n == 0:
		return m.th.Warning.Render("no match")
	case s.more:
		return m.th.Muted.Render(fmt.Sprintf("%d of the first %d matches", s.at+1, n))
	case n == 1:
		return m.th.Muted.Render("1 match")
	default:
		return m.th.Muted.Render(fmt.Sprintf("%d of %d matches", s.at+1, n))
	}
}

// row draws the line at a place.
func (m *Model) row(place, w int) string {
	line := m.folds.line(place)
	var b strings.Builder
	on := func(i lipgloss.Style) lipgloss.Style { return i }
	mark := " "
	if line == m.cur {
		on = func(i lipgloss.Style) lipgloss.Style { return theme.On(i, m.th.Selected) }
		mark = "▌"
	}
	gutter := m.gutter()
	b.WriteString(on(m.th.Text).Render(mark))
	if room := gutter - 3; room > 1 {
		b.WriteString(on(m.th.Faint).Render(parts.FitRight(strconv.Itoa(line+1), room-1) + " "))
	} else {
		b.WriteString(on(m.th.Faint).Render(" "))
	}
	folded := m.folds.has(line)
	switch {
	case folded:
		b.WriteString(on(m.th.Key).Render("▸ "))
	case m.doc.opens(line):
		b.WriteString(on(m.th.Faint).Render("▾ "))
	default:
		b.WriteString(on(m.th.Faint).Render("  "))
	}
	// One cell more than there is room for: the box cuts it with a mark.
	s := strip{b: &b, skip: m.left, room: max(0, w-gutter+1)}
	s.put(strings.Repeat(" ", m.margin(line)), on(m.th.Text))
	m.line(&s, line, on)
	if folded {
		next := m.doc.lines()
		if place+1 < m.folds.count(m.doc) {
			next = m.folds.line(place + 1)
		}
		closer := "}"
		if v := m.doc.line(line).value; v[0] == '[' {
			closer = "]"
		}
		s.put("…"+closer, on(m.th.Text))
		s.put(fmt.Sprintf(" %d lines", next-line-2), on(m.th.Faint))
	}
	if line == m.cur {
		s.put(strings.Repeat(" ", max(0, s.skip+s.room-1)), on(m.th.Text))
	}
	return b.String()
}

// line draws what a line says, matches marked.
func (m *Model) line(s *strip, line int, on func(lipgloss.Style) lipgloss.Style) {
	p := m.doc.line(line)
	matches := inLine(m.search.found, line)
	at := 0 // of the line's bytes
	piece := func(raw []byte, style lipgloss.Style) {
		for len(raw) > 0 && !s.full() {
			n, this := len(raw), on(style)
			for len(matches) > 0 && int(matches[0].to) <= at {
				matches = matches[1:]
			}
			if len(matches) > 0 {
				from, to := int(matches[0].from)-at, int(matches[0].to)-at
				if from > 0 {
					n = min(n, from)
				} else {
					n, this = min(n, to), m.th.Match
				}
			}
			s.bytes(raw[:n], this)
			raw = raw[n:]
			at += n
		}
	}
	if p.key != nil {
		piece(p.key, m.th.JSON.Key)
		piece([]byte(": "), m.th.Text)
	}
	piece(p.value, m.style(p.value))
	if p.comma {
		piece([]byte(","), m.th.Text)
	}
}

func (m *Model) style(value []byte) lipgloss.Style {
	if !m.doc.json() {
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

// wider reports whether a line on the screen goes on to the right of it.
func (m *Model) wider() bool {
	for place := m.top; place < min(m.folds.count(m.doc), m.top+m.rows()); place++ {
		line := m.folds.line(place)
		var b strings.Builder
		s := strip{b: &b, skip: m.left + m.room(), room: 1}
		s.put(strings.Repeat(" ", m.margin(line)), lipgloss.NewStyle())
		m.line(&s, line, func(lipgloss.Style) lipgloss.Style { return lipgloss.NewStyle() })
		if b.Len() > 0 {
			return true
		}
	}
	return false
}

// cells is where a match is drawn, from the start of its line.
func (m *Model) cells(at match) (from, to int) {
	line := m.doc.appendLine(nil, int(at.line))
	from = m.margin(int(at.line)) + width(line[:at.from])
	return from, from + width(line[at.from:at.to])
}

// width is the cells that bytes take, made safe.
func width(raw []byte) (n int) {
	for len(raw) > 0 {
		var s string
		s, raw = safe(raw)
		n += parts.Width(s)
	}
	return n
}

// safe makes the first part of raw safe to show, and returns the rest.
func safe(raw []byte) (string, []byte) {
	n := len(raw)
	if n > chunk {
		for n = chunk; n > chunk-utf8.UTFMax && !utf8.RuneStart(raw[n]); n-- {
		}
	}
	return text.Of(string(raw[:n])).Line(), raw[n:]
}

// strip writes a window of a long line.
type strip struct {
	b          *strings.Builder
	skip, room int // cells still to be left out, and then to be written
}

func (s *strip) full() bool { return s.room <= 0 }

func (s *strip) bytes(raw []byte, style lipgloss.Style) {
	for len(raw) > 0 && !s.full() {
		var piece string
		piece, raw = safe(raw)
		s.put(piece, style)
	}
}

func (s *strip) put(piece string, style lipgloss.Style) {
	n := parts.Width(piece)
	if n <= s.skip {
		s.skip -= n
		return
	}
	if s.skip > 0 || n > s.room {
		from := s.skip
		piece = ansi.Cut(piece, from, from+s.room)
		if lost := min(n-from, s.room) - parts.Width(piece); lost > 0 {
			piece += strings.Repeat(" ", lost) // half of a wide character
		}
		s.skip = 0
		n = parts.Width(piece)
	}
	if n > 0 {
		s.b.WriteString(style.Render(piece))
		s.room -= n
	}
}
