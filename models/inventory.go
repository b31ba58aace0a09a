package models

import "slices"

// Inventory is what has come of one holder's items, in the server's order and each item once. Pages are appended; nothing
// is taken away. It is not safe for concurrent use.
type Inventory struct {
	WalkState
	pool  *Pool
	items []*Item
}

// NewInventory returns an inventory that begins after a cursor; the zero Cursor is the start.
func NewInventory(after Cursor) *Inventory {
	return &Inventory{WalkState: WalkFrom(after), pool: NewPool()}
}

// Pool is what the pages of this inventory are decoded with.
func (v *Inventory) Pool() *Pool { return v.pool }

// Append takes the page that was asked for with Next and returns how many items it added. The page's items belong to the
// inventory afterwards.
func (v *Inventory) Append(p Page) int {
	v.Step(&p)
	for i := range p.Items {
		v.items = append(v.items, &p.Items[i])
	}
	return len(p.Items)
}

// Len is how many items are loaded.
func (v *Inventory) Len() int { return len(v.items) }

// At is the item at a place from 0 to Len-1, in the server's order.
func (v *Inventory) At(i int) *Item { return v.items[i] }

// Items is all that is loaded, in the server's order. The caller must not change it; later pages do not change what it
// returned.
func (v *Inventory) Items() []*Item { return v.items[:len(v.items):len(v.items)] }

// Find is the place of an instance, of the first where several items have its id. It is false where it is not loaded.
func (v *Inventory) Find(i InstanceID) (int, bool) {
	if i.IsZero() {
		return 0, false
	}
	if i.sign > 0 && len(v.ascending) == len(v.items) {
		return slices.BinarySearch(v.ascending, i.n)
	}
	at := slices.IndexFunc(v.items, func(it *Item) bool { return it.instance == i })
	return max(at, 0), at >= 0
}
