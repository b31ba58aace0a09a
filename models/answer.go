package models

import (
	"bytes"
	"fmt"
	"slices"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"lootlens/models/jsonscan"
	"lootlens/models/text"
)

// decodeObject reads an answer that must be one JSON object.
func decodeObject(body []byte) (*fields, error) {
	raw := jsontext.Value(bytes.TrimSpace(body))
	switch {
	case len(raw) == 0:
		return nil, fmt.Errorf("%w: it is empty", ErrNotJSON)
	case raw[0] != '{':
		return nil, ErrNotJSON
	case !valid(raw):
		if jsonscan.SkipValue(raw, 0) < 0 {
			return nil, ErrCut
		}
		return nil, fmt.Errorf("%w: it is malformed", ErrNotJSON)
	}
	f, _ := value{Value: raw, left: &leftovers{}}.fields()
	return f, nil
}

// decodeList reads an answer with a list under one of the names, the first that has elements; lists of the same name are
// joined. A null list is empty, null elements are left out, and an element that is not an object is read as a field without
// a name. read appends the result for an element to out.
func decodeList[T any](body []byte, names []string, read func(f *fields, out *[]T)) (out []T, err error) {
	f, err := decodeObject(body)
	if err != nil {
		return nil, err
	}
	found, null, wrong := false, false, ""
	for _, name := range names {
		for _, m := range f.list {
			if string(m.name) != name {
				continue
			}
			list, ok := value{Value: m.raw}.elements()
			switch {
			case ok:
				found = true
			case m.raw.Kind() == 'n':
				null = true
			default:
				wrong = name
			}
			for _, e := range list {
				e.path, e.left = "", &leftovers{}
				f, ok := e.fields()
				if !ok {
					f.list = []member{{nil, e.Value}}
				}
				read(f, &out)
			}
		}
		if len(out) > 0 {
			return out, nil
		}
	}
	failed := slices.ContainsFunc(f.list, func(m member) bool { return string(m.name) == "success" && m.raw.Kind() == 'f' })
	switch {
	case failed:
		return nil, errNoSuccess
	case found:
		return nil, nil
	case wrong != "":
		return nil, fmt.Errorf("%w: %s is not a list", ErrNoItems, wrong)
	case null:
		return nil, nil
	}
	return nil, fmt.Errorf("%w: %s", ErrNoItems, names[0])
}

// DecodeStorage reads GET /server/player/{player_id}/assets/instances/{instance_id}/storage. An unknown
// member of a pair becomes a pair of its own, "KEY.NAME". The error wraps ErrNotJSON or ErrNoItems.
func DecodeStorage(body []byte) ([]StoragePair, error) {
	return decodeList(body, []string{"storage", "items"}, func(f *fields, out *[]StoragePair) {
		var p StoragePair
		f.number(&p.ID, "id")
		f.scalar(&p.Key, "key")
		f.any(&p.Value, "value")
		rest := f.rest()
		if len(rest) == 0 || p != (StoragePair{}) {
			*out = append(*out, p)
		}
		for _, x := range rest {
			if !p.Key.Empty() {
				x.Name = text.Of(p.Key.Raw() + "." + x.Name.Raw())
			}
			*out = append(*out, StoragePair{Key: x.Name, Value: x.Value()})
		}
	})
}

// Progression is how far a player, a character or one instance has come in one of the game's progressions.
type Progression struct {
	Key, Name      text.Text
	Step           Number
	Points         Number
	Previous, Next Number    // thresholds, in points
	LastLevelUp    text.Text // a date: see ParseDate
	Extra          []Field
	Raw            jsontext.Value
}

// Fraction is the part of the way from the previous threshold to the next, from 0 to 1; 1 on the last step. It is false
// where a number is missing.
func (p Progression) Fraction() (float64, bool) {
	points, ok := p.Points.Float()
	if !ok {
		return 0, false
	}
	next, ok := p.Next.Float()
	if !ok {
		return 1, p.Next == ""
	}
	previous, _ := p.Previous.Float()
	if next <= previous {
		return 0, false
	}
	return max(0, min(1, (points-previous)/(next-previous))), true
}

// DecodeProgressions reads one page of GET /server/players/{player_id}[/characters/{id}]/progressions and of
// GET /server/players/{player_id}/assets/instances/{instance_id}/progressions; see DecodeNext. The error wraps
// ErrNotJSON or ErrNoItems.
func DecodeProgressions(body []byte) ([]Progression, error) {
	return decodeList(body, []string{"items", "progressions"}, func(f *fields, out *[]Progression) {
		p := Progression{Raw: f.object()}
		f.scalar(&p.Key, "progression_key")
		f.scalar(&p.Name, "progression_name")
		f.number(&p.Step, "step")
		f.number(&p.Points, "points")
		f.number(&p.Previous, "previous_threshold")
		f.number(&p.Next, "next_threshold")
		f.scalar(&p.LastLevelUp, "last_level_up")
		p.Extra = f.rest()
		*out = append(*out, p)
	})
}

// Equipped is one entry of a loadout.
type Equipped struct {
	Instance  InstanceID
	Variation Number
	MountedAt text.Text   // a date: see ParseDate
	Asset     *Asset      // nil where the server sent none
	Character CharacterID // who has it equipped; absent where the answer does not say
	Extra     []Field
}

// DecodeLoadout reads GET /server/player/{player_id}[/characters/{id}|/heroes/{id}]/loadout. Its elements are entries, or
// {"character","loadout":[entries]}. The error wraps ErrNotJSON or ErrNoItems.
func DecodeLoadout(body []byte) ([]Equipped, error) {
	return decodeList(body, []string{"items", "loadouts", "loadout"}, readLoadout)
}

func readLoadout(f *fields, out *[]Equipped) {
	var entries []Equipped
	nested := false
	f.take("loadout", func(v value) bool {
		list, ok := v.elements()
		for _, e := range list {
			if e, ok := e.fields(); ok {
				e.path, e.left = "", &leftovers{}
				readLoadout(e, &entries)
			}
		}
		nested = nested || ok
		return ok
	})
	if nested {
		var character CharacterID
		f.take("character", func(v value) bool {
			of, ok := v.fields()
			if of.id(&character.id, "id", "character_id"); !ok {
				character.id, ok = asID(v)
			}
			return ok
		})
		f.id(&character.id, "character_id")
		for i := range entries {
			entries[i].Character = character
		}
		*out = append(*out, entries...)
		return
	}
	var e Equipped
	f.id(&e.Instance.id, "instance_id", "asset_instance_id")
	f.number(&e.Variation, "variation_id")
	f.scalar(&e.MountedAt, "mounted_at")
	into(f, &e.Asset, asAsset, "asset")
	e.Extra = f.rest()
	*out = append(*out, e)
}

// Balance is how much of one currency a wallet holds, from GET /server/balances/wallet/{id}.
type Balance struct {
	Amount     text.Text // a decimal as a string: amounts can be larger than any integer
	Code, Name text.Text
	Raw        jsontext.Value
}

// DecodeBalances reads GET /server/balances/wallet/{id}. The error wraps ErrNotJSON or ErrNoItems.
func DecodeBalances(body []byte) ([]Balance, error) {
	return decodeList(body, []string{"balances", "items"}, func(f *fields, out *[]Balance) {
		b := Balance{Raw: f.object()}
		f.scalar(&b.Amount, "amount")
		f.take("currency", func(v value) bool {
			c, ok := v.fields()
			c.scalar(&b.Code, "code")
			c.scalar(&b.Name, "name")
			return ok
		})
		*out = append(*out, b)
	})
}

// DecodeClock reads the backend's time from GET /server/ping, in "pong" or "date"; zero where it sends none. The error
// wraps ErrNotJSON.
func DecodeClock(body []byte) (t time.Time, err error) {
	f, err := decodeObject(body)
	if err != nil {
		return t, err
	}
	for _, name := range []string{"pong", "date"} {
		if t.IsZero() {
			into(f, &t, func(v value) (time.Time, bool) {
				s, _ := asScalar(v)
				return ParseDate(s.Raw())
			}, name)
		}
	}
	return t, nil
}

// DecodeToken reads the token of POST /server/session; "" where there is none. The error wraps ErrNotJSON and quotes
// nothing of body.
func DecodeToken(body []byte) (token string, err error) {
	f, err := decodeObject(body)
	if err != nil {
		return "", err
	}
	into(f, &token, func(v value) (string, bool) {
		t, ok := asScalar(v)
		return t.Raw(), ok
	}, "token")
	return token, nil
}

// ErrorBody is LootLocker's description of a failed request. LootLocker's support asks for RequestID and TraceID.
type ErrorBody struct {
	Code, Message, RequestID, TraceID text.Text
	Param                             text.Text // the parameter that is wrong
	RetryAfter                        Number    // seconds
	Ban                               Ban
}

// Ban is why and for how long a player is banned; zero where the error is about something else.
type Ban struct {
	Reason    text.Text
	Until     text.Text // a date: see ParseDate
	Permanent Flag
}

// DecodeError reads the body of a failed request in any of its shapes:
// {"code","doc_url","request_id","trace_id","message","param","ban"}, {"success":false,"error","messages"}; HTML or nothing
// give a zero ErrorBody.
func DecodeError(body []byte) (e ErrorBody) {
	f, err := decodeObject(body)
	if err != nil {
		return e
	}
	// The first message that is not empty.
	for _, name := range []string{"message", "error", "messages"} {
		if e.Message.Empty() {
			f.scalar(&e.Message, name)
		}
	}
	var messages []text.Text
	into(f, &messages, asTexts, "messages")
	for _, m := range messages {
		if e.Message.Empty() {
			e.Message = m
		}
	}
	f.scalar(&e.Code, "code")
	f.scalar(&e.RequestID, "request_id")
	f.scalar(&e.TraceID, "trace_id")
	f.scalar(&e.Param, "param")
	f.number(&e.RetryAfter, "retry_after_seconds")
	into(f, &e.Ban, objectOf(func(f *fields, b *Ban) {
		f.scalar(&b.Reason, "ban_reason")
		f.scalar(&b.Until, "banned_until")
		f.flag(&b.Permanent, "permanent")
	}), "ban")
	return e
}
