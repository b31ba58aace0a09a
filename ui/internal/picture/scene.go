package main

import (
	"bytes"
	"cmp"
	"context"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"time"

	"lootlens/api"
	"lootlens/api/demo"
	"lootlens/keymap"
	"lootlens/models"
	"lootlens/models/saved"
	"lootlens/ui/browser"
	"lootlens/ui/browser/msg"
	"lootlens/ui/browser/recents"
	"lootlens/ui/browser/requests"
	"lootlens/ui/cli"
	"lootlens/ui/cli/export"
)

// scene is one picture: how the browser starts, what is pressed, and what the screen
// holds then.
type scene struct {
	title string // of the window
	theme string
	query string   // of the list; "" shows the picker
	first []step   // what is pressed before keys
	keys  string   // one key per character
	shows []string // texts that the picture is about: it is drawn once they are on the screen

	gone     string // a text that is not on the screen then; "" for none
	starts   string // a text of the screen before the first key; "" is one that every such screen has
	compared bool   // with a baseline in which items differ
	plain    bool   // without colours
	past     bool   // with the demo's history
	moves    bool   // the screen is never still
	player   string // "" is 1250
	faults   []demo.Fault
	patience time.Duration // for each text; 0 is the usual one
}

// step is keys, and the texts that the screen holds before they are pressed.
type step struct {
	keys  string
	shows []string
}

// steps are all keys of a scene.
func (s scene) steps() []step {
	last := []string{"Open a player"}
	switch {
	case s.starts != "":
		last = []string{s.starts}
	case s.query == all:
		last = []string{"Hearty Stamina"}
	case s.query != "":
		last = []string{" in 1,250"}
	}
	var steps []step
	for _, next := range s.first {
		steps = append(steps, step{next.keys, last})
		last = next.shows
	}
	return append(steps, step{s.keys, last})
}

const rented = "rental:any -rarity:common"

// readmePictures are the README's pictures.
var readmePictures = map[string]scene{
	"picker":     {title: "lootlens demo", theme: "dark", keys: "Nova", shows: []string{"Open a player", "Nova"}},
	"list":       {title: "lootlens demo 1250 --query '" + rented + "'", theme: "dark", query: rented, keys: "jjj", shows: []string{"Mirelle Ashdown", "all 1,250 loaded", " 4/37 ", "Description"}},
	"list-light": {title: "lootlens demo 1250 --query '" + rented + "' --theme light", theme: "light", query: rented, keys: "jjj", shows: []string{"Mirelle Ashdown", "all 1,250 loaded", " 4/37 ", "Description"}},
	"query":      {title: "lootlens demo 1250", theme: "dark", query: rented, keys: "/ name:har", shows: []string{"name:har"}},
	"search":     {title: "lootlens demo 1250", theme: "dark", query: "helm", keys: "F", shows: []string{"8 of 8 inventories"}},
	"absent":     {title: "lootlens demo 1250", theme: "dark", query: "helm rental:expired", keys: "F", shows: []string{"8 of 8 inventories", "No item matches"}},
	"groups":     {title: "lootlens demo 1250", theme: "dark", query: rented, keys: "x", shows: []string{"assets", "all 1,250 loaded"}},
	"compare":    {title: "lootlens demo 1250 --baseline yesterday.json --query diff:any", theme: "dark", query: "diff:any", shows: []string{"Changed since the baseline"}, compared: true},
}

// browse runs the browser on the demo's game, with a clock that does not move.
func browse(sc scene, home string, in io.Reader, out io.Writer) error {
	now := func() time.Time { return time.Unix(demo.Epoch, 0).Add(9*time.Hour + 41*time.Minute) }
	ctx := context.Background()
	server := demo.New(demo.Options{Now: now})
	server.SetFaults(sc.faults...)
	base, stop, err := server.Start(ctx)
	if err != nil {
		return err
	}
	defer stop()
	key, err := api.NewKey(demo.Key)
	if err != nil {
		return err
	}
	// The picker shows the address, which must be the same in every run.
	_, addr, _ := strings.Cut(base, "://")
	transport := &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "tcp", addr)
	}}
	log := requests.NewLog(now)
	client, err := api.New(api.Config{BaseURL: "http://127.0.0.1:8080", Transport: transport, Key: func(context.Context) (api.Key, error) { return key, nil }, PerMinute: -1, Observe: log.Observe, Inspect: true, OnPause: log.Pause, RetryWait: time.Millisecond, Now: now})
	if err != nil {
		return err
	}
	defer client.Close()
	o := browser.Options{
		Client: client, Keys: keymap.Default(), Examples: cli.DemoExamples, Recents: recents.Open(filepath.Join(home, "recents"), func() string { return "demo" }), Log: log,
		Theme: sc.theme, NoColor: sc.plain, Demo: true, Environment: api.Demo, Now: now, Stdin: in, Stdout: out,
		Save: func(browser.SaveRequest) error { return nil },
	}
	if sc.past {
		past, forget := cli.DemoPast(server)
		defer forget()
		o.Past = past
	}
	if sc.query != "" {
		o.Start = browser.Start{Refs: models.ParsePlayerRef(cmp.Or(sc.player, "1250")), Holder: models.Holder{Kind: models.PlayerHolder}, HasHolder: true, Query: strings.TrimSpace(sc.query)}
	}
	if sc.compared {
		if o.Start.Baseline, err = yesterday(ctx, client, home, now()); err != nil {
			return err
		}
	}
	return browser.Run(ctx, o)
}

// yesterday is a baseline that lacks two of the items of today, has two of others, and
// another source of some.
func yesterday(ctx context.Context, client *api.Client, home string, now time.Time) (*msg.Baseline, error) {
	player, err := models.ParsePlayerID("1250")
	if err != nil {
		return nil, err
	}
	holder := models.Holder{Kind: models.PlayerHolder, Player: player}
	var body bytes.Buffer
	body.WriteString(`{"total":1250,"items":[`)
	n := 0
	for page, err := range client.Walk(ctx, holder, api.WalkOptions{}) {
		if err != nil {
			return nil, err
		}
		for i := range page.Items {
			n++
			item := page.Items[i].AppendRaw(nil)
			switch n {
			case 5, 9:
				continue // granted since
			case 7, 12:
				item = bytes.Replace(item, []byte(`"instance_id":`), []byte(`"instance_id":1`), 1) // removed since
			case 3, 14, 20:
				item = bytes.Replace(item, []byte(`"acquisition_source":"`), []byte(`"acquisition_source":"old_`), 1)
			}
			if body.Len() > 30 {
				body.WriteByte(',')
			}
			body.Write(item)
		}
	}
	body.WriteString("]}")
	decoded, err := models.DecodePage(body.Bytes(), models.NewPool(), models.Origin{Fetched: now})
	if err != nil {
		return nil, err
	}
	var items []*models.Item
	for i := range decoded.Items {
		items = append(items, &decoded.Items[i])
	}
	path := filepath.Join(home, "yesterday.json")
	meta := saved.Meta{Holder: holder, Time: now, Until: now, Complete: true}
	if err := export.Save(path, false, items, export.Options{Now: now, Meta: meta}, export.Summary{Complete: true}); err != nil {
		return nil, err
	}
	b, err := browser.ReadBaseline(path, now)
	b.Name = "yesterday.json"
	return &b, err
}
