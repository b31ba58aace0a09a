package search

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"lootlens/models"
	"lootlens/ui/browser/msg"
	"lootlens/ui/browser/past"
	"lootlens/ui/browser/remote"
)

// history is what is known of the past of an inventory.
type history struct {
	recording bool // what was read is being recorded: what is gone is known after that
	recorded  int  // items that were given to the history
	whole     bool // and whether that was all
	ask       remote.Value[[]models.Past]
	byID      map[models.InstanceID]*models.Past // nil before it was read
	gone      []*models.Item
	found     []*models.Past // are gone and match
}

// SetPast gives the search the store of what was seen before; nil is none.
func (m *Model) SetPast(s past.Store) { m.past = s }

// record posts what was read of an inventory and was not recorded.
func (m *Model) record(p *place) {
	h := &p.history
	if m.past == nil || p.walk == nil || p.partial || h.whole || len(p.items) <= h.recorded && !p.done() {
		return
	}
	s := past.Taken(p.Holder, p.items, m.now, p.done(), p.walk.Notice())
	s.Aliases = p.Aliases
	h.recorded, h.whole, h.recording = len(p.items), p.done(), true
	m.Post(msg.Walked{Snapshot: s})
}

// readPast reads the history of inventories that were read and recorded.
func (m *Model) readPast() (cmds []tea.Cmd) {
	if m.past == nil {
		return nil
	}
	for _, p := range m.places() {
		h := &p.history
		if !p.done() || p.page.Loading() || h.recording || h.ask.State() != remote.Idle || h.byID != nil {
			continue
		}
		store, holder := m.past, p.Holder
		cmds = append(cmds, h.ask.Ask(func(ctx context.Context) ([]models.Past, error) { return store.Items(ctx, holder) }))
	}
	return cmds
}

// recorded goes on once an inventory is in the history.
func (m *Model) recorded(r msg.Recorded) tea.Cmd {
	for _, p := range m.places() {
		if p.Is(r.Look.Holder) && p.history.recording {
			p.history.recording = false
			return m.step()
		}
	}
	return nil
}

func (m *Model) takePast(a remote.Answer[[]models.Past]) tea.Cmd {
	for _, p := range m.places() {
		h := &p.history
		if !h.ask.Take(a) {
			continue
		}
		if err := h.ask.Err(); err != nil {
			m.Post(msg.Note{Text: "the history cannot be read: " + past.Words(err), Kind: msg.Warning})
			return m.step()
		}
		pasts, _ := h.ask.Get()
		h.byID, h.gone = make(map[models.InstanceID]*models.Past, len(pasts)), nil
		present := make(map[models.InstanceID]bool, len(p.items))
		for _, it := range p.items {
			present[it.Instance()] = true
		}
		for i := range pasts {
			it := pasts[i].Item()
			h.byID[it.Instance()] = &pasts[i]
			if pasts[i].Gone() && !present[it.Instance()] {
				h.gone = append(h.gone, it)
			}
		}
		m.match(p)
		return m.step()
	}
	return nil
}

// since is how far the history of all that was searched goes back; false where it is not known of each inventory.
func (m *Model) since() (s past.Since, ok bool) {
	for _, p := range m.places() {
		if p.history.byID == nil {
			return s, false
		}
		for _, x := range p.history.byID {
			s.Add(x)
		}
	}
	return s, s.Known()
}

// Past is what the history knows of an item that is gone; nil for one that is there.
func (m *Model) Past(it *models.Item) *models.Past {
	for _, p := range m.places() {
		for _, x := range p.history.found {
			if x.Item() == it {
				return x
			}
		}
	}
	return nil
}
