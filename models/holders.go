package models

import "slices"

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
// character's where the server marks exactly one character as the default one; it is asked for as the player's.
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
