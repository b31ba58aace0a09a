package items

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"lootlens/keymap"
	"lootlens/models"
	"lootlens/ui/browser/msg"
)

// anchor is the item under the cursor and its row on the screen, to return to when the
// rows are arranged again.
type anchor struct {
	item *models.Item
	row  int // from the top of the screen
}

func (m *Model) anchor() anchor { return anchor{m.Item(), m.cursor - m.top} }

// returnTo moves the cursor back to the same item, or to the same instance where the
// item was loaded again, or leaves it at the same row.
func (m *Model) returnTo(p anchor) {
	if m.atTop {
		m.cursor, m.top = 0, 0
		return
	}
	if p.item != nil {
		if at, ok := m.rows.find(p.item); ok {
			// At the start of the list, what is added there stays visible, such as a grant.
			if m.cursor = at; m.top > 0 || at >= m.listHeight() {
				m.top = at - p.row
			}
		}
	}
	m.keepCursor()
}

// moveTo moves the cursor to an instance, or to its group where unfold is false; false
// where no row shows it.
func (m *Model) moveTo(id models.InstanceID, unfold bool) bool {
	if m.load.inv == nil {
		return false
	}
	it := m.known(id)
	if it == nil {
		return false
	}
	if unfold {
		m.rows.unfold(it)
	}
	row, ok := m.rows.find(it)
	if ok {
		m.cursor = row
		m.top = row - m.listHeight()/3
		m.keepCursor()
	}
	return ok
}

// seeking reports whether the item that the cursor is to move to has yet to come.
func (m *Model) seeking() bool {
	if m.seek.IsZero() || m.load.inv == nil {
		return false
	}
	return m.known(m.seek) == nil
}

// known is the item of an instance that need not be asked for: it is loaded, found by
// its id, granted while watching, or removed since the baseline. Otherwise nil.
func (m *Model) known(id models.InstanceID) *models.Item {
	if at, ok := m.load.inv.Find(id); ok {
		return m.load.inv.At(at)
	}
	for _, it := range slices.Concat(m.found.items, m.watch.fresh, m.compare.result.Removed) {
		if it.Instance() == id {
			return it
		}
	}
	return nil
}

// stopSeeking leaves the cursor where it is.
func (m *Model) stopSeeking() {
	m.seek, m.left = models.InstanceID{}, nil
	m.found.request.Cancel()
	m.found.asked = models.InstanceID{}
}

// seekFailed reports whether the item that the cursor is to move to is not in the
// inventory.
func (m *Model) seekFailed() bool {
	inv := m.load.inv
	if _, ok := models.CursorBefore(m.seek); !ok && inv != nil && inv.Len() > 0 {
		return true // it cannot be asked for
	}
	return inv == nil || m.found.absent == m.seek || inv.Ended() && !m.rows.computing && !m.found.request.Loading()
}

// keepCursor holds the cursor on a row and the row on the screen.
func (m *Model) keepCursor() {
	n, h := m.rows.len(), m.listHeight()
	m.cursor = max(0, min(m.cursor, n-1))
	m.top = max(0, min(m.top, m.cursor, n-h))
	if h > 0 && m.cursor >= m.top+h {
		m.top = m.cursor - h + 1
	}
}

// listHeight is how many rows fit on the screen.
func (m *Model) listHeight() int { return max(0, m.height-m.chrome()) }

func (m *Model) do(a keymap.Action) tea.Cmd {
	if m.typing() {
		return m.inPrompt(a)
	}
	seeking := m.seeking()
	m.stopSeeking() // the user goes elsewhere
	m.atTop = false
	if seeking && a == keymap.Back {
		return nil
	}
	by, moves := a.Rows(m.listHeight() - 1)
	if !moves || by < 0 {
		m.pendingDown = 0
	}
	if moves {
		m.leaveEnd()
	}
	if m.timeline.open {
		if cmd, ok := m.inTimeline(a); ok {
			return cmd
		}
	}
	switch a {
	case keymap.MoveTop:
		m.cursor = 0
	case keymap.MoveBottom:
		m.toEnd()
	case keymap.MoveLeft:
		return m.fold()
	case keymap.ListOpen, keymap.MoveRight:
		if a == keymap.ListOpen && m.storageWaits() > 0 {
			return m.agree()
		}
		return m.open()
	case keymap.ListQuery:
		m.ask(queryPrompt)
	case keymap.ListJump:
		m.ask(jumpPrompt)
	case keymap.ListReverse:
		return m.Sort(m.rows.by, !m.rows.desc)
	case keymap.ListGroup:
		return m.toggleGroups()
	case keymap.ListLoadAll:
		return m.loadAll()
	case keymap.ListRefresh:
		return m.Refresh()
	case keymap.ListTimeline:
		return m.toggleTimeline()
	case keymap.ListWatch:
		return m.toggleWatch()
	case keymap.ListBell:
		return m.toggleBell()
	case keymap.ListBaseline:
		return m.takeBaseline()
	case keymap.ListEndCompare:
		return m.endComparing()
	case keymap.Back:
		return m.back()
	default:
		if moves {
			m.step(by)
		}
	}
	return nil
}

// leaveEnd keeps a walk to the end from moving the cursor.
func (m *Model) leaveEnd() {
	if m.load.walk == walkEnd {
		m.load.walk = walkAll
	}
}

// back stops a walk; where there is none it clears the query, and then leaves the list.
func (m *Model) back() tea.Cmd {
	switch {
	case m.stop():
		return m.compareNow()
	case m.rows.query.text != "":
		return m.Search("")
	}
	m.Post(msg.Back{})
	return nil
}

// step moves the cursor. Where that goes beyond what is loaded, the rest of the move is
// made once the rows are there.
func (m *Model) step(by int) {
	m.cursor += by
	beyond := m.cursor - max(0, m.rows.len()-1)
	if by < 0 || beyond <= 0 || m.load.inv == nil || m.load.inv.Ended() || m.load.pageFailed() {
		m.pendingDown = 0
		return
	}
	m.pendingDown += beyond
}

// applyPending makes the rest of a move as far as its rows have come.
func (m *Model) applyPending() {
	// A page may bring no further group: then each key asks for one page, not for all.
	if m.load.inv.Ended() || m.load.pageFailed() || m.rows.grouped {
		defer func() { m.pendingDown = 0 }()
	}
	n := max(0, min(m.pendingDown, m.rows.len()-1-m.cursor))
	m.cursor += n
	m.pendingDown -= n
}

// open opens a group, or asks for the detail of an item.
func (m *Model) open() tea.Cmd {
	if m.rows.folded && m.cursor < m.rows.len() && m.rows.at(m.cursor).count > 1 {
		m.rows.toggle(m.cursor)
		return nil
	}
	if m.Item() == nil {
		return nil
	}
	m.Post(msg.OpenItem{})
	return nil
}

// fold closes the group that the cursor is in.
func (m *Model) fold() tea.Cmd {
	if m.rows.folded && m.cursor < m.rows.len() {
		m.cursor = m.rows.fold(m.cursor)
	}
	return nil
}

const wheelRows = 3

func (m *Model) wheel(e tea.Mouse) {
	by := wheelRows
	switch e.Button {
	case tea.MouseWheelUp:
		by = -wheelRows
	case tea.MouseWheelDown:
	default:
		return
	}
	m.stopSeeking()
	m.pendingDown, m.atTop = 0, false
	m.leaveEnd()
	h := m.listHeight()
	m.top = max(0, min(m.top+by, m.rows.len()-h))
	m.cursor = max(m.top, min(m.cursor, m.top+h-1))
}

func (m *Model) click(e tea.Mouse) tea.Cmd {
	if m.typing() {
		if q := m.prompt.query; q != nil && q.Click(e.Button, e.Y-2-m.scaleHeight()) { // below the border and the field
			return m.typed()
		}
		return nil
	}
	row := e.Y - m.firstRow()
	if e.Button == tea.MouseLeft && row == -1 && m.rows.len() > 0 {
		table := m.table()
		if by, desc, ok := table.Clicked(table.Layout(max(0, m.width-2)), e.X-1); ok { // beside the border
			return m.Sort(by, desc)
		}
		return nil
	}
	if e.Button != tea.MouseLeft || row < 0 || row >= m.listHeight() || m.top+row >= m.rows.len() {
		return nil
	}
	m.stopSeeking()
	m.pendingDown, m.atTop = 0, false
	m.leaveEnd()
	m.cursor = m.top + row
	return nil
}
