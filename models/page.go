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
	d := pageDecoder{pool: pool, origin: &from, arena: pool.arena[:0], own: pool.own[:0], key: pool.key, digits: pool.digits}
	page := Page{Items: pool.items[:0]}
	err := d.page(body, &page)
	d.finish(page.Items)
	pool.arena, pool.own, pool.key, pool.digits, pool.items = d.arena, d.own, d.key, d.digits, page.Items
	page.Items = append(make([]Item, 0, len(page.Items)), page.Items...) // no spare room: pages stay
	clear(pool.items)
	clear(pool.own)
	return page, err
}

// pageDecoder holds the forms of a page's items that no other item has, until
// they can become one string and one slice.
type pageDecoder struct {
	pool   *Pool
	origin *Origin
	arena  []byte
	own    []ownForm
	key    []byte
	digits []byte
}

// ownForm is a form whose text is bytes of the arena.
type ownForm struct {
	item, from, to int
	form           form
}

// finish gives the items that share no form theirs, as parts of one slice and one
// string.
func (d *pageDecoder) finish(items []Item) {
	if len(d.own) == 0 {
		return
	}
	all, forms := string(d.arena), make([]form, len(d.own))
	for i, o := range d.own {
		if o.item < len(items) {
			forms[i] = o.form
			forms[i].text = all[o.from:o.to]
			items[o.item].form = &forms[i]
		}
	}
}

func (d *pageDecoder) page(body []byte, page *Page) error {
	i := skipSpace(body, 0)
	if i >= len(body) {
		return fmt.Errorf("%w: it is empty", ErrNotJSON)
	}
	if body[i] != '{' {
		return ErrNotJSON
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
				return ErrCut
			}
			if n, _ := rawID(raw); n.sign > 0 {
				page.Total = Total{N: n.n, Known: true}
			}
			continue
		default:
			if _, ok := o.value(); !ok {
				page.Cut = found
				return ErrCut
			}
			continue
		}
		if o.i < len(body) && body[o.i] == '[' {
			end := d.items(body, o.i, page)
			if end < 0 {
				page.Cut = true
				return fmt.Errorf("%w after %d items", ErrCut, len(page.Items))
			}
			o.i = end
		} else if raw, ok := o.value(); !ok {
			page.Cut = true
			return ErrCut
		} else if raw.Kind() != 'n' {
			return fmt.Errorf("%w: %s is not a list", ErrNoItems, plainName(name))
		}
	}
	switch {
	case !o.ended && skipSpace(body, o.i) >= len(body):
		page.Cut = true
		return ErrCut
	case !o.ended || skipSpace(body, o.i) < len(body):
		return fmt.Errorf("%w: it is malformed near byte %d", ErrNotJSON, o.i)
	case !found:
		return ErrNoItems
	}
	return nil
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
	it = Item{origin: d.origin, acquired: noDate}
	if i >= len(body) {
		return it, -1
	}
	if body[i] != '{' {
		if end = skipValue(body, i); end > i {
			it.form = d.form(at, read{form: form{fault: faultNotObject}}, body[i:end])
		}
		return it, end
	}
	r, sawID := read{}, false
	o := openObject(body, i)
	for {
		name, ok := o.key()
		if !ok {
			break
		}
		from := o.i
		if string(plainName(name)) == "asset" {
			it.asset, r.cuts[assetHole] = nil, cut{}
			if r.fault == faultAssetShape {
				r.fault = noFault
			}
			if a := d.pool.known(body[from:]); a != nil {
				o.i = from + len(a.raw)
				it.asset, r.cuts[assetHole] = a, cut{from - i, o.i - i}
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
				r.fault = faultInstanceShape
				continue
			}
			it.instance = InstanceID{n}
			r.universal = string(plainName(name)) == "universal_id"
			r.cuts[idHole] = cut{from - i, o.i - i}
		case "asset":
			switch kind := raw.Kind(); {
			case kind == 'n':
			case kind != '{' && kind != '"':
				r.fault = faultAssetShape
			case valid(raw):
				it.asset, r.cuts[assetHole] = d.pool.asset(raw), cut{from - i, o.i - i}
			}
		case "rental":
			if raw.Kind() != 'n' {
				r.rental = raw
			}
		case "acquisition_source":
			r.given = raw
		case "acquisition_date":
			r.cuts[dateHole] = cut{}
			if t, ok := plainDate(raw); ok {
				it.acquired, r.cuts[dateHole] = t, cut{from + 1 - i, o.i - 1 - i}
			} else {
				it.acquired = rawDate(raw)
			}
		}
	}
	if !o.ended {
		// The object's own text is malformed or cut: take what balances as one.
		if end = skipValue(body, i); end < 0 {
			return it, -1
		}
		it = Item{origin: d.origin, acquired: noDate, instance: it.instance}
		it.form = d.form(at, read{form: form{fault: faultNotJSON}}, body[i:end])
		return it, end
	}
	if !sawID && r.fault == noFault {
		r.fault = faultNoInstance
	}
	// An id can be put back only where it was written as it would be written again.
	d.digits = it.instance.appendTo(d.digits[:0])
	if id := r.cuts[idHole]; string(body[i+id.from:i+id.to]) != string(d.digits) {
		r.cuts[idHole] = cut{}
	}
	it.form = d.form(at, r, body[i:o.i])
	return it, o.i
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
