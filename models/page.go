package models

import (
	"errors"
	"fmt"
	"math"
	"math/big"

	"github.com/dustin/go-humanize"
	"github.com/go-json-experiment/json/jsontext"

	"lootlens/models/jsonscan"
)

// What can be wrong with an answer as a whole.
var (
	// ErrNotJSON: the answer is not a JSON object, but a proxy's HTML page, for example.
	ErrNotJSON = errors.New("the answer is not JSON")
	// ErrCut: the answer ends in the middle. What came before is kept.
	ErrCut = errors.New("the answer is cut short")
	// ErrNoItems: the answer is an object without the list that was requested.
	ErrNoItems = errors.New("the answer has no list of what was asked for")

	errNoSuccess = fmt.Errorf("%w: it says that the request failed", ErrNoItems)
)

// Total is how many items the server says the inventory has. It can be stale, too small, too large or absurd: only an empty
// page ends a walk.
type Total struct {
	N     uint64
	Known bool
}

// Count is a number of things as texts have it: "1,250".
func Count(n uint64) string { return humanize.BigComma(new(big.Int).SetUint64(n)) }

// Page is one answer with a part of an inventory.
type Page struct {
	Items []Item
	Total Total
	// Whole: the answer is the whole inventory, as the universal one's is; there are no further pages. DecodePage does not
	// set it.
	Whole bool
	// Cut: the answer ended in the middle of its items.
	Cut bool
}

// DecodePage reads the answer of an inventory: GET /server/player/{player_id}[/characters/{id}|/heroes/{id}]/inventory and
// GET /server/inventory/universal. It keeps nothing of body.
//
// The error wraps ErrNotJSON, ErrNoItems or ErrCut; with ErrCut the page holds the items that came complete. A single item
// that is not understood is not an error: it is in the page, with a Fault.
func DecodePage(body []byte, pool *Pool, from Origin) (Page, error) {
	from.Fetched = WallTime(from.Fetched)
	pool.mu.Lock()
	defer pool.mu.Unlock()
	d := pageDecoder{pool: pool, origin: &from, arena: pool.arena[:0], single: pool.single[:0], key: pool.key, own: pool.own, digits: pool.digits, spans: pool.spans, members: pool.members}
	page := Page{Items: pool.items[:0]}
	err := d.page(body, &page)
	d.finish(page.Items)
	pool.arena, pool.single, pool.key, pool.own, pool.digits, pool.spans, pool.members, pool.items = d.arena, d.single, d.key, d.own, d.digits, d.spans, d.members, page.Items
	page.Items = append(make([]Item, 0, len(page.Items)), page.Items...) // no spare room: pages stay
	clear(pool.items)
	clear(pool.single)
	clear(pool.members[:cap(pool.members)]) // parts of body
	return page, err
}

// pageDecoder reads one page. Its buffers are the pool's.
type pageDecoder struct {
	pool    *Pool
	origin  *Origin
	arena   []byte           // the texts of the single templates
	single  []singleTemplate // of this page
	key     []byte           // of a template
	own     []byte           // an item's JSON without its asset
	digits  []byte           // of an id
	spans   []span           // of an item
	members []member         // of an item
}

// singleTemplate is a template of one item only. Its text is bytes of the arena until all become one string.
type singleTemplate struct {
	item, from, to int
	template       template
}

// finish sets the templates that fit one item only, as parts of one slice and one string.
func (d *pageDecoder) finish(items []Item) {
	if len(d.single) == 0 {
		return
	}
	texts, templates := string(d.arena), make([]template, len(d.single))
	for i, s := range d.single {
		if s.item < len(items) {
			templates[i] = s.template
			templates[i].text = texts[s.from:s.to]
			items[s.item].template = &templates[i]
		}
	}
}

func (d *pageDecoder) page(body []byte, page *Page) error {
	i := jsonscan.SkipSpace(body, 0)
	switch {
	case i >= len(body):
		return fmt.Errorf("%w: it is empty", ErrNotJSON)
	case body[i] != '{':
		return ErrNotJSON
	}
	listed, failed := false, false
	o := jsonscan.Open(body, i)
	for {
		quoted, ok := o.Name()
		if !ok {
			break
		}
		name := string(jsonscan.Unquote(quoted))
		if name == "items" || name == "global_assets" {
			listed = true
			if o.Pos < len(body) && body[o.Pos] == '[' {
				if o.Pos = d.items(body, o.Pos, page); o.Pos < 0 {
					page.Cut = true
					return fmt.Errorf("%w after %d items", ErrCut, len(page.Items))
				}
				continue
			}
		}
		raw, ok := o.Value()
		switch {
		case !ok:
			page.Cut = listed || name == "total"
			return ErrCut
		case name == "total":
			if n, _ := asID(value{Value: raw}); n.sign > 0 {
				page.Total = Total{N: n.n, Known: true}
			}
		case name == "success":
			failed = raw.Kind() == 'f'
		case (name == "items" || name == "global_assets") && raw.Kind() != 'n':
			return fmt.Errorf("%w: %s is not a list", ErrNoItems, name)
		}
	}
	rest := jsonscan.SkipSpace(body, o.Pos)
	switch {
	case !o.Ended && rest >= len(body):
		page.Cut = true
		return ErrCut
	case !o.Ended || rest < len(body):
		return fmt.Errorf("%w: it is malformed near byte %d", ErrNotJSON, o.Pos)
	case !listed:
		return ErrNoItems
	case failed && len(page.Items) == 0:
		return errNoSuccess
	}
	return nil
}

// items reads the array at body[i] and returns the index after it, or -1 where it is cut.
func (d *pageDecoder) items(body []byte, i int, page *Page) int {
	for i++; ; {
		i = jsonscan.SkipSpace(body, i)
		if i < len(body) && body[i] == ']' {
			return i + 1
		}
		if len(page.Items) > 0 && i < len(body) && body[i] == ',' {
			i = jsonscan.SkipSpace(body, i+1)
		}
		it, end := d.again(body, i)
		if it.template == nil {
			it = Item{origin: d.origin, acquired: noDate}
			s := scanned{spans: d.spans[:0], members: d.members[:0]}
			if end = d.scan(body, i, &it, &s); end <= i {
				return -1
			}
			it.template = d.template(len(page.Items), &it, &s, body[i:end])
			d.spans, d.members = s.spans, s.members
		}
		page.Items = append(page.Items, it)
		i = end
	}
}

// scan reads the element at body[i] in one pass and returns the index after it, or -1 where it is cut.
func (d *pageDecoder) scan(body []byte, i int, it *Item, s *scanned) int {
	if i >= len(body) || body[i] != '{' {
		s.fault = faultNotObject
		return jsonscan.SkipValue(body, i)
	}
	identified := false
	o := jsonscan.Open(body, i)
	for {
		quoted, ok := o.Name()
		if !ok {
			break
		}
		from, member := o.Pos, member{jsonscan.Unquote(quoted), null}
		name := string(member.name)
		if name == "asset" {
			it.asset = nil
			if s.drop(AssetSlot); s.fault == faultAssetShape {
				s.fault = ""
			}
			if it.asset = d.pool.known(body[from:]); it.asset != nil {
				o.Pos += len(it.asset.raw)
				s.set(AssetSlot, from-i, o.Pos-i)
				s.members = append(s.members, member)
				continue
			}
		}
		raw, ok := o.Value()
		if !ok {
			return -1
		}
		member.raw = raw
		switch name {
		case "instance_id", "universal_id":
			switch id, ok := asID(value{Value: raw}); {
			case name == "universal_id" && identified && !s.universal: // it says what the instance came from
			case !ok:
				identified, s.fault = true, faultInstanceShape
			case !id.IsZero():
				identified, s.universal = true, name == "universal_id"
				it.instance = InstanceID{id}
				s.drop(IDSlot)
				// An id can be put back only where it was written as it would be written again.
				if d.digits = id.appendTo(d.digits[:0]); string(raw) == string(d.digits) {
					s.set(IDSlot, from-i, o.Pos-i)
				}
			}
		case "asset":
			switch kind := raw.Kind(); {
			case kind == 'n':
			case kind != '{' && kind != '"':
				s.fault = faultAssetShape
			case valid(raw):
				it.asset = d.pool.asset(raw)
				s.set(AssetSlot, from-i, o.Pos-i)
				member.raw = null
			}
		case "rental":
			again := s.rental.to > 0
			s.rental = span{from: from - i, to: o.Pos - i}
			if s.drop(LeftSlot); !again {
				scanTimeLeft(body, from, i, it, s)
			}
		case "acquisition_date":
			s.drop(DateSlot)
			if t, ok := plainDate(raw); ok {
				it.acquired = t
				s.set(DateSlot, from+1-i, o.Pos-1-i)
			} else {
				it.acquired = scanDate(raw)
			}
		}
		s.members = append(s.members, member)
	}
	if o.Ended {
		if !identified && s.fault == "" {
			s.fault = faultNoInstance
		}
		return o.Pos
	}
	// The object is malformed or cut: take it up to its closing bracket.
	*it = Item{origin: d.origin, acquired: noDate, instance: it.instance}
	*s = scanned{spans: s.spans[:0], members: s.members[:0], fault: faultNotJSON, malformed: true}
	return jsonscan.SkipValue(body, i)
}

// scanTimeLeft finds the time left in the rental at body[from], of the item that begins at body[i]. It is left out only
// where it can be put back, and where no other member could be the one that counts.
func scanTimeLeft(body []byte, from, i int, it *Item, s *scanned) {
	if body[from] != '{' {
		return
	}
	for o, found := jsonscan.Open(body, from), false; ; {
		quoted, ok := o.Name()
		if !ok {
			return
		}
		from := o.Pos
		raw, ok := o.Value()
		if !ok || string(jsonscan.Unquote(quoted)) != "time_left" {
			continue
		}
		if found {
			s.drop(LeftSlot)
			return
		}
		found = true
		to := o.Pos
		if raw.Kind() == '"' {
			raw, from, to = raw[1:len(raw)-1], from+1, to-1
		}
		if n, ok := scanLeft(raw); ok {
			it.left = n
			s.set(LeftSlot, from-i, to-i)
		}
	}
}

// scanLeft reads the seconds that a rental has left.
func scanLeft(digits []byte) (int64, bool) {
	n, ok := scanID(digits)
	return int64(n.sign) * int64(n.n), ok && n.n <= math.MaxInt64
}

// scanDate reads a date in any other form.
func scanDate(raw jsontext.Value) int64 {
	if t, ok := asScalar(value{Value: raw}); ok {
		if at, ok := ParseDate(t.Raw()); ok {
			return at.Unix()
		}
	}
	return noDate
}
