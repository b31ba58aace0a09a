package parts

import (
	"cmp"
	"strings"

	"charm.land/lipgloss/v2"

	"lootlens/theme"
)

// Cell is one column of a row. Text is safe text of one line.
type Cell struct {
	Text  string
	Style lipgloss.Style
	Marks [][2]int // byte offsets in Text, from and to, in order: what a query found
}

const (
	// Gap is the cells between two columns.
	Gap = 2
	// Margin is the cells at the left that mark the selected row.
	Margin = 2
)

// RowState is what a row shows beside its cells.
type RowState struct {
	Selected bool // the cursor is on it
	Focused  bool // and its list has the keys
	Fresh    bool // it has just come
	Sign     Cell // one cell behind the mark of the selected row
	Gap      int  // cells between two columns; 0 is [Gap]
}

// RenderRow returns a row of a list that has the keys.
func RenderRow(th theme.Theme, selected bool, cells []Cell, widths []int, width int) string {
	return RowState{Selected: selected, Focused: true}.render(th, cells, widths, width)
}

// render returns a row in exactly width cells: the mark of the selected one, then the cells in the columns' widths, of
// which those of 0 are left out. See BenchmarkRows for what [lipgloss.Style.Render] costs here.
func (s RowState) render(th theme.Theme, cells []Cell, widths []int, width int) string {
	p := rowPainter{left: width}
	switch {
	case s.Fresh:
		p.under = &th.Fresh
	case s.Selected && s.Focused:
		p.under = &th.Selected
	}
	mark, style := "", th.Text
	if s.Selected {
		mark, style = "▌", th.BorderFocused
	}
	if s.Sign.Text == "" {
		p.put(style, mark, Margin)
	} else {
		p.put(style, mark, 1)
		p.put(s.Sign.Style, s.Sign.Text, Margin-1)
	}
	gap := 0
	before := th.Text // the style of the gap: on the terminal a change of style takes a dozen bytes
	for i, c := range cells {
		if widths[i] == 0 {
			continue
		}
		p.put(before, "", gap)
		gap, before = cmp.Or(s.Gap, Gap), c.Style
		if showsOnBlanks(before) {
			before = th.Text
		}
		if len(c.Marks) > 0 {
			p.marked(c, th.Mark, widths[i])
		} else {
			p.put(c.Style, c.Text, widths[i])
		}
	}
	p.put(th.Text, "", p.left)
	return p.b.String()
}

func showsOnBlanks(s lipgloss.Style) bool {
	_, none := s.GetBackground().(lipgloss.NoColor)
	return !none || s.GetReverse() || s.GetUnderline() || s.GetStrikethrough()
}

// rowPainter writes a row from left to right.
type rowPainter struct {
	b     strings.Builder
	under *lipgloss.Style // of a selected or fresh row; nil for others
	left  int             // cells
}

// put writes s in n cells, or as many as are left.
func (p *rowPainter) put(style lipgloss.Style, s string, n int) {
	n = min(n, p.left)
	if n <= 0 {
		return
	}
	p.left -= n
	if p.under != nil {
		style = theme.On(style, *p.under)
	}
	p.b.WriteString(style.Render(Fit(s, n)))
}

// marked writes a cell of n cells with its marks in the style mark.
func (p *rowPainter) marked(c Cell, mark lipgloss.Style, n int) {
	shown := Fit(c.Text, n)
	whole := min(len(shown), len(c.Text)) // bytes that are the text's own, and not the ellipsis or blanks behind it
	if at := strings.LastIndex(shown, ellipsis); Width(c.Text) > n && at >= 0 {
		whole = at
	}
	at, left := 0, n
	write := func(style lipgloss.Style, to int) {
		if to > at {
			w := Width(shown[at:to])
			p.put(style, shown[at:to], w)
			at, left = to, left-w
		}
	}
	for _, m := range c.Marks {
		write(c.Style, min(m[0], whole))
		write(theme.On(mark, c.Style), min(m[1], whole))
	}
	p.put(c.Style, shown[at:], left)
}

// heading is the title of a column.
type heading struct {
	Text  string
	Right bool   // aligned at the right, as the column's cells are
	Arrow string // "↑" or "↓" where the list is sorted by the column; else ""
}

// renderHeader returns the titles of columns in exactly width cells, above the rows that RowState.render returns for
// the same widths and gap. The column by which the list is sorted has an arrow and stands out.
func renderHeader(th theme.Theme, headings []heading, widths []int, gap, width int) string {
	cells := make([]Cell, len(headings))
	for i, h := range headings {
		s, style := h.Text, th.Muted
		if h.Arrow != "" {
			style = th.Title
			if Width(s)+2 <= widths[i] {
				s += " " + h.Arrow
			} else {
				s = Fit(s, min(Width(s), widths[i]-1)) + h.Arrow
			}
		}
		if h.Right {
			s = FitRight(s, widths[i])
		}
		cells[i] = Cell{Text: s, Style: style}
	}
	return RowState{Gap: gap}.render(th, cells, widths, width)
}
