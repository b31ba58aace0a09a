package order

import "lootlens/models"

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
