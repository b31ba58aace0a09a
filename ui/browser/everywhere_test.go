package browser

import (
	"strings"
	"testing"

	"lootlens/keymap"
	"lootlens/models"
)

// The ticket "Nova says her rented helm vanished": from the picker to the answer on the clipboard in 14 keys.
func TestTheNovaTicket(t *testing.T) {
	t.Parallel()
	r := start(t, 100, 30)
	r.waitFor("Open a player")
	r.typed("nova")
	r.keys("enter")
	r.waitFor("3 players are called")
	r.keys("shift+tab", "enter")
	r.waitFor("Looks in all inventories of 3 players called Nova")
	r.typed("helm")
	r.keys("enter")
	r.waitFor("4 of 4 inventories", "Saltcured Helm", "owned", "2001 own", "NOVA (2003), character Quill (20031): none of its")
	r.keys("y", "m")
	r.waitFor("Copied the answer for a ticket")
	r.look(func(m *model) {
		got, ok := m.answer()
		if text := got.Text(""); !ok || !strings.Contains(text, "1 item matches “helm”.\nSearched all 221 items in 4 of 4 inventories of 3 players called Nova, read 20") {
			t.Errorf("the answer is\n%s", text)
		}
	})
	const pages, lists, looks = 8, 6, 5 // of 4 inventories, an empty one at the end of each; of 3 players; a name, and the session
	if n := len(r.server.Requests()); n > pages+lists+looks {
		t.Errorf("%d requests, want at most %d", n, pages+lists+looks)
	}
}

// The results stay while one of them is looked at, and are not asked for again.
func TestBackReturnsToTheResults(t *testing.T) {
	t.Parallel()
	r := start(t, 140, 40)
	r.find("helm", "27 found")
	for range 9 {
		r.keys("down")
	}
	r.waitFor("▌ ◇ Uncommon    Drakescale Helm of Emberfall")
	r.keys("enter")
	r.waitFor("character Kestrel (12501)", "of 412 loaded", "Drakescale Helm of Emberfall")
	r.settled(10)
	walked := r.pages()
	r.keys("esc")
	r.waitFor("27 found", "▌ ◇ Uncommon    Drakescale Helm of Emberfall")
	r.keys("esc")
	r.waitFor("Inventories")
	r.keys("/")
	r.waitFor("/ helm")
	r.keys("enter")
	r.waitFor("27 found")
	if n := r.pages(); n != walked {
		t.Errorf("%d more pages are asked for", n-walked)
	}
}

// pages counts the requests for pages of more than one item.
func (r *rig) pages() (n int) {
	for _, q := range r.server.Requests() {
		if strings.HasSuffix(q.Path, "/inventory") {
			n++
		}
	}
	return n
}

// A search that was asked for in a list returns to that list, whatever was opened from the results.
func TestTheSearchReturnsToItsList(t *testing.T) {
	t.Parallel()
	r := start(t, 140, 40)
	r.list()
	r.keys("o")
	r.waitFor("in all of Mirelle Ashdown (1250)", "8 of 8 inventories", "found")
	r.keys("enter")
	r.waitFor("› own inventory", "loaded")
	r.settled(10)
	r.keys("esc")
	r.waitFor("8 of 8 inventories")
	r.keys("esc")
	r.waitFor("› character Kestrel (12501)", "238 of 412 loaded")
	r.keys("/")
	r.typed("helm")
	r.keys("enter")
	r.waitFor("in 412")
	r.keys("F") // with the query of the list
	r.waitFor("“helm” in all of Mirelle Ashdown (1250)", "27 found")
	r.keys("esc")
	r.waitFor("› character Kestrel (12501)", "/ helm")
	r.keys("esc", "esc")
	r.waitFor("Inventories")
}

// A ready question of the palette is asked of what is on the screen.
func TestReadyQuestions(t *testing.T) {
	t.Parallel()
	r := start(t, 140, 40)
	r.choose("1250")
	r.keys(":")
	r.typed("expired rentals")
	r.keys("enter")
	r.waitFor("“rental:expired” in all of Mirelle Ashdown (1250)", "8 of 8 inventories")
	r.keys(":")
	r.typed("admins")
	r.keys("enter")
	r.waitFor("“source:admin” in all", "grant admin")
	r.keys("esc", "enter")
	r.waitFor("of 1,250 loaded")
	r.keys(":")
	r.typed("worth")
	r.keys("enter")
	r.waitFor("by price ↓")
	r.keys(":")
	r.typed("week")
	r.keys("enter")
	r.waitFor("/ acquired:<7d")
}

// No match in a list is copied as the answer; what is not searched to its end says so.
func TestAbsenceInAList(t *testing.T) {
	t.Parallel()
	r := start(t, 140, 40)
	r.list()
	r.keys("/")
	r.typed("zzz")
	r.keys("enter")
	r.waitFor("No item matches “zzz”.", "Searched all 412 items of Mirelle Ashdown (1250), character Kestrel (12501),", "read 2026-09-01 01:30:00 UTC.", "y m copies this")
	r.keys("y", "m")
	r.waitFor("Copied the answer for a ticket")
	r.keys("F")
	r.waitFor("8 of 8 inventories", "No item matches “zzz”.")
	r.look(func(m *model) {
		if p := m.place(); p != keymap.InSearch {
			t.Errorf("in %d", p)
		}
	})
}

// Nothing is asked for what is not on the screen: on a narrow one the detail, and what is equipped, only when they are
// looked at or asked about.
func TestOnlyWhatIsShownIsAskedFor(t *testing.T) {
	t.Parallel()
	r := start(t, 80, 24)
	r.choose("1250")
	r.settled(20)
	if n := len(r.server.Requests()); n > 6 { // the session, the look-up, and at most four
		t.Errorf("%d requests to open a player", n)
	}
	before := len(r.server.Requests())
	r.keys("enter")
	r.waitFor("of 1,250 loaded")
	r.settled(40)
	for _, q := range r.server.Requests()[before:] {
		if !strings.HasSuffix(q.Path, "/inventory") {
			t.Errorf("%s is asked for, and not shown", q.Path)
		}
	}
	before = len(r.server.Requests())
	r.keys("/")
	r.typed("equipped:true")
	r.keys("enter")
	r.until("the loadouts", func(*model) bool {
		n := 0
		for _, q := range r.server.Requests()[before:] {
			if strings.HasSuffix(q.Path, "/loadout") {
				n++
			}
		}
		return n == 8
	})
	r.keys("tab")
	r.waitFor("Description")
}

// An inventory that is opened by its number costs its pages and the look-up of the name in the header; the player's
// characters and heroes are read when the player's screen shows them.
func TestDirectlyOpenedInventoryAsksForNothingElse(t *testing.T) {
	t.Parallel()
	o, server := options(t)
	o.Start = Start{Refs: models.ParsePlayerRef("1250"), Holder: models.Holder{Kind: models.PlayerHolder}, HasHolder: true}
	r := run(t, o, 80, 24)
	r.server = server
	r.waitFor("of 1,250 loaded", "Mirelle Ashdown")
	r.settled(40)
	count := map[string]int{}
	for _, q := range server.Requests() {
		count[q.Path[strings.LastIndexByte(q.Path, '/'):]]++
	}
	if len(count) != 3 || count["/session"] != 1 || count["/name"] != 1 || count["/inventory"] == 0 {
		t.Errorf("asked for %v, want the session, the look-up and the inventory", count)
	}
	r.keys("esc")
	r.waitFor("12501", "301", "Gold")
	r.settled(10)
	for _, path := range []string{"/1250/characters", "/1250/heroes"} {
		n := 0
		for _, q := range server.Requests() {
			if strings.HasSuffix(q.Path, path) {
				n++
			}
		}
		if n != 1 {
			t.Errorf("%s is read %d times, want once, when it is shown", path, n)
		}
	}
}

// A search of one player that is asked for in a result of several leads back to that result.
func TestAnotherSearchFromAResult(t *testing.T) {
	t.Parallel()
	r := start(t, 140, 40)
	r.waitFor("Open a player")
	r.typed("Nova")
	r.keys("enter")
	r.waitFor("which one?")
	r.keys("tab", "tab", "enter")
	r.typed("helm")
	r.keys("enter")
	r.waitFor("in all of 2 players", "1 found")
	r.keys("enter")
	r.waitFor("own inventory", "Item 118000671")
	r.keys("F")
	r.waitFor("search all of Nova (2001)")
	r.keys("esc")
	r.waitFor("own inventory", "Item 118000671")
	r.keys("esc")
	r.waitFor("Inventories 1")
}
