package parts

import (
	"math"
	"strings"
)

// Block returns lines as exactly h lines of exactly w cells.
func Block(lines []string, w, h int) []string {
	w, h = max(0, w), max(0, h)
	out := make([]string, h)
	for i := range out {
		if i < len(lines) {
			out[i] = Fit(lines[i], w)
		} else {
			out[i] = spaces(w)
		}
	}
	return out
}

// Join puts blocks of lines side by side. Each block's lines are of one width; a block with fewer lines than the
// tallest is continued with blanks.
func Join(blocks ...[]string) []string {
	h, size := 0, 0
	widths := make([]int, len(blocks))
	for i, b := range blocks {
		h = max(h, len(b))
		if len(b) > 0 {
			widths[i] = Width(b[0])
		}
		for _, l := range b {
			size += len(l)
		}
	}
	c := newCanvas(h, size)
	for y := range h {
		for i, b := range blocks {
			if y < len(b) {
				c.WriteString(b[y])
			} else {
				WriteSpaces(&c.Builder, widths[i])
			}
		}
		c.end()
	}
	return c.lines()
}

// Screen returns lines as one string of exactly h lines of exactly w cells. Lines that are too wide are cut, what is
// missing is blank.
func Screen(lines []string, w, h int) string {
	w, h = max(0, w), max(0, h)
	var b strings.Builder
	b.Grow((w + 40) * h)
	for y := range h {
		if y > 0 {
			b.WriteByte('\n')
		}
		if y < len(lines) {
			WriteFit(&b, lines[y], w)
		} else {
			WriteSpaces(&b, w)
		}
	}
	return b.String()
}

// Overlay returns base, a screen of w × h cells, with box in its middle. What of box is larger than the screen is left
// out.
func Overlay(base string, box []string, w, h int) string {
	w, h = max(0, w), max(0, h)
	lines := Block(strings.Split(base, "\n"), w, h)
	bw := 0
	for _, l := range box {
		bw = max(bw, Width(l))
	}
	bw = min(bw, w)
	box = Block(box, bw, min(len(box), h))
	x, y := (w-bw)/2, (h-len(box))/2
	for i, l := range box {
		under := lines[y+i]
		lines[y+i] = Cut(under, 0, x) + l + Cut(under, x+bw, w)
	}
	return strings.Join(lines, "\n")
}

// Bar returns a bar of width cells of which the fraction, 0 to 1, is full. Only 0 looks empty and only 1 looks full,
// where the width allows.
func Bar(fraction float64, width int) string {
	width = max(0, width)
	if math.IsNaN(fraction) {
		fraction = 0
	}
	full := int(min(max(fraction, 0), 1)*float64(width) + 0.5)
	if fraction > 0 && width > 1 {
		full = max(full, 1)
	}
	if fraction < 1 && width > 1 {
		full = min(full, width-1)
	}
	return strings.Repeat("█", full) + strings.Repeat("░", width-full)
}

// Column asks for room in a table.
type Column struct {
	Min      int // cells without which the column is left out
	Max      int // cells that it has use for; 0 means any number
	Weight   int // its share of what is left over; 0 keeps it at Min
	Priority int // columns with the highest number are left out first, the last of equals before the others
}

// Columns returns the width of each column in a table of width cells with gap cells between columns; 0 is a column that
// is left out. One column always stays, cut to what there is. The sum with its gaps is at most width.
func Columns(width, gap int, cols []Column) []int {
	out := make([]int, len(cols))
	if width <= 0 || len(cols) == 0 {
		return out
	}
	gap = max(0, gap)
	kept, need := len(cols), -gap
	for i, c := range cols {
		out[i] = max(1, c.Min)
		need += out[i] + gap
	}
	for need > width && kept > 1 {
		drop := -1
		for i, c := range cols {
			if out[i] > 0 && (drop < 0 || c.Priority >= cols[drop].Priority) {
				drop = i
			}
		}
		need -= out[drop] + gap
		out[drop] = 0
		kept--
	}
	for i := range out {
		out[i] = min(out[i], width)
	}
	share(out, cols, width-need)
	return out
}

// share gives free cells to the columns that are there, by weight and up to their Max.
func share(out []int, cols []Column, free int) {
	for free > 0 {
		weights := 0
		for i, c := range cols {
			if grows(out[i], c) {
				weights += c.Weight
			}
		}
		if weights == 0 {
			return
		}
		given := 0
		for i, c := range cols {
			if !grows(out[i], c) {
				continue
			}
			n := min(max(1, free*c.Weight/weights), free-given)
			if c.Max > 0 {
				n = min(n, c.Max-out[i])
			}
			out[i] += n
			given += n
		}
		free -= given
	}
}

func grows(width int, c Column) bool {
	return width > 0 && c.Weight > 0 && (c.Max <= 0 || width < c.Max)
}
