package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"lootlens/api"
	"lootlens/models"
	"lootlens/models/text"
	"lootlens/ui/cli/fleet"
)

// holderFlags are the flags that name an inventory of a player, or the universal one.
type holderFlags struct {
	character, hero string
	universal       bool
}

// add adds the flags to cmd.
func (f *holderFlags) add(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.character, "character", "", "inventory of this character: an id, name or default")
	flags.StringVar(&f.hero, "hero", "", "inventory of the hero with this id")
	flags.BoolVar(&f.universal, "universal", false, "universal inventory of the game: it has no player")
}

// check checks the argument and the flags before anything is sent. player may be
// empty if it is not required.
func (f *holderFlags) check(player string, required bool) error {
	given := 0
	for _, set := range []bool{f.character != "", f.hero != "", f.universal} {
		if set {
			given++
		}
	}
	switch {
	case given > 1:
		return usagef("--character, --hero and --universal are mutually exclusive: give one")
	case f.universal && player != "":
		return usagef("--universal is the game's own inventory: leave PLAYER out")
	case f.universal:
		return nil
	case player == "" && given > 0:
		return usagef("a character or hero belongs to a player: give PLAYER too")
	case player == "" && required:
		return usagef("PLAYER is missing: %s", playerForms)
	case player != "" && len(models.ParsePlayerRef(player)) == 0:
		return usagef("PLAYER is empty: %s", playerForms)
	case f.hero != "":
		_, err := f.holder(models.PlayerID{})
		return err
	}
	return nil
}

// playerForms lists the ways to name a player.
const playerForms = "give an id, ULID, public UID, name, or steam:… psn:… xbox:… guest:…"

// holder is the inventory of a player that the flags name by an id.
func (f *holderFlags) holder(player models.PlayerID) (models.Holder, error) {
	h := models.Holder{Player: player}
	var err error
	switch {
	case f.universal:
		return models.Holder{Kind: models.UniversalHolder}, nil
	case f.character != "":
		h.Kind = models.CharacterHolder
		if h.Character, err = models.ParseCharacterID(f.character); err != nil {
			return h, usagef("--character: %q is not an id: `lootlens characters PLAYER` lists them", text.Of(f.character).Line())
		}
	case f.hero != "":
		h.Kind = models.HeroHolder
		if h.Hero, err = models.ParseHeroID(f.hero); err != nil {
			return h, usagef("--hero: %q is not an id: `lootlens characters PLAYER` lists them", text.Of(f.hero).Line())
		}
	}
	return h, nil
}

// find looks up the inventory that player and the flags name. A number is a player id
// and costs no request: the Player then has its ID only. player is "" with
// --universal.
func (f *holderFlags) find(ctx context.Context, client *api.Client, player string) (models.Player, models.Holder, error) {
	var p models.Player
	if !f.universal {
		var err error
		if p, err = findPlayer(ctx, client, player); err != nil {
			return p, models.Holder{}, err
		}
	}
	h, err := f.of(ctx, client, p.ID)
	return p, h, err
}

// of is the inventory of a player that the flags name by an id or a name.
func (f *holderFlags) of(ctx context.Context, client *api.Client, player models.PlayerID) (models.Holder, error) {
	h, err := f.holder(player)
	if err != nil && f.character != "" {
		var list []models.Character
		if list, err = client.Characters(ctx, player); err == nil {
			h.Character, err = findCharacter(list, player, f.character)
		}
	}
	return h, err
}

// findCharacter is the one of a player's characters with this name, or the default one.
func findCharacter(characters []models.Character, player models.PlayerID, name string) (models.CharacterID, error) {
	var found []models.Character
	name = strings.TrimSpace(name)
	for _, c := range characters {
		if strings.EqualFold(name, "default") && c.Default == models.FlagYes || text.Fold(c.Name.Raw()) == text.Fold(name) {
			found = append(found, c)
		}
	}
	switch len(found) {
	case 0:
		return models.CharacterID{}, notFoundf("player %s has no character %q: `lootlens characters %[1]s` lists them", player, text.Of(name).Line())
	case 1:
		return found[0].ID, nil
	}
	var ids []string
	for _, c := range found {
		ids = append(ids, c.ID.String())
	}
	return models.CharacterID{}, notFoundf("player %s has %d characters %q: give one of the ids %s", player, len(found), text.Of(name).Line(), strings.Join(ids, ", "))
}

// findPlayer looks up one player. No player and several of one name are errors; the
// second lists them.
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
	return models.Player{}, &fleet.NoPlayerError{Ref: typed, Tried: tried}
}

// severalPlayers lists the players of one name.
func severalPlayers(ref models.PlayerRef, found []models.Player) error {
	var b strings.Builder
	for _, p := range found {
		fmt.Fprintf(&b, "\n  %-12s %s", p.ID, p.Name.Line())
		if !p.Platform.Empty() {
			fmt.Fprintf(&b, " (%s)", p.Platform.Line())
		}
	}
	return notFoundf("%d players have the %s “%s”: give the id of one%s", len(found), ref.Word(), text.Of(ref.Value).Line(), b.String())
}
