package items

import (
	"context"
	"errors"

	tea "charm.land/bubbletea/v2"

	"lootlens/models"
	"lootlens/ui/browser/msg"
)

// storage is the instance storage that a query needs. It costs a request an instance,
// so it is read for the items that match all else, a few at a time, and many only when
// the user agrees.
type storage struct {
	known  map[models.InstanceID][]models.StoragePair
	asking map[models.InstanceID]bool
	agreed string // the query for which many requests may be made
}

const (
	storageAtOnce = 4  // requests
	mostStorage   = 50 // requests made unasked for one query
)

// unread are the items whose storage the query needs and that was not read.
func (m *Model) unread() (ids []models.InstanceID) {
	if !m.rows.query.q.Needs().InstanceStorage {
		return nil
	}
	for _, it := range m.rows.unknown {
		id := it.Instance()
		if _, ok := m.storage.known[id]; !ok && !m.storage.asking[id] && !id.IsZero() {
			ids = append(ids, id)
		}
	}
	return ids
}

// readsStorage reports whether the instance storage for a query is being read.
func (m *Model) readsStorage() bool { return len(m.storage.asking) > 0 && !m.rows.stopped }

// storageWaits is how many requests a query waits to be allowed; 0 where it need not.
func (m *Model) storageWaits() int {
	r := &m.rows
	if m.typing() || r.stopped || m.load.failed.err != nil || r.query.text == "" || m.storage.agreed == r.query.text {
		return 0
	}
	if n := len(m.unread()); n > mostStorage {
		return n
	}
	return 0
}

// agree lets the query in force read all the storage that it needs.
func (m *Model) agree() tea.Cmd {
	m.storage.agreed = m.rows.query.text
	return m.fetchStorage()
}

type storageMsg struct {
	generation uint64
	instance   models.InstanceID
	pairs      []models.StoragePair
	err        error
}

// fetchStorage asks for the storage that the query needs.
func (m *Model) fetchStorage() tea.Cmd {
	s := &m.storage
	if m.typing() || m.load.failed.err != nil || m.rows.stopped || m.storageWaits() > 0 {
		return nil
	}
	var cmds []tea.Cmd
	for _, id := range m.unread() {
		if len(s.asking) >= storageAtOnce {
			break
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
		m.load.failed = failure{storageRequest, a.err}
		return msg.Send(msg.Failed{Err: a.err})
	}
	s.known[a.instance] = a.pairs
	if m.prompt.seenOf == a.generation {
		m.prompt.seen.AddInstanceStorage(a.pairs)
	}
	return m.rearrange()
}
