package holders

import (
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"lootlens/models"
	"lootlens/models/text"
	"lootlens/ui/parts"
)

// inventory is one of the player's inventories and how it is shown.
type inventory struct {
	models.PlayerInventory
	about []parts.Fact // the character and the heroes it belongs to
}

// kind is the kind of holder that is asked for the inventory.
func (v *inventory) kind() string {
	switch v.Holder.Kind {
	case models.CharacterHolder:
		return "character"
	case models.HeroHolder:
		return "hero"
	}
	return "player"
}

// id is the id that the inventory is asked for with.
func (v *inventory) id() string {
	switch v.Holder.Kind {
	case models.CharacterHolder:
		return v.Holder.Character.String()
	case models.HeroHolder:
		return v.Holder.Hero.String()
	}
	return v.Holder.Player.String()
}

// name is what a row begins with.
func (v *inventory) name() string {
	switch v.Holder.Kind {
	case models.CharacterHolder:
		return named(v.Character.Name)
	case models.HeroHolder:
		return named(v.Heroes[0].Name)
	}
	return "Own inventory"
}

// label is the name with the inventory's other names: "Own inventory · also character Main (49), default". A hero that has
// the name of the inventory is its id alone: "Brute · also hero 4".
func (v *inventory) label() string {
	label, also, heroes := v.name(), " · also ", v.Heroes
	own := label
	add := func(kind string, name text.Text, id string, flag models.Flag) {
		if !name.Empty() && parts.Brief(name) == own {
			name = text.Text{}
		}
		label += also + kind + " " + called(name, id)
		if flag == models.FlagYes {
			label += ", default"
		}
		also = " · "
	}
	switch c := v.Character; {
	case v.Holder.Kind == models.HeroHolder:
		heroes = heroes[1:]
	case v.Holder.Kind == models.PlayerHolder && c != nil:
		add("character", c.Name, c.ID.String(), c.Default)
	}
	for _, h := range heroes {
		add("hero", h.Name, h.ID.String(), h.Default)
	}
	return label
}

// class is the class of the character, or of the hero where the character is not known.
func (v *inventory) class() string {
	switch {
	case v.Character != nil && !v.Character.Class.Empty():
		return parts.Brief(v.Character.Class)
	case len(v.Heroes) > 0:
		return parts.Brief(v.Heroes[0].Class)
	}
	return ""
}

// raw is the JSON of the holder; an object with all of them where the inventory has several names.
func (v *inventory) raw(p models.Player) (title string, raw jsontext.Value) {
	var titles, members []string
	add := func(title string, one jsontext.Value) {
		if len(one) > 0 {
			titles = append(titles, title)
			members = append(members, strconv.Quote(title)+":"+string(one))
			raw = one
		}
	}
	if v.Holder.Kind == models.PlayerHolder {
		add("player "+p.ID.String(), p.Raw)
	}
	if c := v.Character; c != nil {
		add("character "+c.ID.String(), c.Raw)
	}
	for _, h := range v.Heroes {
		add("hero "+h.ID.String(), h.Raw)
	}
	if len(members) > 1 {
		raw = jsontext.Value("{" + strings.Join(members, ",") + "}")
	}
	return strings.Join(titles, ", "), raw
}

// characterFacts are what the server tells of a character.
func characterFacts(c *models.Character) []parts.Fact {
	facts := []parts.Fact{{Label: "character", Value: called(c.Name, c.ID.String())}, {Label: "class", Value: parts.Brief(c.Class)}, {Label: "default", Value: standard(c.Default)}, {Label: "ULID", Value: parts.Brief(c.ULID)}}
	return append(facts, extraFacts(c.Extra)...)
}

// heroFacts leaves the character out where known is true: it is described itself.
func heroFacts(h *models.Hero, known bool) []parts.Fact {
	facts := []parts.Fact{
		{Label: "hero", Value: named(h.Name)}, {Label: "hero_id", Value: h.ID.String()}, {Label: "id", Value: h.PlayerHeroID.String()}, {Label: "class", Value: parts.Brief(h.Class)},
		{Label: "default", Value: standard(h.Default)}, {Label: "variation", Value: parts.Brief(text.Of(string(h.Variation)))},
	}
	if !known && !(h.Character.Empty() && h.CharacterID.IsZero()) {
		facts = append(facts, parts.Fact{Label: "character", Value: called(h.Character, h.CharacterID.String())})
	}
	if a := h.Asset; a != nil {
		facts = append(facts, parts.Fact{Label: "asset", Value: called(a.Name, a.ID.String())})
	}
	return append(append(facts, parts.Fact{Label: "instance", Value: h.Instance.String()}), extraFacts(h.Extra)...)
}

func standard(f models.Flag) string {
	if f == models.FlagYes {
		return "yes"
	}
	return ""
}

func extraFacts(extra []models.Field) (facts []parts.Fact) {
	for _, f := range extra {
		facts = append(facts, parts.Fact{Label: strings.ReplaceAll(parts.Brief(f.Name), "_", " "), Value: parts.Brief(f.Value())})
	}
	return facts
}

// called is a name with its id: "Main (49)".
func called(name text.Text, id string) string {
	switch {
	case id == "":
		return named(name)
	case name.Empty():
		return id
	}
	return parts.Brief(name) + " (" + id + ")"
}

func named(name text.Text) string {
	if name.Empty() {
		return "(no name)"
	}
	return parts.Brief(name)
}
