package picker

import (
	"errors"
	"slices"

	tea "charm.land/bubbletea/v2"

	"lootlens/models"
	"lootlens/models/text"
	"lootlens/ui/browser/msg"
	"lootlens/ui/browser/recents"
)

// kept is the recent players as the file had them last.
type kept struct {
	store  *recents.Store
	list   recents.List
	loaded bool
	scope  string // whose list it is
}

// keptMsg is the list after one use of the file, and the player that was pinned or
// unpinned by it.
type keptMsg struct {
	scope  string
	list   recents.List
	err    error
	pinned models.PlayerID
}

// SetRecents gives the picker the list after a change that was made elsewhere. An
// older list than the one that is shown is dropped.
func (m *Model) SetRecents(l recents.List) {
	m.setList(l, m.kept.store.Scope())
}

func (m *Model) setList(l recents.List, scope string) {
	k := &m.kept
	if l.Older(k.list) {
		return
	}
	k.list, k.scope, k.loaded = l, scope, true
	m.arrange()
}

// keep uses the file in a command.
func (m *Model) keep(pinned models.PlayerID, use func(*recents.Store) (recents.List, error)) tea.Cmd {
	store := m.kept.store
	return func() tea.Msg {
		scope := store.Scope()
		list, err := use(store)
		return keptMsg{scope, list, err, pinned}
	}
}

func (m *Model) takeKept(a keptMsg) tea.Cmd {
	if a.err != nil && !errors.Is(a.err, recents.ErrSetAside) {
		m.kept.loaded, m.kept.scope = true, a.scope // what was loaded before stays
		m.arrange()
		return m.note(msg.Warning, text.Error(a.err))
	}
	m.setList(a.list, a.scope)
	if a.err != nil {
		return m.note(msg.Warning, text.Error(a.err))
	}
	i := slices.IndexFunc(a.list.Players, func(p recents.Player) bool { return p.ID == a.pinned })
	if a.pinned.IsZero() || i < 0 {
		return nil
	}
	verb := " is unpinned"
	if a.list.Players[i].Pinned {
		verb = " is pinned"
	}
	return m.note(msg.Success, nameOf(a.list.Players[i].Player)+verb)
}

func (m *Model) load() tea.Cmd {
	return m.keep(models.PlayerID{}, (*recents.Store).Load)
}

// reload reads the list again once it is known that another one is meant, since
// what the key opens may be known only after the first request.
func (m *Model) reload() tea.Cmd {
	k := &m.kept
	if scope := k.store.Scope(); k.loaded && k.scope != scope {
		k.list.Players, k.scope = nil, scope // those of another environment must not be opened
		m.arrange()
		return m.load()
	}
	return nil
}

func (m *Model) visit(p models.Player) tea.Cmd {
	at := m.now
	return m.keep(models.PlayerID{}, func(s *recents.Store) (recents.List, error) { return s.Visit(p, at) })
}

func (m *Model) pin(p models.Player) tea.Cmd {
	at := m.now
	return m.keep(p.ID, func(s *recents.Store) (recents.List, error) { return s.PinPlayer(p, at) })
}

func (m *Model) forget(id models.PlayerID) tea.Cmd {
	return m.keep(models.PlayerID{}, func(s *recents.Store) (recents.List, error) { return s.RemovePlayer(id) })
}
