package holders

import (
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"lootlens/models"
	"lootlens/models/text"
)

// inventory is one of the player's inventories and how it is shown.
type inventory struct {
	models.PlayerInventory
	about []string // lines that describe the character and the heroes it belongs to
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

// label is the name with the inventory's other names: "Own inventory · also character Main (49), default".
func (v *inventory) label() string {
	label, also, heroes := v.name(), " · also ", v.Heroes
	add := func(name string, flag models.Flag) {
		label += also + name
		if flag == models.FlagYes {
			label += ", default"
		}
		also = " · "
	}
	switch c := v.Character; {
	case v.Holder.Kind == models.HeroHolder:
		heroes = heroes[1:]
	case v.Holder.Kind == models.PlayerHolder && c != nil:
		add("character "+called(c.Name, c.ID.String()), c.Default)
	}
	for _, h := range heroes {
		add("hero "+called(h.Name, h.ID.String()), h.Default)
	}
	return label
}

// class is the class of the character, or of the hero where the character is not known.
func (v *inventory) class() string {
	switch {
	case v.Character != nil && !v.Character.Class.Empty():
		return brief(v.Character.Class)
	case len(v.Heroes) > 0:
		return brief(v.Heroes[0].Class)
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
func characterFacts(c *models.Character) []fact {
	facts := []fact{{"character", called(c.Name, c.ID.String())}, {"class", brief(c.Class)}, {"default", standard(c.Default)}, {"ULID", brief(c.ULID)}}
	return append(facts, extraFacts(c.Extra)...)
}

// heroFacts leaves the character out where known is true: it is described itself.
func heroFacts(h *models.Hero, known bool) []fact {
	facts := []fact{
		{"hero", named(h.Name)}, {"hero_id", h.ID.String()}, {"id", h.PlayerHeroID.String()}, {"class", brief(h.Class)},
		{"default", standard(h.Default)}, {"variation", brief(text.Of(string(h.Variation)))},
	}
	if !known && !(h.Character.Empty() && h.CharacterID.IsZero()) {
		facts = append(facts, fact{"character", called(h.Character, h.CharacterID.String())})
	}
	if a := h.Asset; a != nil {
		facts = append(facts, fact{"asset", called(a.Name, a.ID.String())})
	}
	return append(append(facts, fact{"instance", h.Instance.String()}), extraFacts(h.Extra)...)
}

func standard(f models.Flag) string {
	if f == models.FlagYes {
		return "yes"
	}
	return ""
}

func extraFacts(extra []models.Field) (facts []fact) {
	for _, f := range extra {
		facts = append(facts, fact{strings.ReplaceAll(brief(f.Name), "_", " "), brief(f.Value())})
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
	return brief(name) + " (" + id + ")"
}

func named(name text.Text) string {
	if name.Empty() {
		return "(no name)"
	}
	return brief(name)
}

// brief is the first 200 characters of a text: a player with a name as long as a book is shown too. The raw view has all
// of it.
func brief(t text.Text) string {
	const most = 200
	if r := []rune(t.Raw()); len(r) > most {
		return text.Of(string(r[:most])).Line() + "…"
	}
	return t.Line()
}
