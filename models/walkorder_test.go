package models

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// walkServer answers with up to 200 of the ids.
type walkServer func(after Cursor) []uint64

// Servers that order what they send in their own way: all items come, in few requests.
func TestWalkOfUnorderedPages(t *testing.T) {
	t.Parallel()
	const all, size = 1000, 200
	ids := make([]uint64, all)
	for i := range ids {
		ids[i] = uint64(1000 + 7*i)
	}
	random := rand.New(rand.NewPCG(1, 2))
	// greater sends the least ids above the cursor, as the API's documentation says, ordered by arrange.
	greater := func(arrange func([]uint64)) walkServer {
		return func(after Cursor) []uint64 {
			from := 0
			for from < all && !after.IsZero() && ids[from] <= after.Uint64() {
				from++
			}
			page := slices.Clone(ids[from:min(all, from+size)])
			arrange(page)
			return page
		}
	}
	// behind sends what comes behind the cursor's item in an order of the server's own.
	behind := func(order []uint64) walkServer {
		return func(after Cursor) []uint64 {
			from := 0
			if !after.IsZero() {
				from = slices.Index(order, after.Uint64()) + 1
			}
			return slices.Clone(order[from:min(all, from+size)])
		}
	}
	shuffle := func(s []uint64) { random.Shuffle(len(s), func(i, j int) { s[i], s[j] = s[j], s[i] }) }
	shuffled, reversed := slices.Clone(ids), slices.Clone(ids)
	shuffle(shuffled)
	slices.Reverse(reversed)
	for name, tt := range map[string]struct {
		server walkServer
		most   int // requests
	}{
		"ascending":                      {greater(func([]uint64) {}), 6},
		"pages shuffled inside":          {greater(shuffle), 7},
		"pages descending inside":        {greater(slices.Reverse[[]uint64]), 7},
		"the newest first":               {behind(reversed), 9},
		"all shuffled":                   {behind(shuffled), 9},
		"shuffled pages, sorted by page": {behind(ids), 6},
	} {
		v, requests := NewInventory(Cursor{}), 0
		for ; !v.Ended() && requests < 50; requests++ {
			var body strings.Builder
			fmt.Fprintf(&body, `{"total":%d,"items":[`, all)
			for i, id := range tt.server(v.Next()) {
				if i > 0 {
					body.WriteByte(',')
				}
				fmt.Fprintf(&body, `{"instance_id":%d}`, id)
			}
			v.Append(decodePageWith(t, v.Pool(), body.String()+"]}"))
		}
		if v.Len() != all || requests > tt.most || v.Notice() != "" {
			t.Errorf("%s: %d items in %d requests, want %d in %d (%s)", name, v.Len(), requests, all, tt.most, v.Notice())
		}
	}
}

func TestWalkCanBeginAnywhere(t *testing.T) {
	t.Parallel()
	v := NewInventory(CursorAt(100))
	if v.Next() != CursorAt(100) {
		t.Fatalf("begins after %q", v.Next())
	}
	v.Append(of(t, v.Pool(), "101"))
	v.Append(of(t, v.Pool()))
	if v.Len() != 1 || !v.Ended() || v.Notice() != "" {
		t.Errorf("%d items, ended %v", v.Len(), v.Ended())
	}
	empty := NewInventory(CursorAt(100))
	empty.Append(of(t, empty.Pool(), ""))
	if !strings.Contains(empty.Notice(), "after 100") {
		t.Errorf("notice %q", empty.Notice())
	}
}

// Whatever order, overlap and size the pages have, and wherever answers are cut: a walk that ends without a notice has all
// items, each once.
func TestWalkOfRandomServers(t *testing.T) {
	t.Parallel()
	for seed := range uint64(400) {
		r := rand.New(rand.NewPCG(seed, 7))
		order := make([]uint64, 1+r.IntN(40))
		for i := range order {
			order[i] = uint64(3 * (i + 1))
		}
		shuffle := func(s []uint64) { r.Shuffle(len(s), func(i, j int) { s[i], s[j] = s[j], s[i] }) }
		behind, inside, totals := r.IntN(3) == 0, r.IntN(2) == 0, r.IntN(2) == 0
		if behind && inside {
			shuffle(order)
		}
		size, overlap := 2+r.IntN(8), r.IntN(2)
		answer := func(after Cursor) []uint64 {
			from := 0
			for i, id := range order {
				if !after.IsZero() && (behind && id == after.Uint64() || !behind && id <= after.Uint64()) {
					from = i + 1
				}
			}
			end := min(len(order), from+1+r.IntN(size))
			page := slices.Clone(order[max(0, from-overlap):end])
			if from == len(order) {
				page = nil
			} else if inside && !behind {
				shuffle(page)
			}
			return page
		}
		v := NewInventory(Cursor{})
		for requests := 0; !v.Ended() && requests < 2000; requests++ {
			page := Page{}
			for _, id := range answer(v.Next()) {
				page.Items = append(page.Items, of(t, v.Pool(), fmt.Sprint(id)).Items...)
			}
			if totals {
				page.Total = Total{uint64(len(order)), true}
			}
			if n := len(page.Items); n > 0 && r.IntN(4) == 0 && (!inside || requests > 2) {
				page.Items, page.Cut, page.Total = page.Items[:r.IntN(n)], true, Total{}
			}
			v.Append(page)
		}
		came := map[InstanceID]bool{}
		for _, it := range v.Items() {
			came[it.Instance()] = true
		}
		if len(came) != v.Len() || !v.Ended() || v.Notice() == "" && len(came) != len(order) {
			t.Errorf("seed %d: %d items, %d of %d ids, ended %v, %q", seed, v.Len(), len(came), len(order), v.Ended(), v.Notice())
		}
	}
}
