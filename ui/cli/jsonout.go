package cli

import (
	"fmt"

	"github.com/go-json-experiment/json/jsontext"

	"lootlens/models"
	"lootlens/models/text"
)

// members builds one JSON object; what is absent is left out.
type members []byte

func (m *members) add(name string, raw []byte) {
	if len(raw) == 0 {
		return
	}
	if len(*m) == 0 {
		*m = append(*m, '{')
	} else {
		*m = append(*m, ',')
	}
	*m = append(append(append(*m, quoted(name)...), ':'), raw...)
}

// quoted is s as a JSON string; what is no UTF-8 in it becomes U+FFFD.
func quoted(s string) []byte {
	b, _ := jsontext.AppendQuote(nil, s)
	return b
}

func textJSON(t text.Text) []byte { return quoted(t.Raw()) }

func (m *members) text(name string, t text.Text) {
	if !t.Empty() {
		m.add(name, quoted(t.Raw()))
	}
}

func (m *members) flag(name string, f models.Flag) {
	switch f {
	case models.FlagYes:
		m.add(name, []byte("true"))
	case models.FlagNo:
		m.add(name, []byte("false"))
	}
}

// object ends with what the service sent beside what has a name here.
func (m members) object(extra []models.Field) []byte {
	for _, f := range extra {
		m.add(f.Name.Raw(), f.Raw)
	}
	if len(m) == 0 {
		return []byte("{}")
	}
	return append(m, '}')
}

func characterJSON(c models.Character) []byte {
	var m members
	m.add("id", []byte(c.ID.String()))
	m.text("ulid", c.ULID)
	m.text("name", c.Name)
	m.text("type", c.Class)
	m.flag("default", c.Default)
	return m.object(c.Extra)
}

func heroJSON(h models.Hero) []byte {
	var m members
	m.add("id", []byte(h.PlayerHeroID.String()))
	m.add("hero_id", []byte(h.ID.String()))
	m.add("instance_id", []byte(h.Instance.String()))
	m.text("hero_name", h.Name)
	m.text("character_name", h.Character)
	m.text("class_name", h.Class)
	m.flag("is_default", h.Default)
	m.add("character_id", []byte(h.CharacterID.String()))
	if h.Asset != nil {
		m.add("asset", h.Asset.Raw())
	}
	m.add("asset_variation_id", []byte(h.Variation))
	return m.object(h.Extra)
}

// appendList appends a member with a list.
func appendList[T any](b []byte, before, name string, list []T, element func(T) []byte) []byte {
	return appendElements(fmt.Appendf(b, "%s%q:", before, name), list, element)
}

// appendElements appends a list, an element a line.
func appendElements[T any](b []byte, list []T, element func(T) []byte) []byte {
	b = append(b, '[')
	for i, e := range list {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(append(b, '\n'), element(e)...)
	}
	return append(b, ']')
}
