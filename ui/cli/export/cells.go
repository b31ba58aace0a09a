package export

import (
	"sync"

	"lootlens/models"
)

// scope is what the value of a column follows from.
type scope int8

const (
	ofItem     scope = iota // the item, or the player
	ofAsset                 // the asset alone
	ofTemplate              // the item's template alone
	scopes
)

// cached is a cell of CSV; odd if the value has an unexpected type.
type cached struct {
	text string
	odd  bool
}

// Cells keeps cells of CSV that many items have, by assets and templates. It is for Writers
// of the same Options, and safe for concurrent use.
type Cells struct {
	mu        sync.RWMutex
	assets    map[*models.Asset][]cached
	templates map[models.Template][]cached
}

// maxCached is how many assets and how many templates are remembered: a walk has no end.
const maxCached = 4096

// NewCells returns empty Cells.
func NewCells() *Cells {
	return &Cells{assets: map[*models.Asset][]cached{}, templates: map[models.Template][]cached{}}
}

// get returns the cells of an item, by scope and by the places of their columns; nil
// where there are none yet.
func (c *Cells) get(it *models.Item) (list [scopes][]cached) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	list[ofAsset], list[ofTemplate] = c.assets[it.Asset()], c.templates[it.Template()]
	return list
}

// add keeps the cells of an item, which must not change any more.
func (c *Cells) add(it *models.Item, list [scopes][]cached) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if it.Asset() != nil { // without one, the item's JSON may have something else in its place
		keep(c.assets, it.Asset(), list[ofAsset])
	}
	keep(c.templates, it.Template(), list[ofTemplate])
}

func keep[K comparable](in map[K][]cached, key K, cells []cached) {
	if cells == nil {
		return
	}
	if len(in) >= maxCached {
		clear(in)
	}
	in[key] = cells
}
