package models

import (
	"math"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"lootlens/models/text"
)

// Number is a JSON number exactly as the server sent it, since a float would
// change large ones; "" when null or absent.
type Number string

// Int64 is the number as a whole one, cut towards zero. It is false when the
// number is absent or does not fit.
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
func (f Flag) String() string {
	switch f {
	case FlagYes:
		return "yes"
	case FlagNo:
		return "no"
	}
	return ""
}

// Field is a member of an answer for which there is no name here, or whose value
// has a shape that none of the API's sources shows. It is kept as it came.
type Field struct {
	Name text.Text
	Raw  jsontext.Value
}

// Value is the field's value for people: a string without its quotes, anything
// else as JSON.
func (f Field) Value() text.Text {
	if t, ok := rawText(f.Raw); ok {
		return t
	}
	return text.Of(string(f.Raw))
}

// StoragePair is one key and value that a game keeps on an asset or an instance.
type StoragePair struct {
	ID         Number // only instance storage has one
	Key, Value text.Text
}

// fields are the members of an object while they are read by name. What is not
// taken by the end is what the server sent and this package does not know.
type fields []member

// take calls read for each member with that name; a value that read refuses
// stays, so that it is shown as it came. JSON null counts as absent.
func (f fields) take(name string, read func(jsontext.Value) bool) {
	for i := range f {
		if f[i].raw == nil || f[i].name != name {
			continue
		}
		if f[i].raw.Kind() == 'n' || read(f[i].raw) {
			f[i].raw = nil
		}
	}
}

func (f fields) text(to *text.Text, names ...string) {
	into(f, to, rawText, names)
}

// scalar takes a string, number or boolean as text.
func (f fields) scalar(to *text.Text, names ...string) {
	into(f, to, rawScalar, names)
}

func (f fields) number(to *Number, names ...string) {
	into(f, to, rawNumber, names)
}

func (f fields) flag(to *Flag, names ...string) {
	into(f, to, rawFlag, names)
}

func (f fields) id(to *id, names ...string) {
	into(f, to, rawID, names)
}

func (f fields) pairs(to *[]StoragePair, name string) {
	into(f, to, rawPairs, []string{name})
}

func into[T any](f fields, to *T, read func(jsontext.Value) (T, bool), names []string) {
	for _, name := range names {
		f.take(name, func(raw jsontext.Value) bool {
			v, ok := read(raw)
			if ok {
				*to = v
			}
			return ok
		})
	}
}

// rest is what nobody took.
func (f fields) rest() (extra []Field) {
	for _, m := range f {
		if m.raw != nil {
			extra = append(extra, Field{text.Of(m.name), m.raw.Clone()})
		}
	}
	return extra
}

func rawText(raw jsontext.Value) (text.Text, bool) {
	if raw.Kind() != '"' {
		return text.Text{}, false
	}
	s, ok := unquote(raw)
	return text.Of(s), ok
}

func rawScalar(raw jsontext.Value) (text.Text, bool) {
	switch raw.Kind() {
	case '"':
		return rawText(raw)
	case '0', 't', 'f':
		return text.Of(string(raw)), true
	}
	return text.Text{}, false
}

func rawNumber(raw jsontext.Value) (Number, bool) {
	switch raw.Kind() {
	case '0':
		return Number(raw), true
	case '"':
		s, ok := unquote(raw)
		s = strings.TrimSpace(s)
		if !ok || s != "" && !validNumber(s) {
			return "", false
		}
		return Number(s), true
	}
	return "", false
}

func validNumber(s string) bool {
	v := jsontext.Value(s)
	return v.Kind() == '0' && v.IsValid()
}

func rawFlag(raw jsontext.Value) (Flag, bool) {
	s := string(raw)
	if raw.Kind() == '"' {
		s, _ = unquote(raw)
	}
	switch strings.ToLower(strings.TrimSpace(s)) {
	case "true", "1", "yes":
		return FlagYes, true
	case "false", "0", "no":
		return FlagNo, true
	case "":
		return FlagUnset, true
	}
	return FlagUnset, false
}

// rawPairs accepts an array of {"key","value"} with null elements, and an object
// of names and values. Any other element refuses the whole, so that it is shown
// as it came.
func rawPairs(raw jsontext.Value) ([]StoragePair, bool) {
	list, ok := elements(raw)
	if !ok {
		return namedPairs(raw)
	}
	pairs := make([]StoragePair, 0, len(list))
	for _, e := range list {
		if e.Kind() == 'n' {
			continue
		}
		var p StoragePair
		m, ok := members(e)
		f := fields(m)
		f.number(&p.ID, "id")
		f.scalar(&p.Key, "key", "name")
		f.take("value", func(v jsontext.Value) bool { p.Value = Field{Raw: v}.Value(); return true })
		if !ok || len(f.rest()) > 0 {
			return nil, false
		}
		pairs = append(pairs, p)
	}
	return pairs, true
}

// namedPairs accepts {"name":value} and [{"name":value},…].
func namedPairs(raw jsontext.Value) ([]StoragePair, bool) {
	objects := []jsontext.Value{raw}
	if list, ok := elements(raw); ok {
		objects = list
	}
	var pairs []StoragePair
	for _, o := range objects {
		if o.Kind() == 'n' {
			continue
		}
		list, ok := members(o)
		if !ok {
			return nil, false
		}
		for _, m := range list {
			pairs = append(pairs, StoragePair{Key: text.Of(m.name), Value: Field{Raw: m.raw}.Value()})
		}
	}
	return pairs, true
}
