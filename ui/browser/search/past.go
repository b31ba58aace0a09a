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
	unsure    int            // how many others are gone and may match
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

// goneWords say what is known of what is gone, where none of it matches, or why that is not sure; "" where some does.
func (m *Model) goneWords() (words string, sure bool) {
	if m.past == nil {
		return past.Unknown, false
	}
	var since past.Since
	unsure, looked, left := 0, 0, 0
	for _, p := range m.places() {
		switch h := &p.history; {
		case !p.done():
			left++
		case h.ask.Err() != nil:
			return past.Failed(h.ask.Err()), false
		case h.byID == nil:
			return past.Unread, false
		default:
			unsure += h.unsure
			var own past.Since
			for _, x := range h.byID {
				own.Add(x)
			}
			since.Join(own)
			looked++
		}
	}
	switch {
	case looked == 0:
		return past.Unread, false
	case unsure > 0:
		return past.Undecided(unsure), false
	case m.gone() > 0:
		return "", left == 0
	case left > 0:
		return since.Nothing(m.now.Location()) + " The history of " + amountOf(left) + " was not looked at.", false
	}
	return since.Nothing(m.now.Location()), since.Known()
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
