// Package jsonscan finds where the values of a JSON text begin and end, without decoding, copying or allocating.
//
// It is for texts of megabytes that are split or indexed at the speed of memory, while jsontext checks or decodes only the
// parts that are looked at. It follows quotes and brackets and checks nothing else, stops at the end of the text wherever
// that is, and nesting costs it no memory.
package jsonscan

import (
	"bytes"
	"iter"

	"github.com/go-json-experiment/json/jsontext"
)

// SkipSpace returns the index of the first byte from i on that is not JSON white space, or len(b).
func SkipSpace(b []byte, i int) int {
	for i < len(b) && (b[i] == ' ' || b[i] == '\n' || b[i] == '\t' || b[i] == '\r') {
		i++
	}
	return i
}

// SkipString returns the index after the string whose opening quote is b[i], or -1 where it does not end.
func SkipString(b []byte, i int) int {
	i++
	for {
		n := bytes.IndexByte(b[i:], '"')
		if n < 0 {
			return -1
		}
		end := i + n
		slashes := 0
		for end-1-slashes >= i && b[end-1-slashes] == '\\' {
			slashes++
		}
		i = end + 1
		if slashes%2 == 0 {
			return i
		}
	}
}

// SkipValue returns the index after the value that begins at b[i], or -1 where it is cut. A number or literal at the end
// of b counts as cut.
func SkipValue(b []byte, i int) int {
	if i >= len(b) {
		return -1
	}
	switch b[i] {
	case '"':
		return SkipString(b, i)
	case '{', '[':
	default:
		for ; i < len(b); i++ {
			switch b[i] {
			case ',', '}', ']', ' ', '\n', '\t', '\r':
				return i
			}
		}
		return -1
	}
	for depth := 0; i < len(b); i++ {
		switch b[i] {
		case '"':
			if i = SkipString(b, i) - 1; i < 0 {
				return -1
			}
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return -1
}

// at is the byte at i, or 0 after the end.
func at(b []byte, i int) byte {
	if i < len(b) {
		return b[i]
	}
	return 0
}

// Object steps over the members of an object: Name, then Value or a read of the caller's own that moves Pos behind the
// value, until Name returns false.
type Object struct {
	Pos   int  // after Name: where the value begins; after Value: behind it
	Ended bool // the closing brace is behind Pos: nothing was cut or malformed
	text  []byte
	first bool
}

// Open returns the object whose opening brace is b[i].
func Open(b []byte, i int) Object { return Object{Pos: i + 1, text: b, first: true} }

// Name moves to the next member's value and returns its name as a JSON string. It is false at the object's end and where
// the text is cut or malformed.
func (o *Object) Name() (quoted []byte, ok bool) {
	b := o.text
	i := SkipSpace(b, o.Pos)
	if at(b, i) == '}' {
		o.Pos, o.Ended = i+1, true
		return nil, false
	}
	if !o.first {
		if at(b, i) != ',' {
			return nil, false
		}
		i = SkipSpace(b, i+1)
	}
	o.first = false
	if at(b, i) != '"' {
		return nil, false
	}
	end := SkipString(b, i)
	if end < 0 {
		return nil, false
	}
	quoted = b[i:end]
	i = SkipSpace(b, end)
	if at(b, i) != ':' {
		return nil, false
	}
	o.Pos = SkipSpace(b, i+1)
	return quoted, true
}

// Value returns the member's value and moves behind it; false where it is cut.
func (o *Object) Value() (jsontext.Value, bool) {
	end := SkipValue(o.text, o.Pos)
	if end < 0 {
		return nil, false
	}
	raw := o.text[o.Pos:end]
	o.Pos = end
	return raw, true
}

// Unquote returns what a JSON string stands for: a part of quoted where that has no escapes. Invalid UTF-8 stays
// as it is in a string without escapes and becomes U+FFFD in one with escapes, as lone surrogates do.
func Unquote(quoted []byte) []byte {
	if len(quoted) < 2 || bytes.IndexByte(quoted, '\\') >= 0 {
		out, _ := jsontext.AppendUnquote(nil, quoted) // what could be read of a malformed one
		return out
	}
	return quoted[1 : len(quoted)-1]
}

// Members are the names and values of a valid object, in order; empty where raw is not an object. Both are parts of raw,
// except for names with escapes.
func Members(raw jsontext.Value) iter.Seq2[[]byte, jsontext.Value] {
	return func(yield func([]byte, jsontext.Value) bool) {
		if at(raw, 0) != '{' {
			return
		}
		for o := Open(raw, 0); ; {
			name, ok := o.Name()
			if !ok {
				return
			}
			if v, ok := o.Value(); !ok || !yield(Unquote(name), v) {
				return
			}
		}
	}
}

// Member is the value of the last member called name, or nil.
func Member(object jsontext.Value, name string) (last jsontext.Value) {
	for n, v := range Members(object) {
		if string(n) == name {
			last = v
		}
	}
	return last
}

// Elements are the values of a valid array, parts of raw. They are nil where raw is not an array, and not nil where it is
// empty.
func Elements(raw jsontext.Value) []jsontext.Value {
	if at(raw, 0) != '[' {
		return nil
	}
	list := []jsontext.Value{}
	for i := 1; ; {
		i = SkipSpace(raw, i)
		if at(raw, i) == ',' && len(list) > 0 {
			i = SkipSpace(raw, i+1)
		}
		end := SkipValue(raw, i)
		if end <= i { // the closing bracket
			return list
		}
		list = append(list, raw[i:end])
		i = end
	}
}
