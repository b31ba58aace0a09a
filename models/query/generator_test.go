package query_test

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"lootlens/models/query"
)

// generator makes conditions for the fields.
type generator struct {
	*rand.Rand
	w    *world
	zone *time.Location
}

func (g *generator) pick(list ...string) string { return list[g.IntN(len(list))] }

// text is a part of one of the texts, in any case, or what is nowhere.
func (g *generator) text(samples ...string) (typed, op string) {
	s := g.pick(samples...)
	if g.IntN(8) == 0 {
		s = "nowhere"
	}
	if g.IntN(3) == 0 {
		op = "="
	} else if r := []rune(s); len(r) > 2 {
		from := g.IntN(len(r) - 1)
		s = string(r[from : from+1+g.IntN(len(r)-from)])
	}
	switch g.IntN(4) {
	case 0:
		s = strings.ToUpper(s)
	case 1:
		s = strings.ToLower(s)
	case 2:
		s = norm.NFD.String(s)
	}
	return s, op
}

func quoted(op, s string) string {
	return op + `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}

func matchText(op, typed string, values ...string) bool {
	for _, v := range values {
		if op == "=" && plain(v) == plain(typed) || op == "" && (typed != "" || v == "") && strings.Contains(plain(v), plain(typed)) {
			return true
		}
	}
	return false
}

// numeric is a comparison or a range of some of the samples.
func (g *generator) numeric(samples ...string) (op, first, second string) {
	first = g.pick(samples...)
	if op = g.pick("", "=", ">", ">=", "<", "<=", "..", "..", ".."); op != ".." {
		return op, first, ""
	}
	second = g.pick(samples...)
	if a, _ := decimal(first); a.Cmp(first2(decimal(second))) > 0 {
		first, second = second, first
	}
	switch g.IntN(4) {
	case 0:
		second = ""
	case 1:
		first = ""
	}
	return op, first, second
}

func first2(a *big.Rat, _ bool) *big.Rat { return a }

func ranged(op, first, second string) string {
	if op == ".." {
		return first + ".." + second
	}
	return op + first
}

// midnight is when a day begins in the zone: a quarter of an hour at which clocks show it and did not before.
func (g *generator) midnight(y int, m time.Month, d int) time.Time {
	date := time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	for t := date.Add(-15 * time.Hour); ; t = t.Add(15 * time.Minute) {
		if y, m, d := t.In(g.zone).Date(); !time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Before(date) {
			return t
		}
	}
}

// moment is a date as typed and the first and last second of it.
func (g *generator) moment() (typed string, first, last int64) {
	at := g.w.now.Add(-time.Duration(g.IntN(800*24*60*60)) * time.Second).In(g.zone)
	y, m, d := at.Date()
	begin, end := at, at
	switch g.IntN(6) {
	case 0:
		typed, begin, end = at.Format("2006"), g.midnight(y, 1, 1), g.midnight(y+1, 1, 1)
	case 1:
		typed, begin, end = at.Format("2006-01"), g.midnight(y, m, 1), g.midnight(y, m+1, 1)
	case 2:
		typed, begin, end = at.Format("2006-01-02"), g.midnight(y, m, d), g.midnight(y, m, d+1)
	case 3:
		typed = at.UTC().Format(time.RFC3339)
		return typed, at.Unix(), at.Unix()
	case 4:
		now := g.w.now.In(g.zone)
		y, m, d = now.Date()
		typed, begin, end = "today", g.midnight(y, m, d), g.midnight(y, m, d+1)
	default:
		const minute = "2006-01-02T15:04"
		if at.Add(time.Hour).Format(minute) == at.Format(minute) || at.Add(-time.Hour).Format(minute) == at.Format(minute) {
			return g.moment() // clocks show it twice
		}
		typed, begin, end = at.Format(minute), at.Truncate(time.Minute), at.Truncate(time.Minute).Add(time.Minute)
	}
	return typed, begin.Unix(), end.Unix() - 1
}

var unitSeconds = map[string]int64{"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800, "mo": 2592000, "y": 31536000}

// length is a length of time as typed, its seconds, and those of its last unit.
func (g *generator) length(units ...string) (typed string, seconds, unit int64) {
	u, n := g.pick(units...), int64(g.IntN(30))
	typed, seconds, unit = fmt.Sprint(n)+u, n*unitSeconds[u], unitSeconds[u]
	if u == "h" && g.IntN(2) == 0 {
		return typed + "30m", seconds + 1800, 60
	}
	return typed, seconds, unit
}

// interval is a condition on seconds of which values name a first and a last: one of the object's spans has such a second.
func (g *generator) interval(name string, spans func(o object) [][2]int64, make func() (typed string, first, last int64), exact bool) condition {
	typed, first, last := make()
	op := g.pick("", "=", ">", ">=", "<", "<=", "..")
	check := func(x int64) bool { return x >= first && x <= last }
	if exact && op != "" && op != "=" {
		last = first
	}
	lo, hi := first, last
	switch op {
	case ">":
		check = func(x int64) bool { return x > hi }
	case ">=":
		check = func(x int64) bool { return x >= lo }
	case "<":
		check = func(x int64) bool { return x < lo }
	case "<=":
		check = func(x int64) bool { return x <= hi }
	case "..":
		other, first2, last2 := make()
		if exact {
			last2 = first2
		}
		if first2 < first {
			typed, other, lo, hi = other, typed, first2, last
		} else {
			hi = last2
		}
		if lo > hi { // today..2026 ends before it begins where one holds the other
			return g.interval(name, spans, make, exact)
		}
		check = func(x int64) bool { return x >= lo && x <= hi }
		typed = typed + ".." + other
		op = ""
	}
	return condition{name + ":" + op + typed, func(o object) query.Verdict {
		for _, span := range spans(o) {
			for _, x := range []int64{span[0], span[1], lo - 1, lo, lo + 1, hi - 1, hi, hi + 1} {
				if x >= span[0] && x <= span[1] && check(x) {
					return query.Yes
				}
			}
		}
		return query.No
	}}
}

// single is a span of one value, or none.
func single(value func(o object) (int64, bool)) func(o object) [][2]int64 {
	return func(o object) [][2]int64 {
		if x, ok := value(o); ok {
			return [][2]int64{{x, x}}
		}
		return nil
	}
}

func (g *generator) acquired() condition {
	return g.dates("acquired", single(func(o object) (int64, bool) {
		at, err := time.Parse(time.RFC3339, word(o["acquisition_date"]))
		return at.Unix(), err == nil
	}))
}

// dates is a condition on a date, or on its age.
func (g *generator) dates(name string, at func(o object) [][2]int64) condition {
	if g.IntN(2) == 0 {
		return g.interval(name, at, g.moment, false)
	}
	age := func(o object) (ages [][2]int64) {
		for _, span := range at(o) {
			ages = append(ages, [2]int64{g.w.now.Unix() - span[1], g.w.now.Unix() - span[0]})
		}
		return ages
	}
	return g.interval(name, age, g.span("h", "d", "w", "mo", "y"), true)
}

// past is a condition on what recorded looks know.
func (g *generator) past(name string) condition {
	return g.dates(name, func(o object) (spans [][2]int64) {
		p := g.w.past[instanceOf(o)]
		if p == nil {
			return nil
		}
		v := p.Versions
		switch name {
		case "first":
			spans = [][2]int64{{v[0].First.Unix(), v[0].First.Unix()}}
		case "last":
			spans = [][2]int64{{v[len(v)-1].Last.Unix(), v[len(v)-1].Last.Unix()}}
		case "seen":
			for _, x := range v {
				spans = append(spans, [2]int64{x.First.Unix(), x.Last.Unix()})
			}
		default:
			if !p.GoneBy.IsZero() {
				spans = [][2]int64{{p.GoneAfter.Unix(), p.GoneBy.Unix()}}
			}
		}
		return spans
	})
}

func (g *generator) span(units ...string) func() (string, int64, int64) {
	return func() (string, int64, int64) {
		typed, seconds, unit := g.length(units...)
		return typed, seconds, seconds + unit - 1
	}
}

// storage is a condition on one key's value, or on any.
func (g *generator) storage(field string, of func(o object) (map[string]string, bool), keys, values []string) condition {
	unknown := func(match func(pairs map[string]string) bool) func(o object) query.Verdict {
		return func(o object) query.Verdict {
			pairs, known := of(o)
			if !known {
				return query.Unknown
			}
			return yes(match(pairs))
		}
	}
	key := g.pick(keys...)
	switch g.IntN(3) {
	case 0:
		typed, op := g.text(append(keys, values...)...)
		return condition{field + ":" + quoted(op, typed), unknown(func(pairs map[string]string) bool {
			for k, v := range pairs {
				if matchText(op, typed, k, v) {
					return true
				}
			}
			return false
		})}
	case 1:
		typed, op := g.text(values...)
		return condition{field + "." + strings.ToUpper(key) + ":" + quoted(op, typed), unknown(func(pairs map[string]string) bool {
			v, ok := pairs[key]
			return ok && matchText(op, typed, v)
		})}
	}
	op, first, second := g.numeric("1", "12", "-3", "80", "15")
	return condition{field + "." + plain(key) + ":" + ranged(op, first, second), unknown(func(pairs map[string]string) bool {
		v, ok := pairs[key]
		x, isNumber := decimal(v)
		switch {
		case !ok:
			return false
		case isNumber:
			return holds(x, op, first, second)
		}
		return (op == "" || op == "=") && matchText(op, first, v)
	})}
}

func (g *generator) instanceStorage(o object) (map[string]string, bool) {
	known, ok := g.w.storage[instanceOf(o)]
	pairs := map[string]string{}
	for k, v := range known {
		pairs[k] = v.(string)
	}
	return pairs, ok
}

func (g *generator) flag(name string, is func(o object) query.Verdict) condition {
	if g.IntN(2) == 0 {
		return condition{name + ":" + g.pick("true", "yes", "1"), is}
	}
	return condition{name + ":" + g.pick("false", "no", "0"), func(o object) query.Verdict { return -is(o) }}
}

// texts is a condition on the texts that path leads to.
func (g *generator) texts(name string, of func(o object) []string, samples ...string) condition {
	typed, op := g.text(samples...)
	return condition{name + ":" + quoted(op, typed), func(o object) query.Verdict { return yes(matchText(op, typed, of(o)...)) }}
}

func at(path ...string) func(o object) []string {
	return func(o object) []string { return []string{word(member(o, path...))} }
}

func (g *generator) numbers(name string, of func(o object) string, samples ...string) condition {
	op, first, second := g.numeric(samples...)
	return condition{name + ":" + ranged(op, first, second), func(o object) query.Verdict {
		x, ok := decimal(of(o))
		return yes(ok && holds(x, op, first, second))
	}}
}
