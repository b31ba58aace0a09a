package order

import (
	"cmp"
	"encoding/binary"
	"errors"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"lootlens/models"
	"lootlens/models/text"
)

// Key is what items are sorted by.
type Key int8

// The keys, in the order in which a person is offered them.
const (
	// Server is the order in which the items came.
	Server Key = iota
	// Name is the asset's name: letter case and accents do not count, and 9 is
	// before 10.
	Name
	// Rarity goes by how common a rarity is among the items that are sorted, since
	// the API does not rank them; descending is from the one with the fewest items
	// on. Within one rarity it goes by Name.
	Rarity
	// Acquired is the date of acquisition.
	Acquired
	// Left is the time left of a rental, from those that are over on; then rentals of
	// which it is not known, then owned items.
	Left
	// Price is the asset's price.
	Price
	// Asset is the asset's id.
	Asset
	// Source is the acquisition source, as Name.
	Source
	// Count is how many of the items are of the same asset.
	Count
	keyCount
)

// keys hold each key's name for people and its word on a command line, which is the
// field of a query that it goes by.
var keys = [keyCount]struct{ name, word string }{
	Server: {"server order", "server"}, Name: {"name", "name"}, Rarity: {"rarity", "rarity"}, Acquired: {"received", "acquired"}, Left: {"time left", "left"},
	Price: {"price", "price"}, Asset: {"asset", "asset"}, Source: {"source", "source"}, Count: {"count", "count"},
}

// Keys are all keys in order.
func Keys() (list []Key) {
	for k := range keyCount {
		list = append(list, k)
	}
	return list
}

// Descends reports whether the key's usual order is the descending one: the rarest
// first, and what there is most of first.
func (k Key) Descends() bool { return k == Rarity || k == Count }

// String is the key's name for people.
func (k Key) String() string {
	if k < 0 || k >= keyCount {
		return ""
	}
	return keys[k].name
}

// Word is the key's name on a command line.
func (k Key) Word() string {
	if k < 0 || k >= keyCount {
		return ""
	}
	return keys[k].word
}

// ParseKey reads what Word or String gives.
func ParseKey(s string) (Key, bool) {
	for k := range keyCount {
		if s == keys[k].word || s == keys[k].name {
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
	reverse := desc != by.Descends()
	for i, it := range items {
		r := rank(it)
		if reverse && r < behind {
			r = -r
		}
		rows[i] = row{r, int32(i)}
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

// ranker returns the rank of an item in the key's usual order. What all items of an asset share is compared
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
			switch r := it.Rental(now); {
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
	case Price:
		rankBy(ranks, func(a *models.Asset) (float64, bool) {
			n, err := strconv.ParseFloat(string(a.Price), 64)
			return n, err == nil || errors.Is(err, strconv.ErrRange)
		}, cmp.Compare)
	case Rarity:
		rankRarities(ranks, items)
	case Count:
		sizes := map[*models.Asset]int64{}
		for _, g := range Groups(items) {
			for _, it := range g.Items {
				sizes[it.Asset()] = int64(len(g.Items))
			}
		}
		for a := range ranks {
			if a != nil {
				ranks[a] = -sizes[a]
			}
		}
	}
	return func(it *models.Item) int64 { return ranks[it.Asset()] }
}

// Group is the items of one asset.
type Group struct {
	// Asset is the first item's: pages that came before and after an edit can have
	// two states of one asset. It is nil for items without one.
	Asset *models.Asset
	Items []*models.Item // in the order that came; never empty
}

// Groups puts the items of each asset together, in the order in which the assets
// appear first. What counts is the asset's id, or the asset itself where it has
// none. An item that is marked as not understood and has no asset is a group of its
// own, so that it cannot be overlooked.
func Groups(items []*models.Item) []Group {
	var (
		groups  []Group
		sizes   []int
		byAsset = map[*models.Asset]int32{}
		byID    = map[models.AssetID]int32{}
		member  = make([]int32, len(items))
	)
	for i, it := range items {
		a := it.Asset()
		alone := a == nil && it.Fault() != ""
		g, ok := byAsset[a]
		if !ok || alone {
			g = int32(len(groups))
			if a != nil && !a.ID.IsZero() {
				if same, found := byID[a.ID]; found {
					g = same
				} else {
					byID[a.ID] = g
				}
			}
			if !alone {
				byAsset[a] = g
			}
			if int(g) == len(groups) {
				groups = append(groups, Group{Asset: a})
				sizes = append(sizes, 0)
			}
		}
		member[i] = g
		sizes[g]++
	}
	// All groups share one array.
	all := make([]*models.Item, len(items))
	from := 0
	for g, n := range sizes {
		groups[g].Items = all[from : from : from+n]
		from += n
	}
	for i, it := range items {
		g := &groups[member[i]]
		g.Items = append(g.Items, it)
	}
	return groups
}

// rankBy gives each key of ranks its place among them. Equal values have the same
// place, and what has no value is behind.
func rankBy[K comparable, V any](ranks map[K]int64, value func(K) (V, bool), compare func(a, b V) int) {
	type entry struct {
		key   K
		value V
	}
	list := make([]entry, 0, len(ranks))
	for k, was := range ranks {
		if was == behind {
			continue
		}
		if v, ok := value(k); ok {
			list = append(list, entry{k, v})
		} else {
			ranks[k] = behind
		}
	}
	slices.SortFunc(list, func(a, b entry) int { return compare(a.value, b.value) })
	place := int64(0)
	for i, e := range list {
		if i > 0 && compare(list[i-1].value, e.value) != 0 {
			place = int64(i)
		}
		ranks[e.key] = place
	}
}

// collated is a text whose order of bytes is how people sort. Its first bytes are
// apart, since they decide most comparisons.
type collated struct {
	head uint64
	all  string
}

func collate(s string) collated {
	s = natural(s)
	var head [8]byte
	copy(head[:], s)
	return collated{binary.BigEndian.Uint64(head[:]), s}
}

func (a collated) compare(b collated) int {
	if a.head != b.head {
		return cmp.Compare(a.head, b.head)
	}
	return strings.Compare(a.all, b.all)
}

var digits = regexp.MustCompile("[0-9]+")

// natural is s folded for comparing, and with digits by the number that they are.
func natural(s string) string {
	return digits.ReplaceAllStringFunc(text.Fold(s), func(n string) string {
		n = strings.TrimLeft(n, "0")
		// A number with more digits is larger. The '0' keeps numbers before letters.
		return "0" + strings.Repeat("\xff", len(n)/255) + string([]byte{byte(len(n) % 255)}) + n
	})
}

// rankRarities ranks each asset by how many items have its rarity, then by the
// rarity's name, then by its own.
func rankRarities(ranks map[*models.Asset]int64, items []*models.Item) {
	type value struct {
		rarity int64
		name   collated
	}
	count := map[string]int{}
	for _, it := range items {
		if a := it.Asset(); a != nil {
			count[rarityOf(a)]++
		}
	}
	rarities := make(map[string]int64, len(count))
	folded := make(map[string]collated, len(count))
	sum := make(map[collated]int, len(count)) // Epic and epic are one
	for r, n := range count {
		rarities[r], folded[r] = 0, collate(r)
		sum[folded[r]] += n
	}
	rankBy(rarities, func(r string) (string, bool) { return r, r != "" }, func(a, b string) int {
		x, y := folded[a], folded[b]
		return cmp.Or(cmp.Compare(sum[x], sum[y]), x.compare(y))
	})
	rankBy(ranks, func(a *models.Asset) (value, bool) {
		r := rarities[rarityOf(a)]
		return value{r, collate(a.Name.Raw())}, r != behind
	}, func(a, b value) int {
		if a.rarity != b.rarity {
			return cmp.Compare(a.rarity, b.rarity)
		}
		return a.name.compare(b.name)
	})
}

func rarityOf(a *models.Asset) string {
	return cmp.Or(a.Rarity.Name.Raw(), a.Rarity.Short.Raw())
}
