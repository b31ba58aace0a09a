package picker

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"lootlens/models"
	"lootlens/ui/browser/remote"
)

// rowKind says what a row opens. The rows come in this order.
type rowKind int8

const (
	foundRow rowKind = iota
	directRow
	recentRow
	exampleRow
	universalRow
)

// row is something that enter opens.
type row struct {
	kind    rowKind
	player  models.Player
	pinned  bool
	opened  time.Time
	example Example
}

func (r row) same(o row) bool {
	return r.kind == o.kind && r.player.ID == o.player.ID && r.example == o.example
}

// Example is a player to begin with: what to type, and what is there to see.
type Example struct{ Text, What string }

// SetExamples offers players to those who have opened none.
func (m *Model) SetExamples(e []Example) { m.examples = e }

// arrange makes the rows anew and keeps the cursor on what it was on.
func (m *Model) arrange() {
	var under row
	on := m.cursor >= 0 && m.cursor < len(m.rows)
	if on {
		under = m.rows[m.cursor]
	}
	m.rows = m.rows[:0:0]
	s := &m.search
	found, done := s.result()
	for _, p := range found.players {
		m.rows = append(m.rows, row{kind: foundRow, player: p})
	}
	if id, ok := directID(s.refs); ok && done && len(found.players) == 0 {
		m.rows = append(m.rows, row{kind: directRow, player: models.Player{ID: id}})
	}
	words := strings.Fields(strings.ToLower(m.field.Value()))
	for _, p := range m.kept.list.Players {
		if matches(p.Player, words) {
			m.rows = append(m.rows, row{kind: recentRow, player: p.Player, pinned: p.Pinned, opened: p.Opened})
		}
	}
	if m.untouched() {
		for _, e := range m.examples {
			m.rows = append(m.rows, row{kind: exampleRow, example: e})
		}
	}
	m.rows = append(m.rows, row{kind: universalRow})

	m.cursor = min(m.cursor, len(m.rows)-1)
	if on {
		for i, r := range m.rows {
			if r.same(under) {
				m.cursor = i
				break
			}
		}
	}
}

// untouched: nothing is typed or asked.
func (m *Model) untouched() bool {
	return m.kept.loaded && m.field.Value() == "" && m.search.answer.State() == remote.Idle
}

// welcome: nobody was opened yet, either.
func (m *Model) welcome() bool { return m.untouched() && len(m.kept.list.Players) == 0 }

// matches reports whether every word is in one of the player's names or ids. A
// word may have the prefix that the field takes: steam:7656….
func matches(p models.Player, words []string) bool {
	if len(words) == 0 {
		return true
	}
	hay := strings.ToLower(strings.Join([]string{
		p.Name.Raw(), "id:" + p.ID.String(), "uid:" + p.PublicUID.Raw(), "ulid:" + p.ULID.Raw(),
		p.Platform.Raw() + ":" + p.PlatformID.Raw(), "name:" + p.Name.Raw(),
	}, "\n"))
	for _, w := range words {
		if !strings.Contains(hay, w) {
			return false
		}
	}
	return true
}

func (m *Model) move(to int) {
	m.cursor = max(-1, min(to, len(m.rows)-1))
}

// player is the player of the row under the cursor.
func (m *Model) player() (models.Player, bool) {
	if m.cursor < 0 {
		return models.Player{}, false
	}
	p := m.rows[m.cursor].player
	return p, !p.ID.IsZero()
}

// click chooses a row; a click on the chosen row opens it.
func (m *Model) click(e tea.Mouse) tea.Cmd {
	if e.Button != tea.MouseLeft {
		return nil
	}
	if e.Y == m.fieldAt {
		m.cursor = -1
		return nil
	}
	if e.X < m.inner.from || e.X >= m.inner.to {
		return nil
	}
	hit, _ := m.list.Click(e.Y)
	line, _ := m.list.Selected()
	switch {
	case !hit || line.Row >= len(m.rows):
		return nil
	case line.Row == m.cursor:
		return m.open()
	}
	m.cursor = line.Row
	return nil
}
