package items

import (
	"maps"
	"slices"
	"time"

	"lootlens/models"
	"lootlens/models/compare"
	"lootlens/models/order"
	"lootlens/models/query"
	"lootlens/ui/parts"
)

// row is one line of the list.
type row struct {
	item   *models.Item
	count  int  // of the items of a group's head; 0 elsewhere
	depth  int8 // 1 for an item within an open group
	open   bool // of a group's head
	change compare.Kind
}

// rows is what is shown, in which order. Its items are the inventory's own.
type rows struct {
	shown   []*models.Item // what matches, in order
	lines   []line         // when grouped: what each line shows
	groups  []order.Group
	opened  map[models.AssetID]bool
	most    int  // items in a group
	folded  bool // what is shown is grouped
	grouped bool // what is wanted is: arranging many rows takes a moment
	by      order.Key
	desc    bool
	query   filter
	unknown []*models.Item // match, as far as is known; not shown
	removed int            // how many of shown, at the end, are not in the inventory
	gone    []*models.Item // match, are gone, and are not shown
	unsure  int            // how many that are gone may match
	stopped bool           // the user ended the search for further matches
	sizes   parts.ItemSizes

	computing bool // a command arranges
	again     bool // and is out of date
	kindOf    func(*models.Item) compare.Kind
}

type line struct {
	group int32
	item  int32 // -1 for the head
}

// filter is the query in force.
type filter struct {
	text     string
	q        query.Query
	matcher  *query.Matcher
	matched  time.Time // when all items were last matched with it
	remarks  []string  // of the query, about as many items and storages as remarked
	remarked int
}

// notes are what the query looks for that none of items has, and no instance storage that
// was read, computed once for as many.
func (f *filter) notes(items []*models.Item, stored map[models.InstanceID][]models.StoragePair, now time.Time) []string {
	if n := len(items) + len(stored); f.remarks == nil || f.remarked != n {
		survey := f.q.Survey()
		survey.Add(items, now)
		for _, id := range slices.SortedFunc(maps.Keys(stored), models.InstanceID.Compare) {
			survey.AddInstanceStorage(stored[id])
		}
		f.remarked, f.remarks = n, append([]string{}, survey.Notes()...)
	}
	return f.remarks
}

func (r *rows) len() int {
	if r.folded {
		return len(r.lines)
	}
	return len(r.shown)
}

func (r *rows) at(i int) row {
	if !r.folded {
		return row{item: r.shown[i], change: r.kindOf(r.shown[i])}
	}
	l := r.lines[i]
	g := &r.groups[l.group]
	if l.item < 0 {
		head := g.Items[0]
		out := row{item: head, count: len(g.Items), open: r.opened[assetOf(head)]}
		if out.count == 1 {
			out.change = r.kindOf(head)
		}
		return out
	}
	it := g.Items[l.item]
	return row{item: it, depth: 1, change: r.kindOf(it)}
}

func assetOf(it *models.Item) models.AssetID {
	if a := it.Asset(); a != nil {
		return a.ID
	}
	return models.AssetID{}
}

// Together is how many items the row under the cursor has, if it is the item's row.
func (m *Model) Together(it *models.Item) int {
	if m.cursor >= m.rows.len() || m.rows.at(m.cursor).item != it {
		return 1
	}
	return max(1, m.rows.at(m.cursor).count)
}

// find is the row of an item: the same one, or the one with its instance id.
func (r *rows) find(it *models.Item) (int, bool) {
	same := func(other *models.Item) bool {
		return other == it || !it.Instance().IsZero() && other.Instance() == it.Instance()
	}
	if !r.folded {
		for i, other := range r.shown {
			if same(other) {
				return i, true
			}
		}
		return 0, false
	}
	head := -1
	for i, l := range r.lines {
		g := &r.groups[l.group]
		if l.item >= 0 && same(g.Items[l.item]) {
			return i, true
		}
		if l.item < 0 && (same(g.Items[0]) || assetOf(g.Items[0]) == assetOf(it)) {
			head = i
		}
	}
	return max(head, 0), head >= 0
}

// toggle opens or closes the group whose head is on a line.
func (r *rows) toggle(i int) {
	asset := assetOf(r.at(i).item)
	if r.opened == nil {
		r.opened = map[models.AssetID]bool{}
	}
	r.opened[asset] = !r.opened[asset]
	r.layLines()
}

// unfold opens the group of an item, where rows are grouped.
func (r *rows) unfold(it *models.Item) {
	if asset := assetOf(it); r.folded && !r.opened[asset] {
		if r.opened == nil {
			r.opened = map[models.AssetID]bool{}
		}
		r.opened[asset] = true
		r.layLines()
	}
}

// fold closes the group that a line is in and returns its head's line.
func (r *rows) fold(i int) int {
	l := r.lines[i]
	asset := assetOf(r.groups[l.group].Items[0])
	if r.opened[asset] {
		delete(r.opened, asset)
		r.layLines()
	}
	for i > 0 && (i >= len(r.lines) || r.lines[i].group > l.group || r.lines[i].group == l.group && r.lines[i].item >= 0) {
		i--
	}
	return i
}

func (r *rows) layLines() {
	r.lines = r.lines[:0]
	for g := range r.groups {
		r.lines = append(r.lines, line{int32(g), -1})
		items := r.groups[g].Items
		if len(items) > 1 && r.opened[assetOf(items[0])] {
			for i := range items {
				r.lines = append(r.lines, line{int32(g), int32(i)})
			}
		}
	}
}

// clear shows nothing, for another inventory; order and query stay.
func (r *rows) clear() {
	r.shown, r.lines, r.groups, r.unknown, r.removed, r.gone, r.sizes = nil, nil, nil, nil, 0, nil, parts.ItemSizes{}
	r.renew()
}

// renew is for the same inventory loaded again: what is shown stays until that is
// arranged.
func (r *rows) renew() {
	r.query.matcher = nil
	r.stopped = false
	r.again = r.computing
}

// items are what the rows show, each once, in order.
func (r *rows) items() []*models.Item {
	if r.removed > 0 {
		return r.shown[:len(r.shown)-r.removed]
	}
	return r.shown
}
