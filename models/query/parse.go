package query

import (
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"lootlens/models"
	"lootlens/models/text"
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
	key   string // of storage, folded
	not   bool
	alts  []alternative
	typed string // as the query has it
	place Error  // without a message
}

// operator is what a value begins with.
type operator int8

const (
	noOperator operator = iota
	equal
	above
	atLeast
	below
	atMost
	between
)

var operatorText = [...]string{noOperator: "", equal: "=", above: ">", atLeast: ">=", below: "<", atMost: "<="}

// alternative is one of a term's values.
type alternative struct {
	op     operator
	text   string // the value as typed, without quotes; of a range, both ends
	quoted bool

	// The value as the field reads it.
	kind      alternativeKind
	fold      string // folded as text.Fold does
	whole     bool   // all of the text, not a part of it
	numbers   interval[number]
	ids       interval[models.InstanceID]
	seconds   interval[int64] // Unix time, or a length
	flag      bool
	states    states // of rental, and of a plain word
	hasField  field
	hasKey    string // folded
	hasMember string
}

type alternativeKind int8

const (
	asText alternativeKind = iota
	asNumber
	asMoment
	asAge    // or a time left
	asFlag   // of a field that takes other values too
	asField  // has:FIELD
	asMember // has:NAME
)

// Bounds of a query: more than a person types, and cheap for a pasted text.
const (
	MaxTerms        = 200
	maxAlternatives = 2000
)

// Parse reads a query. "today" and ages are measured from now; dates without a zone are
// in zone, or UTC where it is nil. The error is an *Error. An empty text matches every
// item.
func Parse(s string, now time.Time, zone *time.Location) (Query, error) {
	if zone == nil {
		zone = time.UTC
	}
	p := parser{s: s, now: now.In(zone)}
	return p.query()
}

func (p *parser) query() (Query, error) {
	q := Query{now: p.now}
	for p.blanks(); p.pos < len(p.s); p.blanks() {
		if len(q.terms) == MaxTerms {
			return Query{}, p.fail(p.pos, len(p.s), "", "a query has at most %d terms; quote a text that is one", MaxTerms)
		}
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

// CheckNoBaseline returns an *Error at the first term that only a comparison with a
// baseline can answer, or nil.
func (q Query) CheckNoBaseline() error {
	return q.refuse(field.needsBaseline, "compares with an earlier state: it works in the browser once a baseline is set, and `lootlens diff` lists what is different")
}

// NeedsBaseline reports whether a field, with or without a colon behind it, compares with an earlier state.
func NeedsBaseline(name string) bool {
	return fieldByName[strings.TrimSuffix(name, ":")].needsBaseline()
}

// CheckNoPast returns an *Error at the first term that only recorded looks can answer, or nil. why follows the field's
// name in the message.
func (q Query) CheckNoPast(why string) error { return q.refuse(field.needsPast, why) }

// CheckNoGone is CheckNoPast for gone: alone, where no item that is gone can be found.
func (q Query) CheckNoGone(why string) error {
	return q.refuse(func(f field) bool { return f == fieldGone }, why)
}

func (q Query) refuse(wrong func(field) bool, why string) error {
	for i := range q.terms {
		if t := &q.terms[i]; wrong(t.field) {
			e := t.place
			e.Msg = fields[t.field].Name + " " + why
			return &e
		}
	}
	return nil
}

type parser struct {
	s    string
	pos  int
	now  time.Time // in the zone of dates
	alts int
	// near: the text is a suggestion itself.
	near bool
}

func (p *parser) place(from, to int) Error {
	from = min(from, len(p.s))
	return Error{At: from, Len: max(0, min(to, len(p.s))-from), Rune: utf8.RuneCountInString(p.s[:from])}
}

func (p *parser) fail(from, to int, near, format string, args ...any) error {
	e := p.place(from, to)
	e.Msg, e.Near = fmt.Sprintf(format, args...), near
	return &e
}

func (p *parser) blanks() {
	p.pos = len(p.s) - len(strings.TrimLeftFunc(p.s[p.pos:], unicode.IsSpace))
}

// atEnd reports whether a term ends here.
func (p *parser) atEnd() bool { return p.endsAt(p.pos) }

func (p *parser) endsAt(i int) bool {
	if i >= len(p.s) {
		return true
	}
	r, _ := utf8.DecodeRuneInString(p.s[i:])
	return unicode.IsSpace(r)
}

// word is the text between i and the next blank.
func (p *parser) word(i int) string {
	if end := strings.IndexFunc(p.s[i:], unicode.IsSpace); end >= 0 {
		return p.s[i : i+end]
	}
	return p.s[i:]
}

func (p *parser) term() (t term, err error) {
	from := p.pos
	if r, n := utf8.DecodeRuneInString(p.s[from:]); isDash(r) {
		near := ""
		if rest := p.word(from + n); rest != "" {
			near = "-" + rest
		}
		return t, p.fail(from, from+n, near, "%q is not the minus of the keyboard", r)
	}
	if p.s[p.pos] == '-' {
		t.not = true
		p.pos++
		switch rest := p.word(p.pos); {
		case rest == "":
			return t, p.fail(from, p.pos, "", "- needs the term that it excludes right after it")
		case rest[0] == '-' && strings.Trim(rest, "-") != "":
			return t, p.fail(from, p.pos+1, p.valid("-"+strings.TrimLeft(rest, "-")), "one - excludes; quote a text that begins with more")
		}
	}
	if err := p.field(&t); err != nil {
		return t, err
	}
	for {
		a, err := p.alternative(&t)
		if err != nil {
			return t, err
		}
		if p.alts++; p.alts > maxAlternatives {
			return t, p.fail(from, p.pos, "", "a query has at most %d values", maxAlternatives)
		}
		t.alts = append(t.alts, a)
		if p.atEnd() {
			t.typed, t.place = p.s[from:p.pos], p.place(from, p.pos)
			return t, nil
		}
		p.pos++ // the |
	}
}

// field reads "name:" or "storage.key:", or nothing before a plain word.
func (p *parser) field(t *term) error {
	from := p.pos
	if r, _ := utf8.DecodeRuneInString(p.s[from:]); isQuote(r) {
		return nil
	}
	end := from + strings.IndexFunc(p.s[from:], func(r rune) bool { return r == ':' || r == '"' || r == '|' || unicode.IsSpace(r) })
	if end < from {
		return p.foreignField(t)
	}
	word := p.s[from:end]
	base, key, hasKey := strings.Cut(word, ".")
	if p.s[end] == '"' && hasKey && key == "" && end > from {
		p.pos = end
		quoted, err := p.quoted('"', `"`)
		if err != nil {
			return err
		}
		key, end = quoted, p.pos
		if end >= len(p.s) || p.s[end] != ':' {
			return p.fail(from, end, "", "a storage key needs : and a value after it")
		}
	}
	if p.s[end] != ':' {
		p.pos = from
		return p.foreignField(t)
	}
	f, known := fieldByName[strings.ToLower(base)]
	switch {
	case base == "":
		return p.fail(from, end+1, "", ": needs a field before it")
	case !known:
		if err := p.foreignField(t); err != nil {
			return err
		}
		near := nearestField(base)
		if hasKey {
			near = "storage." + quote(key)
		}
		return p.fail(from, end, near, "there is no field %q; quote it to search for it as a word", word)
	case hasKey && !f.keyed():
		return p.fail(from, end, fields[f].Name, "%s has no keys; storage and istorage have", fields[f].Name)
	case hasKey && key == "":
		return p.fail(from, end, "", "the storage key is missing")
	case hasKey && p.s[end-1] != '"' && strings.ContainsFunc(key, isQuote):
		return p.fail(from, end, "", `a storage key with quotes is written storage."KEY":VALUE`)
	}
	t.field, t.key = f, text.Fold(key)
	p.pos = end + 1
	return nil
}

// valueKind is what the term's values are.
func (t *term) valueKind() valueKind {
	if t.key == "" && t.field.keyed() {
		return textValue
	}
	return fields[t.field].kind
}

func (p *parser) alternative(t *term) (a alternative, err error) {
	from := p.pos
	kind := t.valueKind()
	a.op = p.operator()
	value := p.pos
	if err := p.foreignStart(t, from); err != nil {
		return a, err
	}
	if f, before := p.fieldBefore(from); before && t.field == fieldWord && a.op == equal {
		near := p.form(&term{field: f}, f, "", p.word(from))
		return a, p.fail(from, from+len(p.word(from)), near, "the field %s needs a colon after it, and no blank; quote a text that begins so", fields[f].Name)
	}
	if a.op > equal && !kind.compares() {
		if t.field == fieldWord {
			return a, p.fail(from, p.pos, "", "%s compares a field's value, such as price:>10; quote a text that begins so", operatorText[a.op])
		}
		return a, p.fail(from, p.pos, "", "%s takes no comparison; quote a value that begins so", fields[t.field].Name)
	}
	r, n := utf8.DecodeRuneInString(p.s[p.pos:])
	if closers := quotes[r]; closers != "" {
		a.quoted = true
		if a.text, err = p.quoted(r, closers); err != nil {
			return a, err
		}
		if !p.atEnd() && p.s[p.pos] != '|' {
			return a, p.fail(p.pos, p.pos+n, "", `a blank or | has to follow the quote; \" is a quote in quotes`)
		}
	} else if a.text, err = p.bare(t); err != nil {
		return a, err
	}
	if a.text == "" && (!a.quoted || t.field == fieldWord) {
		what := "a word"
		if t.field != fieldWord {
			what = "a value of " + fields[t.field].Name
		}
		return a, p.fail(from, p.pos, "", "%s is missing", what)
	}
	c := compiler{p: p, t: t, a: &a, kind: kind, from: value, to: p.pos}
	return a, c.compile()
}

func (p *parser) operator() operator {
	for _, o := range []operator{atLeast, atMost, above, below, equal} {
		if strings.HasPrefix(p.s[p.pos:], operatorText[o]) {
			p.pos += len(operatorText[o])
			return o
		}
	}
	return noOperator
}

// bare reads a value without quotes.
func (p *parser) bare(t *term) (string, error) {
	from := p.pos
	for !p.atEnd() {
		r, n := utf8.DecodeRuneInString(p.s[p.pos:])
		if r == '|' {
			break
		}
		if r == '"' || r != '\'' && r != '’' && r != '‘' && r != '`' && isQuote(r) {
			return "", p.fail(p.pos, p.pos+n, "", "a quote in the middle: quote the whole value")
		}
		if r == ':' && t.field == fieldWord {
			return "", p.fail(from, p.pos+1, "", "a field goes first, before all of its values: field:a|b; or quote the word")
		}
		p.pos += n
	}
	s := p.s[from:p.pos]
	return s, p.foreignValue(t, from, s)
}

// quotes are the characters that open a quote, each with those that close it.
var quotes = map[rune]string{
	'"': `"`, '\'': "'", '`': "`", '“': "”", '”': "”", '„': "“”", '‟': "”", '‘': "’", '’': "’", '‚': "‘’",
	'«': "»", '»': "«", '‹': "›", '›': "‹", '「': "」", '『': "』", '＂': "＂",
}

func isQuote(r rune) bool { return quotes[r] != "" || r == '」' || r == '』' }

// quoted reads "…" with \" and \\ in it, or a text between other quotes, which ends
// at the first closing one with the term or the value.
func (p *parser) quoted(open rune, closers string) (string, error) {
	from := p.pos
	p.pos += utf8.RuneLen(open)
	if open != '"' {
		for i, r := range p.s[p.pos:] {
			next := p.pos + i + utf8.RuneLen(r)
			if strings.ContainsRune(closers, r) && (p.endsAt(next) || p.s[next] == '|') {
				s := p.s[p.pos : p.pos+i]
				p.pos = next
				return s, nil
			}
		}
		first, _ := utf8.DecodeRuneInString(closers)
		return "", p.fail(from, len(p.s), "", `the closing quote %c is missing; "…" quotes a text that begins with %c`, first, open)
	}
	var b strings.Builder
	for ; p.pos < len(p.s); p.pos++ {
		switch c := p.s[p.pos]; {
		case c == '"':
			p.pos++
			return b.String(), nil
		case c == '\\' && p.pos+1 < len(p.s) && (p.s[p.pos+1] == '"' || p.s[p.pos+1] == '\\'):
			p.pos++
			b.WriteByte(p.s[p.pos])
		default:
			b.WriteByte(c)
		}
	}
	return "", p.fail(from, len(p.s), "", "the closing quote is missing")
}
