package items

import (
	tea "charm.land/bubbletea/v2"
	"lootlens/models/order"
	"lootlens/ui/parts"
)

// Order is what the rows are sorted by.
func (m *Model) Order() (by order.Key, desc bool) { return m.rows.by, m.rows.desc }

// Grouped reports whether the items of one asset are one row.
func (m *Model) Grouped() bool { return m.rows.grouped }

// Sort sorts the rows and moves the cursor to the first one, where it stays until it is moved.
func (m *Model) Sort(by order.Key, desc bool) tea.Cmd {
	m.stopSeeking()
	m.rows.by, m.rows.desc = by, desc
	m.pendingDown, m.atTop = 0, true
	m.leaveEnd()
	m.loadRest()
	cmd := m.arrange()
	m.returnTo(anchor{})
	return tea.Batch(cmd, m.settle()) // the border says if a part is sorted only
}

// orderWords is the order with an arrow: "name ↑".
func (m *Model) orderWords() string {
	if m.rows.by == order.Server && !m.rows.desc {
		return "instance id, as the server sends"
	}
	by := m.rows.by.String()
	if m.rows.by == order.Server {
		by = "instance id"
	}
	return by + " " + parts.Arrow(m.rows.desc)
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
