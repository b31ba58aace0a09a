package items

import (
	tea "charm.land/bubbletea/v2"
	"github.com/dustin/go-humanize"

	"lootlens/keymap"
	"lootlens/models/order"
	"lootlens/ui/browser/msg"
)

// sortNext orders by the next key; after the last one the server's order is back.
func (m *Model) sortNext() tea.Cmd {
	keys := order.Keys()
	for i, k := range keys {
		if k == m.rows.by {
			m.rows.by = keys[(i+1)%len(keys)]
			break
		}
	}
	m.rows.desc = m.rows.by.Descends()
	return m.reorder()
}

// Sort orders the rows, at the end of which is what has no value.
func (m *Model) Sort(by order.Key, desc bool) tea.Cmd {
	m.rows.by, m.rows.desc = by, desc
	return m.reorder()
}

// reverse turns the order round.
func (m *Model) reverse() tea.Cmd {
	m.rows.desc = !m.rows.desc
	return m.reorder()
}

func (m *Model) reorder() tea.Cmd {
	m.loadRest()
	anchor := m.anchor()
	cmd := m.arrange()
	m.returnTo(anchor)
	note := "sorted by " + m.orderWords()
	if m.more() && m.load.walk == noWalk && m.load.inv.Len() > 0 {
		note += ", in the " + humanize.Comma(int64(m.load.inv.Len())) + " loaded; " + m.keys.Key(keymap.ListLoadAll) + " loads all"
	}
	return tea.Batch(cmd, msg.Send(msg.Note{Text: note}))
}

// orderWords is the order with an arrow: "name ↑".
func (m *Model) orderWords() string {
	arrow := " ↑"
	if m.rows.desc {
		arrow = " ↓"
	}
	if m.rows.by == order.Server && !m.rows.desc {
		return "as the server sends"
	}
	return m.rows.by.String() + arrow
}

// toggleGroups shows the items of one asset as one row, or each again.
func (m *Model) toggleGroups() tea.Cmd {
	anchor := m.anchor()
	m.rows.grouped = !m.rows.grouped
	m.loadRest()
	cmd := m.arrange()
	m.returnTo(anchor)
	return cmd
}
