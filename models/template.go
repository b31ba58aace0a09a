package models

import (
	"bytes"
	"encoding/binary"
	"hash/maphash"
	"slices"

	"github.com/go-json-experiment/json/jsontext"

	"lootlens/models/text"
)

// SlotKind is what goes into a slot of a template. The history stores the numbers: they do not change.
type SlotKind int8

// The kinds of slot.
const (
	IDSlot   SlotKind = iota
	DateSlot          // acquisition_date, in Unix seconds
	LeftSlot          // time_left of the rental, in seconds
	AssetSlot
	slotKinds
)

// slot is a place in a template's text.
type slot struct {
	at   int32
	kind SlotKind
}

// slots are in the order of their places.
type slots struct {
	all [slotKinds]slot
	n   int8
}

func (s *slots) has(kind SlotKind) bool {
	for _, x := range s.all[:s.n] {
		if x.kind == kind {
			return true
		}
	}
	return false
}

// template is an item's JSON without what differs from item to item, and what follows from it.
type template struct {
	text  string
	slots slots

	hash      uint64       // of what stays the same while a rental's time runs
	fault     string       // why an item is marked; "" for none
	malformed bool         // the item is not JSON
	portable  bool         // the text is in the form of Item.AppendPortable
	universal bool         // the id is a universal_id
	rental    *rentalTerms // of which time_left counts only where it has no slot
	source    text.Text
}

// Template is an item's JSON without the values that differ from item to item. It can be compared: what is equal has the
// same bytes, and items of one page with the same bytes are mostly equal.
type Template struct{ t *template }

// Template is the template that the item fits.
func (it *Item) Template() Template { return Template{it.template} }

// AppendJSON appends the template with null in each slot, in a date's with its quotes, and calls slot for each, with its
// place in what is appended. It is JSON where the item is.
func (t Template) AppendJSON(dst []byte, slot func(at int, kind SlotKind)) []byte {
	from, pos, text := len(dst), int32(0), t.t.text
	for _, s := range t.t.slots.all[:t.t.slots.n] {
		end, next := s.at, s.at
		if s.kind == DateSlot { // it is within the quotes
			end, next = end-1, next+1
		}
		dst = append(dst, text[pos:end]...)
		slot(len(dst)-from, s.kind)
		dst, pos = append(dst, "null"...), next
	}
	return append(dst, text[pos:]...)
}

// SlotValue is what the item has in the slot for a date or a time left; false where its template has no such slot.
func (it *Item) SlotValue(kind SlotKind) (n int64, ok bool) {
	n = it.left
	if kind == DateSlot {
		n = it.acquired
	}
	return n, it.template.slots.has(kind)
}

// append appends the template's text, with each slot filled by fill.
func (t *template) append(dst []byte, fill func(dst []byte, kind SlotKind) []byte) []byte {
	pos := int32(0)
	dst = slices.Grow(dst, len(t.text))
	for _, s := range t.slots.all[:t.slots.n] {
		dst = fill(append(dst, t.text[pos:s.at]...), s.kind)
		pos = s.at
	}
	return append(dst, t.text[pos:]...)
}

// span is a part of an item's bytes.
type span struct {
	from, to int
	kind     SlotKind
}

// scanned is what one pass over an item's bytes found.
type scanned struct {
	spans     []span   // what the template leaves out, in order
	members   []member // of an object; null for its asset
	fault     string
	malformed bool
	universal bool
	rental    span // where the latest rental's value is; empty for none
}

// drop removes the span of a kind: of several members with one name the last counts.
func (s *scanned) drop(kind SlotKind) {
	for i, x := range s.spans {
		if x.kind == kind {
			s.spans = append(s.spans[:i], s.spans[i+1:]...)
			return
		}
	}
}

// set replaces the span of a kind. The new one is behind all others.
func (s *scanned) set(kind SlotKind, from, to int) {
	s.drop(kind)
	s.spans = append(s.spans, span{from, to, kind})
}

const keyHead = 5 * int(slotKinds) // bytes of a template's key that say where its slots are

// template returns the one template that fits raw, or nil where it fits no other item: that is the item's once the page
// is finished.
func (d *pageDecoder) template(item int, it *Item, s *scanned, raw []byte) *template {
	d.key = append(d.key[:0], make([]byte, keyHead)...)
	var at slots
	pos := 0
	for i, x := range s.spans {
		d.key = append(d.key, raw[pos:x.from]...)
		pos = x.to
		at.all[i], at.n = slot{int32(len(d.key) - keyHead), x.kind}, int8(i+1)
		d.key[5*i] = 1 + byte(x.kind)
		binary.LittleEndian.PutUint32(d.key[5*i+1:], uint32(at.all[i].at))
	}
	d.key = append(d.key, raw[pos:]...)
	if t := d.pool.templates[string(d.key)]; t != nil {
		d.pool.remember(t, it)
		return t
	}
	t := template{slots: at, fault: s.fault, malformed: s.malformed, universal: s.universal}
	d.readOwn(&t, s, raw)
	if len(d.pool.templates) < mostTemplates {
		key := string(d.key)
		t.text = key[keyHead:]
		d.pool.templates[key] = &t
		return &t
	}
	from := len(d.arena)
	d.arena = append(d.arena, d.key[keyHead:]...)
	d.single = append(d.single, singleTemplate{item, from, len(d.arena), t})
	return nil
}

// readOwn reads what a list and a query need of the item's own members.
func (d *pageDecoder) readOwn(t *template, s *scanned, raw []byte) {
	var h maphash.Hash
	h.SetSeed(contents)
	d.own = d.own[:0]
	pos := 0
	var rental span // in own, where the time left is not the item's
	for _, x := range s.spans {
		hashOutside(&h, raw, pos, x.from, s.rental)
		d.own = append(d.own, raw[pos:x.from]...)
		switch pos = x.to; x.kind {
		case AssetSlot:
			d.own = append(d.own, "null"...) // known to be valid
		case LeftSlot:
			rental.from = len(d.own) - (x.from - s.rental.from)
			rental.to = rental.from + (s.rental.to - s.rental.from) - (x.to - x.from) + 1
			d.own = append(d.own, '0') // each item has its own
		default:
			d.own = append(d.own, raw[x.from:x.to]...)
		}
	}
	hashOutside(&h, raw, pos, len(raw), s.rental)
	d.own = append(d.own, raw[pos:]...)
	t.hash = h.Sum64()
	own := jsontext.Value(d.own)
	// Names with escapes are written without them where a name comes twice in the asset.
	t.portable = !t.malformed && bytes.IndexByte(own, '\\') < 0 && isPortable(own)
	if t.malformed || !t.portable && !valid(own) {
		t.fault, t.malformed = faultNotJSON, true
		return
	}
	if len(s.members) == 0 {
		return
	}
	left := &leftovers{}
	f := &fields{list: s.members, left: left}
	var details ItemDetails
	if details.read(f); !t.slots.has(DateSlot) && !isDate(details.Acquired) {
		left.odd = append(left.odd, "acquisition_date")
	}
	f.scalar(&t.source, "acquisition_source")
	f.take("rental", func(v value) bool {
		if rental.to > 0 {
			v.Value = own[rental.from:rental.to]
		}
		t.rental = d.pool.terms(v)
		return true
	})
	t.source = d.pool.source(t.source)
	if t.fault == "" {
		t.fault = oddFault("its ", left.odd)
	}
}

// isDate reports whether t is a date or empty.
func isDate(t text.Text) bool {
	_, ok := parseDate(t.Raw())
	return ok
}

// hashOutside adds raw[from:to] to h, but for what is in skip.
func hashOutside(h *maphash.Hash, raw []byte, from, to int, skip span) {
	if end := min(to, skip.from); from < end {
		h.Write(raw[from:end])
	}
	if begin := max(from, skip.to); begin < to {
		h.Write(raw[begin:to])
	}
}
