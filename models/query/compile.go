package query

import (
	"slices"
	"strings"

	"lootlens/models"
)

// compiler turns what was typed for one alternative into what is compared.
type compiler struct {
	p        *parser
	t        *term
	a        *alt
	sort     sort
	from, to int // where the value stands in the query
}

func (c *compiler) fail(near, format string, args ...any) error {
	return c.p.fail(c.from, c.to, near, format, args...)
}

func (c *compiler) compile() error {
	c.a.fold = strings.ToLower(c.a.text)
	// An empty text is part of every text: who writes it means that there is none.
	c.a.all = c.a.op == equal || c.a.quoted && c.a.text == ""
	switch c.sort {
	case numbers, ids:
		return c.number()
	case either:
		return c.either()
	case dates:
		return c.date()
	case spans:
		return c.span()
	case flags:
		return c.flag()
	case words:
		if !slices.Contains(rentalWords, c.a.fold) {
			return c.fail(nearest(c.a.fold, rentalWords), "%s is one of %s", fields[c.t.field].Name, strings.Join(rentalWords, ", "))
		}
	case names:
		return c.has()
	}
	return nil
}

// ends splits "a..b". Both ends are empty where there is no range.
func (c *compiler) ends() (lo, hi string, ok bool) {
	if c.a.quoted || c.a.op != plain {
		return "", "", false
	}
	lo, hi, ok = strings.Cut(c.a.text, "..")
	return lo, hi, ok && lo+hi != ""
}

// bounds builds the interval of the alternative. read gives the first and the last
// value that a text names.
func bounds[T any](c *compiler, read func(string) (first, last T, ok bool)) (r interval[T], ok bool) {
	if lo, hi, isRange := c.ends(); isRange {
		c.a.op = between
		if lo != "" {
			r.lo, _, ok = read(lo)
			if r.hasLo = true; !ok {
				return r, false
			}
		}
		if hi != "" {
			_, r.hi, ok = read(hi)
			r.hasHi = true
		}
		return r, ok
	}
	first, last, ok := read(c.a.text)
	switch c.a.op {
	case plain, equal:
		return interval[T]{lo: first, hi: last, hasLo: true, hasHi: true}, ok
	case above:
		return interval[T]{lo: last, hasLo: true, aboveLo: true}, ok
	case atLeast:
		return interval[T]{lo: first, hasLo: true}, ok
	case below:
		return interval[T]{hi: first, hasHi: true, belowHi: true}, ok
	default:
		return interval[T]{hi: last, hasHi: true}, ok
	}
}

func readNum(s string) (first, last num, ok bool) {
	n, ok := parseNum(s)
	return n, n, ok
}

func readID(s string) (first, last models.InstanceID, ok bool) {
	id, err := models.ParseInstanceID(s)
	return id, id, err == nil
}

func (c *compiler) number() (err error) {
	var ok bool
	if c.a.kind = asNumber; c.sort == ids {
		c.a.ids, ok = bounds(c, readID)
	} else {
		c.a.nums, ok = bounds(c, readNum)
	}
	switch {
	case ok:
		return nil
	case c.t.field == asset:
		return c.fail("", "asset takes an id, such as 5001, >5000 or 5000..5999; a name goes in name:")
	case c.sort == ids:
		return c.fail("", "%s takes a whole number from -2^63 to 2^64-1, such as 7, >7 or 7..9", fields[c.t.field].Name)
	}
	return c.fail("", "%s takes a number, such as 10, >10 or 10..20", fields[c.t.field].Name)
}

// either is of a storage key: a number is compared as one, and anything else as
// text, as is what stands in quotes.
func (c *compiler) either() error {
	if c.a.quoted && c.a.op <= equal {
		return nil
	}
	was := c.a.op
	var ok bool
	if c.a.nums, ok = bounds(c, readNum); ok {
		c.a.kind = asNumber
		return nil
	}
	if c.a.op = was; was > equal {
		return c.fail("", "a comparison needs a number, such as >10")
	}
	return nil
}

func (c *compiler) date() (err error) {
	var ok bool
	c.a.kind = asMoment
	c.a.secs, ok = bounds(c, func(s string) (first, last int64, ok bool) {
		d, ok := parseDate(s, c.p.now)
		return d.first, d.last, ok
	})
	if ok {
		return nil
	}
	if c.a.op == between {
		c.a.op = plain
	}
	if c.a.kind = asAge; c.spanBounds() {
		return nil
	}
	return c.fail("", "acquired takes a date such as 2026-01-31, >2026-01-01 or today, or an age such as <7d")
}

func (c *compiler) span() error {
	c.a.kind = asAge
	if c.spanBounds() {
		return nil
	}
	return c.fail("", "%s takes a length of time, such as <24h, >7d or 1h..2h30m", fields[c.t.field].Name)
}

// spanBounds: "7d" alone is that day, but ">7d" is more than 7 days exactly.
func (c *compiler) spanBounds() (ok bool) {
	_, _, isRange := c.ends()
	exact := isRange || c.a.op > equal
	c.a.secs, ok = bounds(c, func(s string) (first, last int64, ok bool) {
		first, last, ok = parseSpan(s)
		if exact {
			last = first
		}
		return first, last, ok
	})
	return ok
}

func (c *compiler) flag() error {
	switch c.a.fold {
	case "true", "yes", "1":
		c.a.flag = true
	case "false", "no", "0":
	default:
		return c.fail(nearest(c.a.fold, flagWords), "%s takes true or false", fields[c.t.field].Name)
	}
	return nil
}

func (c *compiler) has() error {
	if c.a.op == equal {
		c.a.kind = asMember
		return nil
	}
	base, key, hasKey := strings.Cut(c.a.text, ".")
	f, ok := fieldByName[strings.ToLower(base)]
	if ok && slices.Contains(hasFields, f) && (!hasKey || key != "" && (f == storage || f == istorage)) {
		c.a.kind, c.a.want, c.a.key = asField, f, key
		return nil
	}
	if slices.Contains(memberNames, c.a.fold) {
		c.a.kind = asMember
		c.a.text = c.a.fold
		return nil
	}
	return c.fail(nearest(c.a.fold, hasNames), "nothing here is called %q; write has:=NAME for a member of the JSON that has no field", c.a.text)
}

// hasNames is all that has: takes without =.
var hasNames = func() (list []string) {
	for _, f := range hasFields {
		list = append(list, fields[f].Name)
	}
	return append(list, memberNames...)
}()
