package query

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"lootlens/models"
	"lootlens/models/compare"
)

// ofItem reports whether the term looks at the item's own part too.
func (t *term) ofItem() bool {
	switch t.field {
	case word:
		return t.any(func(a *alt) bool { return looksLikeID(a.fold) })
	case has:
		return t.any(func(a *alt) bool { return a.kind == asMember || !fields[a.want].ofAsset })
	case raw:
		return true
	}
	return !fields[t.field].ofAsset
}

// looksLikeID reports whether an id can have s in it.
func looksLikeID(s string) bool {
	return onlyDigits(strings.TrimPrefix(s, "-"))
}

func (t *term) any(match func(*alt) bool) bool {
	for i := range t.alts {
		if match(&t.alts[i]) {
			return true
		}
	}
	return false
}

var noAsset models.Asset

// asset is what the term says of the item's asset. All items of an asset have the
// same answer.
func (m *Matcher) asset(t *term, it *models.Item) bool {
	a := it.Asset()
	if a == nil {
		a = &noAsset
	}
	switch t.field {
	case word:
		called, id := it.Name().Raw(), a.ID.String()
		return t.any(func(x *alt) bool { return x.matches(called) || x.matches(id) })
	case name:
		called := it.Name().Raw()
		return t.any(func(x *alt) bool { return x.matches(called) })
	case asset:
		return t.any(func(x *alt) bool { return x.number(a.ID.String()) })
	case rarity:
		return t.any(func(x *alt) bool { return x.matches(a.Rarity.Name.Raw()) })
	case context:
		return t.any(func(x *alt) bool { return x.matches(a.Context.Raw()) })
	case ulid:
		return t.any(func(x *alt) bool { return x.matches(a.ULID.Raw()) })
	case uuid:
		return t.any(func(x *alt) bool { return x.matches(a.UUID.Raw()) })
	case price:
		return t.any(func(x *alt) bool { return x.number(string(a.Price)) })
	case active:
		return t.any(func(x *alt) bool { return a.Active == models.FlagYes && x.flag || a.Active == models.FlagNo && !x.flag })
	case storage:
		return t.pairs(a.Storage)
	case has:
		return t.any(func(x *alt) bool { return x.assetHas(a) })
	case raw:
		return t.any(func(x *alt) bool {
			m.low = append(m.low[:0], a.JSON()...)
			return bytes.Contains(lower(m.low, x.fold), []byte(x.fold))
		})
	}
	return false
}

// item is what the term says of the item's own part.
func (m *Matcher) item(t *term, it *models.Item) Verdict {
	id := it.Instance()
	switch t.field {
	case word:
		return verdict(t.any(func(x *alt) bool { return looksLikeID(x.fold) && x.matches(id.String()) }))
	case instance:
		return verdict(!id.IsZero() && t.any(func(x *alt) bool { return x.ids.holds(id, models.InstanceID.Compare) }))
	case source:
		from := it.Source().Raw()
		return verdict(t.any(func(x *alt) bool { return x.matches(from) }))
	case acquired:
		at, ok := it.Acquired()
		return verdict(ok && t.any(func(x *alt) bool {
			if x.kind == asAge {
				return x.secs.holds(m.now.Unix()-at.Unix(), cmp.Compare[int64])
			}
			return x.secs.holds(at.Unix(), cmp.Compare[int64])
		}))
	case rental:
		state := it.Term(m.now).State
		return verdict(t.any(func(x *alt) bool {
			return x.fold == state.String() || x.fold == "any" && state != models.RentalOwned
		}))
	case left:
		secs, ok := timeLeft(it.Term(m.now))
		return verdict(ok && t.any(func(x *alt) bool { return x.secs.holds(secs, cmp.Compare[int64]) }))
	case variation:
		n := m.variation(it)
		return verdict(n != "" && t.any(func(x *alt) bool { return x.number(n) }))
	case fault:
		return verdict(t.any(func(x *alt) bool { return x.flag == (it.Fault() != "") }))
	case raw:
		return verdict(t.any(func(x *alt) bool { return m.rawOwn(x, it) }))
	case has:
		v := No
		for i := range t.alts {
			v = max(v, m.itemHas(&t.alts[i], it))
		}
		return v
	case istorage:
		pairs, known := m.instanceStorage(it)
		if !known {
			return Unknown
		}
		return verdict(t.pairs(pairs))
	case equipped:
		if m.c.Equipped == nil && !id.IsZero() {
			return Unknown
		}
		is := !id.IsZero() && m.c.Equipped(id)
		return verdict(t.any(func(x *alt) bool { return x.flag == is }))
	case isNew, changed, removed:
		if m.c.Change == nil {
			return Unknown
		}
		want := compare.Added
		if t.field == changed {
			want = compare.Changed
		} else if t.field == removed {
			want = compare.Removed
		}
		is := m.c.Change(id) == want
		return verdict(t.any(func(x *alt) bool { return x.flag == is }))
	}
	return No
}

// timeLeft is in seconds. A rental that is over has none, nor has one whose end the
// server does not tell.
func timeLeft(r models.Rental) (int64, bool) {
	switch {
	case r.State == models.RentalActive && !r.Ends.IsZero(), r.State == models.RentalInactive && r.Left > 0:
		return int64(r.Left.Seconds()), true
	}
	return 0, false
}

func (m *Matcher) instanceStorage(it *models.Item) ([]models.StoragePair, bool) {
	if it.Instance().IsZero() || it.Universal() {
		return nil, true // what is no instance has no storage
	}
	if m.c.InstanceStorage == nil {
		return nil, false
	}
	return m.c.InstanceStorage(it.Instance())
}

func (m *Matcher) variation(it *models.Item) string {
	m.buf, _ = it.AppendOwn(m.buf[:0])
	v := models.Member(m.buf, "variation_id")
	switch v.Kind() {
	case '0':
		return string(v)
	case '"':
		s, _ := jsontext.AppendUnquote(nil, v)
		return string(s)
	}
	return ""
}

// matches reports whether a text matches.
func (x *alt) matches(s string) bool {
	if x.all {
		return len(s) <= 4*len(x.fold) && strings.ToLower(s) == x.fold
	}
	return containsFold(s, x.fold)
}

// containsFold needs a needle in lower case.
func containsFold(s, needle string) bool {
	for i := range len(s) {
		if c := s[i]; c >= utf8.RuneSelf || c-'A' < 26 {
			return strings.Contains(strings.ToLower(s), needle)
		}
	}
	return strings.Contains(s, needle)
}

func (x *alt) number(s string) bool {
	n, ok := parseNum(s)
	return ok && x.nums.holds(n, compareNum)
}

func (t *term) pairs(pairs []models.StoragePair) bool {
	for _, p := range pairs {
		if t.key == "" {
			if t.any(func(x *alt) bool { return x.matches(p.Key.Raw()) || x.matches(p.Value.Raw()) }) {
				return true
			}
		} else if strings.EqualFold(p.Key.Raw(), t.key) && t.any(func(x *alt) bool { return x.value(p.Value.Raw()) }) {
			return true
		}
	}
	return false
}

// value matches what a storage key holds.
func (x *alt) value(s string) bool {
	if x.kind == asNumber {
		if n, ok := parseNum(s); ok {
			return x.nums.holds(n, compareNum)
		}
		if x.op > equal {
			return false
		}
	}
	return x.matches(s)
}

// lower puts b in lower case in place where the needle is ASCII.
func lower(b []byte, needle string) []byte {
	for i := range len(needle) {
		if needle[i] >= utf8.RuneSelf {
			return bytes.ToLower(b)
		}
	}
	const ones = 0x0101010101010101
	i := 0
	for ; i+8 <= len(b); i += 8 { // eight letters at once: this is where a search of raw JSON spends its time
		w := binary.LittleEndian.Uint64(b[i:])
		low := w & (0x7f * ones)
		upper := (low + (0x80-'A')*ones) ^ (low + (0x7f-'Z')*ones)
		w |= (upper &^ w & (0x80 * ones)) >> 2
		binary.LittleEndian.PutUint64(b[i:], w)
	}
	for ; i < len(b); i++ {
		if b[i]-'A' < 26 {
			b[i] += 'a' - 'A'
		}
	}
	return b
}

// rawOwn searches the item's JSON but for what lies within its asset's, which has
// been searched before. What begins in the one and ends in the other counts too.
func (m *Matcher) rawOwn(x *alt, it *models.Item) bool {
	needle := []byte(x.fold)
	own, at := it.AppendOwn(m.buf[:0])
	m.buf = own
	if at < 0 {
		return bytes.Contains(lower(own, x.fold), needle)
	}
	asset, edge := it.Asset().JSON(), 4*len(needle) // a letter's case can change its length
	if len(asset) <= 2*edge {
		m.low = it.AppendRaw(m.low[:0])
		return bytes.Contains(lower(m.low, x.fold), needle)
	}
	m.low = append(append(m.low[:0], own[:at]...), asset[:edge]...)
	m.low = append(m.low, 0) // which no JSON has in it
	m.low = append(append(m.low, asset[len(asset)-edge:]...), own[at+len("null"):]...)
	return bytes.Contains(lower(m.low, x.fold), needle)
}

// assetHas answers for what only the asset can have.
func (x *alt) assetHas(a *models.Asset) bool {
	if x.kind == asMember {
		return filled(models.Member(a.Raw(), x.text))
	}
	switch x.want {
	case name:
		return !a.Name.Empty()
	case asset:
		return !a.ID.IsZero()
	case rarity:
		return !a.Rarity.IsZero()
	case context:
		return !a.Context.Empty()
	case price:
		return a.Price != ""
	case active:
		return a.Active != models.FlagUnset
	case ulid:
		return !a.ULID.Empty()
	case uuid:
		return !a.UUID.Empty()
	case storage:
		return x.hasPair(a.Storage)
	}
	return false
}

func (x *alt) hasPair(pairs []models.StoragePair) bool {
	for _, p := range pairs {
		if x.key == "" || strings.EqualFold(p.Key.Raw(), x.key) {
			return true
		}
	}
	return false
}

func (m *Matcher) itemHas(x *alt, it *models.Item) Verdict {
	if x.kind == asMember {
		m.buf, _ = it.AppendOwn(m.buf[:0])
		return verdict(filled(models.Member(m.buf, x.text)))
	}
	switch x.want {
	case instance:
		return verdict(!it.Instance().IsZero())
	case source:
		return verdict(!it.Source().Empty())
	case acquired:
		_, ok := it.Acquired()
		return verdict(ok)
	case rental:
		return verdict(it.Term(m.now).State != models.RentalOwned)
	case left:
		_, ok := timeLeft(it.Term(m.now))
		return verdict(ok)
	case variation:
		return verdict(m.variation(it) != "")
	case istorage:
		pairs, known := m.instanceStorage(it)
		if !known {
			return Unknown
		}
		return verdict(x.hasPair(pairs))
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
