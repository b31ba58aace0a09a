package demo

import (
	"compress/gzip"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

const largeInventory = "/server/player/1250/inventory"

// faulty is a server on which the faults have been asked for in words.
func faulty(t *testing.T, faults ...string) (*Server, *caller) {
	t.Helper()
	s, c := server(t, Options{})
	var parsed []Fault
	for _, text := range faults {
		f, err := ParseFault(text)
		if err != nil {
			t.Fatal(err)
		}
		parsed = append(parsed, f)
	}
	s.SetFaults(parsed...)
	return s, c
}

func TestStatusFaults(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		fault  string
		status int
		header string // Retry-After
		body   string // part of it
	}{
		{"429:retry-after=3", 429, "3", `"code":"too_many_requests"`},
		{"429:retry-after=Wed, 21 Oct 2026 07:28:00 GMT", 429, "Wed, 21 Oct 2026 07:28:00 GMT", "trace_id"},
		{"429", 429, "", "request_id"},
		{"429:retry-after=0", 429, "0", ""},
		{"429:retry-after=-5", 429, "-5", ""},
		{"429:retry-after=99999999999999999999", 429, "99999999999999999999", ""},
		{"500", 500, "", "internal_server_error"},
		{"502:body=<h1>a: b</h1>", 502, "", "<h1>a: b</h1>"},
		{"503:header=Retry-After=7", 503, "7", ""},
		{"504", 504, "", "gateway_timeout"},
		{"403", 403, "", "forbidden"},
		{"404", 404, "", "not_found"},
		{"599", 599, "", "Status 599"},
		{"html", 200, "", "502 Bad Gateway"},
		{"html:status=502", 502, "", "502 Bad Gateway"},
		{"empty", 200, "", ""},
		{"empty:status=500", 500, "", ""},
		{"old-error", 400, "", `"success":false`},
		{"old-error:status=503", 503, "", `"messages":[`},
	} {
		_, c := faulty(t, tc.fault)
		resp, err := c.do("GET", largeInventory, nil)
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if err != nil || resp.StatusCode != tc.status || resp.Header.Get("Retry-After") != tc.header || !strings.Contains(string(b), tc.body) {
			t.Errorf("%s: %d %q %.200s (%v)", tc.fault, resp.StatusCode, resp.Header.Get("Retry-After"), b, err)
		}
		if strings.HasPrefix(tc.fault, "empty") && len(b) != 0 {
			t.Errorf("%s: %s", tc.fault, b)
		}
	}
}

func TestFaultTiming(t *testing.T) {
	t.Parallel()
	_, c := faulty(t, "429:times=2:path=inventory:after=1", "503:times=1:path=/inventory")
	c.get("/server/ping")
	for i, want := range []int{503, 429, 429, 200, 200} {
		if got, _ := c.call("GET", largeInventory, nil); got != want {
			t.Errorf("request %d: %d, want %d", i, got, want)
		}
		c.get("/server/ping")
	}
	s, c := faulty(t, "500")
	for range 5 {
		if got, _ := c.call("GET", "/server/ping", nil); got != 500 {
			t.Errorf("the fault ended: status %d", got)
		}
	}
	s.SetFaults()
	c.get("/server/ping")
}

func TestRateLimit(t *testing.T) {
	t.Parallel()
	now := noon
	s, c := server(t, Options{Now: func() time.Time { return now }})
	f, err := ParseFault("limit:n=3:path=inventory")
	if err != nil {
		t.Fatal(err)
	}
	s.SetFaults(f)
	for i, step := range []struct {
		pause  time.Duration
		status int
		wait   string // Retry-After
	}{
		{0, 200, ""}, {10 * time.Second, 200, ""}, {0, 200, ""}, {20*time.Second + time.Millisecond, 429, "30"}, {0, 429, "30"},
		{30 * time.Second, 200, ""}, {0, 429, "10"}, {time.Minute, 200, ""},
	} {
		now = now.Add(step.pause)
		resp, err := c.do("GET", largeInventory, nil)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != step.status || resp.Header.Get("Retry-After") != step.wait {
			t.Errorf("request %d: %d, Retry-After %q, want %d, %q", i, resp.StatusCode, resp.Header.Get("Retry-After"), step.status, step.wait)
		}
		c.get("/server/ping")
	}
}

func TestBrokenConnections(t *testing.T) {
	t.Parallel()
	for _, fault := range []string{"reset", "cut", "truncated"} {
		_, c := faulty(t, fault+":times=1")
		c.http.CloseIdleConnections() // a reused connection would be tried again
		resp, err := c.do("GET", largeInventory, nil)
		var b []byte
		if err == nil {
			b, err = io.ReadAll(resp.Body)
			resp.Body.Close()
		}
		if (err == nil) != (fault == "truncated") {
			t.Errorf("%s: %d bytes, error %v", fault, len(b), err)
		}
		if json.Valid(b) || fault != "reset" && len(b) < 1000 {
			t.Errorf("%s: %d bytes came", fault, len(b))
		}
		if p := c.page(largeInventory); len(p.Items) != 50 {
			t.Errorf("%s: not over after one time", fault)
		}
	}
}

func TestSlowFault(t *testing.T) {
	t.Parallel()
	_, c := faulty(t, "slow:wait=2ms")
	if p := c.page(largeInventory); len(p.Items) != 50 {
		t.Errorf("%d items", len(p.Items))
	}
}

func TestWaitsEnd(t *testing.T) {
	t.Parallel()
	for _, fault := range []string{"hang", "hang-body", "slow:wait=1h"} {
		for _, who := range []string{"client", "server"} {
			f, err := ParseFault(fault)
			if err != nil {
				t.Fatal(err)
			}
			s := New(Options{})
			s.SetFaults(f)
			began, done := make(chan struct{}), make(chan struct{})
			hs := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				defer close(done)
				close(began)
				s.ServeHTTP(w, r)
			}))
			ctx, cancel := context.WithCancel(context.Background())
			r, err := http.NewRequestWithContext(ctx, "GET", hs.URL+"/server/ping", nil)
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("LL-Version", "2021-03-01")
			r.Header.Set("x-auth-token", s.startSession())
			failed := make(chan error, 1)
			go func() {
				resp, err := http.DefaultClient.Do(r)
				if err == nil {
					_, err = io.ReadAll(resp.Body)
					resp.Body.Close()
				}
				failed <- err
			}()
			<-began
			if who == "client" {
				cancel()
			} else {
				s.Close()
			}
			<-done // or the test hangs
			if err := <-failed; err == nil {
				t.Errorf("%s ended by the %s: a whole answer came", fault, who)
			}
			cancel()
			hs.Close()
		}
	}
}

func TestStopEndsHangingAnswers(t *testing.T) {
	t.Parallel()
	s := New(Options{})
	s.SetFaults(Fault{Kind: KindHang})
	ctx, cancel := context.WithCancel(context.Background())
	base, stop, err := s.Start(ctx)
	if err != nil {
		t.Fatal(err)
	}
	failed := make(chan error, 1)
	go func() {
		_, err := http.Get(base + "/server/ping")
		failed <- err
	}()
	for len(s.Requests()) == 0 {
		time.Sleep(time.Millisecond)
	}
	cancel()
	if err := <-failed; err == nil {
		t.Error("an answer came")
	}
	stop()
	stop()
}

func TestTokenFaults(t *testing.T) {
	t.Parallel()
	s, c := faulty(t, "expire:n=2")
	for i, want := range []int{200, 200, 401, 401} {
		if got, b := c.call("GET", "/server/ping", nil); got != want || got == 401 && !strings.Contains(string(b), `"code":"unauthorized"`) {
			t.Errorf("request %d: %d %s", i, got, b)
		}
	}
	c.login()
	c.get("/server/ping")
	if s.Sessions() != 2 {
		t.Errorf("%d sessions", s.Sessions())
	}
	s.ExpireTokens()
	if got, _ := c.call("GET", "/server/ping", nil); got != 401 {
		t.Errorf("after ExpireTokens: %d", got)
	}

	_, c = faulty(t, "wrong-key:times=1")
	c.get("/server/ping")
	if got, b := c.call("POST", "/server/session", nil); got != 401 || !strings.Contains(string(b), "invalid_server_key") {
		t.Errorf("wrong key: %d %s", got, b)
	}
	c.login()
}

func TestRedirect(t *testing.T) {
	t.Parallel()
	for fault, want := range map[string]string{
		"redirect": "https://elsewhere.invalid/server/ping?a=1",
		"redirect:status=307:location=http://127.0.0.1:9/x:y": "http://127.0.0.1:9/x:y",
	} {
		_, c := faulty(t, fault)
		c.http.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
		resp, err := c.do("GET", "/server/ping?a=1", nil)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if got := resp.Header.Get("Location"); got != want || resp.StatusCode/100 != 3 {
			t.Errorf("%s: %d to %q", fault, resp.StatusCode, got)
		}
	}
}

func TestLargeBodies(t *testing.T) {
	t.Parallel()
	_, c := faulty(t, "gzip-bomb:n=3")
	_, c2 := faulty(t, "huge:n=2")
	resp, err := c.do("GET", largeInventory, func(r *http.Request) { r.Header.Set("Accept-Encoding", "gzip") })
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	sent := &counted{r: resp.Body}
	z, err := gzip.NewReader(sent)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(z)
	if err != nil || !json.Valid(b) || len(b) < 3<<20 || sent.n > 64<<10 {
		t.Errorf("bomb: %d bytes in %d (%v)", len(b), sent.n, err)
	}
	b = c2.get(largeInventory)
	if len(b) <= 2<<20 || !json.Valid(b) || usualN[KindHuge] <= 32 {
		t.Errorf("huge: %d bytes for 2 MiB, usually %d MiB", len(b), usualN[KindHuge])
	}
}

type counted struct {
	r io.Reader
	n int
}

func (c *counted) Read(b []byte) (int, error) {
	n, err := c.r.Read(b)
	c.n += n
	return n, err
}

func TestChangedAnswers(t *testing.T) {
	t.Parallel()
	for fault, bad := range map[string]func([]byte) bool{
		"deep":           func(b []byte) bool { return strings.Contains(string(b), strings.Repeat("[", 100_000)) },
		"deep:n=20":      func(b []byte) bool { return json.Valid(b) && strings.Contains(string(b), strings.Repeat("[", 20)) },
		"nan":            func(b []byte) bool { return !json.Valid(b) && strings.Contains(string(b), `"nan":NaN`) },
		"bad-utf8":       func(b []byte) bool { return !utf8.Valid(b) },
		"surrogates":     func(b []byte) bool { return json.Valid(b) && strings.Contains(string(b), `"name":"\ud83d`) },
		"duplicate-keys": func(b []byte) bool { return json.Valid(b) && strings.Count(string(b), `"total":`) == 2 },
		"null-items":     func(b []byte) bool { return string(b) == `{"total":1250,"items":null}` },
		"total:value=missing": func(b []byte) bool {
			return strings.HasPrefix(string(b), `{"items":[{`)
		},
		"total:value=null":     func(b []byte) bool { return strings.HasPrefix(string(b), `{"total":null,`) },
		"total:value=negative": func(b []byte) bool { return strings.HasPrefix(string(b), `{"total":-3,`) },
		"total:value=zero":     func(b []byte) bool { return strings.HasPrefix(string(b), `{"total":0,`) },
		"total:value=string":   func(b []byte) bool { return strings.HasPrefix(string(b), `{"total":"1250",`) },
		"total":                func(b []byte) bool { return strings.HasPrefix(string(b), `{"total":99999999999999999999999,`) },
	} {
		_, c := faulty(t, fault)
		if b := c.get(largeInventory); !bad(b) {
			t.Errorf("%s: %.120s", fault, b)
		}
		if status, b := c.call("GET", "/server/player/9/inventory", nil); status != 404 || !json.Valid(b) {
			t.Errorf("%s changed an error: %d %s", fault, status, b)
		}
	}
}

func TestPageFaults(t *testing.T) {
	t.Parallel()
	_, honest := server(t, Options{})
	all, _ := honest.walk(largeInventory, 200, 99)

	for _, tc := range []struct {
		fault  string
		pages  int // to walk at most
		unique int // instances found
		count  int // items that came
	}{
		{"short:n=60", 999, 1250, 1250},
		{"short:times=1", 999, 1250, 1250},
		{"stuck:after=1", 6, 200, 1200},
		{"stuck:after=2:times=1", 99, 1250, 1250 + 200},
		{"ring", 7, 600, 1400},
		{"overlap", 99, 1250, 1250 + 6*5},
		{"descending", 99, 1250, 1250},
		{"reversed", 3, 201 + 1, 600},
		{"shrink:n=100", 99, 800, 800},
	} {
		_, c := faulty(t, tc.fault)
		ids, _ := c.walk(largeInventory, 200, tc.pages)
		seen := map[uint64]bool{}
		for _, id := range ids {
			seen[id] = true
			if _, ok := slices.BinarySearch(all, id); !ok {
				t.Fatalf("%s: made up %d", tc.fault, id)
			}
		}
		if len(seen) != tc.unique || len(ids) != tc.count {
			t.Errorf("%s: %d instances in %d items, want %d in %d", tc.fault, len(seen), len(ids), tc.unique, tc.count)
		}
		c.get("/server/player/1250/characters") // page faults leave it alone
	}
	_, c := faulty(t, "descending")
	ids, _ := c.walk(largeInventory, 200, 99)
	slices.Reverse(ids)
	if !slices.Equal(ids, all) {
		t.Error("descending is not the walk backwards")
	}
}
