package detail

import (
	"strings"

	"charm.land/lipgloss/v2"

	"lootlens/models"
	"lootlens/models/text"
	"lootlens/theme"
	"lootlens/ui/parts"
)

// mostRows bounds the rows of one section: the raw view has them all.
const mostRows = 200

// line is one drawn line of the pane, without the mark of the cursor.
type line struct {
	text string
	pair int // the storage pair that it shows, from 1; 0 for none

	folded                bool  // it is the heading of a folded section
	heading, headingRight block // the section that a click folds, in the left and the right column; 0 for none
}

// span is safe text in one style.
type span struct {
	text  string
	style lipgloss.Style
}

// row is a label with a value.
type row struct {
	label string // safe
	value string // safe; may have several lines
	style lipgloss.Style
	note  string // safe, faint, behind the value
	after string // drawn, behind the first line of the value
	pair  int    // as in line
}

// layout collects the lines of a section, for w cells.
type layout struct {
	th    theme.Theme
	w     int
	lines []line
}

func (l *layout) add(s string) { l.lines = append(l.lines, line{text: s}) }

// heading begins a section.
func (l *layout) heading(s string) {
	l.add("")
	l.text(s, l.th.Title)
}

// text adds wrapped text.
func (l *layout) text(s string, style lipgloss.Style) {
	for _, part := range parts.Wrap(s, max(1, l.w)) {
		l.add(style.Render(part))
	}
}

// rowText adds a drawn value behind a drawn label, gap cells from it.
func (l *layout) rowText(indent int, label string, gap int, value string) {
	l.add(strings.Repeat(" ", indent) + label + strings.Repeat(" ", gap) + value)
}

func (l *layout) faint(s string) { l.text(s, l.th.Faint) }

// words adds spans side by side, as many in a line as there is room for.
func (l *layout) words(spans ...span) {
	var now []string
	used := 0
	flush := func() {
		if len(now) > 0 {
			l.add(strings.Join(now, " "))
		}
		now, used = nil, 0
	}
	for _, s := range spans {
		n := parts.Width(s.text)
		if used > 0 && used+1+n > l.w {
			flush()
		}
		if n > l.w {
			l.text(s.text, s.style)
			continue
		}
		now = append(now, s.style.Render(s.text))
		used += n + 1
	}
	flush()
}

// section adds a section of rows, with their labels aligned; nothing without rows.
func (l *layout) section(heading string, rows []row) {
	if len(rows) == 0 {
		return
	}
	l.heading(heading)
	l.rows(rows, 0)
}

func (l *layout) pairs(heading string, list []models.StoragePair) {
	var rows rowList
	rows.pairs(l, list)
	l.section(heading, rows)
}

func (l *layout) rows(rows []row, indent int) {
	shown := rows[:min(len(rows), mostRows)]
	widest := 0
	for _, r := range shown {
		if n := parts.Width(r.label); n <= l.w*2/5 {
			widest = max(widest, n)
		}
	}
	for _, r := range shown {
		l.row(r, indent, widest)
	}
	l.more(len(rows) - mostRows)
}

// more says that n entries are left out.
func (l *layout) more(n int) {
	if n > 0 {
		l.text(amount(n, "more is", "more are")+" in the raw view", l.th.Warning)
	}
}

// row adds a row with its value to the right of labels of at most widest cells, or below
// its label if there is no room.
func (l *layout) row(r row, indent, widest int) {
	at := indent + widest + 2
	n := parts.Width(r.label)
	first := ""
	switch {
	case r.label == "":
		at = indent
	case n > widest || l.w-at < min(12, l.w-2):
		for _, part := range parts.Wrap(r.label, max(1, l.w-indent)) {
			l.lines = append(l.lines, line{text: strings.Repeat(" ", indent) + l.th.Muted.Render(part), pair: r.pair})
		}
		at = min(indent+2, max(0, l.w-1))
	default:
		first = strings.Repeat(" ", indent) + l.th.Muted.Render(r.label) + strings.Repeat(" ", at-indent-n)
	}
	blank := strings.Repeat(" ", at)
	if first == "" {
		first = blank
	}
	add := func(part string, style lipgloss.Style) {
		l.lines = append(l.lines, line{text: first + style.Render(part), pair: r.pair})
		first = blank
	}
	room := max(1, l.w-at)
	pieces := parts.Wrap(r.value, room)
	for i, part := range pieces {
		add(part, r.style)
		if i == 0 && r.after != "" && parts.Width(part)+1+parts.Width(r.after) <= room {
			l.lines[len(l.lines)-1].text += " " + r.after
		}
	}
	switch {
	case r.note == "":
	case len(pieces) > 0 && parts.Width(pieces[len(pieces)-1])+2+parts.Width(r.note) <= room:
		l.lines[len(l.lines)-1].text += "  " + l.th.Faint.Render(r.note)
	default:
		for _, part := range parts.Wrap(r.note, room) {
			add(part, l.th.Faint)
		}
	}
}

// entries adds a section of entries, each a headline with rows below.
func entries[T any](l *layout, heading string, list []T, entry func(T) (head []span, rows rowList)) {
	if len(list) == 0 {
		return
	}
	if heading != "" {
		l.heading(heading)
	}
	for _, e := range list[:min(len(list), mostRows)] {
		head, rows := entry(e)
		l.words(head...)
		l.rows(rows, min(2, l.w-1))
	}
	l.more(len(list) - mostRows)
}

// headline is a name and an id, whichever there are.
func (l *layout) headline(name text.Text, id, without string) (s []span) {
	if !name.Empty() {
		s = append(s, span{name.Line(), l.th.Text})
	}
	if id != "" {
		s = append(s, span{id, l.th.Muted})
	}
	if len(s) == 0 {
		s = append(s, span{without, l.th.Muted})
	}
	return s
}

// value is a row whose text the server sent; an address becomes a link.
func (l *layout) value(label string, t text.Text) row {
	r := row{label: label, value: multiline(t)}
	if text.Linkable(t.Raw()) {
		r.style = l.th.Link.Hyperlink(t.Raw())
	}
	return r
}

// multiline is a text of several lines; an empty one is shown in words.
func multiline(t text.Text) string {
	s := t.Block()
	if strings.TrimSpace(s) == "" {
		return `"` + t.Line() + `"`
	}
	return s
}

// rowList collects rows of values that may be absent.
type rowList []row

func (r *rowList) add(label, value string) {
	if value != "" {
		*r = append(*r, row{label: label, value: value})
	}
}

func (r *rowList) number(label string, n models.Number) { r.add(label, text.Of(string(n)).Line()) }

// flag is something that a thing is or is not.
type flag struct {
	word string
	is   models.Flag
}

// flags adds all that the server says of a thing in one row.
func (r *rowList) flags(label string, flags []flag) {
	var words []string
	for _, f := range flags {
		switch f.is {
		case models.FlagYes:
			words = append(words, f.word)
		case models.FlagNo:
			words = append(words, "not "+f.word)
		}
	}
	r.add(label, strings.Join(words, ", "))
}

func (r *rowList) text(l *layout, label string, t text.Text) {
	if !t.Empty() {
		*r = append(*r, l.value(label, t))
	}
}

func (r *rowList) pairs(l *layout, list []models.StoragePair) {
	for _, p := range list {
		*r = append(*r, l.value(p.Key.Line(), p.Value))
	}
}
