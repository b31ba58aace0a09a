package browser

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"lootlens/keymap"
	"lootlens/models/text"
	"lootlens/theme"
	"lootlens/ui/browser/msg"
	"lootlens/ui/browser/recents"
)

// recentsMsg is the list of players and queries after a change.
type recentsMsg struct {
	list   recents.List
	err    error
	pinned string // the query that was pinned or unpinned; "" for none
}

// edit changes the list of recents, which is a file, in a command.
func edit(pinned string, change func() (recents.List, error)) tea.Cmd {
	return func() tea.Msg {
		l, err := change()
		return recentsMsg{l, err, pinned}
	}
}

func (m *model) takeRecents(r recentsMsg) tea.Cmd {
	if r.err != nil {
		return m.say(msg.Warning, "recent players: "+text.Error(r.err))
	}
	if r.list.Older(m.recents) {
		return nil // a later change came first
	}
	m.recents = r.list
	m.takeView()
	var queries []string
	for _, q := range r.list.Queries {
		queries = append(queries, q.Text)
	}
	m.items.SetHistory(queries)
	m.search.SetHistory(queries)
	m.picker.SetRecents(r.list)
	switch {
	case r.pinned == "":
		return nil
	case slices.ContainsFunc(r.list.Queries, func(q recents.Query) bool { return q.Text == r.pinned && q.Pinned }):
		return m.say(msg.Success, "Query pinned")
	}
	return m.say(msg.Success, "Query unpinned")
}

func (m *model) saveQuery(q string) tea.Cmd {
	store, now := m.o.Recents, m.now
	return edit("", func() (recents.List, error) { return store.SaveQuery(q, now) })
}

func (m *model) pinQuery() tea.Cmd {
	q := m.items.Query()
	if q == "" {
		return m.say(msg.Warning, "no query to pin: "+m.keys.Key(keymap.ListQuery)+" starts one")
	}
	store, now := m.o.Recents, m.now
	return edit(q, func() (recents.List, error) { return store.PinQuery(q, now) })
}

// takeView arranges the screen as the user left it, once.
func (m *model) takeView() {
	if m.viewTaken {
		return
	}
	m.viewTaken = true
	v := m.recents.View
	if v.Theme != "" && (m.o.Theme == "" || m.o.Theme == "auto") && slices.Contains(theme.Names(), v.Theme) {
		m.theme = v.Theme
		m.setTheme()
	}
	m.setColumns(v.Columns)
	if v.ListWidth >= leastShare && v.ListWidth <= 100-leastShare {
		m.listWidth = v.ListWidth
	}
}

// rememberView keeps a change of the view.
func (m *model) rememberView(change func(*recents.View)) tea.Cmd {
	change(&m.recents.View)
	store := m.o.Recents
	return edit("", func() (recents.List, error) { return store.SetView(change) })
}
