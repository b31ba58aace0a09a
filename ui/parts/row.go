package parts

import (
	"strings"

	"charm.land/lipgloss/v2"

	"lootlens/theme"
)

// None is the Row of a line that cannot be selected.
const None = -1

// Line is one line of a pane: a row by its index, or a text that has its styles.
type Line struct {
	Row  int // index of the row, or None
	Text string
}

// NewLines returns an empty list of lines.
func NewLines() *List[int, Line] {
	return NewList(func(l Line) (int, bool) { return l.Row, l.Row != None })
}

// Cell is one column of a row. Text is safe text of one line.
type Cell struct {
	Text  string
	Style lipgloss.Style
}

const (
	// Gap is the cells between two columns.
	Gap = 2
	// Margin is the cells at the left that mark the selected row.
	Margin = 2
)

// RenderRow returns a row in exactly width cells: the mark of the selected one, then the cells in the columns' widths, of
// which those of 0 are left out. See BenchmarkRows for what [lipgloss.Style.Render] costs here.
func RenderRow(th theme.Theme, selected bool, cells []Cell, widths []int, width int) string {
	var b strings.Builder
	left := width
	put := func(style lipgloss.Style, s string, n int) {
		n = min(n, left)
		if n <= 0 {
			return
		}
		left -= n
		s = Fit(s, n)
		switch {
		case selected:
			s = theme.On(style, th.Selected).Render(s)
		case strings.TrimLeft(s, " ") != "":
			s = style.Render(s)
		}
		b.WriteString(s)
	}
	mark := ""
	if selected {
		mark = "▌"
	}
	put(th.BorderFocused, mark, Margin)
	first := true
	for i, c := range cells {
		if widths[i] == 0 {
			continue
		}
		if !first {
			put(th.Text, "", Gap)
		}
		first = false
		put(c.Style, c.Text, widths[i])
	}
	put(th.Text, "", left)
	return b.String()
}
