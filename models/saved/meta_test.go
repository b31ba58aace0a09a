package saved_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"lootlens/models"
	"lootlens/models/saved"
	"lootlens/models/text"
)

func TestMetaRoundTrip(t *testing.T) {
	t.Parallel()
	player, _ := models.ParsePlayerID("18446744073709551615")
	hero, _ := models.ParseHeroID("-4")
	for name, m := range map[string]saved.Meta{
		"zero":      {},
		"universal": {Holder: models.Holder{Kind: models.UniversalHolder}, Complete: true},
		"hero": {
			Player:  models.Player{ID: player, Name: text.Of("No\x1b[2Jva \u202e"), ULID: text.Of("01H"), PublicUID: text.Of("AB")},
			Holder:  models.Holder{Kind: models.HeroHolder, Player: player, Hero: hero},
			Time:    time.Date(2026, 9, 1, 12, 30, 0, 0, time.UTC),
			Until:   time.Date(2026, 9, 1, 12, 30, 1, 7e6, time.UTC),
			Look:    time.Date(2026, 9, 1, 12, 31, 0, 0, time.UTC),
			BaseURL: "https://api.lootlocker.io",
			Query:   `name:"old one" -rarity:epic`,
			Notice:  "the server does not move on",
			Count:   3,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := m.AppendJSON([]byte("x"))
			if strings.ContainsAny(string(b), "\x1b\u202e") {
				t.Errorf("the terminal could act on %q", b)
			}
			got, err := saved.DecodeMeta(b[1:])
			if err != nil || !reflect.DeepEqual(got, m) {
				t.Errorf("%s\ngave %+v (%v)\nwant %+v", b, got, err, m)
			}
		})
	}
}

func TestMetaIgnoresUnknownMembers(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		raw string
		ok  bool
	}{
		"a later version": {`{"holder":{"kind":"guild","guild":4},"count":2,"more":[1]}`, true},
		"odd ids":         {`{"player":{"id":"x"},"holder":{"kind":"player","player":1.5}}`, true},
		"no object":       {`[1]`, false},
		"wrong types":     {`{"count":"many"}`, false},
	} {
		if _, err := saved.DecodeMeta([]byte(c.raw)); (err == nil) != c.ok {
			t.Errorf("%s: error %v", name, err)
		}
	}
}
