package detail

import (
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"lootlens/models/text"
	"lootlens/ui/parts"
)

// tone is how a piece of text looks; a theme makes a style of it when it is drawn.
type tone uint8

const (
	plain tone = iota
	muted
	faint
	title
	good
	warning
	failure
	added
	removed
	changed
	link
	rarity // the item's
)

// span is safe text in one tone.
type span struct {
	text string
	tone tone
	href string // an address that text.Linkable has allowed
}

// line is one row of the pane, not yet drawn.
type line struct {
	label  string // muted; blanks up to indent follow
	indent int    // cells
	spans  []span
	styled string // rendered markdown, which stands alone, in place of spans
	pair   int    // the storage pair that it shows, from 1; 0 for none
}

func (l line) write(b *strings.Builder, style func(tone) lipgloss.Style) {
	if l.label != "" {
		b.WriteString(style(muted).Render(l.label))
	}
	if len(l.spans) == 0 && l.styled == "" {
		return
	}
	if n := l.indent - parts.Width(l.label); n > 0 {
		b.WriteString(strings.Repeat(" ", n))
	}
	b.WriteString(l.styled)
	for _, s := range l.spans {
		if s.href != "" {
			b.WriteString(ansi.SetHyperlink(s.href))
		}
		b.WriteString(style(s.tone).Render(s.text))
		if s.href != "" {
			b.WriteString(ansi.ResetHyperlink())
		}
	}
}

// row is a label and a value.
type row struct {
	label string // safe
	value string // safe; may have several lines
	tone  tone
	href  string
	tail  string // safe, faint, behind the value
	pair  int    // as in line
}

// mostRows bounds the rows of one section: the raw view has them all.
const mostRows = 1000

// layout collects the lines of a section, for a pane of w cells.
type layout struct {
	w     int
	lines []line
}

func (l *layout) add(spans ...span) { l.lines = append(l.lines, line{spans: spans}) }

// heading begins a section.
func (l *layout) heading(s string) {
	l.add()
	l.text(s, title, 0)
}

// text adds wrapped text.
func (l *layout) text(s string, t tone, indent int) {
	for _, part := range parts.Wrap(s, max(1, l.w-indent)) {
		l.lines = append(l.lines, line{indent: indent, spans: []span{{text: part, tone: t}}})
	}
}

// words adds spans side by side, as many in a line as there is room for.
func (l *layout) words(spans []span) {
	var now []span
	used := 0
	for _, s := range spans {
		n := parts.Width(s.text)
		if used > 0 && used+1+n > l.w {
			l.add(now...)
			now, used = nil, 0
		}
		if n > l.w {
			l.text(s.text, s.tone, 0)
			continue
		}
		if used > 0 {
			now = append(now, span{text: " "})
			used++
		}
		now = append(now, s)
		used += n
	}
	if used > 0 {
		l.add(now...)
	}
}

// rows adds a section of rows, its labels aligned; none without rows.
func (l *layout) rows(heading string, rows []row) {
	if len(rows) == 0 {
		return
	}
	if heading != "" {
		l.heading(heading)
	}
	l.aligned(rows, 0)
}

func (l *layout) aligned(rows []row, indent int) {
	more := len(rows) - mostRows
	rows = rows[:min(len(rows), mostRows)]
	widest := 0
	for _, r := range rows {
		if n := parts.Width(r.label); n <= l.w*2/5 {
			widest = max(widest, n)
		}
	}
	for _, r := range rows {
		l.row(r, indent, widest)
	}
	if more > 0 {
		l.text(amount(more, "more is", "more are")+" in the raw view", warning, indent)
	}
}

func (l *layout) row(r row, indent, widest int) {
	at := indent + widest + 2
	n := parts.Width(r.label)
	stacked := n > widest || l.w-at < min(12, l.w-2)
	if r.label == "" {
		at, stacked = indent, false
	}
	if stacked {
		for _, part := range parts.Wrap(r.label, max(1, l.w-indent)) {
			l.lines = append(l.lines, line{indent: indent, spans: []span{{text: part, tone: muted}}, pair: r.pair})
		}
		at = min(indent+2, max(0, l.w-1))
	}
	pieces := parts.Wrap(r.value, max(1, l.w-at))
	for i, part := range pieces {
		ln := line{indent: at, spans: []span{{part, r.tone, r.href}}, pair: r.pair}
		if i == 0 && !stacked && r.label != "" {
			ln.label = r.label
			if indent > 0 {
				ln.label = strings.Repeat(" ", indent) + r.label
			}
		}
		last := i == len(pieces)-1
		if last && r.tail != "" && at+parts.Width(part)+2+parts.Width(r.tail) <= l.w {
			ln.spans = append(ln.spans, span{text: "  " + r.tail, tone: faint})
			r.tail = ""
		}
		l.lines = append(l.lines, ln)
	}
	if r.tail != "" {
		for _, part := range parts.Wrap(r.tail, max(1, l.w-at)) {
			l.lines = append(l.lines, line{indent: at, spans: []span{{text: part, tone: faint}}, pair: r.pair})
		}
	}
}

// shown is a text of several lines that is never nothing.
func shown(t text.Text) string {
	s := t.Block()
	if strings.TrimSpace(s) == "" {
		return `"` + t.Line() + `"`
	}
	return s
}

// valueRow is a row whose text the server sent; an address becomes a link.
func valueRow(label string, t text.Text) row {
	r := row{label: label, value: shown(t)}
	if text.Linkable(t.Raw()) {
		r.tone, r.href = link, t.Raw()
	}
	return r
}
