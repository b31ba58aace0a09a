package msg

import (
	"sync/atomic"

	tea "charm.land/bubbletea/v2"
)

// Asks is what a pane asks of the root by a key, in a pane's model. As a command
// alone it would come back after keys that were typed ahead, and those would reach
// the wrong pane: the root takes it in the Update of the key instead.
type Asks struct{ waiting []*ask }

type ask struct {
	message tea.Msg
	taken   atomic.Bool
}

// Ask is like Send: the command brings the message where Asked has not yet.
func (a *Asks) Ask(m tea.Msg) tea.Cmd {
	w := &ask{message: m}
	a.waiting = append(a.waiting, w)
	return func() tea.Msg {
		if w.taken.Swap(true) {
			return nil
		}
		return w.message
	}
}

// Asked takes what has been asked since it was called last, in order.
func (a *Asks) Asked() (asked []tea.Msg) {
	for _, w := range a.waiting {
		if !w.taken.Swap(true) {
			asked = append(asked, w.message)
		}
	}
	a.waiting = nil
	return asked
}
