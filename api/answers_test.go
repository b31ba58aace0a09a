package api

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"lootlens/models"
)

func zipped(s string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	fmt.Fprint(w, s)
	w.Close()
	return b.String()
}

// Only an answer that is complete and LootLocker's is taken as one, whatever its status and encoding say.
func TestForeignAnswers(t *testing.T) {
	t.Parallel()
	const good = `{"total":1,"items":[{"instance_id":1}]}`
	for name, c := range map[string]struct {
		status         int
		encoding, body string
		requests       int
		is             error
		says           string // "" where the page is taken
	}{
		"203":                 {203, "", good, 1, nil, ""},
		"206, complete":       {206, "", good, 1, nil, ""},
		"identity":            {200, "identity", good, 1, nil, ""},
		"gzip in two members": {200, "GZIP", zipped(good[:10]) + zipped(good[10:]), 1, nil, ""},
		"202":                 {202, "", `{"status":"queued"}`, 1, models.ErrNoItems, "no list"},
		"204":                 {204, "", "", 1, models.ErrNotJSON, "empty"},
		"206, cut":            {206, "", good[:20], 5, models.ErrCut, "cut short"},
		"304":                 {304, "", "", 1, nil, "(304)"},
		"gzip unsaid":         {200, "", zipped(good), 1, models.ErrNotJSON, "not JSON"},
		"gzip twice":          {200, "gzip, gzip", zipped(zipped(good)), 1, errEncoding, "encoding"},
		"deflate":             {200, "deflate", good, 1, errEncoding, "encoding"},
		"HTML":                {200, "", "<html>sign in</html>", 1, models.ErrNotJSON, "not JSON"},
		"UTF-16":              {200, "", "\xff\xfe{\x00}\x00", 1, models.ErrNotJSON, "not JSON"},
		"two answers":         {200, "", good + good, 1, models.ErrNotJSON, "malformed"},
		"list alone":          {200, "", "[]", 1, models.ErrNotJSON, "not JSON"},
		"answer in an answer": {200, "", `{"data":` + good + `}`, 1, models.ErrNoItems, "no list"},
		"failed with 200":     {200, "", `{"success":false,"items":[]}`, 1, models.ErrNoItems, "the request failed"},
		"404":                 {404, "", `{"code":"not_found"}`, 1, ErrNotFound, "no such player"},
		"404 without a body":  {404, "", "", 1, ErrNotFound, "no such player"},
		"404 HTML":            {404, "", "\n<!DOCTYPE html>", 1, nil, "a proxy or firewall answers in the place of"},
		"403 HTML":            {403, "", "<html>", 1, nil, "a proxy or firewall"},
		"401 HTML":            {401, "", "<html>", 2, nil, "a proxy or firewall"},
		"400 HTML":            {400, "", "<html>", 1, nil, "a proxy or firewall"},
		"429 HTML":            {429, "", "<html>", 5, ErrTemporary, "too many"},
		"520 HTML":            {520, "", "<html>", 1, nil, "the service failed"},
	} {
		srv := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			if c.encoding != "" {
				w.Header().Set("Content-Encoding", c.encoding)
			}
			w.WriteHeader(c.status)
			fmt.Fprint(w, c.body)
		})
		client, w := connect(t, srv.URL, nil)
		p, err := page(t, client)
		asked := 0
		for _, x := range w.list() {
			if x.Method == http.MethodGet {
				asked++
			}
		}
		switch {
		case asked != c.requests:
			t.Errorf("%s: %d requests, want %d", name, asked, c.requests)
		case c.says == "" && (err != nil || len(p.Items) != 1):
			t.Errorf("%s: %d items, %v", name, len(p.Items), err)
		case c.says == "":
			continue
		case err == nil || !strings.Contains(err.Error(), c.says) || c.is != nil && !errors.Is(err, c.is):
			t.Errorf("%s: %v", name, err)
		}
		w.safe(err)
		for _, kind := range []error{ErrAuth, ErrForbidden, ErrNotFound, ErrAddress, ErrPlayer} {
			if kind != c.is && errors.Is(err, kind) {
				t.Errorf("%s is also %v: %v", name, kind, err)
			}
		}
		if _, err := client.Equipped(t.Context(), models.Holder{Player: player(t, 1)}, func(int, int) {}); strings.HasSuffix(name, "HTML") && err == nil {
			t.Errorf("%s: nothing is equipped", name)
		}
	}
}

// A firewall's page in place of a session does not mean that the key is wrong: the next request tries again.
func TestFirewallIsNotTheKey(t *testing.T) {
	t.Parallel()
	sessions := 0
	h := http.NewServeMux()
	h.HandleFunc("POST /server/session", func(w http.ResponseWriter, _ *http.Request) {
		if sessions++; sessions == 1 {
			w.WriteHeader(http.StatusForbidden)
			fmt.Fprint(w, "<html>blocked</html>")
			return
		}
		fmt.Fprintf(w, `{"token":%q}`, ownToken)
	})
	h.HandleFunc("GET /", body(okList))
	client, w := connect(t, plain(t, h).URL, nil)
	_, err := page(t, client)
	if w.safe(err); errors.Is(err, ErrAuth) || !strings.Contains(err.Error(), "firewall") {
		t.Errorf("blocked: %v", err)
	}
	if _, err = page(t, client); err != nil || sessions != 2 {
		t.Errorf("after %d sessions: %v", sessions, err)
	}
}

// The body can say how long to wait too.
func TestRetryAfterInBody(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]time.Duration{`7`: 7 * time.Second, `"7"`: 7 * time.Second, `6.5`: 7 * time.Second, `-7`: 0, `null`: 0, `1e30`: farAway} {
		synctest.Test(t, func(t *testing.T) {
			s := &script{answer: func(try int) (int, http.Header, string) {
				if try == 1 {
					return 429, nil, `{"code":"rate_limited","retry_after_seconds":` + value + `}`
				}
				return 200, nil, okList
			}}
			client, _ := scripted(t, s, nil)
			_, err := client.Characters(t.Context(), player(t, 1))
			client.Close()
			if e, failed := errors.AsType[*Error](err); failed != (want == farAway) || failed && e.RetryAfter != want {
				t.Errorf("%s: %v", value, err)
			} else if !failed && s.at[2].Sub(s.at[1]) < want {
				t.Errorf("%s: waited %v", value, s.at[2].Sub(s.at[1]))
			}
		})
	}
}

// A player's answer has further pages whatever members it has, and the universal one has none.
func TestOnlyTheUniversalInventoryIsWhole(t *testing.T) {
	t.Parallel()
	for _, extra := range []string{"", `"global_assets":null,`, `"global_assets":[],`} {
		srv := serve(t, func(w http.ResponseWriter, r *http.Request) {
			items := map[string]string{"": `{"instance_id":1}`, "1": `{"instance_id":2}`}[r.URL.Query().Get("after")]
			fmt.Fprintf(w, `{%s"items":[%s]}`, extra, items)
		})
		c, _ := connect(t, srv.URL, nil)
		for kind, want := range map[models.HolderKind]int{models.PlayerHolder: 2, models.UniversalHolder: 1} {
			h := models.Holder{Kind: kind}
			if kind == models.PlayerHolder {
				h.Player = player(t, 1)
			}
			ids, _, err := walk(t.Context(), c, h, WalkOptions{})
			if err != nil || len(ids) != want {
				t.Errorf("%s of %s: %d items, %v", extra, h, len(ids), err)
			}
		}
	}
}
