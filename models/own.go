package models

import (
	"iter"
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

// What a search over many items reads without decoding them.

// JSON is Raw as a string, at no cost.
func (a *Asset) JSON() string { return a.raw }

// AppendOwn appends the item's JSON with null in place of its asset's. at is where
// that null is in own, or -1 where own is all of the item's JSON: the server sent
// no asset, or none that could be read.
func (it *Item) AppendOwn(dst []byte) (own []byte, at int) {
	from := len(dst)
	at = -1
	own = it.form.append(dst, func(dst []byte, h hole) []byte {
		if h != assetHole {
			return it.fill(dst, h)
		}
		at = len(dst) - from
		return append(dst, "null"...)
	})
	return own, at
}

// Term is Rental without Raw, which costs the most of it.
func (it *Item) Term(now time.Time) Rental { return it.form.terms.at(it.origin.Fetched, now) }

// Member is the value of an object's member, nil where there is none. The last
// counts where several have the name.
func Member(object jsontext.Value, name string) (last jsontext.Value) {
	for n, v := range Members(object) {
		if string(n) == name {
			last = v
		}
	}
	return last
}

// Members are the names and values of a valid JSON object, in order; none where raw
// is no object. Both are parts of raw, but for a name that is spelled with escapes.
func Members(raw jsontext.Value) iter.Seq2[[]byte, jsontext.Value] {
	return func(yield func([]byte, jsontext.Value) bool) {
		if len(raw) == 0 || raw[0] != '{' {
			return
		}
		for o := openObject(raw, 0); ; {
			quoted, ok := o.key()
			if !ok {
				return
			}
			v, ok := o.value()
			if !ok || !yield(plainName(quoted), v) {
				return
			}
		}
	}
}

// Elements are the values of a valid JSON array; none where raw is no array.
func Elements(raw jsontext.Value) []jsontext.Value {
	list, _ := elements(raw)
	return list
}
