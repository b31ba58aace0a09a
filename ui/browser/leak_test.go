package browser

import (
	"flag"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"lootlens/api/demo"
	"lootlens/models"
	"lootlens/ui/browser/msg"
)

// long lets TestSoak do the work of a day.
var long = flag.Bool("long", false, "soak for 5,000 refreshes and 2,000 switches")

// open shows an inventory of player 1250.
func (r *rig) open(h models.Holder) {
	r.p.Send(msg.OpenHolder{Player: models.Player{ID: h.Player}, Holder: h})
}

func playerID(t testing.TB, s string) models.PlayerID {
	t.Helper()
	id, err := models.ParsePlayerID(s)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// holders are the inventories of player 1250 that the tests switch among.
func holdersOf(t testing.TB) []models.Holder {
	t.Helper()
	own := models.Holder{Kind: models.PlayerHolder, Player: playerID(t, "1250")}
	out := []models.Holder{own}
	for _, s := range []string{"12501", "12502", "12503"} {
		c, err := models.ParseCharacterID(s)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, models.Holder{Kind: models.CharacterHolder, Player: own.Player, Character: c})
	}
	return out
}

// With requests that hang, the browser quits, goes to another inventory and loads
// again all the same, and nothing of it goes on.
func TestHangingRequests(t *testing.T) {
	for name, act := range map[string]func(*rig, *demo.Server, []models.Holder){
		"quit": func(*rig, *demo.Server, []models.Holder) {},
		"switch": func(r *rig, _ *demo.Server, of []models.Holder) {
			for range 5 {
				for _, h := range of {
					r.open(h)
				}
			}
		},
		"switch to one that answers": func(r *rig, s *demo.Server, of []models.Holder) {
			r.open(of[1])
			s.SetFaults()
			r.open(of[2])
			r.waitFor("12502", "loaded")
		},
		"refresh": func(r *rig, _ *demo.Server, of []models.Holder) { r.keys("r", "r", "j", "r") },
		"back":    func(r *rig, _ *demo.Server, of []models.Holder) { r.keys("q"); r.waitFor("Inventories") },
	} {
		t.Run(name, func(t *testing.T) {
			known := goleak.IgnoreCurrent()
			o, server := options(t, demo.Fault{Kind: demo.KindHang, Skip: 4})
			r := run(t, o, 140, 40)
			of := holdersOf(t)
			r.open(of[0])
			r.until("requests that hang", func(*model) bool { return hanging(server) > 0 })
			act(r, server, of)
			r.stop()
			o.Client.Close()
			server.Close()
			// Timers that run end within a second or so.
			var err error
			for end := time.Now().Add(patience); time.Now().Before(end); {
				if err = goleak.Find(known, goleak.IgnoreAnyFunction("net/http/httptest.(*Server).goServe.func1")); err == nil {
					return
				}
			}
			t.Error(err)
		})
	}
}

// hanging is how many requests the game still works on.
func hanging(s *demo.Server) (n int) {
	for _, r := range s.Requests() {
		if !r.Ended {
			n++
		}
	}
	return n
}

// Refreshes and switches leak neither memory nor goroutines.
func TestSoak(t *testing.T) {
	warm, refreshes, switches := 20, 60, 30
	switch {
	case *long:
		refreshes, switches = 5000, 2000
	case testing.Short():
		warm, refreshes, switches = 6, 10, 6
	}
	o, _ := options(t)
	r := run(t, o, 140, 40)
	of := holdersOf(t)[1:] // some hundred items each
	// Where nothing is under way the list offers no key of its own.
	loaded := func(m *model) bool { return len(m.items.Bindings()) == 0 }
	work := func(refreshes, switches int) {
		for i := range switches {
			h := of[i%len(of)]
			r.open(h)
			r.until("the inventory", func(m *model) bool { return m.items.Holder() == h && m.items.Item() != nil })
		}
		for range refreshes {
			r.keys("r")
			r.until("the refresh", loaded)
			r.keys("j")
		}
	}
	measure := func() (heap uint64, goroutines int) {
		r.until("rest", loaded)
		debug.FreeOSMemory()
		var s runtime.MemStats
		runtime.ReadMemStats(&s)
		return s.HeapAlloc, runtime.NumGoroutine()
	}
	work(warm, warm) // fills the caches
	heap, goroutines := measure()
	work(refreshes, switches)
	after, left := measure()
	// What was cancelled last takes a moment to end, more of them on a busy machine.
	for end := time.Now().Add(patience); left > goroutines+20 && time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		after, left = measure()
	}
	t.Logf("heap %d kB, was %d kB; %d goroutines, were %d", after>>10, heap>>10, left, goroutines)
	if after > heap+heap/2+(8<<20) {
		t.Errorf("the heap has %d kB, had %d kB", after>>10, heap>>10)
	}
	if left > goroutines+20 {
		t.Errorf("%d goroutines, were %d", left, goroutines)
	}
	r.look(func(m *model) {
		if strings.Contains(m.draw(), "tries again") {
			t.Error("a request has failed")
		}
	})
}
