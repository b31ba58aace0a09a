package export

import (
	"sync"

	"lootlens/models"
)

// scope is what the value of a column follows from.
type scope int8

const (
	ofItem     scope = iota
	ofAsset          // the asset alone
	ofTemplate       // the item's template alone
	ofOwner          // the player
	scopes
)

// cached is the value of a column; odd if what was sent has an unexpected type.
type cached[T any] struct {
	value T
	odd   bool
}

// memo keeps the values of columns that many items have, by assets and templates. It is
// safe for concurrent use.
type memo[T any] struct {
	mu        sync.RWMutex
	assets    map[*models.Asset][]cached[T]
	templates map[models.Template][]cached[T]
}

// Cells keeps cells of CSV that many items have. It is for Writers of the same Options, and
// safe for concurrent use.
type Cells struct{ *memo[string] }

// How many assets and templates are remembered: a walk has no end.
const (
	mostAssets    = 4096
	mostTemplates = 1 << 14
)

// NewCells returns empty Cells.
func NewCells() *Cells { return &Cells{newMemo[string]()} }

func newMemo[T any]() *memo[T] {
	return &memo[T]{assets: map[*models.Asset][]cached[T]{}, templates: map[models.Template][]cached[T]{}}
}

// get returns the values of an item, by scope and by the places of their columns; nil
// where there are none yet.
func (m *memo[T]) get(it *models.Item) (list [scopes][]cached[T]) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	list[ofAsset], list[ofTemplate] = m.assets[it.Asset()], m.templates[it.Template()]
	return list
}

// add keeps the values of an item, which must not change any more.
func (m *memo[T]) add(it *models.Item, list [scopes][]cached[T]) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if it.Asset() != nil { // without one, the item's JSON may have something else in its place
		keep(m.assets, it.Asset(), list[ofAsset], mostAssets)
	}
	keep(m.templates, it.Template(), list[ofTemplate], mostTemplates)
}

func keep[K comparable, T any](in map[K][]cached[T], key K, values []cached[T], most int) {
	if values == nil {
		return
	}
	if len(in) >= most {
		clear(in)
	}
	in[key] = values
}

// rows makes the rows of one writer.
type rows[T any] struct {
	memo    *memo[T] // nil: nothing is kept
	columns []column
	owner   []cached[T] // of the player; nil until there is an item
}

// each calls put with the value of each column, which value makes where none is kept. odd
// reports that what was sent has an unexpected type.
func (r *rows[T]) each(f *facts, value func(*column) (v T, odd bool), put func(*column, T)) {
	share := r.memo != nil && f.it != nil
	var before [scopes][]cached[T]
	if share {
		before = r.memo.get(f.it)
		before[ofOwner] = r.owner
	}
	made := before
	for i := range r.columns {
		c := &r.columns[i]
		var is cached[T]
		if kept := before[c.scope]; kept != nil {
			is = kept[c.place]
		} else {
			is.value, is.odd = value(c)
		}
		if is.odd {
			f.odd = append(f.odd, c.name)
		}
		put(c, is.value)
		if share && c.scope != ofItem && before[c.scope] == nil {
			made[c.scope] = append(made[c.scope], is)
		}
	}
	if share {
		r.owner = made[ofOwner]
		if before[ofAsset] == nil || before[ofTemplate] == nil {
			r.memo.add(f.it, made)
		}
	}
}
