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

// accepted is h by the id that the service is known to take in a hero's path.
func (c *Client) accepted(h models.Holder) models.Holder {
	if id, ok := c.heroes.Load(h); ok {
		h.Hero = id.(models.HeroID)
	}
	return h
}

// getOf reads a holder's "inventory" or "loadout". No public source says whether a
// hero's path takes hero_id or id: where one answers 404, the other is tried once, and
// remembered if it works.
func (c *Client) getOf(ctx context.Context, h models.Holder, what, query string, decode func(answer) error) error {
	path, err := holderPath(c.accepted(h), what)
	if err != nil {
		return err
	}
	err = c.get(ctx, path+query, decode)
	if h.Kind != models.HeroHolder || !errors.Is(err, ErrNotFound) || c.accepted(h) != h {
		return err
	}
	other, ok := c.otherHero(ctx, h)
	if !ok {
		return err
	}
	if path, _ = holderPath(other, what); c.get(ctx, path+query, decode) != nil {
		return err
	}
	c.heroes.Store(h, other.Hero)
	return nil
}

// otherHero is the same hero by its other id, unless that one names another hero.
func (c *Client) otherHero(ctx context.Context, h models.Holder) (models.Holder, bool) {
	heroes, err := c.Heroes(ctx, h.Player)
	if err != nil {
		return h, false
	}
	other := h
	for _, hero := range heroes {
		own := hero.PlayerHeroID
		switch {
		case own.IsZero() || own == hero.ID:
		case hero.ID == h.Hero:
			other.Hero = own
		case own == h.Hero:
			other.Hero = hero.ID
		}
	}
	for _, hero := range heroes {
		if hero.ID == other.Hero && hero.PlayerHeroID != h.Hero {
			return h, false
		}
	}
	return other, other != h
}
