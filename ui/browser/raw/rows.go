package raw

import (
	"sort"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

	"lootlens/models/text"
	"lootlens/ui/parts"
)

const (
	indent      = 2  // cells a level, and of the rows that go on with a line
	minNumbered = 42 // cells of a view, border included, below which line numbers are left out
)

// row is a line of the screen: a part of a line of the document, from a byte of what appendLine returns. A line that is
// too long for one row continues in the next.
type row struct{ line, from uint32 }

// folds says which lines are folded: objects and arrays, and values of several rows. It is nil where none is.
type folds []bool

func (f folds) has(line int) bool { return f != nil && f[line] }

// set folds or unfolds a line.
func (m *Model) set(line int, folded bool) {
	if m.folds == nil {
		m.folds = make(folds, m.doc().lines())
	}
	m.folds[line] = folded
}

// foldAll folds every object and array but the outermost.
func (m *Model) foldAll() {
	d := m.doc()
	for i := 1; i < d.lines(); i++ {
		if d.opens(i) {
			m.set(i, true)
		}
	}
}

// reveal unfolds what hides a line or its end.
func (m *Model) reveal(line int) {
	if m.folds == nil {
		return
	}
	if !m.doc().opens(line) {
		m.folds[line] = false
	}
	for at, _ := m.doc().parent(line); at >= 0; at, _ = m.doc().parent(at) {
		m.folds[at] = false
	}
	m.arrange()
}

// arrange makes the rows of the lines that are not hidden. The cursor stays on its byte, or goes to what hides it.
func (m *Model) arrange() {
	d := m.doc()
	if d == nil {
		m.list.SetRows(nil)
		return
	}
	m.gutter = 4
	if m.w >= minNumbered {
		m.gutter += len(strconv.Itoa(d.lines()))
	}
	at := m.cursor()
	rows := make([]row, 0, max(len(m.list.Rows()), d.lines()))
	for i := 0; i < d.lines(); i++ {
		rows = append(rows, row{line: uint32(i)})
		switch {
		case !m.folds.has(i):
			rows = m.appendRest(rows, i)
		case d.opens(i):
			i = d.end(i)
		}
	}
	m.list.SetRows(rows)
	m.selectByte(at)
}

// appendRest appends the rows of a line after its first.
func (m *Model) appendRest(rows []row, line int) []row {
	// A short line needs no measuring: it is shown with one more byte, the blank after the colon, at most, and an ASCII
	// character takes one cell.
	if raw := m.doc().bytes(line); len(raw)+1 <= m.room(row{line: uint32(line)}) && ascii(raw) {
		return rows
	}
	c := m.doc().line(line)
	for r := rows[len(rows)-1]; ; rows = append(rows, r) {
		if r.from = uint32(c.rowEnd(int(r.from), m.room(r))); int(r.from) >= c.size() {
			return rows
		}
	}
}

// cursor is the row under the cursor.
func (m *Model) cursor() row {
	r, _ := m.list.Selected()
	return r
}

// rowOf is the index of the row that shows a byte of a line; of a hidden one, of the row that hides it.
func (m *Model) rowOf(at row) int {
	rows := m.list.Rows()
	return sort.Search(len(rows), func(i int) bool { return before(at, rows[i]) }) - 1
}

func (m *Model) selectByte(at row) { m.list.SelectAt(m.rowOf(at)) }

func before(a, b row) bool { return a.line < b.line || a.line == b.line && a.from < b.from }

// rowEnd returns the end of the row that begins at the byte from of its line and has room cells. A row holds at least one
// character.
func (c content) rowEnd(from, room int) (end int) {
	end = from
	at := 0
	for _, part := range c.parts() {
		skip := max(0, from-at)
		at += len(part)
		if skip >= len(part) {
			continue
		}
		bytes, cells := fit(part[skip:], room, end == from)
		end += bytes
		room -= cells
		if end < at {
			break
		}
	}
	return c.wordEnd(from, end)
}

// wordEnd returns the end of the last word, or part of an address, of a value that ends in the last third of a row from the byte from to the byte
// end; end where there is none.
func (c content) wordEnd(from, end int) int {
	before := len(c.name) + len(c.colon)
	if end >= c.size() {
		return end
	}
	for i := min(end-before, len(c.value)); i > 0 && before+i > end-(end-from)/3; i-- {
		if strings.IndexByte(" /?&,;-", c.value[i-1]) >= 0 {
			return before + i
		}
	}
	return end
}

// fit returns how many bytes of b fit in room cells, and the cells that they take. With force, the first character is
// counted even if it does not fit.
func fit(b []byte, room int, force bool) (bytes, cells int) {
	printable := func(i int) bool { return b[i] >= 0x20 && b[i] < 0x7F }
	for bytes < len(b) {
		size, width := 1, 1
		if !printable(bytes) || bytes+1 < len(b) && b[bytes+1] >= utf8.RuneSelf {
			cluster, _ := ansi.FirstGraphemeCluster(b[bytes:], ansi.GraphemeWidth)
			size, width = len(cluster), parts.Width(text.Of(string(cluster)).Line())
		}
		if cells+width > room && (!force || bytes > 0) {
			break
		}
		bytes += size
		cells += width
	}
	return bytes, cells
}

func ascii(b []byte) bool {
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
