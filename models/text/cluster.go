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

// blank are letters and symbols that draw nothing, and marks that only steer others.
var blank = &unicode.RangeTable{
	R16: []unicode.Range16{
		{Lo: 0x034F, Hi: 0x034F, Stride: 1}, {Lo: 0x115F, Hi: 0x1160, Stride: 1}, {Lo: 0x17B4, Hi: 0x17B5, Stride: 1},
		{Lo: 0x180B, Hi: 0x180F, Stride: 1}, {Lo: 0x2800, Hi: 0x2800, Stride: 1}, {Lo: 0x3164, Hi: 0x3164, Stride: 1},
		{Lo: 0xFE00, Hi: 0xFE0F, Stride: 1}, {Lo: 0xFFA0, Hi: 0xFFA0, Stride: 1},
	},
	R32: []unicode.Range32{{Lo: 0x1D159, Hi: 0x1D159, Stride: 1}, {Lo: 0xE0100, Hi: 0xE01EF, Stride: 1}},
}

// visible reports whether r draws something: assigned, no control, no format character, no blank but the space.
func visible(r rune) bool { return unicode.IsPrint(r) && !unicode.Is(blank, r) }

func regional(r rune) bool { return r >= 0x1F1E6 && r <= 0x1F1FF }
func skinTone(r rune) bool { return r >= 0x1F3FB && r <= 0x1F3FF }
func tag(r rune) bool      { return r >= 0xE0020 && r <= 0xE007F }

// agree returns cluster when every terminal gives it the same width, and otherwise something that all agree on.
func agree(cluster string, width int) string {
	first, size := utf8.DecodeRuneInString(cluster)
	if size == len(cluster) {
		return single(first, cluster, width)
	}
	if plain(cluster) && width > 0 && width == ansi.StringWidthWc(cluster) {
		return cluster
	}
	// Composed forms need less luck: Hangul syllables, half-width kana, Thai sara am, letters with accents.
	if utf8.RuneCountInString(cluster) <= maxCompose {
		cluster = norm.NFKC.String(cluster)
	}
	out := spread(cluster, false)
	if ansi.StringWidth(out) != ansi.StringWidthWc(out) {
		out = spread(cluster, true)
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

func single(r rune, s string, width int) string {
	switch {
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
		return hex(r)
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

func hex(r rune) string { return fmt.Sprintf("⟨U+%04X⟩", r) }

// spread writes the members of a cluster so that they don't join again. With dots, marks become "·".
func spread(cluster string, dots bool) string {
	var b strings.Builder
	var prev rune
	marks, dotted := 0, false
	rs := []rune(cluster)
	for i := 0; i < len(rs); i++ {
		r := rs[i]
		mark := unicode.Is(unicode.M, r) && visible(r) && r != keycap && i > 0
		if !mark {
			excess(&b, marks)
			marks, dotted = 0, false
		}
		switch {
		case mark && !dots && unicode.Is(unicode.Mn, r):
			if marks++; marks <= maxMarks {
				b.WriteRune(r)
			}
		case mark:
			if !dotted {
				b.WriteString("·")
			}
			dotted = true
		case i > 0 && tag(r):
			n := i
			for n < len(rs) && tag(rs[n]) {
				n++
			}
			b.WriteString("⟨tag:" + tags(rs[i:n]) + "⟩")
			i = n - 1
		case i > 0 && silent(prev, r):
		case leading(r) && i+1 < len(rs): // it would join the consonant or syllable after it
			b.WriteString(hex(r))
		default:
			b.WriteString(single(r, string(r), ansi.StringWidth(string(r))))
		}
		prev = r
	}
	excess(&b, marks)
	return b.String()
}

func excess(b *strings.Builder, marks int) {
	if marks > maxMarks {
		fmt.Fprintf(b, "⟨+%d⟩", marks-maxMarks)
	}
}

func tags(rs []rune) string {
	var b strings.Builder
	for _, r := range rs {
		if r != tagEnd {
			b.WriteByte(byte(r - 0xE0000))
		}
	}
	return b.String()
}

// silent reports whether r only changes how the emoji before it looks, so that nothing is lost without it. A second one
// in a row is no emoji but something hidden, and is shown.
func silent(prev, r rune) bool {
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

// spell writes every cluster that terminals disagree on as its code points.
func spell(s string) string {
	var b strings.Builder
	for len(s) > 0 {
		if s[0] < 0x20 {
			b.WriteByte(s[0])
			s = s[1:]
			continue
		}
		cluster, width := ansi.FirstGraphemeCluster(s, ansi.GraphemeWidth)
		if width > 0 && width == ansi.StringWidthWc(cluster) {
			b.WriteString(cluster)
		} else {
			for _, r := range cluster {
				b.WriteString(hex(r))
			}
		}
		s = s[len(cluster):]
	}
	return b.String()
}
