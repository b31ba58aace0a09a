package models

import (
	"regexp"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"lootlens/models/text"
)

// Player is one player of the game, from GET /server/players/lookup/name.
type Player struct {
	ID         PlayerID
	ULID       text.Text
	PublicUID  text.Text
	Name       text.Text
	Platform   text.Text // last_active_platform
	PlatformID text.Text
	Extra      []Field
	Raw        jsontext.Value
}

// DecodePlayers reads GET /server/players/lookup/name. The error wraps ErrNotJSON
// or ErrNoItems.
func DecodePlayers(body []byte) ([]Player, error) {
	return decodeList(body, []string{"players", "items"}, func(f *fields, out *[]Player) {
		p := Player{Raw: f.object()}
		f.id(&p.ID.id, "player_id", "id")
		f.scalar(&p.ULID, "ulid", "player_ulid")
		f.scalar(&p.PublicUID, "player_public_uid", "public_uid")
		f.scalar(&p.Name, "name", "player_name")
		f.scalar(&p.Platform, "last_active_platform", "platform")
		f.scalar(&p.PlatformID, "platform_player_id")
		p.Extra = f.rest()
		*out = append(*out, p)
	})
}

// object writes the members as an object again: equal in value to what came.
func (f *fields) object() jsontext.Value {
	out := []byte{'{'}
	for i, m := range f.list {
		if i > 0 {
			out = append(out, ',')
		}
		out, _ = jsontext.AppendQuote(out, m.name)
		out = append(append(out, ':'), m.raw...)
	}
	return append(out, '}')
}

// RefKind is what kind of name a PlayerRef is.
type RefKind int8

// The kinds of name a player can be looked up by.
const (
	RefID RefKind = iota
	RefULID
	RefPublicUID
	RefName
	RefSteam
	RefPSN
	RefXbox
	RefGuest
)

var refs = [...]struct{ parameter, word, prefix string }{
	RefID:        {"player_id", "player id", "id"},
	RefULID:      {"player_ulid", "ULID", "ulid"},
	RefPublicUID: {"player_public_uid", "public UID", "uid"},
	RefName:      {"player_name", "name", "name"},
	RefSteam:     {"steam_id", "Steam id", "steam"},
	RefPSN:       {"psn_id", "PSN id", "psn"},
	RefXbox:      {"xbox_id", "Xbox id", "xbox"},
	RefGuest:     {"player_guest_login_id", "guest id", "guest"},
}

// PlayerRef is a text that names a player, and what it is taken for.
type PlayerRef struct {
	Kind  RefKind
	Value string
}

// Parameter is the query parameter of GET /server/players/lookup/name.
func (r PlayerRef) Parameter() string { return refs[r.Kind].parameter }

// Word is the kind for people, such as "public UID".
func (r PlayerRef) Word() string { return refs[r.Kind].word }

// String is the kind and the value: `Steam id 76561198000000000`.
func (r PlayerRef) String() string { return refs[r.Kind].word + " " + r.Value }

// Typed is the reference with its prefix, for ParsePlayerRef: "steam:76561198000000000".
func (r PlayerRef) Typed() string { return refs[r.Kind].prefix + ":" + r.Value }

// PlayerID is the value of a RefID; false for other kinds.
func (r PlayerRef) PlayerID() (PlayerID, bool) {
	if r.Kind != RefID {
		return PlayerID{}, false
	}
	i, ok := scanID([]byte(r.Value))
	return PlayerID{i}, ok
}

var (
	ulidShape = regexp.MustCompile(`^[0-7][0-9A-HJKMNP-TV-Za-hjkmnp-tv-z]{25}$`)
	uidShape  = regexp.MustCompile(`^[0-9A-Z]{6,12}$`)
)

// ParsePlayerRef returns what a text may be, the most likely first: look it up in that
// order. A prefix (id: ulid: uid: name: steam: psn: xbox: guest:) allows one only. An
// empty text has no result.
func ParsePlayerRef(s string) []PlayerRef {
	s = strings.TrimSpace(s)
	if s == "" {
		return nil
	}
	if prefix, value, ok := strings.Cut(s, ":"); ok {
		prefix, value = strings.ToLower(strings.TrimSpace(prefix)), strings.TrimSpace(value)
		for kind := range refs {
			if refs[kind].prefix == prefix {
				if value == "" {
					return nil
				}
				return []PlayerRef{{RefKind(kind), value}}
			}
		}
	}
	name := PlayerRef{RefName, s}
	if i, ok := scanID([]byte(s)); ok && i.sign > 0 {
		// A Steam id is a number too, far above any player id.
		if len(s) == 17 && strings.HasPrefix(s, "7656119") {
			return []PlayerRef{{RefSteam, s}, {RefID, s}, name}
		}
		return []PlayerRef{{RefID, s}, {RefPublicUID, s}, name}
	}
	switch {
	case ulidShape.MatchString(s):
		return []PlayerRef{{RefULID, strings.ToUpper(s)}, {RefGuest, s}, name}
	case uidShape.MatchString(s):
		return []PlayerRef{{RefPublicUID, s}, name}
	}
	return []PlayerRef{name, {RefGuest, s}}
}
