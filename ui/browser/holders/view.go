package holders

import (
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/dustin/go-humanize"

	"lootlens/keymap"
	"lootlens/models"
	"lootlens/models/text"
	"lootlens/theme"
	"lootlens/ui/browser/remote"
	"lootlens/ui/parts"
)

// View draws the screen as exactly h lines of exactly w cells: the inventories, and the player beside them where there is
// room.
func (m *Model) View(w, h int, focused bool) string {
	left, right := parts.Split(w)
	iw, ih := parts.Inner(left, h)
	side, _ := parts.Inner(right, h)
	y := 1
	if left < 2 || h < 2 { // no border
		iw, ih, y = left, h, 0
	}
	if iw != m.width || side != m.sideWidth {
		m.width, m.sideWidth = iw, side
		m.arrange()
	}
	box := parts.Box{Title: title(m.player), Focused: focused}
	if right > 0 {
		box.Title = m.heading()
	}
	rows := len(m.list.Rows())
	most := ih - rows
	if ih >= leastAbout {
		most = max(most, ih/4)
	}
	about := m.about(iw, most)
	room := ih - len(about)
	m.list.Resize(y, room)
	box.Scroll = m.list.Scroll()
	box.Lines = append(m.list.View(m.draw)[:min(rows, max(0, room))], m.questions(iw, room-rows)...)
	box.Lines = append(parts.Block(box.Lines, iw, room), about...)
	if right == 0 {
		return box.View(m.th, w, h)
	}
	return lipgloss.JoinHorizontal(lipgloss.Top, box.View(m.th, left, h), m.viewSide(right, h))
}

func title(p models.Player) string {
	if p.Name.Empty() {
		return "Player " + p.ID.String()
	}
	return parts.Brief(p.Name)
}

// leastAbout is the height in lines from which the selected inventory is described though not all rows have room.
const leastAbout = 15

// heading says how many inventories there are.
func (m *Model) heading() string {
	s := "Inventories"
	_, charactersKnown := m.characters.Get()
	_, heroesKnown := m.heroes.Get()
	if charactersKnown || heroesKnown {
		s += " " + humanize.Comma(int64(len(m.inventories)))
	}
	if charactersKnown && m.characters.Loading() || heroesKnown && m.heroes.Loading() {
		s += ", reading them again…"
	}
	if m.characters.Err() != nil || m.heroes.Err() != nil {
		s += ", not all could be read"
	}
	return s
}

// questions are the queries over all inventories that have keys, where so many lines have room for them.
func (m *Model) questions(width, room int) []string {
	lines := []string{"", " " + m.th.Title.Render("Search all inventories")}
	for _, e := range m.keys.Commands(keymap.InHolders) {
		if e.Action == keymap.SearchQuery || strings.HasPrefix(string(e.Action), "ask.") {
			lines = append(lines, " "+m.th.Key.Render(parts.Fit(m.keys.KeyIn(keymap.InHolders, e.Action), 2))+" "+m.th.KeyHelp.Render(parts.Fit(e.Title, width-5)))
		}
	}
	if room < len(lines) {
		return nil
	}
	return lines
}

// about describes the selected inventory below a rule, in at most so many lines of at most so many cells. Every inventory
// takes as many lines as the longest description, so that nothing moves with the cursor.
func (m *Model) about(width, most int) []string {
	selected, lines := m.selected(), 0
	var about []string
	for _, v := range m.inventories {
		all := flow(m.th, v.about, max(1, width-parts.Margin))
		lines = max(lines, 1+len(all))
		if selected != nil && v.Holder == selected.Holder {
			about = all
		}
	}
	if lines = min(lines, most); selected == nil || lines < 2 {
		return nil
	}
	out := make([]string, lines)
	out[0] = m.th.Border.Render(strings.Repeat("─", width))
	if len(about) == 0 {
		about = []string{m.th.Faint.Render(parts.Fit("nothing else is known of "+selected.name(), width-2))}
	}
	for i := range min(len(about), lines-1) {
		out[1+i] = " " + about[i]
	}
	if len(about) > lines-1 {
		out[lines-1] = parts.Fit(out[lines-1], width-2) + "…" // a blank before the border
	}
	return out
}

func (m *Model) draw(r row, selected bool) string {
	if r.of == nil {
		return r.text
	}
	return parts.RenderRow(m.th, selected, r.cells, r.widths, m.width)
}

// itemsColumn is the index of the column whose cells are numbers.
const itemsColumn = 2

// columns gives the widths of a row's columns: label, id, items, kind, class, ULID. Names are never cut for
// another column but the id, nor the other names for any but id and items.
func (m *Model) columns() []int {
	label, name, id, items, class, ulid := len("NAME"), 0, 2, 0, 0, 0
	for _, v := range m.inventories {
		label = max(label, parts.Width(v.label()))
		name = max(name, parts.Width(v.name()))
		id = max(id, min(20, len(v.id())))
		if n, ok := m.items(v); ok {
			items = max(items, len("ITEMS"), len(models.Count(n)))
		}
		class = max(class, min(16, parts.Width(v.class())))
		ulid = max(ulid, min(26, parts.Width(m.ulid(v))))
	}
	const kind = len("character")
	room := m.width - parts.Margin - 1 // a blank before the border
	free := room - parts.Gap - id
	if items > 0 {
		free = min(free, max(name, free-parts.Gap-items))
	}
	optional := func(width, priority int) parts.Column {
		if width == 0 { // no row has one: it is left out first
			return parts.Column{Min: room + 1, Priority: 9}
		}
		return parts.Column{Min: max(5, width), Priority: priority}
	}
	return parts.Columns(room, parts.Gap, []parts.Column{
		{Min: min(label, 64, free), Max: label, Weight: 1}, {Min: id, Priority: 1},
		optional(items, 2), {Min: kind, Priority: 3}, optional(class, 4), optional(ulid, 5),
	})
}

func (m *Model) ulid(v *inventory) string {
	if v.Holder.Kind != models.CharacterHolder {
		return "" // the player's is above, heroes have none
	}
	return parts.Brief(v.Character.ULID)
}

func (m *Model) cells(v *inventory, widths []int) []parts.Cell {
	style := m.th.Text
	if v.name() == named(text.Text{}) {
		style = m.th.Faint
	}
	items := ""
	if n, ok := m.items(v); ok {
		items = models.Count(n)
	}
	return []parts.Cell{
		{Text: v.label(), Style: style}, {Text: v.id(), Style: m.th.Muted}, {Text: parts.FitRight(items, widths[itemsColumn]), Style: m.th.Text},
		{Text: v.kind(), Style: m.th.Muted}, {Text: v.class(), Style: m.th.Muted}, {Text: m.ulid(v), Style: m.th.Faint},
	}
}

// page collects rows.
type page struct {
	th    theme.Theme
	width int
	rows  []row
	of    *inventory // the inventory that lines belong to and are selected with; nil for none
	line  int        // of the next row below its inventory
	side  bool       // it is for the pane beside the list: facts one below the other, under headings
}

// say adds a sentence: below an inventory as one row, else as text, wrapped.
func (p *page) say(style lipgloss.Style, s string) {
	if p.of != nil {
		p.add([]parts.Cell{{Text: "  " + s, Style: style}}, []int{max(0, p.width-parts.Margin-1)})
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

// facts adds facts without their inventory.
func (p *page) facts(facts []parts.Fact) {
	width := max(1, p.width-parts.Margin)
	lines := flow(p.th, facts, width)
	if p.side {
		lines = parts.Facts(p.th, facts, width)
	}
	for _, l := range lines {
		p.rows = append(p.rows, row{text: " " + l})
	}
}

// section begins a section of the pane beside the list.
func (p *page) section(title string) {
	if p.side {
		p.rows = append(p.rows, row{}, row{text: " " + p.th.Title.Render(title)})
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
		p.say(p.th.Faint, "loading "+what+"…")
	case known && none:
		p.say(p.th.Faint, "no "+what)
	}
}

// flow puts facts side by side, as many on a line of width cells as fit; those without a value are left out.
func flow(th theme.Theme, facts []parts.Fact, width int) (lines []string) {
	const between = 3
	line, used := "", 0
	end := func() {
		lines = append(lines, parts.Wrap(line, width)...)
		line, used = "", 0
	}
	for _, f := range facts {
		if f.Value == "" {
			continue
		}
		n := parts.Width(f.Label) + 1 + parts.Width(f.Value)
		switch {
		case used > 0 && used+between+n > width:
			end()
		case used > 0:
			line += strings.Repeat(" ", between)
			used += between
		}
		line += th.Muted.Render(f.Label) + " " + th.Text.Render(f.Value)
		used += n
	}
	if used > 0 {
		end()
	}
	return lines
}

// CursorLine is the line of the last View that shows the selected row; false for none.
func (m *Model) CursorLine() (y int, ok bool) { return m.list.CursorLine() }
