package items

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"lootlens/keymap"
	"lootlens/models"
	"lootlens/ui/browser/msg"
)

// place remembers what the cursor stands on while rows come and go.
type place struct {
	item *models.Item
	row  int // its distance from the top of the screen
}

func (m *Model) standing() place { return place{m.Item(), m.cursor - m.top} }

// standOn puts the cursor back on the same item, or on the same instance where the
// item was loaded again, or leaves it at the same row.
func (m *Model) standOn(p place) {
	if p.item != nil {
		if at, ok := m.rows.find(p.item); ok {
			// Who looks at the start goes on seeing what comes there, such as a grant.
			if m.cursor = at; m.top > 0 || at >= m.listHeight() {
				m.top = at - p.row
			}
		}
	}
	m.keepCursor()
}

// standAt puts the cursor on an instance, and opens its group for that or stands on the
// group; false where no row shows it.
func (m *Model) standAt(id models.InstanceID, unfold bool) bool {
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

// seeks reports whether the instance that the cursor goes to has still to be loaded.
func (m *Model) seeks() bool {
	if m.seek.IsZero() || m.load.inv == nil {
		return false
	}
	return m.known(m.seek) == nil
}

// known is the item of an instance that needs not be asked for: it is loaded, or was
// granted while watching, or is gone since the baseline. Else nil.
func (m *Model) known(id models.InstanceID) *models.Item {
	if at, ok := m.load.inv.Find(id); ok {
		return m.load.inv.At(at)
	}
	for _, it := range slices.Concat(m.watch.fresh, m.compare.result.Removed) {
		if it.Instance() == id {
			return it
		}
	}
	return nil
}

// seekInVain reports whether the instance that the cursor goes to will not come: the
// list begins at the place where it should be, or has come beyond it.
func (m *Model) seekInVain() bool {
	inv := m.load.inv
	return inv == nil || inv.Ended() && !m.rows.computing || inv.Len() > 0 && m.seeks() && (m.load.at == m.seek || inv.Newest().Compare(m.seek) > 0)
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
	seeks := m.seeks()
	m.seek = models.InstanceID{} // the user goes elsewhere
	if seeks && a == keymap.Back {
		return nil
	}
	by, moves := a.Rows(m.listHeight() - 1)
	if !moves || by < 0 {
		m.owed = 0 // whoever does something else has stopped going down
	}
	if moves {
		m.leaveEnd()
	}
	switch a {
	case keymap.MoveTop:
		if !m.load.at.IsZero() {
			return m.begin(models.InstanceID{})
		}
		m.cursor = 0
	case keymap.MoveBottom:
		m.toEnd()
	case keymap.MoveLeft:
		return m.fold()
	case keymap.ListOpen, keymap.MoveRight:
		return m.open()
	case keymap.ListQuery:
		m.ask(queryPrompt)
	case keymap.ListJump:
		m.ask(jumpPrompt)
	case keymap.ListSort:
		return m.sortNext()
	case keymap.ListReverse:
		return m.reverse()
	case keymap.ListGroup:
		return m.toggleGroups()
	case keymap.ListLoadAll:
		return m.LoadAll()
	case keymap.ListRefresh:
		return m.Refresh()
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

// leaveEnd lets a walk to the end go on without taking the cursor there: the user has
// moved it elsewhere.
func (m *Model) leaveEnd() {
	if m.load.walk == walkEnd {
		m.load.walk = walkAll
	}
}

// back leaves what was begun last: a walk, then the query, then the list.
func (m *Model) back() tea.Cmd {
	switch {
	case m.stop():
		return m.compareNow() // what came of a walk is compared at its end
	case m.rows.query.text != "":
		return m.SetQuery("")
	}
	m.Post(msg.Back{})
	return nil
}

// step moves the cursor. A key that goes beyond what is loaded is not lost: its rows
// are gone down by when they come.
func (m *Model) step(by int) {
	m.cursor += by
	beyond := m.cursor - max(0, m.rows.len()-1)
	if by < 0 || beyond <= 0 || m.load.inv == nil || m.load.inv.Ended() || m.load.err != nil {
		m.owed = 0
		return
	}
	m.owed += beyond
}

// repay goes on by the rows that are owed and have come.
func (m *Model) repay() {
	// A page may bring no further group: then each key asks for one page, not for all.
	if m.load.inv.Ended() || m.load.err != nil || m.rows.grouped {
		defer func() { m.owed = 0 }()
	}
	n := max(0, min(m.owed, m.rows.len()-1-m.cursor))
	m.cursor += n
	m.owed -= n
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
	m.seek, m.owed = models.InstanceID{}, 0
	m.leaveEnd()
	h := m.listHeight()
	m.top = max(0, min(m.top+by, m.rows.len()-h))
	m.cursor = max(m.top, min(m.cursor, m.top+h-1))
}

func (m *Model) click(e tea.Mouse) {
	row := e.Y - m.firstRow()
	if e.Button != tea.MouseLeft || row < 0 || row >= m.listHeight() || m.top+row >= m.rows.len() {
		return
	}
	m.seek, m.owed = models.InstanceID{}, 0
	m.leaveEnd()
	m.cursor = m.top + row
}
