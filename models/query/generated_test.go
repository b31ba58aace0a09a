package query_test

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"lootlens/models/query"
)

// A second reading of the language, over the JSON that was sent and as plain as can
// be, that random queries of every field must agree with.

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
	zones := []*time.Location{time.UTC, time.FixedZone("", -9*60*60-30*60)}
	for _, name := range []string{"Pacific/Auckland", "America/Havana"} { // clocks change at night, and at midnight
		zone, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		zones = append(zones, zone)
	}
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
	checkGenerated(t, 20260315, 2000)
}

func FuzzGeneratedQueries(f *testing.F) {
	f.Add(uint64(1))
	f.Fuzz(func(t *testing.T, seed uint64) { checkGenerated(t, seed, 30) })
}
