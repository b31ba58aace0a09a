package query

import (
	"iter"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"lootlens/models/text"
)

// Completion is one way to complete a query.
type Completion struct {
	// From and To are the bytes of the query that Text replaces.
	From, To int
	// Text ends with a blank where it completes a term at the end of the query. It is
	// safe for a terminal where the values are, as those of a Census.
	Text    string
	Meaning string // of a field; "" for a value
	Items   int    // that have the value; 0 where that is not known
}

// maxCompletions bounds the answer.
const maxCompletions = 50

// Complete returns completions at the cursor, a byte offset into the query: names of
// fields, or values that occur and contain the typed text, those that begin with it
// first. values may be nil.
func Complete(s string, cursor int, values ValueSource) []Completion {
	cursor = max(0, min(cursor, len(s)))
	if values == nil {
		values = func(string) []Value { return nil }
	}
	c := completer{to: cursor, values: values}
	if cursor == len(s) {
		c.end = " "
	}
	from, inQuotes := lastTerm(s[:cursor])
	typed := strings.TrimPrefix(s[from:cursor], "-")
	colon := outside(typed, ':')
	if colon < 0 {
		if !inQuotes {
			c.from = cursor - len(typed)
			c.fields(typed)
		}
		return c.found()
	}
	value := typed[colon+1:]
	for {
		i := outside(value, '|')
		if i < 0 {
			break
		}
		value = value[i+1:]
	}
	c.from = cursor - len(value)
	c.valuesOf(typed[:colon], value)
	return c.found()
}

// lastTerm is where the term at the end of s begins, and whether a quote is open.
func lastTerm(s string) (from int, open bool) {
	for i, r := range unquoted(s) {
		if open = i == len(s); !open && unicode.IsSpace(r) {
			from = i + utf8.RuneLen(r)
		}
	}
	return from, open
}

// outside is the index of the first c that is not in quotes, or -1.
func outside(s string, c rune) int {
	for i, r := range unquoted(s) {
		if r == c && i < len(s) {
			return i
		}
	}
	return -1
}

// unquoted are the characters of s that are not in quotes, with their places; last len(s) and a quote that is open.
func unquoted(s string) iter.Seq2[int, rune] {
	return func(yield func(int, rune) bool) {
		begins := true // a value can begin here
		for i := 0; i < len(s); {
			r, n := utf8.DecodeRuneInString(s[i:])
			if r == '"' || begins && quotes[r] != "" {
				p := parser{s: s, pos: i}
				if _, err := p.quoted(r, quotes[r]); err != nil {
					yield(len(s), r)
					return
				}
				i, begins = p.pos, false
				continue
			}
			if !yield(i, r) {
				return
			}
			begins = unicode.IsSpace(r) || strings.ContainsRune("-:|=", r)
			i += n
		}
	}
}

type completer struct {
	from, to      int
	op            string // before the value
	end           string // behind a term
	values        ValueSource
	begin, middle []Completion
}

func (c *completer) found() []Completion {
	all := append(c.begin, c.middle...)
	return all[:min(len(all), maxCompletions)]
}

// offer adds a completion if v contains what was typed, and reports whether it does.
func (c *completer) offer(typed, v string, done Completion) bool {
	done.From, done.To = c.from, c.to
	at := strings.Index(text.Fold(v), text.Fold(typed))
	switch {
	case at == 0:
		c.begin = append(c.begin, done)
	case at > 0:
		c.middle = append(c.middle, done)
	}
	return at >= 0
}

func (c *completer) fields(typed string) {
	if base, key, ok := strings.Cut(typed, "."); ok {
		base = strings.ToLower(base)
		if !fieldByName[base].keyed() {
			return
		}
		key = strings.TrimPrefix(key, `"`)
		for _, k := range c.keys(base) {
			c.offer(key, k.Text, Completion{Text: base + "." + quote(k.Text) + ":", Items: k.Items})
		}
		return
	}
	for _, f := range fields[fieldName:] {
		c.offer(typed, f.Name, Completion{Text: f.Name + ":", Meaning: f.Meaning})
	}
	if typed == "" {
		return
	}
	if strings.HasPrefix("storage", strings.ToLower(typed)) {
		for _, k := range c.keys("storage") {
			c.offer("", "", Completion{Text: "storage." + quote(k.Text) + ":", Items: k.Items})
		}
	}
	// A word of a row, or a storage key, is completed to the term that finds it alone.
	if len(typed) < 2 {
		return
	}
	begin := c.begin
	for _, f := range []field{fieldRarity, fieldRental, fieldContext, fieldClass, fieldSource} {
		name := fields[f].Name
		for _, v := range c.values(name) {
			begins := func(word string) bool { return strings.HasPrefix(text.Fold(word), text.Fold(typed)) }
			if begins(v.Text) || f == fieldRental && (begins(name) || slices.ContainsFunc(otherWords(v.Text), begins)) {
				c.begin = append(c.begin, Completion{c.from, c.to, name + ":" + quote(v.Text) + c.end, "", v.Items})
			}
		}
	}
	for _, k := range c.keys("storage") {
		if strings.HasPrefix(text.Fold(k.Text), text.Fold(typed)) {
			c.begin = append(c.begin, Completion{c.from, c.to, "has:" + quote("storage."+k.Text) + c.end, "", k.Items})
		}
	}
	c.middle, c.begin = append(c.begin[len(begin):], c.middle...), begin
}

// keys are those of the assets' storage where no instance storage is known.
func (c *completer) keys(base string) []Value {
	list := c.values(base)
	if base == "istorage" && len(list) == 0 {
		list = c.values("storage")
	}
	return list
}

func (c *completer) valuesOf(fieldText, typed string) {
	base, key, hasKey := strings.Cut(fieldText, ".")
	f, ok := fieldByName[strings.ToLower(base)]
	if !ok {
		return
	}
	p := parser{s: typed}
	op := p.operator()
	c.op, typed = operatorText[op], typed[p.pos:]
	if r, n := utf8.DecodeRuneInString(typed); r == '"' {
		typed = strings.NewReplacer(`\"`, `"`, `\\`, `\`).Replace(typed[n:])
	} else if quotes[r] != "" {
		typed = typed[n:]
	}
	name, kind := fields[f].Name, fields[f].kind
	if op > equal && !kind.compares() {
		return
	}
	switch kind {
	case flagValue:
		c.list(typed, flagWords, nil)
	case choiceValue:
		if f == fieldDiff {
			c.list(typed, diffChoices, nil)
		} else {
			c.list(typed, rentalChoices, c.values(name))
		}
	case memberValue:
		c.list(typed, hasNames, nil)
		for _, k := range c.values("storage") {
			if op == equal { // it is a member's name
				break
			}
			c.offer(typed, "storage."+k.Text, Completion{Text: quote("storage."+k.Text) + c.end, Items: k.Items})
		}
	case goneValue, dateValue:
		if kind == goneValue && op <= equal {
			c.list(typed, flagWords, nil)
		}
		c.list(typed, []string{"today", "yesterday"}, nil)
		if op == noOperator {
			c.list(typed, []string{"<7d", "<30d"}, nil)
		}
	case spanValue:
		if op == noOperator {
			c.list(typed, []string{"<24h", "<7d"}, nil)
		}
	case textValue, storageValue:
		if hasKey {
			name += "." + strings.Trim(key, `"`)
		}
		list := c.values(name)
		folded := folds(list)
		for i, v := range list {
			if len(c.begin) == maxCompletions {
				break
			}
			if _, isNumber := parseNumber(v.Text); !strings.Contains(folded[i], text.Fold(typed)) || op > equal && !isNumber {
				continue
			}
			exact := c.op
			if !hasKey && exact == "" {
				exact = exactly(folded[i], folded)
			}
			c.offer(typed, v.Text, Completion{Text: exact + quote(v.Text) + c.end, Items: v.Items})
		}
	}
}

// list offers words that a field takes, with how many items have them.
func (c *completer) list(typed string, words []string, counted []Value) {
	for _, w := range words {
		done := Completion{Text: c.op + w + c.end}
		if strings.Contains(w, " ") {
			done.Text = c.op + quote(w) + c.end
		}
		if at := slices.IndexFunc(counted, func(v Value) bool { return v.Text == w }); at >= 0 {
			done.Items = counted[at].Items
		}
		for _, name := range append([]string{w}, otherWords(w)...) {
			if c.offer(typed, name, done) {
				break
			}
		}
	}
}
