package api

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"lootlens/api/demo"
	"lootlens/models"
)

func TestSessionOnFirstNeed(t *testing.T) {
	t.Parallel()
	asked := atomic.Int32{}
	s := demo.New(demo.Options{})
	url, stop, err := s.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	c, _ := connect(t, url, func(cfg *Config) {
		cfg.Key = func(context.Context) (Key, error) { asked.Add(1); return NewKey(testKey) }
	})
	if asked.Load() != 0 || len(s.Requests()) != 0 {
		t.Fatal("the client did something before it was asked to")
	}
	for range 3 {
		if _, err := c.Characters(t.Context(), player(t, 1007)); err != nil {
			t.Fatal(err)
		}
	}
	s.ExpireTokens()
	if _, err := c.Characters(t.Context(), player(t, 1007)); err != nil {
		t.Fatal(err)
	}
	if asked.Load() != 1 || s.Sessions() != 2 {
		t.Errorf("asked for the key %d times, for a session %d times", asked.Load(), s.Sessions())
	}
}

// A token that ends in the middle of a walk costs one renewal and no item.
func TestTokenExpiresInMidWalk(t *testing.T) {
	t.Parallel()
	s, c, w := play(t, demo.Fault{Kind: demo.KindExpire, Path: "/inventory", N: 3})
	ids, _, err := walk(t.Context(), c, holder(t, 1250), WalkOptions{})
	if err != nil {
		t.Fatal(err)
	}
	checkAll(t, s, demo.Holder{Player: 1250}, 1250, ids)
	refused := 0
	for _, x := range w.list() {
		if x.Status == http.StatusUnauthorized {
			refused++
		}
	}
	if refused == 0 || s.Sessions() != refused+1 {
		t.Errorf("%d answers of 401, %d sessions", refused, s.Sessions())
	}
}

// checkAll compares a walk with what the double says the holder has.
func checkAll(t *testing.T, s *demo.Server, of demo.Holder, n int, ids []string) {
	t.Helper()
	want := s.Instances(of, n+1) // newest first
	if len(want) != n || len(ids) != n {
		t.Fatalf("the holder has %d items, %d came, want %d", len(want), len(ids), n)
	}
	for i, id := range ids {
		if id != fmt.Sprint(want[n-1-i]) {
			t.Fatalf("item %d is %s, want %d", i, id, want[n-1-i])
		}
	}
}

// Fifty requests that are refused together start one new session.
func TestConcurrentRequestsRenewOnce(t *testing.T) {
	t.Parallel()
	const many = 50
	var sessions, refused atomic.Int32
	together := make(chan struct{})
	h := http.NewServeMux()
	h.HandleFunc("POST /server/session", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, `{"token":"%s-%d"}`, ownToken, sessions.Add(1))
	})
	h.HandleFunc("GET /", func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get(tokenHeader) == ownToken+"-1" {
			if refused.Add(1) == many {
				close(together)
			}
			<-together
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		fmt.Fprint(w, `{"items":[]}`)
	})
	srv := plain(t, h)
	c, _ := connect(t, srv.URL, nil)
	if _, err := c.open(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for i := range many {
		wg.Go(func() {
			if _, err := c.Characters(t.Context(), player(t, uint64(i+1))); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if sessions.Load() != 2 || refused.Load() != many {
		t.Errorf("%d sessions, %d refused", sessions.Load(), refused.Load())
	}
}

func TestWrongKey(t *testing.T) {
	t.Parallel()
	for _, status := range []int{http.StatusUnauthorized, http.StatusForbidden} {
		s, c, w := play(t, demo.Fault{Kind: demo.KindStatus, Status: status, Path: "/session"})
		for range 3 {
			_, err := c.Characters(t.Context(), player(t, 1007))
			w.safe(err)
			if !errors.Is(err, ErrAuth) || errors.Is(err, ErrTemporary) || errors.Is(err, ErrForbidden) {
				t.Errorf("%d gives %v", status, err)
			}
			if err == nil || !strings.Contains(err.Error(), "refuses the server key") {
				t.Errorf("%d says %v", status, err)
			}
		}
		if n := len(s.Requests()); n != 1 {
			t.Errorf("%d: a wrong key was sent %d times", status, n)
		}
	}
}

// A refused key is sent once more when the user asks, and only then.
func TestTryKeyAgain(t *testing.T) {
	t.Parallel()
	s, c, _ := play(t, demo.Fault{Kind: demo.KindStatus, Status: 401, Path: "/session"})
	if _, err := c.Characters(t.Context(), player(t, 1007)); !errors.Is(err, ErrAuth) {
		t.Fatalf("the key is not refused: %v", err)
	}
	c.TryKeyAgain()
	for range 2 {
		if _, err := c.Characters(t.Context(), player(t, 1007)); !errors.Is(err, ErrAuth) {
			t.Errorf("the key is not refused again: %v", err)
		}
	}
	if n := len(s.Requests()); n != 2 {
		t.Errorf("the key was sent %d times, want 2", n)
	}
	s.SetFaults()
	c.TryKeyAgain()
	if _, err := c.Characters(t.Context(), player(t, 1007)); err != nil {
		t.Errorf("trying again does not work: %v", err)
	}
}

// A new session that is refused too ends the request.
func TestRefusedTwice(t *testing.T) {
	t.Parallel()
	s, c, w := play(t, demo.Fault{Kind: demo.KindStatus, Status: 401, Path: "/characters"})
	_, err := c.Characters(t.Context(), player(t, 1007))
	w.safe(err)
	if !errors.Is(err, ErrAuth) || s.Sessions() != 2 || len(s.Requests()) != 4 {
		t.Errorf("%v after %d requests, %d sessions", err, len(s.Requests()), s.Sessions())
	}
}

func TestSessionIsTriedAgain(t *testing.T) {
	t.Parallel()
	for _, f := range []demo.Fault{
		{Kind: demo.KindStatus, Status: 503, Times: 2}, {Kind: demo.KindStatus, Status: 429, Times: 1},
		{Kind: demo.KindReset, Times: 2},
	} {
		f.Path = "/session"
		s, c, _ := play(t, f)
		if _, err := c.Characters(t.Context(), player(t, 1007)); err != nil || s.Sessions() != 1 {
			t.Errorf("%s: %v", f.Kind, err)
		}
	}
	s, c, w := play(t, demo.Fault{Kind: demo.KindStatus, Status: 500, Path: "/session"})
	_, err := c.Characters(t.Context(), player(t, 1007))
	w.safe(err)
	if !errors.Is(err, ErrTemporary) || len(s.Requests()) != maxTries {
		t.Errorf("%v after %d requests", err, len(s.Requests()))
	}
	s.SetFaults()
	if _, err = c.Characters(t.Context(), player(t, 1007)); err != nil {
		t.Errorf("a failed session is not asked for again: %v", err)
	}
}

// Who stops waiting doesn't stop the session for the others; when nobody waits,
// it ends.
func TestCancelledWaiter(t *testing.T) {
	t.Parallel()
	arrived, answer := make(chan struct{}, 2), make(chan struct{})
	gone := make(chan struct{}, 1)
	h := http.NewServeMux()
	h.HandleFunc("POST /server/session", func(w http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body) // else the server doesn't see the client go
		arrived <- struct{}{}
		select {
		case <-answer:
			fmt.Fprintf(w, `{"token":%q}`, ownToken)
		case <-r.Context().Done():
			gone <- struct{}{}
		}
	})
	h.HandleFunc("GET /", body(`{"items":[]}`))
	srv := plain(t, h)
	c, w := connect(t, srv.URL, nil)
	ask := func(ctx context.Context) chan error {
		done := make(chan error, 1)
		go func() {
			_, err := c.Characters(ctx, player(t, 1))
			done <- err
		}()
		return done
	}

	alone, stopAlone := context.WithCancel(t.Context())
	only := ask(alone)
	<-arrived
	stopAlone()
	if err := <-only; !errors.Is(err, context.Canceled) {
		t.Errorf("the only waiter got %v", err)
	}
	<-gone // the request has ended, though the server never answered it

	first, stopFirst := context.WithCancel(t.Context())
	one := ask(first)
	<-arrived
	two := ask(t.Context())
	for {
		c.session.mu.Lock()
		n := c.session.flight.waiters
		c.session.mu.Unlock()
		if n == 2 {
			break
		}
		time.Sleep(time.Millisecond)
	}
	stopFirst()
	err := <-one
	w.safe(err)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("the cancelled one got %v", err)
	}
	close(answer)
	if err := <-two; err != nil {
		t.Errorf("the other one got %v", err)
	}
}

func TestKeySourceFails(t *testing.T) {
	t.Parallel()
	asked := 0
	c, w := connect(t, "http://127.0.0.1:1", func(cfg *Config) {
		cfg.Key = func(context.Context) (Key, error) {
			switch asked++; asked {
			case 1:
				return Key{}, errors.New("the keyring is locked: unlock it")
			case 2:
				panic(testKey)
			}
			return Key{}, nil
		}
	})
	for _, says := range []string{"unlock it", "key source", "no server key"} {
		_, err := c.Characters(t.Context(), player(t, 1))
		w.safe(err)
		if err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("want %q, got %v", says, err)
		}
	}
}

func TestSessionAnswers(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		body string
		want error
	}{
		"no token":     {`{"success":true}`, errNoToken},
		"empty token":  {`{"token":""}`, errNoToken},
		"split token":  {`{"token":"` + ownToken + `\r\nX-Evil: 1"}`, errNoToken},
		"list":         {`{"token":["` + ownToken + `"]}`, errNoToken},
		"html":         {"<html>hello</html>", models.ErrNotJSON},
		"empty":        {"", models.ErrNotJSON},
		"malformed":    {`{"token":"` + ownToken + `" x}`, models.ErrNotJSON},
		"not complete": {`{"token":"` + ownToken + `"`, models.ErrCut},
		"twice":        {`{"token":"a","token":"` + ownToken + `"}`, nil},
		"number":       {`{"token":1234567890123}`, nil},
		"bad UTF-8":    {"{\"token\":\"" + ownToken + "\",\"x\":\"\xff\"}", nil},
	} {
		h := http.NewServeMux()
		h.HandleFunc("POST /server/session", body(c.body))
		h.HandleFunc("GET /", body(okList))
		srv := plain(t, h)
		client, w := connect(t, srv.URL, nil)
		_, err := client.Characters(t.Context(), player(t, 1))
		if !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
		if c.want == nil {
			continue
		}
		w.safe(err)
		var e *Error
		if errors.As(err, &e) {
			w.scan(e.Body)
			w.scan(string(e.Body))
		}
	}
}

// A request whose token has ended is tried as often as any other with the new one.
func TestRenewalIsNoRetry(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &script{answer: func(try int) (int, http.Header, string) {
			switch {
			case try == 1:
				return 401, nil, "{}"
			case try <= maxTries:
				return 503, nil, "{}"
			}
			return 200, nil, okList
		}}
		c, w := scripted(t, s, nil)
		if _, err := c.Characters(t.Context(), player(t, 1)); err != nil || s.tries != 1+maxTries {
			w.safe(err)
			t.Errorf("%d tries: %v", s.tries, err)
		}
		c.Close()
	})
}
