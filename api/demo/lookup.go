package demo

import (
	"cmp"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// player is the player with an id, or nil.
func (s *Server) player(id uint64) *player {
	if p := s.byID[id]; p != nil {
		return p
	}
	return s.fleet.player(id)
}

// player finds the player that the path names, or the answer that it isn't there.
func (q *query) player() (*player, *answer) {
	if id, err := strconv.ParseUint(q.ids[0], 10, 64); err == nil {
		if p := q.s.player(id); p != nil {
			q.about = p
			return p, nil
		}
	}
	return nil, q.notFound("the player " + strconv.QuoteToASCII(q.ids[0]))
}

func (q *query) character() (*character, *answer) {
	p, a := q.player()
	if a != nil {
		return nil, a
	}
	if id, err := strconv.ParseUint(q.ids[1], 10, 64); err == nil {
		for _, c := range p.characters {
			if c.id == id {
				return c, nil
			}
		}
	}
	return nil, q.notFound("the character " + strconv.QuoteToASCII(q.ids[1]))
}

// heroByHeroID reports whether the path has a hero's hero_id.
func (q *query) heroByHeroID() bool {
	p := q.s.player(number(q.ids[0]))
	return p != nil && slices.ContainsFunc(p.heroes, func(h *hero) bool { return h.heroID == number(q.ids[1]) })
}

// number is an id of a path, or 0.
func number(s string) uint64 {
	n, _ := strconv.ParseUint(s, 10, 64)
	return n
}

// hero takes either of a hero's two ids: they are never the same.
func (q *query) hero() (*hero, *answer) {
	p, a := q.player()
	if a != nil {
		return nil, a
	}
	if id, err := strconv.ParseUint(q.ids[1], 10, 64); err == nil {
		for _, h := range p.heroes {
			if h.id == id || h.heroID == id {
				return h, nil
			}
		}
	}
	return nil, q.notFound("the hero " + strconv.QuoteToASCII(q.ids[1]))
}

// lookups says how each parameter of the look-up finds a player.
var lookups = map[string]func(*player, string) bool{
	"player_id":             func(p *player, v string) bool { return strconv.FormatUint(p.id, 10) == v },
	"player_public_uid":     func(p *player, v string) bool { return p.uid == strings.ToUpper(v) },
	"player_ulid":           func(p *player, v string) bool { return p.ulid == strings.ToUpper(v) },
	"player_name":           func(p *player, v string) bool { return p.name != "" && strings.EqualFold(p.name, v) },
	"player_guest_login_id": func(p *player, v string) bool { return p.guestID != "" && p.guestID == v },
	"steam_id":              onPlatform("steam"),
	"psn_id":                onPlatform("psn"),
	"xbox_id":               onPlatform("xbox"),
}

func onPlatform(name string) func(*player, string) bool {
	return func(p *player, v string) bool { return p.platform == name && p.platformID == v }
}

type foundPlayer struct {
	PlayerID   uint64 `json:"player_id"`
	ULID       string `json:"ulid,omitempty"`
	PlayerULID string `json:"player_ulid,omitempty"`
	PublicUID  string `json:"player_public_uid"`
	Name       string `json:"name"`
	Platform   string `json:"last_active_platform"`
	PlatformID string `json:"platform_player_id"`
}

// lookup answers everybody that any of the parameters finds.
func (q *query) lookup() *answer {
	v, err := url.ParseQuery(q.r.URL.RawQuery)
	if err != nil {
		return q.fail(http.StatusBadRequest, "invalid_query", "the query cannot be read")
	}
	asked := false
	found := []foundPlayer{}
	for key := range v {
		asked = asked || lookups[key] != nil
	}
	if !asked {
		return q.fail(http.StatusBadRequest, "missing_parameter", "nothing to look up by was given")
	}
	for _, p := range q.s.candidates(v) {
		hit := false
		for key, values := range v {
			if by := lookups[key]; by != nil {
				hit = hit || slices.ContainsFunc(values, func(s string) bool { return by(p, s) })
			}
		}
		if !hit {
			continue
		}
		if q.about == nil || p.id == PlayerAdditions {
			q.about = p
		}
		f := foundPlayer{
			PlayerID: p.id, PublicUID: p.uid, Name: p.name, Platform: p.platform, PlatformID: p.platformID,
		}
		if p.id%2 == 0 {
			f.PlayerULID = p.ulid
		} else {
			f.ULID = p.ulid
		}
		found = append(found, f)
	}
	return q.ok(struct {
		Players []foundPlayer `json:"players"`
	}{found})
}

// candidates are the players that parameters may find: everybody but the fleet, and of
// that whom their values lead to, by id.
func (s *Server) candidates(v url.Values) []*player {
	found := map[uint64]*player{}
	for _, values := range v {
		for _, text := range values {
			for _, p := range s.fleet.named(text) {
				found[p.id] = p
			}
		}
	}
	byID := slices.SortedFunc(maps.Values(found), func(a, b *player) int { return cmp.Compare(a.id, b.id) })
	return append(slices.Clone(s.players), byID...)
}
