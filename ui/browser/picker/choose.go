package picker

import (
	"maps"
	"slices"

	"lootlens/models"
)

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
