package query

import (
	"strings"
	"testing"
)

func TestEdits(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"", "abc", 3}, {"rarity", "rarity", 0}, {"rarty", "rarity", 1}, {"rarityy", "rarity", 1},
		{"rarify", "rarity", 1}, {"rarïty", "rarity", 1}, {"rraity", "rarity", 1}, {"exprot", "export", 1}, {"abc", "xyz", 3}, {"ab", "bxa", 3},
	} {
		if there, back := edits(tt.a, tt.b), edits(tt.b, tt.a); there != tt.want || back != tt.want {
			t.Errorf("%q and %q: %d and %d, want %d", tt.a, tt.b, there, back, tt.want)
		}
	}
}

func TestNearest(t *testing.T) {
	t.Parallel()
	names := []string{"export", "verify", "tail", "diff", "demo", "doctor"}
	for word, want := range map[string]string{
		"exprot": "export", "xport": "export", "verfy": "verify", "tial": "tail", "dif": "diff",
		"deom": "demo", "Nova": "", "363": "", "": "", "doc": "", "exports": "export", "dockter": "doctor",
	} {
		got, ok := Nearest(word, names)
		if got != want || ok != (want != "") {
			t.Errorf("Nearest(%q) = %q, %v, want %q", word, got, ok, want)
		}
	}
	long := strings.Repeat("export", 8)
	if got, ok := Nearest(long, []string{long}); ok {
		t.Errorf("a word of %d bytes is compared, and nearest to %q", len(long), got)
	}
}
