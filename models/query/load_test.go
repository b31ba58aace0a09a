package query_test

import (
	"strings"
	"testing"
	"time"

	"lootlens/models"
	"lootlens/models/compare"
	"lootlens/models/query"
	"lootlens/models/text"
)

var zone = time.FixedZone("test", 2*60*60)

// now is in the middle of a day in a zone that is not UTC.
var now = time.Date(2026, 3, 15, 12, 0, 0, 0, zone)

// The items of the tests, by instance id.
var items = map[string]string{
	"1": `{"instance_id":1,"variation_id":12,"acquisition_source":"grant_admin","acquisition_date":"2026-03-15T08:00:00Z","balance":3,
	      "asset":{"id":5001,"uuid":"55de763e-e5e6-8f82-37ff-67bde6a0ee09","ulid":"01J8J4FJG869W5Q19FSDT8D3AC","name":"Old Sword","active":true,"price":100,"context":"Weapon",
	      "rarity":{"name":"Epic","short_name":"E"},"storage":[{"key":"level","value":"12"},{"key":"element","value":"Fire"}],"description":"of \"old\""}}`,
	"2": `{"instance_id":2,"variation_id":"34","acquisition_source":"in_game_purchase","acquisition_date":"2026-03-01T00:00:00Z",
	      "asset":{"id":5002,"name":"Shield","active":false,"price":9.99,"context":"Armor","rarity":{"name":"Uncommon"},"storage":[{"key":"level","value":"v1 beta"}]},
	      "rental":{"is_rental":true,"is_active":true,"time_left":7200,"duration":86400}}`,
	"3": `{"instance_id":3,"acquisition_source":"grant_admin","acquisition_date":"2025-12-31T22:30:00Z",
	      "asset":{"id":50,"name":"Ärmel \u00dcber","rarity":{"name":"Common"},"description":"","links":{},"files":[ ],"weight":7},
	      "rental":{"is_rental":true,"is_active":false,"time_left":3600,"duration":86400}}`,
	"4":                    `{"instance_id":4,"asset":{"id":50,"name":"Ärmel \u00dcber","rarity":{"name":"Common"}},"rental":{"is_rental":true,"is_active":true,"time_left":0}}`,
	"5":                    `{"instance_id":5,"asset":null,"rental":{"is_rental":true,"time_left":4,"duration":-4}}`,
	"18446744073709551615": `{"instance_id":18446744073709551615,"asset":{"id":9007199254740993,"name":"a|b:c \"d\" OR","price":1e400,"storage":{"deep.key":"9007199254740993","empty":""}}}`,
	"-7":                   `{"instance_id":-7,"asset":"gone"}`,
	"":                     `{"acquisition_source":"x"}`,
}

var order = []string{"1", "2", "3", "4", "5", "18446744073709551615", "-7", ""}

func load(t testing.TB) []*models.Item {
	t.Helper()
	var list []string
	for _, id := range order {
		list = append(list, items[id])
	}
	return decode(t, models.NewPool(), list...)
}

func decode(t testing.TB, pool *models.Pool, list ...string) (out []*models.Item) {
	if pool == nil {
		pool = models.NewPool()
	}
	t.Helper()
	p, err := models.DecodePage([]byte(`{"items":[`+strings.Join(list, ",")+`]}`), pool, models.Origin{Fetched: now.Add(-time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	for i := range p.Items {
		out = append(out, &p.Items[i])
	}
	return out
}

func parse(t testing.TB, s string) query.Query {
	t.Helper()
	q, err := query.Parse(s, now, zone)
	if err != nil {
		t.Fatalf("%s: %v", s, err)
	}
	return q
}

func id(t testing.TB, s string) models.InstanceID {
	t.Helper()
	i, err := models.ParseInstanceID(s)
	if err != nil {
		t.Fatal(err)
	}
	return i
}

// known is a Context that knows about instances 1 and 2 only.
func known(t testing.TB) query.Context {
	storage := map[models.InstanceID][]models.StoragePair{
		id(t, "1"): {{Key: text.Of("durability"), Value: text.Of("15")}},
		id(t, "2"): nil,
	}
	return query.Context{
		InstanceStorage: func(i models.InstanceID) ([]models.StoragePair, bool) { p, ok := storage[i]; return p, ok },
		Equipped: func(i models.InstanceID) query.Verdict {
			if i == id(t, "2") {
				return query.Yes
			}
			return query.No
		},
		Change: func(i models.InstanceID) compare.Kind {
			return map[string]compare.Kind{"1": compare.Added, "2": compare.Changed, "3": compare.Removed}[i.String()]
		},
	}
}

// found lists the items that match, and with ? those that may match.
func found(m *query.Matcher, list []*models.Item) string {
	var out []string
	for _, it := range list {
		name := it.Instance().String()
		switch m.Match(it) {
		case query.Yes:
			out = append(out, name)
		case query.Unknown:
			out = append(out, "?"+name)
		}
	}
	return strings.Join(out, " ")
}

const all = "1 2 3 4 5 18446744073709551615 -7 "
