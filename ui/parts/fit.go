package parts

import (
	"math"
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

const (
	ellipsis  = "…"
	resetSGR  = "\x1b[m"
	closeLink = "\x1b]8;;\x1b\\"
)

// Width returns the width of a line in cells, not counting escape sequences.
func Width(s string) int {
	n, _, _, sure := scan(s, math.MaxInt)
	if !sure {
		return ansi.StringWidth(s)
	}
	return n
}

// scan measures s, but no further than needed to know that it is wider than width. s[:kept] is then at most width-1
// cells, and open says whether a style is open behind it. What needs grapheme clusters to measure is not sure.
func scan(s string, width int) (cells, kept int, open, sure bool) {
	styled := false
	for i := 0; i < len(s); {
		if cells < width {
			kept, open = i, styled
		}
		switch c := s[i]; {
		case c >= 0x20 && c < 0x7F:
			cells++
			i++
		case c >= utf8.RuneSelf:
			r, size := utf8.DecodeRuneInString(s[i:])
			w := simple(r)
			if w == 0 {
				return 0, 0, false, false
			}
			cells += w
			i += size
		default:
			size := sgrLen(s[i:])
			if size == 0 {
				return 0, 0, false, false
			}
			styled = !resets(s[i : i+size])
			i += size
		}
		if cells > width {
			// The next character may be a mark on this one, but this one is not kept.
			return cells, kept, open, true
		}
	}
	return cells, kept, open, true
}

// first returns the grapheme cluster that s begins with, and its width.
func first(s string) (cluster string, width int) {
	if s[0] >= 0x20 && s[0] < 0x7F && (len(s) == 1 || s[1] < utf8.RuneSelf) {
		return s[:1], 1
	}
	return ansi.FirstGraphemeCluster(s, ansi.GraphemeWidth)
}

// ambiguousWide is set in the environment of some CJK terminals; nothing but ASCII is simple then.
var ambiguousWide = ansi.StringWidth("│") != 1

// simple returns the width of a character that stands for itself whatever is beside it, or 0 if that is not sure.
func simple(r rune) int {
	switch {
	case ambiguousWide:
	case r >= 0xC0 && r <= 0x24F, // Latin
		r >= 0x391 && r <= 0x3A1, r >= 0x3B1 && r <= 0x3C9, // Greek
		r >= 0x410 && r <= 0x44F,                           // Cyrillic
		r >= 0x5D0 && r <= 0x5EA, r >= 0x620 && r <= 0x64A, // Hebrew, Arabic
		r >= 0x2010 && r <= 0x2027, r >= 0x2030 && r <= 0x205E, // punctuation
		r >= 0x2190 && r <= 0x2319, r >= 0x2400 && r <= 0x2426, // arrows, mathematics, pictures of controls
		r >= 0x2460 && r <= 0x25FC, // circled, boxes, blocks, shapes
		r >= 0x270E && r <= 0x2727, r == '❖', r == '⬥', r == '⬦', r == '⟨', r == '⟩',
		r == '·', r == '×', r == '\uFFFD':
		return 1
	case r >= 0x3041 && r <= 0x3096, r >= 0x30A1 && r <= 0x30FA, // kana
		r >= 0x4E00 && r <= 0x9FFF, r >= 0xAC00 && r <= 0xD7A3: // ideographs, Hangul
		return 2
	}
	return 0
}

// sgrLen returns the length in bytes of the SGR sequence that s begins with, 0 for none.
func sgrLen(s string) int {
	if len(s) < 3 || s[0] != 0x1b || s[1] != '[' {
		return 0
	}
	for i := 2; i < len(s); i++ {
		switch c := s[i]; {
		case c == 'm':
			return i + 1
		case c != ';' && c != ':' && (c < '0' || c > '9'):
			return 0
		}
	}
	return 0
}

// linkLen returns the length in bytes of the OSC 8 sequence that s begins with, 0 for none.
func linkLen(s string) int {
	if !strings.HasPrefix(s, "\x1b]8;") {
		return 0
	}
	for i := 4; i < len(s); i++ {
		switch {
		case s[i] == '\a':
			return i + 1
		case s[i] == 0x1b:
			if strings.HasPrefix(s[i:], "\x1b\\") {
				return i + 2
			}
			return 0
		case s[i] < 0x20:
			return 0
		}
	}
	return 0
}

// Fit returns s in exactly width cells: padded with blanks at the end, or cut with "…" as its last cell.
func Fit(s string, width int) string {
	n, _, _, sure := scan(s, width)
	switch {
	case sure && n == width:
		return s
	case width <= 0:
		return ""
	case sure && n < width:
		return s + spaces(width-n)
	}
	var b strings.Builder
	WriteFit(&b, s, width)
	return b.String()
}

// FitRight is [Fit] for what stands at the right edge, as numbers do: padded at the start.
func FitRight(s string, width int) string {
	if n := Width(s); n < width {
		return spaces(width-n) + s
	}
	return Fit(s, width)
}

// WriteFit appends s to b as [Fit] returns it.
func WriteFit(b *strings.Builder, s string, width int) {
	if width <= 0 {
		return
	}
	n, kept, open, sure := scan(s, width)
	switch {
	case !sure:
		s = ansi.Truncate(s, width, ellipsis)
		n = ansi.StringWidth(s)
		b.WriteString(s)
	case n <= width:
		b.WriteString(s)
	default:
		n = Width(s[:kept]) + 1
		b.WriteString(s[:kept])
		b.WriteString(ellipsis)
		if open {
			b.WriteString(resetSGR)
		}
	}
	WriteSpaces(b, width-n)
}

// resets reports whether an SGR sequence ends all styles.
func resets(sgr string) bool { return strings.Trim(sgr[2:len(sgr)-1], "0") == "" }

const blanks = "                                                                                                                                "

// spaces returns n blanks.
func spaces(n int) string {
	switch {
	case n <= 0:
		return ""
	case n <= len(blanks):
		return blanks[:n]
	}
	return strings.Repeat(" ", n)
}

// WriteSpaces appends n blanks to b.
func WriteSpaces(b *strings.Builder, n int) {
	for ; n > len(blanks); n -= len(blanks) {
		b.WriteString(blanks)
	}
	if n > 0 {
		b.WriteString(blanks[:n])
	}
}
