package picker

import (
	"errors"
	"slices"

	tea "charm.land/bubbletea/v2"

	"lootlens/keymap"
	"lootlens/models"
	"lootlens/models/text"
	"lootlens/ui/browser/msg"
	"lootlens/ui/browser/recents"
)

// recentList is the recent players as they were last in the file.
type recentList struct {
	store     *recents.Store
	list      recents.List
	loaded    bool
	scope     string           // the environment that the list is of
	asking    *recents.Player  // who is removed if the user says yes
	forgotten []recents.Player // who was removed, the last at the end
}

// recentsMsg is the list after a use of the file; then, if any, runs with it where that went well.
type recentsMsg struct {
	scope string
	list  recents.List
	err   error
	then  func(recents.List)
}

// SetRecents gives the picker the list after a change that was made elsewhere. A list older than the one that is shown is
// dropped.
func (m *Model) SetRecents(l recents.List) {
	m.setList(l, m.recent.store.Scope())
}

func (m *Model) setList(l recents.List, scope string) {
	k := &m.recent
	if l.Older(k.list) {
		return
	}
	k.list, k.scope, k.loaded = l, scope, true
	m.arrange()
}

// use uses the file in a command.
func (m *Model) use(use func(*recents.Store) (recents.List, error), then func(recents.List)) tea.Cmd {
	store := m.recent.store
	return func() tea.Msg {
		scope := store.Scope()
		list, err := use(store)
		return recentsMsg{scope, list, err, then}
	}
}

func (m *Model) takeRecents(a recentsMsg) tea.Cmd {
	if a.err != nil && !errors.Is(a.err, recents.ErrSetAside) {
		m.recent.loaded, m.recent.scope = true, a.scope // what was loaded before stays
		m.arrange()
		return m.note(msg.Warning, text.Error(a.err))
	}
	m.setList(a.list, a.scope)
	if a.err != nil {
		return m.note(msg.Warning, text.Error(a.err))
	}
	if a.then != nil {
		a.then(a.list)
	}
	return nil
}

func (m *Model) load() tea.Cmd { return m.use((*recents.Store).Load, nil) }

// reload reads the list again when the client has learnt that the key opens another environment.
func (m *Model) reload() tea.Cmd {
	k := &m.recent
	if scope := k.store.Scope(); k.loaded && k.scope != scope {
		k.list.Players, k.scope = nil, scope // those of another environment must not be opened
		k.asking, k.forgotten = nil, nil
		m.arrange()
		return m.load()
	}
	return nil
}

func (m *Model) visit(p models.Player) tea.Cmd {
	at := m.now
	return m.use(func(s *recents.Store) (recents.List, error) { return s.Visit(p, at) }, nil)
}

func (m *Model) pin(p models.Player) tea.Cmd {
	at := m.now
	return m.use(func(s *recents.Store) (recents.List, error) { return s.PinPlayer(p, at) }, func(l recents.List) {
		verb := " is unpinned"
		if q, ok := findPlayer(l, p.ID); ok && q.Pinned {
			verb = " is pinned"
		}
		m.note(msg.Success, nameOf(p)+verb)
	})
}

// answer takes the answer to the question whether to remove a player, and reports whether the message was one. What is no
// answer keeps the player and does what it does otherwise.
func (m *Model) answer(message tea.Msg) (cmd tea.Cmd, answered bool) {
	p := m.recent.asking
	if p == nil {
		return nil, false
	}
	typed := ""
	switch message := message.(type) {
	case tea.KeyPressMsg:
		typed = message.Text
	case keymap.Action, tea.PasteMsg, tea.MouseClickMsg:
	default:
		return nil, false
	}
	m.recent.asking = nil
	switch {
	case typed == "y", message == keymap.PickerOpen, message == keymap.PickerForget:
		return m.forget(*p), true
	case typed == "n", message == keymap.Back:
		return nil, true
	}
	return nil, false
}

// forget removes a player from the list.
func (m *Model) forget(p recents.Player) tea.Cmd {
	return m.use(func(s *recents.Store) (recents.List, error) { return s.RemovePlayer(p.ID) }, func(recents.List) {
		m.recent.forgotten = append(m.recent.forgotten, p)
		m.note(msg.Success, nameOf(p.Player)+" is removed from the list: "+m.key(keymap.PickerUndo)+" puts the player back")
	})
}

// CanUndo reports whether a player was removed and can be put back.
func (m *Model) CanUndo() bool { return len(m.recent.forgotten) > 0 }

// undo puts back the player that was removed last.
func (m *Model) undo() tea.Cmd {
	last := len(m.recent.forgotten) - 1
	if last < 0 {
		return m.note(msg.Info, "no player was removed")
	}
	p := m.recent.forgotten[last]
	m.recent.forgotten = m.recent.forgotten[:last]
	return m.use(func(s *recents.Store) (recents.List, error) {
		l, err := s.Visit(p.Player, p.Opened)
		if err == nil && p.Pinned {
			return s.PinPlayer(p.Player, p.Opened)
		}
		return l, err
	}, func(recents.List) {
		m.list.Select(rowID{kind: recentRow, player: p.ID})
		m.note(msg.Success, nameOf(p.Player)+" is back in the list")
	})
}

func findPlayer(l recents.List, id models.PlayerID) (recents.Player, bool) {
	i := slices.IndexFunc(l.Players, func(p recents.Player) bool { return p.ID == id })
	if i < 0 {
		return recents.Player{}, false
	}
	return l.Players[i], true
}
