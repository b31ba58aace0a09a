package cli

import (
	"testing"
	"time"

	"lootlens/api/demo"
	"lootlens/models"
)

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
