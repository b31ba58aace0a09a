package api

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"lootlens/models"
)

// MaxCount is the largest page that the service gives, in items.
const MaxCount = 200

// PageRequest asks for one page of an inventory. It is a value, so that a goroutine
// can take it along.
type PageRequest struct {
	Holder models.Holder
	// After is the id after which the page begins; the zero Cursor is the start.
	After models.Cursor
	// Count is the most items wanted; it is clamped to 1 to MaxCount.
	Count int
	// Pool shares what items have in common; it may be nil.
	Pool *models.Pool
}

// Page reads one page of an inventory:
//
//	GET /server/player/{player_id}/inventory
//	GET /server/player/{player_id}/characters/{character_id}/inventory
//	GET /server/player/{player_id}/heroes/{hero_id}/inventory
//	GET /server/inventory/universal
//
// The last one ignores After and Count. Where an answer is cut short, the page holds
// the items that arrived complete, and the error wraps models.ErrCut.
func (c *Client) Page(ctx context.Context, r PageRequest) (models.Page, error) {
	return c.page(ctx, r, func([]byte) {})
}

// page is Page; early sees each answer before it is decoded.
func (c *Client) page(ctx context.Context, r PageRequest, early func([]byte)) (models.Page, error) {
	pool := r.Pool
	if pool == nil {
		pool = models.NewPool()
	}
	var best models.Page
	err := c.getOf(ctx, r.Holder, "inventory", r.query(), func(a answer) error {
		early(a.body)
		p, err := models.DecodePage(a.body, pool, models.Origin{Fetched: a.at, RequestID: a.requestID, After: r.After})
		if err == nil || len(p.Items) >= len(best.Items) {
			best = p
			best.Whole = r.Holder.Kind == models.UniversalHolder
		}
		return err
	})
	return best, err
}

// query is the query of the page's path, with its question mark.
func (r PageRequest) query() string {
	if r.Holder.Kind == models.UniversalHolder {
		return ""
	}
	q := url.Values{"count": {strconv.Itoa(min(max(r.Count, 1), MaxCount))}}
	if !r.After.IsZero() {
		q.Set("after", r.After.String())
	}
	return "?" + q.Encode()
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

// Recipe is what a request made by hand needs, except for the key.
type Recipe struct {
	SessionURL  string // POST
	PageURL     string // GET
	LLVersion   string
	GameVersion string
}

// Recipe describes the request of Page and the session request before it. It fails
// where the holder lacks an id.
func (c *Client) Recipe(r PageRequest) (Recipe, error) {
	path, err := holderPath(r.Holder, "inventory")
	if err != nil {
		return Recipe{}, err
	}
	base := strings.TrimSuffix(c.BaseURL(), "/")
	return Recipe{base + "/server/session", base + path + r.query(), c.cfg.LLVersion, c.cfg.GameVersion}, nil
}
