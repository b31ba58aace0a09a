// Package panetest runs a pane in tests as Bubble Tea would, but in an order that the
// test decides: a command is run when it is asked for, and its message delivered
// then or later. No program imports it.
package panetest

import (
	"reflect"

	tea "charm.land/bubbletea/v2"
)

// Rig drives one pane. Up collects what the pane sends and does not take itself.
type Rig struct {
	Update func(tea.Msg) tea.Cmd
	// Goes tells which messages go up instead of back into the pane; nil is none.
	Goes func(tea.Msg) bool
	Up   []tea.Msg
}

// Messages runs a command, and those that it stands for, and returns what came
// without delivering it.
func Messages(cmd tea.Cmd) []tea.Msg {
	if cmd == nil {
		return nil
	}
	m := cmd()
	if m == nil {
		return nil
	}
	v := reflect.ValueOf(m)
	if v.Kind() != reflect.Slice || v.Type().Elem() != reflect.TypeFor[tea.Cmd]() {
		return []tea.Msg{m}
	}
	// A batch or a sequence.
	var out []tea.Msg
	for i := range v.Len() {
		out = append(out, Messages(v.Index(i).Interface().(tea.Cmd))...)
	}
	return out
}

// Run runs a command and delivers what comes of it, and of that, until nothing is
// left.
func (r *Rig) Run(cmd tea.Cmd) {
	for waiting := Messages(cmd); len(waiting) > 0; waiting = waiting[1:] {
		m := waiting[0]
		if r.Goes != nil && r.Goes(m) {
			r.Up = append(r.Up, m)
			continue
		}
		waiting = append(waiting, Messages(r.Update(m))...)
	}
}

// Send delivers messages, each with all that comes of it.
func (r *Rig) Send(messages ...tea.Msg) {
	for _, m := range messages {
		r.Run(r.Update(m))
	}
}

// Type sends one key press a character.
func (r *Rig) Type(s string) {
	for _, c := range s {
		r.Send(tea.KeyPressMsg{Code: c, Text: string(c)})
	}
}

// Press sends keys that are no text, by their codes.
func (r *Rig) Press(codes ...rune) {
	for _, c := range codes {
		r.Send(tea.KeyPressMsg{Code: c})
	}
}

// Took returns the messages of one type that went up, and forgets them.
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
