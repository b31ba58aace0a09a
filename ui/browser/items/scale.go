package items

import (
	"fmt"
	"math/bits"
	"strings"
	"time"

	"charm.land/lipgloss/v2"
	"github.com/dustin/go-humanize"

	"lootlens/models"
	"lootlens/ui/browser/past"
	"lootlens/ui/parts"
)

// scaleLines is how many lines the time line takes: marks, dates, and what the chosen look found.
const scaleLines = 3

// scaleHeight is how many lines of the pane the time line has.
func (m *Model) scaleHeight() int {
	switch {
	case !m.timeline.open:
		return 0
	case m.height < 10:
		return 1
	}
	return scaleLines
}

// scale draws the time line in w cells.
func (m *Model) scale(w int) []string {
	n := m.scaleHeight()
	switch {
	case n == 0:
		return nil
	case m.timeline.reading():
		return append([]string{" " + m.th.Muted.Render("reading the history…")}, make([]string, n-1)...)
	}
	lines := []string{" " + parts.Fit(m.lookWords(), w-2)}
	if n == scaleLines {
		marks, dates := m.marks(w)
		lines = []string{marks, dates, lines[0]}
	}
	return lines
}

const (
	nowWord  = "now"
	mostStep = 3 // cells from one mark to the next
)

// marks are a mark for each look, taller where more is different, and below them the dates that fit. The chosen look has
// an arrow under its mark.
func (m *Model) marks(w int) (marks, dates string) {
	t := &m.timeline
	room := max(1, w-len(nowWord)-4)
	step := max(1, min(mostStep, room/len(t.looks)))
	n := min(len(t.looks), max(1, room/step))
	from := max(0, min(t.at-n/2, len(t.looks)-n))
	var b strings.Builder
	more := func(is bool, s string) {
		if !is {
			s = " "
		}
		b.WriteString(m.th.Muted.Render(s))
	}
	more(from > 0, "‹")
	for i := from; i < from+n; i++ {
		glyph, style := m.mark(t.looks[i])
		if i == t.at {
			style = m.th.Match
		}
		b.WriteString(style.Render(glyph) + strings.Repeat(" ", step-1))
	}
	more(from+n < len(t.looks), "›")
	style := m.th.Muted
	if t.at == len(t.looks) {
		style = m.th.Match
	}
	b.WriteString(" " + style.Render(nowWord))

	axis := newAxis(w)
	place := func(i int) int { return 1 + (i-from)*step }
	if t.at < len(t.looks) {
		axis.put(place(t.at), "▲ "+m.dateOf(t.looks[t.at]), m.th.Title)
	} else {
		axis.put(2+n*step, "▲", m.th.Title)
	}
	last := ""
	for i := from; i < from+n; i++ {
		if s := m.dateOf(t.looks[i]); s != last && axis.put(place(i), s, m.th.Muted) {
			last = s
		}
	}
	return b.String(), axis.String()
}

// bars are the marks of looks that found something different, for 1, 2, 4, 8 … changes.
var bars = []rune("▂▃▄▅▆▇█")

// mark is the mark of a look. One that covered a part only and found nothing stands out, since it says less.
func (m *Model) mark(l models.Look) (string, lipgloss.Style) {
	style := m.th.Changed
	if !l.Complete {
		style = m.th.Warning
	}
	n := l.Added + l.Removed + l.Changed
	switch {
	case n > 0:
		return string(bars[min(bits.Len(uint(n)), len(bars))-1]), style
	case l.Complete:
		return "·", m.th.Muted
	}
	return "┊", style
}

// dateOf is the day of a look, with the year where that is another one; its time where all looks are of two days.
func (m *Model) dateOf(l models.Look) string {
	zone := m.now.Location()
	at, first := l.Ended.In(zone), m.timeline.looks[0].Ended.In(zone)
	switch {
	case m.now.Sub(first) < 48*time.Hour:
		m.expiry.Add(first.Add(48 * time.Hour))
		return at.Format("15:04")
	case m.now.Sub(first) > 300*24*time.Hour:
		return at.Format(time.DateOnly)
	}
	m.expiry.Add(first.Add(300*24*time.Hour + 1))
	return at.Format("Jan 2")
}

// lookWords say what the chosen look found, and what is different since.
func (m *Model) lookWords() string {
	t := &m.timeline
	if t.at == len(t.looks) {
		return m.th.Text.Render(fmt.Sprintf("now · %s since %s", plural(len(t.looks), "look", "looks"), past.Moment(t.looks[0].Ended, m.now.Location())))
	}
	l := t.looks[t.at]
	s := fmt.Sprintf("look %s of %s", humanize.Comma(int64(t.at+1)), humanize.Comma(int64(len(t.looks))))
	switch found := past.Changes(l); {
	case t.at == 0:
		s += ", the first"
	case found == "":
		s += " found nothing different"
	default:
		s += " found " + found
	}
	if !l.Complete {
		s += ", in a part of the inventory"
	}
	out := m.th.Text.Render(s)
	if t.live != nil && t.shown.ID == l.ID {
		since := m.compare.summary()
		if t.shown.part {
			since += " in the " + progress(t.live.load.inv) + " loaded"
		}
		out += m.th.Muted.Render(" · since then: ") + m.th.Changed.Render(since)
	}
	return out
}

// lookTitle names the look that the rows show: "look of Tue 2026-11-17 14:02, 3 weeks ago: 1,238 items, 2 fewer than now".
func (m *Model) lookTitle() string {
	t := &m.timeline
	s := "look of " + past.Moment(t.shown.Ended, m.now.Location())
	wide := m.width >= 84
	if wide {
		s += ", " + m.expiry.Ago(t.shown.Ended, m.now)
	}
	s += ": " + plural(len(t.shown.items), "item", "items")
	now := t.live.load.inv
	switch n := len(t.shown.items) - now.Len(); {
	case !t.shown.Complete:
		return s + ", a part"
	case !now.Ended():
		return s
	case n < 0 && wide:
		s += ", " + humanize.Comma(int64(-n)) + " fewer than now"
	case n < 0:
		s += ", " + humanize.Comma(int64(-n)) + " fewer"
	case n > 0 && wide:
		s += ", " + humanize.Comma(int64(n)) + " more than now"
	case n > 0:
		s += ", " + humanize.Comma(int64(n)) + " more"
	case wide:
		s += ", as many as now"
	}
	return s
}

// axis is a line of labels that do not touch each other.
type axis struct {
	cells  []string // drawn; "" for what a label before covers
	filled []bool
}

func newAxis(w int) *axis { return &axis{make([]string, max(0, w)), make([]bool, max(0, w))} }

// put puts a label at a cell; false where there is no room for it.
func (a *axis) put(at int, s string, style lipgloss.Style) bool {
	n := parts.Width(s)
	if at+n > len(a.cells) && n+1 < len(a.cells) && strings.HasPrefix(s, "▲ ") { // at the right edge, before its arrow
		s = strings.TrimPrefix(s, "▲ ") + " ▲"
		at -= n - 1
	}
	if at < 0 || at+n > len(a.cells) {
		return false
	}
	for i := max(0, at-2); i < min(len(a.filled), at+n+2); i++ {
		if a.filled[i] {
			return false
		}
	}
	for i := at; i < at+n; i++ {
		a.filled[i] = true
	}
	a.cells[at] = style.Render(s)
	return true
}

// String is the line.
func (a *axis) String() string {
	var b strings.Builder
	for i, c := range a.cells {
		switch {
		case c != "":
			b.WriteString(c)
		case !a.filled[i]:
			b.WriteByte(' ')
		}
	}
	return b.String()
}
