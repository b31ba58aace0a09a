package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// letters are the letters that Unicode does not decompose into the ones that people type for them.
var letters = map[rune]string{
	'ß': "ss", 'æ': "ae", 'œ': "oe", 'ø': "o", 'đ': "d", 'ð': "d", 'ħ': "h", 'ł': "l", 'ŧ': "t", 'þ': "th", 'ı': "i", 'ȷ': "j",
}

// ignored are the characters that a search passes over: accents, the points of Hebrew and Arabic, and what draws nothing.
// Marks that make another letter (kana, the scripts of India) are not among them.
var ignored = &unicode.RangeTable{
	R16: []unicode.Range16{
		{Lo: 0x0300, Hi: 0x0344, Stride: 1}, {Lo: 0x0346, Hi: 0x036F, Stride: 1}, {Lo: 0x0483, Hi: 0x0489, Stride: 1}, {Lo: 0x0591, Hi: 0x05BD, Stride: 1},
		{Lo: 0x05BF, Hi: 0x05BF, Stride: 1}, {Lo: 0x05C1, Hi: 0x05C2, Stride: 1}, {Lo: 0x05C4, Hi: 0x05C5, Stride: 1},
		{Lo: 0x05C7, Hi: 0x05C7, Stride: 1}, {Lo: 0x0610, Hi: 0x061A, Stride: 1}, {Lo: 0x0640, Hi: 0x0640, Stride: 1},
		{Lo: 0x064B, Hi: 0x065F, Stride: 1}, {Lo: 0x0670, Hi: 0x0670, Stride: 1}, {Lo: 0x1AB0, Hi: 0x1AFF, Stride: 1},
		{Lo: 0x1DC0, Hi: 0x1DFF, Stride: 1}, {Lo: 0x20D0, Hi: 0x20FF, Stride: 1}, {Lo: 0xFE20, Hi: 0xFE2F, Stride: 1},
	},
}

// Fold returns s as a text search compares it: two strings that differ only in case, in accents (é and e), in their
// Unicode form (é as one code point or two, full-width letters, ligatures), in ß and ss or in a final sigma, or in
// invisible characters, fold to the same string. Fold both the text and what is looked for, then compare them with
// [strings.Contains] or ==.
//
// A string of nothing but ignored characters folds to itself, so that an empty result is an empty s. Printable ASCII
// without capitals is returned as it is, without an allocation; other ASCII costs one.
func Fold(s string) string {
	ascii, lower := true, true
	for i := 0; i < len(s) && ascii; i++ {
		ascii = s[i] < utf8.RuneSelf
		lower = lower && (s[i] < 'A' || s[i] > 'Z')
	}
	switch {
	case ascii && lower:
		return s
	case ascii:
		return strings.ToLower(s)
	}
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range norm.NFKD.String(s) {
		if unicode.In(r, ignored, unicode.Cf, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point) {
			continue
		}
		r = unicode.ToLower(unicode.ToUpper(r)) // by way of the capital: ς and σ have the same one
		if plain, ok := letters[r]; ok {
			b.WriteString(plain)
		} else {
			b.WriteRune(r)
		}
	}
	if b.Len() == 0 {
		return s
	}
	return norm.NFC.String(b.String())
}
