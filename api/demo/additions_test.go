package demo

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestAdditions(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`{}`:                      `{"added_later":{"by":["a release"]}}`,
		`[]`:                      `[]`,
		`{"a":[1,{"b":"]}"}]}`:    `{"a":[1,{"b":"]}","added_later":{"by":["a release"]}},[[1]]],"added_later":{"by":["a release"]}}`,
		`[{"a":"\"]\\"},[7],[8]]`: `[{"a":"\"]\\","added_later":{"by":["a release"]}},[7,7],[8,7],7]`,
	} {
		if got := string(additions([]byte(body))); got != want {
			t.Errorf("%s gives %s, want %s", body, got, want)
		}
	}
}

// Whatever is said about the player has additions, and nothing that others get.
func TestAnswersWithAdditions(t *testing.T) {
	t.Parallel()
	s, c := server(t, Options{})
	player := map[uint64]Player{}
	for _, p := range s.Players() {
		player[p.ID] = p
	}
	for _, id := range []uint64{PlayerAdditions, PlayerShared} {
		p := player[id]
		n := "/server/player/" + itoa(id)
		of := itoa(s.Instances(Holder{Player: id}, 1)[0])
		wallet := decode[struct{ ID string }](t, c.get("/server/wallet/holder/"+p.ULID)).ID
		for _, path := range []string{
			n + "/inventory", n + "/inventory?after=18446744073709551615", n + "/characters", n + "/heroes", n + "/loadout",
			n + "/characters/" + itoa(p.Characters[1]) + "/inventory", n + "/heroes/" + itoa(p.Heroes[0]) + "/loadout",
			n + "/assets/instances/" + of + "/storage", strings.Replace(n, "player", "players", 1) + "/assets/instances/" + of + "/progressions",
			strings.Replace(n, "player", "players", 1) + "/progressions", "/server/players/lookup/name?player_id=1000&player_id=" + itoa(id),
			"/server/wallet/holder/" + p.ULID, "/server/balances/wallet/" + wallet, "/server/metadata/source/item/id/" + of,
			"/server/metadata/source/player/id/" + p.ULID,
		} {
			b := c.get(path)
			if got := strings.Contains(string(b), `"added_later"`); !json.Valid(b) || got != (id == PlayerAdditions) {
				t.Errorf("%s: %.300s", path, b)
			}
		}
	}
}
