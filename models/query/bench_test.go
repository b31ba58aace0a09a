package query_test

import (
	"fmt"
	"strings"
	"testing"

	"lootlens/models"
	"lootlens/models/query"
)

// hundredThousand are items of the given number of assets.
func hundredThousand(b *testing.B, assets int) []*models.Item {
	b.Helper()
	pool := models.NewPool()
	rarities := []string{"Common", "Uncommon", "Rare", "Epic", "Legendary"}
	var out []*models.Item
	for n := 0; n < 100_000; n += 200 {
		var list []string
		for i := n; i < n+200; i++ {
			a := i * 7919 % assets
			list = append(list, fmt.Sprintf(`{"instance_id":%d,"variation_id":null,"rental_option_id":null,"acquisition_source":"%s","asset":{"id":%d,"uuid":"55de763e-e5e6-8f82-37ff-%012d","name":"Sword %d","price":%d,"character_classes":null,"rarity":{"name":"%s","short_name":"E","color":"#a335ee"},"storage":[{"key":"level","value":"%d"}],"description":"%s"},"rental":{"is_rental":false,"time_left":null,"duration":null,"is_active":null},"acquisition_date":"2026-0%d-11T12:%02d:%02dZ"}`,
				i*7+1, []string{"grant_admin", "in_game_purchase", "loot_box"}[i%3], a, a, a, a, rarities[a%5], a%50, strings.Repeat("Some words of a description. ", 62), 1+i%9, i%60, i/60%60))
		}
		out = append(out, decode(b, pool, list...)...)
	}
	return out
}

func BenchmarkFilter100k(b *testing.B) {
	for _, assets := range []int{400, 100_000} {
		list := hundredThousand(b, assets)
		for _, s := range []string{
			"rarity:epic source:grant_admin", "sword rarity:epic", "77 rarity:epic", "storage.level:>10 acquired:<30d",
			"rental:active source:grant", "variation:12 rarity:epic", `raw:"grant_admin" rarity:epic`, "raw:nowhere", "instance:>350000 -name:7",
		} {
			b.Run(fmt.Sprintf("assets=%d/%s", assets, s), func(b *testing.B) {
				q := parse(b, s)
				dst := make([]*models.Item, 0, len(list))
				b.ReportAllocs()
				for b.Loop() {
					dst, _ = q.Matcher(query.Context{}).Filter(dst[:0], nil, list)
				}
			})
		}
	}
}

// BenchmarkLetter100k types "sword 39" a letter at a time.
func BenchmarkLetter100k(b *testing.B) {
	list := hundredThousand(b, 400)
	for b.Loop() {
		matches := list
		var last query.Query
		for n := 1; n <= len("sword 39"); n++ {
			q := parse(b, "sword 39"[:n])
			from := list
			if q.Refines(last) {
				from = matches
			}
			matches, _ = q.Matcher(query.Context{}).Filter(nil, nil, from)
			last = q
		}
	}
	b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N*len("sword 39")), "ms/letter")
}

func BenchmarkParse(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		parse(b, `rarity:epic|legendary rental:active source:grant_admin storage.level:>10 -name:"old one" acquired:<7d`)
	}
}

// BenchmarkPastedWords types a thousand one-letter words: the last keys of it.
func BenchmarkPastedWords(b *testing.B) {
	list := hundredThousand(b, 400)[:10_000]
	var census query.Census
	census.Add(list, now)
	for _, n := range []int{50, 100, 200, 1000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			s := strings.Repeat("s w o r d ", n/5)
			for b.Loop() {
				query.Complete(s, len(s), census.Values)
				q, err := query.Parse(s, now, zone)
				if err == nil {
					q.Matcher(query.Context{}).Filter(nil, nil, list)
					q.Refines(q)
				}
			}
		})
	}
}
