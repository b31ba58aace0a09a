package models

import (
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"lootlens/models/text"
)

// Origin is when and how a page's items were read.
type Origin struct {
	Fetched time.Time // when the answer came, by the wall clock: rentals count from here
	// Within is how much later than Fetched the answer may have come: 0 for an answer, the length of the walk for items from
	// a file.
	Within    time.Duration
	RequestID string // what LootLocker's support needs; "" where it is not known
	After     Cursor // the cursor of the request
}

// Item is one asset instance in an inventory. It holds what differs from item to item. Its template holds what lists and
// queries read besides; Details decodes the rest. An item with a known template takes 56 bytes.
//
// An Item does not change after it is decoded.
type Item struct {
	instance InstanceID
	asset    *Asset
	origin   *Origin
	acquired int64 // Unix seconds; noDate where not known
	left     int64 // seconds of the rental, where the template has a slot for them
	template *template
}

const noDate = -1 << 63

// Reasons why an item is not understood.
const (
	faultNotObject     = "the server sent something else than an object"
	faultNotJSON       = "its JSON is malformed"
	faultNoInstance    = "the server sent no instance_id"
	faultInstanceShape = "its instance_id is not a whole number"
	faultAssetShape    = "its asset is neither an object nor a text"
)

// Instance is the item's id; the zero id where the item has none.
func (it *Item) Instance() InstanceID { return it.instance }

// Universal reports whether the id is a universal_id, which has no instance.
func (it *Item) Universal() bool { return it.template.universal }

// Asset is what the item is an instance of; nil where the server sent none.
func (it *Item) Asset() *Asset { return it.asset }

// Source is how the holder got the item, such as "grant_admin".
func (it *Item) Source() text.Text { return it.template.source }

// Origin is where the item's page came from. It is never nil.
func (it *Item) Origin() *Origin { return it.origin }

// Fault says why the item, or a value that lists and queries read, is not understood; "" otherwise. The item's JSON is
// complete in any case.
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

// Acquired is when the holder got the item, in whole seconds. It is false where the server sent nothing, something that is
// not a date, or the zero date: ItemDetails.Acquired has what it sent.
func (it *Item) Acquired() (time.Time, bool) {
	return time.Unix(it.acquired, 0), it.acquired >= firstDate
}

// Rental is the state of the item's rental at the time now.
func (it *Item) Rental(now time.Time) Rental {
	if it.template.rental == nil {
		return Rental{}
	}
	acquired, ok := it.Acquired()
	if !ok {
		acquired = time.Time{}
	}
	terms := *it.template.rental
	if it.template.slots.has(LeftSlot) {
		terms.left.n = it.left
	}
	return terms.at(it.origin.Fetched, it.origin.Within, acquired, now)
}

// AppendRaw appends the item as the server sent it, byte for byte.
func (it *Item) AppendRaw(dst []byte) []byte { return it.template.append(dst, it.fill) }

func (it *Item) fill(dst []byte, kind SlotKind) []byte {
	switch kind {
	case IDSlot:
		return it.instance.appendTo(dst)
	case DateSlot:
		return appendDate(dst, it.acquired)
	case LeftSlot:
		return strconv.AppendInt(dst, it.left, 10)
	}
	return append(dst, it.asset.raw...)
}

// Raw is the item as the server sent it, byte for byte. The caller owns it. It is valid JSON unless Valid says otherwise.
func (it *Item) Raw() jsontext.Value { return it.AppendRaw(nil) }

// Valid reports whether the item's bytes are JSON. An export has to be valid JSON, so an item that is not is written as a
// string.
func (it *Item) Valid() bool { return !it.template.malformed }

// AppendJSON appends the item as valid JSON: Raw, or a string that contains it where it is malformed.
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
	own = it.template.append(dst, func(dst []byte, kind SlotKind) []byte {
		if kind != AssetSlot {
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
	// The bytes decide what a template leaves out, so different templates are different bytes.
	if t != u && (t.slots != u.slots || t.text != u.text) {
		return false
	}
	return (!t.slots.has(IDSlot) || it.instance == other.instance) &&
		(!t.slots.has(DateSlot) || it.acquired == other.acquired) &&
		(!t.slots.has(LeftSlot) || it.left == other.left) &&
		(!t.slots.has(AssetSlot) || it.asset == other.asset || it.asset.raw == other.asset.raw)
}

// Repeats reports whether two items are the same unchanged one, whatever their rentals' time: its id and all else are equal.
func (it *Item) Repeats(other *Item) bool {
	return it.instance == other.instance && it.fingerprint() == other.fingerprint()
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

// fields are the members of the item, with null for its asset.
func (it *Item) fields() (*fields, bool) {
	own, _ := it.AppendOwn(nil)
	return value{Value: own, left: &leftovers{}}.fields()
}

// ItemDetails is what only the detail of an item shows.
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

// Details decodes the item at every call; keep the result.
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
		f.take("universal_id", func(value) bool { return it.Universal() })
	}
	d.Extra = f.rest()
	return d
}
