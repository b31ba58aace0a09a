package cli

import (
	"context"
	"errors"
	"fmt"

	"lootlens/api"
	"lootlens/models"
)

// equipped reads which instances a holder has equipped: from its own loadout and,
// for a player's own inventory, from those of all the player's characters and heroes,
// since only theirs tell. That is a request a loadout, and two for the lists. said is
// told what is asked for next, n of all; all is 0 while it is not known.
func equipped(ctx context.Context, client *api.Client, h models.Holder, said func(n, all int)) (map[models.InstanceID]bool, error) {
	said(0, 0)
	holders, err := wearers(ctx, client, h)
	if err != nil {
		return nil, err
	}
	found := map[models.InstanceID]bool{}
	for i, holder := range holders {
		said(i+1, len(holders))
		loadout, err := client.Loadout(ctx, holder)
		if err != nil && !errors.Is(err, api.ErrNotFound) {
			return nil, fmt.Errorf("the loadout of %s, which the query needs: %w", holder, err)
		}
		for _, e := range loadout {
			if !e.Instance.IsZero() {
				found[e.Instance] = true
			}
		}
	}
	return found, nil
}

// wearers are the holders that may have something of h's inventory equipped. What
// has no id, or is not known to the service, wears nothing.
func wearers(ctx context.Context, client *api.Client, h models.Holder) ([]models.Holder, error) {
	holders := []models.Holder{h}
	switch h.Kind {
	case models.UniversalHolder:
		return nil, nil
	case models.PlayerHolder:
	default:
		return holders, nil
	}
	characters, err := client.Characters(ctx, h.Player)
	if err != nil && !errors.Is(err, api.ErrNotFound) {
		return nil, fmt.Errorf("the player's characters, whose loadouts the query needs: %w", err)
	}
	for _, c := range characters {
		if !c.ID.IsZero() {
			holders = append(holders, models.Holder{Kind: models.CharacterHolder, Player: h.Player, Character: c.ID})
		}
	}
	heroes, err := client.Heroes(ctx, h.Player)
	if err != nil && !errors.Is(err, api.ErrNotFound) {
		return nil, fmt.Errorf("the player's heroes, whose loadouts the query needs: %w", err)
	}
	for _, x := range heroes {
		if !x.ID.IsZero() {
			holders = append(holders, models.Holder{Kind: models.HeroHolder, Player: h.Player, Hero: x.ID})
		}
	}
	return holders, nil
}
