package query

import "testing"

func TestEdits(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"", "abc", 3}, {"rarity", "rarity", 0}, {"rarty", "rarity", 1}, {"rarityy", "rarity", 1},
		{"rarify", "rarity", 1}, {"rarïty", "rarity", 1}, {"rraity", "rarity", 1}, {"exprot", "export", 1}, {"abc", "xyz", 3}, {"ab", "bxa", 3},
	} {
		if there, back := Edits(tt.a, tt.b), Edits(tt.b, tt.a); there != tt.want || back != tt.want {
			t.Errorf("%q and %q: %d and %d, want %d", tt.a, tt.b, there, back, tt.want)
		}
	}
}
