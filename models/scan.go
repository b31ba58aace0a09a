package models

import (
	"bytes"

	"github.com/go-json-experiment/json/jsontext"
)

// This scanner finds where JSON values end, without building or checking them:
// a page is split into items at memory speed, and each part is then validated
// once by jsontext (an asset only the first time that it is seen).

// object steps over the members of the JSON object that b begins with.
type object struct {
	b []byte
	i int // after key(): where the value begins; after value(): behind it
	// ended is set once the closing brace is behind i.
	ended bool
	first bool
}

// openObject starts at the '{' at b[i].
func openObject(b []byte, i int) object {
	return object{b: b, i: i + 1, first: true}
}

// key moves to the next member's value and returns its name's JSON string. ok
// is false at the object's end (ended) or where the text is cut or malformed.
func (o *object) key() (name []byte, ok bool) {
	i := skipSpace(o.b, o.i)
	if i < len(o.b) && o.b[i] == '}' {
		o.i, o.ended = i+1, true
		return nil, false
	}
	if !o.first {
		if i >= len(o.b) || o.b[i] != ',' {
			return nil, false
		}
		i = skipSpace(o.b, i+1)
	}
	o.first = false
	if i >= len(o.b) || o.b[i] != '"' {
		return nil, false
	}
	end := skipString(o.b, i)
	if end < 0 {
		return nil, false
	}
	name = o.b[i:end]
	i = skipSpace(o.b, end)
	if i >= len(o.b) || o.b[i] != ':' {
		return nil, false
	}
	o.i = skipSpace(o.b, i+1)
	return name, true
}

// value returns the member's value and moves behind it.
func (o *object) value() (jsontext.Value, bool) {
	end := skipValue(o.b, o.i)
	if end < 0 {
		return nil, false
	}
	raw := o.b[o.i:end]
	o.i = end
	return raw, true
}

// plainName is the member's name without quotes. Escapes are resolved: a name
// may be spelled in more than one way.
func plainName(quoted []byte) []byte {
	inner := quoted[1 : len(quoted)-1]
	if bytes.IndexByte(inner, '\\') < 0 {
		return inner
	}
	s, _ := unquote(quoted)
	return []byte(s)
}

func skipSpace(b []byte, i int) int {
	for i < len(b) && (b[i] == ' ' || b[i] == '\n' || b[i] == '\t' || b[i] == '\r') {
		i++
	}
	return i
}

// skipString returns the index behind the string that begins at b[i], or -1.
func skipString(b []byte, i int) int {
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

// skipValue returns the index behind the value that begins at b[i], or -1 when
// it is cut. It needs no stack, so nesting costs no memory.
func skipValue(b []byte, i int) int {
	if i >= len(b) {
		return -1
	}
	switch b[i] {
	case '"':
		return skipString(b, i)
	case '{', '[':
	default:
		for i < len(b) {
			switch b[i] {
			case ',', '}', ']', ' ', '\n', '\t', '\r':
				return i
			}
			i++
		}
		return -1 // a scalar with nothing behind it may be cut
	}
	for depth := 0; i < len(b); {
		switch b[i] {
		case '"':
			if i = skipString(b, i); i < 0 {
				return -1
			}
			continue
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return i + 1
			}
		}
		i++
	}
	return -1
}

// lenient accepts what real servers send and strict JSON forbids: a repeated
// name (the last one counts) and broken UTF-8 (repaired when decoded).
var lenient = []jsontext.Options{jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)}

func valid(raw jsontext.Value) bool { return raw.IsValid(lenient...) }

// unquote decodes a JSON string; broken UTF-8 and lone surrogates become U+FFFD.
// Malformed strings give what could be read, and false.
func unquote(quoted []byte) (string, bool) {
	if len(quoted) >= 2 && quoted[0] == '"' && bytes.IndexByte(quoted, '\\') < 0 {
		return string(quoted[1 : len(quoted)-1]), true
	}
	out, err := jsontext.AppendUnquote(nil, quoted)
	// Broken UTF-8 is an error too, but one that has been repaired.
	return string(out), err == nil || len(out) > 0
}

// members splits a valid JSON object. ok is false when raw is no object.
func members(raw jsontext.Value) (list []member, ok bool) {
	if len(raw) == 0 || raw[0] != '{' {
		return nil, false
	}
	o := openObject(raw, 0)
	for {
		name, more := o.key()
		if !more {
			return list, o.ended
		}
		v, more := o.value()
		if !more {
			return list, false
		}
		list = append(list, member{string(plainName(name)), v})
	}
}

type member struct {
	name string
	raw  jsontext.Value
}

// elements splits a valid JSON array. ok is false when raw is no array.
func elements(raw jsontext.Value) (list []jsontext.Value, ok bool) {
	if len(raw) == 0 || raw[0] != '[' {
		return nil, false
	}
	for i := 1; ; {
		i = skipSpace(raw, i)
		if i < len(raw) && raw[i] == ']' {
			return list, true
		}
		if len(list) > 0 {
			if i >= len(raw) || raw[i] != ',' {
				return list, false
			}
			i = skipSpace(raw, i+1)
		}
		end := skipValue(raw, i)
		if end <= i {
			return list, false
		}
		list = append(list, raw[i:end])
		i = end
	}
}
