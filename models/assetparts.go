package models

import "lootlens/models/text"

// ExternalIdentifier is the asset's name for one store, such as psn or google_play: the store's own keys and values.
type ExternalIdentifier struct {
	Store text.Text
	Pairs []StoragePair
}

func asExternal(v value) (out []ExternalIdentifier, ok bool) {
	f, _ := v.fields()
	for _, m := range f.list {
		e := ExternalIdentifier{Store: text.Of(m.name)}
		of := value{m.raw, f.path + m.name, f.left}
		if m.raw.Kind() == 'n' {
			continue
		}
		if e.Pairs, ok = asNamedPairs(of); !ok {
			e.Pairs = []StoragePair{{Value: anyText(of)}}
		}
		out = append(out, e)
	}
	return out, v.Kind() == '{'
}

// RentalOption is a length of time for which the asset can be rented.
type RentalOption struct {
	ID                Number
	Name              text.Text
	Duration          Number // seconds
	Price, SalesPrice Number
	Links             []StoragePair
}

func readRentalOption(f *fields, o *RentalOption) {
	f.number(&o.ID, "id")
	f.scalar(&o.Name, "name")
	f.number(&o.Duration, "duration")
	f.number(&o.Price, "price")
	f.number(&o.SalesPrice, "sales_price")
	into(f, &o.Links, asNamedPairs, "links")
}

// PackageContent is one asset that comes with a package. Asset is nil where the server sent none; where it sent only a
// text, that is the asset's Name.
type PackageContent struct {
	Variation, Quantity Number
	Asset               *Asset
}

func readPackageContent(f *fields, c *PackageContent) {
	f.number(&c.Variation, "variation_id")
	f.number(&c.Quantity, "quantity")
	into(f, &c.Asset, asAsset, "asset")
}

// Variation is one look of an asset.
type Variation struct {
	ID    Number
	Name  text.Text
	Pairs []StoragePair // all its other members
}

// asVariation accepts an object or an id.
func asVariation(v value) (out Variation, ok bool) {
	f, ok := v.fields()
	if !ok {
		out.ID, ok = asNumber(v)
		return out, ok
	}
	f.number(&out.ID, "id", "variation_id")
	f.scalar(&out.Name, "name", "variation_name")
	out.Pairs = f.pairsLeft()
	return out, true
}

// File is a file that the game attached to the asset.
type File struct {
	URL, Name text.Text
	Tags      []text.Text
	// Pairs are its other members: the reference shows files with the members of a rental option.
	Pairs []StoragePair
}

// asFile accepts an object or a URL.
func asFile(v value) (file File, ok bool) {
	if t, ok := asText(v); ok {
		return File{URL: t}, true
	}
	f, ok := v.fields()
	f.scalar(&file.URL, "url")
	f.scalar(&file.Name, "name")
	into(f, &file.Tags, asTexts, "tags")
	file.Pairs = f.pairsLeft()
	return file, ok
}

// asEntity accepts a data entity as an object with a name and data, as a string or as anything else.
func asEntity(v value) (StoragePair, bool) {
	if v.Kind() != '{' {
		return StoragePair{Value: anyText(v)}, true
	}
	return objectOf(func(f *fields, p *StoragePair) {
		f.scalar(&p.Key, "name", "key")
		f.any(&p.Value, "data")
	})(v)
}

// HeroException says that a hero can or cannot equip the asset, against the rule of its context.
type HeroException struct {
	HeroID   Number
	HeroName text.Text
	CanEquip Flag
}

func readHeroException(f *fields, h *HeroException) {
	f.number(&h.HeroID, "hero_id")
	f.scalar(&h.HeroName, "hero_name", "name")
	f.flag(&h.CanEquip, "can_equip")
}
