package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"lootlens/models"
)

// Progressions come in pages: all are read, by the cursor that the service gives, and
// what a bound leaves out is known.
func TestProgressionsInPages(t *testing.T) {
	t.Parallel()
	srv := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("count") != "100" {
			t.Errorf("asked for %s", r.URL)
		}
		next := map[string]string{"": "b", "b": "c", "c": ""}[r.URL.Query().Get("after")]
		fmt.Fprintf(w, `{"items":[{"progression_key":"1"},{"progression_key":"2"}],"pagination":{"total":6,"next_cursor":%q}}`, next)
	})
	c, _ := connect(t, srv.URL, nil)
	for most, want := range map[int]string{100: "6 of 6 ", 3: "4 of 6 c"} {
		l, err := ReadAll(t.Context(), most, func(ctx context.Context, after string) (models.List[models.Progression], error) {
			return c.Progressions(ctx, Progressing{Player: player(t, 1)}, after)
		})
		if got := fmt.Sprintf("%d of %d %s", len(l.Items), l.Total.N, l.Next); err != nil || got != want {
			t.Errorf("at most %d: %s: %v", most, got, err)
		}
	}
}

// A list whose cursors do not move on ends, whatever they are, and says that more entries may be there.
func TestListsEnd(t *testing.T) {
	t.Parallel()
	const page = `{"items":[{"progression_key":"1"}],"pagination":{"total":%s,"next_cursor":%s}}`
	for name, c := range map[string]struct {
		answer  func(n int) string
		asked   int
		partial bool
	}{
		"same cursor":     {func(int) string { return fmt.Sprintf(page, "9", `"x"`) }, 2, true},
		"two in turn":     {func(n int) string { return fmt.Sprintf(page, "9", []string{`"x"`, `"y"`}[n%2]) }, 3, true},
		"longer circle":   {func(n int) string { return fmt.Sprintf(page, "9", fmt.Sprint(1+n%5)) }, 6, true},
		"empty":           {func(int) string { return `{"items":[],"pagination":{"total":9,"next_cursor":"x"}}` }, 1, true},
		"no cursor":       {func(int) string { return fmt.Sprintf(page, "2", "null") }, 1, true},
		"total too small": {func(n int) string { return fmt.Sprintf(page, "0", []string{`"x"`, "null"}[n%2]) }, 2, false},
		"total once": {func(n int) string {
			return fmt.Sprintf(page, []string{"3", "null"}[n%2], []string{`"x"`, "null"}[n%2])
		}, 2, true},
	} {
		asked := 0
		srv := serve(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, c.answer(asked)); asked++ })
		client, _ := connect(t, srv.URL, nil)
		all, err := ReadAll(t.Context(), 1000, func(ctx context.Context, after string) (models.List[models.Progression], error) {
			return client.Progressions(ctx, Progressing{Player: player(t, 1)}, after)
		})
		if err != nil || asked != c.asked || all.Partial() != c.partial {
			t.Errorf("%s: %d requests, partial %v: %v", name, asked, all.Partial(), err)
		}
	}
}

func TestPathsOfLists(t *testing.T) {
	t.Parallel()
	var got string
	srv := serve(t, func(w http.ResponseWriter, r *http.Request) { got = r.URL.String(); fmt.Fprint(w, okList) })
	c, _ := connect(t, srv.URL, nil)
	one := player(t, 1)
	character, _ := models.ParseCharacterID("2")
	instance, _ := models.ParseInstanceID("3")
	for want, ask := range map[string]func() error{
		"/server/players/1/progressions?count=100": func() error {
			_, err := c.Progressions(t.Context(), Progressing{Player: one}, "")
			return err
		},
		"/server/players/1/characters/2/progressions?after=a%2Fb&count=100": func() error {
			_, err := c.Progressions(t.Context(), Progressing{Player: one, Character: character}, "a/b")
			return err
		},
		"/server/players/1/assets/instances/3/progressions?count=100": func() error {
			_, err := c.Progressions(t.Context(), Progressing{Player: one, Instance: instance}, "")
			return err
		},
		"/server/metadata/source/asset/id/5001?page=2&per_page=100": func() error {
			_, err := c.Metadata(t.Context(), "asset", "5001", "2")
			return err
		},
	} {
		if err := ask(); err != nil || got != want {
			t.Errorf("asked for %s, want %s: %v", got, want, err)
		}
	}
}

// Whichever of an item's ids has the metadata, it is found; an item without any is
// no error.
func TestItemMetadata(t *testing.T) {
	t.Parallel()
	instance, _ := models.ParseInstanceID("7")
	const ulid, found, nothing = "01J8ZZZZZZZZZZZZZZZZZZZZZZ", `200{"entries":[{"key":"roll","value":1}]}`, `200{"entries":[]}`
	for name, c := range map[string]struct {
		byInstance, byULID, ulid string
		entries, requests        int
		fails                    bool
	}{
		"by instance":          {found, "404", ulid, 1, 1, false},
		"by ULID after 404":    {"404", found, ulid, 1, 2, false},
		"by ULID after 422":    {"422", found, ulid, 1, 2, false},
		"by ULID after none":   {nothing, found, ulid, 1, 2, false},
		"none anywhere":        {nothing, "404", ulid, 0, 2, false},
		"no ULID":              {nothing, found, "", 0, 1, false},
		"unknown by both":      {"404", "404", ulid, 0, 2, true},
		"failure, not refusal": {"403", found, ulid, 0, 1, true},
	} {
		asked := 0
		srv := serve(t, func(w http.ResponseWriter, r *http.Request) {
			asked++
			a := c.byInstance
			if strings.Contains(r.URL.Path, ulid) {
				a = c.byULID
			}
			var status int
			_, _ = fmt.Sscanf(a[:3], "%d", &status)
			w.WriteHeader(status)
			fmt.Fprint(w, a[3:])
		})
		client, _ := connect(t, srv.URL, nil)
		l, err := client.ItemMetadata(t.Context(), instance, c.ulid, "")
		if len(l.Items) != c.entries || asked != c.requests || (err != nil) != c.fails {
			t.Errorf("%s: %d entries after %d requests: %v", name, len(l.Items), asked, err)
		}
	}
}

// A wallet that is not there is none, whichever status says so; other refusals fail.
func TestNoWallet(t *testing.T) {
	t.Parallel()
	for status, fails := range map[int]bool{404: false, 422: false, 400: false, 403: true, 500: true} {
		srv := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) })
		c, _ := connect(t, srv.URL, nil)
		wallet, err := c.Wallet(t.Context(), "01J8ZZZZZZZZZZZZZZZZZZZZZZ")
		if wallet.ID != "" || (err != nil) != fails {
			t.Errorf("%d: wallet %q: %v", status, wallet.ID, err)
		}
	}
}

func TestPing(t *testing.T) {
	t.Parallel()
	for answer, want := range map[string]string{
		`{"pong":"2026-11-01T12:00:00Z"}`:                               "2026-11-01 12:00",
		`{"date":"2026-11-01T12:00:00.5Z"}`:                             "2026-11-01 12:00",
		`{"pong":"","date":"2026-11-01T12:00:00Z"}`:                     "2026-11-01 12:00",
		`{"pong":"0001-01-01T00:00:00Z","date":"2026-11-01T12:00:00Z"}`: "2026-11-01 12:00",
		`{"pong":1793534400}`:                                           "2026-11-01 12:00",
		`{"pong":"Sun, 01 Nov 2026 12:00:00 GMT"}`:                      "2026-11-01 12:00",
		`{"pong":"2026-11-01 12:00:00","pong":null,"date":false}`:       "2026-11-01 12:00",
		"{\"pong\":\"2026-11-01T12:00:00Z\",\"x\":\"\xff\"}":            "2026-11-01 12:00",
		`{}`:                   "0001-01-01 00:00",
		`{"pong":{"a":1}}`:     "0001-01-01 00:00",
		`{"pong":"yesterday"}`: "0001-01-01 00:00",
	} {
		srv := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header()["Date"] = nil
			fmt.Fprint(w, answer)
		})
		c, _ := connect(t, srv.URL, nil)
		clock, err := c.Ping(t.Context())
		if got := clock.Server.UTC().Format("2006-01-02 15:04"); err != nil || got != want || clock.RoundTrip <= 0 {
			t.Errorf("%s gives %s: %v", answer, got, err)
		}
	}
}

// A hero's path that is not found by one id is tried once by the other, and the id
// that works is used from then on; an id that is another hero's is not tried.
func TestHeroByItsOtherID(t *testing.T) {
	t.Parallel()
	const heroes = `{"items":[{"id":901,"hero_id":4},{"id":902,"hero_id":5},{"id":5,"hero_id":6}]}`
	for name, c := range map[string]struct {
		serves, asks string
		found        bool
		requests     string
	}{
		"by hero_id":       {"4", "4", true, "4 4"},
		"by id":            {"901", "4", true, "4 heroes 901 901"},
		"id given":         {"4", "901", true, "901 heroes 4 4"},
		"by neither":       {"77", "4", false, "4 heroes 901 4 heroes 901"},
		"not the player's": {"77", "88", false, "88 heroes 88 heroes"},
		"another hero's":   {"5", "6", false, "6 heroes 6 heroes"},
	} {
		var asked []string
		srv := serve(t, func(w http.ResponseWriter, r *http.Request) {
			segment := strings.Split(r.URL.Path, "/")
			switch id := segment[len(segment)-2]; {
			case segment[len(segment)-1] == "heroes":
				asked = append(asked, "heroes")
				fmt.Fprint(w, heroes)
			case id == c.serves:
				asked = append(asked, id)
				fmt.Fprint(w, okList)
			default:
				asked = append(asked, id)
				w.WriteHeader(404)
			}
		})
		client, _ := connect(t, srv.URL, nil)
		id, _ := models.ParseHeroID(c.asks)
		h := models.Holder{Kind: models.HeroHolder, Player: player(t, 1), Hero: id}
		_, err := client.Page(t.Context(), PageRequest{Holder: h})
		_, loadoutErr := client.Loadout(t.Context(), h)
		if (err == nil) != c.found || (loadoutErr == nil) != c.found || strings.Join(asked, " ") != c.requests {
			t.Errorf("%s: asked %v: %v, %v", name, asked, err, loadoutErr)
		}
		if !c.found && !errors.Is(err, ErrNotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
