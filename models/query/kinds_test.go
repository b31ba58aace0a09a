package query_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"lootlens/models/query"
)

// variants are a JSON value with one more member in one object, or one odd element in
// one list, for each object and list in it.
func variants(v any) (out []any) {
	switch v := v.(type) {
	case object:
		for _, odd := range []any{nil, true, json.Number("4"), "odd", object{"a": "b"}, []any{json.Number("1")}} {
			more := object{"zz_unknown": odd}
			for name, value := range v {
				more[name] = value
			}
			out = append(out, more)
		}
		for name, value := range v {
			for _, inner := range variants(value) {
				changed := object{}
				for n, x := range v {
					changed[n] = x
				}
				changed[name] = inner
				out = append(out, changed)
			}
		}
	case []any:
		for _, odd := range []any{nil, true, json.Number("4"), "odd", object{}, object{"zz": "b"}, []any{}} {
			out = append(out, append([]any{odd}, v...), append(slices.Clone(v), odd))
		}
		for i := range v {
			for _, inner := range variants(v[i]) {
				changed := slices.Clone(v)
				changed[i] = inner
				out = append(out, changed)
			}
		}
	}
	return out
}

// What the server may add some day changes no answer.
func TestKindsThroughQueries(t *testing.T) {
	t.Parallel()
	const item = `{"instance_id":7,"variation_id":12,"rental_option_id":3,"acquisition_source":"grant_admin","acquisition_date":"2026-03-15T08:00:00Z","balance":3,
		"asset":{"id":5001,"uuid":"55de763e-e5e6-8f82-37ff-67bde6a0ee09","ulid":"01J8J4FJG869W5Q19FSDT8D3AC","name":"Old Sword","active":true,"price":100,"context":"Weapon",
			"character_classes":["Rogue","Mage"],"rarity":{"name":"Epic","short_name":"E","color":"a335ee"},"storage":[{"key":"level","value":"12"},{"key":"element","value":"Fire"}],
			"description":"of old","links":{"icon":"https://x/y"},"files":[{"url":"https://x/z","tags":["a"]}],"filters":[{"key":"k","value":"v"}],
			"rental_options":[{"id":3,"name":"day","duration":86400,"price":5,"links":{"a":"b"}}],"variations":[{"id":12,"name":"red"}],"package_contents":[{"asset":{"id":1}}]},
		"rental":{"is_rental":true,"is_active":true,"time_left":7200,"duration":86400}}`
	base := readObject(t, item)
	matches := []string{
		"rarity:epic", "rarity:=epic", "epic", "storage.level:12", "storage.level:>10", "storage.element:=fire", "storage:fire", "has:storage.level", "has:rarity", "price:100", "price:>99",
		"has:price", "name:=\"old sword\"", "context:weapon", "class:rogue", "class:=mage", "rogue", "has:class", "source:grant", "acquired:2026-03-15", "acquired:<7d", "rental:active", "active",
		"left:1h", "has:left", "variation:12", "asset:5001", "instance:7", "7", "active:true", "ulid:01j8j4", "uuid:55de763e", "has:balance", "has:description", "has:links", "has:files",
		"has:rental_options", "has:package_contents", "has:variations", "fault:false", "raw:\"of old\"", "-rarity:common", "-rental:owned", "-storage.level:<10", "-has:featured", "-fault:true",
		"-class:warrior",
	}
	all := variants(base)
	if len(all) < 150 {
		t.Fatalf("%d variants", len(all))
	}
	var list []string
	for _, v := range append(all, base) {
		b, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, string(b))
	}
	items := decode(t, nil, list...)
	if len(items) != len(list) {
		t.Fatalf("%d items of %d", len(items), len(list))
	}
	failures := map[string]int{}
	for _, s := range matches {
		m := parse(t, s).Matcher(query.Context{Now: now})
		for i, it := range items {
			if m.Match(it) != query.Yes {
				if failures[s]++; failures[s] == 1 {
					t.Errorf("%s does not match %s", s, list[i])
				}
			}
		}
	}
	if len(failures) > 0 {
		t.Error(fmt.Sprint(failures))
	}
}

// A query can have more terms about the asset than a Matcher has bits for.
func TestMoreTermsThanBits(t *testing.T) {
	t.Parallel()
	const n = 70
	var words []string
	for i := range n {
		words = append(words, fmt.Sprintf("part%d.", i))
	}
	it := decode(t, nil, fmt.Sprintf(`{"instance_id":1,"asset":{"id":1,"name":%q}}`, strings.Join(words, " ")))[0]
	for missing := range n + 1 { // n: none
		terms := slices.Clone(words)
		if missing < n {
			terms[missing] = "absent"
		}
		q := parse(t, "name:"+strings.Join(terms, " name:"))
		if got, want := q.Matcher(query.Context{}).Match(it), missing == n; (got == query.Yes) != want {
			t.Errorf("with term %d absent: %v", missing, got)
		}
	}
}

// A day ends where the next one begins, whatever the clocks of a zone do at midnight.
func TestDaysTouch(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"UTC", "America/Havana", "Asia/Beirut", "America/St_Johns", "Pacific/Kiritimati", "Australia/Lord_Howe"} {
		zone, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		var end time.Time
		for day := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC); day.Year() < 2029; day = day.AddDate(0, 0, 1) {
			first, last, ok := query.Moments(day.Format(time.DateOnly), now.In(zone))
			if !ok || !end.IsZero() && !first.Equal(end) || last.Before(first) {
				t.Fatalf("%s: %s is from %s to %s, and the day before ended %s", name, day.Format(time.DateOnly), first.UTC(), last.UTC(), end.UTC())
			}
			end = last.Add(time.Second)
		}
	}
}

// An age is a moment unless it is longer than a date can be back.
func TestMomentsOfAges(t *testing.T) {
	t.Parallel()
	for age, want := range map[string]bool{"7d": true, "1.5h": true, "60y": true, "0": false, "300y": false, "2000000000y": false, "7": false, "": false} {
		first, last, ok := query.Moments(age, now)
		if ok != want || ok && (!first.Equal(last) || !first.Before(now)) {
			t.Errorf("%q is from %s to %s: %v", age, first, last, ok)
		}
	}
}
