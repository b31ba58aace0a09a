package terminal

import (
	"slices"
	"strings"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// leastScrolled is how many rows have to move together before they are scrolled.
const leastScrolled = 5

// scrollList moves the rows of the last frame to where the new frame has them, where a
// list on the left side has scrolled. The renderer does that by itself only for lines
// that are the same over the whole width, and beside a list is a pane whose text
// changes with each key: then it would write the list again, 4,000 bytes a key.
func (s *screen) scrollList(was, now []string) {
	first, last, by := scrolled(was, now)
	if by == 0 {
		return
	}
	from, to := first, last+by // the rows of the last frame that are concerned
	if by < 0 {
		from, to = first+by, last
	}
	lines := s.cells.Lines
	if to >= len(lines) || wideLines(lines[from:to+1]) > (to-from)/4 {
		return // the renderer writes such lines again when they move
	}
	moved := make([]uv.Line, to-from+1)
	for y := range moved {
		if old := from + y + by; old >= from && old <= to {
			moved[y] = lines[old]
		} else {
			moved[y] = uv.NewLine(s.cells.Width())
		}
	}
	copy(lines[from:], moved)
	for y := from; y <= to; y++ {
		s.cells.TouchLine(0, y, s.cells.Width())
	}
	s.renderer.Render(s.cells.RenderBuffer)
}

// wideLines counts the lines with characters of more than one cell.
func wideLines(lines []uv.Line) (n int) {
	for _, l := range lines {
		if slices.ContainsFunc(l, func(c uv.Cell) bool { return c.Width > 1 }) {
			n++
		}
	}
	return n
}

// leftSides are the texts of the first width cells of each line of a view.
func leftSides(content string, width int) []string {
	lines := strings.Split(content, "\n")
	for y, l := range lines {
		lines[y] = ansi.Strip(ansi.Truncate(l, width, ""))
	}
	return lines
}

// scrolled finds the largest group of lines that moved together: new lines first to
// last stood by lines further down, or up where by is negative. by is 0 for none.
func scrolled(old, now []string) (first, last, by int) {
	at := make(map[string]int, len(old)) // -1 for what is there more than once
	for y, s := range old {
		if _, twice := at[s]; twice {
			y = -1
		}
		at[s] = y
	}
	type group struct{ first, last, n int }
	groups := map[int]group{}
	var most group
	for y, s := range now {
		was, ok := at[s]
		if !ok || was < 0 || was == y {
			continue
		}
		g, ok := groups[was-y]
		if !ok {
			g.first = y
		}
		g.last, g.n = y, g.n+1
		groups[was-y] = g
		if g.n > most.n {
			most, by = g, was-y
		}
	}
	if most.n < leastScrolled || most.last-most.first >= 2*most.n {
		return 0, 0, 0
	}
	return most.first, most.last, by
}
