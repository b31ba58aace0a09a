package picker

import (
	"maps"
	"slices"
	"strings"
	"time"

	"charm.land/lipgloss/v2"

	"lootlens/models"
	"lootlens/theme"
	"lootlens/ui/browser/remote"
	"lootlens/ui/parts"
)

// rowKind says what a row opens. The rows come in this order.
type rowKind int8

const (
	textRow   rowKind = iota // cannot be marked
	foundRow                 // a player that the look-up found
	directRow                // the id that was looked up
	recentRow
	exampleRow // of the demo
	universalRow
)

// row is one line of the list.
type row struct {
	id     rowID
	text   string // of a textRow, styled
	player models.Player
	pinned bool
	opened time.Time
}

// rowID identifies a row: a recent player by id, the found players and the examples by their number.
type rowID struct {
	kind   rowKind
	player models.PlayerID
	n      int
}

// Example is a player to begin with: what to type, and what is there to see.
type Example struct{ Text, What string }

// SetExamples offers players to those who see the browser for the first time.
func (m *Model) SetExamples(e []Example) {
	m.examples, m.widest = e, 0
	for _, x := range e {
		m.widest = max(m.widest, parts.Width(x.What))
	}
	m.arrange()
}

// arrange makes the rows: what the look-up found, the pinned and the recent players, the examples, the universal inventory.
func (m *Model) arrange() {
	var found, pinned, recent []row
	result, done := m.search.result()
	for i, p := range result.players {
		kept, _ := findPlayer(m.recent.list, p.ID)
		found = append(found, row{id: rowID{foundRow, p.ID, i}, player: p, pinned: kept.Pinned, opened: kept.Opened})
	}
	words := strings.Fields(strings.ToLower(m.field.Value()))
	for _, p := range m.recent.list.Players {
		r := row{id: rowID{kind: recentRow, player: p.ID}, player: p.Player, pinned: p.Pinned, opened: p.Opened}
		switch {
		case !matches(p.Player, words):
		case p.Pinned:
			pinned = append(pinned, r)
		default:
			recent = append(recent, r)
		}
	}
	m.widths = m.columns(slices.Concat(found, pinned, recent))

	p := page{th: m.th, width: m.width}
	m.addSearch(&p)
	if id, ok := directID(m.search.refs); ok && done && len(found) == 0 {
		p.rows = append(p.rows, row{id: rowID{kind: directRow, player: id}, player: models.Player{ID: id}})
	}
	p.players(found, m.widths)
	if len(pinned) > 0 {
		p.gap()
		p.say(m.th.Title, "Pinned players")
		p.players(pinned, m.widths)
	}
	if len(recent) > 0 {
		p.gap()
		p.say(m.th.Title, "Recent players")
		p.players(recent, m.widths)
	}
	untouched := m.recent.loaded && m.field.Value() == "" && m.search.answer.State() == remote.Idle
	first := untouched && len(m.recent.list.Players) == 0
	switch {
	case untouched && len(m.examples) > 0:
		p.gap()
		if first {
			p.say(m.th.Title, "Welcome. This game is invented: open one of its players.")
		} else {
			p.say(m.th.Title, "Players of the demo")
		}
		for i := range m.examples {
			p.rows = append(p.rows, row{id: rowID{kind: exampleRow, n: i}})
		}
	case first:
		p.gap()
		p.say(m.th.Title, "Welcome. Whose inventory do you want to see?")
		if !m.beside {
			for _, l := range parts.Facts(m.th, typable, m.width-parts.Margin) {
				p.rows = append(p.rows, row{text: " " + l})
			}
			p.gap()
		}
		p.say(m.th.Muted, "lootlens only reads: it cannot change anything.")
	}
	p.gap()
	p.rows = append(p.rows, row{id: rowID{kind: universalRow}})
	m.list.SetRows(p.rows)
}

// matches reports whether every word is in one of the player's names or ids. A word may have the prefix that the field
// takes: steam:7656….
func matches(p models.Player, words []string) bool {
	if len(words) == 0 {
		return true
	}
	all := strings.ToLower(strings.Join([]string{
		p.Name.Raw(), "id:" + p.ID.String(), "uid:" + p.PublicUID.Raw(), "ulid:" + p.ULID.Raw(),
		p.Platform.Raw() + ":" + p.PlatformID.Raw(), "name:" + p.Name.Raw(),
	}, "\n"))
	for _, w := range words {
		if !strings.Contains(all, w) {
			return false
		}
	}
	return true
}

// directID is the player id that one of the references is by itself.
func directID(refs []models.PlayerRef) (models.PlayerID, bool) {
	for _, r := range refs {
		if id, ok := r.PlayerID(); ok {
			return id, true
		}
	}
	return models.PlayerID{}, false
}

// page collects rows.
type page struct {
	th    theme.Theme
	width int
	rows  []row
	heads bool // the heads of the columns are there
}

func (p *page) say(style lipgloss.Style, s string) {
	for _, l := range parts.Wrap(s, max(1, p.width-2)) {
		p.rows = append(p.rows, row{text: " " + style.Render(l)})
	}
}

func (p *page) gap() {
	if len(p.rows) > 0 {
		p.rows = append(p.rows, row{})
	}
}

// players adds players, the first of them below the heads of the columns.
func (p *page) players(rows []row, widths []int) {
	if len(rows) > 0 && !p.heads {
		p.heads = true
		var cells []parts.Cell
		for _, s := range []string{"", "NAME", "PLATFORM", "ID", "OPENED", "PUBLIC UID", "ULID", "PLATFORM ID"} {
			cells = append(cells, parts.Cell{Text: s, Style: p.th.Faint})
		}
		p.rows = append(p.rows, row{text: parts.RenderRow(p.th, false, cells, widths, p.width)})
	}
	p.rows = append(p.rows, rows...)
}

// choose adds a row's player to those that are searched together, or takes it away, and marks the next row.
func (m *Model) choose(r row) {
	if m.search.chosen == nil {
		m.search.chosen = map[models.PlayerID]bool{}
	}
	if m.search.chosen[r.player.ID] {
		delete(m.search.chosen, r.player.ID)
	} else {
		m.search.chosen[r.player.ID] = true
	}
	m.list.Move(1)
	if next, _ := m.list.Selected(); next.player.ID.IsZero() { // it was the last player
		m.list.Select(r.id)
	}
}

// chooseAll chooses all players that were found; none where all are chosen.
func (m *Model) chooseAll() {
	found, _ := m.search.result()
	all := map[models.PlayerID]bool{}
	for _, p := range found.players {
		if !p.ID.IsZero() {
			all[p.ID] = true
		}
	}
	if maps.Equal(all, m.search.chosen) {
		all = nil
	}
	m.search.chosen = all
	m.arrange()
}

// chosen are the players that were chosen, in the order of the rows.
func (m *Model) chosen() (players []models.Player) {
	for _, r := range m.list.Rows() {
		twice := slices.ContainsFunc(players, func(p models.Player) bool { return p.ID == r.player.ID })
		if m.search.chosen[r.player.ID] && !twice {
			players = append(players, r.player)
		}
	}
	return players
}
