package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"lootlens/api"
	"lootlens/models"
)

// whose are the argument and flags that name an inventory.
type whose struct {
	character, hero string
	universal       bool
}

// add adds the flags to cmd.
func (w *whose) add(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&w.character, "character", "", "the inventory of this `id` among the player's characters")
	f.StringVar(&w.hero, "hero", "", "the inventory of this `id` among the player's heroes")
	f.BoolVar(&w.universal, "universal", false, "the game's universal inventory, which has no player")
}

// check says what is wrong with the argument and flags before anything is sent.
// player may be empty when it is not required.
func (w *whose) check(player string, required bool) error {
	given := 0
	for _, set := range []bool{w.character != "", w.hero != "", w.universal} {
		if set {
			given++
		}
	}
	switch {
	case given > 1:
		return usagef("--character, --hero and --universal name different inventories: give one")
	case w.universal && player != "":
		return usagef("--universal is the game's own inventory: leave PLAYER out")
	case w.universal:
		return nil
	case player == "" && given > 0:
		return usagef("a character or hero belongs to a player: give PLAYER too")
	case player == "" && required:
		return usagef("PLAYER is missing: an id, ULID, public UID, name, or steam:… psn:… xbox:… guest:…")
	case player != "" && len(models.ParsePlayerRef(player)) == 0:
		return usagef("PLAYER is empty: an id, ULID, public UID, name, or steam:… psn:… xbox:… guest:…")
	}
	_, err := w.holder(models.PlayerID{})
	return err
}

// holder is the inventory of a player that was found.
func (w *whose) holder(player models.PlayerID) (models.Holder, error) {
	h := models.Holder{Player: player}
	var err error
	switch {
	case w.universal:
		return models.Holder{Kind: models.UniversalHolder}, nil
	case w.character != "":
		h.Kind = models.CharacterHolder
		if h.Character, err = models.ParseCharacterID(w.character); err != nil {
			return h, usagef("--character: not an id: give its number")
		}
	case w.hero != "":
		h.Kind = models.HeroHolder
		if h.Hero, err = models.ParseHeroID(w.hero); err != nil {
			return h, usagef("--hero: not an id: give its number")
		}
	}
	return h, nil
}

// find looks up the inventory that player and the flags name. A number is taken
// for a player id without asking; other texts are tried as all that they may be.
// player is PLAYER as typed, "" with --universal. The Player holds no more than
// its id where nothing was asked.
func (w *whose) find(ctx context.Context, client *api.Client, player string) (models.Player, models.Holder, error) {
	if err := w.check(player, true); err != nil {
		return models.Player{}, models.Holder{}, err
	}
	var p models.Player
	if !w.universal {
		var err error
		if p, err = findPlayer(ctx, client, player); err != nil {
			return p, models.Holder{}, err
		}
	}
	h, err := w.holder(p.ID)
	return p, h, err
}

var errNobody = errors.New("no such player")

// findPlayer looks one player up. Several of one name are an error that lists
// them; none is errNobody, which says what was tried.
func findPlayer(ctx context.Context, client *api.Client, typed string) (models.Player, error) {
	refs := models.ParsePlayerRef(typed)
	if len(refs) > 0 {
		if id, ok := refs[0].PlayerID(); ok {
			return models.Player{ID: id}, nil
		}
	}
	found, tried, err := client.Resolve(ctx, refs)
	switch {
	case err != nil:
		return models.Player{}, err
	case len(found) == 1:
		return found[0], nil
	case len(found) > 1:
		return models.Player{}, severalPlayers(tried[len(tried)-1].Ref, found)
	}
	return models.Player{}, failed(fmt.Errorf("%w (tried as %s)", errNobody, triedAs(tried)))
}

func severalPlayers(ref models.PlayerRef, found []models.Player) error {
	var b strings.Builder
	for _, p := range found {
		fmt.Fprintf(&b, "\n  %-12s %s", p.ID, p.Name.Line())
		if !p.Platform.Empty() {
			fmt.Fprintf(&b, " (%s)", p.Platform.Line())
		}
	}
	return usagef("%d players carry this %s: give the id of one%s", len(found), ref.Word(), b.String())
}
