package api

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"lootlens/api/demo"
	"lootlens/models"
)

// The double's lists, read by the client: in pages, to the end.
func TestListsOfTheDouble(t *testing.T) {
	t.Parallel()
	s, c, _ := play(t)
	large := player(t, demo.PlayerLarge)
	l, err := ReadAll(t.Context(), 1000, func(ctx context.Context, after string) (models.List[models.Progression], error) {
		return c.Progressions(ctx, Progressing{Player: large}, after)
	})
	if err != nil || len(l.Items) != 137 || l.Total.N != 137 {
		t.Errorf("%d of %d progressions: %v", len(l.Items), l.Total.N, err)
	}
	chars, err := c.Characters(t.Context(), large)
	if err != nil {
		t.Fatal(err)
	}
	if l, err := c.Progressions(t.Context(), Progressing{Player: large, Character: chars[0].ID}, ""); err != nil || len(l.Items) == 0 || l.Next != "" {
		t.Errorf("%d progressions of a character: %v", len(l.Items), err)
	}
	entries := 0
	for _, id := range s.Instances(demo.Holder{Player: demo.PlayerLarge}, 5) {
		instance, _ := models.ParseInstanceID(fmt.Sprint(id))
		l, err := c.ItemMetadata(t.Context(), instance, "", "")
		if err != nil {
			t.Error(err)
		}
		entries += len(l.Items)
	}
	if entries == 0 {
		t.Error("no item has metadata")
	}
	if _, err := c.Metadata(t.Context(), "asset", fmt.Sprint(s.Assets()[0]), ""); err != nil {
		t.Error(err)
	}
	modified, characterWallets := 0, 0
	for _, p := range s.Players() {
		w, err := c.Wallet(t.Context(), p.ULID)
		if err != nil || w.ID == "" {
			t.Errorf("player %d: %v", p.ID, err)
		}
		modified += len(w.Modifiers)
	}
	for _, ch := range chars {
		w, err := c.Wallet(t.Context(), ch.ULID.Raw())
		if err != nil {
			t.Error(err)
		}
		if _, err := c.Balances(t.Context(), w.ID); err == nil {
			characterWallets++
		}
	}
	if modified == 0 || characterWallets != len(chars) {
		t.Errorf("%d modifiers, %d wallets of characters", modified, characterWallets)
	}
}

// The double's faults, as the client tells them.
func TestFaultsOfTheDouble(t *testing.T) {
	t.Parallel()
	for _, how := range []string{"raw", "json", "percent", "base64"} {
		_, c, w := play(t, demo.Fault{Kind: demo.KindEcho, Value: how, Path: "/inventory"})
		_, err := page(t, c)
		w.safe(err)
		var e *Error
		if !errors.As(err, &e) || !strings.Contains(string(e.Body), masked) || holds(string(e.Body), testKey) {
			t.Errorf("%s: %v", how, err)
		}
	}
	_, c, _ := play(t, demo.Fault{Kind: demo.KindBanned, Path: "/inventory"})
	if _, err := page(t, c); !errors.Is(err, ErrPlayer) || !strings.Contains(err.Error(), "banned (chargeback) until ") {
		t.Errorf("banned: %v", err)
	}
	// Where only id works, hero_id works too.
	s, client, _ := play(t, demo.Fault{Kind: demo.KindHeroID})
	c = client
	heroes, err := c.Heroes(t.Context(), player(t, 1250))
	if err != nil {
		t.Fatal(err)
	}
	h := models.Holder{Kind: models.HeroHolder, Player: player(t, 1250), Hero: heroes[0].ID}
	p, err := c.Page(t.Context(), PageRequest{Holder: h, Count: 5})
	if err != nil || len(p.Items) != 5 || heroes[0].PlayerHeroID == heroes[0].ID {
		t.Errorf("%d items of the hero: %v", len(p.Items), err)
	}
	// Bytes behind a body cost nothing.
	_, c, _ = play(t, demo.Fault{Kind: demo.KindTrailing, Path: "/inventory"})
	if ids, _, err := walk(t.Context(), c, holder(t, 1250), WalkOptions{}); err != nil || len(ids) != 1250 {
		t.Errorf("%d items with bytes behind each body: %v", len(ids), err)
	}
	// What was taken away comes back under its old id: a walk sees it.
	old := s.Instances(demo.Holder{Player: 1250}, 900)[899]
	for _, change := range []func(uint64) error{s.Revoke, s.Restore} {
		if err := change(old); err != nil {
			t.Fatal(err)
		}
		ids, _, err := walk(t.Context(), client, holder(t, 1250), WalkOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if got := slices.Contains(ids, fmt.Sprint(old)); got != (len(ids) == 1250) {
			t.Errorf("%d items, the old one among them: %v", len(ids), got)
		}
	}
}
