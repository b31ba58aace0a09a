package text

import (
	"html"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// entity is anything that an HTML or markdown reader may take for a character reference, with its semicolon or without.
var entity = regexp.MustCompile(`&(?:#[0-9]+|#[xX][0-9a-fA-F]+|[A-Za-z][A-Za-z0-9]*);?`)

// Markdown returns markdown source that is safe to give to a renderer: cleaned as [Text.Block] does, and with every
// character reference that stands for something harmful (&#27; &#x9b; &zwj;) replaced by what the safe form shows. Source
// in which references are nested to make one (&amp;#27;) has its ampersands replaced by "＆".
// What the renderer gives back still has to go through [Styled].
func Markdown(src string) string {
	src = clean(src, block)
	if !strings.Contains(src, "&") {
		return src
	}
	src = entity.ReplaceAllStringFunc(src, func(ref string) string {
		for _, s := range []string{number(ref), html.UnescapeString(ref)} {
			if safe := clean(s, line); safe != s {
				return safe
			}
		}
		return ref
	})
	// Renderers unescape more than once.
	for s, i := src, 0; i < 4; i++ {
		s = html.UnescapeString(entity.ReplaceAllStringFunc(s, number))
		if clean(s, block) != s {
			return strings.ReplaceAll(src, "&", "＆")
		}
	}
	return src
}

// number returns the character that a numeric reference names by code point, and any other reference as it is. (HTML
// reads the C1 range as Windows-1252, CommonMark does not.)
func number(ref string) string {
	digits, numeric := strings.CutPrefix(strings.TrimSuffix(ref, ";"), "&#")
	base := 10
	if numeric && (digits[0] == 'x' || digits[0] == 'X') {
		digits, base = digits[1:], 16
	}
	n, err := strconv.ParseUint(digits, base, 32)
	if !numeric || err != nil || n > utf8.MaxRune {
		return ref
	}
	return string(rune(n))
}
