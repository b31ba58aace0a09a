package demo

import (
	"net/url"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// Each player of the fleet is found by everything that it is looked up by, alone and in
// one request with others, once each.
func TestFleetIsLookedUp(t *testing.T) {
	t.Parallel()
	const size = 400
	s, c := server(t, Options{Players: size})
	var ids []uint64
	all := url.Values{}
	seen := map[string]bool{}
	for _, p := range s.Players() {
		for _, unique := range []string{p.ULID, p.PublicUID, p.Platform + p.PlatformID} {
			if seen[unique] {
				t.Errorf("two players have %s", unique)
			}
			seen[unique] = true
		}
		if p.ID < FleetFirst {
			continue
		}
		ids = append(ids, p.ID)
		platform := map[string]string{"guest": "player_guest_login_id"}[p.Platform]
		if platform == "" {
			platform = p.Platform + "_id"
		}
		by := url.Values{
			"player_id": {itoa(p.ID)}, "player_ulid": {p.ULID}, "player_public_uid": {strings.ToLower(p.PublicUID)}, platform: {p.PlatformID},
		}
		if p.Name != "" {
			by.Set("player_name", strings.ToUpper(p.Name))
		}
		for key, value := range by {
			if got := found(t, c, url.Values{key: value}); !slices.Equal(got, []uint64{p.ID}) {
				t.Errorf("%s=%s finds %v, want %d", key, value, got, p.ID)
			}
		}
		if p.ID < FleetFirst+100 {
			for key, value := range by {
				all[key] = append(all[key], value...)
			}
		}
	}
	if len(ids) != size {
		t.Fatalf("%d players", len(ids))
	}
	all.Add("player_name", "nova")
	all.Add("player_id", "999999")
	if got := found(t, c, all); !slices.Equal(got, append([]uint64{PlayerNova, PlayerNovaPSN, PlayerNovaXbox}, ids[:100]...)) {
		t.Errorf("all at once finds %v", got)
	}
	if got := found(t, c, url.Values{"player_id": {itoa(FleetFirst + size), "0", "-1", ""}, "player_ulid": {strings.Repeat("Z", 26)}}); len(got) > 0 {
		t.Errorf("nobody is found as %v", got)
	}
}

func found(t *testing.T, c *caller, by url.Values) (ids []uint64) {
	t.Helper()
	for _, p := range decode[struct{ Players []foundPlayer }](t, c.get("/server/players/lookup/name?"+by.Encode())).Players {
		ids = append(ids, p.PlayerID)
	}
	return ids
}

// The fleet has players without items, with many, and with rentals; all reads answer.
func TestFleetHasInventories(t *testing.T) {
	t.Parallel()
	s, c := server(t, Options{Players: 64})
	empty, many, renting := 0, 0, 0
	instances := map[uint64]bool{}
	for _, p := range s.Players() {
		if p.ID < FleetFirst {
			continue
		}
		own := "/server/player/" + itoa(p.ID)
		ids, _ := c.walk(own+"/inventory", 200, 99)
		if len(ids) != p.Items {
			t.Errorf("player %d has %d items, want %d", p.ID, len(ids), p.Items)
		}
		for _, id := range ids {
			if instances[id] {
				t.Fatalf("two players have the instance %d", id)
			}
			instances[id] = true
		}
		switch {
		case len(ids) == 0:
			empty++
		case len(ids) > 100:
			many++
		default:
			c.get(own + "/assets/instances/" + itoa(ids[0]) + "/storage")
			c.get("/server/metadata/source/item/id/" + itoa(ids[0]))
		}
		if strings.Contains(string(c.get(own+"/inventory")), `"is_rental":true`) {
			renting++
		}
		for _, path := range []string{"/characters", "/heroes", "/loadout", "/characters/" + itoa(p.Characters[0]) + "/inventory"} {
			c.get(own + path)
		}
		wallet := decode[struct{ ID string }](t, c.get("/server/wallet/holder/"+p.ULID)).ID
		c.get("/server/balances/wallet/" + wallet)
	}
	if empty == 0 || many == 0 || renting < 20 {
		t.Errorf("%d players have nothing, %d much, %d rent", empty, many, renting)
	}
	s, _ = server(t, Options{Players: 3, PlayerItems: 1250})
	for _, p := range s.Players() {
		if p.ID >= FleetFirst && p.Items != 1250 {
			t.Errorf("player %d has %d items", p.ID, p.Items)
		}
	}
}

func TestFleetIsEdited(t *testing.T) {
	t.Parallel()
	s, c := server(t, Options{Players: 20})
	for id := FleetFirst; id < FleetFirst+20; id++ {
		before := c.page("/server/player/" + itoa(id) + "/inventory?count=200").Total
		granted, err := s.Grant(id, firstAsset)
		if err != nil {
			t.Fatal(err)
		}
		if got := s.Instances(Holder{Player: id}, 1); !slices.Equal(got, []uint64{granted}) {
			t.Errorf("granted %d, the newest is %v", granted, got)
		}
		if err := s.Revoke(granted); err != nil {
			t.Fatal(err)
		}
		if after := c.page("/server/player/" + itoa(id) + "/inventory?count=200").Total; after != before {
			t.Errorf("player %d has %s items, then %s", id, before, after)
		}
		if err := s.Restore(granted); err != nil {
			t.Fatal(err)
		}
		if got := s.Instances(Holder{Player: id}, 1); !slices.Equal(got, []uint64{granted}) {
			t.Errorf("restored %d, the newest is %v", granted, got)
		}
	}
}

func TestFleetIsNotStored(t *testing.T) {
	theGame(Epoch)
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	s := New(Options{Players: MaxPlayers, PlayerItems: MaxPlayerItems})
	last := FleetFirst + MaxPlayers - 1
	if got := s.Instances(Holder{Player: last}, 2); len(got) != 2 {
		t.Errorf("the newest instances are %v", got)
	}
	if p, h, err := s.owner(s.Instances(Holder{Player: last}, 1)[0]); err != nil || p.id != last || h.size != MaxPlayerItems {
		t.Errorf("the owner of the newest instance is %v, %v", p, err)
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	if grew := int64(after.HeapAlloc) - int64(before.HeapAlloc); grew > 8<<20 {
		t.Errorf("the heap grew by %d bytes", grew)
	}
}
