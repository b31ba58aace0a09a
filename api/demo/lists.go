package demo

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"time"
)

// cursorList answers progressions in pages: count is 1 to 100, else 20; after is the
// next_cursor of the page before.
func (q *query) cursorList(all []progression) *answer {
	v, _ := url.ParseQuery(q.r.URL.RawQuery)
	count, err := strconv.Atoi(v.Get("count"))
	if err != nil || count < 1 || count > 100 {
		count = 20
	}
	from := 0
	if after := v.Get("after"); after != "" {
		from = 1 + slices.IndexFunc(all, func(p progression) bool { return p.Key == after })
		if from == 0 {
			return q.wrongParameter("after", "after is not a cursor of this list")
		}
	}
	page := all[from:min(len(all), from+count)]
	pagination := object{"total": len(all), "next_cursor": nil, "previous_cursor": nil}
	if from+len(page) < len(all) {
		pagination["next_cursor"] = page[len(page)-1].Key
	}
	if from > 0 {
		pagination["previous_cursor"] = all[from-1].Key
	}
	return q.ok(object{"items": append([]progression{}, page...), "pagination": pagination})
}

var ladders = []string{"Account Level", "Season 7 Pass", "Fishing", "Smithing", "Farming", "Trading", "Riding", "Exploration"}

// progressionsFor makes n progressions from dice.
func progressionsFor(dice uint64, n int, epoch int64) (out []progression) {
	for i := range n {
		r := mix(dice + uint64(i))
		p := progression{Key: fmt.Sprintf("ladder_%03d", i), Name: ladders[i%len(ladders)], Step: 1 + r%50}
		if round := i / len(ladders); round > 0 {
			p.Name += fmt.Sprintf(" %d", round+1)
		}
		next := p.Step * (p.Step + 1) * 50
		p.Previous = (p.Step - 1) * p.Step * 50
		p.Points = p.Previous + r>>8%(next-p.Previous)
		if p.Step < 50 {
			p.Next = &next
		}
		at := time.Unix(epoch-int64(r>>16%9_000_000), 0).UTC().Format(time.RFC3339)
		p.LevelUp = &at
		out = append(out, p)
	}
	return out
}

// playerProgressions: PlayerLarge has more than a page of them.
func (q *query) playerProgressions() *answer {
	p, a := q.player()
	if a != nil {
		return a
	}
	n := int(p.id % 6)
	switch p.id {
	case PlayerEmpty:
		n = 0
	case PlayerLarge:
		n = 137
	}
	return q.cursorList(progressionsFor(p.id, n, q.s.epoch))
}

func (q *query) characterProgressions() *answer {
	c, a := q.character()
	if a != nil {
		return a
	}
	return q.cursorList(progressionsFor(c.id, 1+int(c.id%4), q.s.epoch))
}

// metadata answers what the game keeps with an item (by instance id), an asset, a
// player or a character (by ULID), in pages of per_page, 1 to 100, else 20.
func (q *query) metadata() *answer {
	q.s.mu.RLock()
	defer q.s.mu.RUnlock()
	source, id := q.ids[0], q.ids[1]
	var all []object
	switch source {
	case "item":
		p, _, err := q.s.owner(number(id))
		if err != nil {
			return q.notFound("the item " + strconv.QuoteToASCII(id))
		}
		q.about = p
		all = metadataOf(number(id), []string{"roll", "bound_to", "durability", "engraving", "history", "locked"})
	case "asset":
		a := q.s.game.byID[number(id)]
		if a == nil {
			return q.notFound("the asset " + strconv.QuoteToASCII(id))
		}
		all = metadataOf(a.id, []string{"tier", "balance", "icon", "retired"})
	case "player", "character":
		_, _, kind, p := q.s.walletOf(id, func(u, _ string) bool { return u == id })
		if p == nil || kind != source {
			return q.notFound("the " + source + " " + strconv.QuoteToASCII(id))
		}
		q.about = p
		all = metadataOf(p.id, []string{"tutorial", "settings", "flags"})
	default:
		return q.wrongParameter("source", "source is unknown")
	}
	v, _ := url.ParseQuery(q.r.URL.RawQuery)
	per, err := strconv.Atoi(v.Get("per_page"))
	if err != nil || per < 1 || per > 100 {
		per = 20
	}
	page, err := strconv.Atoi(cmp.Or(v.Get("page"), "1"))
	if err != nil || page < 1 {
		return q.wrongParameter("page", "page must be a number from 1")
	}
	last := max(1, (len(all)+per-1)/per)
	from := min(len(all), (page-1)*per)
	pagination := object{"total": len(all), "offset": from, "per_page": per, "last_page": last, "current_page": page, "next_page": nil, "prev_page": nil}
	if page < last {
		pagination["next_page"] = strconv.Itoa(page + 1)
	}
	if page > 1 {
		pagination["prev_page"] = strconv.Itoa(page - 1)
	}
	return q.ok(object{"entries": append([]object{}, all[from:min(len(all), from+per)]...), "pagination": pagination})
}

// metadataOf picks some of the keys, each with a value of another type.
func metadataOf(dice uint64, keys []string) (out []object) {
	r := mix(dice ^ 0x4e7a)
	for i, key := range keys {
		if r>>i%3 == 0 {
			continue
		}
		e := object{"key": key, "tags": []string{}, "access": []string{"game_api.read"}}
		switch i % 5 {
		case 0:
			e["type"], e["value"], e["tags"] = "number", r>>8%100, []string{"drop"}
		case 1:
			e["type"], e["value"] = "string", "Don't trade: a gift."
		case 2:
			e["type"], e["value"] = "json", object{"max": 100, "now": r >> 12 % 101, "by": []any{"smith", nil}}
		case 3:
			e["type"], e["value"] = "base64", object{"content_type": "image/png", "content": "iVBORw0KGgo="}
		default:
			e["type"], e["value"] = "bool", r>>20%2 == 0
		}
		out = append(out, e)
	}
	return out
}

// modifiers are what a wallet's income is multiplied by: for some players.
func (q *query) modifiers(p *player, kind string) []object {
	if kind != "player" || p.id%5 != 0 || p.id == PlayerEmpty {
		return nil
	}
	return []object{
		{"currency_code": "gld", "factor": "2.0", "expires_at": q.now.Add(36 * time.Hour).UTC().Format(time.RFC3339)},
		{"currency_code": "evt", "factor": "1.25", "expires_at": nil},
	}
}
