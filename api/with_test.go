package api

import (
	"context"
	"errors"
	"testing"

	"lootlens/api/demo"
	"lootlens/models"
)

// Clients made of one share its session and have observers of their own.
func TestWith(t *testing.T) {
	t.Parallel()
	s, c, base := play(t)
	var users [2][]Exchange
	for i := range users {
		user := c.With(Hooks{Observe: func(x Exchange) { users[i] = append(users[i], x) }})
		if _, err := user.Characters(t.Context(), player(t, demo.PlayerLarge)); err != nil {
			t.Fatal(err)
		}
		if user.BaseURL() != c.BaseURL() || user.Environment() != c.Environment() {
			t.Errorf("user %d reads %s %v", i, user.BaseURL(), user.Environment())
		}
	}
	if s.Sessions() != 1 {
		t.Errorf("%d sessions were started, want 1 for all", s.Sessions())
	}
	if len(users[0]) != 2 || len(users[1]) != 1 || len(base.list()) != 0 {
		t.Errorf("observed %d, %d and %d exchanges, want 2 (with the session), 1 and 0", len(users[0]), len(users[1]), len(base.list()))
	}
}

// Every way to read calls Before first, and sends nothing where that fails.
func TestBefore(t *testing.T) {
	t.Parallel()
	s, c, _ := play(t)
	refused := errors.New("not written")
	var paths []string
	user := c.With(Hooks{Before: func(ctx context.Context, path string) (context.Context, error) {
		paths = append(paths, path)
		return ctx, refused
	}})
	ctx, id := t.Context(), player(t, demo.PlayerLarge)
	h := models.Holder{Player: id}
	instance, _ := models.ParseInstanceID("10012")
	for name, read := range map[string]func() error{
		"characters":   func() error { _, err := user.Characters(ctx, id); return err },
		"heroes":       func() error { _, err := user.Heroes(ctx, id); return err },
		"inventories":  func() error { _, err := user.Inventories(ctx, id); return err },
		"players":      func() error { _, err := user.FindPlayers(ctx, models.ParsePlayerRef("Nova")...); return err },
		"resolve":      func() error { _, _, err := user.Resolve(ctx, models.ParsePlayerRef("Nova")); return err },
		"storage":      func() error { _, err := user.InstanceStorage(ctx, id, instance); return err },
		"progressions": func() error { _, err := user.Progressions(ctx, Progressing{Player: id}, ""); return err },
		"metadata":     func() error { _, err := user.Metadata(ctx, "player", id.String(), ""); return err },
		"item":         func() error { _, err := user.ItemMetadata(ctx, instance, "", ""); return err },
		"loadout":      func() error { _, err := user.Loadout(ctx, h); return err },
		"equipped":     func() error { _, err := user.Equipped(ctx, h, func(int, int) {}); return err },
		"wallet":       func() error { _, err := user.Wallet(ctx, "01"); return err },
		"balances":     func() error { _, err := user.Balances(ctx, "01"); return err },
		"ping":         func() error { _, err := user.Ping(ctx); return err },
		"page":         func() error { _, err := user.Page(ctx, PageRequest{Holder: h, Count: 1}); return err },
		"follow":       func() error { _, err := user.Follow(ctx, h, models.Cursor{}); return err },
		"walk": func() error {
			for _, err := range user.Walk(ctx, h, WalkOptions{}) {
				return err
			}
			return nil
		},
	} {
		paths = nil
		if err := read(); !errors.Is(err, refused) || len(paths) == 0 {
			t.Errorf("%s: read with %v, and Before was called for %v", name, err, paths)
		}
	}
	if n := len(s.Requests()); n != 0 {
		t.Errorf("%d requests were sent", n)
	}
}
