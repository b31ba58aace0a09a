package export

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"lootlens/models/text"
)

// shown is a server's text with its control characters made visible. Unlike the forms of
// text.Text it keeps everything else, lines and any length, as it is for files.
func shown(s string) string {
	if strings.IndexFunc(s, acts) < 0 && utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	s = strings.ReplaceAll(s, "\r\n", "\n")
	for _, r := range s {
		if acts(r) {
			b.WriteString(text.Of(string(r)).Line())
		} else {
			b.WriteRune(r) // U+FFFD for a byte that is no UTF-8
		}
	}
	return b.String()
}

// acts reports whether a terminal may do something other than draw r.
func acts(r rune) bool {
	switch r {
	case '\n', '\t', '\u200c', '\u200d': // the joiners are part of words and emoji
		return false
	}
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co, unicode.Cs)
}
