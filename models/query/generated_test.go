package query_test

import (
	"encoding/json"
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"lootlens/models"
	"lootlens/models/compare"
	"lootlens/models/query"
	"lootlens/models/text"
)

// A second reading of the language, over the JSON that was sent and as plain as can
// be, that random queries of every field must agree with.

// object is an item's JSON. Its numbers keep their digits.
type object = map[string]any

func readObject(t testing.TB, s string) (o object) {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(s))
	d.UseNumber()
	if err := d.Decode(&o); err != nil {
		t.Fatal(err)
	}
	return o
}

func member(o any, path ...string) any {
	for _, name := range path {
		m, ok := o.(object)
		if !ok {
			return nil
		}
		o = m[name]
	}
	return o
}

func word(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case json.Number:
		return string(v)
	case bool:
		return strconv.FormatBool(v)
	}
	return ""
}

// plain is a text without case and accents.
func plain(s string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(s) {
		if !unicode.Is(unicode.Mn, r) {
			b.WriteRune(r)
		}
	}
	return strings.ReplaceAll(strings.ToLower(b.String()), "ß", "ss")
}

// decimal is false where s is no number.
func decimal(s string) (*big.Rat, bool) {
	if s == "" || strings.ContainsAny(s, "/xX_") {
		return nil, false
	}
	return new(big.Rat).SetString(s)
}

// holds compares with an operator, or with both ends of a range; "" is no end.
func holds(x *big.Rat, op, first, second string) bool {
	a, hasA := decimal(first)
	switch op {
	case "", "=":
		return x.Cmp(a) == 0
	case ">":
		return x.Cmp(a) > 0
	case ">=":
		return x.Cmp(a) >= 0
	case "<":
		return x.Cmp(a) < 0
	case "<=":
		return x.Cmp(a) <= 0
	}
	b, hasB := decimal(second)
	return (!hasA || x.Cmp(a) >= 0) && (!hasB || x.Cmp(b) <= 0)
}

// condition is one generated value: what the query says and whether an object has it.
type condition struct {
	text  string
	match func(o object) query.Verdict
}

func yes(b bool) query.Verdict {
	if b {
		return query.Yes
	}
	return query.No
}

// world is the items and what a Context knows, by instance id.
type world struct {
	items   []*models.Item
	objects []object
	ctx     query.Context
	storage map[string]object // of the instances whose storage is known
	change  map[string]compare.Kind
	worn    map[string]query.Verdict
	now     time.Time
	fetched time.Time
}

func instanceOf(o object) string { return word(o["instance_id"]) }

func rentalOf(w *world, o object) (state string, left int64, hasLeft bool) {
	r, ok := o["rental"].(object)
	if !ok || r["is_rental"] != true {
		return "owned", 0, false
	}
	n, err := strconv.ParseInt(word(r["time_left"]), 10, 64)
	switch {
	case err != nil || r["is_active"] != true && n > 0:
		return "not started", n, err == nil
	case n == 0:
		return "expired", 0, false
	}
	passed := int64(w.now.Sub(w.fetched).Seconds())
	if n <= passed {
		return "expired", 0, false
	}
	return "active", n - passed, true
}

// newWorld makes items in the shapes of the demo's.
func newWorld(t testing.TB, rnd *rand.Rand, n int) *world {
	t.Helper()
	pick := func(list ...string) string { return list[rnd.IntN(len(list))] }
	w := &world{now: now, fetched: now.Add(-time.Hour), storage: map[string]object{}, change: map[string]compare.Kind{}, worn: map[string]query.Verdict{}}
	var list []string
	for i := range n {
		number := 100 + rnd.IntN(40)
		at := now.Add(-time.Duration(rnd.IntN(800*24*60*60)) * time.Second).UTC()
		s := fmt.Sprintf(`{"instance_id":%d,"variation_id":%s,"acquisition_source":%q,"acquisition_date":%q,"balance":%d,
			"asset":{"id":%d,"ulid":%q,"uuid":%q,"name":%q,"active":%s,"price":%s,"context":%q,"rarity":{"name":%q},"character_classes":%s,"storage":[{"key":"level","value":%q},{"key":"Élan","value":%q}],"description":%q},
			"rental":{"is_rental":%s,"is_active":%s,"time_left":%s,"duration":86400}}`,
			1000+i, pick("null", "12", `"34"`, "5"), pick("grant_admin", "in_game_purchase", "drop_table", "Lootbox"), at.Format(time.RFC3339), rnd.IntN(3),
			number, fmt.Sprintf("01J8J4FJG8%d", number), fmt.Sprintf("55de763e-%d", number),
			pick("Épée Longue", "Saltcured Helm", "Old Sword", "STRASSE", "Wind & Kiln", `Quo"ted`, "Ärmel"), pick("true", "false", "null"), pick("0", "-5", "9.99", "100", "1e3", "-12.5"),
			pick("Weapon", "Armor", "Größe", ""), pick("Common", "Uncommon", "Rare", "Epic"), pick("null", `["Warrior","Mage"]`, `["Rogue"]`, "[]"),
			pick("1", "12", "12.0", "-3", "v1 beta", "94/100"), pick("fire", "Feuer", "12"), pick("", "of \\old\\ stories"),
			pick("true", "false", "true"), pick("true", "false"), pick("0", "1800", "3600", "7200", "90000", "null"))
		o := readObject(t, s)
		if r := o["rental"].(object); r["is_rental"] == false {
			r["is_active"], r["time_left"] = false, nil
		} else if r["time_left"] == nil {
			r["is_active"] = nil
		}
		b, err := json.Marshal(o)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, string(b))
		w.objects = append(w.objects, o)
		id := instanceOf(o)
		if rnd.IntN(3) > 0 {
			w.storage[id] = object{"durability": pick("15", "80", "94/100"), "Owner": pick("Ada", "Zoë")}
		}
		w.change[id] = compare.Kind(rnd.IntN(4))
		w.worn[id] = query.Verdict(rnd.IntN(3) - 1)
	}
	w.items = decode(t, nil, list...)
	w.ctx = query.Context{
		Now: w.now,
		InstanceStorage: func(id models.InstanceID) (pairs []models.StoragePair, known bool) {
			o, known := w.storage[id.String()]
			for k, v := range o {
				pairs = append(pairs, models.StoragePair{Key: text.Of(k), Value: text.Of(v.(string))})
			}
			return pairs, known
		},
		Equipped: func(id models.InstanceID) query.Verdict { return w.worn[id.String()] },
		Change:   func(id models.InstanceID) compare.Kind { return w.change[id.String()] },
	}
	return w
}

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

// moment is a date as typed and the first and last second of it.
func (g *generator) moment() (typed string, first, last int64) {
	at := g.w.now.Add(-time.Duration(g.IntN(800*24*60*60)) * time.Second).In(g.zone)
	y, m, d := at.Date()
	begin, end := at, at
	switch g.IntN(6) {
	case 0:
		typed, begin, end = at.Format("2006"), time.Date(y, 1, 1, 0, 0, 0, 0, g.zone), time.Date(y+1, 1, 1, 0, 0, 0, 0, g.zone)
	case 1:
		typed, begin, end = at.Format("2006-01"), time.Date(y, m, 1, 0, 0, 0, 0, g.zone), time.Date(y, m+1, 1, 0, 0, 0, 0, g.zone)
	case 2:
		typed, begin, end = at.Format("2006-01-02"), time.Date(y, m, d, 0, 0, 0, 0, g.zone), time.Date(y, m, d+1, 0, 0, 0, 0, g.zone)
	case 3:
		typed = at.UTC().Format(time.RFC3339)
		return typed, at.Unix(), at.Unix()
	case 4:
		now := g.w.now.In(g.zone)
		y, m, d = now.Date()
		typed, begin, end = "today", time.Date(y, m, d, 0, 0, 0, 0, g.zone), time.Date(y, m, d+1, 0, 0, 0, 0, g.zone)
	default:
		typed, begin, end = at.Format("2006-01-02T15:04"), at.Truncate(time.Minute), at.Truncate(time.Minute).Add(time.Minute)
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

// interval is a condition on seconds of which values name a first and a last.
func (g *generator) interval(name string, value func(o object) (int64, bool), make func() (typed string, first, last int64), exact bool) condition {
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
			return g.interval(name, value, make, exact)
		}
		check = func(x int64) bool { return x >= lo && x <= hi }
		typed = typed + ".." + other
		op = ""
	}
	return condition{name + ":" + op + typed, func(o object) query.Verdict {
		x, ok := value(o)
		return yes(ok && check(x))
	}}
}

func (g *generator) acquired() condition {
	at := func(o object) (int64, bool) {
		at, err := time.Parse(time.RFC3339, word(o["acquisition_date"]))
		return at.Unix(), err == nil
	}
	if g.IntN(2) == 0 {
		return g.interval("acquired", at, g.moment, false)
	}
	age := func(o object) (int64, bool) { x, ok := at(o); return g.w.now.Unix() - x, ok }
	return g.interval("acquired", age, g.span("h", "d", "w", "mo", "y"), true)
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

func assetStorage(o object) (map[string]string, bool) {
	pairs := map[string]string{}
	list, _ := member(o, "asset", "storage").([]any)
	for _, e := range list {
		pairs[word(member(e, "key"))] = word(member(e, "value"))
	}
	return pairs, true
}

func (g *generator) instanceStorage(o object) (map[string]string, bool) {
	known, ok := g.w.storage[instanceOf(o)]
	pairs := map[string]string{}
	for k, v := range known {
		pairs[k] = v.(string)
	}
	return pairs, ok
}

func classesOf(o object) (list []string) {
	all, _ := member(o, "asset", "character_classes").([]any)
	for _, c := range all {
		list = append(list, c.(string))
	}
	return list
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

// rowOf is what a row shows, each with whether a part of it is found by its beginning
// only.
func (g *generator) plainWord() condition {
	typed, op := g.text("Saltcured", "sword", "épée", "kiln", "expired", "owned", "active", "running", "started", "Rogue", "Warrior", "Epic", "weapon", "größe", "purchase", "drop table", "grant_admin", "110", "1004", "inactive")
	return condition{quoted(op, typed), func(o object) query.Verdict {
		source := word(o["acquisition_source"])
		texts := append([]string{word(member(o, "asset", "name")), word(member(o, "asset", "rarity", "name")), word(member(o, "asset", "context")),
			word(member(o, "asset", "id")), instanceOf(o), source, strings.ReplaceAll(source, "_", " ")}, classesOf(o)...)
		if len(plain(typed)) >= 8 {
			texts = append(texts, word(member(o, "asset", "ulid")), word(member(o, "asset", "uuid")))
		}
		state, _, _ := rentalOf(g.w, o)
		shown := map[string][]string{"owned": {"owned"}, "active": {"running", "active", "rented", "left"}, "expired": {"expired", "over"}, "not started": {"not started", "inactive", "not activated", "unstarted"}}[state]
		if kind := g.w.change[instanceOf(o)]; plain(typed) == map[compare.Kind]string{compare.Added: "new", compare.Changed: "changed", compare.Removed: "removed"}[kind] {
			return query.Yes
		}
		if member(o, "asset", "active") == false && op == "" {
			shown = append(shown, "asset inactive")
		}
		for _, s := range shown {
			if op == "=" && s == plain(typed) || op == "" && (strings.HasPrefix(s, plain(typed)) || strings.Contains(s, " "+plain(typed))) {
				return query.Yes
			}
		}
		return yes(matchText(op, typed, slices.DeleteFunc(texts, func(s string) bool { return s == "" })...))
	}}
}

func (g *generator) rental() condition {
	state := g.pick("owned", "active", "expired", "not started", "any")
	return condition{`rental:"` + state + `"`, func(o object) query.Verdict {
		is, _, _ := rentalOf(g.w, o)
		return yes(is == state || state == "any" && is != "owned")
	}}
}

func (g *generator) has() condition {
	typed := g.pick("variation", "left", "rental", "class", "context", "active", "istorage.durability", "istorage", "storage.level", "storage.none", "description", "=balance", "=nothing")
	return condition{"has:" + typed, func(o object) query.Verdict {
		_, _, hasLeft := rentalOf(g.w, o)
		state, _, _ := rentalOf(g.w, o)
		pairs, known := g.instanceStorage(o)
		switch typed {
		case "variation":
			return yes(o["variation_id"] != nil)
		case "left":
			return yes(hasLeft)
		case "rental":
			return yes(state != "owned")
		case "class":
			return yes(len(classesOf(o)) > 0)
		case "context", "description":
			return yes(member(o, "asset", typed) != "")
		case "active":
			return yes(member(o, "asset", typed) != nil)
		case "istorage", "istorage.durability":
			if !known {
				return query.Unknown
			}
			return yes(len(pairs) > 0)
		}
		return yes(typed == "storage.level" || typed == "=balance")
	}}
}

func (g *generator) raw() condition {
	typed, op := g.text(`"acquisition_source":`, "saltcured helm", "wind & kiln", `quo"ted`, "Épée", `of \old\ stories`, `élan`)
	_ = op
	return condition{"raw:" + quoted("", typed), func(o object) query.Verdict {
		b, _ := json.Marshal(o)
		decoded := strings.NewReplacer(`\u0026`, "&", `\"`, `"`, `\\`, `\`).Replace(string(b))
		return yes(strings.Contains(plain(string(b)), plain(typed)) || strings.Contains(plain(decoded), plain(typed)))
	}}
}

func (g *generator) diff() condition {
	words := map[string][]compare.Kind{"new": {compare.Added}, "changed": {compare.Changed}, "removed": {compare.Removed}, "same": {compare.Same}, "any": {compare.Added, compare.Changed, compare.Removed}}
	typed := g.pick("new", "changed", "removed", "same", "any")
	return condition{"diff:" + typed, func(o object) query.Verdict { return yes(slices.Contains(words[typed], g.w.change[instanceOf(o)])) }}
}

func (g *generator) kind(k compare.Kind) func(o object) query.Verdict {
	return func(o object) query.Verdict { return yes(g.w.change[instanceOf(o)] == k) }
}

// condition makes one of a field.
func (g *generator) condition(field string) condition {
	switch field {
	case "":
		return g.plainWord()
	case "name":
		return g.texts(field, at("asset", "name"), "Épée Longue", "Saltcured Helm", "STRASSE", "Wind & Kiln", `Quo"ted`, "Ärmel")
	case "rarity":
		return g.texts(field, at("asset", "rarity", "name"), "Common", "Rare", "Epic")
	case "context":
		return g.texts(field, at("asset", "context"), "Weapon", "Größe", "")
	case "class":
		return g.texts(field, func(o object) []string {
			if list := classesOf(o); len(list) > 0 {
				return list
			}
			return []string{""}
		}, "Warrior", "Mage", "Rogue", "")
	case "source":
		return g.texts(field, func(o object) []string {
			s := word(o["acquisition_source"])
			return []string{s, strings.ReplaceAll(s, "_", " ")}
		}, "grant_admin", "drop table", "in_game", "lootbox")
	case "ulid":
		return g.texts(field, at("asset", "ulid"), "01J8J4FJG8110")
	case "uuid":
		return g.texts(field, at("asset", "uuid"), "55de763e-110")
	case "asset":
		return g.numbers(field, func(o object) string { return word(member(o, "asset", "id")) }, "110", "105", "130")
	case "instance":
		return g.numbers(field, instanceOf, "1001", "1010", "1030")
	case "variation":
		return g.numbers(field, func(o object) string { return word(o["variation_id"]) }, "12", "34", "5")
	case "price":
		return g.numbers(field, func(o object) string { return word(member(o, "asset", "price")) }, "0", "-5", "-12.5", "9.99", "1e3", "100")
	case "acquired":
		return g.acquired()
	case "left":
		return g.interval(field, func(o object) (int64, bool) { _, left, ok := rentalOf(g.w, o); return left, ok }, g.span("s", "m", "h", "d"), true)
	case "rental":
		return g.rental()
	case "storage":
		return g.storage(field, assetStorage, []string{"level", "Élan"}, []string{"1", "12", "v1 beta", "94/100", "fire", "Feuer"})
	case "istorage":
		return g.storage(field, g.instanceStorage, []string{"durability", "Owner"}, []string{"15", "94/100", "Zoë", "Ada"})
	case "equipped":
		return g.flag(field, func(o object) query.Verdict { return g.w.worn[instanceOf(o)] })
	case "active":
		typed := g.IntN(2) == 0
		return condition{fmt.Sprintf("active:%v", typed), func(o object) query.Verdict { return yes(member(o, "asset", "active") == typed) }}
	case "new":
		return g.flag(field, g.kind(compare.Added))
	case "changed":
		return g.flag(field, g.kind(compare.Changed))
	case "removed":
		return g.flag(field, g.kind(compare.Removed))
	case "diff":
		return g.diff()
	case "has":
		return g.has()
	case "fault":
		return g.flag(field, func(object) query.Verdict { return query.No })
	default:
		return g.raw()
	}
}

// query makes a query of one to three terms, the first of a given field, with one or
// two alternatives each, negated or not.
func (g *generator) query(field string) (string, func(o object) query.Verdict) {
	var texts []string
	var terms []func(o object) query.Verdict
	for {
		c := g.condition(field)
		alternatives := []condition{c}
		if prefix, _, ok := strings.Cut(c.text, ":"); field != "has" && g.IntN(3) == 0 {
			if other := g.condition(field); !ok || field == "" {
				if field == "" {
					alternatives, c.text = append(alternatives, other), c.text+"|"+other.text
				}
			} else if value, same := strings.CutPrefix(other.text, prefix+":"); same {
				alternatives, c.text = append(alternatives, other), c.text+"|"+value
			}
		}
		not, equipped := g.IntN(4) == 0, field == "equipped"
		if not {
			c.text = "-" + c.text
		}
		texts = append(texts, c.text)
		terms = append(terms, func(o object) query.Verdict {
			v, all := query.No, alternatives
			for _, a := range all {
				v = max(v, a.match(o))
			}
			if len(all) == 2 && all[0].match(o) == query.Unknown && all[1].match(o) == query.Unknown && equipped && truth(all[0].text) != truth(all[1].text) {
				v = query.Yes // it is one or the other
			}
			if not {
				v = -v
			}
			return v
		})
		if len(terms) == 3 || g.IntN(2) == 0 {
			break
		}
		field = query.Fields()[g.IntN(len(query.Fields()))].Name
	}
	return strings.Join(texts, " "), func(o object) query.Verdict {
		v := query.Yes
		for _, match := range terms {
			v = min(v, match(o))
		}
		return v
	}
}

func truth(s string) bool {
	return strings.HasSuffix(s, ":true") || strings.HasSuffix(s, ":yes") || strings.HasSuffix(s, ":1")
}

func checkGenerated(t *testing.T, seed uint64, queries int) {
	t.Helper()
	rnd := rand.New(rand.NewPCG(seed, 1))
	w := newWorld(t, rnd, 60)
	auckland, err := time.LoadLocation("Pacific/Auckland")
	if err != nil {
		t.Fatal(err)
	}
	zones := []*time.Location{time.UTC, auckland, time.FixedZone("", -9*60*60-30*60)}
	all := query.Fields()
	matches, unknown := 0, 0
	for i := range queries {
		g := &generator{rnd, w, zones[i%len(zones)]}
		s, want := g.query(all[i%len(all)].Name)
		q, err := query.Parse(s, now, g.zone)
		if err != nil {
			t.Fatalf("seed %d: %s: %v", seed, s, err)
		}
		m := q.Matcher(w.ctx)
		for j, it := range w.items {
			got := m.Match(it)
			if want := want(w.objects[j]); got != want {
				t.Fatalf("seed %d, zone %v: %s: %d, want %d for %s", seed, g.zone, s, got, want, it.Raw())
			}
			switch got {
			case query.Yes:
				matches++
			case query.Unknown:
				unknown++
			}
		}
	}
	if queries > 1000 && (matches < queries || unknown == 0) {
		t.Errorf("%d matches and %d unknown in %d queries: the queries are too narrow", matches, unknown, queries)
	}
}

func TestGeneratedQueries(t *testing.T) {
	t.Parallel()
	checkGenerated(t, 20260315, 1500)
}

func FuzzGeneratedQueries(f *testing.F) {
	f.Add(uint64(1))
	f.Fuzz(func(t *testing.T, seed uint64) { checkGenerated(t, seed, 30) })
}
