package order

import (
	"cmp"
	"math"
	"slices"
	"time"

	"lootlens/models"
)

// Key is what items are sorted by.
type Key int8

// The keys, in the order in which a person is offered them.
const (
	// Server is the order in which the items came.
	Server Key = iota
	// Name is the asset's name: letter case does not count, and 9 is before 10.
	Name
	// Rarity goes by how common a rarity is among the items that are sorted, since
	// the API does not rank them: the one with the fewest items first, and of equally
	// common ones the one whose name is first. Within one rarity it goes by Name.
	Rarity
	// Acquired is the date of acquisition, oldest first.
	Acquired
	// Left is the time left of a rental, from those that are over on; then rentals of
	// which it is not known, then owned items.
	Left
	// Asset is the asset's id.
	Asset
	// Source is the acquisition source, as Name.
	Source
)

// Keys are all keys in order.
func Keys() []Key { return []Key{Server, Name, Rarity, Acquired, Left, Asset, Source} }

var keyNames = [...]string{"server order", "name", "rarity", "acquired", "time left", "asset", "source"}

// String is the key's name for people.
func (k Key) String() string {
	if k < 0 || int(k) >= len(keyNames) {
		return ""
	}
	return keyNames[k]
}

var keyWords = [...]string{"server", "name", "rarity", "acquired", "left", "asset", "source"}

// Word is the key's name on a command line: the field of a query that it goes by.
func (k Key) Word() string {
	if k < 0 || int(k) >= len(keyWords) {
		return ""
	}
	return keyWords[k]
}

// ParseKey reads what Word or String gives.
func ParseKey(s string) (Key, bool) {
	for _, k := range Keys() {
		if s == k.Word() || s == k.String() {
			return k, true
		}
	}
	return Server, false
}

// Sort returns the items in another order; items itself is not changed. An item that
// has nothing to sort by is behind all others, also in descending order.
func Sort(items []*models.Item, by Key, desc bool, now time.Time) []*models.Item {
	if by == Server {
		out := slices.Clone(items)
		if desc {
			slices.Reverse(out)
		}
		return out
	}
	rows := make([]row, len(items))
	rank := ranker(items, by, now)
	for i, it := range items {
		rows[i] = row{rank(it), int32(i)}
	}
	if desc {
		for i := range rows {
			if rows[i].rank < behind {
				rows[i].rank = -rows[i].rank
			}
		}
	}
	slices.SortFunc(rows, func(a, b row) int { return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(a.at, b.at)) })
	out := make([]*models.Item, len(items))
	for i, r := range rows {
		out[i] = items[r.at]
	}
	return out
}

// row is an item's place by its key, and the place that it came from.
type row struct {
	rank int64
	at   int32
}

// behind is the rank from which on items keep behind all others, both ways.
const behind = math.MaxInt64 - 1

// ranker returns the rank of an item. What all items of an asset share is compared
// once for each asset.
func ranker(items []*models.Item, by Key, now time.Time) func(*models.Item) int64 {
	switch by {
	case Acquired:
		return func(it *models.Item) int64 {
			if t, ok := it.Acquired(); ok { // of the years 0 to 9999
				return t.Unix()
			}
			return behind
		}
	case Left:
		return func(it *models.Item) int64 {
			switch r := it.Term(now); {
			case r.State == models.RentalOwned:
				return behind + 1
			case r.State == models.RentalExpired, r.State == models.RentalActive && !r.Ends.IsZero(), r.State == models.RentalInactive && r.Left > 0:
				return int64(r.Left)
			}
			return behind
		}
	case Source:
		ranks := map[string]int64{}
		for _, it := range items {
			ranks[it.Source().Raw()] = 0
		}
		rankBy(ranks, func(s string) (collated, bool) { return collate(s), s != "" }, collated.compare)
		return func(it *models.Item) int64 { return ranks[it.Source().Raw()] }
	}
	ranks := map[*models.Asset]int64{nil: behind}
	for _, it := range items {
		if a := it.Asset(); a != nil {
			ranks[a] = 0
		}
	}
	switch by {
	case Name:
		rankBy(ranks, func(a *models.Asset) (collated, bool) { return collate(a.Name.Raw()), !a.Name.Empty() }, collated.compare)
	case Asset:
		rankBy(ranks, func(a *models.Asset) (models.AssetID, bool) { return a.ID, !a.ID.IsZero() }, models.AssetID.Compare)
	case Rarity:
		rankRarities(ranks, items)
	}
	return func(it *models.Item) int64 { return ranks[it.Asset()] }
}
