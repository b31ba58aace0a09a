package browser

import (
	tea "charm.land/bubbletea/v2"

	"lootlens/keymap"
	"lootlens/models/text"
	"lootlens/ui/browser/msg"
	"lootlens/ui/browser/recents"
)

// recentsMsg is the list of players and queries as it is after a change.
type recentsMsg struct {
	list recents.List
	err  error
	note string
}

// edit changes the list of recents in a command: it is a file.
func edit(note string, change func() (recents.List, error)) tea.Cmd {
	return func() tea.Msg {
		l, err := change()
		return recentsMsg{l, err, note}
	}
}

func (m *model) takeRecents(r recentsMsg) {
	if r.err != nil {
		m.say(msg.Note{Text: "recent players: " + text.Error(r.err), Kind: msg.Warning})
		return
	}
	if r.list.Older(m.recents) {
		return // it was overtaken by a later change
	}
	m.recents = r.list
	var queries []string
	for _, q := range r.list.Queries {
		queries = append(queries, q.Text)
	}
	m.items.SetHistory(queries)
	m.picker.SetRecents(r.list)
	if r.note != "" {
		m.say(msg.Note{Text: r.note, Kind: msg.Success})
	}
}

func (m *model) saveQuery(q string) tea.Cmd {
	store, now := m.o.Recents, m.now
	return edit("", func() (recents.List, error) { return store.SaveQuery(q, now) })
}

func (m *model) pinQuery() tea.Cmd {
	q := m.items.Query()
	if q == "" {
		m.say(msg.Note{Text: "no query to pin: " + m.keys.Key(keymap.ListQuery) + " begins one", Kind: msg.Warning})
		return nil
	}
	store, now := m.o.Recents, m.now
	return edit("pinned queries changed", func() (recents.List, error) { return store.PinQuery(q, now) })
}
