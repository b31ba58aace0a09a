package models

import (
	"math"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"lootlens/models/jsonscan"
	"lootlens/models/text"
)

// lenient accepts what real servers send and strict JSON forbids: a repeated name (the last one counts) and broken UTF-8
// (repaired when decoded).
var lenient = []jsontext.Options{jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)}

func valid(raw jsontext.Value) bool { return raw.IsValid(lenient...) }

// Field is a member or element of an answer that this package does not know, or whose value has a shape that it does not
// know. It is kept as it came. Name is its path, such as "weight" or "rental_options[1].badge".
type Field struct {
	Name text.Text
	Raw  jsontext.Value
}

// Value is the field's value for people: a string without its quotes, anything else as JSON.
func (f Field) Value() text.Text { return anyText(value{Value: f.Raw}) }

// leftovers collects what is not understood of an object and its parts.
type leftovers struct {
	extra []Field  // unknown members, elements that fit no shape, and the odd ones
	odd   []string // paths of the members whose name is known and whose shape is not
}

// value is a valid JSON value and its path in the object that is decoded.
type value struct {
	jsontext.Value
	path string
	left *leftovers
}

// fields are the members of an object while they are read by name. Unknown members do not affect the known ones.
type fields struct {
	list  []member
	path  string // what begins the path of a member: "" or "rarity."
	left  *leftovers
	known int // members whose name is known
}

var null = jsontext.Value("null")

type member struct {
	name []byte         // part of the object, where it has no escapes
	raw  jsontext.Value // nil once it is read
}

// fields splits an object. It is false where v is not an object.
func (v value) fields() (*fields, bool) {
	f := &fields{path: v.path, left: v.left}
	if v.path != "" {
		f.path += "."
	}
	f.list = make([]member, 0, min(48, 2+len(v.Value)/48)) // of some 48 bytes each
	for name, raw := range jsonscan.Members(v.Value) {
		f.list = append(f.list, member{name, raw})
	}
	return f, len(v.Value) > 0 && v.Value[0] == '{'
}

// elements splits an array, without its null elements. It is false where v is not an array.
func (v value) elements() (list []value, ok bool) {
	elements := jsonscan.Elements(v.Value)
	for i, raw := range elements {
		if raw.Kind() != 'n' {
			list = append(list, value{raw, v.path + "[" + strconv.Itoa(i) + "]", v.left})
		}
	}
	return list, elements != nil
}

// keep puts the value among the leftovers.
func (v value) keep() {
	v.left.extra = append(v.left.extra, Field{text.Of(v.path), v.Clone()})
}

// take calls read for each member called name. null counts as absent; a value that read refuses stays with the leftovers.
func (f *fields) take(name string, read func(value) bool) {
	for i := range f.list {
		m := &f.list[i]
		if m.raw == nil || string(m.name) != name {
			continue
		}
		f.known++
		if m.raw.Kind() == 'n' || read(value{m.raw, f.path + name, f.left}) {
			m.raw = nil
		} else {
			f.left.odd = append(f.left.odd, f.path+name)
		}
	}
}

// into reads the members with these names into to. The last one counts.
func into[T any](f *fields, to *T, read func(value) (T, bool), names ...string) {
	for _, name := range names {
		f.take(name, func(v value) bool {
			got, ok := read(v)
			if ok {
				*to = got
			}
			return ok
		})
	}
}

func (f *fields) text(to *text.Text, names ...string)   { into(f, to, asText, names...) }
func (f *fields) scalar(to *text.Text, names ...string) { into(f, to, asScalar, names...) }
func (f *fields) any(to *text.Text, names ...string)    { into(f, to, asAny, names...) }
func (f *fields) number(to *Number, names ...string)    { into(f, to, asNumber, names...) }
func (f *fields) flag(to *Flag, names ...string)        { into(f, to, asFlag, names...) }
func (f *fields) id(to *id, names ...string)            { into(f, to, asID, names...) }

// objectOf reads an object with read. An object without any known member is refused.
func objectOf[T any](read func(*fields, *T)) func(value) (T, bool) {
	return func(v value) (to T, ok bool) {
		f, ok := v.fields()
		read(f, &to)
		if f.known == 0 && len(f.list) > 0 {
			return to, false
		}
		f.rest()
		return to, ok
	}
}

// listOf reads an array with read. An element that read refuses stays with the leftovers and does not affect the others.
func listOf[T any](read func(value) (T, bool)) func(value) ([]T, bool) {
	return func(v value) (out []T, ok bool) {
		list, ok := v.elements()
		for _, e := range list {
			if one, ok := read(e); ok {
				out = append(out, one)
			} else {
				e.keep()
			}
		}
		return out, ok
	}
}

// rest moves the members that were not read to the leftovers and returns them all.
func (f *fields) rest() []Field {
	for _, m := range f.list {
		if m.raw != nil {
			value{m.raw, f.path + string(m.name), f.left}.keep()
		}
	}
	f.list = nil
	return f.left.extra
}

// pairsLeft takes the members that were not read as names and values.
func (f *fields) pairsLeft() (pairs []StoragePair) {
	for _, m := range f.list {
		if m.raw != nil && m.raw.Kind() != 'n' {
			pairs = append(pairs, StoragePair{Key: text.Of(string(m.name)), Value: anyText(value{Value: m.raw})})
		}
	}
	f.list = nil
	return pairs
}

func unquote(quoted []byte) string { return string(jsonscan.Unquote(quoted)) }

func asText(v value) (text.Text, bool) {
	if v.Kind() != '"' {
		return text.Text{}, false
	}
	return text.Of(unquote(v.Value)), true
}

// asScalar takes a string, number or boolean as text.
func asScalar(v value) (text.Text, bool) {
	switch v.Kind() {
	case '"', '0', 't', 'f':
		return anyText(v), true
	}
	return text.Text{}, false
}

func anyText(v value) text.Text {
	if t, ok := asText(v); ok {
		return t
	}
	return text.Of(string(v.Value))
}

func asAny(v value) (text.Text, bool) { return anyText(v), true }

func asTexts(v value) ([]text.Text, bool) {
	return listOf(asAny)(v)
}

func asNumber(v value) (Number, bool) {
	switch v.Kind() {
	case '0':
		return Number(v.Value), true
	case '"':
		s := strings.TrimSpace(unquote(v.Value))
		n := jsontext.Value(s)
		return Number(s), s == "" || n.Kind() == '0' && n.IsValid()
	}
	return "", false
}

func asFlag(v value) (Flag, bool) {
	switch strings.ToLower(strings.TrimSpace(anyText(v).Raw())) {
	case "true", "1", "yes":
		return FlagYes, true
	case "false", "0", "no":
		return FlagNo, true
	case "":
		return FlagUnset, true
	}
	return FlagUnset, false
}

// asPairs accepts an array of {"key","value"} and an object of names and values.
func asPairs(v value) ([]StoragePair, bool) {
	if v.Kind() == '{' {
		return asNamedPairs(v)
	}
	return listOf(objectOf(func(f *fields, p *StoragePair) {
		f.number(&p.ID, "id")
		f.scalar(&p.Key, "key", "name")
		f.any(&p.Value, "value")
	}))(v)
}

// asNamedPairs accepts {"name":value} and [{"name":value},…].
func asNamedPairs(v value) (pairs []StoragePair, ok bool) {
	list, ok := v.elements()
	if !ok {
		f, ok := v.fields()
		return f.pairsLeft(), ok
	}
	for _, e := range list {
		if f, ok := e.fields(); ok {
			pairs = append(pairs, f.pairsLeft()...)
		} else {
			e.keep()
		}
	}
	return pairs, true
}

func asAsset(v value) (*Asset, bool) {
	if k := v.Kind(); k != '{' && k != '"' {
		return nil, false
	}
	return readAsset(v.Value), true
}

// Number is a JSON number exactly as the server sent it, since a float would change large ones; "" when null or absent.
type Number string

// Int64 is the number as a whole one, cut towards zero. It is false when the number is absent or does not fit.
func (n Number) Int64() (int64, bool) {
	if i, err := strconv.ParseInt(string(n), 10, 64); err == nil {
		return i, true
	}
	f, err := strconv.ParseFloat(string(n), 64)
	if err != nil || math.Abs(f) >= 1<<63 {
		return 0, false
	}
	return int64(f), true
}

// Float is the number as a float64, rounded where it has to be.
func (n Number) Float() (float64, bool) {
	f, err := strconv.ParseFloat(string(n), 64)
	return f, err == nil
}

// Flag is a boolean that may be null or absent.
type Flag int8

// The three values of a Flag.
const (
	FlagUnset Flag = iota
	FlagNo
	FlagYes
)

// String is "yes", "no", or "" when unset.
func (f Flag) String() string { return [...]string{"", "no", "yes"}[f] }

// StoragePair is one key and value that a game keeps on an asset or an instance.
type StoragePair struct {
	ID         Number // only instance storage has one
	Key, Value text.Text
}
