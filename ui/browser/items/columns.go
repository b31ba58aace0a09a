package items

import (
	"lootlens/models/compare"
	"lootlens/models/query"
	"lootlens/ui/parts"
)

// SetColumns shows only these columns, where there is room, beside the name; nil shows the usual ones.
func (m *Model) SetColumns(columns []parts.ItemColumn) { m.only = columns }

// table draws the rows.
func (m *Model) table() *parts.ItemTable {
	r := &m.rows
	var expiry *parts.Expiry
	if m.timeline.live == nil {
		expiry = &m.expiry
	}
	return &parts.ItemTable{
		Theme: m.th, Now: m.moment(), Expiry: expiry, Columns: m.only, Most: r.most, Sizes: r.sizes, By: r.by, Desc: r.desc,
	}
}

// item is what a row shows.
func (m *Model) item(r row, marks *query.Query) parts.ItemRow {
	it := r.item
	seen, isNew := m.watch.granted[it]
	isNew = isNew || m.timeline.live != nil && r.change == compare.Added // than the look
	out := parts.ItemRow{
		Item: it, Count: r.count, New: isNew, Equipped: m.loadouts.Equipped[it.Instance()], Gone: r.change == compare.Removed,
	}
	out.Sign, out.Fresh = m.sign(r), isNew && m.fresh(seen)
	if out.Fresh {
		m.expiry.Add(seen.Add(freshFor))
	}
	switch {
	case r.depth > 0:
		out.Prefix = "  "
	case r.count > 1 && r.open:
		out.Prefix = "▾ "
	case r.count > 1:
		out.Prefix = "▸ "
	}
	if !marks.Empty() {
		out.Marks = marks.Marks(it.Name().Line())
	}
	return out
}

// sign is what a comparison or a watch says of the row.
func (m *Model) sign(r row) parts.Cell {
	_, granted := m.watch.granted[r.item]
	switch {
	case r.change == compare.Added, granted && r.count <= 1:
		return parts.Cell{Text: "+", Style: m.th.Added}
	case r.change == compare.Removed:
		return parts.Cell{Text: "-", Style: m.th.Removed}
	case r.change == compare.Changed:
		return parts.Cell{Text: "~", Style: m.th.Changed}
	}
	return parts.Cell{}
}
