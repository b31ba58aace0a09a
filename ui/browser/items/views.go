package items

import (
	"context"
	"maps"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"lootlens/keymap"
	"lootlens/models"
	"lootlens/ui/browser/msg"
)

// View is a view of an inventory that was left: what opens it again, and all that it
// showed, until Forget.
type View struct {
	msg.OpenHolder
	line int // of the screen, on which the cursor stood
	kept *kept
}

// kept is all that a view showed.
type kept struct {
	at       time.Time // when it was left
	load     load
	rows     rows
	loadouts msg.Loadouts
	compare  comparison
	watch    watch
	storage  storage
	found    []*models.Item
	cursor   int
	top      int
}

// Left tells that a jump has left a view for another one of the same inventory.
type Left struct{ View View }

// leave makes a view of what was left. A look has none: it is left with the time line.
func (m *Model) leave(v View) {
	if m.timeline.live == nil {
		m.Post(Left{v})
	}
}

// NewView is a view that has not been seen yet.
func NewView(o msg.OpenHolder) View { return View{OpenHolder: o} }

// Size is how many items the view keeps in memory, those of its baseline aside.
func (v *View) Size() int {
	if v.kept == nil {
		return 0
	}
	return v.kept.load.inv.Len()
}

// Light reports whether the view keeps no items in memory.
func (v *View) Light() bool {
	return v.kept == nil && (v.Baseline == nil || len(v.Baseline.Items) == 0)
}

// Forget lets go of what the view showed: it will be loaded again. Of a baseline it
// keeps the name and the file.
func (v *View) Forget() {
	v.kept = nil
	if v.Baseline != nil {
		b := *v.Baseline
		b.Items = nil
		v.Baseline = &b
	}
}

// Release drops what the view kept once the list shows it.
func (v *View) Release() { v.kept = nil }

// Baseline is the name of what is compared with, "" for nothing.
func (m *Model) Baseline() string { return m.compare.Name }

// Here is what opens the present view again.
func (m *Model) Here() msg.OpenHolder {
	r := &m.rows
	o := msg.OpenHolder{
		Player: m.player, Holder: m.holder, Name: m.name, Query: r.query.text,
		Rows: msg.Rows{By: r.by, Desc: r.desc, Grouped: r.grouped, Opened: maps.Clone(r.opened)},
	}
	if m.compare.on() {
		b := m.compare.Baseline
		o.Baseline = &b
	}
	it := m.Item()
	if it == nil || m.cursor == 0 {
		return o
	}
	o.Select = it.Instance()
	return o
}

// Leave is the present view with all that it shows, for Return.
func (m *Model) Leave() View {
	v := View{OpenHolder: m.Here(), line: m.cursor - m.top}
	if m.load.inv == nil || m.load.inv.Len() == 0 {
		return v
	}
	v.kept = &kept{
		at: m.now, load: m.load, rows: m.rows, loadouts: m.loadouts, compare: m.compare, watch: m.watch, storage: m.storage, found: m.found.items,
		cursor: m.cursor, top: m.top,
	}
	// What goes on being written to is not shared.
	r := &v.kept.rows
	r.shown, r.lines, r.opened = slices.Clip(r.shown), slices.Clone(r.lines), v.Rows.Opened
	return v
}

// Return shows a view again as it was left: with the rows on the screen where they are
// of the same inventory, since they are the newest, else with those that the view kept.
// Where it keeps none it is loaded again.
func (m *Model) Return(v View) tea.Cmd {
	switch {
	case m.load.inv != nil && m.load.inv.Len() > 0 && m.holder == v.Holder:
		return m.show(v)
	case v.kept != nil:
		return m.restore(v)
	}
	return m.Open(v.OpenHolder)
}

// show arranges the rows that are there as a view's.
func (m *Model) show(v View) tea.Cmd {
	m.prompt.kind = noPrompt
	m.load.resume()
	var cmds []tea.Cmd
	if k := v.kept; k != nil && !slices.Equal(k.found, m.found.items) {
		m.found.items = k.found
		cmds = append(cmds, m.arrange())
	}
	if r := &m.rows; r.by != v.Rows.By || r.desc != v.Rows.Desc || r.grouped != v.Rows.Grouped || !maps.Equal(r.opened, v.Rows.Opened) {
		m.setRows(v.Rows)
		cmds = append(cmds, m.arrange())
	}
	if v.Query != m.rows.query.text {
		cmds = append(cmds, m.setQuery(v.Query))
	}
	var b msg.Baseline
	if v.Baseline != nil {
		b = *v.Baseline
	}
	if c := &m.compare; b.Name != c.Name || b.File != c.File || len(b.Items) > 0 && !slices.Equal(b.Items, c.Items) {
		if len(b.Items) == 0 {
			b = msg.Baseline{}
		}
		cmds = append(cmds, m.setBaseline(b))
	} else {
		cmds = append(cmds, m.compareNow())
	}
	if it := m.Item(); it == nil || it.Instance() != v.Select { // else it stands there, or on its group
		m.seek, m.unfold = v.Select, false
		if v.Select.IsZero() {
			m.cursor = 0
		}
	}
	cmds = append(cmds, m.settle())
	if m.seek.IsZero() {
		m.top = m.cursor - v.line
		m.keepCursor()
	}
	return tea.Batch(cmds...)
}

// restore shows what a view kept. What was on its way when it was left is asked for
// again.
func (m *Model) restore(v View) tea.Cmd {
	k := v.kept
	same := m.holder == v.Holder
	watch, loadouts := k.watch, k.loadouts
	if same {
		watch, loadouts = m.watch, m.loadouts
	} else {
		m.watch.stop()
		watch.on, watch.asking, watch.run, watch.bell = false, false, m.watch.run, m.watch.bell
	}
	generation, version := m.load.generation+1, m.compare.version+1
	m.load.close()
	m.player, m.holder, m.name = v.Player, v.Holder, v.Name
	m.load, m.rows, m.compare, m.storage, m.watch, m.loadouts = k.load, k.rows, k.compare, k.storage, watch, loadouts
	m.stopSeeking()
	m.found = found{items: k.found}
	m.prompt.kind, m.pendingDown = noPrompt, 0
	m.load.generation, m.load.asking, m.load.next = generation, false, nil
	m.load.resume()
	m.compare.version = version
	m.storage.asking = map[models.InstanceID]bool{}
	if m.storage.known == nil {
		m.storage.known = map[models.InstanceID][]models.StoragePair{}
	}
	m.rows.opened = maps.Clone(k.rows.opened)
	m.rows.computing, m.rows.again = false, false
	m.cursor, m.top = k.cursor, k.top
	cmds := []tea.Cmd{m.rearrange(), m.compareNow()}
	if age := m.now.Sub(k.at); age >= time.Minute {
		cmds = append(cmds, msg.Send(msg.Note{Text: "the rows are those of " + models.Span(age) + " ago · " + m.keys.Key(keymap.ListRefresh) + " loads them again"}))
	}
	return tea.Batch(append(cmds, m.settle())...)
}

// resume lets requests be made again after Close. A walk that nobody sees is over.
func (l *load) resume() {
	if l.ctx == nil || l.ctx.Err() != nil {
		l.ctx, l.close = context.WithCancel(context.Background())
		l.asking = false
		l.generation++
		l.next = nil
	}
	if l.walk != walkQuery || l.inv.Ended() {
		l.walk = noWalk
	}
}

func (m *Model) setRows(r msg.Rows) {
	m.rows.by, m.rows.desc, m.rows.grouped, m.rows.opened = r.By, r.Desc, r.Grouped, maps.Clone(r.Opened)
}
