package models

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/go-json-experiment/json/jsontext"

	"lootlens/models/text"
)

// decodeObject reads an answer that must be one JSON object.
func decodeObject(body []byte) (fields, error) {
	raw := jsontext.Value(bytes.TrimSpace(body))
	switch {
	case len(raw) == 0:
		return nil, fmt.Errorf("%w: it is empty", ErrNotJSON)
	case raw[0] != '{':
		return nil, ErrNotJSON
	case !valid(raw):
		if skipValue(raw, 0) < 0 {
			return nil, ErrCut
		}
		return nil, fmt.Errorf("%w: it is malformed", ErrNotJSON)
	}
	list, _ := members(raw)
	return list, nil
}

// decodeList reads an answer that holds a list under one of the names; lists of the
// same name are one. A null list is empty, null elements are left out, and an element
// that is no object is kept as a field without a name.
func decodeList[T any](body []byte, names []string, read func(fields) T) ([]T, error) {
	f, err := decodeObject(body)
	if err != nil {
		return nil, err
	}
	null := false
	for _, name := range names {
		var out []T
		found, wrong := false, false
		for _, m := range f {
			if m.name != name {
				continue
			}
			list, ok := elements(m.raw)
			switch {
			case m.raw.Kind() == 'n':
				null = true // the list can still stand under another name
				continue
			case !ok:
				wrong = true
				continue
			}
			found = true
			for _, e := range list {
				if e.Kind() == 'n' {
					continue
				}
				m, ok := members(e)
				if !ok {
					m = []member{{"", e}}
				}
				out = append(out, read(m))
			}
		}
		switch {
		case found:
			return out, nil
		case wrong:
			return nil, fmt.Errorf("%w: %s is not a list", ErrNoItems, name)
		}
	}
	if null {
		return nil, nil
	}
	return nil, fmt.Errorf("%w: %s", ErrNoItems, names[0])
}

// DecodeStorage reads
// GET /server/player/{player_id}/assets/instances/{instance_id}/storage. What of a
// pair has no name here is a pair of its own, "KEY.NAME". The error wraps ErrNotJSON
// or ErrNoItems.
func DecodeStorage(body []byte) ([]StoragePair, error) {
	lists, err := decodeList(body, []string{"storage", "items"}, func(f fields) (list []StoragePair) {
		var p StoragePair
		f.number(&p.ID, "id")
		f.scalar(&p.Key, "key")
		f.take("value", func(v jsontext.Value) bool { p.Value = Field{Raw: v}.Value(); return true })
		rest := f.rest()
		if len(rest) == 0 || p != (StoragePair{}) {
			list = append(list, p)
		}
		for _, x := range rest {
			if !p.Key.Empty() {
				x.Name = text.Of(p.Key.Raw() + "." + x.Name.Raw())
			}
			list = append(list, StoragePair{Key: x.Name, Value: x.Value()})
		}
		return list
	})
	return slices.Concat(lists...), err
}

// Progression is how far one instance has come on one of the game's ladders, from
// GET /server/players/{player_id}/assets/instances/{instance_id}/progressions.
type Progression struct {
	Key, Name      text.Text
	Step           Number
	Points         Number
	Previous, Next Number    // thresholds, in points
	LastLevelUp    text.Text // RFC 3339
	Extra          []Field
}

// Fraction is the part of the way from the previous threshold to the next, from 0
// to 1. It is false where the numbers do not tell; 1 on the last step.
func (p Progression) Fraction() (float64, bool) {
	points, ok := p.Points.Float()
	if !ok {
		return 0, false
	}
	next, ok := p.Next.Float()
	if !ok {
		return 1, p.Next == ""
	}
	prev, _ := p.Previous.Float()
	if next <= prev {
		return 0, false
	}
	return max(0, min(1, (points-prev)/(next-prev))), true
}

// DecodeProgressions reads
// GET /server/players/{player_id}/assets/instances/{instance_id}/progressions. The
// error wraps ErrNotJSON or ErrNoItems.
func DecodeProgressions(body []byte) ([]Progression, error) {
	return decodeList(body, []string{"items", "progressions"}, func(f fields) (p Progression) {
		f.scalar(&p.Key, "progression_key")
		f.scalar(&p.Name, "progression_name")
		f.number(&p.Step, "step")
		f.number(&p.Points, "points")
		f.number(&p.Previous, "previous_threshold")
		f.number(&p.Next, "next_threshold")
		f.scalar(&p.LastLevelUp, "last_level_up")
		p.Extra = f.rest()
		return p
	})
}

// Equipped is one entry of a loadout, from GET /server/player/{player_id}/loadout,
// …/characters/{id}/loadout and …/heroes/{id}/loadout.
type Equipped struct {
	Instance  InstanceID
	Character CharacterID // who wears it; absent where the answer is of one only
	Variation Number
	MountedAt text.Text // RFC 3339
	Asset     *Asset    // nil where the server sent none
	Extra     []Field
}

// DecodeLoadout reads a player's, character's or hero's loadout: a list of what is
// equipped, or of {"character","loadout":[…]}. The error wraps ErrNotJSON or
// ErrNoItems.
func DecodeLoadout(body []byte) ([]Equipped, error) {
	lists, err := decodeList(body, []string{"items", "loadouts", "loadout"}, func(f fields) (list []Equipped) {
		var of CharacterID
		grouped := false
		f.take("loadout", func(v jsontext.Value) bool {
			all, ok := elements(v)
			for _, e := range all {
				if m, ok := members(e); ok {
					list = append(list, readEquipped(m))
				}
			}
			grouped = ok
			return ok
		})
		if !grouped {
			return []Equipped{readEquipped(f)}
		}
		f.take("character", func(v jsontext.Value) bool {
			if list, ok := members(v); ok {
				fields(list).id(&of.id, "id", "character_id")
			} else if n, ok := rawID(v); ok {
				of.id = n
			}
			return true
		})
		f.id(&of.id, "character_id")
		for i := range list {
			list[i].Character = of
		}
		return list
	})
	return slices.Concat(lists...), err
}

func readEquipped(f fields) (e Equipped) {
	f.id(&e.Instance.id, "instance_id", "asset_instance_id")
	f.number(&e.Variation, "variation_id")
	f.scalar(&e.MountedAt, "mounted_at")
	f.take("asset", func(v jsontext.Value) bool {
		if v.Kind() != '{' && v.Kind() != '"' {
			return false
		}
		e.Asset = readAsset(string(v))
		return true
	})
	e.Extra = f.rest()
	return e
}

// Balance is how much of one currency a wallet holds, from
// GET /server/balances/wallet/{id}.
type Balance struct {
	Amount     text.Text // a decimal as a string: amounts can be larger than any integer
	Code, Name text.Text
	Extra      []Field
}

// DecodeBalances reads GET /server/balances/wallet/{id}. The error wraps
// ErrNotJSON or ErrNoItems.
func DecodeBalances(body []byte) ([]Balance, error) {
	return decodeList(body, []string{"balances", "items"}, func(f fields) (b Balance) {
		f.scalar(&b.Amount, "amount")
		f.take("currency", func(v jsontext.Value) bool {
			list, ok := members(v)
			c := fields(list)
			c.scalar(&b.Code, "code")
			c.scalar(&b.Name, "name")
			return ok
		})
		b.Extra = f.rest()
		return b
	})
}

// ErrorBody is what LootLocker says of a failed request. Support quotes RequestID
// and TraceID to LootLocker.
type ErrorBody struct {
	Code, Message, RequestID, TraceID, DocURL text.Text
	Param                                     text.Text // the parameter that is wrong
	RetryAfter                                Number    // seconds
	Ban                                       Ban
}

// Ban is why and how long a player may not play. Zero where the error tells none.
type Ban struct {
	Reason, Until text.Text // Until is RFC 3339
	Permanent     Flag
}

// DecodeError reads the body of a failed request in any of its shapes:
// {"code","doc_url","request_id","trace_id","message"},
// {"success":false,"error","messages"}; HTML or nothing give a zero ErrorBody.
func DecodeError(body []byte) (e ErrorBody) {
	f, err := decodeObject(body)
	if err != nil {
		return e
	}
	// What is empty says nothing: the next best does.
	for _, name := range []string{"message", "error", "messages"} {
		if e.Message.Empty() {
			f.scalar(&e.Message, name)
		}
	}
	var messages []text.Text
	into(f, &messages, rawTexts, []string{"messages"})
	for _, m := range messages {
		if e.Message.Empty() {
			e.Message = m
		}
	}
	f.scalar(&e.Code, "code")
	f.scalar(&e.RequestID, "request_id")
	f.scalar(&e.TraceID, "trace_id")
	f.scalar(&e.DocURL, "doc_url")
	f.scalar(&e.Param, "param")
	f.number(&e.RetryAfter, "retry_after_seconds")
	f.take("ban", func(v jsontext.Value) bool {
		list, ok := members(v)
		b := fields(list)
		b.scalar(&e.Ban.Reason, "ban_reason")
		b.scalar(&e.Ban.Until, "banned_until")
		b.flag(&e.Ban.Permanent, "permanent")
		return ok
	})
	return e
}
