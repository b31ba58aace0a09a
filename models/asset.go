package models

import (
	"github.com/go-json-experiment/json/jsontext"

	"lootlens/models/text"
)

// Rarity is how rare the game says an asset is. Color takes any form that a
// game's author typed: see package theme.
type Rarity struct {
	Name, Short, Color text.Text
}

// IsZero reports whether the asset has no rarity.
func (r Rarity) IsZero() bool { return r == Rarity{} }

// Asset is what items are instances of. One Asset is shared by all items of an
// inventory that carry the same bytes. What a list and a query need is decoded
// when the asset first comes; Details holds the rest.
type Asset struct {
	ID                        AssetID
	UUID, ULID, Name, Context text.Text
	Rarity                    Rarity
	Active                    Flag
	Price                     Number
	Storage                   []StoragePair

	raw string
}

// readAsset takes an object, or a string that stands for one.
func readAsset(raw string) *Asset {
	a := &Asset{raw: raw}
	v := jsontext.Value(raw)
	if t, ok := rawText(v); ok {
		a.Name = t
		return a
	}
	list, _ := members(v)
	a.take(fields(list))
	return a
}

func (a *Asset) take(f fields) {
	f.id(&a.ID.id, "id")
	f.scalar(&a.UUID, "uuid")
	f.scalar(&a.ULID, "ulid")
	f.scalar(&a.Name, "name")
	f.scalar(&a.Context, "context")
	f.take("rarity", func(v jsontext.Value) bool {
		r, ok := readRarity(v)
		if ok {
			a.Rarity = r
		}
		return ok
	})
	f.flag(&a.Active, "active")
	f.number(&a.Price, "price")
	f.pairs(&a.Storage, "storage")
}

func readRarity(raw jsontext.Value) (Rarity, bool) {
	if t, ok := rawText(raw); ok {
		return Rarity{Name: t}, true
	}
	list, ok := members(raw)
	if !ok {
		return Rarity{}, false
	}
	var r Rarity
	f := fields(list)
	f.scalar(&r.Name, "name")
	f.scalar(&r.Short, "short_name")
	f.scalar(&r.Color, "color", "colour")
	return r, len(f.rest()) == 0
}

// Raw is the asset as the server sent it, byte for byte. The caller owns it.
func (a *Asset) Raw() jsontext.Value { return jsontext.Value(a.raw) }

// Size is the length of Raw in bytes.
func (a *Asset) Size() int { return len(a.raw) }

// AssetDetails is the long tail of an asset: what only its own page shows.
// Slices are nil where the server sent null, nothing, or an empty list.
type AssetDetails struct {
	Description          text.Text // markdown
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
	Updated              text.Text // RFC 3339
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
	// Extra is what has no name here, or a shape that no source shows.
	Extra []Field
}

// ExternalIdentifier is the asset's name for one store, such as psn or
// google_play: the store's own keys and values.
type ExternalIdentifier struct {
	Store text.Text
	Pairs []StoragePair
}

// RentalOption is a length of time for which the asset can be rented.
type RentalOption struct {
	ID                Number
	Name              text.Text
	Duration          Number // seconds
	Price, SalesPrice Number
	Links             []StoragePair
}

// PackageContent is one asset that comes with a package. Asset is nil where the
// server sent none; where it sent only a text, that is the asset's Name.
type PackageContent struct {
	Variation, Quantity Number
	Asset               *Asset
}

// Variation is one look of an asset.
type Variation struct {
	ID    Number
	Name  text.Text
	Pairs []StoragePair // all its other members
}

// File is a file that the game attached to the asset.
type File struct {
	URL  text.Text
	Name text.Text
	Tags []text.Text
	// Pairs are its other members: the reference shows files with the members of a
	// rental option.
	Pairs []StoragePair
}

// HeroException says that a hero can or cannot equip the asset, against the rule
// of its context.
type HeroException struct {
	HeroID   Number
	HeroName text.Text
	CanEquip Flag
}

// Details decodes the long tail anew at each call; keep the answer.
func (a *Asset) Details() AssetDetails {
	var d AssetDetails
	list, ok := members(jsontext.Value(a.raw))
	if !ok {
		return d
	}
	f := fields(list)
	(&Asset{}).take(f) // known already: what stays is the tail
	f.text(&d.Description, "description")
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
	into(f, &d.CharacterClasses, rawTexts, []string{"character_classes"})
	f.pairs(&d.DefaultLoadouts, "default_loadouts")
	into(f, &d.Links, namedPairs, []string{"links"})
	f.pairs(&d.Filters, "filters")
	into(f, &d.ExternalIdentifiers, readExternal, []string{"external_identifiers"})
	into(f, &d.RentalOptions, listOf(readRentalOption), []string{"rental_options"})
	into(f, &d.Package, listOf(readPackageContent), []string{"package_contents"})
	into(f, &d.Variations, listOf(readVariation), []string{"variations"})
	into(f, &d.Files, listOf(readFile), []string{"files"})
	into(f, &d.DataEntities, readEntities, []string{"data_entities"})
	into(f, &d.HeroExceptions, listOf(readHeroException), []string{"hero_equip_exceptions"})
	f.take("asset_candidate", d.readCandidate)
	d.Extra = f.rest()
	return d
}

func (d *AssetDetails) readCandidate(raw jsontext.Value) bool {
	if n, ok := rawNumber(raw); ok {
		d.CandidateID = n
		return true
	}
	list, ok := members(raw)
	if !ok {
		return false
	}
	f := fields(list)
	f.number(&d.CandidateBy, "created_by_player_id")
	f.scalar(&d.CandidateByUID, "created_by_player_uid")
	return len(f.rest()) == 0
}
