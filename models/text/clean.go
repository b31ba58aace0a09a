package text

import (
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// mode is the kind of place that a text is for: one line, or several.
type mode int

const (
	line mode = iota
	block
)

const tabStop = 4 // cells

// clean returns the safe form of s, and s itself when it is safe as it is.
func clean(s string, m mode) string {
	limit := [...]int{line: MaxLine, block: MaxBlock}[m]
	if len(s) <= limit && PrintableASCII(s) {
		return s
	}
	s, cut := head(s, 16*limit)
	s = normal(s)
	var b strings.Builder
	pos, copied := 0, 0    // s[copied:pos] is safe, but not yet in b
	left, cell := limit, 0 // runes that may still follow; the cell of the line
	for pos < len(s) {
		shown, width, size := first(s[pos:], m, cell)
		n := utf8.RuneCountInString(shown)
		if n > left {
			cut = true
			break
		}
		left -= n
		if shown != s[pos:pos+size] {
			b.WriteString(s[copied:pos] + shown)
			copied = pos + size
		}
		pos += size
		if cell += width; shown == "\n" {
			cell = 0
		}
	}
	if copied == 0 && !cut {
		return s
	}
	b.WriteString(s[copied:pos])
	out := b.String()
	if !OneCell(out) && ansi.StringWidth(out) != ansi.StringWidthWc(out) { // what replaces a cluster joined the next one
		out = codePoints(out)
	}
	if !cut {
		return out
	}
	if left == 0 {
		_, n := utf8.DecodeLastRuneInString(out)
		out = out[:len(out)-n]
	}
	return out + "…"
}

// normal returns s as valid UTF-8, with every kind of line break as a newline.
func normal(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	for _, lineBreak := range []string{"\r\n", "\u2028", "\u2029"} {
		s = strings.ReplaceAll(s, lineBreak, "\n")
	}
	return s
}

// first returns the safe form of the first control character or grapheme cluster of s, its width in cells, and the bytes
// of s that it replaces. cell is its place in the line, for tab stops.
func first(s string, m mode, cell int) (shown string, width, size int) {
	switch b := s[0]; {
	case b == '\n':
		return " \n"[m : m+1], 1, 1
	case b == '\t' && m == block:
		width = tabStop - cell%tabStop
		return "    "[:width], width, 1
	case b == '\t':
		return " ", 1, 1
	case b < 0x20 || b == 0x7F:
		return picture(rune(b)), 1, 1
	case b < utf8.RuneSelf && (len(s) == 1 || s[1] < utf8.RuneSelf):
		return s[:1], 1, 1
	}
	cluster, width := ansi.FirstGraphemeCluster(s, ansi.GraphemeWidth)
	if shown = sameWidth(cluster, width); shown != cluster {
		width = ansi.StringWidth(shown)
	}
	return shown, width, len(cluster)
}

// picture is Unicode's picture of a C0 control or of DEL.
func picture(control rune) string {
	if control == 0x7F {
		return "␡"
	}
	return string(0x2400 + control)
}

// head returns at most n bytes of s, up to the start of a character, and whether it cut s: the cost of cleaning is bounded.
func head(s string, n int) (string, bool) {
	if len(s) <= n {
		return s, false
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n], true
}

// PrintableASCII reports whether s has only blanks and visible ASCII characters.
func PrintableASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i]-0x20 >= 0x5F {
			return false
		}
	}
	return true
}
