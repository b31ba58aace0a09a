package order_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"lootlens/models"
	"lootlens/models/order"
)

var now = time.Date(2026, 3, 15, 12, 0, 0, 0, time.UTC)

func decode(t testing.TB, pool *models.Pool, list ...string) (out []*models.Item) {
	t.Helper()
	p, err := models.DecodePage([]byte(`{"items":[`+strings.Join(list, ",")+`]}`), pool, models.Origin{Fetched: now})
	if err != nil {
		t.Fatal(err)
	}
	for i := range p.Items {
		out = append(out, &p.Items[i])
	}
	return out
}

func ids(items []*models.Item) string {
	var out []string
	for _, it := range items {
		out = append(out, it.Instance().String())
	}
	return strings.Join(out, " ")
}

func TestSort(t *testing.T) {
	t.Parallel()
	named := func(names ...string) (list []string) {
		for i, n := range names {
			list = append(list, fmt.Sprintf(`{"instance_id":%d,"asset":{"id":%d,"name":%q}}`, i+1, 100+i, n))
		}
		return list
	}
	tests := []struct {
		name     string
		key      order.Key
		items    []string
		up, down string
	}{
		{"server order", order.Server, named("c", "a", "b"), "1 2 3", "3 2 1"},
		{"name", order.Name, named("c", "A", "b"), "2 3 1", "1 3 2"},
		{"numbers in names", order.Name, named("Sword 10", "Sword 9", "sword 009b", "Sword", "Sword 100000000000000000000", "Sword x"), "4 2 3 1 5 6", "6 5 1 3 2 4"},
		{"equal names keep their order", order.Name, named("b", "a", "B", "A"), "2 4 1 3", "1 3 2 4"},
		{"no name behind", order.Name, append([]string{`{"instance_id":9}`, `{"instance_id":8,"asset":{"id":1}}`}, named("b", "a")...), "2 1 9 8", "1 2 9 8"},
		{"rarity by commonness", order.Rarity, []string{
			`{"instance_id":1,"asset":{"id":1,"name":"z","rarity":{"name":"Common"}}}`,
			`{"instance_id":2,"asset":{"id":2,"name":"y","rarity":{"name":"Epic"}}}`,
			`{"instance_id":3,"asset":{"id":3,"name":"a","rarity":{"name":"common"}}}`,
			`{"instance_id":4,"asset":{"id":4,"name":"x","rarity":{"name":"Arcane"}}}`,
			`{"instance_id":5,"asset":{"id":5,"name":"x"}}`,
			`{"instance_id":6,"asset":{"id":1,"name":"z","rarity":{"name":"Common"}}}`,
			`{"instance_id":7}`,
		}, "1 6 3 2 4 5 7", "4 2 3 1 6 5 7"},
		{"acquired", order.Acquired, []string{
			`{"instance_id":1,"acquisition_date":"2026-01-02T00:00:00Z"}`, `{"instance_id":2}`, `{"instance_id":3,"acquisition_date":"2025-01-02T00:00:00Z"}`,
			`{"instance_id":4,"acquisition_date":"0001-01-01T00:00:00Z"}`, `{"instance_id":5,"acquisition_date":"soon"}`,
		}, "3 1 2 4 5", "1 3 2 4 5"},
		{"time left", order.Left, []string{
			`{"instance_id":1}`,
			`{"instance_id":2,"rental":{"is_rental":true,"is_active":true,"time_left":50}}`,
			`{"instance_id":3,"rental":{"is_rental":true,"is_active":true}}`,
			`{"instance_id":4,"rental":{"is_rental":true,"is_active":true,"time_left":0}}`,
			`{"instance_id":5,"rental":{"is_rental":true,"is_active":false,"time_left":30}}`,
			`{"instance_id":6,"rental":{"is_rental":true,"time_left":-1}}`,
		}, "4 6 5 2 3 1", "2 5 4 6 3 1"},
		{"asset", order.Asset, []string{
			`{"instance_id":1,"asset":{"id":18446744073709551615}}`, `{"instance_id":2,"asset":{"id":-5}}`, `{"instance_id":3,"asset":{"name":"no id"}}`,
			`{"instance_id":4,"asset":{"id":9}}`, `{"instance_id":5,"asset":{"id":10}}`, `{"instance_id":6}`, `{"instance_id":7,"asset":{"id":-5,"name":"edited"}}`,
		}, "2 7 4 5 1 3 6", "1 5 4 2 7 3 6"},
		{"source", order.Source, []string{
			`{"instance_id":1,"acquisition_source":"store"}`, `{"instance_id":2}`, `{"instance_id":3,"acquisition_source":"Grant"}`, `{"instance_id":4,"acquisition_source":"grant"}`,
		}, "3 4 1 2", "1 3 4 2"},
		{"accents", order.Name, named("Fire", "\u00c9p\u00e9e", "epee", "E\u0301pe\u0301e", "Zoo", "Eis"), "6 2 3 4 1 5", "5 1 2 3 4 6"},
		{"price", order.Price, []string{
			`{"instance_id":1,"asset":{"id":1,"price":100}}`, `{"instance_id":2,"asset":{"id":2,"price":"9.99"}}`, `{"instance_id":3,"asset":{"id":3}}`,
			`{"instance_id":4,"asset":{"id":4,"price":-1}}`, `{"instance_id":5,"asset":{"id":5,"price":1e400}}`, `{"instance_id":6,"asset":{"id":6,"price":100.0}}`,
		}, "4 2 1 6 5 3", "5 1 6 2 4 3"},
		{"count", order.Count, []string{
			`{"instance_id":1,"asset":{"id":1}}`, `{"instance_id":2,"asset":{"id":2}}`, `{"instance_id":3}`, `{"instance_id":4,"asset":{"id":2,"name":"edited"}}`,
			`{"instance_id":5,"asset":{"id":3}}`, `{"instance_id":6,"asset":{"id":3}}`, `{"instance_id":7,"asset":{"id":3}}`,
		}, "1 2 4 5 6 7 3", "5 6 7 2 4 1 3"},
		{"nothing", order.Name, nil, "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			list := decode(t, models.NewPool(), tt.items...)
			before := slices.Clone(list)
			if got := ids(order.Sort(list, tt.key, false, now)); got != tt.up {
				t.Errorf("ascending %s, want %s", got, tt.up)
			}
			if got := ids(order.Sort(list, tt.key, true, now)); got != tt.down {
				t.Errorf("descending %s, want %s", got, tt.down)
			}
			if !slices.Equal(list, before) {
				t.Error("the items that came were moved")
			}
		})
	}
}

func TestKeysHaveNames(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{"": true}
	for _, k := range order.Keys() {
		if seen[k.String()] {
			t.Errorf("key %d is called %q", k, k)
		}
		seen[k.String()] = true
	}
	for _, k := range order.Keys() {
		for _, s := range []string{k.String(), k.Word()} {
			if got, ok := order.ParseKey(s); got != k || !ok {
				t.Errorf("%q is %v, %v", s, got, ok)
			}
		}
	}
	if _, ok := order.ParseKey("weight"); ok || order.Key(99).Word() != "" {
		t.Error("a key that is none has a name")
	}
	if len(seen) != 10 || order.Key(99).String() != "" {
		t.Errorf("names: %v", seen)
	}
}

func TestGroups(t *testing.T) {
	t.Parallel()
	list := decode(t, models.NewPool(),
		`{"instance_id":1,"asset":{"id":5,"name":"a"}}`, `{"instance_id":2,"asset":{"name":"no id"}}`, `{"instance_id":3,"asset":{"id":5,"name":"edited"}}`,
		`{"instance_id":4}`, `{"instance_id":5,"asset":{"name":"no id"}}`, `{"instance_id":6,"asset":null}`, `{"instance_id":7,"asset":{"name":"another"}}`,
		`{"instance_id":8,"asset":{"id":5,"name":"a"}}`, `{"instance_id":9,"asset":7}`, `{"instance_id":10,"asset":7}`, `{"instance_id":11,"asset":{"id":-5}}`, `{"instance_id":12}`)
	var got []string
	total := 0
	for _, g := range order.Groups(list) {
		got = append(got, ids(g.Items))
		total += len(g.Items)
		if g.Asset != g.Items[0].Asset() {
			t.Errorf("group %s has another asset than its first item", ids(g.Items))
		}
	}
	if s, want := strings.Join(got, " | "), "1 3 8 | 2 5 | 4 6 12 | 7 | 9 | 10 | 11"; s != want {
		t.Errorf("got %s, want %s", s, want)
	}
	if total != len(list) {
		t.Errorf("%d of %d items", total, len(list))
	}
	if order.Groups(nil) != nil {
		t.Error("groups of nothing")
	}
}

func hundredThousand(b *testing.B, assets int) []*models.Item {
	b.Helper()
	pool := models.NewPool()
	var out []*models.Item
	for n := 0; n < 100_000; n += 200 {
		var list []string
		for i := n; i < n+200; i++ {
			a := i * 7919 % assets
			list = append(list, fmt.Sprintf(`{"instance_id":%d,"acquisition_source":"%s","asset":{"id":%d,"name":"Sword of the %d","rarity":{"name":"%s"}},"rental":{"is_rental":true,"time_left":%d,"is_active":true},"acquisition_date":"2026-0%d-11T12:%02d:%02dZ"}`,
				i*7+1, []string{"grant_admin", "in_game_purchase", "loot_box"}[i%3], a, a, []string{"Common", "Uncommon", "Rare", "Epic", "Legendary"}[a%5], i*31%100_000, 1+i%9, i%60, i/60%60))
		}
		out = append(out, decode(b, pool, list...)...)
	}
	return out
}

func BenchmarkSort100k(b *testing.B) {
	for _, assets := range []int{400, 100_000} {
		list := hundredThousand(b, assets)
		for _, k := range order.Keys() {
			b.Run(fmt.Sprintf("assets=%d/%s", assets, k), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					order.Sort(list, k, false, now)
				}
			})
		}
	}
}

func BenchmarkGroups100k(b *testing.B) {
	for _, assets := range []int{400, 100_000} {
		list := hundredThousand(b, assets)
		b.Run(fmt.Sprintf("assets=%d", assets), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				order.Groups(list)
			}
		})
	}
}
