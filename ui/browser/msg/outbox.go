package msg

import tea "charm.land/bubbletea/v2"

// Outbox is what a pane tells the root: each model of a pane embeds one. The root drains it at the end of every
// Update, before the next key: a command would bring the message after keys that were typed ahead.
type Outbox struct{ messages []tea.Msg }

// Post puts a message into the outbox.
func (o *Outbox) Post(m tea.Msg) { o.messages = append(o.messages, m) }

// Drain empties the outbox and returns what was in it, in the order of Post.
func (o *Outbox) Drain() []tea.Msg {
	out := o.messages
	o.messages = nil
	return out
}
