package query_test

import (
	"slices"
	"testing"

	"lootlens/models/query"
)

// An item matches all that it is said to have in common with others.
func TestAlike(t *testing.T) {
	t.Parallel()
	for i, it := range load(t) {
		for _, s := range query.Alike(it, now) {
			q := parse(t, s)
			if found, unknown := q.Matcher(query.Context{Now: now}).Filter(nil, nil, load(t)[i:i+1]); len(found) != 1 || len(unknown) != 0 {
				t.Errorf("%s does not find %v", s, it.Instance())
			}
		}
	}
	got := query.Alike(load(t)[0], now)
	for _, want := range []string{"asset:5001", `name:="Old Sword"`, "rarity:=Epic", "source:=grant_admin", "acquired:2026-03-15", "has:storage.level", "storage.level:=12"} {
		if !slices.Contains(got, want) {
			t.Errorf("%q lacks %q", got, want)
		}
	}
}
