package query_test

import (
	"testing"

	"lootlens/models/query"
)

func TestRefines(t *testing.T) {
	t.Parallel()
	tests := []struct {
		old, new string
		want     bool
	}{
		{"", "s", true},
		{"s", "", false},
		{"s", "sw", true},
		{"sw", "s", false},
		{"sw", "sword rarity:epic", true},
		{"sword", "name:swordfish", true},
		{"name:sword", "sword", false},
		{"name:sword", "name:=sword", true},
		{"name:=sword", "name:=swords", false},
		{"name:a", "rarity:ab", false},
		{"name:a|b", "name:ab", true},
		{"name:a", "name:ab|b", false},
		{"name:a|b", "name:ab|cb", true},
		{"-name:ab", "-name:a", true},
		{"-name:a", "-name:ab", false},
		{"-name:a", "-name:a|b", true},
		{"-name:a|b", "-name:a", false},
		{"-name:a", "name:b", false},
		{"instance:9", "instance:90", false},
		{"instance:>9", "instance:>90", true},
		{"instance:>90", "instance:>9", false},
		{"instance:>=9", "instance:>9", true},
		{"instance:>9", "instance:>=9", false},
		{"instance:1..9", "instance:2..8", true},
		{"instance:1..9", "instance:2..", false},
		{"price:<10", "price:<9.5", true},
		{"name:=ab", "name:ab", false},
		{"name:=ab", "name:abc", false},
		{"name:=ab", "name:=ab", true},
		{"abcdefg", "abcdefgh", false}, // eight characters can be those of a ULID
		{"abcdefgh", "abcdefghi", true},
		{"price:<=10", "price:<10", true},
		{"price:<10", "price:<=10", false},
		{"storage:a", "storage.k:ab", false},
		{"storage.k:1", "storage.k:12", false},
		{"storage.k:>1", "storage.k:>12", true},
		{"storage.k:a", "storage.K:ab", true},
		{"storage.k:a", "storage.l:ab", false},
		{"raw:a", "raw:ab", true},
		{"rental:any", "rental:active", true},
		{"rental:active", "rental:active a", false}, // the clock may have made one more
		{"rental:owned", "rental:owned a", true},
		{"acquired:<7d", "acquired:<6d", false},
		{"acquired:2026", "acquired:2026-03", true},
		{"equipped:true", "equipped:true a", true},
		{"equipped:true", "equipped:false", false},
		{"has:storage", "has:storage a", true},
		{"has:storage", "has:storage.a", false},
	}
	for _, tt := range tests {
		if got := parse(t, tt.new).Refines(parse(t, tt.old)); got != tt.want {
			t.Errorf("%q after %q: %v", tt.new, tt.old, got)
		}
	}
}

// FuzzRefines: what matches the refined query matched the one before.
func FuzzRefines(f *testing.F) {
	f.Add("s", "sw")
	f.Add("-name:ab|c", "-name:a|c x")
	f.Add("storage.level:1", "storage.level:>5")
	f.Add("raw:a price:>1", "raw:ab price:2..3")
	list := load(f)
	ctx := known(f)
	ctx.Now = now
	f.Fuzz(func(t *testing.T, a, b string) {
		old, err := query.Parse(a, now, zone)
		if err != nil {
			return
		}
		q, err := query.Parse(b, now, zone)
		if err != nil || !q.Refines(old) {
			return
		}
		for _, it := range list {
			if q.Matcher(ctx).Match(it) != query.No && old.Matcher(ctx).Match(it) == query.No {
				t.Fatalf("%q refines %q, but instance %s matches only it", b, a, it.Instance())
			}
		}
	})
}
