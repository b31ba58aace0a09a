package api

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"lootlens/models"
)

var errNoPlayer = errors.New("no player is given: choose one")

// read requests path and decodes the answer.
func read[T any](ctx context.Context, c *Client, path string, decode func([]byte) (T, error)) (out T, err error) {
	err = c.get(ctx, path, func(a answer) (err error) {
		out, err = decode(a.body)
		return err
	})
	return out, err
}

// readOf reads what a player has.
func readOf[T any](ctx context.Context, c *Client, player models.PlayerID, what string, decode func([]byte) (T, error)) (out T, err error) {
	if player.IsZero() {
		return out, errNoPlayer
	}
	return read(ctx, c, "/server/player/"+player.String()+"/"+what, decode)
}

// Characters reads a player's characters:
// GET /server/player/{player_id}/characters.
func (c *Client) Characters(ctx context.Context, player models.PlayerID) ([]models.Character, error) {
	return readOf(ctx, c, player, "characters", models.DecodeCharacters)
}

// Heroes reads a player's heroes: GET /server/player/{player_id}/heroes.
func (c *Client) Heroes(ctx context.Context, player models.PlayerID) ([]models.Hero, error) {
	return readOf(ctx, c, player, "heroes", models.DecodeHeroes)
}

// Inventories reads a player's characters and heroes and returns the distinct
// inventories. In a game without characters or heroes it is the player's own.
func (c *Client) Inventories(ctx context.Context, player models.PlayerID) ([]models.PlayerInventory, error) {
	characters, err := c.Characters(ctx, player)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return nil, fmt.Errorf("the player's characters, which are needed: %w", err)
	}
	heroes, err := c.Heroes(ctx, player)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return nil, fmt.Errorf("the player's heroes, which are needed: %w", err)
	}
	return models.Inventories(player, characters, heroes), nil
}

// FindPlayers looks up the players that any of refs names, in the service's order.
// Finding none is not an error: GET /server/players/lookup/name.
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

// InstanceStorage reads what the game stored on one instance:
// GET /server/player/{player_id}/assets/instances/{instance_id}/storage.
func (c *Client) InstanceStorage(ctx context.Context, player models.PlayerID, instance models.InstanceID) ([]models.StoragePair, error) {
	if instance.IsZero() {
		return nil, errors.New("the item has no instance id: choose another")
	}
	return readOf(ctx, c, player, "assets/instances/"+instance.String()+"/storage", models.DecodeStorage)
}

// Progressing is what progressions belong to: a player, or, where one of the others
// is set, the player's character or item.
type Progressing struct {
	Player    models.PlayerID
	Character models.CharacterID
	Instance  models.InstanceID
}

// listCount is how many entries are requested at a time. The service gives at most 100.
const listCount = 100

// Progressions reads a page of how far a player, character or item has come. after is
// the Next of the page before; "" for the first.
//
//	GET /server/players/{player_id}/progressions
//	GET /server/players/{player_id}/characters/{character_id}/progressions
//	GET /server/players/{player_id}/assets/instances/{instance_id}/progressions
func (c *Client) Progressions(ctx context.Context, of Progressing, after string) (models.List[models.Progression], error) {
	if of.Player.IsZero() {
		return models.List[models.Progression]{}, errNoPlayer
	}
	path := "/server/players/" + of.Player.String()
	switch {
	case !of.Instance.IsZero():
		path += "/assets/instances/" + of.Instance.String()
	case !of.Character.IsZero():
		path += "/characters/" + of.Character.String()
	}
	q := url.Values{"count": {strconv.Itoa(listCount)}}
	if after != "" {
		q.Set("after", after)
	}
	return list(ctx, c, path+"/progressions?"+q.Encode(), models.DecodeProgressions)
}

// Metadata reads a page of what the game keeps with something. source is "item",
// "asset", "player" or "character"; after is the Next of the page before, "" for the
// first.
//
//	GET /server/metadata/source/{source}/id/{id}
func (c *Client) Metadata(ctx context.Context, source, id, after string) (models.List[models.Metadata], error) {
	path, err := namedPath("/server/metadata/source/"+url.PathEscape(source)+"/id/", id)
	if err != nil {
		return models.List[models.Metadata]{}, err
	}
	q := url.Values{"page": {cmp.Or(after, "1")}, "per_page": {strconv.Itoa(listCount)}}
	return list(ctx, c, path+"?"+q.Encode(), models.DecodeMetadata)
}

// ItemMetadata is Metadata of an item. Which of its ids the service takes is in no
// public source: where the instance id finds nothing, the ULID is tried.
func (c *Client) ItemMetadata(ctx context.Context, instance models.InstanceID, ulid, after string) (models.List[models.Metadata], error) {
	l, err := c.Metadata(ctx, "item", instance.String(), after)
	if ulid == "" || len(l.Items) > 0 || err != nil && !noSuch(err) {
		return l, err
	}
	other, otherErr := c.Metadata(ctx, "item", ulid, after)
	if otherErr == nil || err == nil && noSuch(otherErr) {
		return other, nil
	}
	return l, cmp.Or(err, otherErr)
}

// list reads one page of a list.
func list[T any](ctx context.Context, c *Client, path string, decode func([]byte) ([]T, error)) (models.List[T], error) {
	return read(ctx, c, path, func(body []byte) (l models.List[T], err error) {
		l.Items, err = decode(body)
		l.Total, l.Next = models.DecodeNext(body)
		if len(l.Items) == 0 {
			l.Next = ""
		}
		return l, err
	})
}

// ReadAll reads a list to its end, or until it has most entries; Next then says how to
// continue. A cursor that came before ends the list: the server does not move on, and
// Total may be more than what came. The entries that came before an error are kept.
func ReadAll[T any](ctx context.Context, most int, page func(ctx context.Context, after string) (models.List[T], error)) (all models.List[T], err error) {
	seen := map[string]bool{"": true}
	for {
		l, err := page(ctx, all.Next)
		if err != nil {
			return all, err
		}
		all.Items, all.Next = append(all.Items, l.Items...), l.Next
		if l.Total.Known {
			all.Total = l.Total
		}
		switch {
		case seen[all.Next]:
			all.Next = ""
			return all, nil
		case len(all.Items) >= most:
			return all, nil
		}
		seen[all.Next] = true
	}
}

// Loadout reads what a player, character or hero has equipped:
// GET /server/player/{player_id}[/characters/{id}|/heroes/{id}]/loadout.
func (c *Client) Loadout(ctx context.Context, h models.Holder) (worn []models.Equipped, err error) {
	err = c.getOf(ctx, h, "loadout", "", func(a answer) error {
		worn, err = models.DecodeLoadout(a.body)
		return err
	})
	if h.Kind == models.CharacterHolder {
		worn = slices.DeleteFunc(worn, func(e models.Equipped) bool {
			return !e.Character.IsZero() && e.Character != h.Character
		})
	}
	return worn, err
}

// Wallet reads the wallet of a player or character by the holder's ULID. It is zero where
// there is none: GET /server/wallet/holder/{holder_ulid}.
func (c *Client) Wallet(ctx context.Context, holderULID string) (models.Wallet, error) {
	path, err := namedPath("/server/wallet/holder/", holderULID)
	if err != nil {
		return models.Wallet{}, err
	}
	w, err := read(ctx, c, path, models.DecodeWallet)
	if noSuch(err) {
		return w, nil
	}
	return w, err
}

// Balances reads what a wallet holds: GET /server/balances/wallet/{id}.
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

// Clock compares the service's clock with this machine's.
type Clock struct {
	Server    time.Time     // zero where the service sends no time
	Offset    time.Duration // server minus local, as seen at the middle of the request
	RoundTrip time.Duration // of the request that was answered
}

// Ping keeps the session alive and reads the service's time: GET /server/ping.
func (c *Client) Ping(ctx context.Context) (clock Clock, err error) {
	err = c.get(ctx, "/server/ping", func(a answer) error {
		clock = Clock{RoundTrip: a.took}
		clock.Server, err = models.DecodeClock(a.body)
		if clock.Server.IsZero() {
			clock.Server, _ = http.ParseTime(a.date)
		}
		if !clock.Server.IsZero() {
			clock.Offset = clock.Server.Sub(a.at.Add(-a.took / 2))
		}
		return err
	})
	return clock, err
}
