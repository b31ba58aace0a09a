package models

import (
	"bytes"

	"github.com/go-json-experiment/json/jsontext"

	"lootlens/models/jsonscan"
	"lootlens/models/text"
)

// AppendPortable appends the item as JSON in one line that every reader takes and no terminal acts on: the values that the
// server sent, without blanks between them, and with \u escapes for control and invisible characters. Lone surrogates and
// bytes that are not UTF-8 become U+FFFD, and of members with one name the last stays. An item that is not JSON is a string
// with its bytes.
func (it *Item) AppendPortable(dst []byte) []byte {
	if !it.template.portable {
		from := len(dst)
		dst = it.AppendJSON(dst)
		return append(dst[:from], portable(bytes.Clone(dst[from:]))...)
	}
	return it.template.append(dst, func(dst []byte, kind SlotKind) []byte {
		if kind == AssetSlot {
			return append(dst, it.asset.portable()...)
		}
		return it.fill(dst, kind)
	})
}

// portable is the asset's JSON as AppendPortable writes it. It is kept where it is not Raw: many items have the asset.
func (a *Asset) portable() string {
	if s := a.written.Load(); s != nil {
		return *s
	}
	s := &a.raw
	if raw := a.Raw(); !isPortable(raw) {
		written := string(portable(raw))
		s = &written
	}
	a.written.Store(s)
	return *s
}

// isPortable reports whether AppendPortable leaves JSON as it is. It is also false for escapes that could be of a lone
// surrogate.
func isPortable(raw []byte) bool {
	quoted := false
	for i := 0; i < len(raw); i++ {
		switch c := raw[i]; {
		case c < ' ', c > '~', c == ' ' && !quoted:
			return false
		case c == '"':
			quoted = !quoted
		case c == '\\':
			if i++; i < len(raw) && raw[i] == 'u' {
				return false
			}
		}
	}
	return jsontext.Value(raw).IsValid()
}

// portable is valid JSON as AppendPortable writes it. It may be a part of raw, which it changes.
func portable(raw []byte) []byte {
	raw = text.JSON(compact(raw))
	if jsontext.Value(raw).IsValid() {
		return raw
	}
	return text.JSON(lastMembers(nil, raw))
}

// compact removes the blanks between the tokens of raw.
func compact(raw []byte) []byte {
	out := raw[:0]
	for len(raw) > 0 {
		switch raw[0] {
		case ' ', '\t', '\r', '\n':
			raw = raw[1:]
		case '"':
			n := jsonscan.SkipString(raw, 0)
			out = append(out, raw[:n]...)
			raw = raw[n:]
		default:
			out = append(out, raw[0])
			raw = raw[1:]
		}
	}
	return out
}

// lastMembers appends valid JSON, in each object without the members that another of the same name follows.
func lastMembers(dst []byte, v jsontext.Value) []byte {
	switch v.Kind() {
	case '[':
		dst = append(dst, '[')
		for i, e := range jsonscan.Elements(v) {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = lastMembers(dst, e)
		}
		return append(dst, ']')
	case '{':
		last, n := map[string]int{}, 0
		for name := range jsonscan.Members(v) {
			last[string(name)] = n
			n++
		}
		dst, n = append(dst, '{'), 0
		for name, value := range jsonscan.Members(v) {
			if last[string(name)] == n {
				if dst[len(dst)-1] != '{' {
					dst = append(dst, ',')
				}
				dst, _ = jsontext.AppendQuote(dst, name)
				dst = lastMembers(append(dst, ':'), value)
			}
			n++
		}
		return append(dst, '}')
	}
	return append(dst, v...)
}
