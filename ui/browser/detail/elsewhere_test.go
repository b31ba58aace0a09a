package detail

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"lootlens/api"
	"lootlens/api/demo"
	"lootlens/models"
	"lootlens/theme"
	"lootlens/ui/browser/msg"
	"lootlens/ui/internal/panetest"
)

// find selects an item and returns the command that looks for its asset.
func (w *world) find() (*models.Item, models.Player, tea.Cmd) {
	h := player(demo.PlayerLarge)
	it := w.page(h, 1)[0]
	w.Update(msg.Selected{Holder: h, Item: it})
	p := models.Player{ID: h.Player}
	return it, p, w.FindElsewhere(p)
}

// inventories are the distinct inventories of a player, from the server's lists.
func (w *world) inventories(h models.Holder) []models.PlayerInventory {
	w.t.Helper()
	characters, err := w.client.Characters(w.t.Context(), h.Player)
	if err != nil {
		w.t.Fatal(err)
	}
	heroes, err := w.client.Heroes(w.t.Context(), h.Player)
	if err != nil {
		w.t.Fatal(err)
	}
	return models.Inventories(h.Player, characters, heroes)
}

func (w *world) sees(parts ...string) {
	w.t.Helper()
	s := w.screen()
	for _, part := range parts {
		if !strings.Contains(s, part) {
			w.t.Fatalf("%q is missing in\n%s", part, s)
		}
	}
}

func TestFindElsewhere(t *testing.T) {
	t.Parallel()
	w := newWorld(t, theme.Plain())
	if w.Elsewhere() != nil {
		t.Errorf("%q before the search", w.Elsewhere())
	}
	it, p, cmd := w.find()
	w.sees("esc stops")
	w.run(cmd)
	own := player(demo.PlayerLarge)
	all := w.inventories(own)
	searched := fmt.Sprintf("searched %d inventories", len(all)-1)
	w.sees(searched)
	if s := w.screen(); strings.Contains(s, "own inventory:") {
		t.Errorf("the shown inventory is elsewhere:\n%s", s)
	}
	// A walk of the client's own finds the same.
	says := w.Elsewhere()
	places := w.search().others(own)
	if len(places) != len(all)-1 {
		t.Fatalf("%d places, want %d", len(places), len(all)-1)
	}
	for _, place := range places {
		n := 0
		for page, err := range w.client.Walk(t.Context(), place.Holder, api.WalkOptions{}) {
			if err != nil {
				t.Fatal(err)
			}
			for i := range page.Items {
				if page.Items[i].Asset().ID == it.Asset().ID {
					n++
				}
			}
		}
		if n != len(place.found)+place.more {
			t.Errorf("%s: %d found, want %d", place.name, len(place.found), n)
		}
		listed := slices.ContainsFunc(says, func(s string) bool {
			return strings.HasPrefix(s, place.name+": "+amount(n, "instance", "instances"))
		})
		if listed != (n > 0) {
			t.Errorf("%d found in %s: %q", n, place.name, says)
		}
	}
	// Once it is known, nothing is requested again: on the next o, or on another item and back.
	before := len(w.server.Requests())
	items := w.page(own, 20)
	asked := len(w.server.Requests()) - before
	for _, other := range items {
		w.Update(msg.Selected{Holder: own, Item: other})
		if same := other.Asset().ID == it.Asset().ID; strings.Contains(w.screen(), "elsewhere") != same {
			t.Errorf("item %s of the same asset: %v\n%s", other.Instance(), same, w.screen())
		}
	}
	w.Update(msg.Selected{Holder: own, Item: it})
	w.run(w.FindElsewhere(p))
	w.sees(searched)
	if n := len(w.server.Requests()) - before - asked; n != 0 {
		t.Errorf("%d requests for what is known", n)
	}
	// From another inventory only the one that was shown is still to be read.
	h := places[0].Holder
	w.Update(msg.Selected{Holder: h, Item: it})
	w.run(w.FindElsewhere(p))
	w.sees("own inventory", it.Instance().String(), searched)
}

// Two names of one inventory are never elsewhere for each other.
func TestAliasIsNotElsewhere(t *testing.T) {
	t.Parallel()
	w := newWorld(t, theme.Plain())
	own := player(demo.PlayerLarge)
	it := w.page(own, 1)[0]
	w.server.SetFaults(
		answerWith("/inventory", fmt.Sprintf(`{"total":1,"items":[%s]}`, it.Raw())),
		answerWith("/1250/characters", `{"items":[{"id":70001,"name":"Main","default":true},{"id":70002,"name":"Second"}]}`),
		answerWith("/1250/heroes", `{"items":[{"hero_id":801,"character_id":70002,"hero_name":"Under"},{"hero_id":802,"character_id":70001,"hero_name":"Upper"}]}`),
	)
	p := models.Player{ID: own.Player}
	hero := models.Holder{Kind: models.HeroHolder, Player: own.Player}
	hero.Hero, _ = models.ParseHeroID("802")
	for _, h := range []models.Holder{own, character(demo.PlayerLarge, 70001), hero} {
		w.Update(msg.Selected{Holder: h, Item: it})
		w.run(w.FindElsewhere(p))
		w.sees("searched 1 inventory", "character Second 70002 (hero Under 801):")
		if s := w.screen(); strings.Contains(s, "own inventory, character Main 70001 (hero Upper 802):") {
			t.Errorf("%s is elsewhere for itself:\n%s", h, s)
		}
	}
	second := character(demo.PlayerLarge, 70002)
	w.Update(msg.Selected{Holder: second, Item: it})
	w.run(w.FindElsewhere(p))
	w.sees("searched 1 inventory", "own inventory, character Main 70001 (hero Upper 802)")
	for _, path := range []string{"/801/inventory", "/802/inventory", "/70001/inventory"} {
		if n := w.asked(path); n != 0 {
			t.Errorf("%s is walked besides its other name", path)
		}
	}
}

// A search of more than mostUnasked requests asks first.
func TestFindElsewhereAsksFirst(t *testing.T) {
	t.Parallel()
	w := newWorld(t, theme.Plain())
	h := player(demo.PlayerEmpty)
	it := w.page(player(demo.PlayerLarge), 1)[0]
	w.server.SetFaults(answerWith("/inventory", `{"items":[]}`), answerWith("/loadout", `{"items":[]}`), answerWith("/1000/characters", many(60)))
	w.Update(msg.Selected{Holder: h, Item: it})
	p := models.Player{ID: h.Player}
	w.run(w.FindElsewhere(p))
	w.sees("The search takes 120 requests, about 26s at 270 a minute")
	if n := w.asked("inventory"); n != 1 { // the test's own
		t.Errorf("%d pages before the user agreed", n-1)
	}
	w.press("esc")
	w.sees("stopped: searched 0 of 60 inventories")
	if len(w.sent) != 0 {
		t.Errorf("esc leaves: %v", w.sent)
	}
	w.run(w.FindElsewhere(p))
	w.sees("The search takes")
	w.run(w.FindElsewhere(p))
	w.sees("searched 60 inventories")
}

// A total that is far larger than what is read at first makes it ask too.
func TestFindElsewhereAsksForLargeInventories(t *testing.T) {
	t.Parallel()
	w := newWorld(t, theme.Plain())
	h := player(demo.PlayerEmpty)
	it := w.page(player(demo.PlayerLarge), 1)[0]
	w.server.SetFaults(
		answerWith("/70000/inventory", fmt.Sprintf(`{"total":20001,"items":[%s]}`, it.Raw())),
		answerWith("/1000/characters", many(1)),
	)
	w.Update(msg.Selected{Holder: h, Item: it})
	w.run(w.FindElsewhere(models.Player{ID: h.Player}))
	w.sees("The search takes 101 requests, about 22s", "C0 70000: 1 instance")
}

func TestFindElsewhereStopsAndGoesOn(t *testing.T) {
	t.Parallel()
	w := newWorld(t, theme.Plain())
	_, p, cmd := w.find()
	late := panetest.Messages(cmd)
	for w.asked("/inventory") == 1 { // the test's own
		late = append(late[1:], panetest.Messages(w.Update(late[0]))...)
	}
	w.press("esc")
	if len(w.sent) != 0 {
		t.Errorf("esc stops the search, and does not leave: %v", w.sent)
	}
	for _, m := range late {
		w.Update(m)
	}
	if n := w.search().places[1].walk.Count(); n != 0 || w.searching() {
		t.Errorf("%d items are taken after the search was stopped", n)
	}
	w.sees("stopped: searched 0 of", "o goes on")
	if says := w.Elsewhere(); len(says) == 0 || says[len(says)-1] != "not all inventories have been searched" {
		t.Errorf("says %q", says)
	}
	w.run(w.FindElsewhere(p))
	w.sees(fmt.Sprintf("searched %d inventories", len(w.inventories(player(demo.PlayerLarge)))-1))
}

func TestFindElsewhereFailsAndGoesOn(t *testing.T) {
	t.Parallel()
	w := newWorld(t, theme.Plain())
	w.server.SetFaults(demo.Fault{Kind: demo.KindStatus, Status: 403, Path: "/heroes"})
	_, _, cmd := w.find()
	w.run(cmd)
	if w.sees("r tries again"); !w.Failed() {
		t.Error("not failed")
	}
	w.server.SetFaults(demo.Fault{Kind: demo.KindStatus, Status: 403, Path: "/inventory", Skip: 1, Times: 1})
	w.press("r")
	if w.sees("r tries again"); !w.Failed() {
		t.Error("not failed")
	}
	w.press("r")
	w.sees(fmt.Sprintf("searched %d inventories", len(w.inventories(player(demo.PlayerLarge)))-1))
	if w.Failed() {
		t.Error("the failure stays")
	}
}

func TestFindElsewhereHasNothingToFind(t *testing.T) {
	t.Parallel()
	w := newWorld(t, theme.Plain())
	w.run(w.FindElsewhere(models.Player{}))
	w.Update(msg.Selected{Holder: models.Holder{Kind: models.UniversalHolder}, Item: w.page(player(demo.PlayerSmall), 1)[0]})
	w.run(w.FindElsewhere(models.Player{}))
	if len(w.sent) != 2 {
		t.Errorf("%v", w.sent)
	}
}
