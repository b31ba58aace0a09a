package parts

import (
	"slices"

	"github.com/dustin/go-humanize"
)

// fill is what the columns say at a width: cells of each, and the least that the name then has.
type fill struct {
	gap, rarity, rental, source, received int
	ids                                   bool
	name                                  int
}

// Special widths of fill.
const (
	glyphOnly = 1
	glyphName = 12 // of the rarity, in full
	glyphWord = 3  // and in short
	ageWidth  = 4
)

// fills are from rich to poor: the ids go first, then the date gives way to the age, then the source goes. The last one
// fits everywhere.
var fills = []fill{
	{2, glyphName, 12, 16, 10, true, 36},
	{2, glyphWord, 12, 16, 10, true, 28},
	{1, glyphWord, 12, 14, 10, true, 26},
	{1, glyphWord, 12, 14, 10, false, 24},
	{1, glyphWord, 11, 12, 10, false, 22},
	{1, glyphWord, 11, 12, ageWidth, false, 20},
	{1, glyphWord, 11, 0, 10, false, 20},
	{1, glyphOnly, 11, 0, 10, false, 14},
	{1, glyphOnly, 11, 0, ageWidth, false, 0},
}

// Widths in cells.
const (
	manyFrom = 150 // of a list that has all columns where none were chosen
	mostName = 60  // of the names
)

// ItemWidths are the widths of an [ItemTable]'s columns in cells; 0 leaves one out.
type ItemWidths struct {
	columns [columnCount]int
	gap     int
	total   int
}

// Layout returns the widths of the columns in width cells.
func (t *ItemTable) Layout(width int) ItemWidths {
	var w ItemWidths
	for _, f := range fills {
		if t.Where > 0 && f.source > 0 && f.received == ageWidth {
			continue // no detail is beside these rows: the date says more than the source
		}
		if w = t.layout(f, width); w.columns[nameAt] >= f.name {
			break
		}
	}
	w.columns[nameAt] = max(1, w.columns[nameAt])
	return w
}

func (t *ItemTable) layout(f fill, width int) ItemWidths {
	w := ItemWidths{gap: f.gap, total: width}
	c := &w.columns
	c[rarityAt], c[rentalAt], c[sourceAt], c[receivedAt] = f.rarity, f.rental, f.source, f.received
	if f.rarity == glyphWord {
		c[rarityAt] = 1
		if t.Sizes.short > 0 {
			c[rarityAt] = 2 + t.Sizes.short
		}
	}
	if f.ids {
		c[priceAt], c[assetAt], c[instanceAt] = 8, 8, max(8, t.Sizes.id)
	}
	if t.Most > 0 {
		c[countAt] = max(len("COUNT")+1, len(humanize.Comma(int64(t.Most))))
	}
	chosen := t.Columns
	switch {
	case chosen == nil && width >= manyFrom:
		chosen = ItemColumns()
	case chosen == nil:
		chosen = UsualColumns()
	}
	for at, h := range headings {
		if h.column != "" && !slices.Contains(chosen, h.column) {
			c[at] = 0
		}
	}
	c[whereAt] = t.Where
	left := width - Margin - 1 // a blank before the border
	for i, n := range c {
		if i != nameAt && n > 0 {
			left -= n + f.gap
		}
	}
	c[nameAt] = min(left, mostName) // what belongs to a name is not far from it
	return w
}
