package items

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"lootlens/models"
	"lootlens/ui/browser/msg"
	"lootlens/ui/browser/past"
	"lootlens/ui/browser/remote"
)

// gone is what the history knows of the inventory. It is read once a query is in force, since what is gone can match too,
// and where the inventory is empty.
type gone struct {
	ask   remote.Value[[]models.Past]
	stale bool // a look was recorded since
	byID  map[models.InstanceID]*models.Past
	since past.Since
	items []*models.Item // those that are gone, in the order of their ids
	is    map[*models.Item]bool
}

// askPast reads the history where it has a part in the answer.
func (m *Model) askPast() tea.Cmd {
	g := &m.gone
	if m.past == nil || m.load.inv == nil || m.rows.query.text == "" && !m.empty() || g.ask.Loading() || g.ask.Err() != nil || g.byID != nil && !g.stale {
		return nil
	}
	g.stale = false
	store, holder := m.past, m.holder
	return g.ask.Ask(func(ctx context.Context) ([]models.Past, error) { return store.Items(ctx, holder) })
}

func (m *Model) takeGone(a remote.Answer[[]models.Past]) tea.Cmd {
	g := &m.gone
	if !g.ask.Take(a) {
		return nil
	}
	if err := g.ask.Err(); err != nil {
		return msg.Send(msg.Note{Text: "the history cannot be read: " + past.Words(err), Kind: msg.Warning})
	}
	pasts, _ := g.ask.Get()
	g.byID, g.is, g.items = make(map[models.InstanceID]*models.Past, len(pasts)), map[*models.Item]bool{}, nil
	g.since = past.Since{}
	for i := range pasts {
		p := &pasts[i]
		it := p.Item()
		g.byID[it.Instance()] = p
		g.since.Add(p)
		if p.Gone() {
			g.items = append(g.items, it)
			g.is[it] = true
		}
	}
	return m.rearrange()
}

// recorded notes that a look was recorded, or why it was not.
func (m *Model) recorded(r msg.Recorded) {
	if m.unrecorded = r.Problem; r.Look.Holder == m.holder {
		m.gone.stale = true
	}
}

// goneWords say what is known of what is gone, where none of it matches, or why that is not sure; "" where some does.
func (m *Model) goneWords() (words string, sure bool) {
	switch g := &m.gone; {
	case m.past == nil:
		return past.Unknown, false
	case g.ask.Err() != nil:
		return past.Failed(g.ask.Err()), false
	case g.byID == nil:
		return past.Unread, false
	case m.rows.unsure > 0:
		return past.Undecided(m.rows.unsure), false
	case len(m.rows.gone) == 0:
		return g.since.Nothing(m.now.Location()), g.since.Known()
	}
	return "", true
}

// goneNow are the items that the history knows to be gone, at an earlier look those that were gone by then, and that are
// not loaded.
func (m *Model) goneNow() (out []*models.Item) {
	look, earlier := m.AtLook()
	for _, it := range m.gone.items {
		if earlier && m.gone.byID[it.Instance()].GoneBy.After(look.Ended) {
			continue
		}
		if _, back := m.load.inv.Find(it.Instance()); !back {
			out = append(out, it)
		}
	}
	return out
}

// Past is what the history knows of an item that is gone; nil for one that is there.
func (m *Model) Past(it *models.Item) *models.Past {
	if !m.gone.is[it] {
		return nil
	}
	return m.gone.byID[it.Instance()]
}

// Part posts what was read of the inventory and not recorded: it is left.
func (m *Model) Part() {
	l := &m.load
	if m.timeline.live != nil {
		l = &m.timeline.live.load
	}
	m.record(l)
}

// record posts what was read for the history, unless as much was posted before.
func (m *Model) record(l *load) {
	inv := l.inv
	if inv == nil || m.past == nil || l.recorded || inv.Len() <= l.recordedItems && !inv.Ended() || inv.Len() == 0 && !inv.Ended() {
		return
	}
	s := past.Taken(m.holder, inv.Items(), m.now, inv.Ended(), inv.Notice())
	l.recorded, l.recordedItems = inv.Ended(), inv.Len()
	m.Post(msg.Walked{Snapshot: s})
}

// recordGrants posts items that came while the inventory was watched: a look at nothing else.
func (m *Model) recordGrants(items []*models.Item) {
	if m.past != nil && len(items) > 0 {
		m.Post(msg.Walked{Snapshot: past.Snapshot{Holder: m.holder, Items: items, Began: m.now, Ended: m.now}})
	}
}
