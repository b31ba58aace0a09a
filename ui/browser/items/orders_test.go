package items

import (
	"strings"
	"testing"

	"lootlens/api/demo"
)

// An order or groups of a few pages are of all the items.
func TestOrdersLoadFewPages(t *testing.T) {
	t.Parallel()
	for _, key := range []string{"s", "S", "x"} {
		b := newBench(t, demo.Options{})
		b.open(demo.PlayerLarge)
		b.Type(key)
		if !b.Complete() {
			t.Errorf("%s: %d of 1,250 loaded", key, b.load.inv.Len())
		}
	}
}

// An order of a part must not pass for an order of all.
func TestAnOrderOfAPartSaysSo(t *testing.T) {
	t.Parallel()
	for _, key := range []string{"s", "x"} {
		b := newBench(t, demo.Options{})
		b.open(demo.PlayerHuge)
		b.Type(key)
		b.shows("only ", " of 20,000 · a loads all")
		b.Type("a")
		if s := b.screen(); strings.Contains(s, "loads all") {
			t.Errorf("%s: all is loaded\n%s", key, s)
		}
	}
}

func TestAQueryThatIsNoneCountsNoMatches(t *testing.T) {
	t.Parallel()
	b := newBench(t, demo.Options{})
	b.open(demo.PlayerSmall)
	b.Type("/rarty:epic")
	if s := b.screen(); strings.Contains(s, "match") || !strings.Contains(s, `no field "rarty"`) {
		t.Errorf("\n%s", s)
	}
}
