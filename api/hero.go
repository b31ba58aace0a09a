package api

import (
	"context"
	"errors"

	"lootlens/models"
)

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
