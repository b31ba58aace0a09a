package browser

import (
	"context"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"lootlens/models"
	"lootlens/ui/browser/msg"
	"lootlens/ui/browser/past"
)

// recorder gives the history what panes have read, one snapshot after the other, in commands.
type recorder struct {
	queue  []past.Snapshot
	under  chan struct{} // closed when the snapshot under way is recorded; nil for none
	open   chan struct{} // closed once the history may be opened
	opened bool
	failed string // why the last one was not recorded, which is said once; the list shows it as long as it holds
}

// recordedMsg answers the recording of a snapshot.
type recordedMsg struct {
	holder models.Holder
	look   models.Look
	err    error
}

// setPast gives all panes the history; nil is none.
func (m *model) setPast(s past.Store) {
	if s != nil {
		if m.recorder.open == nil {
			m.recorder.open = make(chan struct{})
		}
		s = past.Gated(s, m.recorder.open)
	}
	m.o.Past = s
	m.holders.SetPast(s)
	m.items.SetPast(s)
	m.detail.SetPast(s)
	m.search.SetPast(s)
}

// pastAfter is how long after the start the history is opened: the first screen is there by then.
const pastAfter = 300 * time.Millisecond

// pastMsg: the history may be opened.
type pastMsg struct{}

func (m *model) openPast() {
	if r := &m.recorder; !r.opened {
		if r.open == nil {
			r.open = make(chan struct{})
		}
		r.opened = true
		close(r.open)
	}
}

// record keeps what a pane has read.
func (m *model) record(s past.Snapshot) tea.Cmd {
	if m.o.Past == nil {
		return nil
	}
	m.recorder.queue = append(m.recorder.queue, s)
	return m.recordNext()
}

func (m *model) recordNext() tea.Cmd {
	r := &m.recorder
	if r.under != nil || len(r.queue) == 0 {
		return nil
	}
	s, store, under := r.queue[0], m.o.Past, make(chan struct{})
	r.queue, r.under = r.queue[1:], under
	return func() tea.Msg {
		defer close(under)
		look, err := store.Record(context.Background(), s)
		return recordedMsg{s.Holder, look, err}
	}
}

// takeRecorded tells the panes, which read the history again. Where it failed, they read what there was.
func (m *model) takeRecorded(a recordedMsg) tea.Cmd {
	m.recorder.under = nil
	r := msg.Recorded{Look: a.look}
	var said tea.Cmd
	if r.Look.Holder = a.holder; a.err != nil {
		r.Problem = past.Words(a.err)
		if m.screen != onItems && r.Problem != m.recorder.failed {
			said = m.say(msg.Warning, "not recorded in the history: "+r.Problem)
		}
	}
	m.recorder.failed = r.Problem
	return tea.Batch(said, m.recordNext(), m.all(r))
}

// recordRest records at the end of the program what was read and is not recorded yet, for
// at most a few seconds.
func (m *model) recordRest() {
	const most = 3 * time.Second
	if m.o.Past == nil {
		return
	}
	m.openPast()
	m.items.Part()
	m.search.Close()
	ctx, cancel := context.WithTimeout(context.Background(), most)
	defer cancel()
	if m.recorder.under != nil {
		select {
		case <-m.recorder.under:
		case <-ctx.Done():
		}
	}
	for _, p := range m.drain() {
		if w, ok := p.(msg.Walked); ok {
			m.recorder.queue = append(m.recorder.queue, w.Snapshot)
		}
	}
	for _, s := range m.recorder.queue {
		if _, err := m.o.Past.Record(ctx, s); err != nil {
			return // there is no screen left to say it on
		}
	}
}

// summarizePast adds to an item's summary when it was seen and, if it is gone, since when and why.
func (m *model) summarizePast(line func(label, value string), it *models.Item) {
	moment := func(at time.Time) string { return past.Moment(at, m.now.Location()) }
	p, last, ok := m.detail.Seen()
	if look, earlier := m.items.AtLook(); earlier {
		line("As it was", moment(look.Ended))
	}
	if ok && m.detail.Item() == it {
		line("First seen", moment(p.First()))
		line("Last seen", moment(last))
		line("Gone", strings.TrimPrefix(p.GoneSince(m.now.Location()), "gone "))
	}
}
