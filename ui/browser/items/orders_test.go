package items

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"lootlens/api/demo"
	"lootlens/models"
	"lootlens/models/order"
	"lootlens/ui/browser/msg"
	"lootlens/ui/parts"
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

// A click on a column's title sorts by it, and another turns the order round.
func TestAClickOnTheHeaderSorts(t *testing.T) {
	t.Parallel()
	b := newBench(t, demo.Options{})
	b.open(demo.PlayerSmall)
	b.Run(b.Resize(140, 30))
	click := func(title string) {
		t.Helper()
		lines := strings.Split(b.screen(), "\n")
		at := strings.Index(lines[1], title)
		if at < 0 {
			t.Fatalf("no %s in %q", title, lines[1])
		}
		b.Send(tea.MouseClickMsg{X: parts.Width(lines[1][:at]), Y: 1, Button: tea.MouseLeft})
	}
	for _, tt := range []struct {
		title string
		by    order.Key
		desc  bool
	}{
		{"NAME", order.Name, false}, {"NAME", order.Name, true}, {"RECEIVED", order.Acquired, true}, {"RECEIVED", order.Acquired, false},
		{"RENTAL", order.Left, false}, {"SOURCE", order.Source, false}, {"R", order.Rarity, true}, {"INSTANCE", order.Server, false}, {"INSTANCE", order.Server, true},
	} {
		if click(tt.title); b.rows.by != tt.by || b.rows.desc != tt.desc || b.cursor != 0 {
			t.Errorf("a click on %s sorts by %s, descending %t", tt.title, b.rows.by, b.rows.desc)
		}
	}
	b.Send(tea.MouseClickMsg{X: 0, Y: 1, Button: tea.MouseLeft}, tea.MouseClickMsg{X: 139, Y: 1, Button: tea.MouseLeft}, tea.MouseClickMsg{X: 5, Y: 1, Button: tea.MouseRight})
	if b.rows.by != order.Server || !b.rows.desc {
		t.Error("a click beside the titles sorts")
	}
}

// TestSortedFromTheStart: a list that opens sorted has its cursor on the first row, whatever comes later.
func TestSortedFromTheStart(t *testing.T) {
	t.Parallel()
	b := newBench(t, demo.Options{})
	player := playerID(demo.PlayerLarge)
	b.Run(b.Model.Open(msg.OpenHolder{Player: models.Player{ID: player}, Holder: models.Holder{Player: player},
		Query: "rental:running", Rows: msg.Rows{By: order.Left}}))
	if n := len(b.Shown()); n < 100 || b.Item() != b.Shown()[0] {
		t.Errorf("the cursor is not on the first of %d rows", n)
	}
}
