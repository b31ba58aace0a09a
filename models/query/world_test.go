package query_test

import (
	"encoding/json"
	"fmt"
	"math/big"
	"math/rand/v2"
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

// decimal is false where s is not a number.
func decimal(s string) (*big.Rat, bool) {
	if s == "" || strings.ContainsAny(s, "/xX_") {
		return nil, false
	}
	return new(big.Rat).SetString(s)
}

// holds compares with an operator, or with both ends of a range; "" is an open end.
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
	past    map[string]*models.Past // of the instances that a look found
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
	w := &world{now: now, fetched: now.Add(-time.Hour), storage: map[string]object{}, change: map[string]compare.Kind{}, worn: map[string]query.Verdict{}, past: map[string]*models.Past{}}
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
		if look := at; rnd.IntN(4) > 0 {
			next := func() time.Time {
				look = look.Add(time.Duration(rnd.Int64N(int64(now.Sub(look))/2 + 1)))
				return look
			}
			p := &models.Past{}
			for range 1 + rnd.IntN(3) {
				p.Versions = append(p.Versions, models.Version{First: next(), Last: next()})
			}
			if rnd.IntN(2) == 0 {
				p.GoneAfter, p.GoneBy = look, next()
			}
			w.past[id] = p
		}
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
		Past:     func(id models.InstanceID) *models.Past { return w.past[id.String()] },
	}
	return w
}

func assetStorage(o object) (map[string]string, bool) {
	pairs := map[string]string{}
	list, _ := member(o, "asset", "storage").([]any)
	for _, e := range list {
		pairs[word(member(e, "key"))] = word(member(e, "value"))
	}
	return pairs, true
}

func classesOf(o object) (list []string) {
	all, _ := member(o, "asset", "character_classes").([]any)
	for _, c := range all {
		list = append(list, c.(string))
	}
	return list
}
