package text

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
	"golang.org/x/text/unicode/norm"
)

const (
	zwj        = '\u200D'
	textStyle  = '\uFE0E' // VS15
	emojiStyle = '\uFE0F' // VS16
	keycap     = '\u20E3'
	tagEnd     = 0xE007F
	maxMarks   = 2
	maxCompose = 30 // code points; norm breaks longer runs of marks up with characters of its own
)

// visible reports whether r draws something: assigned, no control or format character, no filler or blank pattern but the
// space, no mark that only changes others.
func visible(r rune) bool {
	const emptyBraille, nullNote = '\u2800', '\U0001D159'
	return unicode.IsPrint(r) && r != emptyBraille && r != nullNote &&
		!unicode.In(r, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point, prepended)
}

// prepended are the characters that join what follows them into one cluster, be it the blank behind the text, while most
// terminals count both: Grapheme_Cluster_Break=Prepend, all rare.
var prepended = &unicode.RangeTable{
	R16: []unicode.Range16{{0x0600, 0x0605, 1}, {0x06DD, 0x06DD, 1}, {0x070F, 0x070F, 1}, {0x0890, 0x0891, 1}, {0x08E2, 0x08E2, 1}, {0x0D4E, 0x0D4E, 1}},
	R32: []unicode.Range32{
		{0x110BD, 0x110BD, 1}, {0x110CD, 0x110CD, 1}, {0x111C2, 0x111C3, 1}, {0x113D1, 0x113D1, 1}, {0x1193F, 0x1193F, 1}, {0x11941, 0x11941, 1},
		{0x11A3A, 0x11A3A, 1}, {0x11A84, 0x11A89, 1}, {0x11D46, 0x11D46, 1}, {0x11F02, 0x11F02, 1},
	},
}

// oneCell are characters behind ASCII that every terminal draws in one cell and joins with none but a mark: Latin letters,
// punctuation, arrows, mathematics, lines, blocks and shapes.
var oneCell = &unicode.RangeTable{R16: []unicode.Range16{
	{0x00A1, 0x00AC, 1}, {0x00AE, 0x02FF, 1}, {0x2010, 0x2027, 1}, {0x2030, 0x205E, 1}, {0x2190, 0x2319, 1}, {0x2400, 0x2426, 1},
	{0x2460, 0x25FC, 1}, {0x2719, 0x2727, 1}, {0x27C0, 0x27FF, 1},
}}

// OneCell reports whether s has only characters of which it is known that every terminal draws them in a cell of their own,
// and control characters. These are what texts in Latin letters and this program's screens are made of. It is asked before
// ansi.StringWidthWc, whose first look-up makes tables of 2 MiB in 2 ms.
func OneCell(s string) bool {
	for _, r := range s {
		if r >= utf8.RuneSelf && !unicode.Is(oneCell, r) {
			return false
		}
	}
	return true
}

func regional(r rune) bool { return r >= 0x1F1E6 && r <= 0x1F1FF }
func skinTone(r rune) bool { return r >= 0x1F3FB && r <= 0x1F3FF }
func tag(r rune) bool      { return r >= 0xE0020 && r <= 0xE007F }

// sameWidth returns cluster when every terminal gives it the same width, and otherwise what is shown in its place.
func sameWidth(cluster string, width int) string {
	first, size := utf8.DecodeRuneInString(cluster)
	if size == len(cluster) {
		return single(first, cluster, width)
	}
	if plain(cluster) && width > 0 && width == ansi.StringWidthWc(cluster) {
		return cluster
	}
	// More terminals know the composed forms of Hangul, half-width kana, Thai sara am and letters with accents.
	if utf8.RuneCountInString(cluster) <= maxCompose {
		cluster = norm.NFKC.String(cluster)
	}
	out := separate(cluster, false)
	if ansi.StringWidth(out) != ansi.StringWidthWc(out) {
		out = separate(cluster, true)
	}
	return out
}

// plain reports whether the cluster is a visible character with at most maxMarks non-spacing marks.
func plain(cluster string) bool {
	marks := 0
	for i, r := range cluster {
		switch {
		case !visible(r) && r != ' ':
			return false
		case i == 0 && unicode.Is(unicode.M, r):
			return false
		case i > 0 && !unicode.Is(unicode.Mn, r):
			return false
		case i > 0:
			marks++
		}
	}
	return marks <= maxMarks
}

// single returns a character, or what is shown in its place.
func single(r rune, s string, width int) string {
	switch {
	case OneCell(s):
		return s
	case regional(r):
		return string('A' + r - 0x1F1E6)
	case tag(r) && r != tagEnd:
		return "⟨tag:" + string(r-0xE0000) + "⟩"
	case r == '\u3000':
		return "  "
	case unicode.Is(unicode.Zs, r):
		return " "
	case unicode.Is(unicode.Mc, r):
		return "·"
	case extends(r) || !visible(r) || width <= 0 || width != ansi.StringWidthWc(s):
		return codePoint(r)
	}
	return s
}

// extends reports whether r would join the character before it, wherever the text is put.
func extends(r rune) bool {
	switch r {
	case 0x0E33, 0x0EB3, 0xFF9E, 0xFF9F:
		return true
	}
	jamo := r >= 0x1160 && r <= 0x11FF || r >= 0xD7B0 && r <= 0xD7FF // vowels and finals
	return unicode.Is(unicode.M, r) || skinTone(r) || jamo
}

// leading reports whether r is a leading consonant of Hangul.
func leading(r rune) bool { return r >= 0x1100 && r <= 0x115F || r >= 0xA960 && r <= 0xA97F }

func codePoint(r rune) string { return fmt.Sprintf("⟨U+%04X⟩", r) }

// separate writes the characters of a cluster so that they don't join again. With dots, marks become "·".
func separate(cluster string, dots bool) string {
	var b strings.Builder
	rs := []rune(cluster)
	mark := func(i int) bool {
		return i > 0 && i < len(rs) && unicode.Is(unicode.M, rs[i]) && visible(rs[i]) && rs[i] != keycap
	}
	marks, dotted := 0, false
	for i, r := range rs {
		switch {
		case mark(i) && !dots && unicode.Is(unicode.Mn, r):
			if marks++; marks <= maxMarks {
				b.WriteRune(r)
			}
		case mark(i):
			if !dotted {
				b.WriteString("·")
			}
			dotted = true
		case i > 0 && tag(r):
			if i == 1 || !tag(rs[i-1]) {
				b.WriteString("⟨tag:")
			}
			if r != tagEnd {
				b.WriteRune(r - 0xE0000)
			}
			if i+1 == len(rs) || !tag(rs[i+1]) {
				b.WriteString("⟩")
			}
		case i > 0 && onlyChangesLook(rs[i-1], r):
		case leading(r) && i+1 < len(rs): // it would join the consonant or syllable after it
			b.WriteString(codePoint(r))
		default:
			b.WriteString(single(r, string(r), ansi.StringWidth(string(r))))
		}
		if mark(i + 1) {
			continue
		}
		if marks > maxMarks {
			fmt.Fprintf(&b, "⟨+%d⟩", marks-maxMarks)
		}
		marks, dotted = 0, false
	}
	return b.String()
}

// onlyChangesLook reports whether r only changes how the emoji before it looks, so that nothing is lost without it. A
// second one in a row may hide something, and is shown.
func onlyChangesLook(prev, r rune) bool {
	onEmoji := prev != ' ' && (!unicode.IsLetter(prev) || prev == 'ℹ')
	switch {
	case r == textStyle || r == emojiStyle:
		return onEmoji && prev != textStyle && prev != emojiStyle
	case r == zwj:
		return onEmoji && prev != zwj
	case skinTone(r):
		return onEmoji && !skinTone(prev)
	case r == keycap:
		return prev == emojiStyle || prev == '#' || prev == '*' || prev >= '0' && prev <= '9'
	}
	return false
}

// codePoints writes every cluster that terminals disagree on as its code points.
func codePoints(s string) string {
	var b strings.Builder
	for len(s) > 0 {
		if s[0] < 0x20 {
			b.WriteByte(s[0])
			s = s[1:]
			continue
		}
		cluster, width := ansi.FirstGraphemeCluster(s, ansi.GraphemeWidth)
		if OneCell(cluster) || width > 0 && width == ansi.StringWidthWc(cluster) {
			b.WriteString(cluster)
		} else {
			for _, r := range cluster {
				b.WriteString(codePoint(r))
			}
		}
		s = s[len(cluster):]
	}
	return b.String()
}
