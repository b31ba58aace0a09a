package items

import (
	"slices"

	"lootlens/models"
)

// narrowFlags is the width in which flags are said in fewer words.
const narrowFlags = 12

// leastName is the width that the name keeps before the source gets any, mostShort
// the greatest of a rarity's short name.
const (
	leastName = 24
	mostShort = 4
)

// columns are the widths in cells of a row's parts; 0 leaves one out.
type columns struct {
	short, name, flags, source, id int
}

// SetColumns shows only these of rarity, flags, source and instance, where there is
// room, beside the name; nil shows all.
func (m *Model) SetColumns(names []string) { m.only = names }

func (m *Model) columns(w int) columns {
	c := columns{id: max(8, m.rows.idWidth)}
	if w < 34 {
		c.id = 0
	}
	if w >= 40 {
		c.short = m.rows.shortWidth
	}
	if w >= 46 {
		c.flags = narrowFlags
	}
	if w >= 84 {
		c.flags = 18
	}
	// The source comes where enough is left for the name, and the name has most of
	// what a wider one would take.
	switch left := w - c.used(); {
	case left >= leastName+10+17:
		c.source = 16
	case left >= leastName+4+13:
		c.source = 12
	case left >= leastName+9:
		c.source = 8
	}
	if m.only != nil {
		for name, n := range map[string]*int{"rarity": &c.short, "flags": &c.flags, "source": &c.source, "instance": &c.id} {
			if !slices.Contains(m.only, name) {
				*n = 0
			}
		}
	}
	c.name = max(0, w-c.used())
	return c
}

// used is the room of all but the name: marker, change, glyph, the other columns and
// the spaces between.
func (c columns) used() int {
	used := 5
	for _, n := range []int{c.short, c.flags, c.source, c.id} {
		if n > 0 {
			used += n + 1
		}
	}
	return used
}

// measure widens the columns of ids and of rarities to the longest one among items.
func (m *Model) measure(items []*models.Item) {
	r := &m.rows
	for _, it := range items {
		r.idWidth = max(r.idWidth, it.Instance().Len())
		// A text has no more cells than bytes.
		if a := it.Asset(); a != nil && r.shortWidth < mostShort {
			r.shortWidth = max(r.shortWidth, min(mostShort, len(a.Rarity.Short.Raw())))
		}
	}
}
