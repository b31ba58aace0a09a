package search

import (
	"strings"
	"time"

	"charm.land/lipgloss/v2"
	"github.com/dustin/go-humanize"

	"lootlens/keymap"
	"lootlens/models"
	"lootlens/models/order"
	"lootlens/models/query"
	"lootlens/models/text"
	"lootlens/ui/browser/report"
	"lootlens/ui/parts"
)

// View draws the screen in exactly w by h cells.
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
	var top []string
	if m.prompt.open {
		top = append(top, m.prompt.in.View(iw-1, focused))
	}
	var body []string
	m.expiry = parts.Expiry{}
	if m.q.Needs().Clock { // what is not on the screen may match by then
		m.expiry.Add(m.now.Add(time.Minute))
	}
	m.table.Theme, m.table.Now, m.table.Expiry = m.th, m.now, &m.expiry
	layout := m.table.Layout(iw)
	m.header = 0
	switch room := max(0, ih-len(top)); {
	case m.text == "" && m.prompt.open:
		body = m.firstLines(iw, room)
	default:
		if room > 3 && m.matches()+m.gone() > 0 && len(m.card()) == 0 {
			table := m.table
			if m.inPlaces() {
				table.By = parts.ByWhere
			}
			m.headed, m.header = table, y+len(top)
			body = append(body, table.Header(layout))
		}
		m.list.Resize(y+len(top)+len(body), room-len(body))
		body = append(body, m.list.View(func(r row, selected bool) string { return m.draw(r, selected && !m.prompt.open, layout) })...)
		if m.outdated() {
			parts.Dim(m.th.Dimmed, body)
		}
		if m.prompt.open {
			over := m.dropDown(iw, room)
			body = append(over, body[min(len(over), len(body)):]...)
		}
	}
	note := m.progress(false)
	const frame = 8 // cells of the border beside title and note
	if parts.Width(m.title())+parts.Width(note)+frame > w {
		note = m.progress(true)
	}
	if note != "" {
		note = m.th.Muted.Render(note)
	}
	box := parts.Box{Title: m.title(), Note: note, Foot: m.foot(), Focused: focused, Scroll: m.list.Scroll(), Lines: append(top, body...)}
	return box.View(m.th, w, h)
}

// Expires is when the last View goes out of date though no message comes; zero for never.
func (m *Model) Expires() time.Time { return m.expiry.Time() }

// firstLines are below the field before the first query: what completes it, and what it is for.
func (m *Model) firstLines(w, h int) []string {
	var about []string
	for _, l := range parts.Wrap(m.invitation(), max(1, w-2*parts.Margin)) {
		about = append(about, strings.Repeat(" ", parts.Margin)+m.th.Muted.Render(l))
	}
	lines := m.dropDown(w, max(min(h, 4), h-1-len(about)))
	if len(lines) > 0 {
		lines = append(lines, "")
	}
	return append(lines, about...)
}

// invitation says what a query will be asked of.
func (m *Model) invitation() string {
	n, known := 0, true
	for _, o := range m.who {
		characters, _ := o.characters.Get()
		heroes, _ := o.heroes.Get()
		n += len(models.Inventories(o.player.ID, characters, heroes))
		known = known && o.listed() && len(o.problems()) == 0
	}
	what, values := "all inventories of "+m.Whose(), ""
	if m.read() == 0 && m.prompt.knownOf == 0 {
		values = " The values that a field has are offered once items have been read."
	}
	if known {
		what = amountOf(n) + " of " + m.Whose()
	}
	return "Looks in " + what + ". Plain words match what a row shows; field:value narrows." + values
}

func (m *Model) title() string {
	if m.text == "" {
		return "search all of " + m.Whose()
	}
	return "“" + text.Of(m.text).Line() + "” in all of " + m.Whose()
}

// progress is how much was searched: "8 of 8 inventories · 2,075 items read", in short "8 of 8 · 2,075 items".
func (m *Model) progress(short bool) string {
	if m.text == "" {
		return ""
	}
	places, whole, read := m.places(), 0, 0
	for _, p := range places {
		if read += p.read(); p.done() {
			whole++
		}
	}
	if len(places) == 0 {
		return "looking for inventories…"
	}
	if short {
		return count(whole) + " of " + count(len(places)) + " · " + amount(read, "item")
	}
	return count(whole) + " of " + amountOf(len(places)) + " · " + amount(read, "item") + " read"
}

// foot says what is under way, or how it ended.
func (m *Model) foot() string {
	if m.text == "" {
		return ""
	}
	s := count(m.matches()) + " found"
	if n := m.unchecked(); n > 0 {
		s += " · " + count(n) + " not checked"
	}
	if gone := m.gone(); gone > 0 {
		s += " · " + count(gone) + " gone"
	}
	if m.table.By != order.Server || m.table.Desc {
		by := m.table.By.String()
		if m.table.By == order.Server {
			by = "instance id"
		}
		s += " · by " + by + " " + parts.Arrow(m.table.Desc)
	}
	switch m.state {
	case running:
		s += " · " + m.keys.Key(keymap.Back) + " stops"
	case stopped:
		s += " · stopped · " + m.keys.Key(keymap.SearchGoOn) + " searches on"
	case failed:
		s += " · " + m.keys.Key(keymap.SearchRefresh) + " tries again what failed"
	case done:
		if at := m.oldest(); !at.IsZero() {
			s += " · read " + at.Format("15:04:05 MST")
		}
	}
	return s
}

// line is safe text in one style.
type line struct {
	text  string
	style lipgloss.Style
}

// card is the lines above the rows: what the search waits for, or the answer if nothing was
// found.
func (m *Model) card() (lines []line) {
	add := func(style lipgloss.Style, s string) { lines = append(lines, line{s, style}) }
	key := m.keys.Key
	switch {
	case m.state == waiting:
		add(m.th.Warning, m.why)
		add(m.th.Muted, key(keymap.SearchGoOn)+" goes on · "+key(keymap.Back)+" stops here")
	case m.state == running || m.matches() > 0:
		return nil
	case m.state == failed && m.Report().Read() == 0:
		add(m.th.Error, "Could not search the inventories of "+m.Whose())
		if err := m.err(); err != nil {
			for _, s := range report.Failure(err) {
				add(m.th.Text, s)
			}
		}
		add(m.th.Muted, key(keymap.SearchRefresh)+" tries again · "+key(keymap.LastError)+" shows the server's answer · "+
			key(keymap.CopyMenu)+" "+m.keys.KeyIn(keymap.InItemCopy, keymap.CopyRequest)+" copies the request id")
	default:
		r := m.Report()
		style := m.th.Title
		if !r.Whole() {
			style = m.th.Warning
		}
		add(style, r.Verdict())
		add(m.th.Text, r.Scope())
		for _, n := range r.Notes {
			add(m.th.Text, n)
		}
		switch {
		case m.past == nil:
			add(m.th.Muted, r.History)
		case r.History != "":
			add(m.th.Text, r.History)
		}
		add(m.th.Muted, key(keymap.CopyMenu)+" "+m.keys.KeyIn(keymap.InItemCopy, keymap.CopyMarkdown)+" copies this for the ticket · "+
			key(keymap.ListQuery)+" another query · "+key(keymap.SearchRefresh)+" reads again")
	}
	return append(lines, line{"", m.th.Text})
}

// draw returns a row in the layout's width.
func (m *Model) draw(r row, selected bool, layout parts.ItemWidths) string {
	if r.item == nil {
		return parts.RenderRow(m.th, selected, []parts.Cell{{Text: r.text, Style: r.style}}, []int{max(0, m.width-parts.Margin)}, m.width)
	}
	out := parts.ItemRow{
		RowState: parts.RowState{Selected: selected, Focused: true}, Item: r.item, Where: m.where(r.at), Gone: r.past != nil,
		Equipped: r.at.equipped(r.item.Instance()) == query.Yes, Marks: m.q.Marks(r.item.Name().Line()),
	}
	if out.Gone {
		out.Equipped, out.Sign = false, parts.Cell{Text: "-", Style: m.th.Removed}
	}
	return m.table.Render(out, layout)
}

// Cursor returns the cell of the last View in which the text cursor is; false for none.
func (m *Model) Cursor() (x, y int, ok bool) {
	if !m.prompt.open {
		return 0, 0, false
	}
	x, ok = m.prompt.in.Cursor()
	return 1 + x, 1, ok
}

// Hints are the actions that matter now, for the footer.
func (m *Model) Hints() []keymap.Action {
	_, _, item := m.Selected()
	switch {
	case m.state == running:
		return []keymap.Action{keymap.SearchOpen, keymap.Back}
	case m.state == waiting || m.state == stopped:
		return []keymap.Action{keymap.SearchGoOn, keymap.SearchQuery, keymap.SearchOpen, keymap.Back}
	case item == nil:
		return []keymap.Action{keymap.SearchOpen, keymap.SearchQuery, keymap.CopyMenu, keymap.SearchRefresh, keymap.Back}
	}
	return []keymap.Action{keymap.SearchOpen, keymap.SearchQuery, keymap.ListSort, keymap.ItemRaw, keymap.CopyMenu, keymap.SearchRefresh, keymap.Back}
}

// Word is what an action does now, for the footer; "" for what it always does.
func (m *Model) Word(a keymap.Action) string {
	if a == keymap.Back && (m.state == running || m.state == waiting) {
		return "stop"
	}
	if a == keymap.SearchRefresh && m.state == failed {
		return "try again"
	}
	return ""
}

func count(n int) string { return humanize.Comma(int64(n)) }

func amountOf(inventories int) string {
	if inventories == 1 {
		return "1 inventory"
	}
	return count(inventories) + " inventories"
}

// CursorLine is the line of the last View that shows the selected row; false for none.
func (m *Model) CursorLine() (y int, ok bool) { return m.list.CursorLine() }
