package browser

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"lootlens/api/demo"
	"lootlens/models"
	"lootlens/models/text"
	"lootlens/ui/browser/msg"
)

// From the choice of inventories the view before is the one that was left, as it was.
func TestTheViewThatWasLeftComesBack(t *testing.T) {
	t.Parallel()
	o, _ := options(t)
	r := run(t, o, 140, 40)
	defer r.stop()
	r.list()
	r.keys("j", "j", "j", "q")
	r.waitFor("Inventories")
	r.keys("[")
	r.waitFor(" 4/238 ")
}

// A player that was opened by number is called by name in every view, once the name has
// come.
func TestTheViewBeforeKnowsThePlayer(t *testing.T) {
	t.Parallel()
	o, _ := options(t)
	id, _ := models.ParsePlayerID(fmt.Sprint(demo.PlayerLarge))
	o.Start = Start{Refs: models.ParsePlayerRef(id.String()), Holder: models.Holder{Player: id}, HasHolder: true}
	r := run(t, o, 140, 40)
	defer r.stop()
	r.waitFor("238 of 1,250 loaded", "Mirelle Ashdown (1250)")
	r.keys("q")
	r.waitFor("12502")
	r.keys("down", "enter")
	r.waitFor("Mirelle Ashdown (1250) › character Kestrel", " 1/")
	r.keys("[")
	r.waitFor("Mirelle Ashdown (1250) › own inventory")
	r.keys("]")
	r.waitFor("Mirelle Ashdown (1250) › character Kestrel")
}

// pages is how many pages the double was asked for.
func pages(s *demo.Server) (n int) {
	for _, r := range s.Requests() {
		if strings.HasSuffix(r.Path, "/inventory") {
			n++
		}
	}
	return n
}

// Back and forward bring each view as it was left, and ask for no page; so does the way
// back from a jump.
func TestBackAndForward(t *testing.T) {
	t.Parallel()
	o, server := options(t)
	r := run(t, o, 140, 40)
	defer r.stop()
	r.server = server
	screen := func() (list string) {
		r.settled(4)
		r.look(func(m *model) { list = ansi.Strip(m.items.View(84, 38, true)) })
		return list
	}
	r.list()
	r.keys("s")
	r.typed("name")
	r.keys("enter", "S", "x", "b", "j", "j", "j")
	r.waitFor("assets by name ↓", "c ends")
	sorted := screen()
	r.keys("q", "down", "enter")
	r.waitFor("12502", " 1/")
	r.keys("/")
	r.typed("rarity:epic")
	r.keys("enter")
	r.waitFor("matches in")
	queried := screen()

	asked := pages(server)
	r.keys("[")
	r.until("the list without the query", func(m *model) bool { return m.items.Query() == "" })
	r.keys("[")
	r.waitFor("assets by name ↓")
	if got := screen(); got != sorted {
		t.Errorf("was\n%s\nis\n%s", sorted, got)
	}
	r.keys("]", "]")
	r.waitFor("rarity:epic")
	if got := screen(); got != queried {
		t.Errorf("was\n%s\nis\n%s", queried, got)
	}
	r.keys("]")
	r.waitFor("nothing to go")
	r.keys("[", "[")
	r.waitFor("assets by name ↓")
	if n := pages(server) - asked; n > 0 {
		t.Errorf("%d pages asked for on the way", n)
	}

	ids := server.Instances(demo.Holder{Player: demo.PlayerLarge, Character: 12501}, 412)
	r.keys("#")
	r.typed(fmt.Sprint(ids[0]))
	r.keys("enter", "k") // typed ahead
	r.waitFor("▾")
	r.keys("[")
	r.until("the group to close", func(m *model) bool { return !strings.Contains(m.draw(), "▾") })
	if got := screen(); got != sorted {
		t.Errorf("before the jump\n%s\nis\n%s", sorted, got)
	}
}

// A jump beyond what is loaded is a view of its own, with the rows before at hand.
func TestBackFromAJump(t *testing.T) {
	t.Parallel()
	o, server := options(t)
	r := run(t, o, 140, 40)
	defer r.stop()
	r.server = server
	r.choose("20000")
	r.keys("enter")
	r.waitFor("238 of 20,000 loaded")
	r.keys("j", "j", "j")
	far := server.Instances(demo.Holder{Player: demo.PlayerHuge}, 5000)
	for i, id := range []uint64{far[4999], far[0]} {
		r.keys("#")
		r.typed(fmt.Sprint(id))
		r.keys("enter")
		r.waitFor(fmt.Sprint("Item ", id), fmt.Sprintf("%d item", i+1), "found by id")
		r.settled(4)
	}
	asked := pages(server)
	r.keys("[")
	r.waitFor(fmt.Sprint("Item ", far[4999]), "1 item found by id")
	r.keys("[")
	r.waitFor("238 of 20,000 loaded", " 4/238")
	r.keys("]", "]")
	r.waitFor(fmt.Sprint("Item ", far[0]), "2 items found by id")
	if n := pages(server) - asked; n > 0 {
		t.Errorf("%d pages asked for on the way", n)
	}
	r.keys("g")
	r.waitFor("238 of 20,000 loaded", " 1/240")
}

// A baseline that the history has let go of is read again from its file.
func TestABaselineOfAFileComesBack(t *testing.T) {
	t.Parallel()
	o, _ := options(t)
	r := run(t, o, 140, 40)
	defer r.stop()
	r.list()
	path := filepath.Join(t.TempDir(), "b.ndjson")
	r.keys("e", "ctrl+u")
	r.pasted(path)
	r.keys("enter")
	r.waitFor("saved 238 items")
	r.keys("B")
	r.pasted(path)
	r.keys("enter")
	r.waitFor("comparing with the 238 items")
	r.keys("q", "down", "enter")
	r.waitFor("12502", " 1/")
	r.look(func(m *model) { m.history.views[0].Forget() })
	r.keys("[")
	r.waitFor("12501", "compared with", "c ends", "comparing with the 238 items")
}

// However many views there are, few keep their rows.
func TestTheHistoryIsBounded(t *testing.T) {
	t.Parallel()
	o, _ := options(t)
	r := run(t, o, 140, 40)
	defer r.stop()
	baseline := func(m *model) string { return m.items.Baseline() }
	for i := range 7 {
		id, err := models.ParseCharacterID(fmt.Sprint(12501 + i%4))
		if err != nil {
			t.Fatal(err)
		}
		player, _ := models.ParsePlayerID(fmt.Sprint(demo.PlayerLarge))
		open := msg.OpenHolder{
			Player: models.Player{ID: player}, Name: text.Of(fmt.Sprint("view ", i)),
			Holder: models.Holder{Kind: models.CharacterHolder, Player: player, Character: id},
		}
		r.p.Send(open)
		r.waitFor(fmt.Sprint("view ", i))
		r.until("rows", func(m *model) bool { return len(m.items.Loaded()) > 0 || m.items.Complete() })
		r.keys("b")
		r.until("a baseline", func(m *model) bool { return baseline(m) != "" || len(m.items.Loaded()) == 0 })
	}
	r.keys("q")
	for range 6 {
		r.keys("[")
	}
	r.keys("[")
	r.waitFor("view 0", "is no longer in memory")
	r.look(func(m *model) {
		kept := 0
		for i := range m.history.views {
			if !m.history.views[i].Light() {
				kept++
			}
		}
		if kept > mostKept || kept == 0 {
			t.Errorf("%d views keep their rows", kept)
		}
	})
}
