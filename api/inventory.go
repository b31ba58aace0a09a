package api

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strconv"

	"lootlens/models"
)

// Bounds of `count`, in items.
const (
	// MaxCount is the largest page that the service gives.
	MaxCount = 200
	// MinFirst is the smallest first page of a walk.
	MinFirst = 20
)

// Page reads one page of a holder's inventory: the items after the cursor, at most
// count of them (1 to MaxCount; others are brought into that range). It asks
//
//	GET /server/player/{player_id}/inventory
//	GET /server/player/{player_id}/characters/{character_id}/inventory
//	GET /server/player/{player_id}/heroes/{hero_id}/inventory
//	GET /server/inventory/universal
//
// of which the last ignores after and count. Where an answer is cut short, the
// page holds the items that came complete and the error stands beside it. pool may
// be nil.
func (c *Client) Page(ctx context.Context, h models.Holder, after models.Cursor, count int, pool *models.Pool) (models.Page, error) {
	return c.page(ctx, h, after, count, pool, func([]byte) {})
}

// page is Page; early sees each answer before it is decoded.
func (c *Client) page(ctx context.Context, h models.Holder, after models.Cursor, count int, pool *models.Pool, early func([]byte)) (models.Page, error) {
	path, err := pagePath(h, after, count)
	if err != nil {
		return models.Page{}, err
	}
	if pool == nil {
		pool = models.NewPool()
	}
	var best models.Page
	err = c.get(ctx, path, func(a answer) error {
		early(a.body)
		p, err := models.DecodePage(a.body, pool, models.Origin{Fetched: a.at, RequestID: a.requestID, After: after})
		if err == nil || len(p.Items) >= len(best.Items) {
			best = p
		}
		return err
	})
	return best, err
}

// pagePath is the path of a page, with its query.
func pagePath(h models.Holder, after models.Cursor, count int) (string, error) {
	path, err := holderPath(h, "inventory")
	if err != nil || h.Kind == models.UniversalHolder {
		return path, err
	}
	q := url.Values{"count": {strconv.Itoa(min(max(count, 1), MaxCount))}}
	if !after.IsZero() {
		q.Set("after", after.String())
	}
	return path + "?" + q.Encode(), nil
}

// holderPath is the path of what belongs to a holder: its inventory or loadout.
func holderPath(h models.Holder, what string) (string, error) {
	if h.Kind == models.UniversalHolder {
		if what != "inventory" {
			return "", fmt.Errorf("the universal inventory has no %s: choose a player", what)
		}
		return "/server/inventory/universal", nil
	}
	if h.Player.IsZero() {
		return "", errNoPlayer
	}
	path := "/server/player/" + h.Player.String()
	switch {
	case h.Kind == models.PlayerHolder:
	case h.Kind == models.CharacterHolder && !h.Character.IsZero():
		path += "/characters/" + h.Character.String()
	case h.Kind == models.HeroHolder && !h.Hero.IsZero():
		path += "/heroes/" + h.Hero.String()
	default:
		return "", errors.New("no character or hero is given: choose one")
	}
	return path + "/" + what, nil
}
