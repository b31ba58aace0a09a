package search

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"lootlens/api"
	"lootlens/api/demo"
	"lootlens/models"
	"lootlens/ui/browser/msg"
	"lootlens/ui/internal/panetest"
)

// A search finds in each distinct inventory what a walk of the client's own finds, and reads none of them twice.
func TestSearchFindsWhatIsThere(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.search("helm", "1250")
	inventories := r.inventories("1250")
	r.sees(fmt.Sprintf("%d of %d inventories", len(inventories), len(inventories)), "NAME", "RENTAL", "SOURCE", "RECEIVED", "WHERE", "INSTANCE")
	places, all := r.places(), 0
	if len(places) != len(inventories) {
		t.Fatalf("%d places, want %d", len(places), len(inventories))
	}
	for i, v := range inventories {
		want := 0
		for page, err := range r.client.Walk(t.Context(), v.Holder, api.WalkOptions{}) {
			if err != nil {
				t.Fatal(err)
			}
			for j := range page.Items {
				if strings.Contains(strings.ToLower(page.Items[j].Name().Raw()), "helm") {
					want++
				}
			}
		}
		all += want
		if got := len(places[i].found); got != want || places[i].Holder != v.Holder {
			t.Errorf("%s: %d found, want %d", v.Holder, got, want)
		}
		if want == 0 && places[i].read() > 0 {
			r.sees(fmt.Sprintf("none of its %d items", places[i].read()))
		}
	}
	r.sees(fmt.Sprintf("%d found", all))
	for w := 58; w <= 200; w++ {
		if s := ansi.Strip(r.View(w, 20, true)); !strings.Contains(s, "NAME") || !strings.Contains(s, "RENTAL") || !strings.Contains(s, "RECEIVED") {
			t.Fatalf("%d cells: %s", w, s)
		}
	}
	if n := r.Report().Matches(); n != all || !r.Report().Whole() {
		t.Errorf("the report has %d matches, want %d", n, all)
	}

	// Another query, and the same one again, ask for nothing.
	before := len(r.server.Requests())
	r.Run(r.Search("moonlit"))
	r.Run(r.Open(r.Players(), "asset:5159"))
	r.Run(r.Open(r.Players(), "asset:5159"))
	if n := len(r.server.Requests()) - before; n != 0 {
		t.Errorf("%d more requests for inventories that were read", n)
	}
	// Read again, they are asked for again.
	r.press("r")
	if n := len(r.server.Requests()) - before; n < len(inventories) {
		t.Errorf("%d requests to read all again", n)
	}
}

// No match is said as such only where everything was looked at.
func TestNoMatchIsSaidOnlyOfEverything(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, query string
		faults      []demo.Fault
		says        []string
		whole       bool
	}{
		{"all read", "helm rental:any rarity:legndary", nil, []string{
			"No item matches “helm rental:any rarity:legndary”.", "Searched all 2,075 items in 8 of 8 inventories of Mirelle Ashdown (1250), read 20",
			"no rarity “legndary” here", "own inventory: none of its 1,250 items", "character Nobody Yet (12504): it is empty",
		}, true},
		{"an inventory fails", "zzz", []demo.Fault{{Kind: demo.KindStatus, Status: 403, Path: "/12501/inventory"}}, []string{
			"Nothing found for “zzz” so far: not everything was searched.", "in 7 of 8 inventories", "character Kestrel (12501): not read", "r tries again",
		}, false},
		{"a later page fails", "zzz", []demo.Fault{{Kind: demo.KindStatus, Status: 403, Path: "/12501/inventory", Skip: 1}}, []string{
			"Nothing found", "character Kestrel (12501): none found in 200 of 412 items, then", "r tries again",
		}, false},
		{"the heroes fail", "zzz", []demo.Fault{{Kind: demo.KindStatus, Status: 403, Path: "/heroes"}}, []string{
			"Nothing found", "Could not read the heroes", "own inventory: none of its 1,250 items",
		}, false},
		{"the characters fail", "zzz", []demo.Fault{{Kind: demo.KindStatus, Status: 403, Path: "/characters", Times: 1}}, []string{
			"Nothing found", "Could not read the characters", "own inventory: none of its 1,250 items",
		}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, tt.faults...)
			r.search(tt.query, "1250")
			r.sees(tt.says...)
			if r.Report().Whole() != tt.whole {
				t.Errorf("whole is %v", !tt.whole)
			}
			if tt.whole {
				return
			}
			if f := panetest.Took[msg.Failed](&r.Rig); len(f) == 0 {
				t.Error("the root is not told of the failure")
			}
			r.server.SetFaults()
			read := r.asked("/1250/inventory")
			r.press("r")
			r.sees("No item matches “zzz”.", "8 of 8 inventories")
			if n := r.asked("/1250/inventory"); n != read {
				t.Error("what was read is read again")
			}
		})
	}
}

// Esc stops the search, what came stays, and a second esc leaves; the search goes on from there.
func TestStopAndGoOn(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	late := panetest.Messages(r.Open([]models.Player{r.player("1250")}, "helm"))
	for i := range 3 { // the lists, and the first page
		late = append(late, panetest.Messages(r.Rig.Update(late[i]))...)
	}
	late = late[3:]
	if n := r.underWay(); n > atOnce || n == 0 {
		t.Errorf("%d requests at once", n)
	}
	read := r.Report().Read()
	r.press("esc")
	for _, m := range late {
		r.Send(m)
	}
	if r.Report().Read() != read || r.Report().Whole() {
		t.Errorf("%d items are taken after the search was stopped", r.Report().Read()-read)
	}
	r.sees("stopped", "a searches on", "not searched")
	if panetest.Took[msg.Back](&r.Rig) != nil {
		t.Error("the first esc leaves")
	}
	r.press("esc")
	if panetest.Took[msg.Back](&r.Rig) == nil {
		t.Error("the second esc stays")
	}
	r.press("a")
	r.sees("8 of 8 inventories", "27 found")
}

// A search of many requests asks first, and says what it costs.
func TestManyRequestsAreAskedAbout(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	it := r.item("1250")
	r.server.SetFaults(demo.Fault{Kind: demo.KindStatus, Status: 200, Path: "/1000/inventory",
		Body: fmt.Sprintf(`{"total":20001,"items":[%s]}`, it.Raw())})
	r.search("zzz", "1000")
	r.sees("This takes 101 requests, about 22s at 270 a minute", "a goes on", "esc stops here")
	if n := r.asked("/1000/inventory"); n > 2 {
		t.Errorf("%d pages are read unasked", n)
	}
	r.press("esc")
	r.sees("Nothing found for “zzz” so far")
}

func (r *rig) item(player string) *models.Item {
	r.t.Helper()
	page, err := r.client.Page(context.Background(), api.PageRequest{Holder: models.Holder{Player: r.player(player).ID}, Count: 1})
	if err != nil {
		r.t.Fatal(err)
	}
	return &page.Items[0]
}

// What the query needs beside the pages is read, or said not to have been.
func TestWhatIsNotOnThePage(t *testing.T) {
	t.Parallel()
	t.Run("few storages", func(t *testing.T) {
		t.Parallel()
		r := newRig(t)
		r.search("has:istorage.level helm", "1250")
		if n := r.asked("/assets/instances/"); n == 0 || n > mostUnasked {
			t.Fatalf("%d storages read", n)
		}
		if !r.Report().Whole() {
			t.Errorf("not all is checked:\n%s", r.screen())
		}
	})
	t.Run("many storages", func(t *testing.T) {
		t.Parallel()
		r := newRig(t)
		r.search("has:istorage.level", "2001")
		r.sees("This reads the storage of 143 items: 143 requests", "a goes on")
		if n := r.asked("/assets/instances/"); n != 0 {
			t.Errorf("%d storages are read unasked", n)
		}
		if n := r.Report().Matches(); n != 0 {
			t.Errorf("%d items match that were not checked", n)
		}
		r.press("esc")
		r.sees("not everything was searched", "143 of its 143 items not checked", "0 found · 143 not checked")
		r.press("a", "a")
		if n := r.asked("/assets/instances/"); n != 143 || !r.Report().Whole() || r.Report().Matches() == 0 {
			t.Errorf("%d storages read:\n%s", n, r.screen())
		}
	})
	t.Run("loadouts", func(t *testing.T) {
		t.Parallel()
		r := newRig(t)
		r.search("helm", "1250")
		if n := r.asked("loadout"); n != 0 {
			t.Errorf("%d loadouts are read that nobody asked about", n)
		}
		r.Run(r.Search("equipped:true"))
		if n := r.asked("loadout"); n != 8 || !r.Report().Whole() || r.Report().Matches() == 0 {
			t.Errorf("%d loadouts read:\n%s", n, r.screen())
		}
		r.server.SetFaults(demo.Fault{Kind: demo.KindStatus, Status: 403, Path: "/12503/loadout"})
		r.press("r")
		r.sees("its loadout is not known", "tries again what failed")
		if r.Report().Whole() {
			t.Error("a loadout is missing, and all is said to be searched")
		}
	})
}

// Several players are searched together; a row says whose it is.
func TestSeveralPlayers(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.search("helm rental:any", "2001", "2002", "2003")
	r.sees("in all of 3 players called Nova", "No item matches “helm rental:any”.", "Nova (2001), own inventory: none of its 143 items")
	r.Run(r.Search("helm"))
	r.sees("2001 own")
	text := r.Report().Text("https://api.example")
	for _, want := range []string{"“helm”", "- Nova (2001), own inventory: 1 match in all 143 items", "  - Saltcured Helm, instance ", "Source: https://api.example"} {
		if !strings.Contains(text, want) {
			t.Errorf("the report lacks %q:\n%s", want, text)
		}
	}
}

// Enter opens the item in its inventory, on a sentence its inventory.
func TestOpen(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.search("helm", "1250")
	r.press("down", "enter")
	o := panetest.Took[msg.OpenHolder](&r.Rig)
	p := r.places()[0]
	if len(o) != 1 || o[0].Holder != p.Holder || o[0].Select != p.found[1].Instance() || o[0].Player.Name.Raw() != "Mirelle Ashdown" {
		t.Errorf("opened %+v", o)
	}
	r.press("G", "enter")
	last := r.places()[len(r.places())-1]
	if o := panetest.Took[msg.OpenHolder](&r.Rig); len(o) != 1 || o[0].Holder != last.Holder || !o[0].Select.IsZero() {
		t.Errorf("opened %+v, want %s", o, last.Holder)
	}
	if _, holder, it := r.Selected(); it != nil || holder != last.Holder {
		t.Errorf("selected %v in %s", it, holder)
	}
}

// A list that another pane has loaded is not asked for again, and one inventory with two names is read once.
func TestListsAndAliases(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	p := r.player("1250")
	characters, err := models.DecodeCharacters([]byte(`{"items":[{"id":12501,"name":"Main","default":true},{"id":12502,"name":"Second"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	heroes, err := models.DecodeHeroes([]byte(`{"items":[{"hero_id":801,"character_id":12502,"hero_name":"Under"},{"hero_id":802,"character_id":12501}]}`))
	if err != nil {
		t.Fatal(err)
	}
	r.Send(msg.Characters{Player: p.ID, Characters: characters}, msg.Heroes{Player: p.ID, Heroes: heroes})
	r.Run(r.Open([]models.Player{p}, "zzz"))
	r.sees("2 of 2 inventories", "own inventory: none of its", "character Second (12502): none of its")
	for _, path := range []string{"/1250/characters", "/1250/heroes", "/801/", "/802/", "/12501/"} {
		for _, q := range r.server.Requests() {
			if strings.HasSuffix(q.Path, path) || strings.Contains(q.Path, path) && strings.HasSuffix(path, "/") {
				t.Errorf("%s is asked for", q.Path)
			}
		}
	}
	r.Send(msg.Characters{Player: p.ID, Characters: append(characters, models.Character{})})
	r.Forget()
	if r.Query() != "" || len(r.owners) != 0 {
		t.Error("what was read is kept")
	}
}

// What does not fit in memory is read again for another query.
func TestMemoryIsBounded(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.search("helm", "2001")
	p := r.places()[0]
	found := len(p.found)
	p.partial = true // as if it had been too large
	before := r.asked("/2001/inventory")
	r.Run(r.Search("moonlit"))
	if r.asked("/2001/inventory") == before {
		t.Error("an inventory of which a part was kept is not read again")
	}
	r.Run(r.Search("helm"))
	if n := len(r.places()[0].found); n != found {
		t.Errorf("%d found, want %d", n, found)
	}
}

func TestGeometry(t *testing.T) {
	t.Parallel()
	for name, lead := range map[string]func(*rig){
		"found":  func(r *rig) { r.search("helm", "1250") },
		"none":   func(r *rig) { r.search("zzz", "1250") },
		"failed": func(r *rig) { r.search("helm", "1250") },
		"field": func(r *rig) {
			r.Run(r.Open([]models.Player{r.player("1250")}, ""))
			r.Type("rarty:epic")
			r.press("enter")
		},
		"hostile": func(r *rig) {
			r.search("-zzz", "1337")
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			if name == "failed" {
				r.server.SetFaults(demo.Fault{Kind: demo.KindStatus, Status: 403, Path: "/12501/inventory"})
			}
			lead(r)
			panetest.Sweep(t, r.View)
		})
	}
}
