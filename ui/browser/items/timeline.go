package items

import (
	"context"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"lootlens/keymap"
	"lootlens/models"
	"lootlens/models/compare"
	"lootlens/ui/browser/msg"
	"lootlens/ui/browser/past"
	"lootlens/ui/browser/remote"
)

// timeline is the looks at the inventory, and the one that the rows show.
type timeline struct {
	open  bool
	ask   remote.Value[[]models.Look]
	looks []models.Look // earlier than what is loaded, oldest first
	at    int           // index of the chosen one; len(looks) is now; before they have come, how many to step back
	look  remote.Value[pastLook]
	shown pastLook // what the rows show
	live  *live    // what they showed before; nil while they show what is there now
	// The rows as they were when the time line was opened.
	before      rows
	anchor      anchor
	cursor, top int
}

// pastLook is what an inventory held at a look, compared with what is loaded.
type pastLook struct {
	models.Look
	items  []*models.Item
	result compare.Result
	part   bool // only a part of what is there now was compared
}

// live is all that belongs to the inventory as it is now, while the rows show a look.
type live struct {
	load        load
	rows        rows
	loadouts    msg.Loadouts
	compare     comparison
	watch       watch
	storage     storage
	found       found
	cursor, top int
}

// SetPast gives the list the store of what was seen before; nil is none.
func (m *Model) SetPast(s past.Store) { m.past = s }

// AtLook is the earlier look that the rows show; false while they show what is there now.
func (m *Model) AtLook() (models.Look, bool) {
	return m.timeline.shown.Look, m.timeline.live != nil
}

// moment is the time that the rows are shown for.
func (m *Model) moment() time.Time {
	if m.timeline.live != nil {
		return m.timeline.shown.Ended.In(m.now.Location())
	}
	return m.now
}

// toggleTimeline opens the time line, or closes it.
func (m *Model) toggleTimeline() tea.Cmd {
	switch {
	case m.timeline.open:
		return m.EndTimeline()
	case m.past == nil:
		return msg.Send(msg.Note{Text: past.Off, Kind: msg.Warning})
	case m.load.inv == nil || m.load.inv.Len() == 0 && !m.load.inv.Ended():
		return msg.Send(msg.Note{Text: "the inventory is still loading", Kind: msg.Warning})
	}
	m.loadRest() // what is not loaded cannot be compared
	m.timeline.open = true
	m.timeline.before, m.timeline.anchor, m.timeline.cursor, m.timeline.top = m.rows, m.anchor(), m.cursor, m.top
	store, holder := m.past, m.holder
	return m.timeline.ask.Ask(func(ctx context.Context) ([]models.Look, error) { return store.Looks(ctx, holder) })
}

func (m *Model) takeLooks(a remote.Answer[[]models.Look]) tea.Cmd {
	t := &m.timeline
	if !t.ask.Take(a) {
		return nil
	}
	if err := t.ask.Err(); err != nil {
		t.open = false
		return msg.Send(msg.Note{Text: "the history cannot be read: " + past.Words(err), Kind: msg.Warning})
	}
	looks, _ := t.ask.Get()
	if first := m.began(); !first.IsZero() {
		looks = slices.DeleteFunc(slices.Clone(looks), func(l models.Look) bool { return !l.Ended.Before(first.Add(-time.Millisecond)) }) // looks have whole milliseconds
	}
	if len(looks) == 0 {
		t.open = false
		return msg.Send(msg.Note{Text: "no earlier look at this inventory is in the history: this is the first"})
	}
	back := t.at
	t.looks, t.at = looks, len(looks)
	return m.chooseLook(t.at - back)
}

// reading reports whether the looks have yet to come.
func (t *timeline) reading() bool { return t.open && len(t.looks) == 0 }

// began is when the first page of what is loaded came; zero where no item has.
func (m *Model) began() time.Time {
	if inv := m.load.inv; inv != nil && inv.Len() > 0 {
		return inv.At(0).Origin().Fetched
	}
	return time.Time{}
}

// inTimeline does an action of the time line; false for another action.
func (m *Model) inTimeline(a keymap.Action) (tea.Cmd, bool) {
	t := &m.timeline
	differs := func(l models.Look) bool { return !l.Same() }
	to := t.at
	if t.reading() && a != keymap.Back {
		switch a {
		case keymap.TimelineOlder:
			t.at++
		case keymap.TimelineNewer, keymap.TimelineNow:
			t.at = max(0, t.at-1)
		case keymap.TimelineFirst:
			t.at = keymap.Far
		default:
			return nil, false
		}
		return nil, true
	}
	switch a {
	case keymap.TimelineOlder:
		to--
	case keymap.TimelineNewer:
		to++
	case keymap.TimelineFirst:
		to = 0
	case keymap.TimelineNow:
		to = len(t.looks)
	case keymap.TimelineOlderChange:
		for to--; to > 0 && !differs(t.looks[to]); to-- {
		}
	case keymap.TimelineNewerChange:
		for to++; to < len(t.looks) && !differs(t.looks[to]); to++ {
		}
	case keymap.Back:
		return m.EndTimeline(), true
	default:
		return nil, false
	}
	return m.chooseLook(to), true
}

// chooseLook lets the rows show a look by its index, len(looks) for now.
func (m *Model) chooseLook(to int) tea.Cmd {
	t := &m.timeline
	to = max(0, min(to, len(t.looks)))
	if to == t.at {
		return nil
	}
	t.at = to
	if to == len(t.looks) {
		t.look.Cancel()
		return m.toNow()
	}
	store, holder, at := m.past, m.holder, t.looks[to]
	inv := m.load.inv
	if t.live != nil {
		inv = t.live.load.inv
	}
	now, ended := inv.Items(), inv.Ended()
	return t.look.Ask(func(ctx context.Context) (pastLook, error) {
		items, err := store.At(ctx, holder, at.Ended)
		if err != nil {
			return pastLook{}, err
		}
		out := pastLook{Look: at, items: items, part: !ended}
		old := items
		if !ended && len(now) > 0 {
			last := now[len(now)-1].Instance()
			old = slices.DeleteFunc(slices.Clone(old), func(it *models.Item) bool { return it.Instance().Compare(last) > 0 })
		}
		if out.result = compare.Diff(old, now); !at.Complete {
			out.result.Added = nil // what a look did not cover is not known to have come later
		}
		return out, nil
	})
}

func (m *Model) takeLook(a remote.Answer[pastLook]) tea.Cmd {
	t := &m.timeline
	if !t.look.Take(a) {
		return nil
	}
	if err := t.look.Err(); err != nil {
		return msg.Send(msg.Note{Text: "the look cannot be read: " + past.Words(err), Kind: msg.Warning})
	}
	t.shown, _ = t.look.Get()
	anchor := m.anchor()
	if t.live == nil {
		t.live = &live{m.load, m.rows, m.loadouts, m.compare, m.watch, m.storage, m.found, m.cursor, m.top}
		m.rows.shown, m.rows.lines = slices.Clip(m.rows.shown), nil
		m.watch.on, m.watch.asking, m.watch.fresh, m.watch.granted = false, false, nil, nil
		m.loadouts, m.storage, m.found = msg.Loadouts{}, storage{}, found{}
	}
	inv := models.NewInventory(models.Cursor{})
	page := models.Page{Items: make([]models.Item, len(t.shown.items)), Whole: true}
	for i, it := range t.shown.items {
		page.Items[i] = *it
	}
	inv.Append(page)
	m.load = load{inv: inv, generation: m.load.generation + 1, ctx: context.Background(), close: func() {}, recorded: true}
	m.compare = comparison{version: m.compare.version + 1, Baseline: msg.Baseline{Name: "now"}}
	m.compare.take(t.shown.result)
	m.rows.renew()
	m.rows.computing = false
	cmd := m.arrange()
	m.returnTo(anchor)
	return cmd
}

// toNow shows what is there now again, with the query and the order that are in force.
func (m *Model) toNow() tea.Cmd {
	if m.timeline.live == nil {
		return nil
	}
	r := m.rows
	anchor := m.anchor()
	m.restoreLive()
	m.rows.by, m.rows.desc, m.rows.grouped, m.rows.opened = r.by, r.desc, r.grouped, r.opened
	m.rows.query = r.query
	m.rows.query.matcher = nil
	cmd := m.arrange()
	m.returnTo(anchor)
	return tea.Batch(cmd, m.compareNow())
}

// EndTimeline closes the time line. All is shown again as it was before.
func (m *Model) EndTimeline() tea.Cmd {
	t := &m.timeline
	if !t.open {
		return nil
	}
	t.ask.Cancel()
	t.look.Cancel()
	was, r, before := t.live != nil, &m.rows, t.before
	if was {
		m.restoreLive()
	}
	anchor, cursor, top := t.anchor, t.cursor, t.top
	m.timeline = timeline{}
	same := r.query.text == before.query.text && r.by == before.by && r.desc == before.desc && r.grouped == before.grouped
	if same && !was {
		return m.settle()
	}
	if !same {
		query := before.query
		query.matcher = nil
		r.query, r.by, r.desc, r.grouped, r.opened = query, before.by, before.desc, before.grouped, before.opened
	}
	cmd := m.arrange()
	m.cursor, m.top = cursor, top
	m.returnTo(anchor)
	return tea.Batch(cmd, m.compareNow(), m.settle())
}

// restoreLive puts back what belongs to the inventory as it is now. What was on its way is requested again.
func (m *Model) restoreLive() {
	l := m.timeline.live
	m.timeline.live, m.timeline.shown = nil, pastLook{}
	generation, version := m.load.generation+1, m.compare.version+1
	watched := m.watch.run
	m.load, m.rows, m.loadouts, m.compare, m.watch, m.storage, m.found = l.load, l.rows, l.loadouts, l.compare, l.watch, l.storage, l.found
	m.cursor, m.top = l.cursor, l.top
	m.load.generation, m.load.asking, m.load.next = generation, false, nil
	m.compare.version = version
	m.watch.run, m.watch.asking, m.watch.next = watched, false, m.now
	m.storage.asking = map[models.InstanceID]bool{}
	if m.storage.known == nil {
		m.storage.known = map[models.InstanceID][]models.StoragePair{}
	}
	m.rows.computing, m.rows.again = false, false
}
