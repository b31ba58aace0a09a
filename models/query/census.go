package query

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"lootlens/models"
	"lootlens/models/text"
)

// Value is one value of a field, and how many items have it. Its text is the same on
// a terminal.
type Value struct {
	Text  string
	Items int
}

// ValueSource gives the values that occur in a field, the most frequent first. Of
// storage and istorage it gives the keys, and of "storage.KEY" the key's values.
type ValueSource func(field string) []Value

// Census counts the values that items have in rarity, context, class, name, source,
// rental, storage and, as far as it is read, istorage. The zero value is ready. It
// keeps at most 500 values of a field, and is not safe for concurrent use.
type Census struct {
	pending map[*models.Asset]int // items that are not counted yet
	assets  []*models.Asset       // of pending, as they came: the values that are kept are the same in each run
	values  map[string]map[string]int
	partial map[string]bool // fields with values that are not kept
	items   int
}

const (
	maxValues  = 500 // of a field
	maxPending = 2000
)

// Add counts more items. now is what rentals are measured from.
func (c *Census) Add(items []*models.Item, now time.Time) {
	if c.pending == nil {
		c.pending, c.values, c.partial = map[*models.Asset]int{}, map[string]map[string]int{}, map[string]bool{}
	}
	c.items += len(items)
	for _, it := range items {
		c.count("source", it.Source(), 1)
		c.count("rental", text.Of(RentalWord(it.Rental(now).State)), 1)
		if a := it.Asset(); a != nil {
			if c.pending[a]++; c.pending[a] == 1 {
				c.assets = append(c.assets, a)
			}
		}
		if len(c.pending) == maxPending {
			c.settle()
		}
	}
}

// AddInstanceStorage counts the storage of one instance.
func (c *Census) AddInstanceStorage(pairs []models.StoragePair) {
	c.Add(nil, time.Time{})
	c.pairs("istorage", pairs, 1)
}

// settle counts the pending assets, each once for all its items.
func (c *Census) settle() {
	for _, a := range c.assets {
		n := c.pending[a]
		c.count("rarity", a.Rarity.Name, n)
		c.count("context", a.Context, n)
		c.count("name", a.Name, n)
		for _, s := range classes(a) {
			c.count("class", text.Of(s), n)
		}
		c.pairs("storage", a.Storage, n)
	}
	clear(c.pending)
	c.assets = c.assets[:0]
}

func (c *Census) pairs(field string, pairs []models.StoragePair, n int) {
	for _, p := range pairs {
		if c.count(field, p.Key, n) {
			c.count(field+"."+p.Key.Raw(), p.Value, n)
		}
	}
}

// count leaves out values that a terminal would show differently: nobody can type them.
func (c *Census) count(field string, t text.Text, n int) bool {
	raw := t.Raw()
	if raw == "" {
		return false
	}
	m := c.values[field]
	_, known := m[raw]
	if !known && (len(m) >= maxValues || len(c.values) > 2*maxValues || len(raw) > 100 || t.Line() != raw) {
		c.partial[field] = true
		return false
	}
	if m == nil {
		m = map[string]int{}
		c.values[field] = m
	}
	m[raw] += n
	return true
}

// Values is a ValueSource. Equally frequent values are in alphabetical order.
func (c *Census) Values(field string) []Value {
	c.settle()
	out := make([]Value, 0, len(c.values[field]))
	for s, n := range maps.All(c.values[field]) {
		out = append(out, Value{s, n})
	}
	slices.SortFunc(out, func(a, b Value) int { return cmp.Or(cmp.Compare(b.Items, a.Items), cmp.Compare(a.Text, b.Text)) })
	return out
}
