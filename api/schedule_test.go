package api

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestTurns(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ come, want string }{
		// An upper-case letter is a user's Interactive request, a lower-case one a Bulk request.
		"one user as they came":                {"AAA", "A A A"},
		"users in turns":                       {"AAAAABBC", "A B C A B A A A"},
		"a new user waits for a round at most": {"AABBCCD", "A B C D A B C"},
		"bulk last":                            {"aaaBbC", "B C a b a a"},
		"bulk of users in turns":               {"aaaabb", "a b a b a a"},
		"both of one user":                     {"aaAA", "A A a a"},
		"bulk is not held up for good":         {"aa" + strings.Repeat("B", 20), strings.Repeat("B ", 9) + "a " + strings.Repeat("B ", 9) + "a B B"},
	} {
		var s schedule
		var wants []string
		for _, r := range test.come {
			u := use{strings.ToUpper(string(r)), Interactive}
			if r >= 'a' {
				u.priority = Bulk
			}
			s.lanes[u.priority].add(&turn{use: u})
			wants = append(wants, string(r))
		}
		var got []string
		for range wants {
			next := s.next()
			r := next.user
			if next.priority == Bulk {
				r = strings.ToLower(r)
			}
			got = append(got, r)
		}
		if g := strings.Join(got, " "); g != test.want {
			t.Errorf("%s: %s went %s, want %s", name, test.come, g, test.want)
		}
		if len(s.lanes[0].users)+len(s.lanes[1].users)+len(s.lanes[0].turns)+len(s.lanes[1].turns) != 0 {
			t.Errorf("%s: something is left", name)
		}
	}
}

// arrivals is a transport that notes which player was read when.
type arrivals struct {
	mu sync.Mutex
	at map[string][]time.Time
}

func (a *arrivals) RoundTrip(r *http.Request) (*http.Response, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	s := &script{answer: func(int) (int, http.Header, string) { return 200, nil, okList }}
	if r.Method == http.MethodGet {
		a.at[strings.Split(r.URL.Path, "/")[3]] = append(a.at[strings.Split(r.URL.Path, "/")[3]], time.Now())
	}
	return s.RoundTrip(r)
}

// One user loads without end at bulk and another at interactive priority; a person who
// comes by waits for a few requests, not for all of theirs, and hears how long.
func TestSharedRateLimit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		sent := &arrivals{at: map[string][]time.Time{}}
		c, _ := connect(t, "https://api.example", func(cfg *Config) { cfg.Transport, cfg.PerMinute = sent, 78 }) // 17 at once, then one a second
		ctx, cancel := context.WithCancel(t.Context())
		var group sync.WaitGroup
		load := func(id uint64, p Priority, n int) {
			ctx := WithUser(ctx, fmt.Sprint(id), p)
			for range n {
				group.Go(func() { _, _ = c.Characters(ctx, player(t, id)) })
			}
		}
		load(1, Bulk, 500)
		load(2, Interactive, 500)
		synctest.Wait()
		time.Sleep(10*time.Second + 100*time.Millisecond)

		var pauses []Pause
		person := c.With(Hooks{OnPause: func(p Pause) { pauses = append(pauses, p) }})
		began := time.Now()
		for range 3 {
			if _, err := person.Characters(WithUser(t.Context(), "3", Interactive), player(t, 3)); err != nil {
				t.Fatal(err)
			}
		}
		if took := time.Since(began); took > 7*time.Second {
			t.Errorf("three requests of a person took %v, want every second turn", took)
		}
		if len(pauses) != 3 || pauses[0].Reason != RateLimited || pauses[0].Wait > 3*time.Second || pauses[0].Wait <= 0 {
			t.Errorf("heard of %v", pauses)
		}
		for _, p := range pauses {
			select {
			case <-p.Done:
			default:
				t.Error("a pause is over and not done")
			}
		}
		time.Sleep(100 * time.Second)
		sent.mu.Lock()
		if bulk, all := len(sent.at["1"]), len(sent.at["2"]); bulk < 10 || bulk > 30 || all < 80 {
			t.Errorf("%d bulk and %d other requests were sent: want one in ten, and the rest", bulk, all)
		}
		sent.mu.Unlock()
		cancel()
		group.Wait() // and the test's bubble fails if a goroutine is left
		c.Close()
	})
}

// A turn that is given up costs nothing: the next one gets it.
func TestTurnGivenUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		sent := &arrivals{at: map[string][]time.Time{}}
		c, _ := connect(t, "https://api.example", func(cfg *Config) { cfg.Transport, cfg.PerMinute = sent, 1 })
		read := func(ctx context.Context, id uint64) error {
			_, err := c.Characters(ctx, player(t, id))
			return err
		}
		began := time.Now()
		var group sync.WaitGroup
		ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
		defer cancel()
		for range 3 {
			group.Go(func() {
				if read(ctx, 1) == nil {
					t.Error("a request was sent after its context had ended")
				}
			})
		}
		synctest.Wait()
		if err := read(t.Context(), 2); err != nil {
			t.Error(err)
		}
		// The session's request was the first minute's.
		if took := time.Since(began); took != time.Minute {
			t.Errorf("the next turn came after %v, want a minute", took)
		}
		group.Wait()
		c.Close()
	})
}
