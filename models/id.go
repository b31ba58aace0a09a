package models

import (
	"cmp"
	"fmt"
	"math"
	"strconv"

	"lootlens/models/jsonscan"
)

// id is an integer from -2^63 to 2^64-1, or absent. LootLocker's ids use the
// whole of uint64, and its reference shows negative ones, so neither int64 nor
// float64 holds them all. The zero value is absent.
type id struct {
	n    uint64
	sign int8 // 0 absent, 1 for n, -1 for -n
}

// IsZero reports whether the id is absent.
func (i id) IsZero() bool { return i.sign == 0 }

// String is the id in decimal, or "" when absent.
func (i id) String() string {
	return string(i.appendTo(nil))
}

// Len is the length of String in bytes, without making it.
func (i id) Len() int {
	n := 0
	if i.sign < 0 {
		n++
	}
	for v := i.n; i.sign != 0; v /= 10 {
		if n++; v < 10 {
			break
		}
	}
	return n
}

func (i id) appendTo(dst []byte) []byte {
	switch i.sign {
	case 0:
		return dst
	case -1:
		dst = append(dst, '-')
	}
	return strconv.AppendUint(dst, i.n, 10)
}

func (i id) compare(j id) int {
	if c := cmp.Compare(i.sign, j.sign); c != 0 {
		// Absent sorts before every id that is there.
		if i.sign == 0 {
			return -1
		}
		if j.sign == 0 {
			return 1
		}
		return c
	}
	c := cmp.Compare(i.n, j.n)
	if i.sign < 0 {
		return -c
	}
	return c
}

// MarshalJSON writes the id as a JSON number, or null when absent.
func (i id) MarshalJSON() ([]byte, error) {
	if i.IsZero() {
		return []byte("null"), nil
	}
	return i.appendTo(nil), nil
}

// scanID reads a canonical decimal: no plus sign, no leading zero, no fraction.
func scanID(s []byte) (id, bool) {
	sign := int8(1)
	if len(s) > 0 && s[0] == '-' {
		sign, s = -1, s[1:]
	}
	if len(s) == 0 || len(s) > 20 || s[0] == '0' && len(s) > 1 {
		return id{}, false
	}
	var n uint64
	for _, c := range s {
		d := uint64(c - '0')
		if d > 9 || n > (math.MaxUint64-d)/10 {
			return id{}, false
		}
		n = n*10 + d
	}
	if sign < 0 {
		if n == 0 || n > 1<<63 {
			return id{}, false
		}
	}
	return id{n: n, sign: sign}, true
}

// asID accepts an id as a JSON number or as a string of digits; null and the empty string are absent.
func asID(v value) (id, bool) {
	switch v.Kind() {
	case 'n':
		return id{}, true
	case '0':
		return scanID(v.Value)
	case '"':
		digits := jsonscan.Unquote(v.Value)
		if len(digits) == 0 {
			return id{}, true
		}
		return scanID(digits)
	}
	return id{}, false
}

func parseID(what, s string) (id, error) {
	i, ok := scanID([]byte(s))
	if !ok {
		return id{}, fmt.Errorf("%q is not %s: give a whole number from -2^63 to 2^64-1", s, what)
	}
	return i, nil
}

// InstanceID names one item: one asset instance in an inventory. From -2^63 to
// 2^64-1; the zero value is absent. In a universal inventory it is the
// "universal_id".
type InstanceID struct{ id }

// Compare orders ids by value: -1, 0 or 1. An absent id sorts first.
func (i InstanceID) Compare(j InstanceID) int { return i.compare(j.id) }

// ParseInstanceID reads a decimal; the error says which numbers are taken.
func ParseInstanceID(s string) (InstanceID, error) {
	i, err := parseID("an instance id", s)
	return InstanceID{i}, err
}

// AssetID names an asset: what an item is an instance of.
type AssetID struct{ id }

// Compare orders ids by value: -1, 0 or 1. An absent id sorts first.
func (i AssetID) Compare(j AssetID) int { return i.compare(j.id) }

// PlayerID is LootLocker's number for a player.
type PlayerID struct{ id }

// ParsePlayerID reads a decimal; the error says which numbers are taken.
func ParsePlayerID(s string) (PlayerID, error) {
	i, err := parseID("a player id", s)
	return PlayerID{i}, err
}

// CharacterID names one of a player's characters.
type CharacterID struct{ id }

// ParseCharacterID reads a decimal; the error says which numbers are taken.
func ParseCharacterID(s string) (CharacterID, error) {
	i, err := parseID("a character id", s)
	return CharacterID{i}, err
}

// HeroID names one of a player's heroes.
type HeroID struct{ id }

// ParseHeroID reads a decimal; the error says which numbers are taken.
func ParseHeroID(s string) (HeroID, error) {
	i, err := parseID("a hero id", s)
	return HeroID{i}, err
}

// Cursor is the `after` of a page: the id of the last item before it, from 0 to
// 2^64-1. The zero value is that of the first page.
type Cursor struct {
	n   uint64
	set bool
}

// CursorAfter is the cursor of the page that follows item i. It is false when i
// cannot be sent as uint64: absent or negative.
func CursorAfter(i InstanceID) (Cursor, bool) {
	if i.sign != 1 {
		return Cursor{}, false
	}
	return Cursor{n: i.n, set: true}, true
}

// CursorBefore is the cursor whose page begins at item i, so that one request
// reaches it without a walk. It is false when i is absent or negative.
func CursorBefore(i InstanceID) (Cursor, bool) {
	if i.sign != 1 || i.n == 0 {
		return Cursor{}, false
	}
	return Cursor{n: i.n - 1, set: true}, true
}

// CursorAt is the cursor with the value n.
func CursorAt(n uint64) Cursor { return Cursor{n: n, set: true} }

// IsZero reports whether the cursor is that of the first page.
func (c Cursor) IsZero() bool { return !c.set }

// Uint64 is the value to send, 0 for the first page.
func (c Cursor) Uint64() uint64 { return c.n }

// String is the value of `after` in decimal, or "" for the first page.
func (c Cursor) String() string {
	if !c.set {
		return ""
	}
	return strconv.FormatUint(c.n, 10)
}
