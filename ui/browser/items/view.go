package items

import (
	"strconv"
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/dustin/go-humanize"

	"lootlens/models"
	"lootlens/models/compare"
	"lootlens/theme"
	"lootlens/ui/parts"
)

// View draws the pane in exactly w by h cells. Its cost follows the rows on the
// screen, not the rows loaded.
func (m *Model) View(w, h int, focused bool) string {
	iw, ih := parts.Inner(w, h)
	visible := m.listHeight()
	body := make([]string, 0, ih)
	if line, ok := m.topLine(iw, focused); ok {
		body = append(body, line)
	}
	if m.load.inv != nil {
		cols := m.columns(iw)
		last := min(m.top+visible, m.rows.len())
		for i := m.top; i < last; i++ {
			body = append(body, m.row(m.rows.at(i), cols, i == m.cursor, focused))
		}
		if m.rows.len() == 0 {
			body = append(body, m.emptyLines(iw)...)
		}
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
	return 1 + x, 1, ok
}

// chrome is how many lines of the pane are no rows.
func (m *Model) chrome() int {
	n := 2 + len(m.bottomLines(max(0, m.width-2)))
	if m.hasTop() {
		n++
	}
	return n
}

// firstRow is the pane's line on which the first row stands.
func (m *Model) firstRow() int {
	if m.hasTop() {
		return 2
	}
	return 1
}

// row draws one row without padding at its end: the box pads.
func (m *Model) row(r row, c columns, selected, focused bool) string {
	var b strings.Builder
	it := r.item
	base := lipgloss.NewStyle()
	if selected && focused {
		base = m.th.Selected
	}
	put := func(style lipgloss.Style, s string) { b.WriteString(theme.On(style, base).Render(s)) }
	marker := " "
	if selected {
		marker = "▌"
	}
	put(m.th.BorderFocused, marker)
	sign, signStyle := m.sign(r)
	put(signStyle, sign)
	rarity := it.Rarity()
	style := m.th.Rarity(rarity.Name.Raw(), rarity.Color.Raw())
	if it.Fault() != "" {
		put(m.th.Error, "!")
	} else {
		put(style, m.th.RarityGlyph(rarity.Name.Raw()))
	}
	// The blanks between are in the same style: a terminal is sent one change of colour
	// for glyph, short name and name.
	put(style, " ")
	if c.short > 0 {
		put(style, parts.Fit(rarity.Short.Line(), c.short))
		put(style, " ")
	}
	name, times := it.Name().Line(), ""
	switch {
	case r.depth > 0:
		name = "  " + name
	case r.count > 1 && r.open:
		name, times = "▾ "+name, " ×"+strconv.Itoa(r.count)
	case r.count > 1:
		name, times = "▸ "+name, " ×"+strconv.Itoa(r.count)
	}
	nameStyle := style
	if r.change == compare.Removed {
		nameStyle = m.th.Removed
	}
	// The count stands right behind the name, and is not what is cut.
	room := max(0, c.name-parts.Width(times))
	if n := parts.Width(name); n < room {
		times += strings.Repeat(" ", room-n)
		room = n
	}
	put(nameStyle, parts.Fit(name, room))
	put(m.th.Text, parts.Fit(times, c.name-room))
	if r.count > 1 {
		return b.String() // what follows is one item's
	}
	if c.flags > 0 {
		put(base, " ")
		m.flags(&b, base, it, c.flags)
	}
	if c.source > 0 {
		put(base, " ")
		put(m.th.Muted, parts.Fit(it.Source().Line(), c.source))
	}
	if c.id > 0 {
		put(base, " ")
		id := it.Instance().String()
		put(m.th.Faint, strings.Repeat(" ", max(0, c.id-len(id)))+parts.Fit(id, min(len(id), c.id)))
	}
	return b.String()
}

// sign is what a comparison or a watch says of the row, in one cell.
func (m *Model) sign(r row) (string, lipgloss.Style) {
	switch r.change {
	case compare.Added:
		return "+", m.th.Added
	case compare.Removed:
		return "-", m.th.Removed
	case compare.Changed:
		return "~", m.th.Changed
	}
	return " ", m.th.Text
}

// flag is one of a row's flags, in full and in fewer letters.
type flag struct {
	style       lipgloss.Style
	long, short string
}

// flags are what support looks for first: rented and for how long, and equipped. None
// is cut within a word: where they don't all fit they are said shorter, and where that
// does not do either, an ellipsis stands for the last.
func (m *Model) flags(b *strings.Builder, base lipgloss.Style, it *models.Item, w int) {
	var all [4]flag
	flags := all[:0]
	if at, ok := m.watch.granted[it]; ok {
		s := "new " + models.Span(m.now.Sub(at))
		flags = append(flags, flag{m.th.Added, s, s})
	}
	if m.loadouts.Equipped[it.Instance()] {
		flags = append(flags, flag{m.th.Success, "equipped", "equip"})
	}
	switch r := it.Rental(m.now); r.State {
	case models.RentalActive:
		f := flag{m.th.Warning, "rented", "rent"}
		if !r.Ends.IsZero() {
			f.short, _, _ = strings.Cut(models.Span(r.Left), " ")
			f.long = f.short
			if w > narrowFlags {
				f.long = models.Span(r.Left) + " left"
			}
		}
		flags = append(flags, f)
	case models.RentalExpired:
		flags = append(flags, flag{m.th.Error, "expired", "exp"})
	case models.RentalInactive:
		f := flag{m.th.Muted, "not activated", "unused"}
		if w <= narrowFlags {
			f.long = "unstarted"
		}
		flags = append(flags, f)
	case models.RentalContradictory:
		flags = append(flags, flag{m.th.Error, "rental?", "rent?"})
	}
	if a := it.Asset(); a != nil && a.Active == models.FlagNo {
		flags = append(flags, flag{m.th.Muted, "asset off", "off"})
	}
	long := max(0, len(flags)-1)
	for _, f := range flags {
		long += len(f.long)
	}
	left := w
	for i, f := range flags {
		s := f.long
		if long > w {
			s = f.short
		}
		if i > 0 {
			s = " " + s
		}
		if len(s) > left || len(s) == left && i < len(flags)-1 {
			s = ansi.Truncate(" …", left, "")
			flags = flags[:i] // nothing comes after it
		}
		left -= ansi.StringWidth(s)
		b.WriteString(theme.On(f.style, base).Render(s))
		if len(flags) == i {
			break
		}
	}
	b.WriteString(base.Render(strings.Repeat(" ", left)))
}

// Count says what is loaded and what is not, as "350 of 1,250 loaded", or in short
// as "350/1,250".
func (m *Model) Count(short bool) string {
	l := &m.load
	if l.inv == nil {
		return ""
	}
	if short && l.inv.Len() > 0 {
		s := humanize.Comma(int64(l.inv.Len()))
		if t := l.inv.Total(); t.Known {
			s += "/" + comma(t.N)
		}
		if !l.inv.Ended() {
			s += " …"
		}
		return s
	}
	n := humanize.Comma(int64(l.inv.Len()))
	var s string
	switch total := l.inv.Total(); {
	case l.inv.Len() == 0 && l.failed.err != nil:
		s = "nothing loaded"
	case l.inv.Len() == 0 && !l.inv.Ended():
		s = "loading …"
	case l.inv.Ended() && l.inv.Notice() == "":
		s = "all " + n + " loaded"
		if n == "0" {
			s = "no items"
		}
		if total.Known && total.N != uint64(l.inv.Len()) {
			s += " (the server says " + comma(total.N) + ")"
		}
	case total.Known:
		s = n + " of " + comma(total.N) + " loaded"
	default:
		s = n + " loaded"
	}
	if n := len(m.grantedBeside()); n > 0 {
		s += " + " + humanize.Comma(int64(n)) + " granted"
	}
	return s
}

func comma(n uint64) string {
	if n > 1<<63-1 {
		return strconv.FormatUint(n, 10)
	}
	return humanize.Comma(int64(n))
}

// CursorLine is the line of the last View on which the selected row stands; false for none.
func (m *Model) CursorLine() (y int, ok bool) {
	return m.firstRow() + m.cursor - m.top, m.rows.len() > 0 && !m.typing()
}
