package models

import (
	"fmt"
	"strings"
	"testing"
)

func TestInventories(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, characters, heroes, want string }{
		{"nothing but the player", ``, ``, "player 1"},
		{"the default character", `{"id":49,"name":"Main","default":true},{"id":50}`, ``, "player 1 = character 49 (Main); character 50"},
		{"no default character", `{"id":49},{"id":50,"default":false}`, ``, "player 1; character 49; character 50"},
		{"two default characters", `{"id":49,"default":true},{"id":50,"default":true}`, ``, "player 1; character 49; character 50"},
		{"one default character, listed twice", `{"id":49,"default":true},{"id":49,"default":true}`, ``, "player 1 = character 49 ()"},
		{"a hero's character", `{"id":49,"default":true},{"id":77,"name":"Brute body"}`, `{"hero_id":4,"character_id":77,"hero_name":"Brute"}`, "player 1 = character 49 (); character 77 = hero 4 (Brute body, Brute)"},
		{"a hero of the default character", `{"id":49,"default":true}`, `{"hero_id":4,"character_id":49}`, "player 1 = character 49 = hero 4 (, )"},
		{"a hero without a character", `{"id":49,"default":true}`, `{"hero_id":4}`, "player 1 = character 49 (); hero 4 ()"},
		{"heroes that share a character", `{"id":77}`, `{"hero_id":4,"character_id":77},{"hero_id":5,"character_id":"77"}`, "player 1; character 77 = hero 4 = hero 5 (, , )"},
		{"a character that is not listed", ``, `{"hero_id":4,"character_id":77},{"hero_id":5,"character_id":77}`, "player 1; hero 4 = hero 5 (, )"},
		{"a hero listed twice", ``, `{"hero_id":4},{"hero_id":4}`, "player 1; hero 4 ()"},
		{"no ids", `{"name":"x"}`, `{"hero_name":"y"}`, "player 1"},
	} {
		characters, err := DecodeCharacters([]byte(`{"items":[` + tt.characters + `]}`))
		if err != nil {
			t.Fatal(err)
		}
		heroes, err := DecodeHeroes([]byte(`{"items":[` + tt.heroes + `]}`))
		if err != nil {
			t.Fatal(err)
		}
		player, _ := ParsePlayerID("1")
		list := Inventories(player, characters, heroes)
		var all []string
		for i, v := range list {
			var names, called []string
			for _, h := range append([]Holder{v.Holder}, v.Aliases...) {
				names = append(names, strings.TrimPrefix(h.String(), "player 1 › "))
				for j, other := range list {
					for _, o := range append([]Holder{other.Holder}, other.Aliases...) {
						if v.Is(o) != (i == j) {
							t.Errorf("%s: %s and %s", tt.name, h, o)
						}
					}
				}
				if !v.Is(h) {
					t.Errorf("%s: %s is not one of its names", tt.name, h)
				}
			}
			if v.Character != nil {
				called = append(called, v.Character.Name.Raw())
			}
			for _, h := range v.Heroes {
				called = append(called, h.Name.Raw())
			}
			s := strings.Join(names, " = ")
			if len(names) > 1 || v.Holder.Kind == HeroHolder {
				s += fmt.Sprintf(" (%s)", strings.Join(called, ", "))
			}
			all = append(all, s)
		}
		if got := strings.Join(all, "; "); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}
