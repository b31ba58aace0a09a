package models

import (
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
