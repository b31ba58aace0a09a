package demo

import "iter"

// Player is one of the game's players, with everything to look it up by.
type Player struct {
	ID         uint64
	ULID       string // 26 characters
	PublicUID  string // 8 characters
	Name       string // hostile for PlayerHostile, empty for PlayerGuest
	Platform   string // steam, psn, xbox or guest
	PlatformID string // for a guest, the login id
	Characters []uint64
	Heroes     []uint64 // the "id" of each, not its "hero_id"
	Items      int      // in the player's own inventory now
}

// Players lists the players in the order of a look-up.
func (s *Server) Players() []Player {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var out []Player
	for p := range s.everybody() {
		o := Player{
			ID: p.id, ULID: p.ulid, PublicUID: p.uid, Name: p.name,
			Platform: p.platform, PlatformID: p.platformID, Items: p.own.total(),
		}
		for _, c := range p.characters {
			o.Characters = append(o.Characters, c.id)
		}
		for _, h := range p.heroes {
			o.Heroes = append(o.Heroes, h.id)
		}
		out = append(out, o)
	}
	return out
}

// everybody are all players in the order of a look-up.
func (s *Server) everybody() iter.Seq[*player] {
	return func(yield func(*player) bool) {
		for _, p := range s.players {
			if !yield(p) {
				return
			}
		}
		s.fleet.all()(yield)
	}
}

// Inventories are the inventories of a player, each by all its names. A hero is named by both of its ids.
func (s *Server) Inventories(player uint64) (out [][]Holder) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	p := s.player(player)
	if p == nil {
		return nil
	}
	for _, h := range p.holders() {
		var names []Holder
		if h == p.own {
			names = append(names, Holder{Player: p.id})
		}
		for _, c := range p.characters {
			if c.holder == h {
				names = append(names, Holder{Player: p.id, Character: c.id})
			}
		}
		for _, x := range p.heroes {
			if x.holder == h {
				names = append(names, Holder{Player: p.id, Hero: x.id}, Holder{Player: p.id, Hero: x.heroID})
			}
		}
		out = append(out, names)
	}
	return out
}
