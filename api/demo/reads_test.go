package demo

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

func itoa(n uint64) string { return strconv.FormatUint(n, 10) }

func decode[T any](t *testing.T, b []byte) T {
	t.Helper()
	var v T
	if err := json.Unmarshal(b, &v); err != nil {
		t.Fatalf("%v in %.300s", err, b)
	}
	return v
}

type players struct{ Players []map[string]any }

func TestLookup(t *testing.T) {
	t.Parallel()
	s, c := server(t, Options{})
	by := map[uint64]Player{}
	for _, p := range s.Players() {
		by[p.ID] = p
	}
	for _, tc := range []struct {
		query string
		want  []uint64
	}{
		{"player_id=1250", []uint64{1250}},
		{"player_id=1250&player_id=1007&player_id=1250", []uint64{1007, 1250}},
		{"player_id=01250", nil},
		{"player_name=Nova", []uint64{2001, 2002, 2003}},
		{"player_name=nOVA&player_id=363", []uint64{363, 2001, 2002, 2003}},
		{"player_name=Nov", nil},
		{"player_name=", nil},
		{"player_name=" + url.QueryEscape(hostilePlayerName), []uint64{PlayerHostile}},
		{"player_ulid=" + by[PlayerHuge].ULID, []uint64{PlayerHuge}},
		{"player_public_uid=" + strings.ToLower(by[PlayerLarge].PublicUID), []uint64{PlayerLarge}},
		{"steam_id=" + by[PlayerLarge].PlatformID, []uint64{PlayerLarge}},
		{"psn_id=" + by[PlayerLarge].PlatformID, nil},
		{"psn_id=" + by[PlayerNovaPSN].PlatformID, []uint64{PlayerNovaPSN}},
		{"xbox_id=" + by[PlayerSmall].PlatformID, []uint64{PlayerSmall}},
		{"player_guest_login_id=" + by[PlayerGuest].PlatformID, []uint64{PlayerGuest}},
		{"player_guest_login_id=", nil},
	} {
		b := c.get("/server/players/lookup/name?" + tc.query)
		got := decode[players](t, b)
		var ids []uint64
		for _, p := range got.Players {
			ids = append(ids, uint64(p["player_id"].(float64)))
			if (p["ulid"] == nil) == (p["player_ulid"] == nil) {
				t.Errorf("%s: one spelling of the ULID, not %v", tc.query, p)
			}
		}
		if fmt.Sprint(ids) != fmt.Sprint(tc.want) {
			t.Errorf("%s: %v, want %v", tc.query, ids, tc.want)
		}
		if tc.want == nil && string(b) != `{"players":[]}` {
			t.Errorf("%s: %s", tc.query, b)
		}
	}
}

func TestPlayers(t *testing.T) {
	t.Parallel()
	s, c := server(t, Options{})
	ulids, uids := regexp.MustCompile(`^[0-7][0-9A-HJKMNP-TV-Z]{25}$`), regexp.MustCompile(`^[0-9A-Z]{8}$`)
	used := map[string]uint64{}
	for _, p := range s.Players() {
		if !ulids.MatchString(p.ULID) || !uids.MatchString(p.PublicUID) || p.PlatformID == "" {
			t.Errorf("ids of %d: %+v", p.ID, p)
		}
		for _, id := range []string{p.ULID, p.PublicUID, p.PlatformID} {
			if other := used[id]; other != 0 {
				t.Errorf("%d and %d share %s", p.ID, other, id)
			}
			used[id] = p.ID
		}
		if p.ID == PlayerAdditions { // TestAnswersWithAdditions reads these
			continue
		}
		at := "/server/player/" + itoa(p.ID)
		chars := decode[struct{ Items, Characters []map[string]any }](t, c.get(at+"/characters"))
		heroes := decode[struct{ Items, Heroes []map[string]any }](t, c.get(at+"/heroes"))
		list, isDefault := chars.Items, "default"
		hlist := heroes.Items
		if p.ID == PlayerHuge { // the other spelling
			list, hlist, isDefault = chars.Characters, heroes.Heroes, "is_default"
		}
		if len(list) != len(p.Characters) || len(hlist) != len(p.Heroes) || list == nil || hlist == nil {
			t.Errorf("%d: %d characters, %d heroes, want %d, %d", p.ID, len(list), len(hlist), len(p.Characters), len(p.Heroes))
		}
		own := c.get(at + "/inventory?count=200")
		for i, ch := range list {
			same := bytes.Equal(c.get(at+"/characters/"+itoa(p.Characters[i])+"/inventory?count=200"), own)
			if ch[isDefault] != same && p.Items > 0 || !ulids.MatchString(ch["ulid"].(string)) {
				t.Errorf("character %v", ch)
			}
			c.get(at + "/characters/" + itoa(p.Characters[i]) + "/loadout")
		}
		for i, h := range hlist {
			if h["is_default"] != (i == 0) || h["asset"] == nil || h["class_name"] == "" {
				t.Errorf("hero %v", h)
			}
			body := slices.IndexFunc(list, func(ch map[string]any) bool { return ch["id"] == h["character_id"] })
			if body < 0 || !bytes.Equal(c.get(at+"/heroes/"+itoa(p.Heroes[i])+"/inventory"), c.get(at+"/characters/"+itoa(p.Characters[body])+"/inventory")) {
				t.Errorf("the hero's character %v is not listed, or has another inventory", h["character_id"])
			}
			c.get(at + "/heroes/" + itoa(p.Heroes[i]) + "/loadout")
		}
		loadout := decode[map[string][]map[string]any](t, c.get(at+"/loadout"))
		key := "items"
		if p.ID == PlayerHuge || p.ID == PlayerShared {
			key = "loadouts"
		}
		if got, ok := loadout[key]; !ok || (len(got) == 0) != (p.Items == 0) {
			t.Errorf("%d equips %v", p.ID, loadout)
		}
	}
}

func TestInstanceReads(t *testing.T) {
	t.Parallel()
	s, c := server(t, Options{})
	stored, none, progressed := 0, 0, map[int]int{}
	for _, id := range s.Instances(Holder{Player: PlayerLarge, Character: 12501}, 100) {
		pairs := decode[struct{ Storage []Pair }](t, c.get("/server/player/1250/assets/instances/"+itoa(id)+"/storage"))
		if pairs.Storage == nil {
			t.Fatal("storage is null, not empty")
		}
		stored += len(pairs.Storage)
		if len(pairs.Storage) == 0 {
			none++
		}
		p := decode[struct{ Items []progression }](t, c.get("/server/players/1250/assets/instances/"+itoa(id)+"/progressions"))
		progressed[len(p.Items)]++
		for _, x := range p.Items {
			if x.Key == "" || x.Points < x.Previous || x.Next != nil && x.Points >= *x.Next {
				t.Errorf("progression %+v", x)
			}
		}
	}
	if stored == 0 || none == 0 || len(progressed) != 4 {
		t.Errorf("%d pairs, %d instances without; instances by progressions %v", stored, none, progressed)
	}
}

func TestWalletsUniversalAndPing(t *testing.T) {
	t.Parallel()
	s, c := server(t, Options{})
	for _, p := range s.Players() {
		if p.ID == PlayerAdditions {
			continue
		}
		w := decode[struct{ ID string }](t, c.get("/server/wallet/holder/"+p.ULID))
		b := decode[struct {
			Balances []struct {
				Amount   string
				Currency struct{ Code, Name string }
			}
		}](t, c.get("/server/balances/wallet/"+w.ID))
		want := 3
		if p.ID == PlayerEmpty {
			want = 0
		}
		if b.Balances == nil || len(b.Balances) != want {
			t.Errorf("%d has balances %v", p.ID, b)
		}
	}
	u := decode[struct {
		Assets []map[string]json.RawMessage `json:"global_assets"`
	}](t, c.get("/server/inventory/universal"))
	if len(u.Assets) != 12 || u.Assets[0]["universal_id"] == nil || u.Assets[0]["instance_id"] != nil || u.Assets[0]["asset"] == nil {
		t.Errorf("universal inventory: %d assets", len(u.Assets))
	}
	if b := c.get("/server/ping"); string(b) != `{"success":true,"pong":"2026-09-20T12:00:00Z"}` {
		t.Errorf("ping: %s", b)
	}
}

func TestOddItems(t *testing.T) {
	t.Parallel()
	_, c := server(t, Options{})
	b := c.get("/server/player/1337/characters/13372/inventory")
	p := decode[struct{ Items []json.RawMessage }](t, b)
	if len(p.Items) != 30 {
		t.Errorf("%d items, want 30", len(p.Items))
	}
	for _, odd := range []string{`,null,`, `,42,`, `,[],`, `,{},`, `1e400`, `"asset":null`, `18446744073709551615`} {
		if !bytes.Contains(b, []byte(odd)) {
			t.Errorf("no %s among the odd items", odd)
		}
	}
	for _, it := range p.Items[20:] {
		if !bytes.Contains(it, []byte(`"instance_id":92233720368`)) {
			t.Errorf("a computed item with no id above 2^63: %.80s", it)
		}
	}
	edge, _ := c.walk("/server/player/1337/characters/13373/inventory", 50, 5)
	if edge[len(edge)-1] != 1<<64-1 {
		t.Errorf("the edge's newest id is %d", edge[len(edge)-1])
	}
}
