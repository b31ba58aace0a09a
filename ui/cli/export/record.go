package export

import (
	"strings"
	"unicode"
)

// appendRecord appends a record of RFC 4180. It also quotes what some programs take for
// the end of a cell, and a single empty cell, whose record would be an empty line.
func appendRecord(dst []byte, cells []string) []byte {
	for i, c := range cells {
		if i > 0 {
			dst = append(dst, ',')
		}
		if !strings.ContainsAny(c, ",;\t\r\n\"") && strings.TrimSpace(c) == c && (c != "" || len(cells) > 1) {
			dst = append(dst, c...)
			continue
		}
		dst = append(dst, '"')
		dst = append(dst, strings.ReplaceAll(c, `"`, `""`)...)
		dst = append(dst, '"')
	}
	return append(dst, "\r\n"...)
}

// guarded is s with an apostrophe before whatever a spreadsheet would run: the start of
// a cell, also after blanks and quotes. Where the comma is the decimal separator, a
// spreadsheet ends cells at a semicolon, and others do at a tab. The quotes do not match
// then, so that a line break ends a row too.
func guarded(s string) string {
	if !strings.ContainsAny(s, "\t\r\n=+-@＝＋－＠") {
		return s
	}
	var b strings.Builder
	begin, open := 0, true // where the cell begins; whether only blanks have come since
	done := 0
	guard := func() {
		b.WriteString(s[done:begin])
		b.WriteByte('\'')
		done = begin
	}
	for i, r := range s {
		switch {
		case strings.ContainsRune("\t\r\n", r) && i == 0: // some programs drop it
			guard()
			fallthrough
		case strings.ContainsRune(";\t\r\n", r):
			begin, open = i+1, true
		case !open || unicode.IsSpace(r) || r == '"':
		case strings.ContainsRune("=+-@＝＋－＠", r):
			guard()
			fallthrough
		default:
			open = false
		}
	}
	if done == 0 && b.Len() == 0 {
		return s
	}
	b.WriteString(s[done:])
	return b.String()
}
