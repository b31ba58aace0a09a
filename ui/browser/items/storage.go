package items

import (
	"context"
	"errors"

	tea "charm.land/bubbletea/v2"

	"lootlens/models"
	"lootlens/ui/browser/msg"
)

// storage is the instance storage that a query asked for. It costs a request an
// instance, so it is fetched for the rows that match all else, a few at a time.
type storage struct {
	known  map[models.InstanceID][]models.StoragePair
	asking map[models.InstanceID]bool
}

// storageAtOnce is how many instances are asked for at a time.
const storageAtOnce = 4

type storageMsg struct {
	generation uint64
	instance   models.InstanceID
	pairs      []models.StoragePair
	err        error
}

// fetchStorage asks for the storage of rows that the query cannot judge without.
func (m *Model) fetchStorage() tea.Cmd {
	r, s := &m.rows, &m.storage
	if !r.query.q.Needs().InstanceStorage || m.typing() || m.load.err != nil || r.stopped {
		return nil
	}
	var cmds []tea.Cmd
	for _, it := range r.unknown {
		if len(s.asking) >= storageAtOnce {
			break
		}
		id := it.Instance()
		if _, ok := s.known[id]; ok || s.asking[id] || id.IsZero() {
			continue
		}
		if s.asking == nil {
			s.asking, s.known = map[models.InstanceID]bool{}, map[models.InstanceID][]models.StoragePair{}
		}
		s.asking[id] = true
		client, ctx, player, generation := m.client, m.load.ctx, m.holder.Player, m.load.generation
		cmds = append(cmds, func() tea.Msg {
			pairs, err := client.InstanceStorage(ctx, player, id)
			return storageMsg{generation, id, pairs, err}
		})
	}
	return tea.Batch(cmds...)
}

func (m *Model) takeStorage(a storageMsg) tea.Cmd {
	if a.generation != m.load.generation {
		return nil
	}
	s := &m.storage
	delete(s.asking, a.instance)
	if a.err != nil {
		if errors.Is(a.err, context.Canceled) {
			return nil
		}
		m.load.err = a.err
		return msg.Send(msg.Failed{Err: a.err})
	}
	s.known[a.instance] = a.pairs
	if m.prompt.seenOf == a.generation {
		m.prompt.seen.AddInstanceStorage(a.pairs)
	}
	stood := m.standing()
	cmd := m.arrange()
	m.standOn(stood)
	return cmd
}
