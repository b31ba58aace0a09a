package search

import (
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/dustin/go-humanize"

	"lootlens/keymap"
	"lootlens/models/query"
	"lootlens/ui/browser/msg"
	"lootlens/ui/parts"
)

// prompt is the field for the query.
type prompt struct {
	open    bool
	in      *parts.QueryField
	err     error
	history []string          // newest first
	known   query.ValueSource // of the list that was left for the search; nil for none
	knownOf int               // how many items it has
}

// SetHistory gives the queries that up and down bring back, newest first.
func (m *Model) SetHistory(queries []string) { m.prompt.history = queries }

// SetKnown gives the values of so many items of one of the inventories: they complete a query until the search has read
// as many.
func (m *Model) SetKnown(values query.ValueSource, items int) {
	m.prompt.known, m.prompt.knownOf = values, items
}

// QueryField is the field in which the query is typed.
func (m *Model) QueryField() *parts.QueryField { return m.prompt.in }

// ask opens the field with a query.
func (m *Model) ask(value string) {
	p := &m.prompt
	p.open, p.in = true, parts.NewQueryField(m.th, "helm rental:expired acquired:<7d", value, p.history, m.values, query.NeedsBaseline)
	m.check()
}

// values are those of the items that were read.
func (m *Model) values(field string) []query.Value {
	if p := &m.prompt; p.knownOf > m.read() {
		return p.known(field)
	} else if m.survey != nil {
		return m.survey.Values(field)
	}
	return nil
}

// read is how many items the query in force was matched with.
func (m *Model) read() (n int) {
	for _, p := range m.places() {
		n += p.read()
	}
	return n
}

// check says beside the field why what is typed is no query.
func (m *Model) check() {
	p := &m.prompt
	p.err = nil
	if s := p.in.Value(); s != "" {
		_, p.err = m.parse(s)
	}
}

func (m *Model) edit(message tea.Msg) tea.Cmd {
	if !m.prompt.open {
		return nil
	}
	changed, cmd := m.prompt.in.Update(message)
	if changed {
		m.check()
	}
	return cmd
}

func (m *Model) inPrompt(a keymap.Action) tea.Cmd {
	p := &m.prompt
	switch {
	case a == keymap.Back:
		p.open = false
		if m.text == "" {
			m.Post(msg.Back{})
		}
	case a != keymap.PromptAccept:
		return m.edit(a)
	case p.in.Chosen():
		p.in.Take()
		m.check()
	default:
		return m.accept()
	}
	return nil
}

func (m *Model) accept() tea.Cmd {
	p := &m.prompt
	s := strings.TrimSpace(p.in.Value())
	if s == "" || p.err != nil {
		return nil
	}
	p.open = false
	m.Post(msg.QueryUsed{Query: s})
	if s == m.text && (m.state == running || m.state == done) {
		return nil
	}
	return m.Search(s)
}

// dropDown is the lines below the field, at most h.
func (m *Model) dropDown(w, h int) []string {
	of := ""
	if n := max(m.read(), m.prompt.knownOf); n > 0 && m.state != done {
		of = " of the " + humanize.Comma(int64(n)) + " read"
	}
	return m.prompt.in.DropDown(m.keys, m.prompt.err, of, w, h)
}

// outdated reports whether the rows answer another query than the one that is being typed.
func (m *Model) outdated() bool { return m.prompt.open && m.prompt.in.Value() != m.text }
