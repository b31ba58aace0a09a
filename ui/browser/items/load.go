package items

import (
	"context"
	"errors"
	"maps"

	tea "charm.land/bubbletea/v2"

	"lootlens/api"
	"lootlens/models"
	"lootlens/ui/browser/msg"
)

// load is what has come of the inventory and what is on its way.
type load struct {
	inv   *models.Inventory
	pages *api.Walk // into inv
	// generation is raised whenever the inventory is begun anew: an answer to an
	// older one is dropped.
	generation uint64
	ctx        context.Context
	close      context.CancelFunc
	at         models.InstanceID // where the inventory begins; absent: at its start
	asking     bool              // the page after inv.Next() is on its way
	err        error             // why the last page did not come; stands until one does
	walk       walk
	next       *refresh
}

// walk is why pages are asked for beyond what the screen needs.
type walk int8

const (
	noWalk    walk = iota
	walkEnd        // to stand on the last row
	walkQuery      // to find the rest of the matches
	walkAll        // to sort, save or compare all
)

// refresh is a second loading of the same inventory, kept aside until it has as
// much as the first, so that the screen never goes back to less.
type refresh struct {
	inv    *models.Inventory
	pages  *api.Walk // into inv
	asking bool
}

func (l *load) refreshing() bool { return l.next != nil }

// pageMsg answers a page. It names what was asked, so that no late answer lands in
// another inventory.
type pageMsg struct {
	generation uint64
	after      models.Cursor
	page       models.Page
	err        error
}

type refreshMsg pageMsg

// begin starts the inventory anew, at its start or at an instance.
func (m *Model) begin(at models.InstanceID) tea.Cmd {
	m.load.close()
	after, ok := models.CursorBefore(at)
	if !ok {
		at = models.InstanceID{}
	}
	l := load{inv: models.NewInventory(after), generation: m.load.generation + 1, at: at}
	l.pages = m.walk(l.inv)
	l.ctx, l.close = context.WithCancel(context.Background())
	if m.rows.query.text != "" {
		l.walk = walkQuery
	}
	m.load = l
	m.storage = storage{} // its answers on their way are for the inventory before
	m.rows.clear()
	m.cursor, m.top = 0, 0
	return m.arrange()
}

// minFirst is the smallest first page, in items.
const minFirst = 20

// walk reads the inventory into inv.
func (m *Model) walk(inv *models.Inventory) *api.Walk {
	return api.NewWalk(m.holder, api.WalkOptions{Size: m.pageSize, Into: inv})
}

// firstPage is how many items the first page asks for: what fills the screen, so
// that it is there soonest.
func (m *Model) firstPage() int {
	return min(m.pageSize, max(minFirst, m.listHeight()+2))
}

// ensureLoaded asks for the next page when the last row on the screen comes within
// two screens of what is loaded, or when a walk wants it. It goes by where things
// stand and not by what was pressed, so every way to reveal rows leads to it; to
// call it again costs nothing. Of groups the items count and not the rows: few assets
// would walk to the end unasked. To go down from the last of them asks for a page.
func (m *Model) ensureLoaded() tea.Cmd {
	l := &m.load
	if l.inv == nil || l.asking || l.err != nil || l.inv.Ended() || l.ctx.Err() != nil || m.height == 0 {
		return nil
	}
	reach := m.rows.len()
	if m.rows.grouped && m.owed == 0 {
		reach = l.inv.Len()
	}
	walks := l.walk != noWalk || m.seeks()
	if !walks && m.top+3*m.listHeight() < reach {
		return nil
	}
	// While a query is typed it filters what is loaded; what comes of it is not known
	// to be wanted before it is accepted. Then it walks, where everybody sees it.
	if !walks && l.inv.Len() > 0 && (m.rows.query.text != "" || m.prompt.kind == queryPrompt) {
		return nil
	}
	l.asking = true
	client, ctx, generation, request := m.client, l.ctx, l.generation, l.pages.Next()
	if l.inv.Len() == 0 {
		request.Count = m.firstPage()
	}
	return func() tea.Msg {
		page, err := client.Page(ctx, request)
		return pageMsg{generation, request.After, page, err}
	}
}

func (m *Model) takePage(a pageMsg) tea.Cmd {
	l := &m.load
	if a.generation != l.generation || !l.asking || a.after != l.pages.Next().After {
		return nil
	}
	l.asking = false
	if errors.Is(a.err, context.Canceled) {
		return nil // nobody waits for it
	}
	l.err = a.err
	from := l.inv.Len()
	l.pages.Take(&a.page, a.err)
	cmds := []tea.Cmd{m.appended(from)}
	if a.err != nil {
		cmds = append(cmds, msg.Send(msg.Failed{Err: a.err}))
	}
	if l.walk == walkEnd {
		m.cursor = m.rows.len() - 1
	}
	m.repay()
	if l.inv.Ended() {
		l.walk = noWalk
	}
	if l.walk == noWalk { // a walk is compared once, at its end
		cmds = append(cmds, m.compareNow())
	}
	return tea.Batch(cmds...)
}

// toEnd walks to the last item.
func (m *Model) toEnd() {
	m.cursor = m.rows.len() - 1
	if m.load.inv != nil && !m.load.inv.Ended() {
		m.load.walk, m.load.err = walkEnd, nil // asked for anew, also where it failed
	}
}

// LoadAll walks to the end without moving the cursor. A search that was stopped goes
// on with that.
func (m *Model) LoadAll() tea.Cmd {
	if l := &m.load; l.inv != nil && !l.inv.Ended() {
		if l.err = nil; l.walk == noWalk {
			l.walk = walkAll
		}
	}
	m.rows.stopped = false
	return tea.Batch(m.fetchStorage(), m.settle())
}

// stop ends a walk or a refresh; what came stays.
func (m *Model) stop() bool {
	if m.load.refreshing() {
		m.load.next = nil
		return true
	}
	if m.load.walk == noWalk {
		return false
	}
	if m.load.walk == walkQuery {
		m.rows.stopped = true
	}
	m.load.walk = noWalk
	return true
}

// Refresh loads the inventory again beside the old one; after a failure it goes on
// with the page that failed.
func (m *Model) Refresh() tea.Cmd {
	l := &m.load
	switch {
	case l.inv == nil || l.refreshing():
		return nil
	case l.err != nil:
		l.err = nil
		return tea.Batch(m.fetchStorage(), m.settle())
	}
	after, _ := models.CursorBefore(l.at)
	l.next = &refresh{inv: models.NewInventory(after)}
	l.next.pages = m.walk(l.next.inv)
	return m.askRefresh()
}

func (m *Model) askRefresh() tea.Cmd {
	l := &m.load
	l.next.asking = true
	client, ctx, generation, request := m.client, l.ctx, l.generation, l.next.pages.Next()
	return func() tea.Msg {
		page, err := client.Page(ctx, request)
		return refreshMsg{generation, request.After, page, err}
	}
}

func (m *Model) takeRefresh(a refreshMsg) tea.Cmd {
	l := &m.load
	if a.generation != l.generation || l.next == nil || !l.next.asking || a.after != l.next.pages.Next().After {
		return nil
	}
	next := l.next
	next.asking = false
	if a.err != nil {
		l.next = nil
		if errors.Is(a.err, context.Canceled) {
			return nil
		}
		l.err = a.err
		return msg.Send(msg.Failed{Err: a.err})
	}
	next.pages.Take(&a.page, nil)
	// As far as the old one had come; all of it when the old one was complete.
	if !next.inv.Ended() && (l.inv.Ended() || next.inv.Len() < l.inv.Len()) {
		return m.askRefresh()
	}
	stood := m.standing()
	if l.inv, l.pages, l.next = next.inv, next.pages, nil; l.inv.Ended() {
		l.walk = noWalk
	}
	l.generation++ // a page of the old inventory that is still on its way is not wanted
	l.asking = false
	m.storage = storage{}
	m.rows.renew()
	cmd := m.arrange()
	m.standOn(stood)
	return tea.Batch(cmd, m.compareNow())
}

// takeLoadouts takes what the detail pane, which asks, knows to be equipped.
func (m *Model) takeLoadouts(a msg.Loadouts) tea.Cmd {
	if a.Holder != m.holder {
		return nil
	}
	same := m.loadouts.Equipped != nil && m.loadouts.Complete == a.Complete && maps.Equal(m.loadouts.Equipped, a.Equipped)
	m.loadouts = a
	if same || !m.rows.query.q.Needs().Loadouts {
		return nil
	}
	stood := m.standing()
	cmd := m.arrange()
	m.standOn(stood)
	return cmd
}
