package query

import (
	"bytes"
	"encoding/binary"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"lootlens/models"
	"lootlens/models/compare"
	"lootlens/models/jsonscan"
	"lootlens/models/text"
)

// rentalWords are the words that find a rental's state: the one that is shown, then
// others, the codes of exports among them.
var rentalWords = [...][]string{
	models.RentalOwned:         {RentalWord(models.RentalOwned)},
	models.RentalActive:        {RentalWord(models.RentalActive), "active", "rented", "left"},
	models.RentalExpired:       {RentalWord(models.RentalExpired), "over"},
	models.RentalInactive:      {RentalWord(models.RentalInactive), "inactive", "not activated", "unstarted"},
	models.RentalContradictory: {RentalWord(models.RentalContradictory), "contradictory"},
}

// RentalWord is the word for a rental's state in lists and in the field rental.
func RentalWord(s models.RentalState) string { return s.String() }

// rentalChoices are the words for the field rental; it takes the other rentalWords too.
var rentalChoices = []string{"running", "expired", "not started", "owned", "any", "conflict"}

// otherWords are what else finds the rental's state that is shown as word.
func otherWords(word string) []string {
	for _, words := range rentalWords {
		if words[0] == word {
			return words[1:]
		}
	}
	return nil
}

// diffWords are what diff: takes, and what a row shows of a comparison.
var diffWords = [...]string{compare.Same: "same", compare.Added: "new", compare.Changed: "changed", compare.Removed: "removed"}

var diffChoices = []string{"any", "new", "changed", "removed", "same", "added"}

// equippedWord is the plain word that asks for the loadouts too.
const equippedWord = "equipped"

// inactiveAsset is the flag of an asset that is switched off.
const inactiveAsset = "asset inactive"

// SourceWords is a source's code as people read it: "drop_table" is "drop table".
func SourceWords(code string) string { return strings.TrimSpace(strings.ReplaceAll(code, "_", " ")) }

// assetWords are the words that all items of an asset share.
func assetWords(it *models.Item) []string {
	a := it.Asset()
	if a == nil {
		a = &noAsset
	}
	words := append(make([]string, 0, 8), it.Name().Raw(), a.Rarity.Name.Raw(), a.Rarity.Short.Raw(), a.Context.Raw(), a.ID.String())
	return append(words, classes(a)...)
}

func inactive(a *models.Asset) bool { return a != nil && a.Active == models.FlagNo }

// classes are the character classes of an asset, without elements that are not text.
func classes(a *models.Asset) (out []string) {
	const member, tail = "character_classes", `_classes"` // an underscore is rare, and so quick to look for
	at := strings.Index(a.JSON(), tail)
	if at < 0 || strings.HasPrefix(a.JSON()[at+len(tail):], ":null") {
		return nil
	}
	v := jsonscan.Member(a.Raw(), member)
	list := jsonscan.Elements(v)
	if v.Kind() == '"' {
		list = []jsontext.Value{v}
	}
	for _, e := range list {
		if e.Kind() == '"' {
			out = append(out, string(jsonscan.Unquote(e)))
		}
	}
	return out
}

// beginsWord reports whether folded begins one of the words of s.
func beginsWord(s, folded string) bool {
	for folded != "" {
		if strings.HasPrefix(s, folded) {
			return true
		}
		_, after, ok := strings.Cut(s, " ")
		if !ok {
			break
		}
		s = after
	}
	return false
}

// states is a set of rental states.
type states uint8

func (s states) holds(x models.RentalState) bool { return s&(1<<x) != 0 }

// statesOf are the states with a word that match takes.
func statesOf(match func(word string) bool) (s states) {
	for state, words := range rentalWords {
		if slices.ContainsFunc(words, match) {
			s |= 1 << state
		}
	}
	return s
}

// appendFolded appends folded texts, each between two separators.
func appendFolded(dst []byte, list ...string) []byte {
	dst = append(dst, separator)
	for _, s := range list {
		if s == "" {
			continue
		}
		from := len(dst)
		for i := 0; i < len(s); i++ {
			c := s[i]
			if c >= utf8.RuneSelf {
				dst = append(dst[:from], text.Fold(s)...)
				break
			}
			if c-'A' < 26 {
				c += 'a' - 'A'
			}
			dst = append(dst, c)
		}
		dst = append(dst, separator)
	}
	return dst
}

const separator = 0

// in reports whether a word is in texts that appendFolded joined.
func (a *alternative) in(joined []byte) bool {
	if a.whole {
		return bytes.Contains(joined, []byte(string(rune(separator))+a.fold+string(rune(separator))))
	}
	return bytes.Contains(joined, []byte(a.fold))
}

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
