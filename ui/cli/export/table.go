package export

import (
	"io"
	"strings"

	"charm.land/lipgloss/v2"
	lgtable "charm.land/lipgloss/v2/table"
	"github.com/charmbracelet/x/ansi"

	"lootlens/models"
	"lootlens/theme"
)

// record is one row of a table. style is that of its name and rarity.
type record struct {
	cells []string
	style lipgloss.Style
	fault string // unless that is a column
	below []string
}

// record makes the row of an item.
func (o *output) record(it *models.Item, columns []column) record {
	f := o.look(it)
	r := record{style: o.opt.Theme.Rarity(it.Rarity().Name.Raw(), it.Rarity().Color.Raw())}
	hasFault := false
	r.cells = f.cells(nil, &rows[string]{columns: columns}, func(c *column) string {
		hasFault = hasFault || c.name == "fault"
		return c.line(f)
	}, func(s string) string { return s })
	if !hasFault {
		r.fault = f.fault()
	}
	return r
}

const (
	// gap is the cells between two columns.
	gap = 2
	// minCell is the width that all columns are narrowed to before any becomes narrower.
	minCell = 6
	// mostWaiting is the number of rows that are measured together.
	mostWaiting = 200
	// minSample is the number of rows below which column.usual counts too.
	minSample = 20
	// faultRoom is the number of cells for a fault at the end of its row, at least.
	faultRoom = 24
)

// grid aligns rows in columns. Widths only grow, so that later rows are aligned with
// earlier ones.
type grid struct {
	widths []int // of the widest cell so far
	floors []int // see column.floor
	right  []bool
	width  int // of the terminal; 0: nothing is cut
}

func newGrid(n, width int) *grid {
	return &grid{widths: make([]int, n), floors: make([]int, n), right: make([]bool, n), width: width}
}

// measure widens the columns for rows.
func (g *grid) measure(rows ...[]string) {
	for _, r := range rows {
		for i, c := range r {
			g.widths[i] = max(g.widths[i], ansi.StringWidth(c))
		}
	}
}

// render returns a line for each row, without blanks at its end.
func (g *grid) render(rows [][]string, style func(row, column int) lipgloss.Style) []string {
	if len(rows) == 0 {
		return nil
	}
	widths := g.fitted()
	t := lgtable.New().Wrap(false).Border(lipgloss.Border{}).
		BorderTop(false).BorderBottom(false).BorderLeft(false).BorderRight(false).BorderColumn(false).BorderHeader(false).
		Rows(rows...).
		StyleFunc(func(row, column int) lipgloss.Style {
			s := style(row, column).Width(widths[column])
			if column < len(widths)-1 {
				s = s.Width(widths[column] + gap).PaddingRight(gap)
			}
			if g.right[column] {
				s = s.Align(lipgloss.Right)
			}
			return s
		})
	lines := strings.Split(t.Render(), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return lines
}

// fitted narrows the columns until they fit: first the widest of those with a floor,
// then from the last column on to minCell, then to one cell.
func (g *grid) fitted() []int {
	widths := append([]int(nil), g.widths...)
	over := gap*(len(widths)-1) - g.width
	for i := range widths {
		widths[i] = max(widths[i], 1)
		over += widths[i]
	}
	if g.width <= 0 {
		return widths
	}
	for ; over > 0; over-- {
		widest := -1
		for i, w := range widths {
			if g.floors[i] > 0 && w > g.floors[i] && (widest < 0 || w > widths[widest]) {
				widest = i
			}
		}
		if widest < 0 {
			break
		}
		widths[widest]--
	}
	for _, least := range []int{minCell, 1} {
		for i := len(widths) - 1; i >= 0 && over > 0; i-- {
			cut := max(0, min(over, widths[i]-least))
			widths[i] -= cut
			over -= cut
		}
	}
	return widths
}

// table writes items as aligned columns.
type table struct {
	output
	columns []column
	waiting []record
	grid    *grid // nil until rows are written
}

func newTable(out output) (*table, error) {
	columns, err := out.opt.chosen(usualTable)
	return &table{output: out, columns: columns}, err
}

func (t *table) Write(it *models.Item) error {
	t.count++
	r := t.record(it, t.columns)
	if t.opt.Below != nil {
		r.below = t.opt.Below(it)
	}
	if t.waiting = append(t.waiting, r); len(t.waiting) < mostWaiting {
		return nil
	}
	return t.put(false)
}

// put writes the waiting rows, the first time after the titles. all reports whether no
// rows follow.
func (t *table) put(all bool) error {
	var rows [][]string
	titles := t.grid == nil
	if titles {
		t.grid = newGrid(len(t.columns), t.opt.Width)
		head := make([]string, len(t.columns))
		for i, c := range t.columns {
			head[i] = c.heading(t.opt.Zone)
			t.grid.floors[i], t.grid.right[i] = c.floor, c.right
			if !all && len(t.waiting) < minSample {
				t.grid.widths[i] = c.usual
			}
		}
		rows = append(rows, head)
	}
	for _, r := range t.waiting {
		rows = append(rows, r.cells)
	}
	t.grid.measure(rows...)
	first := len(rows) - len(t.waiting)
	lines := t.grid.render(rows, func(row, column int) lipgloss.Style {
		switch name := t.columns[column].name; {
		case row < first:
			return t.opt.Theme.Title
		case name == "name" || name == "rarity":
			return t.waiting[row-first].style
		}
		return lipgloss.NewStyle()
	})
	for i, line := range lines {
		if i >= first && t.waiting[i-first].fault != "" {
			line = t.withFault(line, t.waiting[i-first].fault)
		}
		if i >= first {
			line = strings.Join(append([]string{line}, t.waiting[i-first].below...), "\n")
		}
		if _, err := t.WriteString(line + "\n"); err != nil {
			return err
		}
	}
	t.waiting = t.waiting[:0]
	return nil
}

// withFault adds the fault of an item to the end of its row.
func (t *table) withFault(line, fault string) string {
	fault = "! " + fault
	if t.opt.Width > 0 {
		room := max(t.opt.Width-ansi.StringWidth(line)-gap, min(faultRoom, ansi.StringWidth(fault)))
		fault = ansi.Truncate(fault, room, "…")
		line = ansi.Truncate(line, max(0, t.opt.Width-ansi.StringWidth(fault)-gap), "…")
	}
	return line + strings.Repeat(" ", gap) + t.opt.Theme.Warning.Render(fault)
}

func (t *table) Flush() error {
	if err := t.put(false); err != nil {
		return err
	}
	return t.output.Flush()
}

func (t *table) Close(Summary) error {
	if t.grid == nil || len(t.waiting) > 0 {
		if err := t.put(true); err != nil {
			return err
		}
	}
	return t.output.Flush()
}

// Rows writes a short table of something other than items. Cells are safe text of one
// line. width is that of the terminal in cells: names and platforms are cut first, ids
// last; with 0 nothing is cut.
func Rows(w io.Writer, titles []string, rows [][]string, th theme.Theme, width int) error {
	all := append([][]string{titles}, rows...)
	g := newGrid(len(titles), width)
	for i, title := range titles {
		if !strings.Contains(title, "ID") {
			g.floors[i] = minCell
		}
	}
	g.measure(all...)
	lines := g.render(all, func(row, _ int) lipgloss.Style {
		if row == 0 {
			return th.Title
		}
		return lipgloss.NewStyle()
	})
	_, err := io.WriteString(w, strings.Join(lines, "\n")+"\n")
	return err
}
