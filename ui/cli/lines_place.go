package cli

import (
	"errors"
	"strconv"
	"strings"

	"lootlens/api"
	"lootlens/models"
	"lootlens/models/text"
)

// place is an inventory, and its name where several are listed together.
type place struct {
	holder models.Holder
	name   string
}

// openPlayer looks players up until one is found and, unless the inventory is known,
// one of its inventories is chosen.
func (l *lines) openPlayer(refs []models.PlayerRef, hasHolder bool) error {
	for {
		typed := ""
		for len(refs) == 0 {
			var err error
			if typed, err = l.ask("Player: id, name, ULID, public UID or steam:…"); err != nil {
				return err
			}
			if api.LooksLikeKey(typed) {
				l.say("That looks like a server key: it was not sent. name:%s looks for a player of that name.", "…")
				continue
			}
			refs = models.ParsePlayerRef(typed)
		}
		found, _, err := l.client.Resolve(l.ctx, refs)
		switch {
		case err != nil:
			if l.ctx.Err() != nil {
				return l.ctx.Err()
			}
			l.fail(err)
		case len(found) == 0:
			l.say("No player is found. Names must match whole.")
		default:
			var list []string
			for _, p := range found {
				list = append(list, strings.TrimSpace(p.Name.Line()+" "+p.ID.String()+" "+p.Platform.Line()))
			}
			n, err := l.choose("Player", list)
			if err != nil {
				return err
			}
			l.player = found[n]
			if hasHolder {
				l.places[0].holder.Player = l.player.ID
				return nil
			}
			return l.chooseInventory()
		}
		refs, hasHolder = nil, false
	}
}

// chooseInventory lists the player's inventories, and all of them as the last choice.
// Where characters or heroes cannot be read it says so: the list is then not whole.
func (l *lines) chooseInventory() error {
	l.unlisted = false
	characters, err := l.client.Characters(l.ctx, l.player.ID)
	if err != nil && !errors.Is(err, api.ErrNotFound) {
		l.unlisted = true
		l.say("The characters could not be read: %s", text.Error(err))
	}
	heroes, err := l.client.Heroes(l.ctx, l.player.ID)
	if err != nil && !errors.Is(err, api.ErrNotFound) {
		l.unlisted = true
		l.say("The heroes could not be read: %s", text.Error(err))
	}
	var places []place
	var list []string
	for _, v := range models.Inventories(l.player.ID, characters, heroes) {
		s, name := "Own inventory", "own inventory"
		if v.Holder.Kind != models.PlayerHolder {
			s = strings.TrimPrefix(v.Holder.String(), "player "+l.player.ID.String()+" › ")
			name = s
		}
		if c := v.Character; c != nil {
			s += ", character " + c.Name.Line()
			if v.Holder.Kind == models.CharacterHolder {
				name += " " + c.Name.Line()
			}
		}
		for _, h := range v.Heroes {
			if v.Holder.Kind == models.HeroHolder {
				name += " " + h.Name.Line()
			}
			s += ", hero " + h.Name.Line()
		}
		places, list = append(places, place{v.Holder, name}), append(list, s)
	}
	if len(places) > 1 {
		list = append(list, "All "+strconv.Itoa(len(places))+" inventories")
	}
	n, err := l.choose("Inventory", list)
	switch {
	case err != nil:
		return err
	case n < len(places):
		places = []place{{holder: places[n].holder}}
	}
	l.places = places
	return nil
}
