package holders

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"lootlens/api"
	"lootlens/api/demo"
	"lootlens/keymap"
	"lootlens/models"
	"lootlens/models/text"
	"lootlens/theme"
	"lootlens/ui/browser/msg"
)

// One inventory with several names is one row, is counted once, and says all its names.
func TestPlayerAndInventories(t *testing.T) {
	t.Parallel()
	r := newRig(t, theme.Plain())
	p := r.player(demo.PlayerLarge, true)
	r.do(r.Open(p))
	r.sees("Mirelle Ashdown", "id 1250", "public UID "+p.PublicUID.Raw(), "ULID "+p.ULID.Raw(), "platform steam "+p.PlatformID.Raw(),
		"Inventories", "Own inventory · also character Mirelle (12508), default", "Oriel", "Ser Halloran · also hero Ser Halloran (301), default")
	looks := 0
	for _, q := range r.double.Requests() {
		if strings.Contains(q.Path, "lookup") {
			looks++
		}
		if strings.Contains(q.Path, "progressions") || strings.Contains(q.Path, "inventory") {
			t.Errorf("%s is asked for before anybody looks at it", q.Path)
		}
	}
	if looks != 1 { // the test's own
		t.Error("a known player is looked up again")
	}
	want := models.Inventories(p.ID, r.knownCharacters(), r.knownHeroes())
	if len(want) < 4 || len(want[0].Aliases) == 0 {
		t.Fatalf("the double has %d inventories", len(want))
	}
	r.sees(fmt.Sprintf("%d inventories", len(want)))
	for _, v := range want {
		r.press("enter", "down")
		o, _ := last[msg.OpenHolder](r)
		if o.Holder != v.Holder || o.Player.ID != p.ID || o.Name != r.Name(v.Holder) {
			t.Errorf("opened %s %q, want %s", o.Holder, o.Name, v.Holder)
		}
	}
	for _, c := range r.knownCharacters() {
		if got := r.Name(models.Holder{Kind: models.CharacterHolder, Player: p.ID, Character: c.ID}); got != c.Name {
			t.Errorf("character %s is called %q, want %q", c.ID, got, c.Name)
		}
	}
	for _, h := range r.knownHeroes() {
		if got := r.Name(models.Holder{Kind: models.HeroHolder, Player: p.ID, Hero: h.ID}); got != h.Name {
			t.Errorf("hero %s is called %q, want %q", h.ID, got, h.Name)
		}
	}
}

// What the server sends about a hero is on the screen, and its JSON in the raw view.
func TestAliasesAndIDsOfHeroes(t *testing.T) {
	t.Parallel()
	r := newRig(t, theme.Plain())
	p := r.player(demo.PlayerNova, true)
	r.do(r.Open(p))
	characters, err := models.DecodeCharacters([]byte(`{"items":[{"id":49,"name":"Main","default":true,"ulid":"01J8ZQ5T3V9X7Y2K4M6N8P0RSA"},
		{"id":77,"ulid":"01J8ZQ5T3V9X7Y2K4M6N8P0RST","name":"Brute body","type":"Tank","weight":3},{"name":"Ghost"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	heroes, err := models.DecodeHeroes([]byte(`{"items":[{"id":901,"hero_id":4,"hero_name":"Brute","character_id":77,"character_name":"Brute body",
		"instance_id":3333,"asset_variation_id":12,"asset":{"id":5001,"name":"Big Sword"}},
		{"id":902,"hero_id":5,"hero_name":"Loner"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	r.characters.Set(characters)
	r.heroes.Set(heroes)
	r.arrange()
	r.sees("3 inventories", "Own inventory · also character Main (49), default player 2001", "Brute body · also hero Brute (4) character 77",
		"Loner hero 5", "1 character or hero without an id cannot be opened", "character Main (49)")
	for _, tt := range []struct{ sees, title, raw string }{
		{"default yes", "player 2001, character 49", `"character 49":{"id":49,`},
		{"hero_id 4 id 901 variation 12 asset Big Sword (5001) instance 3333", "character 77, hero 4", `"hero 4":{"id":901,`},
		{"hero_id 5 id 902", "hero 5", `{"id":902,"hero_id":5,`},
	} {
		r.sees(tt.sees)
		r.press("v")
		if raw, _ := last[msg.ShowRaw](r); raw.Title != tt.title || !strings.Contains(string(raw.Raw), tt.raw) || !raw.Raw.IsValid() {
			t.Errorf("the raw view shows %q %s", raw.Title, raw.Raw)
		}
		r.press("down")
	}
	if s := ansi.Strip(r.View(140, 40, true)); !strings.Contains(s, "01J8ZQ5T3V9X7Y2K4M6N8P0RST") {
		t.Errorf("a wide screen has room for the ULID of a character:\n%s", s)
	}
	// Names come first: at 80 columns they are whole, whatever is left out.
	for _, w := range []int{60, 80} {
		s := ansi.Strip(r.View(w, 22, true))
		for _, name := range []string{"Own inventory · also character Main (49)", "Brute body · also hero Brute (4)", "Loner"} {
			if !strings.Contains(s, name) {
				t.Errorf("%q is cut at %d cells:\n%s", name, w, s)
			}
		}
	}
}

// The cursor stays on its inventory when answers add rows above it, and when its row becomes another name of one.
func TestCursorStaysWhenRowsCome(t *testing.T) {
	t.Parallel()
	r := newRig(t, theme.Plain())
	p := r.player(demo.PlayerLarge, true)
	r.hold = true
	r.do(r.Open(p))
	r.hold = false
	id := func(s string) models.CharacterID {
		c, err := models.ParseCharacterID(s)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	hero := func(s string) models.HeroID {
		h, err := models.ParseHeroID(s)
		if err != nil {
			t.Fatal(err)
		}
		return h
	}
	r.heroes.Set([]models.Hero{{ID: hero("4"), CharacterID: id("77")}, {ID: hero("5")}})
	r.arrange()
	for _, tt := range []struct{ keys, want string }{
		{"G", "player 1250 › hero 5"}, {"k", "player 1250 › character 77"},
	} {
		r.characters.Reset()
		r.arrange()
		r.press(tt.keys)
		r.characters.Set([]models.Character{{ID: id("49"), Default: models.FlagYes}, {ID: id("50")}, {ID: id("77")}})
		r.arrange()
		if got := r.selected().Holder.String(); got != tt.want {
			t.Errorf("after %s the cursor is on %s, want %s", tt.keys, got, tt.want)
		}
	}
}

func TestBalances(t *testing.T) {
	t.Parallel()
	r := newRig(t, theme.Plain())
	p := r.player(demo.PlayerLarge, true)
	wallet, err := r.client.Wallet(context.Background(), p.ULID.Raw())
	if err != nil {
		t.Fatal(err)
	}
	balances, err := r.client.Balances(context.Background(), wallet.ID)
	if err != nil || len(balances) == 0 {
		t.Fatal(balances, err)
	}
	r.do(r.Open(p))
	for _, b := range balances {
		r.sees(b.Name.Raw() + " " + grouped(b.Amount.Raw()))
	}
	if len(wallet.Modifiers) == 0 {
		t.Fatal("the double's wallet has no modifiers")
	}
	r.sees("gld ×2.0 until 2026-09-03 00:00 UTC", "evt ×1.25")
	r.double.SetFaults(demo.Fault{Kind: demo.KindStatus, Status: 404, Path: "wallet"})
	r.press("r")
	r.sees("wallet no wallet")
	r.double.SetFaults(demo.Fault{Kind: demo.KindStatus, Status: 422, Path: "wallet"})
	r.press("r")
	r.sees("wallet no wallet")
	r.double.SetFaults(demo.Fault{Kind: demo.KindStatus, Status: 403, Path: "balances"})
	r.press("r")
	r.sees("Could not read the wallet", "request id", "r tries again")
	r.double.SetFaults()
	r.press("r")
	r.sees(balances[0].Name.Raw())
	r.double.SetFaults(demo.Fault{Kind: demo.KindStatus, Status: 403, Path: "wallet"})
	r.press("r")
	r.sees(balances[0].Name.Raw(), "Could not read the wallet") // what was there stays
}

func TestGrouped(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"": "", "0": "0", "999": "999", "1000": "1,000", "-1234567": "-1,234,567", "1234.56789": "1,234.56789",
		"123456789012345678901234567890": "123,456,789,012,345,678,901,234,567,890", "12e5": "12e5", "-": "-", "many": "many", "1,000": "1,000",
	} {
		if got := grouped(in); got != want {
			t.Errorf("%q is written %q, want %q", in, got, want)
		}
	}
}

func TestEmptyPlayer(t *testing.T) {
	t.Parallel()
	r := newRig(t, theme.Plain())
	r.do(r.Open(r.player(demo.PlayerEmpty, true)))
	r.sees("no characters", "no heroes", "Own inventory")
}

func TestEachSectionLoadsAndFailsAlone(t *testing.T) {
	t.Parallel()
	r := newRig(t, theme.Plain())
	p := r.player(demo.PlayerLarge, true)
	r.hold = true
	r.do(r.Open(p))
	r.sees("loading characters …", "loading heroes …", "loading wallet …", "Own inventory")
	if !r.busy() {
		t.Error("not busy")
	}
	r.hold, r.held = false, nil
	r.double.SetFaults(demo.Fault{Kind: demo.KindStatus, Status: 403, Path: "heroes"})
	r.press("r")
	r.sees("Mirelle (12508)", "Could not read the heroes", "request id", "r tries again")
	if f, ok := last[msg.Failed](r); !ok || !errors.Is(f.Err, api.ErrForbidden) {
		t.Errorf("the root is told %v", f.Err)
	}
	r.press("down")
	r.double.SetFaults(demo.Fault{Kind: demo.KindStatus, Status: 403, Path: "characters"})
	r.press("r")
	r.sees("Mirelle (12508)", "Could not read the characters", "▌ Kestrel")
	r.double.SetFaults()
	r.press("r")
	r.sees("▌ Kestrel")
	if s := ansi.Strip(r.View(60, 40, true)); strings.Contains(s, "Could not") || r.busy() {
		t.Errorf("the failure stays:\n%s", s)
	}
}

func TestKnownByNumberOnly(t *testing.T) {
	t.Parallel()
	r := newRig(t, theme.Plain())
	r.hold = true
	r.do(r.Open(r.player(demo.PlayerSmall, false)))
	r.sees("Player 1007", "loading player …")
	r.press("v")
	if n, ok := last[msg.Note](r); !ok || !strings.Contains(n.Text, "r tries again") {
		t.Errorf("note %q", n.Text)
	}
	r.hold = false
	held := r.held
	for _, a := range held {
		r.do(r.Update(a))
	}
	r.sees("Pim Okafor", "also character Thistle (10071), default", "Gold")
	if k, ok := last[msg.PlayerKnown](r); !ok || k.Player.Name.Raw() != "Pim Okafor" {
		t.Error("nobody is told who it is")
	}
	r.press("v")
	if raw, ok := last[msg.ShowRaw](r); !ok || !strings.Contains(string(raw.Raw), "Pim Okafor") || raw.Title != "player 1007, character 10071" {
		t.Errorf("raw %+v", raw)
	}

	r.do(r.Open(r.player(99, false)))
	r.sees("Player 99", "No player 99 was found", "The wallet cannot be read", "Could not read the characters")
	r.double.SetFaults(demo.Fault{Kind: demo.KindStatus, Status: 403, Path: "lookup"})
	r.do(r.Open(r.player(demo.PlayerSmall, false)))
	r.sees("Could not read the player", "Thistle (10071)")
	r.press("enter")
	if o, _ := last[msg.OpenHolder](r); o.Holder.String() != "player 1007" {
		t.Errorf("opened %s", o.Holder)
	}
}

// Progressions and the wallets of characters are read where the user asks for them, in pages.
func TestMore(t *testing.T) {
	t.Parallel()
	r := newRig(t, theme.Plain())
	r.do(r.Open(r.player(demo.PlayerLarge, true)))
	asked := func(path string) (n int) {
		for _, q := range r.double.Requests() {
			if strings.Contains(q.Path, path) {
				n++
			}
		}
		return n
	}
	r.press("m")
	r.sees("player: 100 of 137 progressions · m loads more", "character Mirelle (12508): wallet", "PROGRESSION STEP POINTS LAST LEVEL UP", "Account Level 48 114,723 of 117,600 2026-")
	r.press("m")
	r.sees("player: 137 progressions")
	if n := asked("/server/players/1250/progressions"); n != 2 {
		t.Errorf("%d requests for 137 progressions", n)
	}
	if n := asked("/server/players/1250/characters/12508/progressions"); n != 1 {
		t.Errorf("%d requests for the character's", n)
	}
	r.press("G", "k", "j") // the lines below an inventory belong to it
	if v := ansi.Strip(r.View(60, 12, true)); !strings.Contains(v, "▌") {
		t.Errorf("the cursor is off the screen:\n%s", v)
	}
	r.press("g", "down", "enter")
	if o, _ := last[msg.OpenHolder](r); o.Holder.Kind != models.PlayerHolder {
		t.Errorf("enter on a progression of the player opened %s", o.Holder)
	}
	r.press("m")
	if s := ansi.Strip(r.View(60, 40, true)); strings.Contains(s, "progression") || !strings.Contains(s, "▌ Own inventory") {
		t.Errorf("the third press hides nothing:\n%s", s)
	}

	r.press("down", "m")
	r.sees("character Kestrel (12501): wallet")
	if n := asked("/server/players/1250/characters/12501/progressions"); n != 1 {
		t.Errorf("%d requests for the other character's", n)
	}
	r.double.SetFaults(demo.Fault{Kind: demo.KindStatus, Status: 403, Path: "progressions"})
	r.press("r")
	r.sees("Could not read the progressions of character Kestrel (12501)", "m tries again")
	r.double.SetFaults()
	r.press("m")
	if s := ansi.Strip(r.View(60, 40, true)); strings.Contains(s, "Could not") {
		t.Errorf("the failure stays:\n%s", s)
	}
}

// Answers for one player come after another was opened, in every order.
func TestStaleAnswers(t *testing.T) {
	t.Parallel()
	const answers = 3
	for turn := range 2 * answers {
		r := newRig(t, theme.Plain())
		large, small := r.player(demo.PlayerLarge, true), r.player(demo.PlayerSmall, true)
		r.hold = true
		r.do(r.Open(large))
		old := r.held
		r.held = nil
		r.do(r.Open(small))
		r.hold = false
		if len(old) != answers || len(r.held) != answers {
			t.Fatalf("%d and %d answers", len(old), len(r.held))
		}
		all := append(slices.Clone(old), r.held...)
		all = append(all[turn:], all[:turn]...)
		if turn%2 == 1 {
			slices.Reverse(all)
		}
		for _, a := range all {
			r.do(r.Update(a))
		}
		r.sees("Pim Okafor", "Thistle (10071)", "no heroes")
		if s := r.View(60, 40, true); strings.Contains(s, "Kestrel") || r.busy() || len(r.inventories) != 1 {
			t.Errorf("two players are mixed:\n%s", s)
		}
	}
}

func TestClosingEndsRequests(t *testing.T) {
	t.Parallel()
	for name, stop := range map[string]func(*rig){
		"close": func(r *rig) { r.Close() },
		"other": func(r *rig) { r.Open(r.player(demo.PlayerSmall, false)) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, theme.Plain())
			p := r.player(demo.PlayerLarge, true)
			r.double.SetFaults(demo.Fault{Kind: demo.KindHang})
			batch := r.Open(p)().(tea.BatchMsg)
			done := make(chan tea.Msg)
			for _, cmd := range batch {
				go func() { done <- cmd() }()
			}
			stop(r)
			for range batch {
				r.do(r.Update(<-done))
			}
			if len(r.out) > 0 {
				t.Errorf("a late answer said %v", r.out[0])
			}
		})
	}
}

func TestCopy(t *testing.T) {
	t.Parallel()
	r := newRig(t, theme.Plain())
	p := r.player(demo.PlayerLarge, true)
	r.do(r.Open(p))
	heroes, err := models.DecodeHeroes([]byte(`{"items":[{"hero_id":301,"hero_name":"Ser Halloran"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	r.heroes.Set(heroes)
	r.arrange()
	character := r.inventories[1]
	for _, c := range []struct {
		key  string // that moves to the row
		a    keymap.Action
		want tea.Msg
	}{
		{"g", keymap.CopyInstance, msg.Copy{What: "player id", Text: "1250"}},
		{"g", keymap.CopyULID, msg.Copy{What: "player's ULID", Text: p.ULID.Raw()}},
		{"g", keymap.CopyName, msg.Copy{What: "player's name", Text: "Mirelle Ashdown"}},
		{"j", keymap.CopyInstance, msg.Copy{What: "character id", Text: "12501"}},
		{"k", keymap.CopyCommand, msg.CopyCommand{Holder: models.Holder{Player: p.ID}}},
		{"j", keymap.CopyName, msg.Copy{What: "character's name", Text: "Kestrel"}},
		{"home", keymap.CopyCommand, msg.CopyCommand{Holder: models.Holder{Player: p.ID}}},
		{"down", keymap.CopyULID, msg.Copy{What: "character's ULID", Text: character.Character.ULID.Raw()}},
		{"up", keymap.CopyJSON, msg.Copy{What: "JSON of player 1250, character 12508"}},
		{"G", keymap.CopyInstance, msg.Copy{What: "hero id", Text: "301"}},
		{"G", keymap.CopyJSON, msg.Copy{What: "JSON of hero 301", Text: `{"hero_id":301,"hero_name":"Ser Halloran"}`}},
		{"G", keymap.CopyULID, msg.Copy{What: "hero's ULID"}}, // the root says that there is none
	} {
		r.press(c.key)
		r.out = nil
		r.do(r.Update(c.a))
		got := r.out
		if want, ok := c.want.(msg.Copy); ok && strings.HasPrefix(want.What, "JSON of player") { // in full in TestAliasesAndIDsOfHeroes
			if x, ok := got[0].(msg.Copy); ok && strings.Contains(x.Text, `"player 1250":`) {
				got = []tea.Msg{msg.Copy{What: x.What}}
			}
		}
		if len(got) != 1 || got[0] != c.want {
			t.Errorf("%s posts %v, want %v", c.a, got, c.want)
		}
	}
	// What is pasted must not end a bracketed paste.
	r.press("g")
	r.Model.player.Name = text.Of("Nova\x1b[201~\ntouch x\n")
	r.out = nil
	r.do(r.Update(keymap.CopyName))
	if want := (msg.Copy{What: "player's name", Text: "Nova␛[201~ touch x "}); len(r.out) != 1 || r.out[0] != want {
		t.Errorf("a hostile name is copied as %q", r.out)
	}
	r.press("esc")
	if _, ok := last[msg.Back](r); !ok {
		t.Error("esc does not go back")
	}
	r.press("p")
	if pin, ok := last[msg.Pin](r); !ok || pin.Player.ID != p.ID {
		t.Error("p does not pin")
	}
}
