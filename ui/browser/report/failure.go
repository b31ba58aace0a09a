package report

import (
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"

	"lootlens/api"
	"lootlens/models/text"
)

// Failure is why something could not be read, for a card: what happened, the details that support needs, and what to do
// next, a line each and safe to print.
func Failure(err error) []string {
	var e *api.Error
	if !errors.As(err, &e) {
		return []string{sentence(text.Error(err))}
	}
	what, details, next := e.Facts()
	lines := []string{sentence(what)}
	if len(details) > 0 {
		lines = append(lines, strings.Join(details, " · "))
	}
	return append(lines, sentence(next))
}

func sentence(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:] + "."
}
