package models

import (
	"fmt"
	"slices"

	"github.com/go-json-experiment/json/jsontext"

	"lootlens/models/text"
)

// HolderKind says what kind of holder an inventory belongs to.
type HolderKind int8

// The kinds of holder.
const (
	PlayerHolder HolderKind = iota
	CharacterHolder
	HeroHolder
	UniversalHolder // the game itself: no player
)

var holderCodes = []string{"player", "character", "hero", "universal"}

// Code is the word for the kind in exports: player, character, hero or universal.
func (k HolderKind) Code() string { return holderCodes[k] }

// ParseHolder reads a holder as exports write it: the kind's Code and the ids, "" for those that the kind does not have.
func ParseHolder(kind, player, character, hero string) (h Holder, err error) {
	h.Kind = HolderKind(slices.Index(holderCodes, kind))
	switch h.Kind {
	case -1:
		return Holder{}, fmt.Errorf("%q is not a kind of holder: give player, character, hero or universal", kind)
	case UniversalHolder:
		return h, nil
	case CharacterHolder:
		h.Character, err = ParseCharacterID(character)
	case HeroHolder:
		h.Hero, err = ParseHeroID(hero)
	}
	if err == nil {
		h.Player, err = ParsePlayerID(player)
	}
	return h, err
}

// Holder is whose inventory it is. It can be compared and used as a map's key.
// Character and Hero are set for their kinds only.
type Holder struct {
	Kind      HolderKind
	Player    PlayerID
	Character CharacterID
	Hero      HeroID
}

// String names the holder by its ids: "player 363 › character 49".
func (h Holder) String() string {
	switch h.Kind {
	case CharacterHolder:
		return "player " + h.Player.String() + " › character " + h.Character.String()
	case HeroHolder:
		return "player " + h.Player.String() + " › hero " + h.Hero.String()
	case UniversalHolder:
		return "universal inventory"
	}
	return "player " + h.Player.String()
}

// ID is the id of the player, character or hero; "" for the universal inventory.
func (h Holder) ID() string {
	switch h.Kind {
	case CharacterHolder:
		return h.Character.String()
	case HeroHolder:
		return h.Hero.String()
	}
	return h.Player.String()
}

// Character is one of a player's characters, from GET /server/player/{player_id}/characters.
type Character struct {
	ID      CharacterID
	ULID    text.Text
	Name    text.Text
	Class   text.Text // the answer's "type"
	Default Flag
	Extra   []Field
	Raw     jsontext.Value
}

// Hero is one of a player's heroes, from GET /server/player/{player_id}/heroes.
type Hero struct {
	// ID is the id in the path of the hero's inventory: the answer's hero_id, or its id where hero_id is absent.
	ID HeroID
	// PlayerHeroID is the answer's "id". The documentation does not say which of the two the path takes.
	PlayerHeroID HeroID
	// CharacterID is the hero's character, whose inventory is the hero's.
	CharacterID CharacterID
	Instance    InstanceID
	Name        text.Text
	Character   text.Text // the character's name
	Class       text.Text
	Default     Flag
	Variation   Number
	Asset       *Asset // nil where the server sent none
	Extra       []Field
	Raw         jsontext.Value
}

// DecodeCharacters reads GET /server/player/{player_id}/characters. The error wraps ErrNotJSON or ErrNoItems.
func DecodeCharacters(body []byte) ([]Character, error) {
	return decodeList(body, []string{"items", "characters"}, func(f *fields, out *[]Character) {
		c := Character{Raw: f.object()}
		f.id(&c.ID.id, "id", "character_id")
		f.scalar(&c.ULID, "ulid")
		f.scalar(&c.Name, "name", "character_name")
		f.scalar(&c.Class, "type", "class_name")
		f.flag(&c.Default, "default", "is_default")
		c.Extra = f.rest()
		*out = append(*out, c)
	})
}

// DecodeHeroes reads GET /server/player/{player_id}/heroes. The error wraps ErrNotJSON or ErrNoItems.
func DecodeHeroes(body []byte) ([]Hero, error) {
	return decodeList(body, []string{"items", "heroes"}, func(f *fields, out *[]Hero) {
		h := Hero{Raw: f.object()}
		f.id(&h.PlayerHeroID.id, "id")
		f.id(&h.ID.id, "hero_id")
		if h.ID.IsZero() {
			h.ID = h.PlayerHeroID
		}
		f.id(&h.CharacterID.id, "character_id")
		f.id(&h.Instance.id, "instance_id")
		f.scalar(&h.Name, "hero_name", "name")
		f.scalar(&h.Character, "character_name")
		f.scalar(&h.Class, "class_name")
		f.flag(&h.Default, "is_default", "default")
		f.number(&h.Variation, "asset_variation_id")
		into(f, &h.Asset, asAsset, "asset")
		h.Extra = f.rest()
		*out = append(*out, h)
	})
}

// PlayerInventory is one of a player's inventories with all its names. One inventory can have several: the player's own is
// the default character's, and a hero's is that of the character underneath.
type PlayerInventory struct {
	Holder  Holder   // the name to request it by: the most certain one
	Aliases []Holder // the other names, in the order player, characters, heroes
	// Character and Heroes are who has the inventory; nil where nobody is known.
	Character *Character
	Heroes    []*Hero
}

// Is reports whether h is one of the inventory's names.
func (v PlayerInventory) Is(h Holder) bool {
	return h == v.Holder || slices.Contains(v.Aliases, h)
}

// Inventories are a player's distinct inventories: the own one first, then those of other characters, then those of heroes
// without a known character, each in the server's order. A character or hero without an id has none. The own inventory is a
// character's where the server marks exactly one character as the default one; it is requested as the player's.
func Inventories(player PlayerID, characters []Character, heroes []Hero) []PlayerInventory {
	list := []PlayerInventory{{Holder: Holder{Kind: PlayerHolder, Player: player}}}
	byCharacter := map[CharacterID]int{}
	standard := defaultCharacter(characters)
	for i := range characters {
		c := &characters[i]
		h := Holder{Kind: CharacterHolder, Player: player, Character: c.ID}
		_, listed := byCharacter[c.ID]
		switch {
		case c.ID.IsZero() || listed:
		case c.ID == standard:
			byCharacter[c.ID] = 0
			list[0].Aliases, list[0].Character = append(list[0].Aliases, h), c
		default:
			byCharacter[c.ID] = len(list)
			list = append(list, PlayerInventory{Holder: h, Character: c})
		}
	}
	byHero := map[HeroID]int{}
	for i := range heroes {
		x := &heroes[i]
		h := Holder{Kind: HeroHolder, Player: player, Hero: x.ID}
		at, known := byCharacter[x.CharacterID] // no character has the zero id
		if _, listed := byHero[x.ID]; x.ID.IsZero() || listed {
			continue
		}
		if known {
			list[at].Aliases = append(list[at].Aliases, h)
		} else {
			at = len(list)
			list = append(list, PlayerInventory{Holder: h})
			if !x.CharacterID.IsZero() { // a character that was not listed: the heroes that share it are one inventory
				byCharacter[x.CharacterID] = at
			}
		}
		byHero[x.ID] = at
		list[at].Heroes = append(list[at].Heroes, x)
	}
	return list
}

// defaultCharacter is the id of the default character; the zero id where the server marks none or several.
func defaultCharacter(characters []Character) (id CharacterID) {
	for _, c := range characters {
		switch {
		case c.Default != FlagYes || c.ID.IsZero() || c.ID == id:
		case !id.IsZero():
			return CharacterID{}
		default:
			id = c.ID
		}
	}
	return id
}
