package items

import (
	"errors"
	"maps"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/dustin/go-humanize"

	"lootlens/keymap"
	"lootlens/models"
	"lootlens/models/query"
	"lootlens/models/text"
	"lootlens/theme"
	"lootlens/ui/browser/msg"
	"lootlens/ui/parts"
)

// promptKind is what the line of input above the rows asks for.
type promptKind int8

const (
	noPrompt promptKind = iota
	queryPrompt
	jumpPrompt
)

// prompt is the line of input above the rows.
type prompt struct {
	kind    promptKind
	in      *parts.Field
	query   *parts.QueryField // holds in where a query is typed; nil elsewhere
	err     error
	before  string            // the query in force when the field was opened
	left    View              // and all that was shown, to return to
	missing models.InstanceID // the id that was not found: enter looks elsewhere
	history []string          // newest first
	waits   bool              // the rows are an answer to less than what is typed
	// seen is fed while a query is typed, not whenever items come: most are never asked.
	seen   query.Census
	seenTo int
	seenOf uint64 // the inventory's generation
	// counted is how many items there were, and of which generation, when the values were counted.
	counted, countedOf uint64
}

const longestID = 24

// SetHistory gives the queries that up and down bring back, newest first.
func (m *Model) SetHistory(queries []string) { m.prompt.history = queries }

func (m *Model) ask(kind promptKind) {
	p := &m.prompt
	p.left = m.Leave()
	p.kind, p.query, p.err, p.waits, p.missing = kind, nil, nil, false, models.InstanceID{}
	switch kind {
	case queryPrompt:
		p.before = m.rows.query.text
		p.query = parts.NewQueryField(m.th, "rarity:epic rental:active storage.level:>10 sword", p.before, p.history, m.Values, nil)
		p.in = p.query.Field
	case jumpPrompt:
		p.in = parts.NewField(m.th, " # ", "instance id", longestID)
	}
}

// QueryField is the field in which a query is typed; nil where none is.
func (m *Model) QueryField() *parts.QueryField { return m.prompt.query }

// Values are those that the loaded items have, the most frequent first.
func (m *Model) Values(field string) []query.Value {
	p := &m.prompt
	if p.seenOf != m.load.generation {
		p.seen, p.seenTo, p.seenOf = query.Census{}, 0, m.load.generation
		for _, id := range slices.SortedFunc(maps.Keys(m.storage.known), models.InstanceID.Compare) {
			p.seen.AddInstanceStorage(m.storage.known[id])
		}
	}
	all := m.load.inv.Items()
	p.seen.Add(all[p.seenTo:], m.now)
	p.seenTo = len(all)
	return p.seen.Values(field)
}

// recount counts the values again where items came while a query is typed.
func (m *Model) recount() {
	p := &m.prompt
	if p.kind != queryPrompt {
		return
	}
	if n, of := uint64(m.load.inv.Len()), m.load.generation; n != p.counted || of != p.countedOf {
		p.counted, p.countedOf = n, of
		p.query.Recount()
	}
}

// dropDown is the lines below the field, which cover rows.
func (m *Model) dropDown(w, h int) []string {
	switch {
	case !m.typing():
		return nil
	case m.prompt.kind == jumpPrompt:
		return m.problem(w, h)
	}
	of := ""
	if !m.load.inv.Ended() {
		of = " of the " + humanize.Comma(int64(m.load.inv.Len())) + " loaded"
	}
	return m.prompt.query.DropDown(m.keys, m.prompt.err, of, w, h)
}

// problem is what is wrong with an id.
func (m *Model) problem(w, h int) (lines []string) {
	if m.prompt.err == nil {
		return nil
	}
	for _, l := range parts.Wrap(text.Error(m.prompt.err), max(1, w-parts.Margin-2)) {
		lines = append(lines, strings.Repeat(" ", parts.Margin+1)+m.th.Error.Render(l))
	}
	return lines[:min(len(lines), max(0, h))]
}

// inPrompt does an action in the field.
func (m *Model) inPrompt(a keymap.Action) tea.Cmd {
	switch a {
	case keymap.PromptAccept:
		return m.accept()
	case keymap.Back:
		return m.cancelPrompt()
	}
	return m.edit(a)
}

// edit gives the field an action or text.
func (m *Model) edit(message tea.Msg) tea.Cmd {
	p := &m.prompt
	if !m.typing() {
		return nil
	}
	var changed bool
	var cmd tea.Cmd
	if p.kind == queryPrompt {
		changed, cmd = p.query.Update(message)
	} else {
		changed, cmd = p.in.Update(message)
	}
	if !changed {
		return cmd
	}
	return tea.Batch(cmd, m.typed())
}

// typed follows what the field holds: a query acts while it is typed.
func (m *Model) typed() tea.Cmd {
	p := &m.prompt
	p.err, p.waits = nil, false
	if p.kind != queryPrompt {
		return nil
	}
	before, cursor, top := m.rows, m.cursor, m.top
	cmd := m.live(p.in.Value())
	if p.err == nil && len(p.query.Offers()) > 0 && m.rows.len() == 0 && before.len() > 0 && !m.rows.computing {
		// The word is the beginning of one that finds something.
		m.rows, m.cursor, m.top = before, cursor, top
		p.waits = true
		return nil
	}
	return cmd
}

// bareID removes what stands round an id where it was copied, and between its digits.
var bareID = strings.NewReplacer("#", "", " ", "", "\u00a0", "", ",", "", "`", "")

func (m *Model) accept() tea.Cmd {
	p := &m.prompt
	switch p.kind {
	case queryPrompt:
		switch {
		case p.query.Chosen():
			p.query.Take()
			return m.typed()
		case p.err != nil:
			return nil // the error stands beside the field: nothing to accept
		}
		p.kind = noPrompt
		typed := strings.TrimSpace(p.in.Value()) // a completion ends with a blank
		cmd := m.setQuery(typed)
		if typed != p.before {
			m.leave(p.left)
		}
		if typed != "" {
			m.Post(msg.QueryUsed{Query: typed})
		}
		return cmd
	case jumpPrompt:
		id, err := models.ParseInstanceID(bareID.Replace(p.in.Value()))
		if err != nil {
			p.err = err
			return nil
		}
		p.kind = noPrompt
		if id == p.missing {
			p.missing = models.InstanceID{}
			m.Post(msg.FindInstance{Instance: id})
			return nil
		}
		return m.jump(id)
	}
	return nil
}

// cancelPrompt closes the field. After a query all is shown again as it was before.
func (m *Model) cancelPrompt() tea.Cmd {
	p := &m.prompt
	kind := p.kind
	p.kind, p.err = noPrompt, nil
	if kind != queryPrompt || m.rows.query.text == p.before {
		return nil
	}
	if k := p.left.kept; k != nil && k.load.generation == m.load.generation && k.load.inv.Len() == m.load.inv.Len() && len(k.watch.fresh) == len(m.watch.fresh) {
		m.run++ // drops what a command still arranges
		m.rows, m.cursor, m.top = k.rows, k.cursor, k.top
		return nil
	}
	return m.show(p.left)
}

// Search puts a query in force. The view before is one to go back to.
func (m *Model) Search(s string) tea.Cmd {
	if s == m.rows.query.text {
		return nil
	}
	left := m.Leave()
	cmd := m.setQuery(s)
	if m.prompt.err == nil {
		m.leave(left)
	}
	return cmd
}

// jump moves the cursor to an instance: at once where it is loaded, else by asking for
// it alone. A query that hides it is cleared. What was loaded stays.
func (m *Model) jump(id models.InstanceID) tea.Cmd {
	if it := m.Item(); it != nil && it.Instance() == id && m.rows.at(m.cursor).count <= 1 {
		return nil
	}
	left := m.Leave()
	var cmd tea.Cmd
	if it := m.known(id); it != nil && m.rows.query.text != "" {
		if _, shown := m.rows.find(it); !shown {
			cmd = m.setQuery("")
		}
	}
	m.found.absent = models.InstanceID{}
	m.seek, m.unfold, m.left = id, true, &left
	return cmd
}

// notHere says that an instance is not in this inventory, and opens the field again so
// that one more enter looks in the player's other inventories.
func (m *Model) notHere(id models.InstanceID) tea.Cmd {
	if _, ok := models.CursorBefore(id); !ok && !m.load.inv.Ended() {
		return msg.Send(msg.Note{Text: "instance " + id.String() + " is not loaded, and only ids from 1 on can be asked for", Kind: msg.Warning})
	}
	why := "item " + id.String() + " is not in this inventory"
	if t := m.load.inv.Total(); t.Known {
		why += " of " + models.Count(t.N) + " items"
	}
	if note := query.AssetNote(m.load.inv.Items(), id); note != "" {
		why += " · " + note
	}
	if m.typing() || m.holder.Kind == models.UniversalHolder {
		return msg.Send(msg.Note{Text: why, Kind: msg.Warning})
	}
	m.ask(jumpPrompt)
	m.prompt.in.Set(id.String())
	m.prompt.missing = id
	m.prompt.err = errors.New(why + " · " + m.keys.KeyIn(keymap.InPrompt, keymap.PromptAccept) + " looks in the player's others")
	return nil
}

// setQuery filters by s and walks on to find the rest of the matches.
func (m *Model) setQuery(s string) tea.Cmd {
	if m.load.inv == nil {
		return nil
	}
	cmd := m.live(s)
	if m.prompt.err != nil {
		return msg.Send(msg.Note{Text: m.prompt.err.Error(), Kind: msg.Warning})
	}
	m.rows.stopped = false
	if s != "" && m.load.inv != nil && !m.load.inv.Ended() {
		m.load.walk = walkQuery
	} else if m.load.walk == walkQuery {
		m.load.walk = noWalk
	}
	return cmd
}

// live filters what is loaded by s; where s is no query its error stands beside the
// field and the rows stay as they are.
func (m *Model) live(s string) tea.Cmd {
	q, err := query.Parse(s, m.now, m.now.Location())
	if err == nil && m.past == nil {
		err = q.CheckNoPast(query.HistoryOff)
	}
	m.prompt.err = err
	if err != nil {
		return nil
	}
	return m.filter(s, q)
}

func (p *prompt) setTheme(th theme.Theme) {
	if p.in != nil {
		p.in.SetTheme(th)
	}
}

// waitLine says why the rows are dimmed; "" where they answer what is typed.
func (m *Model) waitLine() string {
	switch {
	case m.prompt.waits:
		return "no match yet: these are the rows from before"
	case m.unfinished() && m.rows.len() == 0:
		return "not complete"
	case m.unfinished():
		return "not complete: these are the rows from before"
	}
	return ""
}
