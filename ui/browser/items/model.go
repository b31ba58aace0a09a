// Package items is the list of a holder's inventory: it owns what is loaded, asks
// for more before it is needed, and knows which rows are shown in which order and
// where the cursor stands. It draws only the rows on the screen and reads
// inventories, and the instance storage that a query asks for; what else is known of
// one item, and what is equipped, is the detail pane's to ask.
package items

import (
	"slices"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"lootlens/api"
	"lootlens/keymap"
	"lootlens/models"
	"lootlens/models/text"
	"lootlens/theme"
	"lootlens/ui/browser/msg"
	"lootlens/ui/browser/past"
	"lootlens/ui/browser/remote"
	"lootlens/ui/parts"
)

// Model is the list pane. It is used by pointer and not safe for concurrent use.
type Model struct {
	msg.Outbox
	client   *api.Client
	keys     keymap.Map
	th       theme.Theme
	now      time.Time
	expiry   parts.Expiry // of the last View
	pageSize int
	only     []parts.ItemColumn // the columns to show; nil for the usual ones

	player models.Player
	holder models.Holder
	name   text.Text

	load     load
	rows     rows
	loadouts msg.Loadouts      // zero until it has come
	seek     models.InstanceID // the cursor moves to it once it has come; absent: none
	unfold   bool              // and its group is opened for it
	found    found
	left     *View      // what the jump to seek leaves
	past     past.Store // nil for none
	timeline timeline
	gone     gone
	// unrecorded is why what was read last is not in the history; "" where it is.
	unrecorded string
	compare    comparison
	watch      watch
	storage    storage
	prompt     prompt
	run        uint64 // of the last arrangement of rows: an older one is dropped

	cursor      int // index of the row under the cursor
	top         int // index of the first row on the screen
	pendingDown int // rows to move down by once they are loaded
	// atTop keeps the cursor on the first row of a list that is sorted, until it is moved.
	atTop  bool
	width  int // cells, of the whole pane
	height int // cells, of the whole pane
}

// New returns a list that shows nothing until Open. pageSize is how many items a
// page brings, 1 to 200; 0 is 200.
func New(client *api.Client, keys keymap.Map, th theme.Theme, now time.Time, pageSize int) *Model {
	if pageSize <= 0 || pageSize > api.MaxCount {
		pageSize = api.MaxCount
	}
	m := &Model{client: client, keys: keys, th: th, now: now, pageSize: pageSize}
	m.load.close = func() {}
	return m
}

// Open shows a holder's inventory as o says, and drops the one before.
func (m *Model) Open(o msg.OpenHolder) tea.Cmd {
	m.Part()
	m.Close()
	var equipped msg.Loadouts
	if m.holder == o.Holder {
		equipped = m.loadouts
	}
	*m = Model{
		Outbox: m.Outbox, past: m.past, unrecorded: m.unrecorded,
		client: m.client, keys: m.keys, th: m.th, now: m.now, pageSize: m.pageSize,
		only: m.only, width: m.width, height: m.height, prompt: prompt{history: m.prompt.history},
		player: o.Player, holder: o.Holder, name: o.Name, seek: o.Select, loadouts: equipped, run: m.run,
		load:  load{generation: m.load.generation, close: func() {}},
		atTop: o.Select.IsZero() && !o.Rows.AsSent(),
		// The runs are never used twice, so that no late answer fits a later one.
		watch:   watch{run: m.watch.run, bell: m.watch.bell},
		compare: comparison{version: m.compare.version + 1},
	}
	m.rows.kindOf = m.kind
	m.setRows(o.Rows)
	if b := o.Baseline; b != nil && len(b.Items) > 0 {
		m.compare.Baseline = *b
	}
	cmds := []tea.Cmd{m.begin()}
	if o.Query != "" {
		cmds = append(cmds, m.setQuery(o.Query))
	}
	return tea.Batch(append(cmds, m.settle())...)
}

// Close ends all requests of the pane.
func (m *Model) Close() {
	m.load.close()
	m.found.request.Cancel()
	m.watch.stop()
	m.timeline.ask.Cancel()
	m.timeline.look.Cancel()
	m.gone.ask.Cancel()
}

// SetTheme changes the colours.
func (m *Model) SetTheme(th theme.Theme) {
	m.th = th
	m.prompt.setTheme(th)
}

// Resize tells the pane its size in cells, its border included.
func (m *Model) Resize(w, h int) tea.Cmd {
	m.width, m.height = max(0, w), max(0, h)
	return m.settle()
}

// Place is where its actions hold: the fields for a query and for an id have their own.
func (m *Model) Place() keymap.Place {
	switch m.prompt.kind {
	case queryPrompt:
		return keymap.InQuery
	case jumpPrompt:
		return keymap.InPrompt
	}
	if m.timeline.open {
		return keymap.InTimeline
	}
	return keymap.InList
}

func (m *Model) typing() bool { return m.prompt.kind != noPrompt }

// NeedsLoadouts reports whether the query asks what is equipped.
func (m *Model) NeedsLoadouts() bool { return m.rows.query.q.Needs().Loadouts }

// Query is the query in force, "" for none.
func (m *Model) Query() string { return m.rows.query.text }

// QueryUTC is the query in force for a file: its dates are moments in UTC.
func (m *Model) QueryUTC() string { return m.rows.query.q.UTC() }

// Total is how many items the server says there are.
func (m *Model) Total() models.Total { return m.load.inv.Total() }

// Holder is whose inventory is shown.
func (m *Model) Holder() models.Holder { return m.holder }

// Name is the holder's own name.
func (m *Model) Name() text.Text { return m.name }

// Item is the item under the cursor, or nil.
func (m *Model) Item() *models.Item {
	if m.cursor < 0 || m.cursor >= m.rows.len() {
		return nil
	}
	return m.rows.at(m.cursor).item
}

// Near are the items below and above the cursor.
func (m *Model) Near() (items []*models.Item) {
	for _, at := range []int{m.cursor + 1, m.cursor - 1} {
		if at >= 0 && at < m.rows.len() {
			items = append(items, m.rows.at(at).item)
		}
	}
	return items
}

// Loaded is all that is loaded, in the server's order. The caller must not change
// it.
func (m *Model) Loaded() []*models.Item { return m.load.inv.Items() }

// Shown is what the rows show, in their order.
func (m *Model) Shown() []*models.Item { return m.rows.items() }

// Complete reports whether all of the inventory is loaded.
func (m *Model) Complete() bool {
	return m.load.inv.Ended() && m.load.inv.Notice() == ""
}

// Update takes a message that is for the list.
func (m *Model) Update(message tea.Msg) tea.Cmd {
	var cmd tea.Cmd
	switch message := message.(type) {
	case msg.Tick:
		m.now = message.Now
		return tea.Batch(m.watch.due(m), m.matchAgain())
	case msg.PlayerKnown:
		if message.Player.ID == m.player.ID {
			m.player = message.Player
		}
		return nil
	case msg.Characters: // of an inventory that was opened by number
		for _, c := range message.Characters {
			if m.name.Empty() && m.holder.Kind == models.CharacterHolder && m.holder.Character == c.ID && m.holder.Player == message.Player {
				m.name = c.Name
			}
		}
		return nil
	case msg.Heroes:
		for _, h := range message.Heroes {
			if m.name.Empty() && m.holder.Kind == models.HeroHolder && m.holder.Hero == h.ID && m.holder.Player == message.Player {
				m.name = h.Name
			}
		}
		return nil
	case pageMsg:
		cmd = m.takePage(message)
	case refreshMsg:
		cmd = m.takeRefresh(message)
	case msg.Loadouts:
		cmd = m.takeLoadouts(message)
	case rowsMsg:
		cmd = m.takeRows(message)
	case storageMsg:
		cmd = m.takeStorage(message)
	case remote.Answer[*models.Item]:
		cmd = m.takeFound(message)
	case remote.Answer[[]models.Look]:
		cmd = m.takeLooks(message)
	case remote.Answer[pastLook]:
		cmd = m.takeLook(message)
	case remote.Answer[[]models.Past]:
		cmd = m.takeGone(message)
	case msg.Recorded:
		m.recorded(message)
	case grantsMsg:
		cmd = m.takeGrants(message)
	case comparedMsg:
		cmd = m.takeCompared(message)
	case msg.Baseline:
		cmd = m.SetBaseline(message)
	case keymap.Action:
		cmd = m.do(message)
	case tea.KeyPressMsg, tea.PasteMsg:
		cmd = m.edit(message)
	case tea.MouseWheelMsg:
		m.wheel(tea.Mouse(message))
	case tea.MouseClickMsg:
		cmd = m.click(tea.Mouse(message))
	default:
		return nil
	}
	return tea.Batch(cmd, m.settle())
}

// settle runs after every change: it keeps the cursor on a row, the row on the
// screen, and asks for what will be needed soon.
func (m *Model) settle() tea.Cmd {
	m.keepCursor()
	m.recount()
	var cmd tea.Cmd
	switch {
	case m.seek.IsZero():
	case m.moveTo(m.seek, m.unfold):
		m.seek = models.InstanceID{}
		if m.left != nil {
			m.leave(*m.left)
			m.left = nil
		}
	case m.seekFailed():
		cmd = m.notHere(m.seek)
		m.seek = models.InstanceID{}
	case m.seeking():
		cmd = m.find()
	}
	return tea.Batch(cmd, m.ensureLoaded(), m.askPast())
}

// Bindings are the keys that act now, for the footer.
func (m *Model) Bindings() []key.Binding {
	k, actions := m.keys, []keymap.Action(nil)
	rows := []keymap.Action{keymap.ListOpen, keymap.ListQuery, keymap.CopyMenu}
	switch {
	case m.rows.len() > 0:
	case m.rows.query.text != "":
		rows = rows[1:]
	default:
		rows = nil
	}
	switch {
	case m.stoppable():
		actions = append(rows, keymap.Back)
	case m.load.failed.err != nil:
		actions = slices.Concat([]keymap.Action{keymap.ListRefresh, keymap.LastError}, rows, []keymap.Action{keymap.Requests, keymap.Back})
	case m.timeline.open || m.rows.len() > 0:
	case m.load.inv == nil || !m.load.inv.Ended() && m.rows.query.text == "":
		actions = []keymap.Action{keymap.ListQuery, keymap.Back}
	default:
		actions = []keymap.Action{keymap.ListQuery, keymap.ListEverywhere, keymap.CopyMenu, keymap.ListRefresh, keymap.ListWatch, keymap.ListTimeline, keymap.Back}
		if m.rows.query.text != "" { // it can be watched once the query is cleared
			actions = slices.Delete(actions, 4, 6)
		}
		if m.storageWaits() > 0 {
			actions = slices.Insert(actions, 0, keymap.ListOpen)
		}
		if m.holder.Kind == models.UniversalHolder { // it is no player's
			actions = slices.DeleteFunc(actions, func(a keymap.Action) bool { return a == keymap.ListEverywhere })
		}
	}
	var out []key.Binding
	for _, a := range actions {
		out = append(out, k.Binding(keymap.InList, a, m.Word(a)))
	}
	return out
}

// stoppable reports whether something is under way that [keymap.Back] ends.
func (m *Model) stoppable() bool {
	return m.load.failed.err == nil && (m.load.walk != noWalk || m.load.refreshing() || m.seeking() || m.readsStorage())
}

// Word is what an action does now, for the footer; "" for what it always does.
func (m *Model) Word(a keymap.Action) string {
	switch {
	case a == keymap.ListRefresh && m.load.failed.err != nil:
		return "try again"
	case a == keymap.ListOpen && m.storageWaits() > 0:
		return "read the storage"
	case a == keymap.Back && m.stoppable():
		return "stop"
	case a == keymap.Back && m.rows.query.text != "":
		return "clear query"
	}
	return ""
}
