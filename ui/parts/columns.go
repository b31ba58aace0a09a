package parts

import (
	"math"

	"charm.land/bubbles/v2/progress"
	"github.com/charmbracelet/x/ansi"
)

// Bar returns a bar of width cells of which the fraction, 0 to 1, is full. Only 0 looks empty and only 1 looks full,
// where the width allows.
func Bar(fraction float64, width int) string {
	if width <= 0 {
		return ""
	}
	if math.IsNaN(fraction) {
		fraction = 0
	}
	fraction = min(max(fraction, 0), 1)
	if cell := 1 / float64(width); width > 1 && fraction > 0 && fraction < 1 {
		fraction = min(max(fraction, cell), 1-cell)
	}
	bar := progress.New(progress.WithWidth(width), progress.WithoutPercentage(), progress.WithFillCharacters('█', '░'))
	return ansi.Strip(bar.ViewAs(fraction)) // the colours are the caller's
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
