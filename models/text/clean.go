package text

import (
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// mode says what becomes of line structure, and how much is given back.
type mode int

const (
	line mode = iota
	block
)

const tabStop = 4 // cells

func (m mode) limit() int {
	if m == line {
		return MaxLine
	}
	return MaxBlock
}

// clean returns the safe form of s, and s itself when it is safe as it is.
func clean(s string, m mode) string {
	limit := m.limit()
	if len(s) <= limit && printableASCII(s) {
		return s
	}
	s, cut := head(s, 16*limit)
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\uFFFD")
	}
	c := cleaner{src: s, left: limit}
	for c.pos < len(s) && !c.full {
		c.next(m)
	}
	return c.finish(cut || c.full)
}

// head cuts s to at most n bytes at the start of a character, so that the cost is bounded too.
func head(s string, n int) (string, bool) {
	if len(s) <= n {
		return s, false
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n], true
}

func printableASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i]-0x20 >= 0x5F {
			return false
		}
	}
	return true
}

// cleaner copies src to out, from the first change on.
type cleaner struct {
	src  string
	pos  int // of the next byte to read
	kept int // src[kept:pos] is safe but not yet in out
	out  strings.Builder
	left int // runes that may still be written
	full bool
	col  int // cell in the line
}

// next handles one control character or one grapheme cluster.
func (c *cleaner) next(m mode) {
	s := c.src[c.pos:]
	b := s[0]
	switch {
	case b == '\n' || strings.HasPrefix(s, "\r\n") || strings.HasPrefix(s, "\u2028") || strings.HasPrefix(s, "\u2029"):
		c.newline(m)
	case b == '\t':
		n := 1
		if m == block {
			n = tabStop - c.col%tabStop
		}
		c.replace(1, "    "[:n], n)
	case b < 0x20:
		c.replace(1, string(0x2400+rune(b)), 1)
	case b == 0x7F:
		c.replace(1, "␡", 1)
	case b < utf8.RuneSelf && (len(s) == 1 || s[1] < utf8.RuneSelf):
		c.keep(1, 1, 1)
	default:
		cluster, width := ansi.FirstGraphemeCluster(s, ansi.GraphemeWidth)
		safe := agree(cluster, width)
		if safe == cluster {
			c.keep(len(cluster), utf8.RuneCountInString(cluster), width)
		} else {
			c.replace(len(cluster), safe, ansi.StringWidth(safe))
		}
	}
}

func (c *cleaner) newline(m mode) {
	n := 1
	if c.src[c.pos] != '\n' {
		n = 2
	}
	if c.src[c.pos] >= utf8.RuneSelf {
		n = 3
	}
	switch {
	case m == line:
		c.replace(n, " ", 1)
	case n == 1:
		c.keep(1, 1, 0)
		c.col = 0
	default:
		c.replace(n, "\n", 0)
		c.col = 0
	}
}

func (c *cleaner) keep(bytes, runes, width int) {
	if runes > c.left {
		c.full = true
		return
	}
	c.pos += bytes
	c.left -= runes
	c.col += width
}

func (c *cleaner) replace(bytes int, with string, width int) {
	runes := utf8.RuneCountInString(with)
	if runes > c.left {
		c.full = true
		return
	}
	c.flush()
	c.out.WriteString(with)
	c.pos += bytes
	c.kept = c.pos
	c.left -= runes
	c.col += width
}

func (c *cleaner) flush() {
	if c.out.Len() == 0 {
		c.out.Grow(len(c.src) + 16)
	}
	c.out.WriteString(c.src[c.kept:c.pos])
	c.kept = c.pos
}

func (c *cleaner) finish(cut bool) string {
	if c.kept == 0 && c.out.Len() == 0 && !cut {
		return c.src
	}
	c.flush()
	out := c.out.String()
	// Replacements can meet what follows them: this is the proof that they did not.
	if ansi.StringWidth(out) != ansi.StringWidthWc(out) {
		out = spell(out)
	}
	if !cut {
		return out
	}
	if c.left == 0 {
		_, n := utf8.DecodeLastRuneInString(out)
		out = out[:len(out)-n]
	}
	return out + "…"
}
