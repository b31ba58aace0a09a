package models

import (
	"hash/maphash"
	"slices"
	"sync"

	"lootlens/models/text"
)

// Pool keeps what many items have in common once: assets with the same bytes, and templates. Each Inventory has its own, so
// that what it holds goes when the inventory goes. It is safe for concurrent use.
type Pool struct {
	mu        sync.Mutex
	starts    map[start][]*Asset   // by the first bytes, newest use first
	assets    map[uint64]*Asset    // by the hash of all bytes
	templates map[string]*template // by where their slots are and their text
	recent    []recent             // the most frequent ones first
	beforeID  string               // what these begin with
	sources   map[text.Text]text.Text
	rentals   map[string]*rentalTerms

	// The decoder's buffers.
	arena, key, own, digits []byte
	single                  []singleTemplate
	items                   []Item
	spans                   []span
	members                 []member
}

// start is an asset's first bytes, which hold its id and most of its uuid: enough to guess which asset follows, and
// comparing the rest is faster than parsing it.
type start [64]byte

const (
	mostGuesses   = 8       // comparisons where a game's assets all begin alike
	mostShared    = 2048    // of each kind of small part: parts that never repeat would only fill the table
	mostTemplates = 1 << 14 // one that never repeats costs little more here than as an item's own
)

// NewPool returns an empty pool.
func NewPool() *Pool {
	return &Pool{
		starts:    map[start][]*Asset{},
		assets:    map[uint64]*Asset{},
		templates: map[string]*template{},
		sources:   map[text.Text]text.Text{},
		rentals:   map[string]*rentalTerms{},
	}
}

// Assets is how many distinct assets the pool holds.
func (p *Pool) Assets() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.assets)
}

// known returns the asset that b begins with, if it was seen before. An object's end is part of it, so a matching prefix is
// the whole value.
func (p *Pool) known(b []byte) *Asset {
	if len(b) < len(start{}) || b[0] != '{' {
		return nil
	}
	bucket := p.starts[start(b)]
	for i, a := range bucket {
		if startsWith(b, a.raw) {
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
	if a := p.assets[maphash.Bytes(contents, raw)]; a != nil && a.raw == string(raw) {
		return a
	}
	a := sharedAssets.Load().get(raw)
	p.assets[a.hash] = a
	if len(raw) >= len(start{}) && raw[0] == '{' {
		s := start(raw)
		bucket := p.starts[s]
		p.starts[s] = slices.Insert(bucket[:min(len(bucket), mostGuesses-1)], 0, a)
	}
	return a
}

// source returns the one text for s, so that items share its bytes.
func (p *Pool) source(s text.Text) text.Text {
	if t, ok := p.sources[s]; ok {
		return t
	}
	if len(p.sources) < mostShared {
		p.sources[s] = s
	}
	return s
}

func (p *Pool) terms(v value) *rentalTerms {
	if t, ok := p.rentals[string(v.Value)]; ok {
		return t
	}
	v.left = &leftovers{} // an odd rental is a conflict, which says more than a fault
	t := readTerms(v)
	if len(p.rentals) < mostShared {
		p.rentals[string(v.Value)] = t
	}
	return t
}
