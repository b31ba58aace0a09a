package items

import (
	"maps"
	"time"

	tea "charm.land/bubbletea/v2"

	"lootlens/models"
	"lootlens/models/order"
	"lootlens/models/query"
)

// plain reports whether the rows are the inventory as it is.
func (m *Model) plain() bool {
	r := &m.rows
	return r.query.q.Empty() && r.by == order.Server && !r.desc && !r.grouped && len(m.watch.fresh) == 0 && len(m.found.items) == 0 && !m.compare.on()
}

// syncRows is how many rows are arranged at once; more are arranged beside the
// program, so that typing never waits.
const syncRows = 20_000

// arrangement is all that the order of the rows depends on.
type arrangement struct {
	items, fresh, found, removed []*models.Item
	gone                         []*models.Item // known to the history; shown where the query asks for the past
	q                            query.Query
	ctx                          query.Context
	by                           order.Key
	desc, grouped                bool
	now                          time.Time
}

type arranged struct {
	shown   []*models.Item
	groups  []order.Group
	grouped bool
	unknown []*models.Item
	removed int
	gone    []*models.Item // that match and are not shown
	unsure  int            // how many that are gone may match
	matcher *query.Matcher
}

// rowsMsg is what one run of a command has arranged.
type rowsMsg struct {
	generation, run uint64
	arranged        arranged
}

// arrange makes the rows again from all that is loaded.
func (m *Model) arrange() tea.Cmd {
	return m.arrangeFrom(m.load.inv.Items())
}

// rearrange is arrange with the cursor kept on its item.
func (m *Model) rearrange() tea.Cmd {
	anchor := m.anchor()
	cmd := m.arrange()
	m.returnTo(anchor)
	return cmd
}

func (m *Model) arrangeFrom(items []*models.Item) tea.Cmd {
	r := &m.rows
	r.kindOf = m.kind
	if m.plain() && !m.empty() {
		m.arrangedAtOnce(arranged{shown: items})
		m.rows.sizes.Add(items)
		return nil
	}
	a := m.arrangement(items)
	if len(items) <= syncRows {
		m.arrangedAtOnce(arrangeRows(a))
		m.rows.sizes.Add(r.shown)
		return m.fetchStorage()
	}
	if r.computing {
		r.again = true
		return nil
	}
	r.computing = true
	m.run++
	generation, run := m.load.generation, m.run
	return func() tea.Msg { return rowsMsg{generation, run, arrangeRows(a)} }
}

// arrangedAtOnce shows what needs no command. What a command arranges still is older.
func (m *Model) arrangedAtOnce(a arranged) {
	m.rows.apply(a)
	m.run++
	m.rows.computing, m.rows.again = false, false
}

func (m *Model) arrangement(items []*models.Item) arrangement {
	r := &m.rows
	r.query.matched = m.now
	a := arrangement{
		items: items, fresh: m.watch.fresh, found: m.foundBeside(), q: r.query.q, ctx: m.queryContext(),
		by: r.by, desc: r.desc, grouped: r.grouped, now: m.moment(),
	}
	switch {
	case m.timeline.live != nil:
		a.removed = m.compare.result.Added // they came after the look
	case m.compare.on():
		a.removed = m.compare.result.Removed
	}
	if !a.q.Empty() || m.empty() {
		a.gone = m.goneNow()
	}
	return a
}

// arrangeRows filters, sorts and groups. It reads nothing of the model.
func arrangeRows(a arrangement) (out arranged) {
	items := append(a.items[:len(a.items):len(a.items)], a.found...)
	if len(a.fresh) > 0 {
		// Grants are on top, and not a second time where the walk comes to them.
		fresh := make(map[models.InstanceID]bool, len(a.fresh))
		for _, it := range a.fresh {
			fresh[it.Instance()] = true
		}
		all := append(make([]*models.Item, 0, len(items)+len(a.fresh)), a.fresh...)
		for _, it := range items {
			if it.Instance().IsZero() || !fresh[it.Instance()] {
				all = append(all, it)
			}
		}
		items = all
	}
	out.matcher = a.q.Matcher(a.ctx)
	filter := func(items []*models.Item) (matches []*models.Item) {
		if a.q.Empty() {
			return items
		}
		matches, out.unknown = out.matcher.Filter(nil, out.unknown, items)
		return matches
	}
	out.shown = filter(items)
	if a.by != order.Server || a.desc {
		out.shown = order.Sort(out.shown, a.by, a.desc, a.now)
	}
	removed := filter(a.removed)
	gone, unsure := out.matcher.Filter(nil, nil, a.gone)
	if out.unsure = len(unsure); a.q.Needs().Past {
		removed = append(removed[:len(removed):len(removed)], gone...)
	} else {
		out.gone = gone
	}
	if len(removed) > 0 {
		out.removed = len(removed)
		out.shown = append(out.shown[:len(out.shown):len(out.shown)], removed...)
	}
	if out.grouped = a.grouped; a.grouped {
		out.groups = order.Groups(out.shown)
	}
	return out
}

func (r *rows) apply(a arranged) {
	r.shown, r.groups, r.unknown, r.removed, r.query.matcher = a.shown, a.groups, a.unknown, a.removed, a.matcher
	r.gone, r.unsure = a.gone, a.unsure
	r.most = 0
	if r.folded = a.grouped; r.folded {
		for _, g := range a.groups {
			r.most = max(r.most, len(g.Items))
		}
		r.layLines()
	}
}

func (m *Model) takeRows(a rowsMsg) tea.Cmd {
	r := &m.rows
	if a.run != m.run {
		return nil
	}
	r.computing = false
	again := r.again
	r.again = false
	if a.generation == m.load.generation {
		anchor := m.anchor()
		r.apply(a.arranged)
		m.rows.sizes.Add(r.shown)
		m.returnTo(anchor)
	} else {
		again = true
	}
	if again {
		return m.arrange()
	}
	return m.fetchStorage()
}

// appended takes the items from a place on into the rows.
func (m *Model) appended(from int) tea.Cmd {
	r := &m.rows
	all := m.load.inv.Items()
	if m.plain() {
		r.shown = all
		m.rows.sizes.Add(all[from:])
		return nil
	}
	simple := r.by == order.Server && !r.desc && !r.grouped && !r.computing && r.removed == 0 && len(m.watch.fresh) == 0 && len(m.found.items) == 0
	if simple && r.query.matcher != nil && len(r.unknown) == 0 && !r.query.q.Needs().InstanceStorage {
		if matches, unknown := r.query.matcher.Filter(nil, nil, all[from:]); len(unknown) == 0 {
			r.shown = append(r.shown, matches...)
			m.rows.sizes.Add(matches)
			return nil
		}
	}
	return m.rearrange()
}

// rematchAt is when all items are to be matched again, because the matches change as time passes; zero for never.
func (m *Model) rematchAt() time.Time {
	f := &m.rows.query
	if f.matcher == nil || !f.q.Needs().Clock || m.timeline.live != nil {
		return time.Time{}
	}
	return f.matched.Add(time.Minute)
}

// matchAgain follows the clock: at once where a row on the screen no longer matches, such as one whose rental has ended.
func (m *Model) matchAgain() tea.Cmd {
	r, at := &m.rows, m.rematchAt()
	if at.IsZero() || r.computing {
		return nil
	}
	due := !at.After(m.now)
	matcher := r.query.q.Matcher(m.queryContext())
	for i := m.top; i < min(m.top+m.listHeight(), r.len()) && !due; i++ {
		due = matcher.Match(r.at(i).item) == query.No
	}
	if !due {
		return nil
	}
	return tea.Batch(m.rearrange(), m.settle())
}

// filter puts a query in force for what is loaded.
func (m *Model) filter(text string, q query.Query) tea.Cmd {
	r := &m.rows
	old := r.query
	anchor := m.anchor()
	r.query = filter{text: text, q: q}
	var cmd tea.Cmd
	turned := r.by == order.Server && r.desc // what is shown must not be turned round again
	if !turned && !r.computing && old.matcher != nil && r.removed == 0 && len(r.unknown) == 0 && len(m.watch.fresh) == 0 && len(m.found.items) == 0 && q.Refines(old.q) {
		cmd = m.arrangeFrom(r.shown)
	} else {
		cmd = m.arrange()
	}
	m.returnTo(anchor)
	return cmd
}

// queryContext is what a query can ask beside the items. Nothing in it changes
// later: it is read beside the program.
func (m *Model) queryContext() query.Context {
	loadouts, result, comparing := m.loadouts, m.compare.result, m.compare.on()
	ctx := query.Context{Now: m.moment()}
	if loadouts.Equipped != nil {
		ctx.Equipped = func(i models.InstanceID) query.Verdict {
			switch {
			case loadouts.Equipped[i]:
				return query.Yes
			case loadouts.Complete:
				return query.No
			}
			return query.Unknown
		}
	}
	if comparing {
		ctx.Change = result.Kind
	}
	if known := m.gone.byID; known != nil {
		ctx.Past = func(i models.InstanceID) *models.Past { return known[i] }
	}
	if m.rows.query.q.Needs().InstanceStorage {
		known := maps.Clone(m.storage.known)
		ctx.InstanceStorage = func(i models.InstanceID) ([]models.StoragePair, bool) { pairs, ok := known[i]; return pairs, ok }
	}
	return ctx
}
