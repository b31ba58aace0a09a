package requests

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"lootlens/api"
	"lootlens/theme"
	"lootlens/ui/browser/msg"
	"lootlens/ui/internal/geometry"
	"lootlens/ui/internal/panetest"
)

func exchange(i int) api.Exchange {
	return api.Exchange{
		Start: time.Date(2026, 9, 1, 12, 0, i, 0, time.UTC), Method: "GET", Path: fmt.Sprintf("/server/player/%d/inventory", i),
		Attempt: 1, Status: 200, Duration: 12 * time.Millisecond, Bytes: 4096, RequestID: fmt.Sprintf("R%d", i),
	}
}

func TestLogKeepsTheLatest(t *testing.T) {
	t.Parallel()
	l := NewLog(time.Now)
	for i := range maxKept + 7 {
		l.Observe(exchange(i))
	}
	all := l.All()
	if len(all) != maxKept || l.Count() != maxKept+7 || all[0].RequestID != "R7" || all[maxKept-1].RequestID != fmt.Sprintf("R%d", maxKept+6) {
		t.Errorf("%d kept of %d, from %s to %s", len(all), l.Count(), all[0].RequestID, all[len(all)-1].RequestID)
	}
}

// Bodies are kept of the latest requests only, within a bound, and a request says where its body is gone.
func TestBodiesAreBounded(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	for name, c := range map[string]struct{ size, requests, most int }{
		"many small": {10, maxKept + 200, maxBodies},
		"few large":  {128 << 10, 12, 3}, // of random bytes, which do not get smaller
		"huge":       {3 << 20, 4, 1},    // the last one alone exceeds the bound
	} {
		t.Run(name, func(t *testing.T) {
			l := NewLog(time.Now)
			for i := range c.requests {
				e := exchange(i)
				body := make([]byte, c.size)
				for i := range body {
					body[i] = byte(random.Uint32())
				}
				if i%2 == 0 || c.size > 1000 {
					e.Body = api.NewBody(body)
				}
				l.Observe(e)
			}
			kept, size := 0, 0
			all := l.All()
			for i, e := range all {
				if n := e.Body.Size(); n > 0 {
					kept++
					size += n
				}
				if had := i%2 == 0 || c.size > 1000; had && e.Dropped == (e.Body.Size() > 0) {
					t.Fatalf("request %d: dropped is %v, with a body of %d bytes", i, e.Dropped, e.Body.Size())
				}
			}
			if kept == 0 || kept > c.most || size > keptBytes && kept > 1 || all[len(all)-1].Dropped {
				t.Errorf("%d bodies of %d bytes are kept", kept, size)
			}
			if s := string(inspect(all[0])); !strings.Contains(s, "no longer kept: lootlens keeps the bodies of the latest 64 requests") {
				t.Errorf("it does not say where the body is:\n%s", s)
			}
		})
	}
}

// Requests that run side by side end in any order.
func TestRowsAreInTheOrderOfTime(t *testing.T) {
	t.Parallel()
	l := NewLog(time.Now)
	for _, i := range []int{3, 1, 2} {
		l.Observe(exchange(i))
	}
	failed := exchange(9)
	failed.Status, failed.Error = 500, "the service failed"
	l.Observe(failed)
	var order []string
	for _, e := range l.All() {
		order = append(order, e.RequestID)
	}
	if got := strings.Join(order, " "); got != "R1 R2 R3 R9" {
		t.Errorf("the rows are %s", got)
	}
	m := New(l, theme.Plain())
	if v := ansi.Strip(m.View(60, 12, true)); !strings.Contains(v, "4 requests, 1 failed, 16 KiB, 48 ms") || !strings.Contains(v, "/player/1/inventory") {
		t.Errorf("the screen is\n%s", v)
	}
}

func TestLogIsSafeForManyRequests(t *testing.T) {
	t.Parallel()
	l := NewLog(time.Now)
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() {
			for j := range 100 {
				l.Observe(exchange(i*100 + j))
				l.All()
			}
		})
	}
	wg.Wait()
	if l.Count() != 2000 {
		t.Errorf("%d counted", l.Count())
	}
}

func TestWaitsAreToldUntilTheyEnd(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 9, 1, 12, 0, 0, 0, time.UTC)
	l := NewLog(func() time.Time { return now })
	if _, _, ok := l.Waiting(now); ok {
		t.Error("waits from the start")
	}
	l.Pause(api.Pause{Reason: api.AskedToWait, Wait: time.Hour})
	l.Pause(api.Pause{Reason: api.RateLimited, Wait: time.Minute})
	p, left, ok := l.Waiting(now.Add(10 * time.Minute))
	if !ok || p.Reason != api.AskedToWait || left != 50*time.Minute {
		t.Errorf("waits %v for %v: the longest counts", left, p.Reason)
	}
	if _, _, ok := l.Waiting(now.Add(time.Hour)); ok {
		t.Error("waits after the end")
	}
	// A wait whose request is given up ends with it.
	done := make(chan struct{})
	l.Pause(api.Pause{Reason: api.AskedToWait, Wait: 2 * time.Hour, Done: done})
	if _, _, ok := l.Waiting(now); !ok {
		t.Error("does not wait")
	}
	close(done)
	if _, _, ok := l.Waiting(now); ok {
		t.Error("waits for a request that was given up")
	}
	l.Pause(api.Pause{Reason: api.RateLimited, Wait: time.Minute})
	if p, left, ok := l.Waiting(now); !ok || p.Reason != api.RateLimited || left != time.Minute {
		t.Errorf("after that waits %v for %v", left, p.Reason)
	}
}

func TestViewFollowsTheNewestUntilMoved(t *testing.T) {
	t.Parallel()
	l := NewLog(time.Now)
	m := New(l, theme.Plain())
	m.Resize(100, 12)
	r := panetest.Rig{Update: panetest.Updater(m), Goes: func(tea.Msg) bool { return true }}
	for i := range 40 {
		l.Observe(exchange(i))
	}
	r.Send(msg.Tick{})
	shows := func(want string) {
		t.Helper()
		v := m.View(100, 12, true)
		if err := geometry.Check(v, 100, 12); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(ansi.Strip(v), want) {
			t.Errorf("the screen lacks %q:\n%s", want, ansi.Strip(v))
		}
	}
	shows("R39")
	shows("40 requests, 0 failed, 160 KiB, 480 ms")
	r.Send(panetest.KeyPress("g"))
	l.Observe(exchange(40))
	r.Send(msg.Tick{})
	shows("R0")
	r.Send(panetest.KeyPress("y"))
	if c := panetest.Took[msg.Copy](&r); len(c) != 1 || !strings.HasSuffix(c[0].Text, " UTC GET /server/player/0/inventory 200 12 ms 4.0 KiB request R0") ||
		!strings.HasPrefix(c[0].Text, "20") {
		t.Errorf("copies %v", c)
	}
	r.Send(panetest.KeyPress("f"))
	shows("R40")
	r.Send(panetest.KeyPress("esc"))
	if len(panetest.Took[msg.Back](&r)) != 1 {
		t.Error("esc does not go back")
	}
}

func TestViewIsExactForEverySize(t *testing.T) {
	t.Parallel()
	l := NewLog(time.Now)
	failed := exchange(1)
	failed.Status, failed.Attempt, failed.Error = 0, 3, strings.Repeat("connection refused ", 20)
	l.Observe(failed)
	l.Observe(exchange(2))
	m := New(l, theme.Dark())
	panetest.Sweep(t, func(w, h int, focused bool) string {
		m.Resize(w, h)
		return m.View(w, h, focused)
	})
}

// What LootLocker's support asks for is told whole, however narrow the rows are.
func TestTheRequestIDIsNotCut(t *testing.T) {
	t.Parallel()
	l := NewLog(time.Now)
	e := exchange(1)
	e.RequestID, e.Status, e.Error = "01M1D47Z00000000010000000K", 500, strings.Repeat("the service failed ", 9)
	l.Observe(e)
	m := New(l, theme.Plain())
	for _, w := range []int{60, 80, 140} {
		m.Resize(w, 12)
		if v := m.View(w, 12, true); !strings.Contains(v, "request id "+e.RequestID) {
			t.Errorf("width %d:\n%s", w, v)
		}
	}
}

func TestSmallLog(t *testing.T) {
	t.Parallel()
	large, small := NewLog(time.Now), NewSmallLog(time.Now)
	body := make([]byte, 40<<10)
	for i := range body {
		body[i] = byte(rand.Uint32()) // does not get smaller
	}
	kept := func(l *Log) (n int) {
		for i := range 10 {
			e := exchange(i)
			e.Body = api.NewBody(body)
			l.Observe(e)
		}
		for _, e := range l.All() {
			if e.Body.Size() > 0 {
				n++
			}
		}
		return n
	}
	if n, all := kept(small), kept(large); n != 1 || all != 10 {
		t.Errorf("%d and %d bodies are kept, want 1 and 10", n, all)
	}
}
