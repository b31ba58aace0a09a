package items

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/dustin/go-humanize"

	"lootlens/api"
	"lootlens/models"
	"lootlens/models/compare"
	"lootlens/models/order"
	"lootlens/ui/browser/msg"
)

// load is the inventory as far as it is loaded, and what is on its way.
type load struct {
	inv   *models.Inventory
	pages *api.Walk // into inv
	at    time.Time // when the latest page came; zero before the first
	// generation is raised whenever the inventory is loaded again: an answer to an
	// older one is dropped.
	generation uint64
	ctx        context.Context
	close      context.CancelFunc
	asking     bool // the next page is on its way
	failed     failure
	walk       walk
	next       *refresh
	// recorded and recordedItems are whether all of it, or how much, was given to the history.
	recorded      bool
	recordedItems int
}

// failure is a request that failed and was not tried again yet. What was loaded stays.
type failure struct {
	what request
	err  error
}

// request is what the list asks the service for, and what is asked for again after a
// failure.
type request int8

const (
	pageRequest request = iota
	refreshRequest
	storageRequest
)

// pageFailed reports whether no further page comes before the user tries again.
func (l *load) pageFailed() bool { return l.failed.err != nil && l.failed.what == pageRequest }

// walk is why pages are asked for beyond what the screen needs.
type walk int8

const (
	noWalk    walk = iota
	walkEnd        // to move the cursor to the last row
	walkQuery      // to find the rest of the matches
	walkAll        // to sort, group, save or compare all
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

// begin loads the inventory again.
func (m *Model) begin() tea.Cmd {
	m.load.close()
	l := load{inv: models.NewInventory(models.Cursor{}), generation: m.load.generation + 1}
	l.pages = m.walk(l.inv)
	l.ctx, l.close = context.WithCancel(context.Background())
	if m.rows.query.text != "" {
		l.walk = walkQuery
	}
	m.load = l
	m.storage = storage{} // its answers on their way are for the inventory before
	m.found.reset()
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
	return min(m.pageSize, max(minFirst, m.listHeight()+3))
}

// ensureLoaded asks for the next page when the last row on the screen comes within
// two screens of what is loaded, or when a walk wants it. It looks at the state and
// not at the key, so every way to reveal rows leads to it; calling it again costs
// nothing. Of groups the items count and not the rows, since an inventory of few
// assets would be loaded to its end unasked; moving down from the last group asks for
// one page.
func (m *Model) ensureLoaded() tea.Cmd {
	l := &m.load
	if l.inv == nil || l.asking || l.pageFailed() || l.inv.Ended() || l.ctx.Err() != nil || m.height == 0 {
		return nil
	}
	reach := m.rows.len()
	if m.rows.grouped && m.pendingDown == 0 {
		reach = l.inv.Len()
	}
	walks := l.walk != noWalk
	if !walks && (m.top+3*m.listHeight() < reach || slices.Contains(m.found.items, m.Item())) {
		return nil
	}
	// While a query is typed it filters what is loaded. Once it is accepted, a walk
	// loads the rest.
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
		return nil
	}
	if a.err != nil || l.pageFailed() {
		l.failed = failure{pageRequest, a.err}
	}
	if a.err == nil {
		l.at = m.now
	}
	from := l.inv.Len()
	l.pages.Take(&a.page, a.err)
	cmds := []tea.Cmd{m.appended(from)}
	if a.err != nil {
		cmds = append(cmds, msg.Send(msg.Failed{Err: a.err}))
	}
	if l.walk == walkEnd {
		m.cursor = m.rows.len() - 1
	}
	m.applyPending()
	if r := &m.rows; from == 0 && (r.by != order.Server || r.desc || r.grouped) {
		m.loadRest()
	}
	if l.inv.Ended() {
		l.walk = noWalk
		m.record(l)
	}
	if l.walk == noWalk { // a walk is compared once, at its end
		cmds = append(cmds, m.compareNow())
	}
	return tea.Batch(cmds...)
}

// toEnd moves the cursor to the last item, loading all.
func (m *Model) toEnd() {
	m.cursor = m.rows.len() - 1
	if m.load.inv != nil && !m.load.inv.Ended() {
		m.load.walk = walkEnd
		m.retryPage()
	}
}

// retryPage lets pages be asked for again after one failed.
func (m *Model) retryPage() {
	if m.load.pageFailed() {
		m.load.failed = failure{}
	}
}

// loadAll loads the whole inventory without moving the cursor, and goes on with a
// search that was stopped.
func (m *Model) loadAll() tea.Cmd {
	if l := &m.load; l.inv != nil && !l.inv.Ended() {
		m.retryPage()
		if l.walk == noWalk {
			l.walk = walkAll
		}
	}
	m.rows.stopped = false
	if m.storageWaits() > 0 {
		return tea.Batch(m.agree(), m.settle())
	}
	return tea.Batch(m.fetchStorage(), m.settle())
}

// mostUnasked is how many further pages sorting and grouping load unasked.
const mostUnasked = 20

// loadRest loads what an order or groups are incomplete without, where the server says
// that it is few pages. Otherwise the border says what part is arranged.
func (m *Model) loadRest() {
	l := &m.load
	if l.inv == nil || l.walk != noWalk || l.inv.Ended() || l.pageFailed() {
		return
	}
	if t := l.inv.Total(); t.Known && t.N <= uint64(l.inv.Len()+mostUnasked*m.pageSize) {
		l.walk = walkAll
	}
}

// StopFirst ends the request for the first page: without it there is nothing to come back to.
func (m *Model) StopFirst() {
	if l := &m.load; l.inv != nil && l.inv.Len() == 0 && l.asking {
		l.close()
	}
}

// stop ends a walk or a refresh; what came stays.
func (m *Model) stop() bool {
	if m.load.refreshing() {
		m.load.next = nil
		return true
	}
	if m.load.walk == noWalk && m.readsStorage() {
		m.rows.stopped = true
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

// Refresh loads the inventory again beside the old one. After a failure it tries the
// request that failed again.
func (m *Model) Refresh() tea.Cmd {
	l := &m.load
	if l.inv == nil {
		return nil
	}
	if l.refreshing() {
		return msg.Send(msg.Note{Text: "refreshing already"})
	}
	if m.gone.ask.Err() != nil {
		m.gone.ask.Reset() // the history is read again
	}
	failed := l.failed
	l.failed = failure{}
	if failed.err != nil && failed.what != refreshRequest {
		return tea.Batch(m.fetchStorage(), m.settle())
	}
	l.next = &refresh{inv: models.NewInventory(models.Cursor{})}
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
		l.failed = failure{refreshRequest, a.err}
		return msg.Send(msg.Failed{Err: a.err})
	}
	next.pages.Take(&a.page, nil)
	// As far as the old one was loaded.
	if !next.inv.Ended() && (l.inv.Ended() || next.inv.Len() < l.inv.Len()) {
		return m.askRefresh()
	}
	anchor := m.anchor()
	told := m.tellRefresh(l.inv, next.inv)
	l.at = m.now
	if l.inv, l.pages, l.next = next.inv, next.pages, nil; l.inv.Ended() {
		l.walk = noWalk
	}
	l.recorded, l.recordedItems = false, 0
	m.record(l)
	l.generation++ // drops a page of the old inventory that is on its way
	l.asking, l.failed = false, failure{}
	m.storage = storage{}
	m.found.again(m)
	m.rows.renew()
	cmd := m.arrange()
	m.returnTo(anchor)
	return tea.Batch(cmd, told, m.compareNow())
}

// tellRefresh says what a refresh has changed, compared beside the program.
func (m *Model) tellRefresh(old, now *models.Inventory) tea.Cmd {
	before, after, at := old.Items(), now.Items(), m.now
	beyond := func(inv *models.Inventory) func(*models.Item) bool {
		last := inv.At(inv.Len() - 1).Instance()
		return func(it *models.Item) bool { return it.Instance().Compare(last) > 0 }
	}
	part := ""
	// What only one of both reaches is neither new nor gone.
	if !old.Ended() && len(before) > 0 {
		after = slices.DeleteFunc(slices.Clone(after), beyond(old))
	}
	if !now.Ended() && len(after) > 0 {
		before = slices.DeleteFunc(slices.Clone(before), beyond(now))
		part = " in the " + humanize.Comma(int64(len(after))) + " loaded"
	}
	return func() tea.Msg {
		c := comparison{compared: true, result: compare.Diff(before, after)}
		return msg.Note{Text: "refreshed " + at.Format(clock) + ": " + c.summary() + part, Kind: msg.Success}
	}
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
	return m.rearrange()
}
