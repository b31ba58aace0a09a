package items

import (
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"lootlens/api/demo"
	"lootlens/models"
	"lootlens/ui/browser/msg"
	"lootlens/ui/internal/panetest"
)

// Every answer of two inventories and a refresh, in every order: what is shown is
// the last one that was opened, once.
func TestAnswersToAnotherInventoryAreDropped(t *testing.T) {
	t.Parallel()
	want := newBench(t, demo.Options{})
	want.open(demo.PlayerSmall)
	orders := 0
	permute(5, func(order []int) {
		orders++
		b := newBench(t, demo.Options{})
		open := func(player uint64) []tea.Msg {
			h := models.Holder{Player: playerID(player)}
			equipped := map[models.InstanceID]bool{instanceID(player): true}
			return append(panetest.Messages(b.Model.Open(msg.OpenHolder{Holder: h})), msg.Loadouts{Holder: h, Equipped: equipped})
		}
		late := open(demo.PlayerNova)                  // page and loadouts
		late = append(late, open(demo.PlayerSmall)...) // page and loadouts
		// A refresh of the inventory before it has come.
		late = append(late, panetest.Messages(b.Model.Refresh())[0])
		if len(late) != len(order) {
			t.Fatalf("%d answers, want %d", len(late), len(order))
		}
		for _, i := range order {
			b.Run(b.Rig.Update(late[i]))
		}
		b.Type("a")
		if len(b.Loaded()) != len(want.Loaded()) || len(b.Shown()) != len(want.Loaded()) {
			t.Fatalf("order %v: %d loaded and %d shown, want %d", order, len(b.Loaded()), len(b.Shown()), len(want.Loaded()))
		}
		if e := b.loadouts.Equipped; len(e) != 1 || !e[instanceID(demo.PlayerSmall)] {
			t.Fatalf("order %v: equipped %v", order, e)
		}
		for i, it := range b.Loaded() {
			if it.Instance() != want.Loaded()[i].Instance() {
				t.Fatalf("order %v: item %d is %v, want %v", order, i, it.Instance(), want.Loaded()[i].Instance())
			}
		}
	})
	if orders != 120 {
		t.Errorf("%d orders tried", orders)
	}
}

// permute calls f with every order of 0 to n-1.
func permute(n int, f func([]int)) {
	var grow func(order []int)
	grow = func(order []int) {
		if len(order) == n {
			f(order)
			return
		}
		for i := range n {
			if !slices.Contains(order, i) {
				grow(append(slices.Clone(order), i))
			}
		}
	}
	grow(nil)
}

func TestRefreshNeverShowsLess(t *testing.T) {
	t.Parallel()
	b := newBench(t, demo.Options{})
	b.open(demo.PlayerLarge)
	b.Type("G")
	b.Type("kkkkk")
	before := b.Item().Instance()
	if _, err := b.server.Grant(demo.PlayerLarge, b.server.Assets()[0]); err != nil {
		t.Fatal(err)
	}
	cmd := b.Rig.Update(tea.KeyPressMsg{Code: 'r', Text: "r"})
	for cmd != nil {
		messages := panetest.Messages(cmd)
		cmd = nil
		for _, m := range messages {
			if b.load.inv.Len() < 1250 {
				t.Fatalf("%d rows while refreshing", b.load.inv.Len())
			}
			cmd = tea.Batch(cmd, b.Rig.Update(m))
		}
	}
	if b.load.inv.Len() != 1251 {
		t.Errorf("%d items after the refresh, want 1251", b.load.inv.Len())
	}
	if b.Item().Instance() != before {
		t.Errorf("the cursor moved from %v to %v", before, b.Item().Instance())
	}
}

// What failed is what is tried again: a page, a refresh, or storage that a query needs.
func TestRefreshTriesAgainWhatFailed(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		player uint64
		before string // keys, before the service fails
		fail   string // keys whose request fails
		path   string // of the requests that fail, and that are made again
	}{
		"refresh":             {demo.PlayerSmall, "", "r", "inventory"},
		"refresh of a part":   {demo.PlayerHuge, "", "r", "inventory"},
		"refresh with query":  {demo.PlayerSmall, "/sword\n", "r", "inventory"},
		"page":                {demo.PlayerLarge, "", "a", "inventory"},
		"page to the end":     {demo.PlayerLarge, "", "G", "inventory"},
		"storage for a query": {demo.PlayerSmall, "", "/istorage.level:>0\n", "storage"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, demo.Options{})
			b.open(tt.player)
			b.keys(tt.before)
			loaded := b.load.inv.Len()
			fault, err := demo.ParseFault("403:path=" + tt.path)
			if err != nil {
				t.Fatal(err)
			}
			b.server.SetFaults(fault)
			b.keys(tt.fail)
			if b.load.failed.err == nil || b.load.inv.Len() < loaded {
				t.Fatalf("error %v; %d of %d items are left", b.load.failed.err, b.load.inv.Len(), loaded)
			}
			b.shows("r tries")
			for range 2 { // it fails again, and is tried again
				before := b.asked(tt.path)
				b.Type("r")
				if b.asked(tt.path) == before || b.load.failed.err == nil {
					t.Fatalf("r asked nothing: %d requests, error %v", before, b.load.failed.err)
				}
			}
			b.server.SetFaults()
			before := b.asked(tt.path)
			b.Type("r")
			if b.asked(tt.path) == before || b.load.failed.err != nil || b.load.refreshing() {
				t.Errorf("after the service is back: error %v, refreshing %v\n%s", b.load.failed.err, b.load.refreshing(), b.screen())
			}
		})
	}
}

// keys types, \n being enter.
func (b *bench) keys(s string) {
	for line, rest, more := "", s, true; more; {
		line, rest, more = strings.Cut(rest, "\n")
		b.Type(line)
		if more {
			b.Press(tea.KeyEnter)
		}
	}
}

// asked counts the requests whose path ends so.
func (b *bench) asked(path string) (n int) {
	for _, r := range b.server.Requests() {
		if strings.HasSuffix(r.Path, "/"+path) {
			n++
		}
	}
	return n
}
