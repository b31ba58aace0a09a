//go:build unix

package e2e

import (
	"encoding/base64"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"lootlens/api/demo"
)

// agent is a session that counts keys. What is pasted, such as an id from a ticket, is one.
type agent struct {
	*session
	pressed int
}

func (a *agent) keys(keys ...string) {
	a.t.Helper()
	for _, k := range keys {
		a.pressed++
		if k != "enter" && k != "tab" && k != "shift+tab" && k != "down" {
			a.pressed += utf8.RuneCountInString(k) - 1
		}
		a.Keys(k)
	}
}

func (a *agent) paste(text string) {
	a.t.Helper()
	a.pressed++
	a.Write("\x1b[200~" + text + "\x1b[201~")
}

// player opens the player of a ticket.
func (a *agent) player() {
	a.t.Helper()
	a.paste("1250")
	a.keys("enter")
	a.WaitFor("Inventories 8", "Season 7 Pass")
}

// inventory opens the player's own inventory.
func (a *agent) inventory() {
	a.t.Helper()
	a.player()
	a.keys("enter")
	a.WaitFor("of 1,250 loaded", "Description")
}

// copied is what was put on the clipboard last.
func (a *agent) copied() string {
	a.t.Helper()
	var all [][]byte
	a.Until("a copy", func(string) bool {
		for _, m := range regexp.MustCompile(`\x1b\]52;c;([A-Za-z0-9+/=]+)\x07`).FindAllSubmatch(a.Raw(), -1) {
			all = append(all, m[1])
		}
		return len(all) > 0
	})
	a.copies++
	text, err := base64.StdEncoding.DecodeString(string(all[len(all)-1]))
	if err != nil {
		a.t.Fatal(err)
	}
	return string(text)
}

// whole is how many pages an inventory takes: the last is empty.
func (a *agent) whole(holders ...demo.Holder) (pages int) {
	for _, h := range holders {
		const page = 200
		pages += (len(a.server.Instances(h, 1<<20))+page-1)/page + 1
	}
	return pages
}

// all are the distinct inventories of the player.
func all() []demo.Holder {
	holders := []demo.Holder{{Player: demo.PlayerLarge}}
	for id := uint64(12501); id <= 12507; id++ {
		holders = append(holders, demo.Holder{Player: demo.PlayerLarge, Character: id})
	}
	return holders
}

// requestKinds tell requests apart by their path: what opens a player, what the detail of an
// item shows, and pages.
var requestKinds = []struct {
	name string
	path *regexp.Regexp
}{
	{"opening", regexp.MustCompile(`^/server/(session|players/lookup/name|player/\d+/(characters|heroes))$`)},
	{"player", regexp.MustCompile(`^/server/(wallet/holder/\w+|balances/wallet/\w+|players/\d+/progressions)$`)},
	{"page", regexp.MustCompile(`/inventory$`)},
	{"detail", regexp.MustCompile(`/(storage|loadout)$|/instances/\d+/progressions$|^/server/metadata/source/`)},
}

func requestKind(path string) string {
	for _, k := range requestKinds {
		if k.path.MatchString(path) {
			return k.name
		}
	}
	return path
}

// What support asks is answered in at most ten keys from the picker, and a ticket in
// fifteen with the answer copied. No more than two pages are read besides those that the
// answer needs, four answers open a player, and nothing is read that is not shown, or twice.
func TestQuestions(t *testing.T) {
	t.Parallel()
	own := demo.Holder{Player: demo.PlayerLarge}
	for name, tt := range map[string]struct {
		keys int
		ask  func(*agent) (pages int)
	}{
		"has item X": {10, func(a *agent) int {
			a.player()
			a.keys("/", "helm", "enter")
			a.WaitFor("27 found", "8 of 8 inventories")
			return a.whole(all()...)
		}},
		"Nova's helm": {15, func(a *agent) int {
			a.keys("nova", "enter")
			a.WaitFor("3 players are called")
			a.keys("shift+tab", "enter")
			a.WaitFor("search all of 3 players called Nova")
			a.keys("helm", "enter")
			a.WaitFor("found · read")
			a.keys("y", "m")
			if got := a.copied(); !strings.Contains(got, "“helm”") || !strings.Contains(got, "Nova (2001), own inventory") {
				a.t.Errorf("copied %q", got)
			}
			return a.whole(demo.Holder{Player: 2001}, demo.Holder{Player: 2001, Character: 20011}, demo.Holder{Player: 2002}, demo.Holder{Player: 2003}) + 2
		}},
		"when, and from where": {10, func(a *agent) int {
			a.inventory()
			a.WaitFor("Received 2", "source: ")
			return 1
		}},
		"rental over": {10, func(a *agent) int {
			a.player()
			a.keys("1")
			a.WaitFor("found · read", "expired")
			return a.whole(all()...)
		}},
		"ticket": {10, func(a *agent) int {
			a.inventory()
			a.keys("y", "m")
			if got := a.copied(); !strings.Contains(got, "- **Instance:** 11") {
				a.t.Errorf("copied %q", got)
			}
			return 1
		}},
		"what #N holds": {10, func(a *agent) int {
			a.inventory()
			a.keys("#")
			a.paste("110000026")
			a.keys("enter")
			a.WaitFor("▌", "Item 110000026")
			return 1
		}},
		"what was sent": {10, func(a *agent) int {
			a.inventory()
			a.keys("v")
			a.WaitFor("instance_id")
			return 1
		}},
		"which carry a key": {10, func(a *agent) int {
			a.inventory()
			a.keys("f", "le", "enter")
			a.WaitFor("/ has:storage.level", "matches in 1,250")
			return a.whole(own)
		}},
		"changed since": {10, func(a *agent) int {
			a.inventory()
			a.keys("b", "r")
			a.WaitFor("nothing changed")
			return 2
		}},
		"did it arrive": {10, func(a *agent) int {
			a.inventory()
			a.keys("w")
			a.WaitFor("watching every")
			if _, err := a.server.Grant(demo.PlayerLarge, a.server.Assets()[7]); err != nil {
				a.t.Fatal(err)
			}
			a.WaitFor("1 new", ": granted ", ", seen ")
			return a.whole(own) + 2 // the end is watched
		}},
		"all characters have X": {10, func(a *agent) int {
			a.inventory()
			a.keys("o")
			a.WaitFor("8 of 8 inventories", "found · read")
			return a.whole(all()...)
		}},
		"rarest": {10, func(a *agent) int {
			a.inventory()
			a.keys("5")
			a.WaitFor("by rarity ↓", "all 1,250 loaded")
			return a.whole(own)
		}},
		"last week": {10, func(a *agent) int {
			a.player()
			a.keys("2")
			a.WaitFor("“acquired:<7d” in all", "found · read")
			return a.whole(all()...)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := &agent{session: start(t, plan{})}
			a.WaitFor("Open a player")
			need := tt.ask(a)
			kinds, paths, players := map[string]int{}, map[string]int{}, 0
			for _, r := range a.server.Requests() {
				kinds[requestKind(r.Path)]++
				if paths[r.Path]++; paths[r.Path] == 1 && strings.HasSuffix(r.Path, "/characters") {
					players++
				}
			}
			pages := kinds["page"]
			t.Logf("%d keys; %d pages, %d needed; %v", a.pressed, pages, need, kinds)
			if a.pressed > tt.keys {
				t.Errorf("%d keys, want at most %d", a.pressed, tt.keys)
			}
			if pages > need+2 {
				t.Errorf("%d pages are read, and %d needed", pages, need)
			}
			if n := kinds["opening"]; n > 2+2*players {
				t.Errorf("%d requests open %d players", n, players)
			}
			for kind := range kinds {
				if strings.HasPrefix(kind, "/") {
					t.Errorf("%s is read, which answers nothing", kind)
				}
			}
			for path, n := range paths {
				if kind := requestKind(path); n > 1 && kind != "page" && name != "changed since" { // which reads again
					t.Errorf("%s is read %d times", path, n)
				}
			}
			a.quit()
		})
	}
}
