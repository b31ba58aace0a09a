package query_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"lootlens/models/compare"
	"lootlens/models/query"
)

// plainWord is a word of what a row shows. Some words are found by their beginning
// only.
func (g *generator) plainWord() condition {
	typed, op := g.text("Saltcured", "sword", "épée", "kiln", "expired", "owned", "active", "running", "started", "Rogue", "Warrior", "Epic", "weapon", "größe", "purchase", "drop table", "grant_admin", "110", "1004", "inactive")
	return condition{quoted(op, typed), func(o object) query.Verdict {
		source := word(o["acquisition_source"])
		texts := append([]string{word(member(o, "asset", "name")), word(member(o, "asset", "rarity", "name")), word(member(o, "asset", "context")),
			word(member(o, "asset", "id")), instanceOf(o), source, strings.ReplaceAll(source, "_", " ")}, classesOf(o)...)
		if len(plain(typed)) >= 8 {
			texts = append(texts, word(member(o, "asset", "ulid")), word(member(o, "asset", "uuid")))
		}
		state, _, _ := rentalOf(g.w, o)
		shown := map[string][]string{"owned": {"owned"}, "active": {"running", "active", "rented", "left"}, "expired": {"expired", "over"}, "not started": {"not started", "inactive", "not activated", "unstarted"}}[state]
		if kind := g.w.change[instanceOf(o)]; plain(typed) == map[compare.Kind]string{compare.Added: "new", compare.Changed: "changed", compare.Removed: "removed"}[kind] {
			return query.Yes
		}
		if member(o, "asset", "active") == false && op == "" {
			shown = append(shown, "asset inactive")
		}
		for _, s := range shown {
			if op == "=" && s == plain(typed) || op == "" && (strings.HasPrefix(s, plain(typed)) || strings.Contains(s, " "+plain(typed))) {
				return query.Yes
			}
		}
		return yes(matchText(op, typed, slices.DeleteFunc(texts, func(s string) bool { return s == "" })...))
	}}
}

func (g *generator) rental() condition {
	state := g.pick("owned", "active", "expired", "not started", "any")
	return condition{`rental:"` + state + `"`, func(o object) query.Verdict {
		is, _, _ := rentalOf(g.w, o)
		return yes(is == state || state == "any" && is != "owned")
	}}
}

func (g *generator) has() condition {
	typed := g.pick("variation", "left", "rental", "class", "context", "active", "istorage.durability", "istorage", "storage.level", "storage.none", "description", "=balance", "=nothing")
	return condition{"has:" + typed, func(o object) query.Verdict {
		_, _, hasLeft := rentalOf(g.w, o)
		state, _, _ := rentalOf(g.w, o)
		pairs, known := g.instanceStorage(o)
		switch typed {
		case "variation":
			return yes(o["variation_id"] != nil)
		case "left":
			return yes(hasLeft)
		case "rental":
			return yes(state != "owned")
		case "class":
			return yes(len(classesOf(o)) > 0)
		case "context", "description":
			return yes(member(o, "asset", typed) != "")
		case "active":
			return yes(member(o, "asset", typed) != nil)
		case "istorage", "istorage.durability":
			if !known {
				return query.Unknown
			}
			return yes(len(pairs) > 0)
		}
		return yes(typed == "storage.level" || typed == "=balance")
	}}
}

func (g *generator) raw() condition {
	typed, op := g.text(`"acquisition_source":`, "saltcured helm", "wind & kiln", `quo"ted`, "Épée", `of \old\ stories`, `élan`)
	_ = op
	return condition{"raw:" + quoted("", typed), func(o object) query.Verdict {
		b, _ := json.Marshal(o)
		decoded := strings.NewReplacer(`\u0026`, "&", `\"`, `"`, `\\`, `\`).Replace(string(b))
		return yes(strings.Contains(plain(string(b)), plain(typed)) || strings.Contains(plain(decoded), plain(typed)))
	}}
}

func (g *generator) diff() condition {
	words := map[string][]compare.Kind{"new": {compare.Added}, "changed": {compare.Changed}, "removed": {compare.Removed}, "same": {compare.Same}, "any": {compare.Added, compare.Changed, compare.Removed}}
	typed := g.pick("new", "changed", "removed", "same", "any")
	return condition{"diff:" + typed, func(o object) query.Verdict { return yes(slices.Contains(words[typed], g.w.change[instanceOf(o)])) }}
}

func (g *generator) kind(k compare.Kind) func(o object) query.Verdict {
	return func(o object) query.Verdict { return yes(g.w.change[instanceOf(o)] == k) }
}

// condition makes one of a field.
func (g *generator) condition(field string) condition {
	switch field {
	case "":
		return g.plainWord()
	case "name":
		return g.texts(field, at("asset", "name"), "Épée Longue", "Saltcured Helm", "STRASSE", "Wind & Kiln", `Quo"ted`, "Ärmel")
	case "rarity":
		return g.texts(field, at("asset", "rarity", "name"), "Common", "Rare", "Epic")
	case "context":
		return g.texts(field, at("asset", "context"), "Weapon", "Größe", "")
	case "class":
		return g.texts(field, func(o object) []string {
			if list := classesOf(o); len(list) > 0 {
				return list
			}
			return []string{""}
		}, "Warrior", "Mage", "Rogue", "")
	case "source":
		return g.texts(field, func(o object) []string {
			s := word(o["acquisition_source"])
			return []string{s, strings.ReplaceAll(s, "_", " ")}
		}, "grant_admin", "drop table", "in_game", "lootbox")
	case "ulid":
		return g.texts(field, at("asset", "ulid"), "01J8J4FJG8110")
	case "uuid":
		return g.texts(field, at("asset", "uuid"), "55de763e-110")
	case "asset":
		return g.numbers(field, func(o object) string { return word(member(o, "asset", "id")) }, "110", "105", "130")
	case "instance":
		return g.numbers(field, instanceOf, "1001", "1010", "1030")
	case "variation":
		return g.numbers(field, func(o object) string { return word(o["variation_id"]) }, "12", "34", "5")
	case "price":
		return g.numbers(field, func(o object) string { return word(member(o, "asset", "price")) }, "0", "-5", "-12.5", "9.99", "1e3", "100")
	case "acquired":
		return g.acquired()
	case "left":
		return g.interval(field, single(func(o object) (int64, bool) { _, left, ok := rentalOf(g.w, o); return left, ok }), g.span("s", "m", "h", "d"), true)
	case "rental":
		return g.rental()
	case "storage":
		return g.storage(field, assetStorage, []string{"level", "Élan"}, []string{"1", "12", "v1 beta", "94/100", "fire", "Feuer"})
	case "istorage":
		return g.storage(field, g.instanceStorage, []string{"durability", "Owner"}, []string{"15", "94/100", "Zoë", "Ada"})
	case "equipped":
		return g.flag(field, func(o object) query.Verdict { return g.w.worn[instanceOf(o)] })
	case "active":
		typed := g.IntN(2) == 0
		return condition{fmt.Sprintf("active:%v", typed), func(o object) query.Verdict { return yes(member(o, "asset", "active") == typed) }}
	case "new":
		return g.flag(field, g.kind(compare.Added))
	case "changed":
		return g.flag(field, g.kind(compare.Changed))
	case "removed":
		return g.flag(field, g.kind(compare.Removed))
	case "diff":
		return g.diff()
	case "gone":
		if g.IntN(2) == 0 {
			return g.flag(field, func(o object) query.Verdict {
				p := g.w.past[instanceOf(o)]
				return yes(p != nil && !p.GoneBy.IsZero())
			})
		}
		return g.past(field)
	case "seen", "first", "last":
		return g.past(field)
	case "has":
		return g.has()
	case "fault":
		return g.flag(field, func(object) query.Verdict { return query.No })
	default:
		return g.raw()
	}
}
