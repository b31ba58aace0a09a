package parts

import tea "charm.land/bubbletea/v2"

// wheelStep is the lines that one notch of the mouse wheel scrolls.
const wheelStep = 3

// List is a cursor and a window over rows, of which some cannot be selected: headings and texts. The cursor is the id of
// a row, so it stays on that row when others are inserted, sorted or filtered; when the row is gone, it moves to the
// one that takes its place. A List does no I/O and draws no row: its owner loads by what [List.Visible] says.
type List[ID comparable, Row any] struct {
	id     func(Row) (id ID, selectable bool)
	rows   []Row
	cursor int  // index of the selected row; -1 for none
	under  ID   // id of the selected row
	top    int  // index of the first visible row
	y      int  // line of the pane on which it stands
	height int  // visible rows
	free   bool // the window stays off the cursor
	none   bool // the owner wants no row selected
}

// NewList returns an empty list. id returns the id of a row, and false for one that cannot be selected.
func NewList[ID comparable, Row any](id func(Row) (ID, bool)) *List[ID, Row] {
	return &List[ID, Row]{id: id, cursor: -1}
}

// SetRows replaces the rows.
func (l *List[ID, Row]) SetRows(rows []Row) {
	l.rows = rows
	if l.none {
		l.follow()
		return
	}
	if id, ok := l.at(l.cursor); !ok || id != l.under {
		if l.cursor < 0 || !l.find(l.under) {
			l.put(l.nearest(max(0, l.cursor)))
		}
	}
	l.follow()
}

// Resize sets the line of the pane on which the first visible row stands, and the number of visible rows.
func (l *List[ID, Row]) Resize(y, height int) {
	l.y, l.height = y, max(0, height)
	l.follow()
}

// Height is the number of visible rows.
func (l *List[ID, Row]) Height() int { return l.height }

// Rows are all rows.
func (l *List[ID, Row]) Rows() []Row { return l.rows }

// Selected returns the row under the cursor; false when there is none.
func (l *List[ID, Row]) Selected() (row Row, ok bool) {
	if l.cursor < 0 {
		return row, false
	}
	return l.rows[l.cursor], true
}

// CursorLine returns the line of the pane on which the selected row stands; false when there is none, or the wheel has
// moved the window off it.
func (l *List[ID, Row]) CursorLine() (y int, ok bool) {
	at := l.cursor - l.top
	return l.y + at, l.cursor >= 0 && at >= 0 && at < l.height
}

// Last reports whether no row below the selected one can be selected.
func (l *List[ID, Row]) Last() bool { return l.cursor < 0 || l.step(l.cursor, 1) == l.cursor }

// Select moves the cursor to a row; false when it is not there.
func (l *List[ID, Row]) Select(id ID) bool {
	if l.cursor >= 0 && id == l.under {
		return true // and the window stays where the wheel moved it
	}
	if !l.find(id) {
		return false
	}
	l.free = false
	l.follow()
	return true
}

// Deselect moves the cursor off all rows, and the window to the start, until a row is selected.
func (l *List[ID, Row]) Deselect() {
	if !l.none {
		l.top, l.free = 0, false
	}
	l.none, l.cursor = true, -1
}

// ShowStart moves the window to the start without moving the cursor.
func (l *List[ID, Row]) ShowStart() { l.top, l.free = 0, true }

// SelectAt moves the cursor to the row at an index, or the nearest to it that can be selected.
func (l *List[ID, Row]) SelectAt(i int) {
	l.put(l.nearest(max(0, i)))
	l.free = false
	l.follow()
}

// Move moves the cursor by a number of rows that can be selected, up when negative, but not beyond the ends.
func (l *List[ID, Row]) Move(by int) {
	at := l.cursor
	for ; by != 0; by -= sign(by) {
		next := l.step(at, sign(by))
		if next == at {
			break
		}
		at = next
	}
	l.put(at)
	l.free = false
	l.follow()
}

// Wheel scrolls the window without moving the cursor.
func (l *List[ID, Row]) Wheel(e tea.Mouse) {
	switch e.Button {
	case tea.MouseWheelUp:
		l.top -= wheelStep
	case tea.MouseWheelDown:
		l.top += wheelStep
	default:
		return
	}
	l.free = true
	l.follow()
}

// Click selects the row in line y of the pane; hit is false where there is none, again is true where it was selected.
func (l *List[ID, Row]) Click(y int) (hit, again bool) {
	i := l.top + y - l.y
	if y < l.y || y >= l.y+l.height {
		return false, false
	}
	id, ok := l.at(i)
	if !ok {
		return false, false
	}
	again = i == l.cursor
	l.cursor, l.under, l.free, l.none = i, id, false, false
	return true, again
}

// Visible returns the indexes of the first visible row and of the one after the last.
func (l *List[ID, Row]) Visible() (first, end int) {
	return l.top, min(l.top+l.height, len(l.rows))
}

// Scroll is where the window is, for the border of a box.
func (l *List[ID, Row]) Scroll() Scroll {
	return Scroll{Total: len(l.rows), Offset: l.top, Visible: l.height}
}

// View returns the visible rows, each drawn by draw.
func (l *List[ID, Row]) View(draw func(row Row, selected bool) string) []string {
	first, end := l.Visible()
	lines := make([]string, 0, end-first)
	for i := first; i < end; i++ {
		lines = append(lines, draw(l.rows[i], i == l.cursor))
	}
	return lines
}

// at returns the id of a row; false for an index outside, and for a row that cannot be selected.
func (l *List[ID, Row]) at(i int) (id ID, ok bool) {
	if i < 0 || i >= len(l.rows) {
		return id, false
	}
	return l.id(l.rows[i])
}

func (l *List[ID, Row]) put(i int) {
	l.cursor, l.none = i, false
	l.under, _ = l.at(i)
}

func (l *List[ID, Row]) find(id ID) bool {
	for i := range l.rows {
		if other, ok := l.at(i); ok && other == id {
			l.put(i)
			return true
		}
	}
	return false
}

// step returns the next row in a direction that can be selected, or i where there is none.
func (l *List[ID, Row]) step(i, direction int) int {
	for next := i + direction; next >= 0 && next < len(l.rows); next += direction {
		if _, ok := l.at(next); ok {
			return next
		}
	}
	return i
}

// nearest returns the row nearest to i that can be selected, from i on if there is one; -1 for none.
func (l *List[ID, Row]) nearest(i int) int {
	i = min(i, len(l.rows))
	if next := l.step(i-1, 1); next != i-1 {
		return next
	}
	if previous := l.step(i, -1); previous != i {
		return previous
	}
	return -1
}

// follow brings the cursor into the window, unless the wheel moved the window off it. Headings right above the selected
// row are shown with it, and all above the first one that can be selected.
func (l *List[ID, Row]) follow() {
	if !l.free && l.cursor >= 0 && l.height > 0 {
		from := l.cursor
		for from > 0 && l.cursor-from < l.height-1 {
			if _, ok := l.at(from - 1); ok {
				break
			}
			from--
		}
		l.top = max(min(l.top, from), l.cursor-l.height+1)
	}
	l.top = max(0, min(l.top, len(l.rows)-l.height))
}

func sign(n int) int {
	if n < 0 {
		return -1
	}
	return 1
}
