package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"lootlens/models"
)

var errNoPlayer = errors.New("no player is given: choose one")

// read asks for path and decodes the answer.
func read[T any](ctx context.Context, c *Client, path string, decode func([]byte) (T, error)) (out T, err error) {
	err = c.get(ctx, path, func(a answer) (err error) {
		out, err = decode(a.body)
		return err
	})
	return out, err
}

func playerPath(p models.PlayerID, what string) (string, error) {
	if p.IsZero() {
		return "", errNoPlayer
	}
	return "/server/player/" + p.String() + "/" + what, nil
}

// Characters are a player's characters:
// GET /server/player/{player_id}/characters.
func (c *Client) Characters(ctx context.Context, player models.PlayerID) ([]models.Character, error) {
	path, err := playerPath(player, "characters")
	if err != nil {
		return nil, err
	}
	return read(ctx, c, path, models.DecodeCharacters)
}

// Heroes are a player's heroes: GET /server/player/{player_id}/heroes.
func (c *Client) Heroes(ctx context.Context, player models.PlayerID) ([]models.Hero, error) {
	path, err := playerPath(player, "heroes")
	if err != nil {
		return nil, err
	}
	return read(ctx, c, path, models.DecodeHeroes)
}

// FindPlayers are the players that any of refs names, in the service's order; none
// is no error: GET /server/players/lookup/name.
func (c *Client) FindPlayers(ctx context.Context, refs ...models.PlayerRef) ([]models.Player, error) {
	if len(refs) == 0 {
		return nil, errNoPlayer
	}
	q := url.Values{}
	for _, r := range refs {
		q.Add(r.Parameter(), r.Value)
	}
	return read(ctx, c, "/server/players/lookup/name?"+q.Encode(), models.DecodePlayers)
}

func instancePath(players string, p models.PlayerID, i models.InstanceID, what string) (string, error) {
	switch {
	case p.IsZero():
		return "", errNoPlayer
	case i.IsZero():
		return "", errors.New("the item has no instance id: choose another")
	}
	return fmt.Sprintf("/server/%s/%s/assets/instances/%s/%s", players, p, i, what), nil
}

// InstanceStorage is what the game stored on one instance:
// GET /server/player/{player_id}/assets/instances/{instance_id}/storage.
func (c *Client) InstanceStorage(ctx context.Context, player models.PlayerID, instance models.InstanceID) ([]models.StoragePair, error) {
	path, err := instancePath("player", player, instance, "storage")
	if err != nil {
		return nil, err
	}
	return read(ctx, c, path, models.DecodeStorage)
}

// Progressions are how far one instance has come:
// GET /server/players/{player_id}/assets/instances/{instance_id}/progressions.
func (c *Client) Progressions(ctx context.Context, player models.PlayerID, instance models.InstanceID) ([]models.Progression, error) {
	path, err := instancePath("players", player, instance, "progressions")
	if err != nil {
		return nil, err
	}
	return read(ctx, c, path, models.DecodeProgressions)
}

// Loadout is what a player, character or hero has equipped:
// GET /server/player/{player_id}[/characters/{id}|/heroes/{id}]/loadout.
func (c *Client) Loadout(ctx context.Context, h models.Holder) ([]models.Equipped, error) {
	path, err := holderPath(h, "loadout")
	if err != nil {
		return nil, err
	}
	return read(ctx, c, path, models.DecodeLoadout)
}

// Wallet is the id of the wallet that belongs to a player's ULID:
// GET /server/wallet/holder/{holder_ulid}.
func (c *Client) Wallet(ctx context.Context, holderULID string) (string, error) {
	path, err := namedPath("/server/wallet/holder/", holderULID)
	if err != nil {
		return "", err
	}
	return read(ctx, c, path, models.DecodeWallet)
}

// Balances are what a wallet holds: GET /server/balances/wallet/{id}.
func (c *Client) Balances(ctx context.Context, wallet string) ([]models.Balance, error) {
	path, err := namedPath("/server/balances/wallet/", wallet)
	if err != nil {
		return nil, err
	}
	return read(ctx, c, path, models.DecodeBalances)
}

// namedPath ends path with an id that a server gave: it must stay one segment.
func namedPath(path, id string) (string, error) {
	if strings.Trim(id, ".") == "" {
		return "", errors.New("the player has no ULID or wallet: there is nothing to ask for")
	}
	return path + url.PathEscape(id), nil
}

// Clock is the service's clock beside this machine's.
type Clock struct {
	Server    time.Time     // what the service says
	Offset    time.Duration // server minus local, as seen at the middle of the request
	RoundTrip time.Duration // of the request that was answered
}

// Ping keeps the session alive and asks for the service's time:
// GET /server/ping.
func (c *Client) Ping(ctx context.Context) (clock Clock, err error) {
	err = c.get(ctx, "/server/ping", func(a answer) error {
		server, err := serverDate(a)
		if err != nil {
			return err
		}
		clock = Clock{Server: server, Offset: server.Sub(a.at.Add(-a.took / 2)), RoundTrip: a.took}
		return nil
	})
	return clock, err
}

// serverDate is the answer's date, or else when it was sent.
func serverDate(a answer) (time.Time, error) {
	var body struct {
		Date string `json:"date"`
	}
	if err := json.Unmarshal(a.body, &body); err != nil {
		return time.Time{}, models.ErrNotJSON
	}
	if t, err := time.Parse(time.RFC3339, body.Date); err == nil {
		return t, nil
	}
	t, err := http.ParseTime(a.date)
	if err != nil {
		return t, fmt.Errorf("%w: no date", models.ErrNoItems)
	}
	return t, nil
}
