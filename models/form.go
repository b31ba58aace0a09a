package models

import (
	"encoding/binary"
	"slices"

	"github.com/go-json-experiment/json/jsontext"

	"lootlens/models/text"
)

// form is an item's JSON without what differs from item to item: its id, its asset
// and its date. Most items of an inventory have one of a few forms, and one that is
// known needs no second look: what is put in is a number, valid JSON or a date.
type form struct {
	text string
	// at are the places in text where these go in, by hole; -1: nothing goes in.
	at        [holes]int32
	fault     fault
	universal bool
	terms     *terms
	source    text.Text
}

// hole is what a form leaves out.
type hole int8

const (
	idHole hole = iota
	assetHole
	dateHole
	holes
)

// has reports whether the form leaves something out.
func (f *form) has(h hole) bool { return f.at[h] >= 0 }

// append appends the form's text, with each hole filled by fill.
func (f *form) append(dst []byte, fill func(dst []byte, h hole) []byte) []byte {
	last := int32(-1)
	for range holes {
		next := holes
		for h := range holes {
			if f.at[h] > last && (next == holes || f.at[h] < f.at[next]) {
				next = h
			}
		}
		if next == holes {
			break
		}
		dst = fill(append(dst, f.text[max(0, last):f.at[next]]...), next)
		last = f.at[next]
	}
	return append(dst, f.text[max(0, last):]...)
}

// cut is a part of an item's bytes; the zero value is none.
type cut struct{ from, to int }

// read is what was found in an item, of which its form is made.
type read struct {
	form
	cuts          [holes]cut
	rental, given jsontext.Value
}

// keyHead is how many bytes of a form's key say where its holes are.
const keyHead = 4 * int(holes)

// form returns the one form that raw has, or nil where it has its own: that is
// the item's once the page is finished.
func (d *pageDecoder) form(item int, r read, raw []byte) *form {
	d.key = append(d.key[:0], make([]byte, keyHead)...)
	pos := 0
	for h := range r.at {
		r.at[h] = -1
	}
	for range holes {
		next := holes
		for h := range holes {
			if c := r.cuts[h]; c.to > 0 && c.from >= pos && (next == holes || c.from < r.cuts[next].from) {
				next = h
			}
		}
		if next == holes {
			break
		}
		d.key = append(d.key, raw[pos:r.cuts[next].from]...)
		r.at[next] = int32(len(d.key) - keyHead)
		pos = r.cuts[next].to
	}
	d.key = append(d.key, raw[pos:]...)
	for h, at := range r.at {
		binary.LittleEndian.PutUint32(d.key[4*h:], uint32(at))
	}
	if f := d.pool.forms[string(d.key)]; f != nil {
		return f
	}
	f := r.form
	if !valid(d.withoutAsset(r, raw)) {
		f.fault = faultNotJSON
	}
	f.terms, f.source = d.pool.termsOf(r.rental), d.pool.sourceOf(r.given)
	if len(d.pool.forms) < mostForms {
		key := string(d.key)
		f.text = key[keyHead:]
		d.pool.forms[key] = &f
		return &f
	}
	from := len(d.arena)
	d.arena = append(d.arena, d.key[keyHead:]...)
	d.own = append(d.own, ownForm{item, from, len(d.arena), f})
	return nil
}

// withoutAsset is the item with null for its asset, which is known to be valid.
func (d *pageDecoder) withoutAsset(r read, raw []byte) []byte {
	c := r.cuts[assetHole]
	if c.to == 0 {
		return raw
	}
	return slices.Concat(raw[:c.from], []byte("null"), raw[c.to:])
}
