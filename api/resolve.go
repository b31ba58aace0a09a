package api

import (
	"context"
	"errors"
	"net/http"

	"lootlens/models"
)

// Try is one reference that was looked up, and the result. Err is set where the
// service refused the reference as such.
type Try struct {
	Ref models.PlayerRef
	Err error
}

// Resolve looks players up by each reference in turn, as models.ParsePlayerRef
// orders them, until one finds a player: GET /server/players/lookup/name. Finding none
// is not an error: tried then lists what was looked up. A player who comes twice is
// returned once. The error is that of a failed request, and ends the search; a
// reference that the service refuses (400, 404, 422) finds nobody.
func (c *Client) Resolve(ctx context.Context, refs []models.PlayerRef) (found []models.Player, tried []Try, err error) {
	if len(refs) == 0 {
		return nil, nil, errors.New("no player is named: give an id, ULID, public UID, name, or a platform id such as steam:…")
	}
	for _, ref := range refs {
		players, err := c.FindPlayers(ctx, ref)
		tried = append(tried, Try{ref, err})
		switch {
		case noSuch(err):
		case err != nil:
			return nil, tried, err
		case len(players) > 0:
			return once(players), tried, nil
		}
	}
	return nil, tried, nil
}

// noSuch reports whether the service does not know what was requested, or its id.
func noSuch(err error) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.Err == nil && !e.html && e.Method != http.MethodPost && (e.Status == http.StatusBadRequest || e.Status == http.StatusNotFound || e.Status == http.StatusUnprocessableEntity)
}

func once(players []models.Player) []models.Player {
	seen := make(map[models.PlayerID]bool, len(players))
	out := players[:0:0]
	for _, p := range players {
		if p.ID.IsZero() || !seen[p.ID] {
			out = append(out, p)
		}
		seen[p.ID] = true
	}
	return out
}
