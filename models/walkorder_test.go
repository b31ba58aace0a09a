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
