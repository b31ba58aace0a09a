package cli

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/spf13/pflag"

	"lootlens/api"
	"lootlens/api/demo"
	"lootlens/models"
	"lootlens/ui/browser/past"
	"lootlens/ui/cli/config"
)

// A browser that is open records nothing while another process has turned history off.
func TestTurnedOffElsewhere(t *testing.T) {
	t.Parallel()
	base, stop, err := demo.Start(t.Context(), demo.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	dir := t.TempDir()
	file := filepath.Join(dir, "config.toml")
	prog, _ := fake(map[string]string{"LOOTLENS_CONFIG": file, "XDG_DATA_HOME": dir, "LOOTLENS_BASE_URL": base})
	prog.now, prog.flags = time.Now, pflag.NewFlagSet("", pflag.ContinueOnError)
	defer func() {
		for _, end := range prog.closers {
			end()
		}
	}()
	turn := func(on bool) {
		t.Helper()
		settings, err := prog.settings()
		if err == nil {
			err = config.SetHistory(file, settings.Profile.V, on)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	turn(true)
	settings, err := prog.settings()
	if err != nil {
		t.Fatal(err)
	}
	key, err := api.NewKey(demo.Key)
	if err != nil {
		t.Fatal(err)
	}
	client, err := api.New(api.Config{Key: func(context.Context) (api.Key, error) { return key, nil }, BaseURL: base})
	if err != nil {
		t.Fatal(err)
	}
	store := prog.browserPast(client, settings)
	player, err := models.ParsePlayerID("1250")
	if err != nil {
		t.Fatal(err)
	}
	h := models.Holder{Player: player}
	want := 0
	for i, on := range []bool{true, false, true} {
		turn(on)
		at := time.Now().Add(time.Duration(i) * time.Minute)
		_, err := store.Record(t.Context(), past.Snapshot{Holder: h, Began: at, Ended: at, Complete: true})
		if on {
			want++
		}
		if on != (err == nil) || err != nil && !strings.Contains(past.Words(err), "it is off now") {
			t.Errorf("history on: %v, and recording says %v", on, err)
		}
		if looks, err := store.Looks(t.Context(), h); err != nil || len(looks) != want {
			t.Errorf("there are %d looks, want %d: %v", len(looks), want, err)
		}
	}
}

// The demo's history has a past of every inventory, and knows what went and why.
func TestDemoPast(t *testing.T) {
	t.Parallel()
	now := time.Date(2027, 3, 14, 15, 9, 26, 0, time.UTC)
	server := demo.New(demo.Options{Now: func() time.Time { return now }})
	made := newDemoPast(server)
	defer made.Close()
	store := made.books()
	for _, tt := range []struct {
		player                    uint64
		looks, gone, ended, moved int
	}{
		{demo.PlayerNova, 24, 5, 2, 0},
		{demo.PlayerSmall, 24, 2, 1, 0},
		{demo.PlayerLarge, 16, 11, 7, 1},
		{demo.PlayerHuge, 0, 0, 0, 0},
	} {
		names, err := holderNames(server.Inventories(tt.player)[0])
		if err != nil {
			t.Fatal(err)
		}
		looks, err := store.Looks(t.Context(), names[0])
		if err != nil || len(looks) < tt.looks {
			t.Errorf("player %d has %d looks, want %d: %v", tt.player, len(looks), tt.looks, err)
		}
		pasts, err := store.Items(t.Context(), names[len(names)-1]) // by another name
		if err != nil {
			t.Fatal(err)
		}
		gone, ended, moved := 0, 0, 0
		for i := range pasts {
			p := &pasts[i]
			if !p.Gone() {
				continue
			}
			gone++
			switch p.Reason {
			case models.GoneRentalEnded:
				ended++
			case models.GoneMoved:
				moved++
			}
			if one, ok, err := store.Item(t.Context(), names[0], p.Item().Instance()); !ok || err != nil || one.GoneSince(time.UTC) != p.GoneSince(time.UTC) {
				t.Errorf("player %d: item %v alone is %q, %v", tt.player, p.Item().Instance(), one.GoneSince(time.UTC), err)
			}
		}
		if gone != tt.gone || ended != tt.ended || moved != tt.moved {
			t.Errorf("player %d: %d are gone, %d of them since a rental ended, %d moved; want %d, %d and %d", tt.player, gone, ended, moved, tt.gone, tt.ended, tt.moved)
		}
		if len(looks) > 0 {
			items, err := store.At(t.Context(), names[0], looks[len(looks)-1].Ended)
			if err != nil || len(items) != looks[len(looks)-1].Items {
				t.Errorf("player %d: the last look has %d items, want %d: %v", tt.player, len(items), looks[len(looks)-1].Items, err)
			}
		}
	}
}
