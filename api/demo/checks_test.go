package demo

import (
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

func header(name, value string) func(*http.Request) {
	return func(r *http.Request) {
		r.Header.Del(name)
		if value != "" {
			r.Header.Set(name, value)
		}
	}
}

func TestRequestChecks(t *testing.T) {
	t.Parallel()
	_, c := server(t, Options{})
	const inv = "/server/player/1250/inventory"
	body := func(s string) func(*http.Request) {
		return func(r *http.Request) {
			fresh, err := http.NewRequest(r.Method, r.URL.String(), strings.NewReader(s))
			if err != nil {
				t.Error(err)
				return
			}
			r.Body, r.ContentLength, r.GetBody = fresh.Body, fresh.ContentLength, fresh.GetBody
		}
	}
	for _, tc := range []struct {
		name   string
		method string
		path   string
		edit   func(*http.Request)
		status int
		code   string
	}{
		{"no version", "GET", inv, header("LL-Version", ""), 400, "missing_version"},
		{"session without version", "POST", "/server/session", header("LL-Version", ""), 400, "missing_version"},
		{"no token", "GET", inv, header("x-auth-token", ""), 401, "unauthorized"},
		{"unknown token", "GET", inv, header("x-auth-token", "x"), 401, "unauthorized"},
		{"key outside the session", "GET", inv, header("x-server-key", Key), 400, "unexpected_server_key"},
		{"empty key outside the session", "GET", inv, func(r *http.Request) { r.Header["X-Server-Key"] = []string{""} }, 400, "unexpected_server_key"},
		{"wrong key", "POST", "/server/session", header("x-server-key", "prod_x"), 401, "invalid_server_key"},
		{"no key", "POST", "/server/session", header("x-server-key", ""), 401, "invalid_server_key"},
		{"no content type", "POST", "/server/session", header("Content-Type", ""), 415, "unsupported_media_type"},
		{"form", "POST", "/server/session", header("Content-Type", "text/plain"), 415, "unsupported_media_type"},
		{"charset is fine", "POST", "/server/session", header("Content-Type", "application/json; charset=utf-8"), 200, ""},
		{"no body", "POST", "/server/session", body(""), 400, "invalid_game_version"},
		{"no version in body", "POST", "/server/session", body(`{}`), 400, "invalid_game_version"},
		{"odd version in body", "POST", "/server/session", body(`{"game_version":"latest"}`), 400, "invalid_game_version"},
		{"get session", "GET", "/server/session", nil, 405, "method_not_allowed"},
		{"put", "PUT", inv, nil, 405, "method_not_allowed"},
		{"delete", "DELETE", inv, nil, 405, "method_not_allowed"},
		{"post elsewhere", "POST", inv, nil, 405, "method_not_allowed"},
		{"unknown path", "GET", "/server/nothing", nil, 404, "not_found"},
		{"no prefix", "GET", "/player/1250/inventory", nil, 404, "not_found"},
		{"slash at the end", "GET", inv + "/", nil, 404, "not_found"},
		{"players for player", "GET", "/server/players/1250/inventory", nil, 404, "not_found"},
		{"unknown player", "GET", "/server/player/9/inventory", nil, 404, "not_found"},
		{"player that is not a number", "GET", "/server/player/x/inventory", nil, 404, "not_found"},
		{"unknown character", "GET", "/server/player/1250/characters/9/inventory", nil, 404, "not_found"},
		{"someone else's character", "GET", "/server/player/1250/characters/49/inventory", nil, 404, "not_found"},
		{"unknown hero", "GET", "/server/player/1250/heroes/9/loadout", nil, 404, "not_found"},
		{"unknown instance", "GET", "/server/player/1250/assets/instances/9/storage", nil, 404, "not_found"},
		{"unknown wallet", "GET", "/server/balances/wallet/9", nil, 404, "not_found"},
		{"negative after", "GET", inv + "?after=-1", nil, 400, "parameter_invalid"},
		{"after above 64 bits", "GET", inv + "?after=18446744073709551616", nil, 400, "parameter_invalid"},
		{"empty after", "GET", inv + "?after=", nil, 400, "parameter_invalid"},
		{"float after", "GET", inv + "?after=1e9", nil, 400, "parameter_invalid"},
		{"largest after", "GET", inv + "?after=18446744073709551615", nil, 200, ""},
		{"count that is not a number", "GET", inv + "?count=many", nil, 400, "parameter_invalid"},
		{"broken query", "GET", inv + "?count=%zz", nil, 400, "invalid_query"},
		{"look-up by nothing", "GET", "/server/players/lookup/name", nil, 400, "missing_parameter"},
		{"look-up by the unknown", "GET", "/server/players/lookup/name?name=Nova", nil, 400, "missing_parameter"},
	} {
		status, b := c.call(tc.method, tc.path, tc.edit)
		if status != tc.status {
			t.Errorf("%s: status %d, want %d: %.200s", tc.name, status, tc.status, b)
			continue
		}
		if tc.code == "" {
			continue
		}
		var e errorBody
		ulidForm := regexp.MustCompile(`^[0-7][0-9A-HJKMNP-TV-Z]{25}$`)
		if err := json.Unmarshal(b, &e); err != nil || e.Code != tc.code || e.Message == "" || e.DocURL == "" ||
			!ulidForm.MatchString(e.RequestID) || !ulidForm.MatchString(e.TraceID) {
			t.Errorf("%s: error body %s (%v), want code %s", tc.name, b, err, tc.code)
		}
	}
}

func TestCountOutOfRange(t *testing.T) {
	t.Parallel()
	_, c := server(t, Options{})
	for query, want := range map[string]int{
		"": 50, "?count=1": 1, "?count=50": 50, "?count=199": 199, "?count=200": 200,
		"?count=0": 50, "?count=201": 50, "?count=-4": 50, "?count=99999999999999999999999": 50,
	} {
		if p := c.page("/server/player/1250/inventory" + query); len(p.Items) != want {
			t.Errorf("%q: %d items, want %d", query, len(p.Items), want)
		}
	}
}

func TestAfterAnyID(t *testing.T) {
	t.Parallel()
	s, c := server(t, Options{})
	ids := s.Instances(Holder{Player: PlayerLarge}, 3) // newest first
	for after, want := range map[uint64]int{ids[2]: 2, ids[2] - 1: 3, ids[1] - 1: 2, ids[0]: 0, ids[0] + 9: 0} {
		if p := c.page("/server/player/1250/inventory?after=" + itoa(after)); len(p.Items) != want {
			t.Errorf("after %d: %d items, want %d", after, len(p.Items), want)
		}
	}
}

func TestRequestsAndSessionsAreCounted(t *testing.T) {
	t.Parallel()
	s, c := server(t, Options{})
	c.get("/server/player/1000/inventory?count=3")
	c.call("GET", "/server/nowhere", nil)
	if n := s.Sessions(); n != 1 {
		t.Errorf("%d sessions, want 1", n)
	}
	seen := s.Requests()
	if len(seen) != 3 {
		t.Fatalf("%d requests, want 3", len(seen))
	}
	r := seen[1]
	if r.Method != "GET" || r.Path != "/server/player/1000/inventory" || r.Query != "count=3" || r.Status != 200 ||
		r.Header.Get("x-auth-token") != c.token || seen[0].Header.Get("x-server-key") != Key || seen[2].Status != 404 {
		t.Errorf("requests seen: %+v", seen)
	}
	r.Header.Set("x-auth-token", "changed")
	if s.Requests()[1].Header.Get("x-auth-token") != c.token {
		t.Error("a caller could change what was recorded")
	}
}

func TestRequestsAreBounded(t *testing.T) {
	t.Parallel()
	var l requestLog
	r, err := http.NewRequest("GET", "http://x/", nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := range maxRequests + 10 {
		r.URL.Path = "/" + itoa(uint64(i))
		l.add(r)
	}
	s := &Server{log: requestLog{ring: l.ring, next: l.next}}
	seen := s.Requests()
	if len(seen) != maxRequests || seen[0].Path != "/10" || seen[maxRequests-1].Path != "/"+itoa(maxRequests+9) {
		t.Errorf("%d requests, from %s to %s", len(seen), seen[0].Path, seen[len(seen)-1].Path)
	}
}

func TestOldSessionsEnd(t *testing.T) {
	t.Parallel()
	s := New(Options{})
	var tokens []string
	for range maxTokens + 1 {
		tokens = append(tokens, s.startSession())
	}
	if s.useToken(tokens[0]) || !s.useToken(tokens[1]) || !s.useToken(tokens[maxTokens]) {
		t.Error("not the oldest session ended")
	}
	if slices.Sort(tokens); len(slices.Compact(tokens)) != maxTokens+1 {
		t.Error("two sessions share a token")
	}
}

// A session ends an hour after its last request, as LootLocker's do.
func TestIdleSessionsEnd(t *testing.T) {
	t.Parallel()
	now := noon
	_, c := server(t, Options{Now: func() time.Time { return now }})
	for _, step := range []struct {
		pause  time.Duration
		status int
	}{
		{59 * time.Minute, 200}, {time.Hour - time.Second, 200}, {time.Hour, 401}, {time.Second, 401},
	} {
		now = now.Add(step.pause)
		if got, body := c.call("GET", "/server/ping", nil); got != step.status {
			t.Errorf("after a pause of %s: %d %s", step.pause, got, body)
		}
	}
	c.login()
	c.get("/server/ping")
}
