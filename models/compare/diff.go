package compare

import (
	"bytes"
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
