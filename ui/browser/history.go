package browser

import (
	tea "charm.land/bubbletea/v2"

	"lootlens/keymap"
	"lootlens/ui/browser/items"
	"lootlens/ui/browser/msg"
)

// history is the views that were opened, to go back and forward among. A few that were
// left last keep their rows, so that they are there again at once; the others keep what
// it takes to load them again.
type history struct {
	views []items.View
	at    int
}

const (
	mostViews = 100
	// mostKept views keep their rows, of mostKeptItems items in all, and a baseline each.
	mostKept      = 4
	mostKeptItems = 200_000
)

// push adds a view behind the present one and drops what was ahead.
func (h *history) push(v items.View) {
	if len(h.views) > 0 {
		h.views = h.views[:h.at+1]
	}
	h.views = append(h.views, v)
	if len(h.views) > mostViews {
		h.views = h.views[1:]
	}
	h.at = len(h.views) - 1
}

// keep replaces the present view by its current state. Beyond the limits, the views
// furthest from it drop their rows.
func (h *history) keep(v items.View) {
	if h.at >= len(h.views) {
		return
	}
	h.views[h.at] = v
	kept, size := 0, 0
	bound := func(i int) {
		if i < 0 || i >= len(h.views) || h.views[i].Light() {
			return
		}
		n := h.views[i].Size()
		if kept == mostKept || size+n > mostKeptItems {
			h.views[i].Forget()
			return
		}
		kept++
		size += n
	}
	for by := range len(h.views) {
		bound(h.at - by)
		if by > 0 {
			bound(h.at + by)
		}
	}
}

// travel moves by so many views, back if negative, and returns the view there; nil if
// there is none.
func (h *history) travel(by int) *items.View {
	at := h.at + by
	if at < 0 || at >= len(h.views) {
		return nil
	}
	h.at = at
	return &h.views[at]
}

// keepView saves the state of the present view before it is left.
func (m *model) keepView() {
	if m.history.at < len(m.history.views) {
		m.keep(m.items.Leave())
	}
}

// keep keeps a view with all that is known of the player by now.
func (m *model) keep(v items.View) {
	if v.Player.ID == m.player.ID {
		v.Player = m.player
	}
	m.history.keep(v)
}

// jumped adds the target of a jump within the inventory to the history as a view.
func (m *model) jumped(left items.Left) {
	m.keep(left.View)
	m.history.push(items.NewView(m.items.Here()))
}

// travel shows a view of the history. Where no inventory is on the screen, the one
// before is the one that was left.
func (m *model) travel(by int) tea.Cmd {
	now := m.items.EndTimeline()
	m.items.Part()
	m.keepView()
	if by < 0 && m.screen != onItems {
		by++
	}
	to := m.history.travel(by)
	if to == nil {
		where := "back"
		if by > 0 {
			where = "forward"
		}
		return tea.Batch(now, m.say(msg.Info, "nothing to go "+where+" to"))
	}
	m.closeOverlays()
	v := *to
	to.Release()
	var detail tea.Cmd
	if m.items.Holder() != v.Holder { // else the detail goes on as it is
		m.reading = false
		detail = tea.Batch(m.showDetail(), m.detail.Open(v.Holder))
	}
	return tea.Batch(now, detail, m.stage(v.OpenHolder, func() tea.Cmd { return m.items.Return(v) }), m.baselineOf(v))
}

// baselineOf reads a baseline again that the history has dropped.
func (m *model) baselineOf(v items.View) tea.Cmd {
	b := v.Baseline
	switch {
	case b == nil || len(b.Items) > 0 || m.items.Baseline() == b.Name:
		return nil
	case b.File != "":
		return m.openBaseline(b.File)
	}
	return m.say(msg.Warning, b.Name+" is no longer in memory: "+m.keys.Key(keymap.ListBaseline)+" takes a new one")
}
