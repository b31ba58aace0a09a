package order

import (
	"cmp"
	"encoding/binary"
	"regexp"
	"slices"
	"strings"

	"lootlens/models"
	"lootlens/models/text"
)

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
