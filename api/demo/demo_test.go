package demo

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"
)

var noon = time.Date(2026, 9, 20, 12, 0, 0, 0, time.UTC)

func fixed() time.Time { return noon }

// server is a Server on a real connection.
func server(t testing.TB, opt Options) (*Server, *caller) {
	t.Helper()
	if opt.Now == nil {
		opt.Now = fixed
	}
	s := New(opt)
	base, stop, err := s.Start(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	c := &caller{t: t, base: base, http: &http.Client{Transport: &http.Transport{}, Timeout: 30 * time.Second}}
	t.Cleanup(c.http.CloseIdleConnections)
	c.login()
	return s, c
}

// caller calls as a client does that knows the rules.
type caller struct {
	t     testing.TB
	base  string
	token string
	http  *http.Client
}

func (c *caller) do(method, path string, edit func(*http.Request)) (*http.Response, error) {
	var body io.Reader
	if method == http.MethodPost {
		body = strings.NewReader(`{"game_version":"1.0.0.0"}`)
	}
	r, err := http.NewRequest(method, c.base+path, body)
	if err != nil {
		c.t.Fatal(err)
	}
	r.Header.Set("LL-Version", "2021-03-01")
	if method == http.MethodPost {
		r.Header.Set("x-server-key", Key)
		r.Header.Set("Content-Type", "application/json")
	} else {
		r.Header.Set("x-auth-token", c.token)
	}
	if edit != nil {
		edit(r)
	}
	return c.http.Do(r)
}

// call reads the whole answer; a broken one fails the test.
func (c *caller) call(method, path string, edit func(*http.Request)) (int, []byte) {
	c.t.Helper()
	resp, err := c.do(method, path, edit)
	if err != nil {
		c.t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	return resp.StatusCode, b
}

func (c *caller) get(path string) []byte {
	c.t.Helper()
	status, b := c.call(http.MethodGet, path, nil)
	if status != http.StatusOK {
		c.t.Fatalf("%s: %d %s", path, status, b)
	}
	return b
}

func (c *caller) login() {
	c.t.Helper()
	_, b := c.call(http.MethodPost, "/server/session", nil)
	var s struct {
		Success bool
		Token   string
	}
	if err := json.Unmarshal(b, &s); err != nil || !s.Success || s.Token == "" {
		c.t.Fatalf("session: %s %v", b, err)
	}
	c.token = s.Token
}

type page struct {
	Total json.Number
	Items []struct {
		ID     uint64 `json:"instance_id"`
		Source string `json:"acquisition_source"`
		Asset  json.RawMessage
		Rental json.RawMessage
	}
}

func (c *caller) page(path string) page {
	c.t.Helper()
	var p page
	b := c.get(path)
	if err := json.Unmarshal(b, &p); err != nil {
		c.t.Fatalf("%s: %v", path, err)
	}
	return p
}

// walk goes to the empty page, or until limit pages, and gives all ids.
func (c *caller) walk(path string, count, limit int) (ids []uint64, last page) {
	c.t.Helper()
	after := ""
	for range limit {
		last = c.page(fmt.Sprintf("%s?count=%d%s", path, count, after))
		if len(last.Items) == 0 {
			break
		}
		for _, it := range last.Items {
			ids = append(ids, it.ID)
		}
		after = "&after=" + strconv.FormatUint(ids[len(ids)-1], 10)
	}
	return ids, last
}

func TestWalksGiveEveryInstanceOnce(t *testing.T) {
	t.Parallel()
	_, c := server(t, Options{Items: 1210})
	for path, want := range map[string]int{
		"/server/player/1000/inventory":                    0,
		"/server/player/1007/inventory":                    7,
		"/server/player/1250/inventory":                    1250,
		"/server/player/20000/inventory":                   1210,
		"/server/player/1250/characters/12501/inventory":   412,
		"/server/player/1250/heroes/9001/inventory":        64,
		"/server/player/1250/heroes/301/inventory":         64,
		"/server/player/1337/inventory":                    300,
		"/server/player/1337/characters/13373/inventory":   12,
		"/server/player/20000/characters/200001/inventory": 640,
	} {
		for _, count := range []int{50, 199} {
			ids, last := c.walk(path, count, 1000)
			if len(ids) != want {
				t.Errorf("%s by %d: %d items, want %d", path, count, len(ids), want)
			}
			for i := 1; i < len(ids); i++ {
				if ids[i] <= ids[i-1] {
					t.Fatalf("%s: id %d after %d", path, ids[i], ids[i-1])
				}
			}
			if last.Total.String() != strconv.Itoa(want) {
				t.Errorf("%s: total %s, want %d", path, last.Total, want)
			}
		}
	}
}

func TestReferenceIsServedAsPublished(t *testing.T) {
	t.Parallel()
	_, c := server(t, Options{})
	for _, q := range []string{"", "?count=200", "?count=1&after=9"} {
		if got := c.get("/server/player/363/characters/49/inventory" + q); !bytes.Equal(got, referenceInventory) {
			t.Errorf("query %q: not the reference, byte for byte", q)
		}
	}
	if b := c.get("/server/player/363/assets/instances/-55392494/storage"); string(b) != `{"storage":[]}` {
		t.Errorf("storage of a reference item: %s", b)
	}
	if b := c.get("/server/player/363/characters/49/loadout"); !bytes.Contains(b, []byte("-55392494")) {
		t.Errorf("loadout of the reference: %.200s", b)
	}
}

func BenchmarkPageOf200(b *testing.B) {
	s := New(Options{Now: fixed})
	token := s.startSession()
	r := httptest.NewRequest(http.MethodGet, "/server/player/20000/inventory?count=200&after=1000900000", nil)
	r.Header.Set("LL-Version", "2021-03-01")
	r.Header.Set("x-auth-token", token)
	w := &nullWriter{h: http.Header{}}
	b.ReportAllocs()
	for b.Loop() {
		w.n = 0
		s.ServeHTTP(w, r)
	}
	if w.n < 200_000 {
		b.Fatalf("a page of %d bytes", w.n)
	}
	b.SetBytes(int64(w.n))
}

type nullWriter struct {
	h http.Header
	n int
}

func (w *nullWriter) Header() http.Header         { return w.h }
func (w *nullWriter) WriteHeader(int)             {}
func (w *nullWriter) Write(b []byte) (int, error) { w.n += len(b); return len(b), nil }
