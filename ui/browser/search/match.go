package search

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"lootlens/models"
	"lootlens/models/query"
	"lootlens/ui/browser/msg"
	"lootlens/ui/browser/remote"
)

// prepare matches what is known of an inventory with the query, and counts its values.
func (m *Model) prepare(p *place) {
	m.survey.Add(p.items, m.now)
	m.match(p)
}

// match matches what is known of an inventory with the query.
func (m *Model) match(p *place) {
	c := query.Context{
		Now: m.now, Equipped: p.equipped,
		InstanceStorage: func(id models.InstanceID) ([]models.StoragePair, bool) {
			if v := p.owner.storage[id]; v != nil {
				s, ok := v.Get()
				return s.pairs, ok
			}
			return nil, false
		},
	}
	h := &p.history
	if known := h.byID; known != nil {
		c.Past = func(id models.InstanceID) *models.Past { return known[id] }
	}
	p.matcher = m.q.Matcher(c)
	p.found, p.unknown = p.matcher.Filter(nil, nil, p.items)
	gone, unsure := p.matcher.Filter(nil, nil, h.gone)
	h.found, h.unsure = nil, len(unsure)
	for _, it := range gone {
		h.found = append(h.found, h.byID[it.Instance()])
	}
}

// matchAgain follows the clock, where the matches change as time passes. Of an inventory whose items are not all kept, what
// begins to match is not known.
func (m *Model) matchAgain() {
	if m.text == "" || !m.q.Needs().Clock {
		return
	}
	for _, p := range m.places() {
		if p.matcher != nil && !p.partial {
			m.match(p)
		}
	}
	m.arrange()
}

// rematch decides what could not be decided before.
func (p *place) rematch() {
	if len(p.unknown) == 0 {
		return
	}
	found, unknown := p.matcher.Filter(nil, nil, p.unknown)
	p.unknown = unknown
	if len(found) == 0 {
		return
	}
	at := make(map[*models.Item]int, len(p.items))
	for i, it := range p.items {
		at[it] = i
	}
	p.found = append(slices.Clip(p.found), found...)
	slices.SortStableFunc(p.found, func(a, b *models.Item) int { return at[a] - at[b] })
}

// equipped reports whether an instance is in a loadout. What is in a player's own inventory can be in those of all
// characters and heroes, else only the holder's own counts.
func (p *place) equipped(id models.InstanceID) query.Verdict {
	places := []*place{p}
	if p.Holder.Kind == models.PlayerHolder {
		places = p.owner.places
	}
	verdict := query.No
	for _, other := range places {
		loadout, known := other.loadout.Get()
		if slices.ContainsFunc(loadout, func(e models.Equipped) bool { return e.Instance == id }) {
			return query.Yes
		}
		if !known {
			verdict = query.Unknown
		}
	}
	return verdict
}

func (m *Model) takePage(a remote.Answer[pageRead]) tea.Cmd {
	for _, o := range m.who {
		for _, p := range o.places {
			if p.page.Take(a) {
				m.add(p, &a.Value)
				if m.prompt.open {
					m.prompt.in.Recount()
				}
				return m.step()
			}
		}
	}
	return nil
}

// add takes a page of an inventory.
func (m *Model) add(p *place, page *pageRead) {
	if p.at.IsZero() && page.err == nil {
		p.at = m.now
	}
	p.walk.Take(&page.Page, page.err)
	if p.err = page.err; page.err != nil {
		m.Post(msg.Failed{Err: page.err})
	}
	if p.done() {
		m.Post(msg.Counted{Holder: p.Holder, Items: uint64(p.read())})
	}
	items := make([]*models.Item, len(page.Items))
	for i := range page.Items {
		items[i] = &page.Items[i]
	}
	m.survey.Add(items, m.now)
	found, unknown := p.matcher.Filter(nil, nil, items)
	if p.partial = p.partial || m.kept()+len(items) > mostKept; p.partial {
		// The page must not stay in memory for the few items that match.
		found, unknown = copied(found), copied(unknown)
		items = slices.Concat(found, unknown)
	}
	p.items = append(p.items, items...)
	p.found = append(p.found, found...)
	p.unknown = append(p.unknown, unknown...)
	if p.done() {
		m.record(p)
	}
}

func copied(items []*models.Item) []*models.Item {
	out := make([]*models.Item, len(items))
	for i, it := range items {
		one := *it
		out[i] = &one
	}
	return out
}

// kept counts the items in memory.
func (m *Model) kept() (n int) {
	for _, p := range m.places() {
		n += len(p.items)
	}
	return n
}

func (m *Model) takeLoadout(a remote.Answer[[]models.Equipped]) tea.Cmd {
	for _, o := range m.who {
		for _, p := range o.places {
			if !p.loadout.Take(a) {
				continue
			}
			if err := p.loadout.Err(); err != nil {
				m.Post(msg.Failed{Err: err})
			}
			for _, other := range o.places {
				other.rematch()
			}
			return m.step()
		}
	}
	return nil
}

func (m *Model) takeStorage(a remote.Answer[storageRead]) tea.Cmd {
	for _, o := range m.who {
		for _, v := range o.storage {
			if !v.Take(a) {
				continue
			}
			if err := v.Err(); err != nil {
				m.Post(msg.Failed{Err: err})
			}
			if read, ok := v.Get(); ok {
				m.survey.AddInstanceStorage(read.pairs)
			}
			for _, p := range o.places {
				p.rematch()
			}
			return m.step()
		}
	}
	return nil
}

// instance is an item whose storage the query needs.
type instance struct {
	owner *owner
	id    models.InstanceID
}

func (i instance) value() *remote.Value[storageRead] {
	v := i.owner.storage[i.id]
	if v == nil {
		v = &remote.Value[storageRead]{}
		i.owner.storage[i.id] = v
	}
	return v
}

// unread are the items whose storage decides whether they match, and was not read.
func (m *Model) unread() (list []instance) {
	if !m.q.Needs().InstanceStorage {
		return nil
	}
	for _, p := range m.places() {
		for _, it := range p.unknown {
			i := instance{p.owner, it.Instance()}
			if v := p.owner.storage[i.id]; !i.id.IsZero() && (v == nil || v.State() == remote.Idle) {
				list = append(list, i)
			}
		}
	}
	return list
}
