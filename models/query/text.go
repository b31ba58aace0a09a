package query

import (
	"strings"
	"unicode"
)

// String is the query in its canonical form, which parses to the same matches. It
// is what was typed, and not for a terminal as it is.
func (q Query) String() string {
	var b strings.Builder
	for i := range q.terms {
		if i > 0 {
			b.WriteByte(' ')
		}
		q.terms[i].write(&b)
	}
	return b.String()
}

func (t *term) write(b *strings.Builder) {
	if t.not {
		b.WriteByte('-')
	}
	if t.field != word {
		b.WriteString(fields[t.field].Name)
		if t.key != "" {
			b.WriteByte('.')
			b.WriteString(quote(t.key))
		}
		b.WriteByte(':')
	}
	for i := range t.alts {
		a := &t.alts[i]
		if i > 0 {
			b.WriteByte('|')
		}
		if a.op != between {
			b.WriteString(opText[a.op])
		}
		switch {
		// In quotes, a number is text to a storage key.
		case a.quoted && (a.kind != asText || t.sort() == either):
			b.WriteString(force(a.text))
		case a.kind == asText || a.kind == asMember || a.kind == asField:
			b.WriteString(quote(a.text))
		default:
			b.WriteString(a.text)
		}
	}
}

// quote puts quotes around a text that would not be read as it is.
func quote(s string) string {
	for i, r := range s {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_':
		case r == '-' && i > 0:
		case r == '.' && !strings.Contains(s, ".."):
		default:
			return force(s)
		}
	}
	switch s {
	case "", "OR", "AND", "NOT":
		return force(s)
	}
	return s
}

func force(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}
