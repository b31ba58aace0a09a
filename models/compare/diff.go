// Package compare finds what changed between two states of an inventory: which items
// were added or removed, and which members of which items have other values. It does no
// I/O and reads no clock: what counts is when the answers came.
package compare

import (
	"bytes"
	"slices"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"lootlens/models"
)

// Slack is how far apart two ends of a rental may be and still be the same: the server
// counts whole seconds, and answers take time to arrive.
const Slack = 5 * time.Second

// Result is what is different in the new state. Items in none of the lists are the same.
type Result struct {
	Added   []*models.Item // in the new state's order
	Removed []*models.Item // in the old state's order
	Changed []Change       // in the new state's order

	kinds map[models.InstanceID]Kind
}

// Change is one item, as it is in the new state, and where its values differ.
type Change struct {
	New    *models.Item
	Fields []FieldChange
}

// FieldChange is one member with different values.
type FieldChange struct {
	// Path is the member's names with dots between them. An element of a list has
	// its place in brackets from 0, and a key and value pair its key:
	// "rental.is_active", "asset.storage.level", "asset.files[0].url". Names are the
	// server's: clean them before they reach a terminal. "" is all of the item, where
	// one of the two is not a JSON object.
	Path string
	// Old and New are JSON as it was sent; nil where the state has no such member.
	Old, New jsontext.Value
}

// Same reports whether nothing is different.
func (r Result) Same() bool { return len(r.Added)+len(r.Removed)+len(r.Changed) == 0 }

// Kind is what happened to an instance, in constant time.
func (r Result) Kind(id models.InstanceID) Kind { return r.kinds[id] }

// Diff compares two states of one inventory by instance id. Items without one, and
// what an id has more of on one side, are paired where their JSON is the same.
//
// White space, escapes and the order of members do not count, and null is the same as
// absent. Numbers are compared as text, and differ from strings with the same digits. A
// rental.time_left that only counted down between the two answers is not a change:
// where the rental runs, its two ends are compared with Slack and Origin.Within; where
// one of the answers has no time, any smaller value counts as counted down.
func Diff(old, new []*models.Item) Result {
	r := Result{kinds: map[models.InstanceID]Kind{}}
	d := differ{assets: map[pair][]FieldChange{}}
	before, gone := Match(old, new)
	for i, it := range new {
		was := before[i]
		if was == nil {
			r.Added = append(r.Added, it)
			r.record(it, Added)
		} else if fields := d.items(was, it); len(fields) > 0 {
			r.Changed = append(r.Changed, Change{it, fields})
			r.record(it, Changed)
		}
	}
	for i, it := range old {
		if gone[i] {
			r.Removed = append(r.Removed, it)
			r.record(it, Removed)
		}
	}
	return r
}

// record sets the kind of an item. Where several items have its id and other kinds, the
// id counts as changed.
func (r *Result) record(it *models.Item, k Kind) {
	id := it.Instance()
	if id.IsZero() {
		return
	}
	if was, twice := r.kinds[id]; twice && was != k {
		k = Changed
	}
	r.kinds[id] = k
}

type pair struct{ old, new *models.Asset }

type differ struct {
	assets map[pair][]FieldChange // an edited asset changes all its items alike
	a, b   []byte
}

func (d *differ) items(old, new *models.Item) []FieldChange {
	if old.SameJSON(new) {
		return nil
	}
	if !old.Valid() || !new.Valid() {
		if bytes.Equal(old.AppendJSON(nil), new.AppendJSON(nil)) {
			return nil
		}
		return []FieldChange{{"", old.Raw(), new.Raw()}}
	}
	var oldAt, newAt int
	d.a, oldAt = old.AppendOwn(d.a[:0])
	d.b, newAt = new.AppendOwn(d.b[:0])
	if oldAt < 0 || newAt < 0 {
		// At least one has no asset that could be read: compare the whole objects.
		d.a, d.b = old.AppendRaw(d.a[:0]), new.AppendRaw(d.b[:0])
	}
	w := walker{when: times(old, new)}
	w.values("", d.a, d.b)
	out := w.out
	if oldAt >= 0 && newAt >= 0 {
		out = append(out, d.assetsOf(old.Asset(), new.Asset())...)
	}
	// The buffers are used again.
	for i := range out {
		out[i].Old, out[i].New = out[i].Old.Clone(), out[i].New.Clone()
	}
	return out
}

func (d *differ) assetsOf(old, new *models.Asset) []FieldChange {
	if old == new || old.JSON() == new.JSON() {
		return nil
	}
	p := pair{old, new}
	out, ok := d.assets[p]
	if !ok {
		var w walker
		w.values("asset", jsontext.Value(old.JSON()), jsontext.Value(new.JSON()))
		out = w.out
		d.assets[p] = out
	}
	return out
}

// Reason is why an item is gone. The zero value is an unknown reason.
type Reason struct {
	// RentalEnded: the item was a rental that is over. LootLocker takes those away
	// some time after their end.
	RentalEnded bool
	// At is when it ended; zero where the state came after that.
	At time.Time
}

// In is the reason for people, with times in zone, or "".
func (r Reason) In(zone *time.Location) string {
	switch {
	case !r.RentalEnded:
		return ""
	case r.At.IsZero():
		return "its rental had ended"
	}
	return "its rental ended at " + r.At.In(zone).Format("2006-01-02 15:04:05 MST")
}

// WhyRemoved is why a removed item is gone, judged at the time now by its old state.
// Where the old state has no time, as in NDJSON, only a rental that was already over
// counts.
func WhyRemoved(old *models.Item, now time.Time) Reason {
	r := old.Rental(now)
	if r.State != models.RentalExpired {
		return Reason{}
	}
	return Reason{true, r.Ends}
}

// Within are the items of the new state that can be compared with a baseline of a
// query: those that match the query, and those in the baseline.
func Within(old, new []*models.Item, matches func(*models.Item) bool) []*models.Item {
	known := make(map[models.InstanceID]bool, len(old))
	for _, it := range old {
		known[it.Instance()] = true
	}
	var out []*models.Item
	for _, it := range new {
		if matches(it) || !it.Instance().IsZero() && known[it.Instance()] {
			out = append(out, it)
		}
	}
	return out
}

// Kind is what happened to an item since the baseline.
type Kind int8

// The kinds.
const (
	Same    Kind = iota
	Added        // not in the baseline
	Removed      // only in the baseline
	Changed      // in both, with different values
)

// String is the kind's word.
func (k Kind) String() string {
	return [...]string{Same: "same", Added: "added", Removed: "removed", Changed: "changed"}[k]
}

// Match pairs the items of two states, whatever their order. before is the old item
// for each new one, or nil; gone marks the old items without a pair.
func Match(old, new []*models.Item) (before []*models.Item, gone []bool) {
	before, gone = make([]*models.Item, len(new)), make([]bool, len(old))
	if unique(old) && unique(new) {
		j := 0
		for i, it := range old {
			for j < len(new) && new[j].Instance().Compare(it.Instance()) < 0 {
				j++
			}
			if gone[i] = j == len(new) || new[j].Instance() != it.Instance(); !gone[i] {
				before[j] = it
			}
		}
		return before, gone
	}
	// Items without an id have to have the same JSON.
	type key struct {
		id  models.InstanceID
		raw string
	}
	keyOf := func(it *models.Item) key {
		if it.Instance().IsZero() {
			return key{raw: string(it.Raw())}
		}
		return key{id: it.Instance()}
	}
	left := make(map[key][]int, len(old)) // places in old
	for i, it := range old {
		k := keyOf(it)
		left[k] = append(left[k], i)
		gone[i] = true
	}
	take := func(j, i int) {
		before[j], gone[i] = old[i], false
		k := keyOf(old[i])
		left[k] = slices.DeleteFunc(left[k], func(other int) bool { return other == i })
	}
	// Of several with one id, those with the same bytes belong together; the others
	// pair up in the order of their bytes, which is the same in every answer.
	byBytes := func(list []*models.Item) func(a, b int) int {
		return func(a, b int) int {
			if c := list[a].Instance().Compare(list[b].Instance()); c != 0 {
				return c
			}
			return bytes.Compare(list[a].Raw(), list[b].Raw())
		}
	}
	var others []int // places in new
	for j, it := range new {
		same := left[keyOf(it)]
		if len(same) == 0 {
			continue
		}
		if i := slices.IndexFunc(same, func(i int) bool { return old[i].SameJSON(it) }); i >= 0 {
			take(j, same[i])
		} else {
			others = append(others, j)
		}
	}
	slices.SortStableFunc(others, byBytes(new))
	for _, j := range others {
		if same := left[keyOf(new[j])]; len(same) > 0 {
			take(j, slices.MinFunc(same, byBytes(old)))
		}
	}
	return before, gone
}

// unique reports whether the ids ascend, so that each is one item's. Usually both walks
// do.
func unique(list []*models.Item) bool {
	for i, it := range list {
		if it.Instance().IsZero() || i > 0 && list[i-1].Instance().Compare(it.Instance()) >= 0 {
			return false
		}
	}
	return true
}
