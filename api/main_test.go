package api

import (
	"context"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"lootlens/api/demo"
	"lootlens/models"
)

// proxyChild makes the test binary say how it sees the environment's proxy, which
// net/http reads once in a process.
const proxyChild = "LOOTLENS_TEST_PROXY_OF"

func TestMain(m *testing.M) {
	if target := os.Getenv(proxyChild); target != "" {
		r, err := http.NewRequest(http.MethodGet, target, nil)
		if proxy := newTransport(r.URL).Proxy; err == nil && proxy != nil {
			fmt.Print(proxy(r))
		}
		os.Exit(0)
	}
	goleak.VerifyTestMain(m)
}

// testKey is the demo's; demoToken is in every token that the demo gives.
const (
	testKey   = demo.Key
	demoToken = "demo-session-"
	ownToken  = "tok-SECRET-0123456789"
)

func keyOf(s string) KeySource {
	return func(context.Context) (Key, error) { return NewKey(s) }
}

// watch collects what a client tells and fails the test when any of it holds a
// secret.
type watch struct {
	t         testing.TB
	mu        sync.Mutex
	exchanges []Exchange
	pauses    []Pause
}

func (w *watch) attach(cfg *Config) {
	cfg.Observe = func(x Exchange) {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.exchanges = append(w.exchanges, x)
		w.scan(x)
	}
	cfg.OnPause = func(p Pause) {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.pauses = append(w.pauses, p)
		w.scan(p)
	}
}

func (w *watch) scan(v any) {
	for _, verb := range []string{"%v", "%+v", "%#v", "%q", "%x"} {
		noSecret(w.t, fmt.Sprintf(verb, v))
	}
}

func noSecret(t testing.TB, s string) {
	t.Helper()
	for _, secret := range []string{testKey, demoToken, ownToken} {
		if strings.Contains(s, secret) || strings.Contains(s, fmt.Sprintf("%x", secret)) {
			t.Errorf("a secret is in %.300q", s)
		}
	}
}

func (w *watch) list() []Exchange {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]Exchange(nil), w.exchanges...)
}

func (w *watch) waits() []Pause {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]Pause(nil), w.pauses...)
}

// safe fails the test unless the error's sentence is one that may be printed.
func (w *watch) safe(err error) {
	w.t.Helper()
	if err == nil {
		w.t.Error("no error")
		return
	}
	w.scan(err)
	s := err.Error()
	if s == "" || strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r >= 0x7f && r < 0xa0 }) {
		w.t.Errorf("not safe to print: %q", s)
	}
	if s[0] >= 'A' && s[0] <= 'Z' {
		w.t.Errorf("begins with a capital: %q", s)
	}
}

// connect makes a client of url whose waits are short and that isn't limited.
func connect(t testing.TB, url string, change func(*Config)) (*Client, *watch) {
	t.Helper()
	w := &watch{t: t}
	cfg := Config{BaseURL: url, Key: keyOf(testKey), PerMinute: -1, RetryWait: time.Millisecond,
		Timeout: time.Minute} // a busy machine is slow
	w.attach(&cfg)
	if change != nil {
		change(&cfg)
	}
	c, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c, w
}

// play starts the demo and a client of it.
func play(t testing.TB, faults ...demo.Fault) (*demo.Server, *Client, *watch) {
	t.Helper()
	s := demo.New(demo.Options{})
	url, stop, err := s.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	s.SetFaults(faults...)
	c, w := connect(t, url, nil)
	return s, c, w
}

var quiet = log.New(io.Discard, "", 0)

// serve answers sessions with ownToken and all else with h.
func serve(t testing.TB, h http.HandlerFunc) *httptest.Server {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("POST /server/session", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, `{"success":true,"token":%q}`, ownToken)
	})
	mux.HandleFunc("/", h)
	return plain(t, mux)
}

// plain serves h, sessions and all.
func plain(t testing.TB, h http.Handler) *httptest.Server {
	t.Helper()
	s := httptest.NewUnstartedServer(h)
	s.Config.ErrorLog = quiet
	s.Start()
	t.Cleanup(s.Close)
	return s
}

func body(s string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, s) }
}

func player(t testing.TB, n uint64) models.PlayerID {
	t.Helper()
	id, err := models.ParsePlayerID(fmt.Sprint(n))
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func holder(t testing.TB, n uint64) models.Holder {
	t.Helper()
	return models.Holder{Kind: models.PlayerHolder, Player: player(t, n)}
}

// walk collects a walk: the items' ids, the pages, and the error that closed it.
func walk(ctx context.Context, c *Client, h models.Holder, opt WalkOptions) (ids []string, pages int, err error) {
	for page, e := range c.Walk(ctx, h, opt) {
		for i := range page.Items {
			ids = append(ids, page.Items[i].Instance().String())
		}
		pages, err = pages+1, e
	}
	return ids, pages, err
}
