package demo

import (
	"fmt"
	"strings"
	"time"
)

func (a *asset) statValue(i int) uint64 { return 1 + (mix(a.id*16+uint64(i))%90)*uint64(a.rarity+1) }

// describe is the description: markdown with every kind of block for many,
// plain text for others, nothing for a few.
func (a *asset) describe() any {
	lore := a.kind.lore[a.n>>2%uint64(len(a.kind.lore))]
	switch a.n >> 55 % 8 {
	case 0:
		return nil
	case 1:
		return lore
	case 2:
		return lore + "\n\n" + a.origin()
	case 3:
		return "# " + a.name + "\n\n" + lore + "\n\n" + a.table() + "\n" + a.sources()
	case 4:
		return "## " + a.name + "\n\n> " + lore + "\n\n" + a.origin() + "\n\n" + a.code() + "\n" + a.table()
	case 5:
		return a.origin() + "\n\n### How to get it\n\n" + a.sources() + "\n" + a.table() + "\n---\n\n*" + lore + "*\n"
	case 6:
		return "## Overview\n\n**" + a.name + "** is of the " + strings.ToLower(rarities[a.rarity].name) + " sort of " +
			strings.ToLower(a.kind.context) + ". " + lore + "\n\n## Numbers\n\n" + a.table() + "\n## Notes\n\n" + a.code()
	}
	return "# " + a.name + "\n\n> " + lore + "\n>\n> — *The Almanac, " + suffixes[a.n>>5%uint64(len(suffixes))] + "*\n\n" +
		a.sources() + "\n" + a.table() + "\n" + a.code()
}

func (a *asset) origin() string {
	return fmt.Sprintf("Found **%s**, most often by those who are at least level %d and were looking for something else. "+
		"See the [wiki page](https://wiki.harvest.example/items/%d) for who sells it, or ask in the `#trading` channel.",
		[]string{"in the Lowmarsh", "below Skyhold", "along the Ember road", "at the Feast of Lanterns"}[a.n>>7%4],
		1+a.n>>9%60, a.id)
}

func (a *asset) sources() string {
	return fmt.Sprintf("1. Finish *%s* on **hard**.\n2. Trade %d Harvest Tokens with the steward:\n   - on market days only\n   - never in the rain\n3. ~~Battle pass, tier %d~~ (over)\n",
		[]string{"The Long Harvest", "A Debt in Salt", "Crow Court", "The Tenth Fold"}[a.n>>11%4], 10+a.n>>14%400, 5+a.n>>16%90)
}

func (a *asset) table() string {
	var b strings.Builder
	b.WriteString("| Stat | Value | At max |\n| :--- | ---: | ---: |\n")
	for i, s := range a.kind.stats {
		v := a.statValue(i)
		fmt.Fprintf(&b, "| %s | %d | %d |\n", s, v, v*3/2+1)
	}
	return b.String()
}

func (a *asset) code() string {
	return fmt.Sprintf("```json\n{\"asset\": %d, \"tier\": %d, \"tags\": [\"%s\", \"s7\"]}\n```\n",
		a.id, a.rarity+1, strings.ToLower(a.kind.context))
}

// storage is the asset's own storage, the same for each instance.
func (a *asset) storage() any {
	if a.n>>57%5 == 0 {
		return nil
	}
	out := []any{object{"key": "level", "value": fmt.Sprint(1 + a.n>>9%60)}}
	for i, s := range a.kind.stats {
		out = append(out, object{"key": s, "value": fmt.Sprint(a.statValue(i))})
	}
	switch a.n >> 59 % 6 {
	case 0:
		out = append(out, nil)
	case 1:
		out = append(out, object{"key": "config", "value": fmt.Sprintf(`{"sockets":%d,"bind":"pickup"}`, a.n%4)})
	case 2:
		out = append(out, object{"key": "set_bonus", "value": ""})
	}
	return out
}

// storageOf is the storage of one instance: none for a third of them.
func (a *asset) storageOf(instance uint64, epoch int64) []Pair {
	if a.hostile {
		return hostileStorage(instance)
	}
	r := mix(instance ^ 0x570)
	if r%3 == 0 {
		return nil
	}
	all := []Pair{
		{Key: "level", Value: fmt.Sprint(1 + r>>4%50)},
		{Key: "kills", Value: fmt.Sprint(r >> 8 % 4000)},
		{Key: "durability", Value: fmt.Sprintf("%d/100", r>>12%101)},
		{Key: "owner_note", Value: "Don't sell: grandmother's."},
		{Key: "sockets", Value: fmt.Sprintf(`[{"gem":"ruby","tier":%d},null,{"gem":"opal","tier":%d}]`, r>>16%5, r>>18%5)},
		{Key: "last_used", Value: time.Unix(epoch-int64(r%5_000_000), 0).UTC().Format(time.RFC3339)},
		{Key: "dye", Value: dyes[r>>20%uint64(len(dyes))]},
		{Key: "locked", Value: "true"},
	}
	out := all[:1+r>>24%uint64(len(all))]
	for i := range out {
		out[i].ID = instance*10 + uint64(i)
	}
	return out
}

type progression struct {
	Key      string  `json:"progression_key"`
	Name     string  `json:"progression_name"`
	Step     uint64  `json:"step"`
	Points   uint64  `json:"points"`
	Previous uint64  `json:"previous_threshold"`
	Next     *uint64 `json:"next_threshold"`
	LevelUp  *string `json:"last_level_up"`
}

// progressionsOf is one to three progressions for half of what is gear.
func (a *asset) progressionsOf(instance uint64, epoch int64) []progression {
	r := mix(instance ^ 0x9906)
	if !a.kind.gear || r%2 == 0 {
		return nil
	}
	var out []progression
	for i, p := range []progression{
		{Key: "mastery", Name: a.kind.context + " Mastery"},
		{Key: "refinement", Name: "Refinement"},
		{Key: "bond", Name: "Bond with its Owner"},
	}[:1+r>>8%3] {
		n := mix(r + uint64(i))
		p.Step = 1 + n%20
		p.Previous = (p.Step - 1) * p.Step * 50
		next := p.Step * (p.Step + 1) * 50
		p.Points = p.Previous + n>>8%(next-p.Previous)
		if p.Step < 20 {
			p.Next = &next
		}
		if p.Step > 1 {
			at := time.Unix(epoch-int64(n>>16%9_000_000), 0).UTC().Format(time.RFC3339)
			p.LevelUp = &at
		}
		out = append(out, p)
	}
	return out
}
