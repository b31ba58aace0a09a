package demo

import (
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

// Rentals end, stay listed for a day and vanish, from lists, totals and storage alike;
// nothing else does.
func TestEndedRentalsVanish(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	now := noon
	clock := func() time.Time { mu.Lock(); defer mu.Unlock(); return now }
	pass := func(d time.Duration) { mu.Lock(); defer mu.Unlock(); now = now.Add(d) }
	s, c := server(t, Options{Now: clock, Items: maxEnding + 1})

	type ended struct {
		TimeLeft json.Number `json:"time_left"`
		Duration json.Number `json:"duration"`
		IsActive any         `json:"is_active"`
		IsRental any         `json:"is_rental"`
	}
	list := func(player uint64) map[uint64]ended {
		c.login() // the clock may have gone on by days
		out := map[uint64]ended{}
		path := "/server/player/" + itoa(player) + "/inventory?count=200&after="
		for after := uint64(0); ; {
			p := c.page(path + itoa(after))
			if len(p.Items) == 0 {
				return out
			}
			for _, it := range p.Items {
				raw := strings.NewReplacer(`"true"`, "true", `"false"`, "false").Replace(string(it.Rental))
				out[it.ID] = decode[ended](t, json.RawMessage(raw))
				after = it.ID
			}
		}
	}
	over := func(e ended) bool {
		left, err := e.TimeLeft.Int64()
		return err == nil && left <= 0 && e.IsRental == true
	}
	before := list(PlayerLarge)
	var running, listed, gone int
	for _, e := range before {
		if over(e) {
			listed++
		} else if e.IsRental == true && e.IsActive == true {
			running++
		}
	}
	if len(before) != 1250 || listed < 10 || running < 20 {
		t.Fatalf("at first %d items, %d over, %d running", len(before), listed, running)
	}
	kept := s.Instances(Holder{Player: PlayerSmall}, 1)[0]
	if err := s.SetRental(kept, Rental{IsRental: true, Duration: 60}); err != nil {
		t.Fatal(err)
	}

	pass(2 * time.Hour)
	for id, e := range list(PlayerLarge) {
		left, _ := e.TimeLeft.Int64()
		if was, _ := before[id].TimeLeft.Int64(); was > 0 && before[id].IsActive == true && was <= 7200 && e.Duration == "3600" && left > 0 && e.IsRental == true && was <= 3600 {
			t.Errorf("%d had %d s left, and has %d two hours later", id, was, left)
		}
	}

	pass(30 * day * time.Second)
	after := list(PlayerLarge)
	for id, e := range before {
		_, still := after[id]
		if !still {
			gone++
		}
		if still && over(e) {
			t.Errorf("%d was over a month ago and is listed", id)
		}
		if !still && e.IsRental != true {
			t.Errorf("%d vanished without a rental: %+v", id, e)
		}
	}
	for id, e := range after {
		if over(e) {
			t.Errorf("%d is listed with a rental that is over: %+v", id, e)
		}
	}
	if p := c.page("/server/player/1250/inventory?count=1"); p.Total != json.Number(itoa(uint64(len(after)))) || gone < listed+running/2 {
		t.Errorf("a month later %d of %d are gone, total %s", gone, len(before), p.Total)
	}
	for id := range before {
		if _, still := after[id]; !still {
			if status, _ := c.call(http.MethodGet, "/server/player/1250/assets/instances/"+itoa(id)+"/storage", nil); status != http.StatusNotFound {
				t.Errorf("the storage of %d, which vanished: status %d", id, status)
			}
			break
		}
	}
	if _, still := list(PlayerSmall)[kept]; !still {
		t.Error("a rental that was set vanished")
	}
	if n := len(list(PlayerHuge)); n != maxEnding+1 {
		t.Errorf("%d items in the inventory whose rentals renew themselves", n)
	}
}
