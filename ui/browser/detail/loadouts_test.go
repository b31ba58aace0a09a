package detail

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"lootlens/api/demo"
	"lootlens/models"
	"lootlens/theme"
	"lootlens/ui/browser/msg"
	"lootlens/ui/internal/panetest"
)

// answerWith makes the double answer a path with a body.
func answerWith(path, body string) demo.Fault {
	return demo.Fault{Kind: demo.KindStatus, Status: 200, Path: path, Body: body}
}

func loadoutOf(it *models.Item, instance string) string {
	return fmt.Sprintf(`{"items":[{"instance_id":%s,"variation_id":7,"mounted_at":"2026-08-01T10:00:00Z","asset":%s}]}`,
		instance, it.Asset().JSON())
}

// sent is the last message to the list.
func sent(w *world) (last msg.Loadouts) {
	for _, m := range w.sent {
		if l, ok := m.(msg.Loadouts); ok {
			last = l
		}
	}
	return last
}

// An item says which of the player's inventories has it equipped, without a key, and
// each is requested once.
func TestEquippedByAnother(t *testing.T) {
	t.Parallel()
	w := newWorld(t, theme.Plain())
	h := player(demo.PlayerLarge)
	items := w.page(h, 30)
	it, other := items[2], items[20]
	w.server.SetFaults(
		answerWith("/characters/12502/loadout", loadoutOf(it, it.Instance().String())),
		answerWith("/characters/12507/loadout", loadoutOf(other, "4711")),
	)
	w.run(w.Open(h))
	if n := w.asked("loadout"); n != 1 || w.asked("/1250/loadout") != 1 {
		t.Errorf("%d loadouts requested before the selection stays", n)
	}
	if l := sent(w); l.Holder != h || l.Complete || l.Equipped[it.Instance()] {
		t.Errorf("the list got %+v", l)
	}
	w.selectItem(h, it)
	s := w.screen()
	for _, part := range []string{"Equipped by character Oriel 12502 since", "By         character Oriel 12502", "Since      2026-08-01 12:00:00 CEST", "Variation  7"} {
		if !strings.Contains(s, part) {
			t.Errorf("%q is missing:\n%s", part, s)
		}
	}
	if by := w.EquippedBy(); len(by) != 1 || by[0] != "by character Oriel 12502 since 2026-08-01 12:00:00 CEST" {
		t.Errorf("%q", by)
	}
	w.selectItem(h, other)
	if s := w.screen(); !strings.Contains(s, "The player has another one equipped") || !strings.Contains(s, "4711") || !strings.Contains(s, "hero The Tin Marquis 303") {
		t.Errorf("\n%s", s)
	}
	if l := sent(w); !l.Complete || !l.Equipped[it.Instance()] {
		t.Errorf("the list got %+v", l)
	}
	for _, it := range items {
		w.selectItem(h, it)
	}
	w.selectItem(player(demo.PlayerSmall), w.page(player(demo.PlayerSmall), 1)[0])
	w.selectItem(h, it)
	for _, path := range []string{"/1250/characters", "/1250/heroes", "/1250/loadout", "/12502/loadout", "/12504/loadout", "/12507/loadout"} {
		n := 0
		for _, r := range w.server.Requests() {
			if strings.HasSuffix(r.Path, path) {
				n++
			}
		}
		if n != 1 {
			t.Errorf("%s is requested %d times, want once", path, n)
		}
	}
	if s := w.screen(); !strings.Contains(s, "Oriel 12502") {
		t.Errorf("forgotten on the way back:\n%s", s)
	}
	// What is equipped can change: r requests all again.
	w.server.SetFaults()
	w.give(msg.Tick{Now: noon.Add(time.Minute)})
	w.press("r")
	if s := w.screen(); strings.Contains(s, "Oriel 12502") {
		t.Errorf("an old loadout is shown:\n%s", s)
	}
}

// many is a list of characters as the service would send it.
func many(n int) string {
	var all []string
	for i := range n {
		all = append(all, fmt.Sprintf(`{"id":%d,"name":"C%d"}`, 70000+i, i))
	}
	return `{"items":[` + strings.Join(all, ",") + `]}`
}

// The requests that nobody pressed a key for are bounded.
func TestOthersAreBounded(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ characters, loadouts int }{{mostLoadouts - 1, mostLoadouts - 1}, {mostLoadouts, 0}} {
		w := newWorld(t, theme.Plain())
		h := player(demo.PlayerEmpty)
		it := w.page(player(demo.PlayerLarge), 1)[0]
		w.server.SetFaults(answerWith("/loadout", loadoutOf(it, "4711")), answerWith("/1000/characters", many(tt.characters)))
		w.run(w.Open(h))
		w.selectItem(h, it)
		if n := w.asked("/loadout"); n != 1+tt.loadouts {
			t.Errorf("%d characters: %d loadouts requested, want %d", tt.characters, n, 1+tt.loadouts)
		}
		s, left := w.screen(), "12 loadouts of other inventories are not loaded: F equipped:true loads"
		if strings.Contains(s, left) != (tt.loadouts == 0) || sent(w).Complete != (tt.loadouts > 0) {
			t.Errorf("%d characters, sent %+v\n%s", tt.characters, sent(w), s)
		}
	}
}

func TestOthersFailOnceAndAreTriedAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t, theme.Plain())
	h := player(demo.PlayerLarge)
	w.server.SetFaults(demo.Fault{Kind: demo.KindStatus, Status: 403, Path: "/12502/loadout"}, demo.Fault{Kind: demo.KindStatus, Status: 403, Path: "/1250/heroes", Times: 1})
	w.run(w.Open(h))
	w.selectItem(h, w.page(h, 1)[0])
	s := w.screen()
	if strings.Count(s, "tries again") != 1 || strings.Count(s, "403") != 2 || !strings.Contains(s, "character Oriel 12502: ") || !strings.Contains(s, "heroes: ") || !w.Failed() {
		t.Errorf("\n%s", s)
	}
	if n := w.asked("/12503/loadout"); n != 0 {
		t.Errorf("%d requests after one failed", n)
	}
	w.server.SetFaults()
	w.press("r")
	if s := w.screen(); strings.Contains(s, "tries again") || w.Failed() || !sent(w).Complete {
		t.Errorf("sent %+v\n%s", sent(w), s)
	}
}

// What was requested for one player is dropped when another is opened, and goes on
// where it was when that player is opened again.
func TestOthersEndWithThePlayer(t *testing.T) {
	t.Parallel()
	w := newWorld(t, theme.Plain())
	h, small := player(demo.PlayerLarge), player(demo.PlayerSmall)
	it := w.page(h, 1)[0]
	w.Update(msg.Selected{Holder: h, Item: it})
	w.Update(debounceMsg{w.selections})
	lists := panetest.Messages(w.takeInterval())
	if len(lists) != 1 {
		t.Fatalf("%v", lists)
	}
	lists[0].(answerMsg).apply() // in time, it is taken
	if !w.player.characters.known() {
		t.Error("the characters did not come")
	}
	lists = panetest.Messages(w.takeInterval())
	w.Update(msg.Selected{Holder: small, Item: w.page(small, 1)[0]})
	w.give(lists[0])
	if w.playerData(h.Player).heroes.known() {
		t.Error("a late answer is taken")
	}
	// The interval that ends requests nothing for a player whose items were passed.
	w.waiting = true
	if w.takeInterval() != nil {
		t.Error("requested before the selection stays")
	}
	w.selectItem(h, it)
	if w.asked("/1250/loadout") == 0 || w.asked("/12507/loadout") != 1 {
		t.Error("it does not go on")
	}
}
