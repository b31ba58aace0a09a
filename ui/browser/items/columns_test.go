package items

import (
	"strings"
	"testing"

	"lootlens/api/demo"
)

func TestChosenColumns(t *testing.T) {
	t.Parallel()
	b := newBench(t, demo.Options{})
	b.SetColumns([]string{"name", "source"})
	b.open(demo.PlayerSmall)
	b.shows("Bane of Lowmarsh", "drop_table")
	if s := b.screen(); strings.Contains(s, "108000003") || strings.Contains(s, "equipped") {
		t.Errorf("columns that were not chosen are shown:\n%s", s)
	}
}

// The rarity's letter stands in every row from 42 cells on, and the source where the
// name keeps its room.
func TestNarrowColumns(t *testing.T) {
	t.Parallel()
	b := newBench(t, demo.Options{})
	b.open(demo.PlayerLarge)
	for w := 20; w <= 160; w++ {
		b.Run(b.Resize(w, 12))
		c := b.columns(w - 2)
		if w >= 42 && c.short != 1 {
			t.Errorf("%d cells: the rarity has %d", w, c.short)
		}
		if c.source > 0 && c.name < leastName || w >= 80 && c.source < 12 {
			t.Errorf("%d cells: the source has %d, the name %d", w, c.source, c.name)
		}
	}
	b.Run(b.Resize(55, 30))
	letters := map[string]bool{}
	for i, line := range strings.Split(b.screen(), "\n")[1:28] {
		it, letter := b.rows.at(i).item, []rune(line)[5:6]
		if want := it.Rarity().Short.Raw(); string(letter) != want {
			t.Fatalf("the rarity of %s is %q, want %q", it.Name().Line(), string(letter), want)
		}
		letters[string(letter)] = true
	}
	if len(letters) < 3 {
		t.Errorf("only %v", letters)
	}
}
