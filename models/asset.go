package models

import (
	"hash/maphash"
	"strings"
	"sync/atomic"

	"github.com/go-json-experiment/json/jsontext"

	"lootlens/models/text"
)

// Rarity is how rare the game says that an asset is. Color is as the game's author typed it: see package theme.
type Rarity struct {
	Name, Short, Color text.Text
}

// IsZero reports whether the asset has no rarity.
func (r Rarity) IsZero() bool { return r == Rarity{} }

// Asset is what items are instances of. One Asset is shared by all items of an inventory that carry the same bytes. What a
// list and a query need is decoded when the asset first comes; Details holds the rest.
type Asset struct {
	ID                        AssetID
	UUID, ULID, Name, Context text.Text
	Rarity                    Rarity
	Active                    Flag
	Price                     Number
	Storage                   []StoragePair

	raw     string
	hash    uint64 // of raw
	fault   string
	written atomic.Pointer[string] // see portable
}

// contents is the seed of all hashes of what items and assets hold, so that they can be compared.
var contents = maphash.MakeSeed()

// readAsset reads an object, or a string in place of one. It keeps nothing of raw.
func readAsset(raw jsontext.Value) *Asset {
	a := &Asset{raw: string(raw), hash: maphash.Bytes(contents, raw)}
	left := &leftovers{}
	v := value{Value: raw, left: left}
	if t, ok := asText(v); ok {
		a.Name = t
		return a
	}
	f, _ := v.fields()
	a.read(f)
	a.fault = oddFault("its asset's ", left.odd)
	return a
}

func (a *Asset) read(f *fields) {
	f.id(&a.ID.id, "id")
	f.scalar(&a.UUID, "uuid")
	f.scalar(&a.ULID, "ulid")
	f.scalar(&a.Name, "name")
	f.scalar(&a.Context, "context")
	into(f, &a.Rarity, asRarity, "rarity")
	f.flag(&a.Active, "active")
	f.number(&a.Price, "price")
	into(f, &a.Storage, asPairs, "storage")
}

// oddFault is the fault of an object with members of unknown shape; "" where odd is empty.
func oddFault(whose string, odd []string) string {
	switch len(odd) {
	case 0:
		return ""
	case 1:
		return whose + odd[0] + " has a value that is not understood"
	}
	return whose + strings.Join(odd, ", ") + " have values that are not understood"
}

func asRarity(v value) (Rarity, bool) {
	if t, ok := asText(v); ok {
		return Rarity{Name: t}, true
	}
	return objectOf(func(f *fields, r *Rarity) {
		f.scalar(&r.Name, "name")
		f.scalar(&r.Short, "short_name")
		f.scalar(&r.Color, "color", "colour")
	})(v)
}

// Raw is the asset as the server sent it, byte for byte. The caller owns it.
func (a *Asset) Raw() jsontext.Value { return jsontext.Value(a.raw) }

// JSON is Raw as a string, at no cost.
func (a *Asset) JSON() string { return a.raw }

// Size is the length of Raw in bytes.
func (a *Asset) Size() int { return len(a.raw) }

// AssetDetails is what only the detail of an asset shows. Slices are nil where the server sent null,
// nothing, or an empty list.
type AssetDetails struct {
	Type                 text.Text
	Description          text.Text // markdown
	ShopThumbnail        text.Text // URL
	SalesPrice           Number
	DisplayPrice         text.Text
	ContextID            Number
	Purchasable          Flag
	Detachable           Flag
	Popular              Flag
	UniqueInstance       Flag
	Featured             Flag
	ContextLocked        Flag
	InitiallyPurchasable Flag
	PopularityScore      Number
	DefaultVariation     Number
	DropTableMaxPicks    Number
	Updated              text.Text // a date: see ParseDate
	UnlocksContext       text.Text
	MarkedNew            text.Text
	CharacterClasses     []text.Text
	DefaultLoadouts      []StoragePair
	Links                []StoragePair
	Filters              []StoragePair
	ExternalIdentifiers  []ExternalIdentifier
	RentalOptions        []RentalOption
	Package              []PackageContent
	Variations           []Variation
	Files                []File
	DataEntities         []StoragePair
	HeroExceptions       []HeroException
	CandidateID          Number
	CandidateBy          Number
	CandidateByUID       text.Text
	// Extra is what is not understood of the asset and its parts.
	Extra []Field
}

// Details decodes the asset at every call; keep the result.
func (a *Asset) Details() AssetDetails {
	var d AssetDetails
	f, ok := value{Value: jsontext.Value(a.raw), left: &leftovers{}}.fields()
	if !ok {
		return d
	}
	(&Asset{}).read(f) // these are decoded already
	f.scalar(&d.Type, "type")
	f.text(&d.Description, "description")
	f.scalar(&d.ShopThumbnail, "shop_thumbnail")
	f.number(&d.SalesPrice, "sales_price")
	f.scalar(&d.DisplayPrice, "display_price")
	f.number(&d.ContextID, "context_id")
	f.flag(&d.Purchasable, "purchasable")
	f.flag(&d.Detachable, "detachable")
	f.flag(&d.Popular, "popular")
	f.flag(&d.UniqueInstance, "unique_instance")
	f.flag(&d.Featured, "featured")
	f.flag(&d.ContextLocked, "context_locked")
	f.flag(&d.InitiallyPurchasable, "initially_purchasable")
	f.number(&d.PopularityScore, "popularity_score")
	f.number(&d.DefaultVariation, "default_variation_id")
	f.number(&d.DropTableMaxPicks, "drop_table_max_picks")
	f.scalar(&d.Updated, "updated")
	f.scalar(&d.UnlocksContext, "unlocks_context")
	f.scalar(&d.MarkedNew, "marked_new")
	into(f, &d.CharacterClasses, asTexts, "character_classes")
	into(f, &d.DefaultLoadouts, asPairs, "default_loadouts")
	into(f, &d.Links, asNamedPairs, "links")
	into(f, &d.Filters, asPairs, "filters")
	into(f, &d.ExternalIdentifiers, asExternal, "external_identifiers")
	into(f, &d.RentalOptions, listOf(objectOf(readRentalOption)), "rental_options")
	into(f, &d.Package, listOf(objectOf(readPackageContent)), "package_contents")
	into(f, &d.Variations, listOf(asVariation), "variations")
	into(f, &d.Files, listOf(asFile), "files")
	into(f, &d.DataEntities, listOf(asEntity), "data_entities")
	into(f, &d.HeroExceptions, listOf(objectOf(readHeroException)), "hero_equip_exceptions")
	f.take("asset_candidate", d.readCandidate)
	d.Extra = f.rest()
	return d
}

func (d *AssetDetails) readCandidate(v value) bool {
	if n, ok := asNumber(v); ok {
		d.CandidateID = n
		return true
	}
	_, ok := objectOf(func(f *fields, _ *struct{}) {
		f.number(&d.CandidateBy, "created_by_player_id")
		f.scalar(&d.CandidateByUID, "created_by_player_uid")
	})(v)
	return ok
}

// ExternalIdentifier is the asset's name for one store, such as psn or google_play: the store's own keys and values.
type ExternalIdentifier struct {
	Store text.Text
	Pairs []StoragePair
}

func asExternal(v value) (out []ExternalIdentifier, ok bool) {
	f, _ := v.fields()
	for _, m := range f.list {
		e := ExternalIdentifier{Store: text.Of(string(m.name))}
		of := value{m.raw, f.path + string(m.name), f.left}
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
