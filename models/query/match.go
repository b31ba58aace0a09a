package query

import (
	"slices"
	"time"

	"lootlens/models"
	"lootlens/models/compare"
)

// Verdict is whether an item matches.
type Verdict int8

// The verdicts. An item is Unknown where all that is known of it matches and
// something that the query asks for is not known: ask again when it is.
const (
	No      Verdict = -1
	Unknown Verdict = 0
	Yes     Verdict = 1
)

func verdict(yes bool) Verdict {
	if yes {
		return Yes
	}
	return No
}

// Context is what a query can ask for that is not in the item. A nil function
// knows nothing: its terms are Unknown.
type Context struct {
	// Now is what ages and the time left of rentals are measured from; where it is
	// zero, the time that the query was parsed with is.
	Now time.Time
	// InstanceStorage is the storage of an instance, and whether it is known. It is
	// asked only about items that match all the other terms that can be known.
	InstanceStorage func(models.InstanceID) ([]models.StoragePair, bool)
	// Equipped reports whether an instance is in one of the holder's loadouts.
	Equipped func(models.InstanceID) bool
	// Change is what became of an instance since the baseline.
	Change func(models.InstanceID) compare.Kind
}

// Needs is what a query has to know beside the items.
type Needs struct {
	InstanceStorage, Loadouts, Baseline bool
	// Clock: what matches changes as time goes by.
	Clock bool
}

// Needs is what the query has to know beside the items.
func (q Query) Needs() (n Needs) {
	for i := range q.terms {
		t := &q.terms[i]
		switch t.field {
		case istorage:
			n.InstanceStorage = true
		case equipped:
			n.Loadouts = true
		case isNew, changed, removed:
			n.Baseline = true
		}
		for j := range t.alts {
			a := &t.alts[j]
			n.Clock = n.Clock || a.clock(t.field)
			n.InstanceStorage = n.InstanceStorage || t.field == has && a.kind == asField && a.want == istorage
		}
	}
	return n
}

func (x *alt) clock(f field) bool {
	switch f {
	case acquired:
		return x.kind == asAge
	case left:
		return true
	case rental:
		return x.fold == "active" || x.fold == "expired"
	case has:
		return x.kind == asField && x.want == left
	}
	return false
}

// Matcher matches many items: what their assets have in common it looks at once. It
// keeps 16 bytes or so for each asset, and is not safe for concurrent use.
type Matcher struct {
	q   Query
	c   Context
	now time.Time

	// Of the first 64 terms that look at the asset, the answers are a bit each.
	assets []*term
	memo   map[*models.Asset]uint64
	last   *models.Asset
	bits   uint64
	must   uint64 // bits of the terms that only the asset decides
	mustNo uint64 // bits that exclude the item

	rest []step // cheapest first
	buf  []byte
	low  []byte
}

type step struct {
	*term
	bit uint64 // where the asset's part of the term is told; 0 for none
	// asset: the asset's part has no bit, and is looked at for each item.
	asset bool
}

// Matcher prepares the query for many items.
func (q Query) Matcher(c Context) *Matcher {
	m := &Matcher{q: q, c: c, memo: map[*models.Asset]uint64{}}
	m.SetNow(c.Now)
	for i := range q.terms {
		t := &q.terms[i]
		s := step{term: t}
		if fields[t.field].ofAsset {
			if len(m.assets) < 64 {
				s.bit = 1 << len(m.assets)
				m.assets = append(m.assets, t)
			} else {
				s.asset = true
			}
		}
		if t.not {
			m.mustNo |= s.bit
		}
		if s.bit != 0 && !t.ofItem() {
			if !t.not {
				m.must |= s.bit
			}
			continue
		}
		m.rest = append(m.rest, s)
	}
	slices.SortStableFunc(m.rest, func(a, b step) int { return a.expense() - b.expense() })
	return m
}

func (s step) expense() int {
	n := int(fields[s.field].cost)
	for i := range s.alts {
		if a := &s.alts[i]; s.field == has && a.kind == asField {
			n = max(n, int(fields[a.want].cost))
		}
	}
	return n
}

// SetNow moves the clock; the zero time is the one that the query was parsed with.
func (m *Matcher) SetNow(now time.Time) {
	if m.now = now; now.IsZero() {
		m.now = m.q.now
	}
}

// Match reports whether the query matches the item.
func (m *Matcher) Match(it *models.Item) Verdict {
	bits := m.ofAssets(it)
	if bits&m.must != m.must || bits&m.mustNo != 0 {
		return No
	}
	all := Yes
	for _, s := range m.rest {
		if s.bit&bits != 0 {
			continue // it matches by the asset, and is no exclusion
		}
		v := No
		if s.asset && m.asset(s.term, it) {
			v = Yes
		} else if s.ofItem() {
			v = m.item(s.term, it)
		}
		if s.not {
			v = -v
		}
		if v == No {
			return No
		}
		all = min(all, v)
	}
	return all
}

// Filter appends to dst the items that match or may match, in their order, and
// returns how many of these are Unknown.
func (m *Matcher) Filter(dst, items []*models.Item) (matches []*models.Item, unknown int) {
	for _, it := range items {
		switch m.Match(it) {
		case Yes:
			dst = append(dst, it)
		case Unknown:
			dst = append(dst, it)
			unknown++
		}
	}
	return dst, unknown
}

func (m *Matcher) ofAssets(it *models.Item) uint64 {
	a := it.Asset()
	if len(m.assets) == 0 {
		return 0
	}
	if a == nil {
		return m.look(it)
	}
	if a == m.last {
		return m.bits
	}
	bits, ok := m.memo[a]
	if !ok {
		bits = m.look(it)
		m.memo[a] = bits
	}
	m.last, m.bits = a, bits
	return bits
}

func (m *Matcher) look(it *models.Item) (bits uint64) {
	for i, t := range m.assets {
		if m.asset(t, it) {
			bits |= 1 << i
		}
	}
	return bits
}
