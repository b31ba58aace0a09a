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

// keep remembers what the present view has become, before it is left.
func (h *history) keep(query string) {
	if h.at < len(h.views) {
		h.views[h.at].Query = query
	}
}

func (h *history) backward() *msg.OpenHolder { return h.travel(-1) }

func (h *history) forward() *msg.OpenHolder { return h.travel(1) }

func (h *history) travel(by int) *msg.OpenHolder {
	at := h.at + by
	if at < 0 || at >= len(h.views) {
		return nil
	}
	h.at = at
	return &h.views[at]
}

// travel shows a view of the history.
func (m *model) travel(to *msg.OpenHolder) tea.Cmd {
	if to == nil {
		m.say(msg.Note{Text: "no further view"})
		return nil
	}
	m.overlay = noOverlay
	return m.show(*to)
}
