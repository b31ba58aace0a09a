package models

import (
	"fmt"
	"strings"
	"testing"
)

func TestDecodeStorage(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, body, want string }{
		{"reference", `{"storage":[{"id":5,"key":"durability","value":"15"}]}`, "[{5 durability 15}]"},
		{"null elements and values", `{"storage":[null,{"id":null,"key":"k","value":null}]}`, "[{ k }]"},
		{"values of any shape", `{"items":[{"key":"a","value":1},{"key":"b","value":true},{"key":"c","value":{"d":[2]}}]}`, `[{ a 1} { b true} { c {"d":[2]}}]`},
		{"number as a key", `{"storage":[{"key":7,"value":""}]}`, "[{ 7 }]"},
		{"members without a name here", `{"storage":[{"id":5,"key":"k","value":1,"created_at":"today"},{"key":{"odd":1}}]}`, `[{5 k 1} { k.created_at today} { key {"odd":1}}]`},
		{"no pair", `{"storage":["x",7]}`, "[{  x} {  7}]"},
		{"lists of one name", `{"storage":[],"storage":[{"key":"a","value":1}],"storage":null,"storage":"x","storage":[{"key":"b","value":2}]}`, "[{ a 1} { b 2}]"},
		{"nothing", `{"storage":[]}`, "[]"},
		{"null", `{"storage":null}`, "[]"},
	} {
		got, err := DecodeStorage([]byte(tt.body))
		if s := fmt.Sprint(got); err != nil || s != tt.want {
			t.Errorf("%s: %s, %v; want %s", tt.name, s, err, tt.want)
		}
	}
}

func TestDecodeProgressions(t *testing.T) {
	t.Parallel()
	list, err := DecodeProgressions([]byte(`{"items":[{"progression_key":"k","progression_name":"Mastery","step":3,"points":"150","previous_threshold":100,"next_threshold":200,"last_level_up":"2026-01-01T00:00:00Z","id":"x"}]}`))
	if err != nil || len(list) != 1 {
		t.Fatal(list, err)
	}
	p := list[0]
	if got := fmt.Sprintf("%s %s %s %s %s %s %s %d", p.Key, p.Name, p.Step, p.Points, p.Previous, p.Next, p.LastLevelUp, len(p.Extra)); got != "k Mastery 3 150 100 200 2026-01-01T00:00:00Z 1" {
		t.Errorf("got %s", got)
	}
	for _, tt := range []struct{ points, previous, next, want string }{
		{"150", "100", "200", "0.5 true"},
		{"100", "100", "200", "0 true"},
		{"50", "100", "200", "0 true"},
		{"500", "100", "200", "1 true"},
		{"50", "", "200", "0.25 true"},
		{"500", "100", "", "1 true"}, // the last step
		{"", "100", "200", "0 false"},
		{"150", "200", "200", "0 false"},
		{"150", "300", "200", "0 false"},
	} {
		part, ok := Progression{Points: Number(tt.points), Previous: Number(tt.previous), Next: Number(tt.next)}.Fraction()
		if got := fmt.Sprint(part, ok); got != tt.want {
			t.Errorf("%s of %s to %s: %s, want %s", tt.points, tt.previous, tt.next, got, tt.want)
		}
	}
}

func TestDecodeLoadout(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, body, want string }{
		{"reference", `{"items":[{"instance_id":7,"variation_id":1,"mounted_at":"2026-01-01T00:00:00Z","asset":{"id":5,"name":"Sword"},"rental":{}}]}`, "7 1 2026-01-01T00:00:00Z Sword 1"},
		{"loadouts", `{"loadouts":[{"asset_instance_id":"18446744073709551615","asset":"gone"}]}`, "18446744073709551615   gone 0"},
		{"no asset", `{"loadout":[{"instance_id":7,"asset":null}]}`, "7   - 0"},
		{"odd asset", `{"loadout":[{"instance_id":7,"asset":5}]}`, "7   - 1"},
		{"odd id", `{"items":[{"instance_id":true}]}`, "   - 1"},
	} {
		list, err := DecodeLoadout([]byte(tt.body))
		if err != nil || len(list) != 1 {
			t.Errorf("%s: %v, %v", tt.name, list, err)
			continue
		}
		e, name := list[0], "-"
		if e.Asset != nil {
			name = e.Asset.Name.Raw()
		}
		if got := fmt.Sprintf("%s %s %s %s %d", e.Instance, e.Variation, e.MountedAt, name, len(e.Extra)); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestDecodeHolders(t *testing.T) {
	t.Parallel()
	characters, err := DecodeCharacters([]byte(`{"items":[{"id":49,"ulid":"U","name":"Anna","type":"Mage","default":true,"x":1},{"id":"50","name":"Bo","is_default":"false"},null]}`))
	if err != nil || len(characters) != 2 {
		t.Fatal(characters, err)
	}
	if c := characters[0]; c.ID.String() != "49" || c.ULID.Raw() != "U" || c.Name.Raw() != "Anna" || c.Class.Raw() != "Mage" || c.Default != FlagYes || len(c.Extra) != 1 {
		t.Errorf("%+v", c)
	}
	if c := characters[1]; c.ID.String() != "50" || c.Default != FlagNo {
		t.Errorf("%+v", c)
	}
	heroes, err := DecodeHeroes([]byte(`{"heroes":[{"id":1,"hero_id":9,"character_id":77,"instance_id":4,"hero_name":"H","character_name":"C","class_name":"K","is_default":1,"asset_variation_id":"3","asset":{"id":1}},{"id":5},{"id":-6,"hero_id":null}]}`))
	if err != nil || len(heroes) != 3 {
		t.Fatal(heroes, err)
	}
	if h := heroes[0]; h.ID.String() != "9" || h.PlayerHeroID.String() != "1" || h.CharacterID.String() != "77" || h.Instance.String() != "4" || h.Name.Raw() != "H" || h.Character.Raw() != "C" || h.Class.Raw() != "K" || h.Default != FlagYes || h.Variation != "3" || h.Asset.ID.String() != "1" || len(h.Extra) != 0 {
		t.Errorf("%+v", h)
	}
	if heroes[1].ID.String() != "5" || heroes[2].ID.String() != "-6" {
		t.Errorf("an id stands in for hero_id: %s, %s", heroes[1].ID, heroes[2].ID)
	}
}

func TestHolderNames(t *testing.T) {
	t.Parallel()
	p, _ := ParsePlayerID("363")
	c, _ := ParseCharacterID("49")
	h, _ := ParseHeroID("7")
	for holder, want := range map[Holder]string{
		{Player: p}: "player 363", {Kind: CharacterHolder, Player: p, Character: c}: "player 363 › character 49",
		{Kind: HeroHolder, Player: p, Hero: h}: "player 363 › hero 7", {Kind: UniversalHolder}: "universal inventory",
	} {
		if holder.String() != want {
			t.Errorf("%q, want %q", holder, want)
		}
	}
}

func TestDecodeMoney(t *testing.T) {
	t.Parallel()
	if w, err := DecodeWallet([]byte(`{"id":"01J8","holder_id":"x"}`)); w.ID != "01J8" || err != nil {
		t.Errorf("wallet %v, %v", w, err)
	}
	if w, err := DecodeWallet([]byte(`{"id":7}`)); w.ID != "7" || err != nil {
		t.Errorf("wallet %v, %v", w, err)
	}
	list, err := DecodeBalances([]byte(`{"balances":[{"amount":"123456789012345678901234567890.5","currency":{"code":"gld","name":"Gold","id":"x"}},{"amount":5,"currency":"odd"},null]}`))
	if err != nil || len(list) != 2 {
		t.Fatal(list, err)
	}
	if b := list[0]; b.Amount.Raw() != "123456789012345678901234567890.5" || b.Code.Raw() != "gld" || b.Name.Raw() != "Gold" {
		t.Errorf("%+v", b)
	}
	if b := list[1]; b.Amount.Raw() != "5" {
		t.Errorf("%+v", b)
	}
}

func TestDecodeError(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, body, want string }{
		{"reference", `{"code":"not_found","doc_url":"https://d","request_id":"req-1","trace_id":"t-1","message":"No such player"}`, "not_found|No such player|req-1|t-1"},
		{"older", `{"success":false,"error":"bad","messages":["m"]}`, "|bad||"},
		{"messages only", `{"success":false,"messages":["","first","second"]}`, "|first||"},
		{"empty error", `{"error":"","messages":["m"]}`, "|m||"},
		{"null error", `{"error":null,"message":null,"messages":["m"]}`, "|m||"},
		{"error and message", `{"error":"short","message":"the long story"}`, "|the long story||"},
		{"empty message", `{"error":"short","message":""}`, "|short||"},
		{"code as a number", `{"code":404,"message":"m"}`, "404|m||"},
		{"error is an object", `{"error":{"a":1},"message":"m"}`, "|m||"},
		{"messages no list", `{"messages":"m"}`, "|m||"},
		{"messages of odd shapes", `{"messages":[null,{"a":1}]}`, `|{"a":1}||`},
		{"hostile", `{"message":"a\u001b[2Jb"}`, "|a␛[2Jb||"},
		{"HTML", `<html>Bad gateway</html>`, "|||"},
		{"nothing", ``, "|||"},
		{"a list", `[]`, "|||"},
		{"cut", `{"message":"m"`, "|||"},
	} {
		e := DecodeError([]byte(tt.body))
		got := strings.Join([]string{e.Code.Line(), e.Message.Line(), e.RequestID.Line(), e.TraceID.Line()}, "|")
		if got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}
