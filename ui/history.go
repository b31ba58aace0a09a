package ui

import (
	tea "charm.land/bubbletea/v2"

	"lootlens/ui/msg"
)

// history is the inventories that were opened, to go back and forward among.
type history struct {
	views []msg.OpenHolder
	at    int
}

const mostViews = 100

// push adds a view behind the present one and drops what was ahead.
func (h *history) push(o msg.OpenHolder) {
	if len(h.views) > 0 {
		h.views = h.views[:h.at+1]
	}
	h.views = append(h.views, o)
	if len(h.views) > mostViews {
		h.views = h.views[1:]
	}
	h.at = len(h.views) - 1
}

// travel goes to the view that is by views further, or nil where there is none.
func (h *history) travel(by int) *msg.OpenHolder {
	at := h.at + by
	if at < 0 || at >= len(h.views) {
		return nil
	}
	h.at = at
	return &h.views[at]
}

// keepView remembers what the present view has become, before it is left.
func (m *model) keepView() {
	if h := &m.history; h.at < len(h.views) {
		v := &h.views[h.at]
		v.At, v.Stand, v.Query = m.items.Where()
	}
}

// travel shows a view of the history. Where no inventory is on the screen, the one
// before is the one that was left.
func (m *model) travel(by int) tea.Cmd {
	m.keepView()
	if by < 0 && m.screen != onItems {
		by++
	}
	to := m.history.travel(by)
	if to == nil {
		m.say(msg.Note{Text: "no further view"})
		return nil
	}
	m.overlay = noOverlay
	return m.show(*to)
}
