package demo

import (
	"math"
	"slices"
	"strconv"
	"strings"
)

// Players for a purpose. Their names, ULIDs and public UIDs are
// looked up like anybody's.
const (
	PlayerReference uint64 = 363         // with CharacterReference
	PlayerEmpty     uint64 = 1000        // no items, characters or heroes
	PlayerSmall     uint64 = 1007        // "Pim Okafor": 7 items, one character, no heroes
	PlayerLarge     uint64 = 1250        // "Mirelle Ashdown": 1,250 items, 5 characters, 3 heroes
	PlayerHuge      uint64 = 20000       // "Bastion": Options.Items items, 4 characters, 2 heroes
	PlayerHostile   uint64 = 1337        // names and texts that attack a terminal; ids above 2^63
	PlayerAdditions uint64 = 1338        // "Ada Newfield": an unknown member and an odd element wherever one can be
	PlayerNova      uint64 = 2001        // "Nova" on Steam
	PlayerNovaPSN   uint64 = 2002        // another "Nova", on PlayStation
	PlayerNovaXbox  uint64 = 2003        // "NOVA", on Xbox
	PlayerShared    uint64 = 2005        // "Isolde Brand": her loadouts are grouped by character
	PlayerGuest     uint64 = 3001        // a guest without a name: found by id only
	GrantPlayer     uint64 = PlayerSmall // whom Options.GrantEvery gives to: PlayerSmall

	// CharacterReference answers the published reference's example, byte for
	// byte and whatever the cursor: its ids are negative, so no walk can go on.
	CharacterReference uint64 = 49
	// CharacterOdd is a character of PlayerHostile whose items take every
	// shape an item is known, or feared, to take.
	CharacterOdd uint64 = 13372
	// CharacterEdge is a character of PlayerHostile whose newest instance id
	// is 2^64-1: nothing can be granted after it.
	CharacterEdge uint64 = 13373
)

const hostileBase = 1<<63 + 1<<20

type player struct {
	id         uint64
	ulid       string
	uid        string
	name       string
	platform   string
	platformID string
	guestID    string
	own        *holder
	characters []*character
	heroes     []*hero
	fleet      bool // of Options.Players
	altNames   bool // answers "characters", "heroes", "loadouts", "is_default"
}

type character struct {
	*holder
	id        uint64
	ulid      string
	name      string
	class     string
	isDefault bool
}

// hero has the inventory, name and class of its character.
type hero struct {
	*character
	id        uint64
	heroID    uint64
	instance  uint64
	isDefault bool
	asset     *asset
}

// holders are the player's inventories, each once, whatever names it has.
func (p *player) holders() []*holder {
	hs := []*holder{p.own}
	add := func(h *holder) {
		if !slices.Contains(hs, h) {
			hs = append(hs, h)
		}
	}
	for _, c := range p.characters {
		add(c.holder)
	}
	return hs
}

// named is the inventory with a name, or nil.
func (p *player) named(of Holder) *holder {
	switch {
	case of.Character != 0:
		for _, c := range p.characters {
			if c.id == of.Character {
				return c.holder
			}
		}
		return nil
	case of.Hero != 0:
		for _, h := range p.heroes {
			if h.id == of.Hero {
				return h.holder
			}
		}
		return nil
	}
	return p.own
}

// room is how many instance ids an inventory may use.
const room = 1_000_000

// maker hands out ids while the players are made.
type maker struct {
	g       *game
	players []*player
	base    uint64
	heroes  uint64
}

func (m *maker) holder(of Holder, size int, pool []*asset) *holder {
	h := &holder{
		Holder: of,
		seed:   mix(of.Player<<40 ^ of.Character<<16 ^ of.Hero),
		base:   m.base,
		stride: 13,
		size:   size,
		pool:   pool,
	}
	m.base += room
	return h
}

func (m *maker) player(id uint64, name, platform string, items int) *player {
	p := &player{
		id:       id,
		ulid:     seedULID(id),
		uid:      publicUID(id),
		name:     name,
		platform: platform,
		own:      m.holder(Holder{Player: id}, items, m.g.all),
	}
	n := mix(id ^ 0xfeed)
	switch platform {
	case "steam":
		p.platformID = "7656119" + pad(n, 10)
	case "psn":
		p.platformID = pad(n, 19)
	case "xbox":
		p.platformID = "253" + pad(n, 13)
	case "guest":
		p.guestID = strings.ToLower(uuid(n))
		p.platformID = p.guestID
	}
	m.players = append(m.players, p)
	return p
}

// pad is the last width decimal digits of n.
func pad(n uint64, width int) string {
	s := strings.Repeat("0", width) + strconv.FormatUint(n, 10)
	return s[len(s)-width:]
}

func (m *maker) character(p *player, id uint64, name, class string, items int) *character {
	return p.add(id, name, class, m.holder(Holder{Player: p.id, Character: id}, items, m.g.gear))
}

// main is the default character: the player's own inventory is its.
func (m *maker) main(p *player, id uint64, name, class string) {
	p.add(id, name, class, p.own).isDefault = true
	m.base += room
}

func (p *player) add(id uint64, name, class string, h *holder) *character {
	c := &character{holder: h, id: id, ulid: seedULID(id ^ 0xc0ffee), name: name, class: class}
	p.characters = append(p.characters, c)
	return c
}

// hero makes a hero and the character underneath, which is listed too and has the
// hero's inventory.
func (m *maker) hero(p *player, heroID uint64, name string, items int) *hero {
	m.heroes++
	id := 9000 + m.heroes
	class := heroClasses[heroID%uint64(len(heroClasses))]
	body := p.add(p.id*10+uint64(len(p.characters))+1, name, class, m.holder(Holder{Player: p.id, Hero: id}, items, m.g.gear))
	h := &hero{
		character: body,
		id:        id,
		heroID:    heroID,
		instance:  m.base - 1,
		isDefault: len(p.heroes) == 0,
		asset:     m.g.skins[mix(id)%uint64(len(m.g.skins))],
	}
	p.heroes = append(p.heroes, h)
	return h
}

var heroClasses = []string{"Vanguard", "Arcanist", "Warden", "Trickster", "Cantor"}

// newPlayers makes the players. Their ranges of instance ids are apart, so an id is
// that of one instance of one holder.
func (g *game) newPlayers(items int) []*player {
	m := &maker{g: g, base: 104_000_000}

	ref := m.player(PlayerReference, "Refia", "steam", 31)
	m.character(ref, CharacterReference, "Example", "Warden", 0).fixed = referenceInventory
	m.main(ref, 50, "Second Example", "Arcanist")

	m.player(PlayerEmpty, "Blank Slate", "psn", 0)

	small := m.player(PlayerSmall, "Pim Okafor", "xbox", 7)
	m.main(small, 10071, "Thistle", "Trickster")

	large := m.player(PlayerLarge, "Mirelle Ashdown", "steam", 1250)
	m.character(large, 12501, "Kestrel", "Vanguard", 412)
	m.character(large, 12502, "Oriel", "Arcanist", 240)
	m.character(large, 12503, "Brandt", "Warden", 86)
	m.character(large, 12504, "Nobody Yet", "Cantor", 0)
	m.hero(large, 301, "Ser Halloran", 64)
	m.hero(large, 302, "Ysolde of the Reach", 23)
	m.hero(large, 303, "The Tin Marquis", 0)

	nova := m.player(PlayerNova, "Nova", "steam", 143)
	m.main(nova, 20011, "Nova Prime", "Vanguard")
	m.player(PlayerNovaPSN, "Nova", "psn", 58)
	xbox := m.player(PlayerNovaXbox, "NOVA", "xbox", 9)
	m.hero(xbox, 304, "Quill", 11)

	m.player(PlayerGuest, "", "guest", 12)
	for i, name := range []string{
		"Ines Valcourt", "tobiTheThird", "xX_GrimReaper_Xx", "Łukasz Wójcik", "Sunniva",
		"O'Malley \"Mal\" Finn", "quietstorm77",
	} {
		id := 4001 + uint64(i)
		p := m.player(id, name, []string{"steam", "psn", "xbox", "guest"}[i%4], 40+i*37)
		m.main(p, id*10+1, []string{"Ash", "Rook", "Vesper"}[i%3], heroClasses[i%5])
	}

	g.hostilePlayer(m)

	m.base = 1_000_000_000 // last: it may be of any size
	huge := m.player(PlayerHuge, "Bastion", "steam", 0)
	huge.altNames = true
	m.character(huge, 200001, "Ironhand", "Warden", 640)
	m.character(huge, 200002, "Lark", "Cantor", 201)
	m.character(huge, 200003, "Mule", "Trickster", 50)
	m.hero(huge, 305, "Captain Orsino", 120)
	m.hero(huge, 306, "Wren", 4)
	huge.own = m.holder(Holder{Player: PlayerHuge}, items, g.all)

	m.base = 900_000_000
	shared := m.player(PlayerShared, "Isolde Brand", "psn", 88)
	m.main(shared, 20051, "Isolde", "Vanguard")
	m.hero(shared, 308, "Sable", 30)
	m.character(shared, 20053, "Mule", "Cantor", 17)

	added := m.player(PlayerAdditions, "Ada Newfield", "xbox", 60)
	m.main(added, 13381, "Ada", "Warden")
	m.hero(added, 309, "Later Halden", 14)

	m.main(large, 12508, "Mirelle", "Vanguard")
	m.main(huge, 200006, "Bastion", "Warden")
	return m.players
}

func (g *game) hostilePlayer(m *maker) {
	was := m.base
	defer func() { m.base = was }()
	m.base = hostileBase
	p := m.player(PlayerHostile, hostilePlayerName, "steam", 300)
	p.own.pool = g.hostile
	m.main(p, 13371, hostileTexts[0], hostileTexts[3])
	odd := m.character(p, CharacterOdd, hostileTexts[5], hostileTexts[1], 0)
	odd.pool = g.hostile
	odd.odd = oddItems(g, odd.holder)
	odd.size = len(odd.odd) + 12
	edge := m.character(p, CharacterEdge, "2^64-1", "Edge", 12)
	edge.stride = 1
	edge.base = math.MaxUint64 - 12
	m.hero(p, 307, hostileTexts[2], 30).pool = g.hostile
}
