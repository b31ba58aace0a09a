package query

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"lootlens/models"
	"lootlens/models/compare"
	"lootlens/models/jsonscan"
	"lootlens/models/text"
)

// ofItem reports whether the term looks at the item's own part too.
func (t *term) ofItem() bool {
	switch t.field {
	case fieldHas:
		return t.any(func(a *alternative) bool { return a.kind == asMember || !fields[a.hasField].ofAsset })
	case fieldWord, fieldRaw:
		return true
	}
	return !fields[t.field].ofAsset
}

func (t *term) any(match func(*alternative) bool) bool {
	for i := range t.alts {
		if match(&t.alts[i]) {
			return true
		}
	}
	return false
}

func (t *term) matches(s string) bool {
	return t.any(func(a *alternative) bool { return a.matches(s) })
}

var noAsset models.Asset

// assetRow is the folded words of an asset's row, which several plain words share.
type assetRow struct {
	ready      bool
	words, ids []byte
}

// shortestULID is how many characters of a ULID or UUID a plain word needs: less
// would find any item.
const shortestULID = 8

func (m *Matcher) wordInAsset(t *term, it *models.Item, asset *models.Asset) bool {
	row := &m.row
	if !row.ready {
		row.ready = true
		row.words = appendFolded(row.words[:0], assetWords(it)...)
		row.ids = appendFolded(row.ids[:0], asset.ULID.Raw(), asset.UUID.Raw())
	}
	return t.any(func(a *alternative) bool {
		return a.in(row.words) || len(a.fold) >= shortestULID && a.in(row.ids) ||
			inactive(asset) && !a.whole && beginsWord(inactiveAsset, a.fold)
	})
}

// matchAsset matches the term against the item's asset. All items of an asset have
// the same answer.
func (m *Matcher) matchAsset(t *term, it *models.Item) bool {
	asset := it.Asset()
	if asset == nil {
		asset = &noAsset
	}
	switch t.field {
	case fieldWord:
		return m.wordInAsset(t, it, asset)
	case fieldName:
		return t.matches(asset.Name.Raw())
	case fieldAsset:
		return t.number(asset.ID.String())
	case fieldRarity:
		return t.matches(asset.Rarity.Name.Raw())
	case fieldContext:
		return t.matches(asset.Context.Raw())
	case fieldClass:
		list := classes(asset)
		return slices.ContainsFunc(list, t.matches) || len(list) == 0 && t.matches("")
	case fieldULID:
		return t.matches(asset.ULID.Raw())
	case fieldUUID:
		return t.matches(asset.UUID.Raw())
	case fieldPrice:
		return t.number(string(asset.Price))
	case fieldActive:
		return t.any(func(a *alternative) bool {
			return asset.Active == models.FlagYes && a.flag || asset.Active == models.FlagNo && !a.flag
		})
	case fieldStorage:
		return t.pairs(asset.Storage)
	case fieldHas:
		return t.any(func(a *alternative) bool { return a.assetHas(asset) })
	case fieldRaw:
		return t.any(func(a *alternative) bool { return m.inJSON(a, append(m.low[:0], asset.JSON()...)) })
	}
	return false
}

// matchItem matches the term against the item's own part.
func (m *Matcher) matchItem(t *term, it *models.Item) Verdict {
	id := it.Instance()
	switch t.field {
	case fieldWord:
		return m.wordInItem(t, it)
	case fieldInstance:
		return verdict(!id.IsZero() && t.any(func(a *alternative) bool { return a.ids.holds(id, models.InstanceID.Compare) }))
	case fieldSource:
		words := m.sourceWords(it.Source().Raw())
		return verdict(t.any(func(a *alternative) bool { return a.in(words) || a.text == "" && it.Source().Empty() }))
	case fieldAcquired:
		at, ok := it.Acquired()
		return verdict(ok && t.any(func(a *alternative) bool {
			if a.kind == asAge {
				return a.seconds.holds(m.now.Unix()-at.Unix(), cmp.Compare[int64])
			}
			return a.seconds.holds(at.Unix(), cmp.Compare[int64])
		}))
	case fieldRental:
		state := it.Rental(m.now).State
		return verdict(t.any(func(a *alternative) bool { return a.states.holds(state) }))
	case fieldLeft:
		seconds, ok := secondsLeft(it.Rental(m.now))
		return verdict(ok && t.any(func(a *alternative) bool { return a.seconds.holds(seconds, cmp.Compare[int64]) }))
	case fieldVariation:
		n := m.variation(it)
		return verdict(n != "" && t.number(n))
	case fieldFault:
		return verdict(t.any(func(a *alternative) bool { return a.flag == (it.Fault() != "") }))
	case fieldRaw:
		return verdict(t.any(func(a *alternative) bool { return m.inOwnJSON(a, it) }))
	case fieldHas:
		v := No
		for i := range t.alts {
			v = max(v, m.itemHas(&t.alts[i], it))
		}
		return v
	case fieldInstanceStorage:
		pairs, known := m.instanceStorage(it)
		if !known {
			return Unknown
		}
		return verdict(t.pairs(pairs))
	case fieldEquipped:
		return t.flagged(m.equipped(id))
	case fieldSeen, fieldGone, fieldFirst, fieldLast:
		return m.past(t, id)
	}
	if m.c.Change == nil {
		return Unknown
	}
	switch kind := m.c.Change(id); t.field {
	case fieldNew:
		return t.flagged(verdict(kind == compare.Added))
	case fieldChanged:
		return t.flagged(verdict(kind == compare.Changed))
	case fieldRemoved:
		return t.flagged(verdict(kind == compare.Removed))
	default: // diff
		return verdict(t.any(func(a *alternative) bool { return a.states&(1<<kind) != 0 }))
	}
}

// flagged is the verdict on a term of true and false.
func (t *term) flagged(is Verdict) Verdict {
	v := No
	for i := range t.alts {
		if t.alts[i].flag {
			v = max(v, is)
		} else {
			v = max(v, -is)
		}
	}
	if v == Unknown && t.any(func(a *alternative) bool { return a.flag }) && t.any(func(a *alternative) bool { return !a.flag }) {
		return Yes
	}
	return v
}

func (m *Matcher) equipped(id models.InstanceID) Verdict {
	switch {
	case id.IsZero():
		return No
	case m.c.Equipped == nil:
		return Unknown
	}
	return m.c.Equipped(id)
}

// wordInItem matches a plain word against what the item's row shows of its own. A
// mark of a comparison is shown while there is one.
func (m *Matcher) wordInItem(t *term, it *models.Item) Verdict {
	v, id := No, it.Instance()
	for i := range t.alts {
		a := &t.alts[i]
		switch {
		case canBeID(a.fold) && a.matches(id.String()),
			a.in(m.sourceWords(it.Source().Raw())),
			a.states != 0 && a.states.holds(it.Rental(m.now).State),
			m.c.Change != nil && !id.IsZero() && a.fold == diffWords[m.c.Change(id)]:
			return Yes
		case a.isEquipped():
			v = max(v, m.equipped(id))
		}
	}
	return v
}

// sourceWords are the folded words of a source.
func (m *Matcher) sourceWords(code string) []byte {
	folded, ok := m.sources[code]
	if !ok {
		if m.sources == nil {
			m.sources = map[string][]byte{}
		}
		folded = appendFolded(nil, code, SourceWords(code))
		m.sources[code] = folded
	}
	return folded
}

// canBeID reports whether an id can have s in it.
func canBeID(s string) bool { return onlyDigits(strings.TrimPrefix(s, "-")) }

// secondsLeft is the time left of a rental that is not over; false where it is unknown.
func secondsLeft(r models.Rental) (int64, bool) {
	if r.State == models.RentalActive && !r.Ends.IsZero() || r.State == models.RentalInactive && r.Left > 0 {
		return int64(r.Left.Seconds()), true
	}
	return 0, false
}

func (m *Matcher) instanceStorage(it *models.Item) ([]models.StoragePair, bool) {
	if it.Instance().IsZero() || it.Universal() {
		return nil, true // only instances have storage
	}
	if m.c.InstanceStorage == nil {
		return nil, false
	}
	return m.c.InstanceStorage(it.Instance())
}

func (m *Matcher) variation(it *models.Item) string {
	m.buf, _ = it.AppendOwn(m.buf[:0])
	v := jsonscan.Member(m.buf, "variation_id")
	switch v.Kind() {
	case '0':
		return string(v)
	case '"':
		return string(jsonscan.Unquote(v))
	}
	return ""
}

// matches reports whether a text matches.
func (a *alternative) matches(s string) bool {
	if s = text.Fold(s); a.whole {
		return s == a.fold
	}
	return strings.Contains(s, a.fold)
}

func (t *term) number(s string) bool {
	n, ok := parseNumber(s)
	return ok && t.any(func(a *alternative) bool { return a.numbers.holds(n, compareNumbers) })
}

func sameKey(key, folded string) bool { return key == folded || text.Fold(key) == folded }

func (t *term) pairs(pairs []models.StoragePair) bool {
	for _, p := range pairs {
		if t.key == "" {
			if t.matches(p.Key.Raw()) || t.matches(p.Value.Raw()) {
				return true
			}
		} else if sameKey(p.Key.Raw(), t.key) && t.any(func(a *alternative) bool { return a.storageValue(p.Value.Raw()) }) {
			return true
		}
	}
	return false
}

// storageValue matches what a storage key holds.
func (a *alternative) storageValue(s string) bool {
	if a.kind == asNumber {
		if n, ok := parseNumber(s); ok {
			return a.numbers.holds(n, compareNumbers)
		}
		if a.op > equal {
			return false
		}
	}
	return a.matches(s)
}

// assetHas matches has: with the asset.
func (a *alternative) assetHas(asset *models.Asset) bool {
	if a.kind == asMember {
		return filled(jsonscan.Member(asset.Raw(), a.hasMember))
	}
	switch a.hasField {
	case fieldName:
		return !asset.Name.Empty()
	case fieldAsset:
		return !asset.ID.IsZero()
	case fieldRarity:
		return !asset.Rarity.IsZero()
	case fieldContext:
		return !asset.Context.Empty()
	case fieldClass:
		return len(classes(asset)) > 0
	case fieldPrice:
		return asset.Price != ""
	case fieldActive:
		return asset.Active != models.FlagUnset
	case fieldULID:
		return !asset.ULID.Empty()
	case fieldUUID:
		return !asset.UUID.Empty()
	case fieldStorage:
		return a.hasPair(asset.Storage)
	}
	return false
}

func (a *alternative) hasPair(pairs []models.StoragePair) bool {
	return slices.ContainsFunc(pairs, func(p models.StoragePair) bool { return a.hasKey == "" || sameKey(p.Key.Raw(), a.hasKey) })
}

func (m *Matcher) itemHas(a *alternative, it *models.Item) Verdict {
	if a.kind == asMember {
		m.buf, _ = it.AppendOwn(m.buf[:0])
		return verdict(filled(jsonscan.Member(m.buf, a.hasMember)))
	}
	switch a.hasField {
	case fieldInstance:
		return verdict(!it.Instance().IsZero())
	case fieldSource:
		return verdict(!it.Source().Empty())
	case fieldAcquired:
		_, ok := it.Acquired()
		return verdict(ok)
	case fieldRental:
		return verdict(it.Rental(m.now).State != models.RentalOwned)
	case fieldLeft:
		_, ok := secondsLeft(it.Rental(m.now))
		return verdict(ok)
	case fieldVariation:
		return verdict(m.variation(it) != "")
	case fieldInstanceStorage:
		pairs, known := m.instanceStorage(it)
		if !known {
			return Unknown
		}
		return verdict(a.hasPair(pairs))
	}
	return No
}

// filled reports whether a member holds anything.
func filled(v jsontext.Value) bool {
	switch v.Kind() {
	case 0, 'n':
		return false
	case '"':
		return len(v) > len(`""`)
	case '{', '[':
		return len(bytes.TrimSpace(v[1:len(v)-1])) > 0
	}
	return true
}
