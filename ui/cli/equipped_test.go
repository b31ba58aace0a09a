package cli

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
)

// What a player's character or hero has equipped is in the player's own inventory. A
// loadout with several names is read once.
func TestEquippedByCharacterAndHero(t *testing.T) {
	t.Parallel()
	mux := http.NewServeMux()
	for path, answer := range map[string]string{
		"/server/session":                        `{"success":true,"token":"t"}`,
		"/server/player/5/inventory":             `{"items":[{"instance_id":1},{"instance_id":2},{"instance_id":3},{"instance_id":4}]}`,
		"/server/player/5/characters":            `{"items":[{"id":50,"default":true},{"id":51},{"name":"without an id"},{"id":52}]}`,
		"/server/player/5/heroes":                `{"items":[{"hero_id":53},{"hero_id":54,"character_id":51}]}`,
		"/server/player/5/loadout":               `{"items":[]}`,
		"/server/player/5/characters/51/loadout": `{"items":[{"instance_id":2},{"asset":{"id":1}}]}`,
		"/server/player/5/heroes/53/loadout":     `{"items":[{"instance_id":4}]}`,
		// Character 52 has none: the service answers 404.
	} {
		var asked atomic.Int32
		mux.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) {
			if strings.HasSuffix(path, "/loadout") && asked.Add(1) > 1 {
				t.Errorf("%s was read again", path)
			}
			if r.FormValue("after") != "" {
				_, _ = w.Write([]byte(`{"items":[]}`))
				return
			}
			_, _ = w.Write([]byte(answer))
		})
	}
	for _, alias := range []string{"characters/50", "heroes/54"} {
		mux.HandleFunc("/server/player/5/"+alias+"/loadout", func(http.ResponseWriter, *http.Request) {
			t.Errorf("the loadout of %s was read under its other name too", alias)
		})
	}
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	b := newBox(t)
	b.env["LOOTLENS_BASE_URL"], b.env["LOOTLOCKER_SERVER_KEY"] = server.URL, stageKey
	b.call("export", "5", "--query", "equipped:true").want(t, 0, `^\{"instance_id":2\}\n\{"instance_id":4\}\n$`, "")
}
