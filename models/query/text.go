package query

import (
	"strings"
	"time"
	"unicode"
)

// String is the query in its canonical form, which parses to the same matches. It
// is what was typed, and not for a terminal as it is.
func (q Query) String() string { return q.write(false) }

// UTC is the canonical form with every date as a moment in UTC, so that it means the
// same where dates are read in another zone, and on another day.
func (q Query) UTC() string { return q.write(true) }

func (q Query) write(utc bool) string {
	var b strings.Builder
	for i := range q.terms {
		if i > 0 {
			b.WriteByte(' ')
		}
		q.terms[i].write(&b, utc && (q.now.Location() != time.UTC || strings.Contains(q.terms[i].typed, "day")))
	}
	return b.String()
}

func (t *term) write(b *strings.Builder, utc bool) {
	b.WriteString(minus(t.not) + t.prefix())
	for i := range t.alts {
		a := &t.alts[i]
		if i > 0 {
			b.WriteByte('|')
		}
		if utc && a.kind == asMoment {
			a.writeUTC(b)
			continue
		}
		if a.op != between {
			b.WriteString(operatorText[a.op])
		}
		switch {
		case t.field == fieldWord:
			b.WriteString(a.quoteWord())
		// In quotes, a number is text to a storage key.
		case a.quoted && (a.kind != asText || t.valueKind() == storageValue):
			b.WriteString(quoteAlways(a.text))
		case a.kind == asText || a.kind == asMember || a.kind == asField:
			b.WriteString(quote(a.text))
		default:
			b.WriteString(a.text)
		}
	}
}

// writeUTC writes a date as the first and the last second that it names.
func (a *alternative) writeUTC(b *strings.Builder) {
	r := a.seconds
	second := func(unix int64) string { return time.Unix(unix, 0).UTC().Format(time.RFC3339) }
	switch {
	case r.hasLo && r.hasHi:
		b.WriteString(second(r.lo) + ".." + second(r.hi))
	case r.hasLo && r.aboveLo:
		b.WriteString(">" + second(r.lo))
	case r.hasLo:
		b.WriteString(">=" + second(r.lo))
	case r.belowHi:
		b.WriteString("<" + second(r.hi))
	default:
		b.WriteString("<=" + second(r.hi))
	}
}

// quote puts quotes around a text that would not be read as it is.
func quote(s string) string {
	for i, r := range s {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_':
		case r == '-' && i > 0:
		case r == '.' && i > 0 && !strings.Contains(s, ".."):
		default:
			return quoteAlways(s)
		}
	}
	switch strings.ToUpper(s) {
	case "", "OR", "AND", "NOT":
		return quoteAlways(s)
	}
	return s
}

// quoteWord quotes a plain word that would be read as a field, or ask for loadouts.
func (a *alternative) quoteWord() string {
	name, _, isKey := strings.Cut(strings.ToLower(a.text), ".")
	if _, known := fieldByName[name]; known && (isKey || a.quoted && a.fold == equippedWord) {
		return quoteAlways(a.text)
	}
	return quote(a.text)
}

func quoteAlways(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}
