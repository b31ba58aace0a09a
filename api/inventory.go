package api

import (
	"context"
	"errors"
	"fmt"
	"iter"
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
	path, err := holderPath(h, "inventory")
	if err != nil {
		return models.Page{}, err
	}
	if h.Kind != models.UniversalHolder {
		q := url.Values{"count": {strconv.Itoa(min(max(count, 1), MaxCount))}}
		if !after.IsZero() {
			q.Set("after", after.String())
		}
		path += "?" + q.Encode()
	}
	if pool == nil {
		pool = models.NewPool()
	}
	var best models.Page
	err = c.get(ctx, path, func(a answer) error {
		p, err := models.DecodePage(a.body, pool, models.Origin{Fetched: a.at, RequestID: a.requestID, After: after})
		if err == nil || len(p.Items) >= len(best.Items) {
			best = p
		}
		return err
	})
	return best, err
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

// WalkOptions says how a walk goes. The zero value reads all, 50 items first and
// then 200 a page.
type WalkOptions struct {
	// First is the size of the first page, MinFirst to MaxCount; 0 is 50.
	First int
	// Size is the size of the other pages, 1 to MaxCount; 0 is MaxCount.
	Size int
	// From is where to begin; the zero Cursor is the start.
	From models.Cursor
	// Pool may be nil. What it learns stays in it, so it must not outlive its use.
	Pool *models.Pool
}

// Ended is the error that closes a walk which the service did not let finish: what
// came is right, but there may be more.
type Ended struct{ Notice string }

func (e *Ended) Error() string {
	return "the inventory may be incomplete: " + e.Notice
}

// Walk reads page after page. Each page comes without the items that came before,
// as models.Trail decides, and is not kept: the walk holds 8 bytes an item. It
// ends with an empty page, which is given only when it is the first, or with an error:
// an *Ended where the service does not move on, or what Page returns, beside the
// items that came with it.
func (c *Client) Walk(ctx context.Context, h models.Holder, opt WalkOptions) iter.Seq2[models.Page, error] {
	set(&opt.First, 50)
	set(&opt.Size, MaxCount)
	return func(yield func(models.Page, error) bool) {
		pool := opt.Pool
		if pool == nil {
			pool = models.NewPool()
		}
		trail := models.TrailFrom(opt.From)
		first := true
		for count := max(opt.First, MinFirst); !trail.Ended(); count = opt.Size {
			page, err := c.Page(ctx, h, trail.Next(), count, pool)
			empty := len(page.Items) == 0
			trail.Step(&page)
			if err != nil {
				yield(page, err)
				return
			}
			if (!empty || first) && !yield(page, nil) {
				return
			}
			first = false
		}
		if trail.Notice() != "" {
			yield(models.Page{}, &Ended{trail.Notice()})
		}
	}
}
