package api

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"lootlens/models"
)

// Equipped reads which instances of a holder's inventory are equipped, and by whom:
// from its own loadout and, for a player's own inventory, from those of all the
// player's characters and heroes. That is one request for each loadout, whatever
// names it has, and two for the lists. Before each, progress gets its number and how
// many loadouts there are, 0 of 0 for the lists. A loadout that does not exist is
// empty.
func (c *Client) Equipped(ctx context.Context, h models.Holder, progress func(n, all int)) (map[models.InstanceID][]models.Holder, error) {
	progress(0, 0)
	holders, err := c.loadoutHolders(ctx, h)
	if err != nil {
		return nil, err
	}
	found := map[models.InstanceID][]models.Holder{}
	for i, holder := range holders {
		progress(i+1, len(holders))
		loadout, err := c.Loadout(ctx, holder)
		if err != nil && !errors.Is(err, ErrNotFound) {
			return nil, fmt.Errorf("the loadout of %s: %w", holder, err)
		}
		for _, e := range loadout {
			by := holder
			if !e.Character.IsZero() {
				by = models.Holder{Kind: models.CharacterHolder, Player: h.Player, Character: e.Character}
			}
			if !e.Instance.IsZero() && !slices.Contains(found[e.Instance], by) {
				found[e.Instance] = append(found[e.Instance], by)
			}
		}
	}
	return found, nil
}

// loadoutHolders are the holders that may have something of h's inventory equipped,
// each under one of its names: a player's own loadout is the default character's.
func (c *Client) loadoutHolders(ctx context.Context, h models.Holder) ([]models.Holder, error) {
	switch h.Kind {
	case models.UniversalHolder:
		return nil, nil
	case models.CharacterHolder, models.HeroHolder:
		return []models.Holder{h}, nil
	}
	inventories, err := c.Inventories(ctx, h.Player)
	var holders []models.Holder
	for _, v := range inventories {
		holders = append(holders, v.Holder)
	}
	return holders, err
}
