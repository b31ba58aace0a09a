package models

import (
	"fmt"
	"slices"
	"strings"
)

// WalkState is the state of a walk through an inventory: which ids came, which page is next, whether it is over, and why
// items may be missing. It takes 12 bytes an item.
type WalkState struct {
	ascending []uint64 // ids in ascending order, as nearly all servers send them
	prints    []uint32 // the items' fingerprints, by place in ascending
	others    map[InstanceID][]uint32

	whole  bool // the walk began at the start
	next   Cursor
	other  Cursor // the next page's where next brings nothing new
	byLast bool   // a page whose ids do not ascend is followed by its last id
	fresh  [2]int // new items of the latest page requested by its largest and by its last id; -1 before the first
	// unordered: the last id of some page was not its largest.
	unordered bool
	newest    InstanceID
	came      uint64
	total     Total
	ended     bool
	stopped   string // why the walk ended before an empty page
	shrunk    string
	double    InstanceID // the first id that two different items have
	doubles   int
}

// WalkFrom is the state of a walk that begins after a cursor.
func WalkFrom(after Cursor) WalkState {
	return WalkState{next: after, whole: after.IsZero(), fresh: [2]int{-1, -1}}
}

// Next is the cursor of the next page.
func (s *WalkState) Next() Cursor { return s.next }

// Ended reports whether the walk is over.
func (s *WalkState) Ended() bool { return s.ended }

// Newest is the highest id that came; absent before the first.
func (s *WalkState) Newest() InstanceID { return s.newest }

// Total is the latest total that the server sent.
func (s *WalkState) Total() Total { return s.total }

// notices are sentences that say why items may be missing or wrong: where the server's answers contradict each other.
func (s *WalkState) notices() (list []string) {
	switch {
	case s.stopped != "":
		list = append(list, s.stopped)
	case s.ended && s.missing() && s.came == 0:
		list = append(list, fmt.Sprintf("the server says that there are %s items, but sent none", Count(s.total.N)))
	case s.ended && s.missing():
		list = append(list, fmt.Sprintf("the server says that there are %s items, but sent %s", Count(s.total.N), Count(s.came)))
	}
	if s.shrunk != "" {
		list = append(list, s.shrunk)
	}
	switch {
	case s.doubles == 1:
		list = append(list, fmt.Sprintf("two different items came with the instance id %s, both are kept", s.double))
	case s.doubles > 1:
		list = append(list, fmt.Sprintf("%s items came with the instance id of a different one, %s first; all are kept", Count(uint64(s.doubles)), s.double))
	}
	return list
}

// Notice is all notices in one line; "" for none.
func (s *WalkState) Notice() string { return strings.Join(s.notices(), "; ") }

// missing reports whether fewer items came than the server's total.
func (s *WalkState) missing() bool { return s.whole && s.total.Known && s.came < s.total.N }

// Step adds the page that was requested with Next, and removes from it the items that came before. An empty page ends the
// walk; so do, with a notice, a page without a new id and one without an id that can be sent as a cursor. A page that is
// cut does not end the walk: where no cursor follows from it, or its ids are in no order, the same page is next again.
//
// A page is followed by its largest id. Where that is not its last and brings nothing new, or a page of which most came
// before, the next page is requested by the last.
func (s *WalkState) Step(p *Page) {
	largest, last, fresh, came := InstanceID{}, InstanceID{}, 0, len(p.Items)
	p.Items = slices.DeleteFunc(p.Items, func(it Item) bool {
		id := it.instance
		if id.IsZero() {
			return false // it cannot be recognised: better twice than lost
		}
		if last = id; largest.IsZero() || id.Compare(largest) > 0 {
			largest = id
		}
		if !s.add(&it) {
			return true
		}
		fresh++
		return false
	})
	s.came += uint64(len(p.Items))
	s.unordered = s.unordered || last != largest
	s.takeTotal(p.Total)
	switch {
	case p.Whole, came == 0:
		if !p.Cut && !s.tryOther(came == 0 && s.missing()) {
			s.ended = true
		}
	case p.Cut && (fresh == 0 || s.unordered): // what did not come may be new, and anywhere in the order
	case last.IsZero():
		s.stop("the page after %s has no instance id to go on from", orStart(s.next))
	case fresh == 0:
		if !s.tryOther(true) {
			s.stop("the page after %s brought no new item: the server does not move on", orStart(s.next))
		}
	default:
		s.follow(largest, last, fresh, came, p.Cut)
	}
}

func (s *WalkState) takeTotal(t Total) {
	if !t.Known {
		return
	}
	if s.whole && s.total.Known && t.N < s.total.N && t.N < s.came {
		s.shrunk = fmt.Sprintf("the server's total fell from %s to %s after %s items had come", Count(s.total.N), Count(t.N), Count(s.came))
	}
	s.total = t
}

// tryOther makes the other cursor the next one, where it is wanted and set.
func (s *WalkState) tryOther(wanted bool) bool {
	if !wanted || s.other.IsZero() || s.ended {
		return false
	}
	s.next, s.other = s.other, Cursor{}
	s.byLast = !s.byLast
	return true
}

// follow chooses the next cursor after a page of came items, fresh of them new.
func (s *WalkState) follow(largest, last InstanceID, fresh, came int, cut bool) {
	if !s.other.IsZero() && !cut { // there were two ids to continue from: was the better one chosen?
		by, not := 0, 1
		if s.byLast {
			by, not = 1, 0
		}
		s.fresh[by] = fresh
		if 2*fresh < came && (s.fresh[not] < 0 || s.fresh[not] > fresh) {
			s.byLast = !s.byLast
		}
	}
	next, sendable := CursorAfter(largest)
	other, ok := CursorAfter(last)
	if ok && (s.byLast || !sendable || next == s.next) {
		next, other, sendable, ok = other, next, ok, sendable
	}
	switch {
	case !sendable && cut:
		return
	case !sendable:
		s.stop("the last instance id, %s, cannot be sent as the cursor of a next page", last)
		return
	case !ok || other == next:
		other = Cursor{}
	}
	s.next, s.other = next, other
}

func (s *WalkState) stop(format string, args ...any) {
	s.ended = true
	s.stopped = fmt.Sprintf(format, args...)
}

func orStart(c Cursor) string {
	if c.IsZero() {
		return "the start"
	}
	return c.String()
}

// add remembers an item and reports whether it is new. A different item with an id that came is new, but not once the walk
// is over: then it is another look at the same item.
func (s *WalkState) add(it *Item) bool {
	id, print := it.instance, it.fingerprint()
	if id.Compare(s.newest) > 0 {
		s.newest = id
	}
	at, known := 0, false
	if id.sign > 0 {
		if n := len(s.ascending); n == 0 || id.n > s.ascending[n-1] {
			if _, known = s.others[id]; !known {
				s.ascending, s.prints = append(s.ascending, id.n), append(s.prints, print)
				return true
			}
		} else if at, known = slices.BinarySearch(s.ascending, id.n); known && s.prints[at] == print {
			return false
		}
	}
	prints, other := s.others[id]
	switch known = known || other; {
	case slices.Contains(prints, print), known && s.ended:
		return false
	case known:
		if s.doubles++; s.doubles == 1 {
			s.double = id
		}
	}
	if s.others == nil {
		s.others = map[InstanceID][]uint32{}
	}
	s.others[id] = append(prints, print)
	return true
}

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

// Append takes the page that was requested with Next and returns how many items it added. The page's items belong to the
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
