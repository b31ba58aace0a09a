package browser

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lootlens/api"
	"lootlens/api/demo"
	"lootlens/ui/internal/panetest"
)

// screens leads to each screen of the browser. What it waits for must be on it at
// 140 × 40.
var screens = []struct {
	name string
	lead func(*rig)
}{
	{"picker", func(r *rig) { r.waitFor("Open a player") }},
	{"holders", func(r *rig) { r.choose("1250"); r.waitFor("12501", "301", "Gold") }},
	{"list", func(r *rig) { r.list() }},
	{"detail", func(r *rig) { r.list(); r.keys("j", "j"); r.keys("tab"); r.waitFor("next item", "Instance storage") }},
	{"hostile", func(r *rig) {
		r.choose("1337")
		r.waitFor("public UID")
		r.settled(10)
		r.keys("enter")
		r.waitFor("1/")
	}},
	{"raw", func(r *rig) { r.list(); r.keys("v"); r.waitFor("instance_id") }},
	{"help", func(r *rig) { r.list(); r.keys("?"); r.waitFor("Everywhere") }},
	{"requests", func(r *rig) { r.list(); r.observe(); r.keys("L"); r.waitFor("3 requests, 1 failed") }},
	{"opened request", func(r *rig) {
		r.list()
		r.observe()
		r.keys("L", "k", "enter")
		r.waitFor(`"X-Auth-Token": "[secret]"`, "body")
	}},
	{"palette", func(r *rig) { r.list(); r.keys(":"); r.waitFor("search the commands") }},
	{"query", func(r *rig) { r.list(); r.keys("/"); r.typed("rarity:epi"); r.waitFor("rarity:epi") }},
	{"wrong query", func(r *rig) { r.list(); r.keys("/"); r.typed("rarty:epic"); r.keys("enter"); r.waitFor("rarty") }},
	{"no match", func(r *rig) {
		r.list()
		r.keys("/")
		r.typed("nothing is called this")
		r.keys("enter")
		r.waitFor("No item matches")
	}},
	{"search prompt", func(r *rig) {
		r.choose("1250")
		r.keys("/")
		r.waitFor("Looks in")
		r.typed("rarity:e")
		r.waitFor("rarity:e")
	}},
	{"search", func(r *rig) { r.find("helm", "27 found") }},
	{"search none", func(r *rig) { r.find("helm rental:any rarity:legndary", "No item matches") }},
	{"search waits", func(r *rig) { r.find("has:istorage.level", "goes on") }},
	{"search failed", func(r *rig) {
		r.server.SetFaults(demo.Fault{Kind: demo.KindStatus, Status: 403, Path: "/characters/12501/inventory"})
		r.find("moonlit", "tries again what failed")
	}},
	{"time line", func(r *rig) {
		r.remember()
		r.nova()
		r.keys("H")
		r.waitFor("looks since")
		r.keys("left", "N", "N")
		r.waitFor("look of Fri 2026-08-28 16:30", "look 23 of 26 found", "since then:")
	}},
	{"gone", func(r *rig) {
		r.remember()
		r.nova()
		r.keys("/")
		r.typed("gone:true")
		r.keys("enter")
		r.waitFor("5 matches in 143", "clear query") // the history has answered
		r.keys("enter")
		r.waitFor("Seen", "Gone since")
	}},
	{"search gone", func(r *rig) {
		r.remember()
		r.choose("2001")
		r.waitFor("Nova Prime")
		r.keys("/")
		r.typed("helm")
		r.keys("enter")
		r.waitFor("1 found · 1 gone")
	}},
	{"jump", func(r *rig) { r.list(); r.keys("#"); r.typed("12"); r.waitFor("12") }},
	{"groups", func(r *rig) { r.list(); r.keys("x"); r.waitFor("assets") }},
	{"sort", func(r *rig) { r.list(); r.keys("s"); r.waitFor("search the orders") }},
	{"columns", func(r *rig) { r.list(); r.keys("C"); r.waitFor("The usual columns") }},
	{"theme", func(r *rig) { r.list(); r.keys("T"); r.waitFor("search the themes") }},
	{"alike", func(r *rig) { r.list(); r.keys("f"); r.waitFor("what they have in common") }},
	{"sorted search", func(r *rig) {
		r.find("helm", "27 found")
		r.keys("s")
		r.typed("name")
		r.keys("enter")
		r.waitFor("NAME ↑")
	}},
	{"watch", func(r *rig) { r.list(); r.keys("w"); r.waitFor("watching every") }},
	{"question", func(r *rig) { r.choose("1250"); r.keys("1"); r.waitFor("“rental:expired” in all", "found · read") }},
	{"save", func(r *rig) { r.list(); r.keys("e"); r.typed("a-file-name") }},
	{"copy", func(r *rig) { r.list(); r.keys("y"); r.waitFor("instance id") }},
	{"error", func(r *rig) { r.list(); r.fail(); r.keys("r"); r.waitFor("tries again") }},
	{"refused", func(r *rig) {
		r.choose("1250")
		r.waitFor("12501", "Gold")
		r.fail()
		r.keys("enter")
		r.waitFor("Could not load this inventory")
	}},
	{"loading", func(r *rig) {
		r.server.SetFaults(demo.Fault{Kind: demo.KindHang, Path: "/1250/inventory"})
		r.choose("1250")
		r.waitFor("12501", "Gold")
		r.keys("enter")
		r.waitFor("loading…")
	}},
	{"found", func(r *rig) { r.waitFor("Open a player"); r.typed("Nova"); r.keys("enter"); r.waitFor("which one?") }},
	{"chosen", func(r *rig) {
		r.waitFor("Open a player")
		r.typed("Nova")
		r.keys("enter")
		r.waitFor("which one?")
		r.keys("tab", "tab")
		r.waitFor("2 chosen players")
	}},
	{"nobody", func(r *rig) {
		r.waitFor("Open a player")
		r.typed("Nobody")
		r.keys("enter")
		r.waitFor("No player found")
	}},
	{"forget", func(r *rig) {
		r.choose("1250")
		r.waitFor("12501", "Gold")
		r.keys("esc")
		r.waitFor("Recent players")
		r.keys("down", "ctrl+x")
		r.waitFor("Remove Mirelle Ashdown")
	}},
	{"belongings", func(r *rig) { r.choose("1250"); r.waitFor("12501", "Gold"); r.keys("m"); r.waitFor("LAST LEVEL UP") }},
	{"copy of an inventory", func(r *rig) { r.choose("1250"); r.waitFor("12501", "Gold"); r.keys("y"); r.waitFor("instance id") }},
	{"holders failed", func(r *rig) {
		r.server.SetFaults(demo.Fault{Kind: demo.KindStatus, Status: 403, Path: "/characters"})
		r.choose("1250")
		r.waitFor("not all could be read", "Gold")
	}},
	{"compare", func(r *rig) { r.list(); r.keys("b"); r.waitFor("c ends") }},
	{"sections", func(r *rig) { r.list(); r.keys("z"); r.waitFor("search the sections") }},
	{"queries", func(r *rig) {
		r.list()
		r.keys("/")
		r.typed("helm")
		r.keys("enter")
		r.until("the query to be kept", func(m *model) bool { return len(m.recents.Queries) > 0 })
		r.keys("Q")
		r.waitFor("search the queries")
	}},
	{"baseline", func(r *rig) { r.list(); r.keys("B"); r.waitFor("a JSON or NDJSON export") }},
	{"file is there", func(r *rig) {
		r.list()
		path := filepath.Join(r.t.TempDir(), "items.json")
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			r.t.Fatal(err)
		}
		r.keys("e", "ctrl+u")
		r.pasted(path)
		r.keys("enter")
		r.waitFor("exists")
	}},
	{"missing id", func(r *rig) {
		r.list()
		r.keys("#")
		r.typed("999")
		r.keys("enter")
		r.waitFor("is not in this inventory")
	}},
	{"help of queries", func(r *rig) { r.list(); r.keys("/", "f1"); r.waitFor("A query is terms") }},
	{"JSON search", func(r *rig) {
		r.list()
		r.keys("v")
		r.waitFor("instance_id")
		r.keys("/")
		r.typed("name")
		r.waitFor("matches")
	}},
}

// choose types a player into the picker.
func (r *rig) choose(player string) {
	r.waitFor("Open a player")
	r.typed(player)
	r.keys("enter")
	r.waitFor("Inventories")
}

// find searches all inventories of player 1250.
func (r *rig) find(query string, shows ...string) {
	r.choose("1250")
	r.waitFor("12501", "Gold")
	r.keys("/")
	r.typed(query)
	r.keys("enter")
	r.waitFor(shows...)
}

// list opens the first character of player 1250.
func (r *rig) list() {
	r.choose("1250")
	r.waitFor("12501", "Gold")
	r.keys("down", "enter")
	r.waitFor("Drakescale Helm", "238 of 412 loaded", "Description")
}

// Every screen is exact at every size.
func TestLayout(t *testing.T) {
	for i, s := range screens {
		if testing.Short() && i%8 > 0 {
			continue
		}
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			r := start(t, 140, 40)
			s.lead(r)
			r.stop()
			panetest.Sweep(t, func(w, h int, _ bool) string {
				r.m.w, r.m.h = w, h
				r.m.resize()
				return r.m.draw()
			})
		})
	}
}

// observe puts requests into the log that are the same in every run.
func (r *rig) observe() {
	for i, x := range []api.Exchange{
		{Method: "POST", Path: "/server/session", Status: 200, Bytes: 63},
		{Method: "GET", Path: "/server/player/1250/inventory?count=28", Status: 200, Bytes: 54_321, RequestID: "01JZ0000000000000000000001",
			Sent: []api.Header{{Name: "X-Auth-Token", Value: "[secret]"}}, Received: []api.Header{{Name: "Content-Type", Value: "application/json"}},
			Body: api.NewBody([]byte(`{"total":1250,"items":[{"instance_id":110000011}]}`))},
		{Method: "GET", Path: "/server/player/1250/heroes", Status: 503, Error: "the service failed (503): try again later", Wait: time.Second},
	} {
		x.Start, x.Duration, x.Attempt, x.Of = clock.Add(time.Duration(i)*time.Second), 12*time.Millisecond, 1, 5
		r.m.o.Log.Observe(x)
	}
}

// start runs a browser on a double of its own.
func start(t testing.TB, w, h int) *rig {
	t.Helper()
	o, server := options(t)
	r := run(t, o, w, h)
	r.server = server
	return r
}

// fail makes every request from now on fail.
func (r *rig) fail() {
	r.server.SetFaults(demo.Fault{Kind: demo.KindStatus, Status: 403, Path: "/inventory",
		Body: `{"code":"forbidden","message":"this key may not read inventories","request_id":"01JZ0000000000000000000001"}`})
}

// The search goes on while one of its results is looked at, and ends when it is stopped.
func TestTheSearchGoesOnUntilItIsStopped(t *testing.T) {
	t.Parallel()
	o, server := options(t, demo.Fault{Kind: demo.KindHang, Path: "/characters/12502/inventory"})
	r := run(t, o, 140, 40)
	r.choose("1250")
	r.keys("/")
	r.typed("helm")
	r.keys("enter")
	r.waitFor("character Oriel (12502): searching")
	r.waitFor("7 of 8 inventories")
	r.keys("enter")
	r.until("the item", func(m *model) bool {
		_, _, it := m.search.Selected()
		return m.selected != nil && it != nil && m.selected.Instance() == it.Instance()
	})
	r.until("a search that hangs", func(*model) bool { return hanging(server) == 1 })
	r.keys("esc")
	r.waitFor("esc stops")
	r.keys("esc")
	r.waitFor("stopped")
	for _, shows := range []string{"Inventories", "Open a player"} {
		r.keys("esc")
		r.waitFor(shows)
	}
	r.look(func(m *model) {
		if m.search.Loading() {
			t.Error("the search goes on")
		}
	})
}

// Leaving an inventory of which nothing has come ends its request, and with it the wait that the screen speaks of.
func TestLeavingStopsTheFirstPage(t *testing.T) {
	t.Parallel()
	r := start(t, 100, 30)
	r.server.SetFaults(demo.Fault{Kind: demo.KindHang, Path: "/1250/inventory"})
	r.choose("1250")
	r.waitFor("Inventories")
	r.keys("enter")
	r.until("a request that hangs", func(*model) bool { return hanging(r.server) == 1 })
	r.keys("esc")
	r.until("no request", func(m *model) bool { return !m.items.Loading() })
	r.server.SetFaults()
	r.keys("enter")
	r.waitFor("of 1,250 loaded")
}

// A card has the width of the screen: no detail is beside it, and its hints are about it.
func TestCardsAreAlone(t *testing.T) {
	t.Parallel()
	r := start(t, 140, 40)
	r.choose("1250")
	r.waitFor("Inventories")
	r.keys("enter")
	r.waitFor("of 1,250 loaded")
	r.keys("/")
	r.typed("zzz")
	r.keys("enter")
	r.waitFor("No item matches", "F search all")
	r.look(func(m *model) {
		if s := m.draw(); strings.Contains(s, "no item ") || strings.Contains(s, "enter open") {
			t.Errorf("beside the card:\n%s", s)
		}
	})
	r.keys("esc")
	r.waitFor("Bramble Cuirass", "Description")
}
