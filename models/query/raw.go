package query

import (
	"bytes"
	"encoding/binary"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"lootlens/models"
	"lootlens/models/text"
)

// inJSON searches JSON, which it changes, as it was sent and with its escapes read.
func (m *Matcher) inJSON(a *alternative, raw []byte) bool {
	m.low = raw
	decoded := ""
	if bytes.IndexByte(raw, '\\') >= 0 {
		decoded = text.Fold(unescape(raw))
	}
	if isASCII(raw) {
		lower(raw)
	} else {
		raw = []byte(text.Fold(string(raw)))
	}
	return bytes.Contains(raw, []byte(a.fold)) || decoded != "" && strings.Contains(decoded, a.fold)
}

// inOwnJSON searches the item's JSON without the middle of its asset's, which has been
// searched before. A match may cross the edge between the two.
func (m *Matcher) inOwnJSON(a *alternative, it *models.Item) bool {
	own, at := it.AppendOwn(m.buf[:0])
	m.buf = own
	if at < 0 {
		return m.inJSON(a, append(m.low[:0], own...))
	}
	asset, edge := it.Asset().JSON(), 12*len(a.fold) // a character can be two escapes
	if len(asset) <= 2*edge {
		return m.inJSON(a, it.AppendRaw(m.low[:0]))
	}
	parts := append(append(m.low[:0], own[:at]...), asset[:edge]...)
	parts = append(parts, separator) // JSON cannot contain it
	return m.inJSON(a, append(append(parts, asset[len(asset)-edge:]...), own[at+len("null"):]...))
}

func isASCII(b []byte) bool {
	const tops = 0x8080808080808080
	i := 0
	for ; i+8 <= len(b); i += 8 {
		if binary.LittleEndian.Uint64(b[i:])&tops != 0 {
			return false
		}
	}
	for ; i < len(b); i++ {
		if b[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// lower puts ASCII letters in lower case in place, eight at once: this is where a
// search of raw JSON spends its time.
func lower(b []byte) {
	const ones = 0x0101010101010101
	i := 0
	for ; i+8 <= len(b); i += 8 {
		w := binary.LittleEndian.Uint64(b[i:])
		low := w & (0x7f * ones)
		upper := (low + (0x80-'A')*ones) ^ (low + (0x7f-'Z')*ones)
		w |= (upper &^ w & (0x80 * ones)) >> 2
		binary.LittleEndian.PutUint64(b[i:], w)
	}
	for ; i < len(b); i++ {
		if b[i]-'A' < 26 {
			b[i] += 'a' - 'A'
		}
	}
}

// unescape is JSON with the escapes in its strings read. A half of a surrogate pair
// stays as it is.
func unescape(raw []byte) string {
	var b strings.Builder
	for i := bytes.IndexByte(raw, '\\'); i >= 0 && i+1 < len(raw); i = bytes.IndexByte(raw, '\\') {
		b.Write(raw[:i])
		c := raw[i+1]
		raw = raw[i+2:]
		if at := strings.IndexByte(`"\/bfnrt`, c); at >= 0 {
			b.WriteByte("\"\\/\b\f\n\r\t"[at])
			continue
		}
		r, ok := hex4(raw)
		if c != 'u' || !ok {
			b.WriteByte('\\')
			b.WriteByte(c)
			continue
		}
		after := raw[4:]
		if utf16.IsSurrogate(r) {
			low, ok := rune(0), false
			if bytes.HasPrefix(after, []byte(`\u`)) {
				low, ok = hex4(after[2:])
			}
			if r = utf16.DecodeRune(r, low); !ok || r == utf8.RuneError {
				b.WriteString(`\u`)
				continue
			}
			after = after[6:]
		}
		b.WriteRune(r)
		raw = after
	}
	b.Write(raw)
	return b.String()
}

// hex4 reads the digits of \uXXXX.
func hex4(b []byte) (r rune, ok bool) {
	if len(b) < 4 {
		return 0, false
	}
	for _, c := range b[:4] {
		at := strings.IndexByte("0123456789abcdef", c|0x20)
		if at < 0 || c < '0' {
			return 0, false
		}
		r = r<<4 | rune(at)
	}
	return r, true
}
