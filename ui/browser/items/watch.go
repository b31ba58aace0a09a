package items

import (
	"context"
	"errors"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/dustin/go-humanize"

	"lootlens/api"
	"lootlens/models"
	"lootlens/ui/browser/msg"
)

// watch asks for what is newer than the newest id, every few seconds, and puts it
// on top of the list. One small request an interval.
type watch struct {
	on       bool
	run      uint64 // raised at each start: an answer to an older one is dropped
	close    context.CancelFunc
	ctx      context.Context
	asking   bool
	walk     *api.Walk
	known    bool // the newest id is known, so that only newer ones are asked for
	interval time.Duration
	next     time.Time
	looked   time.Time // when the last answer came; zero for none
	err      error
	bell     bool

	fresh   []*models.Item // newest first
	granted map[*models.Item]time.Time
}

const (
	watchFast = 3 * time.Second
	watchSlow = 15 * time.Second
)

// clock is a time of the day with its zone.
const clock = "15:04:05 MST"

// freshFor is how long a granted item stands out in the list.
const freshFor = 10 * time.Second

func (m *Model) fresh(seen time.Time) bool { return m.now.Sub(seen) < freshFor }

// Wakes is when the watch looks next; zero where it does not watch, or waits for an answer.
func (m *Model) Wakes() time.Time {
	if w := &m.watch; w.on && !w.asking {
		return w.next
	}
	return time.Time{}
}

type grantsMsg struct {
	run  uint64
	walk *api.Walk // answers where the end is
	page models.Page
	err  error
}

func (w *watch) stop() {
	if w.close != nil {
		w.close()
	}
	w.on, w.asking = false, false
}

func (m *Model) toggleWatch() tea.Cmd {
	w := &m.watch
	if w.on {
		w.stop()
		return msg.Send(msg.Note{Text: "stopped watching"})
	}
	if m.holder.Kind == models.UniversalHolder {
		return msg.Send(msg.Note{Text: "the universal inventory has no grants to watch", Kind: msg.Warning})
	}
	w.on, w.err, w.known, w.asking = true, nil, false, false
	w.run++
	w.ctx, w.close = context.WithCancel(context.Background())
	w.interval, w.next = watchFast, m.now
	if w.granted == nil {
		w.granted = map[*models.Item]time.Time{}
	}
	return tea.Batch(w.due(m), msg.Send(msg.Note{Text: "watching for new grants"}))
}

func (m *Model) toggleBell() tea.Cmd {
	m.watch.bell = !m.watch.bell
	if m.watch.bell {
		return msg.Send(msg.Note{Text: "new grants ring the bell, and show on the desktop where the terminal can do that"})
	}
	return msg.Send(msg.Note{Text: "new grants make no sound, and show here only"})
}

// rhythm says how often the watch looks, when it last did, and how many items have come; before that, that it has not
// begun.
func (w *watch) rhythm() string {
	if !w.known { // a new item could not be told from one that was there
		return "looking for the newest item"
	}
	s := "watching every " + models.Span(w.interval)
	if !w.looked.IsZero() {
		s += ", looked " + w.looked.Format(clock)
	}
	if n := len(w.fresh); n > 0 {
		s += " · " + humanize.Comma(int64(n)) + " new"
	}
	return s
}

// newest says when the newest item came and when it was seen; "" where none has come.
func (w *watch) newest() string {
	if len(w.fresh) == 0 {
		return ""
	}
	it := w.fresh[0]
	seen := w.granted[it]
	at, ok := it.Acquired()
	if !ok {
		return it.Name().Line() + ": seen " + seen.Format(clock)
	}
	return it.Name().Line() + ": granted " + at.In(seen.Location()).Format(time.TimeOnly) + ", seen " + seen.Format(clock) +
		" (" + models.Span(max(0, seen.Sub(at))) + ")"
}

// due asks when the time has come.
func (w *watch) due(m *Model) tea.Cmd {
	if !w.on || w.asking || m.now.Before(w.next) {
		return nil
	}
	w.asking = true
	client, ctx, holder, run := m.client, w.ctx, m.holder, w.run
	if !w.known {
		newest := m.load.inv.Newest()
		if len(w.fresh) > 0 && w.fresh[0].Instance().Compare(newest) > 0 {
			newest = w.fresh[0].Instance() // from an earlier watch: it is not new
		}
		from, _ := models.CursorAfter(newest)
		if m.load.inv.Ended() && m.load.inv.Notice() == "" {
			walk := api.NewWalk(holder, api.WalkOptions{From: from, Follow: true})
			return func() tea.Msg { return grantsMsg{run: run, walk: walk} }
		}
		return func() tea.Msg {
			walk, err := client.Follow(ctx, holder, from)
			return grantsMsg{run: run, walk: walk, err: err}
		}
	}
	request := w.walk.Next()
	return func() tea.Msg {
		page, err := client.Page(ctx, request)
		return grantsMsg{run: run, page: page, err: err}
	}
}

func (m *Model) takeGrants(a grantsMsg) tea.Cmd {
	w := &m.watch
	if a.run != w.run || !w.on || !w.asking {
		return nil
	}
	w.asking = false
	w.err = a.err
	w.looked = m.now
	w.next = m.now.Add(w.interval)
	if a.err != nil {
		if errors.Is(a.err, context.Canceled) {
			return nil
		}
		w.interval = min(watchSlow, w.interval*2)
		return msg.Send(msg.Failed{Err: a.err})
	}
	if !w.known {
		w.known, w.walk = true, a.walk
		return w.due(m)
	}
	page := a.page
	if w.walk.Take(&page, nil); len(page.Items) == 0 {
		w.interval = min(watchSlow, w.interval+time.Second)
		w.next = m.now.Add(w.interval)
		return nil
	}
	w.interval, w.next = watchFast, m.now.Add(watchFast)
	fresh := make([]*models.Item, 0, len(page.Items)+len(w.fresh))
	for i := range slices.Backward(page.Items) {
		fresh = append(fresh, &page.Items[i])
		w.granted[&page.Items[i]] = m.now
	}
	m.recordGrants(fresh)
	w.fresh = append(fresh, w.fresh...)
	cmd := m.rearrange()
	if !m.typing() {
		m.atTop = false
		m.stopSeeking()
		m.moveTo(w.fresh[0].Instance(), true)
	}
	return tea.Batch(cmd, m.compareNow(), msg.Send(msg.Granted{Items: len(page.Items), Newest: w.fresh[0], Bell: w.bell}))
}
