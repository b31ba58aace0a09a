package search

import (
	tea "charm.land/bubbletea/v2"

	"lootlens/keymap"
	"lootlens/models/query"
	"lootlens/models/text"
	"lootlens/ui/browser/msg"
	"lootlens/ui/parts"
)

// prompt is the field for the query.
type prompt struct {
	open    bool
	in      *parts.Field
	err     error
	history []string // newest first
	at      int      // in history; -1 is what is being typed
	typed   string   // what was typed before the history was looked through
	census  *query.Census
	offers  []query.Completion
}

const longestQuery = 2000

// SetHistory gives the queries that up and down bring back, newest first.
func (m *Model) SetHistory(queries []string) { m.prompt.history = queries }

// ask opens the field with the query in force.
func (m *Model) ask() {
	p := &m.prompt
	p.in = parts.NewField(m.th, "/ ", "helm rental:expired acquired:<7d", longestQuery)
	p.in.Set(m.text)
	p.open, p.err, p.at, p.census = true, nil, -1, &query.Census{}
	for _, place := range m.places() {
		p.census.Add(place.items, m.now)
	}
	m.complete()
}

func (m *Model) complete() {
	p := &m.prompt
	at := len(string([]rune(p.in.Value())[:p.in.Position()]))
	p.offers = query.Complete(p.in.Value(), at, p.census.Values)
}

func (m *Model) edit(message tea.Msg) tea.Cmd {
	if !m.prompt.open {
		return nil
	}
	changed, cmd := m.prompt.in.Update(message)
	if changed {
		m.prompt.err = nil
	}
	m.complete()
	return cmd
}

func (m *Model) inPrompt(a keymap.Action) tea.Cmd {
	p := &m.prompt
	switch a {
	case keymap.PromptAccept:
		return m.accept()
	case keymap.PromptComplete:
		if len(p.offers) > 0 {
			o, v := p.offers[0], p.in.Value()
			p.in.Set(v[:o.From] + o.Text + v[o.To:])
			p.in.SetCursor(len([]rune(v[:o.From] + o.Text)))
			p.err = nil
		}
		m.complete()
	case keymap.PromptPrev:
		m.recall(1)
	case keymap.PromptNext:
		m.recall(-1)
	case keymap.Back:
		p.open = false
		if m.text == "" {
			m.Post(msg.Back{})
		}
	default:
		return m.edit(a)
	}
	return nil
}

func (m *Model) accept() tea.Cmd {
	p := &m.prompt
	s := p.in.Value()
	if s == "" {
		return nil
	}
	if _, p.err = m.parse(s); p.err != nil {
		return nil
	}
	p.open = false
	m.Post(msg.QueryUsed{Query: s})
	if s == m.text && (m.state == running || m.state == done) {
		return nil
	}
	return m.Search(s)
}

// recall goes through the queries used before.
func (m *Model) recall(by int) {
	p := &m.prompt
	if p.at < 0 {
		p.typed = p.in.Value()
	}
	p.at = max(-1, min(p.at+by, len(p.history)-1))
	if p.at < 0 {
		p.in.Set(p.typed)
	} else {
		p.in.Set(p.history[p.at])
	}
	p.err = nil
	m.complete()
}

// promptLines are below the field: what is wrong with the query, or what completes the word.
func (m *Model) promptLines(w int) (lines []string) {
	p := &m.prompt
	if p.err != nil {
		for _, l := range parts.Wrap(text.Error(p.err), max(1, w-2)) {
			lines = append(lines, "  "+m.th.Error.Render(l))
		}
		return lines
	}
	line, left := "  ", w-2
	for i, o := range p.offers {
		s := text.Of(o.Text).Line()
		if left -= parts.Width(s) + 2; left < 0 {
			break
		}
		style := m.th.Muted
		if i == 0 {
			style = m.th.Key
		}
		line += style.Render(s) + "  "
	}
	return []string{line}
}
