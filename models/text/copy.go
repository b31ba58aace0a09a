package text

import (
	"strings"
	"unicode"
)

// CopyLine returns the text for a clipboard, as the value of one line: as it was sent, but with every control, bidi and
// invisible character made visible as [Text.Line] does, and newlines and tabs as spaces, so that what is pasted into a
// terminal can neither end a bracketed paste nor enter a command. What such characters do inside an emoji or between
// letters (joiners, variation selectors) stays; so do blanks, accents and any length.
func (t Text) CopyLine() string { return copied(t.s, line) }

// CopyBlock is [Text.CopyLine] with newlines (CR LF as one) and tabs kept, for a value that may have several lines.
func (t Text) CopyBlock() string { return copied(t.s, block) }

func copied(s string, m mode) string {
	if printableASCII(s) {
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
