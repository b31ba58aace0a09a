package models

import (
	"github.com/go-json-experiment/json/jsontext"

	"lootlens/models/text"
)

// listOf reads an array whose elements read understands; null elements are left
// out, and one that fits no shape refuses the whole, so that it is shown as it
// came.
func listOf[T any](read func(jsontext.Value) (T, bool)) func(jsontext.Value) ([]T, bool) {
	return func(raw jsontext.Value) (out []T, ok bool) {
		list, ok := elements(raw)
		if !ok {
			return nil, false
		}
		for _, e := range list {
			if e.Kind() == 'n' {
				continue
			}
			v, ok := read(e)
			if !ok {
				return nil, false
			}
			out = append(out, v)
		}
		return out, true
	}
}

func rawTexts(raw jsontext.Value) ([]text.Text, bool) {
	return listOf(func(e jsontext.Value) (text.Text, bool) { return Field{Raw: e}.Value(), true })(raw)
}

// asPairs turns what is left of an object into pairs, so that none of it is lost.
func (f fields) asPairs() (pairs []StoragePair) {
	for _, x := range f.rest() {
		pairs = append(pairs, StoragePair{Key: x.Name, Value: x.Value()})
	}
	return pairs
}

func readExternal(raw jsontext.Value) (out []ExternalIdentifier, ok bool) {
	list, ok := members(raw)
	if !ok {
		return nil, false
	}
	for _, m := range list {
		if m.raw.Kind() == 'n' {
			continue
		}
		pairs, ok := namedPairs(m.raw)
		if !ok {
			pairs = []StoragePair{{Value: Field{Raw: m.raw}.Value()}}
		}
		out = append(out, ExternalIdentifier{text.Of(m.name), pairs})
	}
	return out, true
}

func readRentalOption(raw jsontext.Value) (o RentalOption, ok bool) {
	list, ok := members(raw)
	f := fields(list)
	f.number(&o.ID, "id")
	f.scalar(&o.Name, "name")
	f.number(&o.Duration, "duration")
	f.number(&o.Price, "price")
	f.number(&o.SalesPrice, "sales_price")
	into(f, &o.Links, namedPairs, []string{"links"})
	return o, ok && len(f.rest()) == 0
}

func readPackageContent(raw jsontext.Value) (c PackageContent, ok bool) {
	list, ok := members(raw)
	f := fields(list)
	f.number(&c.Variation, "variation_id")
	f.number(&c.Quantity, "quantity")
	f.take("asset", func(v jsontext.Value) bool {
		if k := v.Kind(); k != '{' && k != '"' {
			return false
		}
		c.Asset = readAsset(string(v))
		return true
	})
	return c, ok && len(f.rest()) == 0
}

func readVariation(raw jsontext.Value) (v Variation, ok bool) {
	list, ok := members(raw)
	if !ok {
		n, ok := rawNumber(raw)
		return Variation{ID: n}, ok
	}
	f := fields(list)
	f.number(&v.ID, "id", "variation_id")
	f.scalar(&v.Name, "name", "variation_name")
	v.Pairs = f.asPairs()
	return v, ok
}

func readFile(raw jsontext.Value) (file File, ok bool) {
	if t, ok := rawText(raw); ok {
		return File{URL: t}, true
	}
	list, ok := members(raw)
	f := fields(list)
	f.scalar(&file.URL, "url")
	f.scalar(&file.Name, "name")
	into(f, &file.Tags, rawTexts, []string{"tags"})
	file.Pairs = f.asPairs()
	return file, ok
}

func readHeroException(raw jsontext.Value) (h HeroException, ok bool) {
	list, ok := members(raw)
	f := fields(list)
	f.number(&h.HeroID, "hero_id")
	f.scalar(&h.HeroName, "hero_name", "name")
	f.flag(&h.CanEquip, "can_equip")
	return h, ok && len(f.rest()) == 0
}

// readEntities accepts data entities as objects with a name and data, as strings
// or as anything else.
func readEntities(raw jsontext.Value) ([]StoragePair, bool) {
	return listOf(func(e jsontext.Value) (p StoragePair, ok bool) {
		list, isObject := members(e)
		if !isObject {
			return StoragePair{Value: Field{Raw: e}.Value()}, true
		}
		f := fields(list)
		f.scalar(&p.Key, "name", "key")
		f.take("data", func(v jsontext.Value) bool { p.Value = Field{Raw: v}.Value(); return true })
		if len(f.rest()) > 0 {
			p.Value = text.Of(string(e))
		}
		return p, true
	})(raw)
}
