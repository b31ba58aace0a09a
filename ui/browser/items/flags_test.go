package items

import (
	"strings"
	"testing"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"lootlens/api/demo"
	"lootlens/models"
)

// No flag is cut within its word, whatever comes together in whatever room.
func TestFlagsAreNeverCutInAWord(t *testing.T) {
	t.Parallel()
	whole := map[string]bool{"…": true, "equipped": true, "equip": true, "expired": true, "exp": true, "asset": true, "off": true,
		"unstarted": true, "not": true, "activated": true, "unused": true, "rental?": true, "rent?": true, "left": true, "rented": true, "rent": true}
	seen := map[string]bool{}
	for _, player := range []uint64{demo.PlayerLarge, demo.PlayerHostile} {
		b := newBench(t, demo.Options{})
		b.open(player)
		b.Run(b.LoadAll())
		for i, it := range b.Loaded() {
			for _, w := range []int{narrowFlags, 18} {
				b.loadouts.Equipped = map[models.InstanceID]bool{it.Instance(): i%2 == 0}
				var out strings.Builder
				b.flags(&out, lipgloss.NewStyle(), it, w)
				s := ansi.Strip(out.String())
				if ansi.StringWidth(s) != w {
					t.Fatalf("%q is %d cells wide, not %d", s, ansi.StringWidth(s), w)
				}
				for _, word := range strings.Fields(s) {
					if !whole[word] && strings.Trim(word, "0123456789dhms") != "" {
						t.Errorf("%q in %d cells", s, w)
					}
					seen[word] = true
				}
			}
		}
	}
	for word := range whole {
		if !seen[word] && word != "rented" && word != "rent" && word != "…" {
			t.Errorf("%q was never shown", word)
		}
	}
}

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
