package query

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"lootlens/models"
)

// Query is a parsed query. The zero value matches every item. It does not change
// and can be shared.
type Query struct {
	terms []term
	now   time.Time
}

// term is one condition: any of its alternatives, or none of them.
type term struct {
	field field
	key   string // of storage, as typed
	not   bool
	alts  []alt
}

// op is what stands before a value.
type op int8

const (
	plain op = iota
	equal
	above
	atLeast
	below
	atMost
	between
)

var opText = [...]string{plain: "", equal: "=", above: ">", atLeast: ">=", below: "<", atMost: "<="}

// alt is one alternative of a term.
type alt struct {
	op     op
	text   string // the value as typed, without quotes; of a range, both ends
	quoted bool

	// The value as the field reads it.
	fold string // letters in lower case
	all  bool   // all of the text, not a part of it
	nums interval[num]
	ids  interval[models.InstanceID]
	secs interval[int64]
	kind altKind
	flag bool
	want field  // of has
	key  string // of has
}

type altKind int8

const (
	asText altKind = iota
	asNumber
	asMoment
	asAge    // or a time left
	asField  // has:FIELD
	asMember // has:NAME
)

// Parse reads a query. now gives the time zone of dates, and what "today" is. The
// error is an *Error. An empty text is the query that matches all.
func Parse(s string, now time.Time) (Query, error) {
	p := parser{s: s, now: now}
	q := Query{now: now}
	for p.blanks(); p.i < len(s); p.blanks() {
		t, err := p.term()
		if err != nil {
			return Query{}, err
		}
		q.terms = append(q.terms, t)
	}
	return q, nil
}

// Empty reports whether the query matches every item.
func (q Query) Empty() bool { return len(q.terms) == 0 }

type parser struct {
	s   string
	i   int
	now time.Time
}

func (p *parser) fail(from, to int, near, format string, args ...any) error {
	return &Error{At: from, Len: max(0, min(to, len(p.s))-from), Rune: utf8.RuneCountInString(p.s[:min(from, len(p.s))]), Msg: fmt.Sprintf(format, args...), Near: near}
}

func (p *parser) blanks() {
	p.i = len(p.s) - len(strings.TrimLeftFunc(p.s[p.i:], unicode.IsSpace))
}

// atEnd reports whether a term ends here.
func (p *parser) atEnd() bool {
	if p.i >= len(p.s) {
		return true
	}
	r, _ := utf8.DecodeRuneInString(p.s[p.i:])
	return unicode.IsSpace(r)
}

func (p *parser) term() (t term, err error) {
	from := p.i
	if p.s[p.i] == '-' {
		t.not = true
		p.i++
		if p.atEnd() {
			return t, p.fail(from, p.i, "", "- needs what it excludes right behind it")
		}
	}
	if err := p.field(&t); err != nil {
		return t, err
	}
	for {
		a, err := p.alt(&t)
		if err != nil {
			return t, err
		}
		t.alts = append(t.alts, a)
		if p.atEnd() {
			return t, nil
		}
		p.i++ // the |
	}
}

// field reads "name:" or "storage.key:", or nothing where a word stands.
func (p *parser) field(t *term) error {
	from := p.i
	end := from + strings.IndexFunc(p.s[from:], func(r rune) bool { return r == ':' || r == '"' || r == '|' || unicode.IsSpace(r) })
	if end < from {
		return nil
	}
	word := p.s[from:end]
	base, key, hasKey := strings.Cut(word, ".")
	if p.s[end] == '"' && hasKey && key == "" && end > from {
		p.i = end
		quoted, err := p.quoted()
		if err != nil {
			return err
		}
		key, end = quoted, p.i
		if end >= len(p.s) || p.s[end] != ':' {
			return p.fail(from, end, "", "a storage key needs : and a value behind it")
		}
	}
	if p.s[end] != ':' {
		p.i = from
		return nil
	}
	f, known := fieldByName[strings.ToLower(base)]
	switch {
	case base == "":
		return p.fail(from, end+1, "", ": needs a field before it")
	case !known:
		near := nearestField(strings.ToLower(base))
		if hasKey && quote(key) == key { // and so safe for a terminal
			near = "storage." + key
		}
		return p.fail(from, end, near, "there is no field %q; quote it to search for it as a word", word)
	case hasKey && f != storage && f != istorage:
		return p.fail(from, end, fields[f].Name, "%s has no keys; storage and istorage have", fields[f].Name)
	case hasKey && key == "":
		return p.fail(from, end, "", "the storage key is missing")
	}
	t.field, t.key = f, key
	p.i = end + 1
	return nil
}

func nearestField(word string) string {
	if near, ok := meant[word]; ok {
		return near
	}
	return nearest(word, fieldNames)
}

// sort is what the term's values are.
func (t *term) sort() sort {
	if t.key == "" && (t.field == storage || t.field == istorage) {
		return texts
	}
	return fields[t.field].sort
}

func (p *parser) alt(t *term) (a alt, err error) {
	from := p.i
	sort := t.sort()
	if a.op = p.op(); a.op > equal && (sort == texts || sort == flags || sort == words || sort == names) {
		if t.field != word {
			return a, p.fail(from, p.i, "", "%s takes no comparison; quote a value that begins so", fields[t.field].Name)
		}
		p.i, a.op = from, plain
	}
	value := p.i
	if p.i < len(p.s) && p.s[p.i] == '"' {
		a.quoted = true
		if a.text, err = p.quoted(); err != nil {
			return a, err
		}
		if !p.atEnd() && p.s[p.i] != '|' {
			return a, p.fail(p.i, p.i+1, "", "a blank or | has to follow the quote; \\\" is a quote in quotes")
		}
	} else if a.text, err = p.bare(t); err != nil {
		return a, err
	}
	if a.text == "" && !a.quoted {
		what := "a word"
		if t.field != word {
			what = "a value of " + fields[t.field].Name
		}
		return a, p.fail(from, p.i, "", "%s is missing", what)
	}
	c := compiler{p: p, t: t, a: &a, sort: sort, from: value, to: p.i}
	return a, c.compile()
}

func (p *parser) op() op {
	for _, o := range []op{atLeast, atMost, above, below, equal} {
		if strings.HasPrefix(p.s[p.i:], opText[o]) {
			p.i += len(opText[o])
			return o
		}
	}
	return plain
}

// bare reads a value without quotes.
func (p *parser) bare(t *term) (string, error) {
	from := p.i
	for !p.atEnd() {
		r, n := utf8.DecodeRuneInString(p.s[p.i:])
		if r == '|' {
			break
		}
		if r == '"' {
			return "", p.fail(p.i, p.i+1, "", "a quote in the middle: quote the whole value")
		}
		if r == ':' && t.field == word {
			return "", p.fail(from, p.i+1, "", "a field goes first, before all of its values: field:a|b; or quote the word")
		}
		p.i += n
	}
	s := p.s[from:p.i]
	if t.field == word && slices.Contains([]string{"OR", "AND", "NOT"}, s) {
		return "", p.fail(from, p.i, "", "%s is no operator: write field:a|b for or, nothing for and, -term for not; or quote the word", s)
	}
	return s, nil
}

// quoted reads "…" with \" and \\ in it.
func (p *parser) quoted() (string, error) {
	from := p.i
	var b strings.Builder
	for p.i++; p.i < len(p.s); p.i++ {
		switch c := p.s[p.i]; {
		case c == '"':
			p.i++
			return b.String(), nil
		case c == '\\' && p.i+1 < len(p.s) && (p.s[p.i+1] == '"' || p.s[p.i+1] == '\\'):
			p.i++
			b.WriteByte(p.s[p.i])
		default:
			b.WriteByte(c)
		}
	}
	return "", p.fail(from, len(p.s), "", "the closing quote is missing")
}
