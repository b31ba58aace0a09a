package holders

import (
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

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
	r.Run(r.Open(p))
	r.sees("Mirelle Ashdown", "id 1250", "public UID "+p.PublicUID.Raw(), "ULID "+p.ULID.Raw(), "platform steam "+p.PlatformID.Raw(),
		"Inventories", "Own inventory · also character Mirelle (12508), default", "Oriel", "Ser Halloran · also hero 301, default", "NAME ID HOLDER CLASS")
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
	r.sees(fmt.Sprintf("Inventories %d", len(want)))
	for _, v := range want {
		r.Keys("enter", "down")
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
	r.Run(r.Open(p))
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
	r.sees("Inventories 3", "Own inventory · also character Main (49), default 2001 player", "Brute body · also hero Brute (4) 77 character",
		"Loner 5 hero", "1 character or hero without an id cannot be opened", "character Main (49)")
	for _, tt := range []struct{ sees, title, raw string }{
		{"default yes", "player 2001, character 49", `"character 49":{"id":49,`},
		{"hero_id 4 id 901 variation 12 asset Big Sword (5001) instance 3333", "character 77, hero 4", `"hero 4":{"id":901,`},
		{"hero_id 5 id 902", "hero 5", `{"id":902,"hero_id":5,`},
	} {
		r.sees(tt.sees)
		r.Keys("v")
		if raw, _ := last[msg.ShowRaw](r); raw.Title != tt.title || !strings.Contains(string(raw.Raw), tt.raw) || !raw.Raw.IsValid() {
			t.Errorf("the raw view shows %q %s", raw.Title, raw.Raw)
		}
		r.Keys("down")
	}
	if s := ansi.Strip(r.View(200, 40, true)); !strings.Contains(s, "01J8ZQ5T3V9X7Y2K4M6N8P0RST") {
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
	r.Hold = true
	r.Run(r.Open(p))
	r.Hold = false
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
		r.Keys(tt.keys)
		r.characters.Set([]models.Character{{ID: id("49"), Default: models.FlagYes}, {ID: id("50")}, {ID: id("77")}})
		r.arrange()
		if got := r.selected().Holder.String(); got != tt.want {
			t.Errorf("after %s the cursor is on %s, want %s", tt.keys, got, tt.want)
		}
	}
}

func TestCopy(t *testing.T) {
	t.Parallel()
	r := newRig(t, theme.Plain())
	p := r.player(demo.PlayerLarge, true)
	r.Run(r.Open(p))
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
		r.Keys(c.key)
		r.Up = nil
		r.Run(r.Update(c.a))
		got := r.Up
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
	r.Keys("g")
	r.Model.player.Name = text.Of("Nova\x1b[201~\ntouch x\n")
	r.Up = nil
	r.Run(r.Update(keymap.CopyName))
	if want := (msg.Copy{What: "player's name", Text: "Nova␛[201~ touch x "}); len(r.Up) != 1 || r.Up[0] != want {
		t.Errorf("a hostile name is copied as %q", r.Up)
	}
	r.Keys("esc")
	if _, ok := last[msg.Back](r); !ok {
		t.Error("esc does not go back")
	}
	r.Keys("p")
	if pin, ok := last[msg.Pin](r); !ok || pin.Player.ID != p.ID {
		t.Error("p does not pin")
	}
}
