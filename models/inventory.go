package models

import (
	"fmt"
	"slices"
)

// Trail follows a walk through an inventory: which ids came, which page is next,
// and when and why the walk is over. It costs 8 bytes an item.
type Trail struct {
	run    []uint64 // ids in ascending order, as they come from a server that keeps its word
	odd    map[InstanceID]struct{}
	next   Cursor
	newest InstanceID
	ended  bool
	notice string
}

// TrailFrom is a trail whose first page is asked for with after.
func TrailFrom(after Cursor) Trail { return Trail{next: after} }

// Next is the cursor of the next page.
func (t *Trail) Next() Cursor { return t.next }

// Ended reports whether the walk is over.
func (t *Trail) Ended() bool { return t.ended }

// Notice says why the walk ended where the server did not say that it is
// complete; "" otherwise.
func (t *Trail) Notice() string { return t.notice }

// Newest is the highest id that came; absent before the first.
func (t *Trail) Newest() InstanceID { return t.newest }

// Step takes the page that was asked for with Next. It takes out of the page what
// came before and leaves the new items in the server's order. An empty page ends
// the walk; so do, with a notice, a page without a new id and one whose last id
// cannot be sent as a cursor. A page that is cut ends nothing: where it brings no
// cursor to go on from, it is the next page again.
func (t *Trail) Step(p *Page) {
	if len(p.Items) == 0 {
		t.ended = t.ended || !p.Cut
		return
	}
	last := InstanceID{}
	fresh := 0
	p.Items = slices.DeleteFunc(p.Items, func(it Item) bool {
		if it.instance.IsZero() {
			return false // nothing to tell it by: better twice than not at all
		}
		last = it.instance
		if !t.add(it.instance) {
			return true
		}
		fresh++
		return false
	})
	next, sendable := CursorAfter(last)
	switch {
	case p.Whole:
		t.ended = t.ended || !p.Cut
	case p.Cut && (fresh == 0 || !sendable): // what did not come may be new
	case last.IsZero():
		t.end("the page after %s has no instance id to go on from", orStart(t.next))
	case fresh == 0:
		t.end("the page after %s brought no new item: the server does not move on", orStart(t.next))
	case !sendable:
		t.end("the last instance id, %s, cannot be sent as the cursor of a next page", last)
	default:
		t.next = next
	}
}

func (t *Trail) end(format string, args ...any) {
	t.ended = true
	t.notice = fmt.Sprintf(format, args...)
}

func orStart(c Cursor) string {
	if c.IsZero() {
		return "the start"
	}
	return c.String()
}

// add remembers an id and reports whether it is new.
func (t *Trail) add(i InstanceID) bool {
	if i.Compare(t.newest) > 0 {
		t.newest = i
	}
	if i.sign > 0 {
		if len(t.run) == 0 || i.n > t.run[len(t.run)-1] {
			t.run = append(t.run, i.n)
			return true
		}
		if _, found := slices.BinarySearch(t.run, i.n); found {
			return false
		}
	}
	if _, found := t.odd[i]; found {
		return false
	}
	if t.odd == nil {
		t.odd = map[InstanceID]struct{}{}
	}
	t.odd[i] = struct{}{}
	return true
}

// Inventory is what has come of one holder's items, in the server's order and each
// instance once. Pages are appended; nothing is taken away. It is not safe for
// concurrent use.
type Inventory struct {
	Trail
	pool  *Pool
	items []*Item
	total Total
}

// NewInventory returns an inventory whose first page is asked for with after: the
// zero Cursor for all of it.
func NewInventory(after Cursor) *Inventory {
	return &Inventory{Trail: TrailFrom(after), pool: NewPool()}
}

// Pool is what the pages of this inventory are decoded with.
func (v *Inventory) Pool() *Pool { return v.pool }

// Append takes the page that was asked for with Next and returns how many items it
// added. The page's items belong to the inventory afterwards.
func (v *Inventory) Append(p Page) int {
	v.Step(&p)
	for i := range p.Items {
		v.items = append(v.items, &p.Items[i])
	}
	if p.Total.Known {
		v.total = p.Total
	}
	return len(p.Items)
}

// Len is how many items are loaded.
func (v *Inventory) Len() int { return len(v.items) }

// At is the item at a place from 0 to Len-1, in the server's order.
func (v *Inventory) At(i int) *Item { return v.items[i] }

// Items is all that is loaded, in the server's order. The caller must not change
// it; later pages do not change what it returned.
func (v *Inventory) Items() []*Item { return v.items[:len(v.items):len(v.items)] }

// Total is how many items the server last said there are.
func (v *Inventory) Total() Total { return v.total }

// Find is the place of an instance, or false when it is not loaded.
func (v *Inventory) Find(i InstanceID) (int, bool) {
	if i.IsZero() {
		return 0, false
	}
	if i.sign > 0 && len(v.run) == len(v.items) {
		return slices.BinarySearch(v.run, i.n)
	}
	at := slices.IndexFunc(v.items, func(it *Item) bool { return it.instance == i })
	return max(at, 0), at >= 0
}
