package models

import (
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"lootlens/models/text"
)

// Origin is where a page's items came from.
type Origin struct {
	Fetched time.Time // when the answer came: rentals count from here
	// Within is how much later than Fetched the answer may have come: 0 for an
	// answer, the length of the walk for items from a file.
	Within    time.Duration
	RequestID string // what LootLocker's support asks for; "" when not told
	After     Cursor // the cursor that was asked with
}

// Item is one asset instance in an inventory. It keeps what differs from item to
// item; what a list and a query read besides is decoded with its form, and the rest
// when looked at. An item of a known form costs 48 bytes.
//
// An Item does not change after it is decoded.
type Item struct {
	instance InstanceID
	asset    *Asset
	origin   *Origin
	acquired int64 // Unix seconds; noDate when absent or not a date
	form     *form
}

const noDate = -1 << 63

// fault is why an item fits no shape that the API's sources show.
type fault int8

const (
	noFault fault = iota
	faultNotObject
	faultNotJSON
	faultNoInstance
	faultInstanceShape
	faultAssetShape
)

var faults = [...]string{
	faultNotObject:     "the server sent something else than an object",
	faultNotJSON:       "its JSON is malformed",
	faultNoInstance:    "the server sent no instance_id",
	faultInstanceShape: "its instance_id is not a whole number",
	faultAssetShape:    "its asset is neither an object nor a text",
}

// Instance is the item's id; absent on an item that has none.
func (it *Item) Instance() InstanceID { return it.instance }

// Universal reports whether the id is a universal_id, which has no instance.
func (it *Item) Universal() bool { return it.form.universal }

// Asset is what the item is an instance of; nil where the server sent none.
func (it *Item) Asset() *Asset { return it.asset }

// Source is how the holder came by the item, such as "grant_admin".
func (it *Item) Source() text.Text { return it.form.source }

// Origin is where the item's page came from. It is never nil.
func (it *Item) Origin() *Origin { return it.origin }

// Fault says why the item is marked as not understood, or is "". Its JSON is
// complete all the same.
func (it *Item) Fault() string { return faults[it.form.fault] }

// Name is the asset's name, or a stand-in in brackets that says why there is none.
func (it *Item) Name() text.Text {
	switch {
	case it.asset == nil && it.form.fault != noFault:
		return text.Of("(not understood)")
	case it.asset == nil:
		return text.Of("(no asset)")
	case !blank(it.asset.Name):
		return it.asset.Name
	case it.asset.ID.IsZero():
		return text.Of("(unnamed)")
	default:
		return text.Of("(unnamed asset " + it.asset.ID.String() + ")")
	}
}

// blank reports whether a text shows nothing.
func blank(t text.Text) bool { return strings.TrimSpace(t.Line()) == "" }

// Rarity is the asset's rarity; zero where there is no asset.
func (it *Item) Rarity() Rarity {
	if it.asset == nil {
		return Rarity{}
	}
	return it.asset.Rarity
}

// Acquired is when the holder came by the item. It is false where the server
// does not say, or says no date: ItemDetails.Acquired has its words.
func (it *Item) Acquired() (time.Time, bool) {
	if it.acquired == noDate {
		return time.Time{}, false
	}
	return time.Unix(it.acquired, 0), true
}

// Rental is the state of the item's rental at the time now.
func (it *Item) Rental(now time.Time) Rental {
	if it.form.terms == nil {
		return Rental{}
	}
	r := it.form.terms.at(it.origin.Fetched, now)
	if r.State == RentalContradictory {
		f := it.rest()
		f.take("rental", func(v jsontext.Value) bool { r.Raw = string(v); return true })
	}
	return r
}

// AppendRaw appends the item as the server sent it, byte for byte.
func (it *Item) AppendRaw(dst []byte) []byte {
	return it.form.append(dst, it.fill)
}

func (it *Item) fill(dst []byte, h hole) []byte {
	switch h {
	case idHole:
		return it.instance.appendTo(dst)
	case dateHole:
		return appendDate(dst, it.acquired)
	}
	return append(dst, it.asset.raw...)
}

// Raw is the item as the server sent it, byte for byte. The caller owns it. It is
// valid JSON unless Valid says otherwise.
func (it *Item) Raw() jsontext.Value { return it.AppendRaw(nil) }

// Valid reports whether the item's bytes are JSON. What reads an export needs
// JSON, so an item that is none has to be written as a string.
func (it *Item) Valid() bool { return it.form.fault != faultNotJSON }

// AppendJSON appends the item as valid JSON: Raw, or a string with the bytes that
// came where they are none.
func (it *Item) AppendJSON(dst []byte) []byte {
	if it.Valid() {
		return it.AppendRaw(dst)
	}
	out, _ := jsontext.AppendQuote(dst, string(it.Raw()))
	return out
}

// SameJSON reports whether two items came with the same bytes. Their assets' bytes
// are compared only where they are not one Asset.
func (it *Item) SameJSON(other *Item) bool {
	f, g := it.form, other.form
	// What is left out follows from the bytes, so other forms are other bytes.
	if f != g && (f.at != g.at || f.text != g.text) {
		return false
	}
	return (!f.has(idHole) || it.instance == other.instance) &&
		(!f.has(dateHole) || it.acquired == other.acquired) &&
		(!f.has(assetHole) || it.asset == other.asset || it.asset.raw == other.asset.raw)
}

// rest is the members of the item but for its asset.
func (it *Item) rest() fields {
	own, _ := it.AppendOwn(nil)
	list, _ := members(own)
	return list
}

// ItemDetails is what only an item's own page shows.
type ItemDetails struct {
	Variation    Number
	RentalOption Number
	Balance      Number
	Acquired     text.Text // as sent; RFC 3339
	// Extra is what has no name here, or a shape that no source shows.
	Extra []Field
}

// Details decodes the rest of the item anew at each call; keep the answer.
func (it *Item) Details() ItemDetails {
	var d ItemDetails
	f := it.rest()
	f.number(&d.Variation, "variation_id")
	f.number(&d.RentalOption, "rental_option_id")
	f.number(&d.Balance, "balance")
	f.scalar(&d.Acquired, "acquisition_date")
	known := func(jsontext.Value) bool { return true }
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
