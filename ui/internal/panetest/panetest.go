// Package panetest runs a pane in tests as Bubble Tea would, but the test decides when a
// command runs and when its message is delivered.
package panetest

import tea "charm.land/bubbletea/v2"

// Rig drives one pane.
type Rig struct {
	Update func(tea.Msg) tea.Cmd
	// Goes reports whether a message is for the root and not for the pane; nil means none is.
	Goes func(tea.Msg) bool
	Up   []tea.Msg // the messages for the root
	Hold bool      // the pane's own messages are kept in Held and not delivered
	Held []tea.Msg
}

// Messages runs a command, each command of a batch, and returns their messages without
// delivering them.
func Messages(cmd tea.Cmd) []tea.Msg {
	if cmd == nil {
		return nil
	}
	switch m := cmd().(type) {
	case nil:
		return nil
	case tea.BatchMsg:
		var out []tea.Msg
		for _, c := range m {
			out = append(out, Messages(c)...)
		}
		return out
	default:
		return []tea.Msg{m}
	}
}

// Run runs a command and delivers its messages, and those of the commands that follow,
// until none is left.
func (r *Rig) Run(cmd tea.Cmd) {
	for waiting := Messages(cmd); len(waiting) > 0; waiting = waiting[1:] {
		m := waiting[0]
		if r.Goes != nil && r.Goes(m) {
			r.Up = append(r.Up, m)
			continue
		}
		if r.Hold {
			r.Held = append(r.Held, m)
			continue
		}
		waiting = append(waiting, Messages(r.Update(m))...)
	}
}

// Send delivers messages, each followed by those that it causes.
func (r *Rig) Send(messages ...tea.Msg) {
	for _, m := range messages {
		r.Run(r.Update(m))
	}
}

// Type presses the key of each character.
func (r *Rig) Type(s string) {
	for _, c := range s {
		r.Send(tea.KeyPressMsg{Code: c, Text: string(c)})
	}
}

// Keys presses keys by their names, as [KeyPress] has them.
func (r *Rig) Keys(names ...string) {
	for _, name := range names {
		r.Send(KeyPress(name))
	}
}

// Press presses keys by their codes.
func (r *Rig) Press(codes ...rune) {
	for _, c := range codes {
		r.Send(tea.KeyPressMsg{Code: c})
	}
}

// Took removes the messages of one type from Up and returns them.
func Took[T tea.Msg](r *Rig) (out []T) {
	rest := r.Up[:0]
	for _, m := range r.Up {
		if v, ok := m.(T); ok {
			out = append(out, v)
		} else {
			rest = append(rest, m)
		}
	}
	r.Up = rest
	return out
}

// Last returns the newest message of one type in Up; false where there is none.
func Last[T tea.Msg](r *Rig) (m T, ok bool) {
	for i := len(r.Up) - 1; i >= 0 && !ok; i-- {
		m, ok = r.Up[i].(T)
	}
	return m, ok
}
