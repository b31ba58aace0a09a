package history

import (
	"context"
	"slices"
	"testing"
	"time"

	"lootlens/models"
)

func character(id string) models.Holder {
	return models.Holder{Kind: models.CharacterHolder, Player: player, Character: must(models.ParseCharacterID(id))}
}

func hero(id string) models.Holder {
	return models.Holder{Kind: models.HeroHolder, Player: player, Hero: must(models.ParseHeroID(id))}
}

// TestNames records looks by different names. Each step says which looks every name finds afterwards, by their days.
func TestNames(t *testing.T) {
	t.Parallel()
	type step struct {
		day   int
		names []models.Holder // the first one is the holder
		want  map[models.Holder][]int
	}
	c49, c50, h7 := character("49"), character("50"), hero("7")
	tests := map[string][]step{
		"both names at once": {
			{0, []models.Holder{own, c49}, map[models.Holder][]int{own: {0}, c49: {0}, c50: nil}},
			{1, []models.Holder{c49}, map[models.Holder][]int{own: {0, 1}, c49: {0, 1}}},
		},
		"the alias is known later": {
			{0, []models.Holder{own}, map[models.Holder][]int{own: {0}, c49: nil}},
			{2, []models.Holder{c49}, map[models.Holder][]int{own: {0}, c49: {2}}},
			{1, []models.Holder{own}, map[models.Holder][]int{own: {0, 1}, c49: {2}}},
			{3, []models.Holder{own, c49}, map[models.Holder][]int{own: {0, 1, 2, 3}, c49: {0, 1, 2, 3}}},
		},
		"another character becomes the default one": {
			{0, []models.Holder{own, c49}, map[models.Holder][]int{own: {0}, c49: {0}}},
			{1, []models.Holder{c50}, map[models.Holder][]int{own: {0}, c50: {1}}},
			{2, []models.Holder{own, c50}, map[models.Holder][]int{own: {1, 2}, c49: {0}, c50: {1, 2}}},
			{3, []models.Holder{c49}, map[models.Holder][]int{own: {1, 2}, c49: {0, 3}, c50: {1, 2}}},
		},
		"a hero of a character": {
			{0, []models.Holder{h7}, map[models.Holder][]int{h7: {0}}},
			{1, []models.Holder{c50}, map[models.Holder][]int{h7: {0}, c50: {1}}},
			{2, []models.Holder{c50, h7}, map[models.Holder][]int{h7: {0, 1, 2}, c50: {0, 1, 2}, own: nil}},
		},
	}
	for name, steps := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b, ctx := openBook(t), context.Background()
			for _, s := range steps {
				_, err := b.Record(ctx, Snapshot{Holder: s.names[0], Aliases: s.names[1:], Ended: day(s.day), Complete: true,
					Items: things(t, day(s.day), thing{id: 1 + s.day, name: "sword"})})
				if err != nil {
					t.Fatal(err)
				}
				for h, want := range s.want {
					var got []int
					for _, l := range must(b.Looks(ctx, h)) {
						got = append(got, int(l.Ended.Sub(start)/(24*time.Hour)))
					}
					if !slices.Equal(got, want) {
						t.Errorf("day %d: %s has the looks of the days %v, want %v", s.day, h, got, want)
					}
				}
			}
		})
	}
}

func TestHolders(t *testing.T) {
	t.Parallel()
	b, ctx := openBook(t), context.Background()
	for n, names := range [][]models.Holder{{own, character("49"), hero("7")}, {character("50")}, {{Kind: models.UniversalHolder}}, {own}} {
		if _, err := b.Record(ctx, Snapshot{Holder: names[0], Aliases: names[1:], Ended: day(n), Complete: true}); err != nil {
			t.Fatal(err)
		}
	}
	list := must(b.Holders(ctx, player))
	if len(list) != 2 || list[0].Holder != own || list[0].Looks != 2 || !list[0].Last.Ended.Equal(day(3)) || list[1].Holder != character("50") {
		t.Errorf("%+v", list)
	}
	if got := list[0].Aliases; !slices.Equal(got, []models.Holder{character("49"), hero("7")}) {
		t.Errorf("aliases %v", got)
	}
	if list = must(b.Holders(ctx, models.PlayerID{})); len(list) != 1 || list[0].Holder.Kind != models.UniversalHolder {
		t.Errorf("the game has %+v", list)
	}
}

func TestMoved(t *testing.T) {
	t.Parallel()
	b, ctx := openBook(t), context.Background()
	other := character("50")
	look := func(n int, h models.Holder, list ...thing) {
		t.Helper()
		if _, err := b.Record(ctx, Snapshot{Holder: h, Ended: day(n), Complete: true, Items: things(t, day(n), list...)}); err != nil {
			t.Fatal(err)
		}
	}
	sword, helm, ring := thing{id: 1, name: "sword"}, thing{id: 2, name: "helm"}, thing{id: 3, name: "ring"}
	if _, err := b.Record(ctx, Snapshot{Holder: character("51"), Ended: day(-1), Complete: true, Items: things(t, day(-1), ring)}); err != nil {
		t.Fatal(err)
	}
	look(0, own, sword, helm, ring)
	look(1, other)
	look(2, own)
	look(3, other, helm)
	list := must(b.Items(ctx, own))
	if p := list[0]; p.Reason != models.GoneUnknown || !p.Gone() {
		t.Errorf("the sword: %+v", p)
	}
	if p := list[2]; p.Reason != models.GoneUnknown || !p.Gone() {
		t.Errorf("the ring was elsewhere before, not after: %+v", p)
	}
	if p := list[1]; p.Reason != models.GoneMoved || p.MovedTo != other || !p.GoneAfter.Equal(day(0)) || !p.GoneBy.Equal(day(2)) {
		t.Errorf("the helm: %+v", p)
	}
}

// TestScopesDoNotMix records the same ids in three scopes.
func TestScopesDoNotMix(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	first := openBook(t)
	books := []*Book{first}
	for _, x := range []Scope{{scope.BaseURL, "b2"}, {"https://stage.example", scope.Key}} {
		books = append(books, must(first.store.In(ctx, x)))
	}
	for n, b := range books {
		items := []thing{{id: 1, name: "sword"}, {id: 2, name: "helm"}, {id: 3, name: "ring"}}[:n+1]
		if _, err := b.Record(ctx, Snapshot{Holder: own, Ended: day(n), Complete: true, Items: things(t, day(n), items...)}); err != nil {
			t.Fatal(err)
		}
	}
	for n, b := range books {
		looks := must(b.Looks(ctx, own))
		if len(looks) != 1 || !looks[0].Ended.Equal(day(n)) || !looks[0].Same() {
			t.Errorf("scope %d has the looks %+v", n, looks)
		}
		if list := must(b.Items(ctx, own)); len(list) != n+1 {
			t.Errorf("scope %d has %d items, want %d", n, len(list), n+1)
		}
	}
	if _, err := books[0].Forget(ctx, player); err != nil {
		t.Fatal(err)
	}
	for n, b := range books {
		if list := must(b.Items(ctx, own)); len(list) > 0 != (n > 0) {
			t.Errorf("after the first scope was forgotten, scope %d has %d items", n, len(list))
		}
	}
	for _, x := range []Scope{{}, {BaseURL: "https://x"}, {Key: "a"}} {
		if _, err := first.store.In(ctx, x); err == nil {
			t.Errorf("%+v is taken as a scope", x)
		}
	}
}
