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
)

// find selects an item and returns the command that looks for its asset.
func (w *world) find() (*models.Item, models.Player, tea.Cmd) {
	h := player(demo.PlayerLarge)
	it := w.page(h, 1)[0]
	w.Update(msg.Selected{Holder: h, Item: it})
	p := models.Player{ID: h.Player}
	return it, p, w.FindElsewhere(p)
}

func TestFindElsewhere(t *testing.T) {
	t.Parallel()
	w := newWorld(t, theme.Plain())
	if w.Elsewhere() != nil {
		t.Errorf("told before it is searched for: %q", w.Elsewhere())
	}
	it, p, cmd := w.find()
	if s := w.screen(); !strings.Contains(s, "esc stops") {
		t.Errorf("\n%s", s)
	}
	w.run(cmd)
	for i, told := 0, w.Elsewhere(); i < len(w.elsewhere.places); i++ {
		p := w.elsewhere.places[i]
		says := slices.ContainsFunc(told, func(s string) bool {
			return strings.HasPrefix(s, p.name+": ") && strings.Contains(s, fmt.Sprint(len(p.found)+p.more)+" instance")
		})
		if says != (len(p.found) > 0) {
			t.Errorf("%d found in %s; told %q", len(p.found), p.name, told)
		}
	}
	s := w.screen()
	if !strings.Contains(s, "searched 7 inventories") || strings.Contains(s, "own inventory") {
		t.Fatalf("\n%s", s)
	}
	// Every place found is right, by a walk of the client's own.
	total := 0
	for _, place := range w.elsewhere.places {
		n := 0
		for page, err := range w.client.Walk(t.Context(), place.holder, api.WalkOptions{}) {
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
		total += n
	}
	// From a character, the player's own inventory is searched, in a search anew.
	h := character(demo.PlayerLarge, 0)
	h.Character = w.elsewhere.places[0].holder.Character
	w.Update(msg.Selected{Holder: h, Item: it})
	if s := w.screen(); strings.Contains(s, "elsewhere") {
		t.Errorf("another holder's search is shown:\n%s", s)
	}
	w.run(w.FindElsewhere(p))
	if s := w.screen(); !strings.Contains(s, "own inventory") || !strings.Contains(s, it.Instance().String()) {
		t.Errorf("%d elsewhere\n%s", total, s)
	}
	for _, other := range w.page(player(demo.PlayerLarge), 20) {
		if other.Asset().ID == it.Asset().ID {
			w.Update(msg.Selected{Holder: h, Item: other})
			if s := w.screen(); !strings.Contains(s, "elsewhere") {
				t.Errorf("the search is forgotten on another item of the asset:\n%s", s)
			}
		}
	}
	// Another asset has no search yet.
	for _, other := range w.page(player(demo.PlayerLarge), 20) {
		if other.Asset().ID != it.Asset().ID {
			w.Update(msg.Selected{Holder: h, Item: other})
			break
		}
	}
	if s := w.screen(); strings.Contains(s, "elsewhere") {
		t.Errorf("\n%s", s)
	}
}

func TestFindElsewhereStopsAndGoesOn(t *testing.T) {
	t.Parallel()
	w := newWorld(t, theme.Plain())
	_, p, cmd := w.find()
	listed := cmd()
	next := w.Update(listed)
	for w.elsewhere.worn < len(w.elsewhere.places) {
		next = w.Update(next())
	}
	page := next()
	w.press("esc")
	if len(w.sent) != 0 {
		t.Errorf("esc stops the search, and does not leave: %v", w.sent)
	}
	w.Update(page)
	if w.elsewhere.places[0].loaded != 0 || w.elsewhere.running {
		t.Error("a page is taken after the search was stopped")
	}
	if s := w.screen(); !strings.Contains(s, "stopped, o goes on") {
		t.Errorf("\n%s", s)
	}
	if told := w.Elsewhere(); len(told) == 0 || told[len(told)-1] != "not all inventories have been searched" {
		t.Errorf("told %q", told)
	}
	w.run(w.FindElsewhere(p))
	if s := w.screen(); !strings.Contains(s, "searched 7 inventories") {
		t.Errorf("\n%s", s)
	}
}

func TestFindElsewhereFailsAndGoesOn(t *testing.T) {
	t.Parallel()
	w := newWorld(t, theme.Plain())
	w.server.SetFaults(demo.Fault{Kind: demo.KindStatus, Status: 403, Path: "/heroes"})
	_, _, cmd := w.find()
	w.run(cmd)
	if s := w.screen(); !strings.Contains(s, "r to try again") || !w.Failed() {
		t.Errorf("\n%s", s)
	}
	w.server.SetFaults(demo.Fault{Kind: demo.KindStatus, Status: 403, Path: "/inventory", Skip: 1, Times: 1})
	w.press("r")
	if s := w.screen(); !strings.Contains(s, "r to try again") || !w.Failed() {
		t.Errorf("\n%s", s)
	}
	w.press("r")
	if s := w.screen(); !strings.Contains(s, "searched 7 inventories") || w.Failed() {
		t.Errorf("\n%s", s)
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
