package api

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"lootlens/api/demo"
	"lootlens/models"
	"lootlens/models/text"
)

// Every read of the API facts gives something, and what is sent is what the facts say.
func TestReads(t *testing.T) {
	t.Parallel()
	s, c, _ := play(t)
	ctx, large := t.Context(), player(t, demo.PlayerLarge)
	chars, err := c.Characters(ctx, large)
	if err != nil || len(chars) != 8 {
		t.Fatalf("%d characters: %v", len(chars), err)
	}
	heroes, err := c.Heroes(ctx, large)
	if err != nil || len(heroes) != 3 {
		t.Fatalf("%d heroes: %v", len(heroes), err)
	}
	holders := []models.Holder{{Kind: models.PlayerHolder, Player: large}}
	for _, ch := range chars {
		holders = append(holders, models.Holder{Kind: models.CharacterHolder, Player: large, Character: ch.ID})
	}
	for _, h := range heroes {
		holders = append(holders, models.Holder{Kind: models.HeroHolder, Player: large, Hero: h.ID})
	}
	equipped, stored, advanced := 0, 0, 0
	for _, h := range holders {
		p, err := c.Page(ctx, PageRequest{Holder: h, Count: 200})
		if err != nil || len(p.Items) != min(200, int(p.Total.N)) {
			t.Errorf("%s: %d items of %d, %v", h, len(p.Items), p.Total.N, err)
		}
		worn, err := c.Loadout(ctx, h)
		if err != nil {
			t.Errorf("loadout of %s: %v", h, err)
		}
		equipped += len(worn)
		for i := range min(3, len(p.Items)) {
			pairs, err := c.InstanceStorage(ctx, large, p.Items[i].Instance())
			if err != nil {
				t.Errorf("storage: %v", err)
			}
			steps, err := c.Progressions(ctx, Progressing{Player: large, Instance: p.Items[i].Instance()}, "")
			if err != nil {
				t.Errorf("progressions: %v", err)
			}
			stored, advanced = stored+len(pairs), advanced+len(steps.Items)
		}
	}
	if equipped == 0 || stored == 0 || advanced == 0 {
		t.Errorf("%d equipped, %d stored, %d progressions", equipped, stored, advanced)
	}
	players, err := c.FindPlayers(ctx, models.PlayerRef{Kind: models.RefName, Value: "Nova"}, models.PlayerRef{Kind: models.RefID, Value: "1250"})
	if err != nil || len(players) < 3 {
		t.Fatalf("%d players: %v", len(players), err)
	}
	for _, p := range players {
		if p.ID == large {
			wallet, err := c.Wallet(ctx, p.ULID.Raw())
			if err != nil {
				t.Fatal(err)
			}
			if money, err := c.Balances(ctx, wallet.ID); err != nil || len(money) == 0 {
				t.Errorf("%d balances: %v", len(money), err)
			}
		}
	}
	if none, err := c.FindPlayers(ctx, models.PlayerRef{Kind: models.RefName, Value: "no such & <name>?"}); err != nil || len(none) != 0 {
		t.Errorf("%d players: %v", len(none), err)
	}
	clock, err := c.Ping(ctx)
	if err != nil || clock.Server.IsZero() || clock.Offset.Abs() > time.Minute || clock.RoundTrip <= 0 {
		t.Errorf("the clock is %+v: %v", clock, err)
	}
	checkSent(t, s.Requests())
}

// checkSent: one POST with the key, and GETs with a token and no key.
func checkSent(t *testing.T, sent []demo.Request) {
	t.Helper()
	for i, r := range sent {
		key, tok := r.Header.Get(keyHeader), r.Header.Get(tokenHeader)
		session := i == 0
		if session != (r.Method == http.MethodPost && r.Path == sessionPath) || session != (key == testKey) ||
			session == strings.HasPrefix(tok, demoToken) || !session && (r.Method != http.MethodGet || len(r.Header.Values(keyHeader)) > 0) {
			t.Errorf("request %d is %s %s", i, r.Method, r.Path)
		}
		if r.Header.Get("LL-Version") != DefaultLLVersion || r.Header.Get("User-Agent") != "lootlens" ||
			r.Header.Get("Accept-Encoding") != "identity" || len(r.Header.Values("Cookie")) > 0 {
			t.Errorf("request %d has headers %v", i, r.Header)
		}
		noSecret(t, r.Path+"?"+r.Query)
	}
}

// What isn't there to ask for is said without a request.
func TestReadsOfNothing(t *testing.T) {
	t.Parallel()
	s, c, w := play(t)
	ctx := t.Context()
	one := player(t, 1)
	inst, _ := models.ParseInstanceID("5")
	for i, ask := range []func() error{
		func() error { _, err := c.Characters(ctx, models.PlayerID{}); return err },
		func() error { _, err := c.Heroes(ctx, models.PlayerID{}); return err },
		func() error { _, err := c.FindPlayers(ctx); return err },
		func() error { _, err := c.Page(ctx, PageRequest{Holder: models.Holder{}, Count: 20}); return err },
		func() error {
			_, err := c.Page(ctx, PageRequest{Holder: models.Holder{Kind: models.CharacterHolder, Player: one}})
			return err
		},
		func() error {
			_, err := c.Loadout(ctx, models.Holder{Kind: models.HeroHolder, Player: one})
			return err
		},
		func() error { _, err := c.Loadout(ctx, models.Holder{Kind: models.UniversalHolder}); return err },
		func() error { _, err := c.InstanceStorage(ctx, models.PlayerID{}, inst); return err },
		func() error { _, err := c.InstanceStorage(ctx, one, models.InstanceID{}); return err },
		func() error { _, err := c.Progressions(ctx, Progressing{}, ""); return err },
		func() error { _, err := c.Metadata(ctx, "item", "", ""); return err },
		func() error { _, err := c.Wallet(ctx, ""); return err },
		func() error { _, err := c.Balances(ctx, ".."); return err },
		func() error { _, _, err := walk(ctx, c, models.Holder{}, WalkOptions{}); return err },
		func() error { _, err := c.newest(ctx, models.Holder{}, models.Cursor{}); return err },
	} {
		if err := ask(); err == nil {
			t.Errorf("call %d gives no error", i)
		} else {
			w.safe(err)
		}
	}
	if len(s.Requests()) != 0 {
		t.Errorf("%d requests were made", len(s.Requests()))
	}
}

// What a server or user gave stays one segment of the path.
func TestNamedPaths(t *testing.T) {
	t.Parallel()
	var seen []string
	srv := plain(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.RequestURI == "/prefix/server/session" {
			fmt.Fprintf(w, `{"token":%q}`, ownToken)
			return
		}
		seen = append(seen, r.RequestURI)
		w.WriteHeader(http.StatusNotFound)
	}))
	c, w := connect(t, srv.URL+"/prefix/", nil)
	for _, id := range []string{"../../session", "a/b?c#d", "\x1b[2J\r\n", "01ABC"} {
		_, err := c.Balances(t.Context(), id)
		w.safe(err)
	}
	want := "/prefix/server/balances/wallet/..%2F..%2Fsession /prefix/server/balances/wallet/a%2Fb%3Fc%23d " +
		"/prefix/server/balances/wallet/%1B%5B2J%0D%0A /prefix/server/balances/wallet/01ABC"
	if got := strings.Join(seen, " "); got != want {
		t.Errorf("asked for %s", got)
	}
	if x := w.list(); x[1].Path != "/prefix/server/balances/wallet/..%2F..%2Fsession" {
		t.Errorf("logged as %s", x[1].Path)
	}
}

func TestPingWithoutDate(t *testing.T) {
	t.Parallel()
	for answer, good := range map[string]bool{`{"success":true}`: true, `{"date":"yesterday"}`: true, `{"date":"2001-02-03T04:05:06Z"}`: true, `nope`: false} {
		srv := serve(t, body(answer))
		c, _ := connect(t, srv.URL, nil)
		clock, err := c.Ping(t.Context())
		if (err == nil) != good || good && clock.Server.IsZero() {
			t.Errorf("%s: %+v, %v", answer, clock, err)
		}
		if strings.Contains(answer, "2001") && clock.Offset > -20*365*24*time.Hour {
			t.Errorf("the offset is %v", clock.Offset)
		}
	}
}

// The package builds requests in request.go only, and names no method there but
// GET, and POST for the session.
func TestOnlyReadsCanBeBuilt(t *testing.T) {
	t.Parallel()
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	builds := map[string]int{}
	for _, f := range files {
		if !strings.HasSuffix(f.Name(), ".go") || strings.HasSuffix(f.Name(), "_test.go") {
			continue
		}
		src, err := os.ReadFile(f.Name())
		if err != nil {
			t.Fatal(err)
		}
		for _, verb := range []string{"PUT", "PATCH", "DELETE", "MethodPut", "MethodPatch", "MethodDelete", "MethodConnect", "PostForm", ".Post("} {
			if bytes.Contains(src, []byte(verb)) {
				t.Errorf("%s holds %s", f.Name(), verb)
			}
		}
		tree, err := parser.ParseFile(token.NewFileSet(), f.Name(), src, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(tree, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			name, ok := call.Fun.(*ast.SelectorExpr)
			if ok && (strings.Contains(name.Sel.Name, "NewRequest") || name.Sel.Name == "Get" && fmt.Sprint(name.X) == "http") {
				if f.Name() != "request.go" {
					t.Errorf("%s builds a request", f.Name())
				}
				method, _ := call.Args[1].(*ast.SelectorExpr)
				builds[method.Sel.Name]++
			}
			return true
		})
	}
	if len(builds) != 2 || builds["MethodGet"] != 1 || builds["MethodPost"] != 1 {
		t.Errorf("requests are built as %v", builds)
	}
}

// FuzzError: whatever a server answers with, the error is one safe sentence.
func FuzzError(f *testing.F) {
	for _, s := range []string{"", "{}", `{"message":"\u001b[2J"}`, `{"messages":["a",null,1]}`, "<html>", "\xff\xfe", `{"code":{"a":[1]}}`} {
		f.Add(s, 503, "7")
	}
	f.Fuzz(func(t *testing.T, s string, status int, after string) {
		_, _ = NewKey(testKey)
		secrets.add(ownToken, true)
		e := &Error{Status: status, Method: http.MethodGet}
		e.explain([]byte(s + testKey + ownToken))
		e.RetryAfter = retryAfter(http.Header{"Retry-After": {after}})
		got := e.Error()
		noSecret(t, got)
		noSecret(t, string(e.Body))
		if got != text.Of(got).Line() || len(got) == 0 || len(got) > 4096 {
			t.Errorf("not safe: %q", got)
		}
		if e.RetryAfter < 0 || e.RetryAfter > farAway {
			t.Errorf("asks for %v", e.RetryAfter)
		}
	})
}

// Loadouts that are grouped by character, and the zero date, are read as what they mean.
func TestGroupedLoadoutAndZeroDate(t *testing.T) {
	t.Parallel()
	_, c, _ := play(t)
	worn, err := c.Loadout(t.Context(), holder(t, demo.PlayerShared))
	if err != nil || len(worn) == 0 || worn[0].Character.String() != "20051" || worn[0].Instance.IsZero() {
		t.Errorf("%+v: %v", worn, err)
	}
	page, err := c.Page(t.Context(), PageRequest{Holder: holder(t, demo.PlayerNovaPSN), Count: 1})
	if err != nil || len(page.Items) != 1 || !strings.Contains(string(page.Items[0].Raw()), `"0001-01-01T00:00:00Z"`) {
		t.Errorf("%+v: %v", page, err)
	} else if at, ok := page.Items[0].Acquired(); ok {
		t.Errorf("the zero date is %s", at)
	}
}
