package demo

import (
	"bytes"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestGrantsHaveTheNewestIDs(t *testing.T) {
	t.Parallel()
	s, c := server(t, Options{})
	for _, tc := range []struct {
		of   Holder
		path string
	}{
		{Holder{Player: PlayerEmpty}, "/server/player/1000/inventory"},
		{Holder{Player: PlayerSmall}, "/server/player/1007/inventory"},
		{Holder{Player: PlayerLarge, Character: 12501}, "/server/player/1250/characters/12501/inventory"},
		{Holder{Player: PlayerLarge, Hero: 9001}, "/server/player/1250/heroes/9001/inventory"},
		{Holder{Player: PlayerHostile}, "/server/player/1337/inventory"},
	} {
		before, _ := c.walk(tc.path, 200, 100)
		var last uint64
		if len(before) > 0 {
			last = before[len(before)-1]
		}
		a, err := s.GrantTo(tc.of, 5003)
		if err != nil {
			t.Fatal(err)
		}
		b, err := s.GrantTo(tc.of, 5004)
		if err != nil {
			t.Fatal(err)
		}
		if a <= last || b <= a {
			t.Errorf("%s: granted %d, %d after %d", tc.path, a, b, last)
		}
		p := c.page(tc.path + "?after=" + itoa(last))
		if len(p.Items) != 2 || p.Items[0].ID != a || p.Items[1].ID != b || p.Items[0].Source != "grant_admin" {
			t.Errorf("%s: after the last came %+v", tc.path, p.Items)
		}
		if got := c.get(tc.path + "?after=" + itoa(last)); !bytes.Contains(got, []byte(`"acquisition_date":"2026-09-20T12:00:00Z"`)) {
			t.Error("a grant is not dated now")
		}
		if ids, _ := c.walk(tc.path, 200, 100); len(ids) != len(before)+2 {
			t.Errorf("%s: %d items, want %d", tc.path, len(ids), len(before)+2)
		}
	}
}

func TestEditErrors(t *testing.T) {
	t.Parallel()
	s := New(Options{})
	_, noAsset := s.Grant(PlayerSmall, 1)
	_, noPlayer := s.Grant(9, firstAsset)
	_, fixedHolder := s.GrantTo(Holder{Player: PlayerReference, Character: CharacterReference}, firstAsset)
	_, full := s.GrantTo(Holder{Player: PlayerHostile, Character: CharacterEdge}, firstAsset)
	for want, got := range map[error][]error{
		ErrNoAsset:    {noAsset},
		ErrNoHolder:   {noPlayer, fixedHolder},
		ErrNoRoom:     {full},
		ErrNoInstance: {s.Revoke(3), s.SetStorage(3), s.SetRental(0, Rental{})},
	} {
		for _, err := range got {
			if !errors.Is(err, want) {
				t.Errorf("%v, want %v", err, want)
			}
		}
	}
}

func TestRevokeAndChange(t *testing.T) {
	t.Parallel()
	s, c := server(t, Options{})
	const path = "/server/player/1007/inventory"
	before, _ := c.walk(path, 200, 9)
	granted, err := s.Grant(PlayerSmall, 5003)
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []uint64{before[0], before[3], granted} {
		if err := s.Revoke(id); err != nil {
			t.Fatal(err)
		}
		if err := s.Revoke(id); !errors.Is(err, ErrNoInstance) {
			t.Errorf("revoked twice: %v", err)
		}
	}
	ids, last := c.walk(path, 2, 9)
	if len(ids) != 5 || last.Total != "5" || ids[0] != before[1] {
		t.Errorf("left: %v of %s", ids, last.Total)
	}
	if p := c.page(path + "?after=" + itoa(before[0])); len(p.Items) != 5 {
		t.Errorf("a revoked cursor gives %d items, want 5", len(p.Items))
	}
	if status, _ := c.call("GET", "/server/player/1007/assets/instances/"+itoa(before[0])+"/storage", nil); status != 404 {
		t.Errorf("storage of a revoked instance: %d", status)
	}
	if err := s.SetStorage(ids[0], Pair{1, "level", "99"}); err != nil {
		t.Fatal(err)
	}
	if got := c.get("/server/player/1007/assets/instances/" + itoa(ids[0]) + "/storage"); string(got) != `{"storage":[{"id":1,"key":"level","value":"99"}]}` {
		t.Errorf("storage: %s", got)
	}
	if err := s.SetRental(ids[0], Rental{true, 60, 3600, true}); err != nil {
		t.Fatal(err)
	}
	p := c.page(path + "?count=1")
	if got := string(p.Items[0].Rental); got != `{"is_rental":true,"time_left":60,"duration":3600,"is_active":true}` {
		t.Errorf("rental: %s", got)
	}
}

func TestGrantEvery(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	now := noon
	clock := func() time.Time { mu.Lock(); defer mu.Unlock(); return now }
	pass := func(d time.Duration) { mu.Lock(); defer mu.Unlock(); now = now.Add(d) }
	_, c := server(t, Options{Now: clock, GrantEvery: time.Minute})
	const path = "/server/player/1007/inventory"
	for _, tc := range []struct {
		pass time.Duration
		want int
	}{{0, 7}, {59 * time.Second, 7}, {time.Second, 8}, {3 * time.Minute, 11}, {24 * 365 * time.Hour, 11 + maxCatchUp}} {
		pass(tc.pass)
		c.login()
		if ids, _ := c.walk(path, 200, 99); len(ids) != tc.want {
			t.Errorf("after %v more: %d items, want %d", tc.pass, len(ids), tc.want)
		}
	}
}

// Readers and editors at once: for the race detector, and no page may ever
// hold an id twice or out of order.
func TestEditsWhileReading(t *testing.T) {
	t.Parallel()
	s, c := server(t, Options{})
	var wg sync.WaitGroup
	wg.Go(func() {
		for range 50 {
			id, err := s.Grant(PlayerLarge, 5002)
			if err == nil {
				err = s.Revoke(id)
			}
			if err != nil {
				t.Error(err)
			}
		}
	})
	for range 4 {
		wg.Go(func() {
			ids, _ := c.walk("/server/player/1250/inventory", 200, 99)
			for i := 1; i < len(ids); i++ {
				if ids[i] <= ids[i-1] {
					t.Errorf("id %d after %d", ids[i], ids[i-1])
				}
			}
			s.SetFaults()
			s.Requests()
			s.Players()
		})
	}
	wg.Wait()
	if got := strings.Count(string(c.get("/server/player/1250/inventory?count=200")), `"instance_id":`); got != 200 {
		t.Errorf("%d items", got)
	}
}
