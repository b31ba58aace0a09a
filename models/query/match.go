package query

import (
	"slices"
	"time"

	"lootlens/models"
	"lootlens/models/compare"
)

// Verdict is whether an item matches.
type Verdict int8

// The verdicts. An item is Unknown where everything known matches and something that
// the query needs is not known yet: match it again then.
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

// Context is what a query can need that is not in the item. Where a function is nil,
// its terms are Unknown.
type Context struct {
	// Now is what ages and the time left of rentals are measured from; where it is
	// zero, the time that the query was parsed with is.
	Now time.Time
	// InstanceStorage is the storage of an instance, and whether it is known. It is
	// called only for items that match all the other terms that can be known.
	InstanceStorage func(models.InstanceID) ([]models.StoragePair, bool)
	// Equipped is whether an instance is in one of the holder's loadouts: Unknown
	// while a loadout that may hold it has not been read.
	Equipped func(models.InstanceID) Verdict
	// Change is what became of an instance since the baseline.
	Change func(models.InstanceID) compare.Kind
	// Past is what recorded looks know of an instance; nil where no look found it.
	Past func(models.InstanceID) *models.Past
}

// Needs is what a query needs besides the items.
type Needs struct {
	InstanceStorage, Loadouts, Baseline, Past bool
	// Clock: the matches change as time passes.
	Clock bool
}

// Needs is what the query needs besides the items.
func (q Query) Needs() (n Needs) {
	for i := range q.terms {
		t := &q.terms[i]
		n.Baseline = n.Baseline || t.field.needsBaseline()
		n.Past = n.Past || t.field.needsPast()
		n.Loadouts = n.Loadouts || t.field == fieldEquipped
		n.InstanceStorage = n.InstanceStorage || t.field == fieldInstanceStorage
		for j := range t.alts {
			a := &t.alts[j]
			n.Clock = n.Clock || a.needsClock(t.field)
			n.Loadouts = n.Loadouts || t.field == fieldWord && a.isEquipped()
			n.InstanceStorage = n.InstanceStorage || t.field == fieldHas && a.kind == asField && a.hasField == fieldInstanceStorage
		}
	}
	return n
}

// Recent reports whether all that matches was acquired after some moment, so that it is
// most likely among the newest items.
func (q Query) Recent() bool {
	return slices.ContainsFunc(q.terms, func(t term) bool {
		return t.field == fieldAcquired && !t.not && !t.any(func(a *alternative) bool {
			return !(a.kind == asAge && a.seconds.hasHi || a.kind == asMoment && a.seconds.hasLo)
		})
	})
}

// isEquipped reports whether a plain word means the flag.
func (a *alternative) isEquipped() bool { return !a.quoted && a.fold == equippedWord }

func (a *alternative) needsClock(f field) bool {
	switch f {
	case fieldAcquired, fieldSeen, fieldGone, fieldFirst, fieldLast:
		return a.kind == asAge
	case fieldLeft:
		return true
	case fieldRental, fieldWord: // time turns active into expired
		return a.states.holds(models.RentalActive) != a.states.holds(models.RentalExpired)
	case fieldHas:
		return a.kind == asField && a.hasField == fieldLeft
	}
	return false
}

// Matcher matches many items: it evaluates what all items of an asset share once, and
// stores about 16 bytes for each asset. It is not safe for concurrent use.
type Matcher struct {
	q   Query
	c   Context
	now time.Time

	// The results of the first 64 terms that look at the asset, as a bit each.
	assets []*term
	memo   map[*models.Asset]uint64
	last   *models.Asset
	bits   uint64
	must   uint64 // bits of the terms that only the asset decides
	mustNo uint64 // bits that exclude the item

	steps   []step            // cheapest first
	sources map[string][]byte // folded words by code
	row     assetRow
	buf     []byte
	low     []byte
}

type step struct {
	*term
	bit uint64 // of the asset's part of the term; 0 for none
	// asset: the asset's part has no bit, and is evaluated for each item.
	asset bool
}

// Matcher prepares the query for many items.
func (q Query) Matcher(c Context) *Matcher {
	m := &Matcher{q: q, c: c, memo: map[*models.Asset]uint64{}}
	m.SetNow(c.Now)
	typed := map[string]bool{}
	terms := make([]*term, 0, len(q.terms))
	for i := range q.terms {
		if t := &q.terms[i]; !typed[t.typed] {
			typed[t.typed] = true
			terms = append(terms, t)
		}
	}
	slices.SortStableFunc(terms, func(a, b *term) int { return a.cost() - b.cost() })
	for _, t := range terms {
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
		m.steps = append(m.steps, s)
	}
	return m
}

// cost is the higher, the later a term is matched.
func (t *term) cost() int {
	n := int(fields[t.field].cost)
	for i := range t.alts {
		switch a := &t.alts[i]; {
		case t.field == fieldHas && a.kind == asField:
			n = max(n, int(fields[a.hasField].cost))
		case t.field == fieldWord && a.isEquipped():
			n = max(n, int(fields[fieldEquipped].cost))
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
	bits := m.assetBits(it)
	if bits&m.must != m.must || bits&m.mustNo != 0 {
		return No
	}
	all := Yes
	for _, s := range m.steps {
		if s.bit&bits != 0 {
			continue // the asset matches, and the term is not negated
		}
		v := No
		if s.asset && m.matchAsset(s.term, it) {
			v = Yes
		} else if s.ofItem() {
			v = m.matchItem(s.term, it)
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

// Filter appends to matches the items that match, and to unknown those that may match
// once more is known, in their order.
func (m *Matcher) Filter(matches, unknown, items []*models.Item) (_, _ []*models.Item) {
	for _, it := range items {
		switch m.Match(it) {
		case Yes:
			matches = append(matches, it)
		case Unknown:
			unknown = append(unknown, it)
		}
	}
	return matches, unknown
}

func (m *Matcher) assetBits(it *models.Item) uint64 {
	a := it.Asset()
	if len(m.assets) == 0 {
		return 0
	}
	if a == nil {
		return m.evaluate(it)
	}
	if a == m.last {
		return m.bits
	}
	bits, ok := m.memo[a]
	if !ok {
		bits = m.evaluate(it)
		m.memo[a] = bits
	}
	m.last, m.bits = a, bits
	return bits
}

// evaluate matches the asset's terms, up to the first that decides against the item.
func (m *Matcher) evaluate(it *models.Item) (bits uint64) {
	m.row.ready = false
	for i, t := range m.assets {
		bit := uint64(1) << i
		if m.matchAsset(t, it) {
			bits |= bit
		}
		if (m.must&^bits|m.mustNo&bits)&bit != 0 {
			break
		}
	}
	m.row.ready = false
	return bits
}
