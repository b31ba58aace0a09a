package api

import (
	"context"
	"errors"
	"sync"

	"lootlens/models"
)

// heroIDs remembers which of a hero's two ids the service accepts in a path, where it
// is not the Holder's.
type heroIDs struct {
	mu    sync.Mutex
	taken map[models.Holder]models.HeroID
}

func (h *heroIDs) of(holder models.Holder) models.Holder {
	h.mu.Lock()
	defer h.mu.Unlock()
	if id, ok := h.taken[holder]; ok {
		holder.Hero = id
	}
	return holder
}

func (h *heroIDs) learn(holder models.Holder, id models.HeroID) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.taken == nil {
		h.taken = map[models.Holder]models.HeroID{}
	}
	h.taken[holder] = id
}

// getOf reads a holder's "inventory" or "loadout". No public source says whether a
// hero's path takes hero_id or id: where one answers 404, the other is tried once, and
// remembered if it works.
func (c *Client) getOf(ctx context.Context, h models.Holder, what, query string, decode func(answer) error) error {
	path, err := holderPath(c.heroes.of(h), what)
	if err != nil {
		return err
	}
	err = c.get(ctx, path+query, decode)
	if h.Kind != models.HeroHolder || !errors.Is(err, ErrNotFound) || c.heroes.of(h) != h {
		return err
	}
	other, ok := c.otherHero(ctx, h)
	if !ok {
		return err
	}
	if path, _ = holderPath(other, what); c.get(ctx, path+query, decode) != nil {
		return err
	}
	c.heroes.learn(h, other.Hero)
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
