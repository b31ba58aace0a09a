package compare

import (
	"bytes"
	"slices"

	"lootlens/models"
)

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
