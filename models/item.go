package models

import (
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"lootlens/models/text"
)

// Origin is where a page's items came from.
type Origin struct {
	Fetched time.Time // when the answer came, by the wall clock: rentals count from here
	// Within is how much later than Fetched the answer may have come: 0 for an answer, the length of the walk for items from
	// a file.
	Within    time.Duration
	RequestID string // what LootLocker's support asks for; "" when not told
	After     Cursor // the cursor that was asked with
}

// Item is one asset instance in an inventory. It keeps what differs from item to item; what a list and a query read besides
// is decoded with its template, and the rest when looked at. An item of a known template costs 48 bytes.
//
// An Item does not change after it is decoded.
type Item struct {
	instance InstanceID
	asset    *Asset
	origin   *Origin
	acquired int64 // Unix seconds; noDate where not known
	template *template
}

const noDate = -1 << 63

// Why an item fits no shape that the API's sources show.
const (
	faultNotObject     = "the server sent something else than an object"
	faultNotJSON       = "its JSON is malformed"
	faultNoInstance    = "the server sent no instance_id"
	faultInstanceShape = "its instance_id is not a whole number"
	faultAssetShape    = "its asset is neither an object nor a text"
)

// Instance is the item's id; absent on an item that has none.
func (it *Item) Instance() InstanceID { return it.instance }

// Universal reports whether the id is a universal_id, which has no instance.
func (it *Item) Universal() bool { return it.template.universal }

// Asset is what the item is an instance of; nil where the server sent none.
func (it *Item) Asset() *Asset { return it.asset }

// Source is how the holder came by the item, such as "grant_admin".
func (it *Item) Source() text.Text { return it.template.source }

// Origin is where the item's page came from. It is never nil.
func (it *Item) Origin() *Origin { return it.origin }

// Fault says why the item, or a value of it that lists and queries read, is not understood, or is "". Its JSON is complete
// all the same.
func (it *Item) Fault() string {
	if it.template.fault == "" && it.asset != nil {
		return it.asset.fault
	}
	return it.template.fault
}

// Name is the asset's name, or a stand-in in brackets that says why there is none.
func (it *Item) Name() text.Text {
	switch {
	case it.asset == nil && it.template.fault != "":
		return text.Of("(not understood)")
	case it.asset == nil:
		return text.Of("(no asset)")
	case strings.TrimSpace(it.asset.Name.Line()) != "":
		return it.asset.Name
	case it.asset.ID.IsZero():
		return text.Of("(unnamed)")
	}
	return text.Of("(unnamed asset " + it.asset.ID.String() + ")")
}

// Rarity is the asset's rarity; zero where there is no asset.
func (it *Item) Rarity() Rarity {
	if it.asset == nil {
		return Rarity{}
	}
	return it.asset.Rarity
}

// Acquired is when the holder came by the item, in whole seconds. It is false where the server does not say, or says no
// date or the zero date: ItemDetails.Acquired has its words.
func (it *Item) Acquired() (time.Time, bool) {
	t := time.Unix(it.acquired, 0)
	return t, it.acquired != noDate && !t.IsZero()
}

// Rental is the state of the item's rental at the time now.
func (it *Item) Rental(now time.Time) Rental {
	r := it.Term(now)
	if r.State == RentalContradictory {
		f, _ := it.fields()
		f.take("rental", func(v value) bool { r.Raw = string(v.Value); return true })
	}
	return r
}

// Term is Rental without Raw, which costs the most of it.
func (it *Item) Term(now time.Time) Rental {
	if it.template.rental == nil {
		return Rental{}
	}
	acquired, ok := it.Acquired()
	if !ok {
		acquired = time.Time{}
	}
	return it.template.rental.at(it.origin.Fetched, it.origin.Within, acquired, now)
}

// AppendRaw appends the item as the server sent it, byte for byte.
func (it *Item) AppendRaw(dst []byte) []byte { return it.template.append(dst, it.fill) }

func (it *Item) fill(dst []byte, kind slotKind) []byte {
	switch kind {
	case idSlot:
		return it.instance.appendTo(dst)
	case dateSlot:
		return appendDate(dst, it.acquired)
	}
	return append(dst, it.asset.raw...)
}

// Raw is the item as the server sent it, byte for byte. The caller owns it. It is valid JSON unless Valid says otherwise.
func (it *Item) Raw() jsontext.Value { return it.AppendRaw(nil) }

// Valid reports whether the item's bytes are JSON. What reads an export needs JSON, so an item that is none has to be
// written as a string.
func (it *Item) Valid() bool { return !it.template.malformed }

// AppendJSON appends the item as valid JSON: Raw, or a string with the bytes that came where they are none.
func (it *Item) AppendJSON(dst []byte) []byte {
	if it.Valid() {
		return it.AppendRaw(dst)
	}
	out, _ := jsontext.AppendQuote(dst, string(it.Raw()))
	return out
}

// AppendOwn appends the item's JSON with null in place of its asset's. at is where that null is in own, or -1 where own is
// all of the item's JSON: the server sent no asset, or none that could be read.
func (it *Item) AppendOwn(dst []byte) (own []byte, at int) {
	from := len(dst)
	at = -1
	own = it.template.append(dst, func(dst []byte, kind slotKind) []byte {
		if kind != assetSlot {
			return it.fill(dst, kind)
		}
		at = len(dst) - from
		return append(dst, "null"...)
	})
	return own, at
}

// SameJSON reports whether two items came with the same bytes. Their assets' bytes are compared only where they are not
// one Asset.
func (it *Item) SameJSON(other *Item) bool {
	t, u := it.template, other.template
	// What is left out follows from the bytes, so other templates are other bytes.
	if t != u && (t.slots != u.slots || t.text != u.text) {
		return false
	}
	return (!t.slots.has(idSlot) || it.instance == other.instance) &&
		(!t.slots.has(dateSlot) || it.acquired == other.acquired) &&
		(!t.slots.has(assetSlot) || it.asset == other.asset || it.asset.raw == other.asset.raw)
}

// fingerprint is equal for two answers about the same unchanged item, whatever its rental's time, and almost certainly
// different for two different items.
func (it *Item) fingerprint() uint32 {
	h := it.template.hash ^ uint64(it.acquired)*0x9E3779B97F4A7C15
	if it.asset != nil {
		h ^= it.asset.hash
	}
	return uint32(h ^ h>>32)
}

// fields is the members of the item, its asset aside.
func (it *Item) fields() (*fields, bool) {
	own, _ := it.AppendOwn(nil)
	return value{Value: own, left: &leftovers{}}.fields()
}

// ItemDetails is what only an item's own page shows.
type ItemDetails struct {
	ULID         text.Text
	Variation    Number
	RentalOption Number
	Balance      Number
	Quantity     Number
	Acquired     text.Text // as sent: see ParseDate
	// Extra is what is not understood of the item; for its asset see AssetDetails.
	Extra []Field
}

func (d *ItemDetails) read(f *fields) {
	f.scalar(&d.ULID, "ulid")
	f.number(&d.Variation, "variation_id")
	f.number(&d.RentalOption, "rental_option_id")
	f.number(&d.Balance, "balance")
	f.number(&d.Quantity, "quantity")
	f.scalar(&d.Acquired, "acquisition_date")
}

// Details decodes the rest of the item anew at each call; keep the answer.
func (it *Item) Details() ItemDetails {
	var d ItemDetails
	f, ok := it.fields()
	if !ok {
		return d
	}
	d.read(f)
	known := func(value) bool { return true }
	for _, name := range []string{"acquisition_source", "asset", "rental"} {
		f.take(name, known)
	}
	if !it.instance.IsZero() {
		f.take("instance_id", known)
		f.take("universal_id", known)
	}
	d.Extra = f.rest()
	return d
}
