package query

import (
	"cmp"
	"errors"
	"slices"
	"strconv"
	"strings"

	"lootlens/models"
	"lootlens/models/compare"
	"lootlens/models/text"
)

// compiler turns what was typed for one value into what is compared.
type compiler struct {
	p        *parser
	t        *term
	a        *alternative
	kind     valueKind
	from, to int // the value's place in the query
}

func (c *compiler) fail(near, format string, args ...any) error {
	return c.p.fail(c.from, c.to, near, format, args...)
}

func (c *compiler) compile() error {
	a, name := c.a, fields[c.t.field].Name
	a.fold = text.Fold(a.text)
	// Every text contains the empty one: written as "", it means that there is no text.
	a.whole = a.op == equal || a.quoted && a.text == ""
	switch c.kind {
	case textValue:
		if c.t.field == fieldRaw && a.whole {
			return c.fail(c.p.valid(minus(c.t.not)+"raw:"+quote(a.text)), "raw finds a part of the JSON: it takes a text, and no =")
		}
		if c.t.field == fieldWord && !a.whole {
			a.states = statesOf(func(word string) bool { return beginsWord(word, a.fold) })
		} else if c.t.field == fieldWord {
			a.states = statesOf(func(word string) bool { return word == a.fold })
		}
	case numberValue:
		return bounded(c, asNumber, &a.numbers, readNumber, compareNumbers, map[bool]string{
			true:  "asset takes an id, such as 5001, >5000 or 5000..5999; a name goes in name:",
			false: name + " takes a number, such as 10, >10 or 10..20",
		}[c.t.field == fieldAsset])
	case idValue:
		return bounded(c, asNumber, &a.ids, readID, models.InstanceID.Compare, name+" takes a whole number from -2^63 to 2^64-1, such as 7, >7 or 7..9")
	case storageValue:
		return c.storage()
	case goneValue:
		if a.op <= equal && a.flagged() {
			a.kind = asFlag
			return nil
		}
		return c.date()
	case dateValue:
		return c.date()
	case spanValue:
		return c.span(name + " takes a length of time, such as <24h, >7d or 1h..2h30m")
	case flagValue:
		if !a.flagged() {
			return c.fail(nearest(a.fold, flagWords), "%s takes true or false", name)
		}
	case choiceValue:
		return c.choice()
	case memberValue:
		return c.has()
	}
	return nil
}

// flagged reads true or false.
func (a *alternative) flagged() bool {
	switch a.fold {
	case "true", "yes", "1":
		a.flag = true
		return true
	}
	return a.fold == "false" || a.fold == "no" || a.fold == "0"
}

// ends splits "a..b".
func (c *compiler) ends() (lo, hi string, isRange bool) {
	if c.a.quoted || c.a.op != noOperator {
		return "", "", false
	}
	lo, hi, isRange = strings.Cut(c.a.text, "..")
	return lo, hi, isRange && lo+hi != ""
}

// readInterval sets r to what the value names. read gives the first and the last value
// that a text names.
func readInterval[T any](c *compiler, r *interval[T], read func(string) (first, last T, ok bool)) (ok bool) {
	if lo, hi, isRange := c.ends(); isRange {
		*r = interval[T]{hasLo: lo != "", hasHi: hi != ""}
		ok = true
		if r.hasLo {
			r.lo, _, ok = read(lo)
		}
		if r.hasHi && ok {
			_, r.hi, ok = read(hi)
		}
		return ok
	}
	first, last, ok := read(c.a.text)
	switch c.a.op {
	case noOperator, equal:
		*r = interval[T]{lo: first, hi: last, hasLo: true, hasHi: true}
	case above:
		*r = interval[T]{lo: last, hasLo: true, aboveLo: true}
	case atLeast:
		*r = interval[T]{lo: first, hasLo: true}
	case below:
		*r = interval[T]{hi: first, hasHi: true, belowHi: true}
	default:
		*r = interval[T]{hi: last, hasHi: true}
	}
	return ok
}

// bounded reads an interval of the kind, and refuses one that ends before it begins.
func bounded[T any](c *compiler, kind alternativeKind, r *interval[T], read func(string) (first, last T, ok bool), compare func(a, b T) int, takes string) error {
	lo, hi, isRange := c.ends()
	if strings.HasPrefix(hi, ".") || strings.Contains(c.a.text, "…") {
		two := strings.ReplaceAll(lo+".."+strings.TrimLeft(hi, "."), "…", "..")
		return c.fail(c.p.valid(c.t.prefix()+strings.TrimSuffix(two, "..")), "a range has two dots between its ends, as 10..20")
	}
	if !readInterval(c, r, read) {
		return c.fail(c.p.form(c.t, c.t.field, c.t.key, operatorText[c.a.op]+c.a.text), "%s", takes)
	}
	if isRange && r.hasLo && r.hasHi && compare(r.lo, r.hi) > 0 {
		return c.fail(c.p.valid(c.t.prefix()+hi+".."+lo), "the range %s ends before it begins", c.a.text)
	}
	c.a.kind = kind
	if isRange {
		c.a.op = between
	}
	return nil
}

func readNumber(s string) (first, last number, ok bool) {
	n, ok := parseNumber(s)
	return n, n, ok
}

func readID(s string) (first, last models.InstanceID, ok bool) {
	id, err := models.ParseInstanceID(s)
	return id, id, err == nil
}

// storage compares a number as a number, and anything else, or what is in quotes, as
// text.
func (c *compiler) storage() error {
	if c.a.quoted && c.a.op <= equal {
		return nil
	}
	var r interval[number]
	_, _, isRange := c.ends()
	if isRange || c.a.op > equal || readInterval(c, &r, readNumber) {
		return bounded(c, asNumber, &c.a.numbers, readNumber, compareNumbers, "a comparison needs a number, such as >10 or 10..20")
	}
	return nil
}

func (c *compiler) date() error {
	var clocks error
	read := func(s string) (first, last int64, ok bool) {
		d, err := parseDate(s, c.p.now)
		if err != nil && !errors.Is(err, errNotDate) {
			clocks = err
		}
		return d.first, d.last, err == nil
	}
	switch {
	case readInterval(c, new(interval[int64]), read):
		return bounded(c, asMoment, &c.a.seconds, read, cmp.Compare[int64], "")
	case clocks != nil:
		return c.fail("", "%v", clocks)
	}
	form := minus(c.t.not) + c.t.prefix() + operatorText[c.a.op]
	if near := numericDate(c.a.text); near != "" && near != c.a.text {
		return c.fail(c.p.valid(form+near), "a date is written year-month-day, as 2026-01-31")
	}
	if age, ok := strings.CutPrefix(c.a.text, "-"); ok {
		return c.fail(c.p.valid(form+"<"+age), "an age has no minus: <7d is the last 7 days")
	}
	takes := " takes "
	if c.kind == goneValue {
		takes += "true, false, "
	}
	return c.span(fields[c.t.field].Name + takes + "a date such as 2026-01-31, >2026-01-01 or today, or an age such as <7d")
}

// span: "7d" alone is that day, but ">7d" is more than 7 days exactly.
func (c *compiler) span(takes string) error {
	_, _, isRange := c.ends()
	exact := isRange || c.a.op > equal
	form := minus(c.t.not) + c.t.prefix() + operatorText[c.a.op]
	if s := strings.TrimRight(c.a.text, "M"); s != c.a.text && s != "" && s[len(s)-1]-'0' <= 9 {
		return c.fail(c.p.valid(form+strings.ReplaceAll(c.a.text, "M", "mo")), "M is not a unit: mo is months, m is minutes")
	}
	if near := shortUnits(c.a.fold); near != c.a.fold {
		return c.fail(c.p.valid(form+near), "the units are s, m (minutes), h, d, w, mo and y")
	}
	return bounded(c, asAge, &c.a.seconds, func(s string) (first, last int64, ok bool) {
		first, last, ok = parseSpan(s)
		if exact {
			last = first
		}
		return first, last, ok
	}, cmp.Compare[int64], takes)
}

func (c *compiler) choice() error {
	a, choices := c.a, rentalChoices
	if c.t.field == fieldRental {
		a.states = statesOf(func(word string) bool { return word == a.fold })
		if a.fold == "any" {
			a.states = ^states(1 << models.RentalOwned)
		}
	} else {
		choices = diffChoices
		for k, word := range diffWords {
			if a.fold == word || a.fold == "any" && compare.Kind(k) != compare.Same || a.fold == "added" && compare.Kind(k) == compare.Added {
				a.states |= 1 << k
			}
		}
	}
	if a.states == 0 || a.fold == "left" || a.fold == "over" {
		quoted := make([]string, len(choices))
		for i, s := range choices {
			quoted[i] = quote(s)
		}
		words := slices.Clone(choices)
		for _, shown := range choices {
			words = append(words, otherWords(shown)...)
		}
		near := nearest(a.fold, words)
		for _, shown := range choices {
			if slices.Contains(otherWords(shown), near) {
				near = shown
			}
		}
		if near != "" {
			near = quote(near)
		}
		return c.fail(near, "%s is one of %s", fields[c.t.field].Name, strings.Join(quoted, ", "))
	}
	return nil
}

func (c *compiler) has() error {
	a := c.a
	if a.op == equal {
		a.kind, a.hasMember = asMember, a.text
		return nil
	}
	base, key, hasKey := strings.Cut(a.text, ".")
	f, ok := fieldByName[strings.ToLower(base)]
	if ok && f.has() && (!hasKey || key != "" && f.keyed()) {
		a.kind, a.hasField, a.hasKey = asField, f, text.Fold(key)
		return nil
	}
	if slices.Contains(memberNames, a.fold) {
		a.kind, a.hasMember = asMember, a.fold
		return nil
	}
	return c.fail(nearest(a.fold, hasNames), "nothing here is called %q; write has:=NAME for a member of the JSON that has no field", a.text)
}

// number is a decimal of any size, exactly: 0.digits × 10^exp. The digits neither
// begin nor end with 0; none is zero.
type number struct {
	neg    bool
	digits string
	exp    int
}

// parseNumber reads what JSON calls a number, and also +1, 1. and .5.
func parseNumber(s string) (n number, ok bool) {
	s = strings.TrimSpace(s)
	if s != "" && (s[0] == '-' || s[0] == '+') {
		n.neg = s[0] == '-'
		s = s[1:]
	}
	if i := strings.IndexAny(s, "eE"); i >= 0 {
		e, err := strconv.Atoi(s[i+1:])
		if err != nil || e > 1e9 || e < -1e9 {
			return number{}, false
		}
		n.exp, s = e, s[:i]
	}
	whole, part, _ := strings.Cut(s, ".")
	if whole == "" && part == "" || !onlyDigits(whole) || !onlyDigits(part) {
		return number{}, false
	}
	n.exp += len(whole)
	n.digits = whole + part
	for n.digits != "" && n.digits[0] == '0' {
		n.digits = n.digits[1:]
		n.exp--
	}
	n.digits = strings.TrimRight(n.digits, "0")
	if n.digits == "" {
		return number{}, true
	}
	return n, true
}

func onlyDigits(s string) bool {
	for i := range len(s) {
		if s[i]-'0' > 9 {
			return false
		}
	}
	return true
}

func (n number) sign() int {
	switch {
	case n.digits == "":
		return 0
	case n.neg:
		return -1
	}
	return 1
}

func compareNumbers(a, b number) int {
	s := a.sign()
	if c := cmp.Compare(s, b.sign()); c != 0 || s == 0 {
		return c
	}
	c := cmp.Compare(a.exp, b.exp)
	if c == 0 {
		c = cmp.Compare(a.digits, b.digits)
	}
	return s * c
}

// interval is the values from lo to hi, either of which may be open or missing.
type interval[T any] struct {
	lo, hi           T
	hasLo, hasHi     bool
	aboveLo, belowHi bool // without the bound itself
}

func (r interval[T]) holds(v T, compare func(a, b T) int) bool {
	if r.hasLo {
		if c := compare(v, r.lo); c < 0 || c == 0 && r.aboveLo {
			return false
		}
	}
	if r.hasHi {
		if c := compare(v, r.hi); c > 0 || c == 0 && r.belowHi {
			return false
		}
	}
	return true
}

// meets reports whether r holds a value from lo to hi, where values have no gaps.
func (r interval[T]) meets(lo, hi T, compare func(a, b T) int) bool {
	lower, upper := r, r
	lower.hasHi, upper.hasLo = false, false
	return lower.holds(hi, compare) && upper.holds(lo, compare)
}

// within reports whether o holds all that r holds.
func (r interval[T]) within(o interval[T], compare func(a, b T) int) bool {
	if o.hasLo {
		if !r.hasLo {
			return false
		}
		if c := compare(r.lo, o.lo); c < 0 || c == 0 && o.aboveLo && !r.aboveLo {
			return false
		}
	}
	if o.hasHi {
		if !r.hasHi {
			return false
		}
		if c := compare(r.hi, o.hi); c > 0 || c == 0 && o.belowHi && !r.belowHi {
			return false
		}
	}
	return true
}
