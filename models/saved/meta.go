package saved

import (
	"fmt"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"lootlens/models"
	"lootlens/models/text"
)

// Meta is the "lootlens" member of a JSON export.
type Meta struct {
	// Player is the holder's player: id, ULID, public UID and name, as far as known;
	// zero for the universal inventory.
	Player models.Player
	Holder models.Holder
	// Time and Until are when the first and the last of the items was fetched, to the
	// millisecond: rentals count from there.
	Time, Until time.Time
	// Look is when the recorded look ended that the items are from; zero for the inventory as it was read.
	Look    time.Time
	BaseURL string
	// Query is what the items had to match, with dates in UTC (query.Query.UTC); "" is
	// all of them.
	Query string
	// Complete is whether the export has everything that was requested; Notice says
	// why not.
	Complete bool
	Notice   string
	// Count is how many items there are in the export.
	Count uint64
}

type wire struct {
	Player   wirePlayer `json:"player,omitzero"`
	Holder   wireHolder `json:"holder"`
	Time     time.Time  `json:"time"`
	Until    time.Time  `json:"until,omitzero"`
	Look     time.Time  `json:"look,omitzero"`
	BaseURL  string     `json:"base_url"`
	Query    string     `json:"query,omitempty"`
	Complete bool       `json:"complete"`
	Notice   string     `json:"notice,omitempty"`
	Count    uint64     `json:"count"`
}

type wirePlayer struct {
	ID        jsontext.Value `json:"id,omitempty"`
	ULID      text.Text      `json:"ulid,omitzero"`
	PublicUID text.Text      `json:"public_uid,omitzero"`
	Name      text.Text      `json:"name,omitzero"`
}

type wireHolder struct {
	Kind      string         `json:"kind"`
	Player    jsontext.Value `json:"player,omitempty"`
	Character jsontext.Value `json:"character,omitempty"`
	Hero      jsontext.Value `json:"hero,omitempty"`
}

// AppendJSON appends the object. It holds nothing that a terminal acts on.
func (m Meta) AppendJSON(dst []byte) []byte {
	w := wire{
		Player:   wirePlayer{number(m.Player.ID), m.Player.ULID, m.Player.PublicUID, m.Player.Name},
		Holder:   wireHolder{m.Holder.Kind.Code(), number(m.Holder.Player), number(m.Holder.Character), number(m.Holder.Hero)},
		Time:     m.Time.UTC().Truncate(time.Millisecond),
		Until:    m.Until.UTC().Truncate(time.Millisecond),
		Look:     m.Look.UTC(),
		BaseURL:  m.BaseURL,
		Query:    m.Query,
		Complete: m.Complete,
		Notice:   m.Notice,
		Count:    m.Count,
	}
	b, err := json.Marshal(w, jsontext.AllowInvalidUTF8(true))
	if err != nil { // a time outside of the years 0 to 9999
		w.Time, w.Until, w.Look = time.Time{}, time.Time{}, time.Time{}
		b, _ = json.Marshal(w, jsontext.AllowInvalidUTF8(true))
	}
	return append(dst, text.JSON(b)...)
}

func number(id interface {
	IsZero() bool
	String() string
}) jsontext.Value {
	if id.IsZero() {
		return nil
	}
	return jsontext.Value(id.String())
}

// DecodeMeta reads what AppendJSON wrote. Members that it does not know are left
// out: a later version may write more.
func DecodeMeta(raw jsontext.Value) (Meta, error) {
	var w wire
	if err := json.Unmarshal(raw, &w, jsontext.AllowInvalidUTF8(true), jsontext.AllowDuplicateNames(true)); err != nil {
		return Meta{}, fmt.Errorf("the export's \"lootlens\" member is not what an export writes: %w", err)
	}
	m := Meta{Time: w.Time, Until: w.Until, Look: w.Look, BaseURL: w.BaseURL, Query: w.Query, Complete: w.Complete, Notice: w.Notice, Count: w.Count}
	m.Player = models.Player{ULID: w.Player.ULID, PublicUID: w.Player.PublicUID, Name: w.Player.Name}
	for kind := models.PlayerHolder; kind <= models.UniversalHolder; kind++ {
		if kind.Code() == w.Holder.Kind {
			m.Holder.Kind = kind
		}
	}
	// An id that cannot be read counts as absent: the items are what is wanted.
	m.Player.ID, _ = models.ParsePlayerID(string(w.Player.ID))
	m.Holder.Player, _ = models.ParsePlayerID(string(w.Holder.Player))
	m.Holder.Character, _ = models.ParseCharacterID(string(w.Holder.Character))
	m.Holder.Hero, _ = models.ParseHeroID(string(w.Holder.Hero))
	return m, nil
}
