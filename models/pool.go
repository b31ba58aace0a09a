package models

import (
	"bytes"
	"hash/maphash"
	"slices"
	"sync"

	"lootlens/models/text"
)

// Pool keeps what many items have in common once: assets with the same bytes, and
// the forms of items. Each Inventory has its own, so that what it holds
// goes when the inventory goes. It is safe for concurrent use.
type Pool struct {
	mu     sync.Mutex
	seed   maphash.Seed
	starts map[start][]*Asset // by the first bytes, newest use first
	whole  map[uint64]*Asset  // by hash of all bytes
	forms  map[string]*form   // by where their holes are and their text
	source map[string]text.Text
	rental map[string]*terms

	// scratch of the decoder
	arena, key, digits []byte
	own                []ownForm
	items              []Item
}

// start is an asset's first bytes, which hold its id and most of its uuid: enough
// to guess which asset follows, and comparing the rest is faster than parsing it.
type start [64]byte

const (
	// mostGuesses bounds the comparisons where a game's assets all begin alike.
	mostGuesses = 8
	// mostShared bounds each table of small parts, since parts that never repeat
	// would only fill it.
	mostShared = 2048
	// mostForms bounds the forms. One that never repeats costs little more here than
	// as an item's own, and rentals that count down make many.
	mostForms = 1 << 14
)

// NewPool returns an empty pool.
func NewPool() *Pool {
	return &Pool{
		seed:   maphash.MakeSeed(),
		starts: map[start][]*Asset{},
		whole:  map[uint64]*Asset{},
		forms:  map[string]*form{},
		source: map[string]text.Text{},
		rental: map[string]*terms{},
	}
}

// Assets is how many distinct assets the pool holds.
func (p *Pool) Assets() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.whole)
}

// known returns the asset that b begins with, if it was seen before. An object's
// end is part of it, so a matching prefix is the whole value.
func (p *Pool) known(b []byte) *Asset {
	if len(b) < len(start{}) || b[0] != '{' {
		return nil
	}
	bucket := p.starts[start(b)]
	for i, a := range bucket {
		if len(b) >= len(a.raw) && string(b[:len(a.raw)]) == a.raw {
			if i > 0 {
				copy(bucket[1:i+1], bucket[:i])
				bucket[0] = a
			}
			return a
		}
	}
	return nil
}

// asset returns the one Asset for these bytes, which are valid JSON.
func (p *Pool) asset(raw []byte) *Asset {
	h := maphash.Bytes(p.seed, raw)
	if a := p.whole[h]; a != nil && a.raw == string(raw) {
		return a
	}
	a := readAsset(string(raw))
	p.whole[h] = a
	if len(raw) >= len(start{}) && raw[0] == '{' {
		s := start(raw)
		bucket := p.starts[s]
		p.starts[s] = slices.Insert(bucket[:min(len(bucket), mostGuesses-1)], 0, a)
	}
	return a
}

func (p *Pool) sourceOf(raw []byte) text.Text {
	if raw == nil {
		return text.Text{}
	}
	if t, ok := p.source[string(raw)]; ok {
		return t
	}
	t, _ := rawScalar(bytes.Clone(raw))
	if len(p.source) < mostShared {
		p.source[string(raw)] = t
	}
	return t
}

func (p *Pool) termsOf(raw []byte) *terms {
	if raw == nil {
		return nil
	}
	if t, ok := p.rental[string(raw)]; ok {
		return t
	}
	t := readTerms(raw)
	if len(p.rental) < mostShared {
		p.rental[string(raw)] = t
	}
	return t
}
