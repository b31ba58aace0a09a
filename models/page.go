package models

import (
	"errors"
	"fmt"
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

// What can be wrong with an answer as a whole.
var (
	// ErrNotJSON: the answer is no JSON object, such as a proxy's HTML page.
	ErrNotJSON = errors.New("the answer is not JSON")
	// ErrCut: the answer ends in the middle. What came before is kept.
	ErrCut = errors.New("the answer is cut short")
	// ErrNoItems: the answer is an object without the list that was asked for.
	ErrNoItems = errors.New("the answer has no list of what was asked for")
)

// Total is how many items the server says the inventory has. It can be stale, too
// small, too large or absurd: only an empty page ends a walk.
type Total struct {
	N     uint64
	Known bool
}

// Page is one answer with a part of an inventory.
type Page struct {
	Items []Item
	Total Total
	// Whole: the answer is the whole inventory; there are no further pages.
	Whole bool
	// Cut: the answer ended in the middle of its items.
	Cut bool
}

// DecodePage reads the answer of an inventory:
// GET /server/player/{player_id}[/characters/{id}|/heroes/{id}]/inventory and
// GET /server/inventory/universal. It keeps nothing of body.
//
// The error wraps ErrNotJSON, ErrNoItems or ErrCut; with ErrCut the page holds
// the items that came complete. A single item that cannot be understood is no
// error: it is in the page, marked.
func DecodePage(body []byte, pool *Pool, from Origin) (Page, error) {
	pool.mu.Lock()
	defer pool.mu.Unlock()
	d := pageDecoder{pool: pool, origin: &from, arena: pool.arena[:0], check: pool.check[:0]}
	page, err := d.page(body)
	d.finish(page.Items)
	pool.arena, pool.check = d.arena, d.check
	page.Items = append(make([]Item, 0, len(page.Items)), page.Items...) // no spare room: pages stay
	return page, err
}

// pageDecoder holds the parts of a page's items that no other item has, until
// they can become one string.
type pageDecoder struct {
	pool   *Pool
	origin *Origin
	arena  []byte
	own    []ownPart
	check  []byte
}

// ownPart is bytes of the arena that become the head or tail of an item.
type ownPart struct {
	item, from, to int
	tail           bool
}

func (d *pageDecoder) page(body []byte) (page Page, err error) {
	i := skipSpace(body, 0)
	if i >= len(body) {
		return page, fmt.Errorf("%w: it is empty", ErrNotJSON)
	}
	if body[i] != '{' {
		return page, ErrNotJSON
	}
	found := false
	o := openObject(body, i)
	for {
		name, ok := o.key()
		if !ok {
			break
		}
		switch string(plainName(name)) {
		case "items":
			found = true
			page.Whole = false
		case "global_assets":
			found = true
			page.Whole = true
		case "total":
			raw, ok := o.value()
			if !ok {
				page.Cut = true
				return page, ErrCut
			}
			if n, _ := rawID(raw); n.sign > 0 {
				page.Total = Total{N: n.n, Known: true}
			}
			continue
		default:
			if _, ok := o.value(); !ok {
				page.Cut = found
				return page, ErrCut
			}
			continue
		}
		if o.i < len(body) && body[o.i] == '[' {
			end := d.items(body, o.i, &page)
			if end < 0 {
				page.Cut = true
				return page, fmt.Errorf("%w after %d items", ErrCut, len(page.Items))
			}
			o.i = end
		} else if raw, ok := o.value(); !ok {
			page.Cut = true
			return page, ErrCut
		} else if raw.Kind() != 'n' {
			return page, fmt.Errorf("%w: %s is not a list", ErrNoItems, plainName(name))
		}
	}
	switch {
	case !o.ended && skipSpace(body, o.i) >= len(body):
		page.Cut = true
		return page, ErrCut
	case !o.ended || skipSpace(body, o.i) < len(body):
		return page, fmt.Errorf("%w: it is malformed near byte %d", ErrNotJSON, o.i)
	case !found:
		return page, ErrNoItems
	}
	return page, nil
}

// items reads the array at body[i] and returns the index behind it, or -1.
func (d *pageDecoder) items(body []byte, i int, page *Page) int {
	for i++; ; {
		i = skipSpace(body, i)
		if i < len(body) && body[i] == ']' {
			return i + 1
		}
		if len(page.Items) > 0 && i < len(body) && body[i] == ',' {
			i = skipSpace(body, i+1)
		}
		it, end := d.item(body, i, len(page.Items))
		if end <= i {
			return -1
		}
		page.Items = append(page.Items, it)
		i = end
	}
}

// item reads the element at body[i] and returns the index behind it, or -1.
func (d *pageDecoder) item(body []byte, i, at int) (it Item, end int) {
	it = Item{origin: d.origin, acquired: noDate, idAt: -1}
	if i >= len(body) {
		return it, -1
	}
	if body[i] != '{' {
		if end = skipValue(body, i); end > i {
			it.fault = faultNotObject
			if !valid(body[i:end]) {
				it.fault = faultNotJSON
			}
			d.keep(at, false, body[i:end])
		}
		return it, end
	}
	var (
		idFrom, idTo       int
		assetFrom, assetTo int
		sawID              bool
	)
	o := openObject(body, i)
	for {
		name, ok := o.key()
		if !ok {
			break
		}
		from := o.i
		if string(plainName(name)) == "asset" {
			it.asset, assetFrom, assetTo = nil, 0, 0
			if it.fault == faultAssetShape {
				it.fault = noFault
			}
			if a := d.pool.known(body[from:]); a != nil {
				it.asset, assetFrom, assetTo = a, from, from+len(a.raw)
				o.i = assetTo
				continue
			}
		}
		raw, ok := o.value()
		if !ok {
			return it, -1
		}
		switch string(plainName(name)) {
		case "instance_id", "universal_id":
			n, ok := rawID(raw)
			if ok && n.IsZero() {
				continue
			}
			sawID = true
			if !ok {
				it.fault = faultInstanceShape
				continue
			}
			it.instance = InstanceID{n}
			it.universal = string(plainName(name)) == "universal_id"
			idFrom, idTo = from, o.i
		case "asset":
			switch kind := raw.Kind(); {
			case kind == 'n':
			case kind != '{' && kind != '"':
				it.fault = faultAssetShape
			case valid(raw):
				it.asset, assetFrom, assetTo = d.pool.asset(raw), from, o.i
			}
		case "rental":
			if raw.Kind() != 'n' {
				it.terms = d.pool.termsOf(raw)
			}
		case "acquisition_source":
			it.source = d.pool.sourceOf(raw)
		case "acquisition_date":
			it.acquired = rawDate(raw)
		}
	}
	if !o.ended {
		// The object's own text is malformed or cut: take what balances as one.
		if end = skipValue(body, i); end < 0 {
			return it, -1
		}
		it = Item{origin: d.origin, acquired: noDate, idAt: -1, instance: it.instance, fault: faultNotJSON}
		d.keep(at, false, body[i:end])
		return it, end
	}
	end = o.i
	if !sawID && it.fault == noFault {
		it.fault = faultNoInstance
	}
	head, tail := body[i:end], []byte(nil)
	if it.asset != nil {
		it.hasHole = true
		head, tail = body[i:assetFrom], body[assetTo:end]
	}
	d.check = append(append(d.check[:0], head...), "null"...)
	if !it.hasHole {
		d.check = d.check[:len(head)]
	}
	d.check = append(d.check, tail...)
	if !valid(d.check) {
		it.fault = faultNotJSON
	}
	// The id is what differs most between items: without it the head is shared. It
	// can be put back only where it was written as it would be written again.
	if idTo > idFrom && idTo <= i+len(head) && string(body[idFrom:idTo]) == it.instance.String() {
		it.idAt = int32(idFrom - i)
		d.check = append(append(d.check[:0], head[:it.idAt]...), body[idTo:i+len(head)]...)
		head = d.check
	}
	if s, ok := d.pool.part(head); ok {
		it.head = s
	} else {
		d.keep(at, false, head)
	}
	if s, ok := d.pool.part(tail); ok {
		it.tail = s
	} else {
		d.keep(at, true, tail)
	}
	return it, end
}

func (d *pageDecoder) keep(item int, tail bool, b []byte) {
	from := len(d.arena)
	d.arena = append(d.arena, b...)
	d.own = append(d.own, ownPart{item, from, len(d.arena), tail})
}

// finish gives each item its own parts as pieces of one string.
func (d *pageDecoder) finish(items []Item) {
	all := string(d.arena)
	for _, p := range d.own {
		if p.item >= len(items) {
			continue
		}
		if p.tail {
			items[p.item].tail = all[p.from:p.to]
		} else {
			items[p.item].head = all[p.from:p.to]
		}
	}
}

// rawDate reads RFC 3339, which is what the game API sends.
func rawDate(raw jsontext.Value) int64 {
	s, ok := unquote(raw)
	if !ok || raw.Kind() != '"' {
		return noDate
	}
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return noDate
	}
	return t.Unix()
}
