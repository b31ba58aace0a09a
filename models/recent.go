package models

import "slices"

// mostRecent is how many templates are tried before an item is scanned.
const mostRecent = 16

// recent is a template that items have had more than once. An item that fits one is read
// without being scanned: the same text between the slots means the same members.
type recent struct {
	*template
	acquired int64 // of items without a slot for it
}

// remember adds the template of an item to those that are tried first. All begin alike,
// with the id. An asset that is too short is not recognised.
func (p *Pool) remember(t *template, it *Item) {
	first := t.slots.all[0]
	if t.fault != "" || t.slots.n == 0 || first.kind != IDSlot || it.asset != nil && len(it.asset.raw) < len(start{}) ||
		len(p.recent) > 0 && p.beforeID != t.text[:first.at] || slices.ContainsFunc(p.recent, func(r recent) bool { return r.template == t }) {
		return
	}
	p.beforeID = t.text[:first.at]
	if len(p.recent) == mostRecent {
		p.recent = p.recent[:mostRecent-1]
	}
	p.recent = append(p.recent, recent{t, it.acquired})
}

// again reads the item at body[i] where it fits a recent template, and returns the index
// after it. Where it fits none, the item has no template.
func (d *pageDecoder) again(body []byte, i int) (it Item, end int) {
	list := d.pool.recent
	if len(list) == 0 || !startsWith(body[i:], d.pool.beforeID) {
		return Item{}, -1
	}
	i += len(d.pool.beforeID)
	from := i
	i += decimal(body[i:])
	id, ok := scanID(body[from:i])
	if !ok {
		return Item{}, -1
	}
	for n, r := range list {
		if it, end = d.fit(r, InstanceID{id}, body, i); it.template != nil {
			if n > 0 { // so that the most frequent ones come first
				list[n-1], list[n] = r, list[n-1]
			}
			break
		}
	}
	return it, end
}

// fit reads an item where it fits r: body[i] is the first byte after its id.
func (d *pageDecoder) fit(r recent, id InstanceID, body []byte, i int) (Item, int) {
	it := Item{instance: id, origin: d.origin, acquired: r.acquired}
	pos := r.slots.all[0].at
	for _, s := range r.slots.all[1:r.slots.n] {
		between := r.text[pos:s.at]
		if !startsWith(body[i:], between) {
			return Item{}, -1
		}
		i, pos = i+len(between), s.at
		var ok bool
		switch s.kind {
		case LeftSlot:
			n := decimal(body[i:])
			it.left, ok = scanLeft(body[i : i+n])
			i += n
		case DateSlot:
			if i+len(plainLayout) < len(body) {
				it.acquired, ok = plainDate(body[i-1 : i+len(plainLayout)+1])
				i += len(plainLayout)
			}
		case AssetSlot:
			if it.asset = d.pool.known(body[i:]); it.asset != nil {
				ok = true
				i += len(it.asset.raw)
			}
		}
		if !ok {
			return Item{}, -1
		}
	}
	rest := r.text[pos:]
	if !startsWith(body[i:], rest) {
		return Item{}, -1
	}
	it.template = r.template
	return it, i + len(rest)
}

func startsWith(b []byte, s string) bool { return len(b) >= len(s) && string(b[:len(s)]) == s }

// decimal is how many bytes of b are a minus sign or digits.
func decimal(b []byte) int {
	for n, c := range b {
		if c != '-' && (c < '0' || c > '9') {
			return n
		}
	}
	return len(b)
}
