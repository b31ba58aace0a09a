package requests

import (
	"context"
	"encoding/base64"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"lootlens/api"
	"lootlens/models"
	"lootlens/theme"
	"lootlens/ui/browser/msg"
	"lootlens/ui/browser/remote"
	"lootlens/ui/internal/panetest"

	tea "charm.land/bubbletea/v2"
)

// A server that echoes every secret, in headers and bodies, in several spellings: none of it is in an opened request.
func TestAnOpenedRequestHoldsNoSecret(t *testing.T) {
	t.Parallel()
	const secretKey, token = "dev_5ecre7keyForTheInspector1234567", "t0kenOfTheSessionThatNobodyMaySee99"
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Authorization", "Bearer "+token)
		w.Header().Set("Set-Cookie", "session=not-known-to-the-client")
		w.Header().Set("X-Debug", "key="+r.Header.Get("X-Server-Key")+secretKey+"&token="+token)
		w.Header().Set("X-Request-Id", "R1")
		switch {
		case r.URL.Path == "/server/session":
			_, _ = w.Write([]byte(`{"success":true,"token":"` + token + `"}`))
		case strings.HasSuffix(r.URL.Path, "heroes"):
			w.WriteHeader(http.StatusForbidden)
			_, _ = w.Write([]byte(`{"message":"` + token + ` may not use ` + secretKey + `"}`))
		default:
			escaped := strings.ReplaceAll(token, "t", `\u0074`)
			_, _ = w.Write([]byte(`{"items":[{"id": 49,"name":"` + secretKey + `","type":"` + escaped + `","ulid":"` +
				base64.StdEncoding.EncodeToString([]byte(token)) + `"}]}`))
		}
	}))
	t.Cleanup(server.Close)
	key, err := api.NewKey(secretKey)
	if err != nil {
		t.Fatal(err)
	}
	log := NewLog(time.Now)
	client, err := api.New(api.Config{BaseURL: server.URL, Observe: log.Observe, Inspect: true, RetryWait: time.Millisecond,
		Key: func(context.Context) (api.Key, error) { return key, nil }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	player, err := models.ParsePlayerID("1250")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.Characters(context.Background(), player); err != nil {
		t.Fatal(err)
	}
	if _, err := client.Heroes(context.Background(), player); err == nil {
		t.Fatal("a refused request succeeds")
	}
	all := log.All()
	if len(all) != 3 {
		t.Fatalf("%d requests", len(all))
	}
	for i, want := range [][]string{
		{`"request":"POST /server/session"`, `"status":200`, `"X-Server-Key":"[secret]"`, "not kept: the answer holds the session's token"},
		{`"request":"GET /server/player/1250/characters"`, `"X-Auth-Token":"[secret]"`, `"Authorization":"[secret]"`, `"Set-Cookie":"[secret]"`,
			`"Content-Type":"application/json"`, `"body":{"items":[{"id": 49,"name":"[secret]"`, `"request_id":"R1"`, `"try":"1 of `},
		{`"status":403`, `"error":"the server key may not read this`, `"body":{"message":"[secret] may not use [secret]"}`},
	} {
		got := string(inspect(all[i]))
		if !jsontext.Value(got).IsValid() {
			t.Errorf("it is no JSON: %s", got)
		}
		for _, w := range want {
			if !strings.Contains(got, w) {
				t.Errorf("request %d lacks %s:\n%s", i, w, got)
			}
		}
		for _, secret := range []string{secretKey, token, "not-known-to-the-client", base64.RawStdEncoding.EncodeToString([]byte(token)), `\u0074`} {
			if strings.Contains(got, secret) {
				t.Errorf("request %d holds %q:\n%s", i, secret, got)
			}
		}
	}
}

func TestEnterOpensTheRequest(t *testing.T) {
	t.Parallel()
	l := NewLog(time.Now)
	for i := range 3 {
		e := exchange(i)
		e.Body = api.NewBody([]byte(`{"items":[` + strings.Repeat("1,", i) + `1]}`))
		l.Observe(e)
	}
	odd := exchange(3)
	odd.Body, odd.Error = api.NewBody([]byte("<html>\x1b[2J\xff")), strings.Repeat("a reason ", 40)+"at the end"
	l.Observe(odd)
	m := New(l, theme.Plain())
	m.View(60, 12, true)
	r := panetest.Rig{Update: panetest.Updater(m), Goes: func(m tea.Msg) bool { _, own := m.(remote.Answer[msg.ShowRaw]); return !own }}
	opened := func() string {
		t.Helper()
		got := panetest.Took[msg.ShowRaw](&r)
		if len(got) != 1 || !got[0].Raw.IsValid() || got[0].Title != "GET "+m.list.Rows()[0].Path && !strings.Contains(string(got[0].Raw), got[0].Title) {
			t.Fatalf("opened %v", got)
		}
		return string(got[0].Raw)
	}
	r.Send(panetest.KeyPress("enter"))
	if s := opened(); !strings.Contains(s, "at the end") || !strings.Contains(s, `"body":"<html>\u001b[2J`) {
		t.Errorf("opened %s", s)
	}
	r.Send(panetest.KeyPress("g"), panetest.KeyPress("j"), panetest.KeyPress("right"))
	if s := opened(); !strings.Contains(s, `"body":{"items":[1,1]}`) {
		t.Errorf("opened %s", s)
	}
	click := tea.MouseClickMsg{X: 5, Y: 2, Button: tea.MouseLeft}
	r.Send(click)
	if got := panetest.Took[msg.ShowRaw](&r); len(got) > 0 {
		t.Error("the first click opens")
	}
	r.Send(click)
	if s := opened(); !strings.Contains(s, `"body":{"items":[1]}`) {
		t.Errorf("opened %s", s)
	}
	cmd := r.Update(panetest.KeyPress("enter"))
	m.Close() // its answer comes too late
	r.Run(cmd)
	if got := panetest.Took[msg.ShowRaw](&r); len(got) > 0 {
		t.Error("a request is opened over what was opened since")
	}
	if r.Send(panetest.KeyPress("left")); len(panetest.Took[msg.Back](&r)) != 1 {
		t.Error("left does not go back")
	}
}
