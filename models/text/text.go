// Package text holds the type for strings that came from the server, and the only ways from such a string to a screen.
//
// Names, descriptions, storage values and error messages are written by players and tools: they may hold terminal
// commands, text that reorders or hides other text, and characters whose width terminals disagree on. What this package
// gives back has none of these. It holds no styling and no layout; it imports nothing of this module.
package text

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// Bounds of what is given back, in runes. What was cut off is marked with "…"; [Text.Raw] has all of it.
const (
	MaxLine  = 4096
	MaxBlock = 64 << 10
)

// Text is a string that came from the server. The zero value is the empty string; two Texts are equal (==) when
// their raw strings are. Every fmt verb that suits a string prints the safe form of [Text.Line]. Two limits come from fmt
// itself: it asks no method for %p, and cannot for a value in an unexported field: don't print a struct that hides a Text
// in one.
type Text struct{ s string }

// Of wraps a string as it was sent.
func Of(s string) Text { return Text{s} }

// Raw returns the string as it was sent: for matching, exports and copying, never for a terminal.
func (t Text) Raw() string { return t.s }

// Empty reports whether the raw string is empty.
func (t Text) Empty() bool { return t.s == "" }

// Line returns the text for a place of one line: valid UTF-8, at most [MaxLine] runes, of one width in cells for
// terminals that measure by grapheme cluster and for those that measure by character.
//
//   - CR LF, newline and tab become a space, and so does any other blank (two for the ideographic one);
//   - a C0 control or DEL becomes its picture (␛);
//   - C1, bidi controls, zero-width and any other invisible or unassigned character becomes ⟨U+202E⟩;
//   - a run of tag characters becomes the letters it hides: ⟨tag:gbsct⟩;
//   - invalid UTF-8 becomes U+FFFD;
//   - a flag becomes its two letters, a keycap its key, a ZWJ family its members; skin tones and the first emoji or
//     text selector are dropped; of more than two combining marks two stay and the rest is counted: ⟨+58⟩;
//   - a vowel sign or conjunct that moves its neighbours (Devanagari and its kin) becomes "·".
//
// A string of printable ASCII comes back as it is, without an allocation.
func (t Text) Line() string { return clean(t.s, line) }

// Block returns the text for a place of several lines: as [Text.Line], but newlines stay (CR LF counts as one, a lone
// CR is shown), tabs are expanded to stops of four cells, and the bound is [MaxBlock] runes.
func (t Text) Block() string { return clean(t.s, block) }

// Error returns an error for a place of one line, as [Text.Line] does: its words may be those of another program, or
// quote a server's.
func Error(err error) string { return Of(err.Error()).Line() }

// String is [Text.Line], so that printing by accident is harmless.
func (t Text) String() string { return t.Line() }

// Format prints the safe form for every verb and flag.
func (t Text) Format(f fmt.State, verb rune) {
	fmt.Fprintf(f, fmt.FormatString(f, verb), t.Line())
}

// MarshalJSON returns the raw value as a JSON string in which everything that a terminal could act on is escaped.
func (t Text) MarshalJSON() ([]byte, error) {
	// The error is about invalid UTF-8 only, which AppendQuote has already written as U+FFFD.
	quoted, _ := jsontext.AppendQuote(nil, t.s)
	return JSON(quoted), nil
}

// UnmarshalJSON takes a JSON string, or null for the empty text.
func (t *Text) UnmarshalJSON(b []byte) error {
	var s *string
	if err := json.Unmarshal(b, &s); err != nil {
		return errors.New("text: not a JSON string")
	}
	*t = Text{}
	if s != nil {
		t.s = *s
	}
	return nil
}

// JSON returns valid JSON text with every character that is not safe on a terminal (DEL, C1, bidi controls, invisible
// and unassigned characters) written as \u escapes; the value is the same. Invalid UTF-8 and escapes of lone surrogates
// become U+FFFD. Line breaks, tabs and the JSON's own layout stay. The input is not changed, and returned as it is when
// there is nothing to do.
func JSON(src []byte) []byte {
	src = pairSurrogates(src)
	var out []byte
	copied := 0 // src[:copied] is in out
	for i := 0; i < len(src); {
		r, n := utf8.DecodeRune(src[i:])
		if !jsonSafe(r, n) {
			out = append(out, src[copied:i]...)
			for _, unit := range utf16.AppendRune(nil, r) {
				out = fmt.Appendf(out, `\u%04x`, unit)
			}
			copied = i + n
		}
		i += n
	}
	if copied == 0 {
		return src
	}
	return append(out, src[copied:]...)
}

func jsonSafe(r rune, size int) bool {
	switch {
	case r == utf8.RuneError && size == 1:
		return false
	case r == '\n' || r == '\r' || r == '\t':
		return true
	case r < utf8.RuneSelf:
		return r >= 0x20 && r < 0x7F
	}
	return visible(r)
}

// CopyLine returns the text for a clipboard, as the value of one line: as it was sent, but with every control, bidi and
// invisible character made visible as [Text.Line] does, and newlines and tabs as spaces, so that what is pasted into a
// terminal can neither end a bracketed paste nor enter a command. What such characters do inside an emoji or between
// letters (joiners, variation selectors) stays; so do blanks, accents and any length.
func (t Text) CopyLine() string { return copied(t.s, line) }

// CopyBlock is [Text.CopyLine] with newlines (CR LF as one) and tabs kept, for a value that may have several lines.
func (t Text) CopyBlock() string { return copied(t.s, block) }

func copied(s string, m mode) string {
	if PrintableASCII(s) {
		return s
	}
	s = normal(s)
	var b strings.Builder
	b.Grow(len(s))
	prev := ' '
	for _, r := range s {
		switch {
		case m == block && (r == '\n' || r == '\t'), visible(r), unicode.Is(unicode.Zs, r), joins(prev, r):
			b.WriteRune(r)
		case r == '\n', r == '\t':
			b.WriteByte(' ')
		case r < 0x20, r == 0x7F:
			b.WriteString(picture(r))
		default:
			b.WriteString(codePoint(r))
		}
		prev = r
	}
	return b.String()
}

// joins reports whether r only changes how the character before it looks, or joins it to the next. More of them in a row
// can hide a message, and are shown.
func joins(prev, r rune) bool {
	selector := func(r rune) bool { return r >= 0xFE00 && r <= 0xFE0F }
	after := visible(prev) && prev != ' '
	return selector(r) && after || (r == zwj || r == '\u200C') && (after || selector(prev))
}

// escape is a JSON escape: a surrogate pair, a lone surrogate (which is the group), or any other.
var escape = regexp.MustCompile(`\\(?:u[dD][89abAB][[:xdigit:]]{2}\\u[dD][c-fC-F][[:xdigit:]]{2}|(u[dD][89a-fA-F][[:xdigit:]]{2})|[^u]|u)`)

// pairSurrogates replaces each \u escape of a lone surrogate in JSON text by \ufffd: many readers refuse a text that
// holds one. The input is returned as it is when there is nothing to do.
func pairSurrogates(src []byte) []byte {
	if !bytes.Contains(src, []byte(`\ud`)) && !bytes.Contains(src, []byte(`\uD`)) {
		return src
	}
	out := bytes.Clone(src)
	for _, at := range escape.FindAllSubmatchIndex(src, -1) {
		if at[2] >= 0 {
			copy(out[at[2]:], "ufffd")
		}
	}
	return out
}
