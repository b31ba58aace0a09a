package holders

import (
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/dustin/go-humanize/english"

	"lootlens/models"
	"lootlens/models/text"
	"lootlens/theme"
	"lootlens/ui/browser/remote"
	"lootlens/ui/parts"
)

// View draws the screen as exactly h lines of exactly w cells.
func (m *Model) View(w, h int, focused bool) string {
	iw, ih := parts.Inner(w, h)
	y := 1
	if w < 2 || h < 2 { // no border
		iw, ih, y = w, h, 0
	}
	if iw != m.width {
		m.width = iw
		m.arrange()
	}
	about := m.about(max(ih/4, ih-len(m.list.Rows())))
	m.list.Resize(y, ih-len(about))
	box := parts.Box{Title: title(m.player), Focused: focused, Scroll: m.list.Scroll()}
	if n := len(m.inventories); n > 1 {
		box.Note = m.th.Muted.Render(english.Plural(n, "inventory", "inventories"))
	}
	box.Lines = append(parts.Block(m.list.View(m.draw), iw, ih-len(about)), about...)
	return box.View(m.th, w, h)
}

func title(p models.Player) string {
	if p.Name.Empty() {
		return "Player " + p.ID.String()
	}
	return brief(p.Name)
}

// about describes the selected inventory at the foot of the pane, in at most so many lines. Every inventory takes as many
// lines as the longest description, so that nothing moves with the cursor.
func (m *Model) about(most int) []string {
	v, lines := m.selected(), 0
	for _, v := range m.inventories {
		lines = max(lines, 1+len(v.about))
	}
	if lines = min(lines, most); v == nil || lines < 2 {
		return nil
	}
	out := make([]string, lines)
	out[0] = m.th.Border.Render(strings.Repeat("─", m.width))
	if n := copy(out[1:], v.about); n < len(v.about) {
		out[n] = parts.Fit(out[n], m.width-1) + "…"
	}
	return out
}

func (m *Model) draw(r row, selected bool) string {
	if r.of == nil {
		return r.text
	}
	return parts.RenderRow(m.th, selected, r.cells, r.widths, m.width)
}

// columns gives the widths of a row's columns: label, kind, id, class, ULID. Labels come first: other columns but the id are
// left out rather than cut the first of an inventory's other names.
func (m *Model) columns(heading string) []int {
	label, id, class, ulid := parts.Width(heading), 2, 0, 0
	for _, v := range m.inventories {
		label = max(label, parts.Width(v.label()))
		id = max(id, min(20, len(v.id())))
		class = max(class, min(16, parts.Width(v.class())))
		ulid = max(ulid, min(26, parts.Width(m.ulid(v))))
	}
	const kind, fullLabel = len("character"), 54
	room := m.width - parts.Margin
	optional := func(width, priority int) parts.Column {
		if width == 0 { // no row has one: it is left out first
			return parts.Column{Min: room + 1, Priority: 9}
		}
		return parts.Column{Min: max(5, width), Priority: priority}
	}
	return parts.Columns(room, parts.Gap, []parts.Column{
		{Min: min(label, fullLabel, room-parts.Gap-id), Max: label, Weight: 1}, {Min: kind, Priority: 2}, {Min: id, Priority: 1},
		optional(class, 3), optional(ulid, 4),
	})
}

func (m *Model) ulid(v *inventory) string {
	if v.Holder.Kind != models.CharacterHolder {
		return "" // the player's is above, heroes have none
	}
	return brief(v.Character.ULID)
}

func (m *Model) cells(v *inventory) []parts.Cell {
	style := m.th.Text
	if v.name() == named(text.Text{}) {
		style = m.th.Faint
	}
	return []parts.Cell{
		{Text: v.label(), Style: style}, {Text: v.kind(), Style: m.th.Muted}, {Text: v.id(), Style: m.th.Muted},
		{Text: v.class(), Style: m.th.Muted}, {Text: m.ulid(v), Style: m.th.Faint},
	}
}

// page collects rows.
type page struct {
	th    theme.Theme
	width int
	rows  []row
	of    *inventory // the inventory that lines belong to and are selected with; nil for none
	line  int        // of the next row below its inventory
}

// say adds a sentence: below an inventory as one row, else as text, wrapped.
func (p *page) say(style lipgloss.Style, s string) {
	if p.of != nil {
		p.add([]parts.Cell{{Text: "  " + s, Style: style}}, []int{max(0, p.width-parts.Margin)})
		return
	}
	for _, l := range parts.Wrap(s, max(1, p.width-parts.Margin)) {
		p.rows = append(p.rows, row{text: " " + style.Render(l)})
	}
}

// add adds a row that is selected with p.of.
func (p *page) add(cells []parts.Cell, widths []int) {
	p.rows = append(p.rows, row{id: rowID{p.of.Holder, p.line}, of: p.of, cells: cells, widths: widths})
	p.line++
}

func (p *page) facts(lines []string) {
	for _, l := range lines {
		p.rows = append(p.rows, row{text: l})
	}
}

// addState says what there is to say of a value besides itself.
func addState[T any](p *page, v *remote.Value[T], what, again string, none bool) {
	_, known := v.Get()
	switch {
	case v.Err() != nil:
		p.say(p.th.Error, "Could not read the "+what+": "+text.Error(v.Err()))
		p.say(p.th.Muted, again+" tries again")
	case v.Loading() && !known:
		p.say(p.th.Faint, "loading "+what+" …")
	case known && none:
		p.say(p.th.Faint, "no "+what)
	}
}

// fact is something that is known, and its label.
type fact struct{ label, value string }

// flow puts facts side by side, as many on a line as fit; those without a value are left out. The lines are styled.
func (m *Model) flow(facts []fact) (lines []string) {
	const between = 3
	w := max(1, m.width-parts.Margin)
	line, used := "", 0
	end := func() {
		for _, l := range parts.Wrap(line, w) {
			lines = append(lines, " "+l)
		}
		line, used = "", 0
	}
	for _, f := range facts {
		if f.value == "" {
			continue
		}
		n := parts.Width(f.label) + 1 + parts.Width(f.value)
		switch {
		case used > 0 && used+between+n > w:
			end()
		case used > 0:
			line += strings.Repeat(" ", between)
			used += between
		}
		line += m.th.Muted.Render(f.label) + " " + m.th.Text.Render(f.value)
		used += n
	}
	if used > 0 {
		end()
	}
	return lines
}

// CursorLine is the line of the last View on which the selected row stands; false for none.
func (m *Model) CursorLine() (y int, ok bool) { return m.list.CursorLine() }
