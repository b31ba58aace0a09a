// Package remote holds what panes ask the service for: a question whose answer still matters, and a value that is idle,
// loading, loaded or failed.
//
// A pane keeps a [Value] for each thing it loads. It asks with [Value.Ask], whose command answers with an [Answer], and
// gives each Answer of that type to [Value.Take]:
//
//	case remote.Answer[[]models.Character]:
//		if m.characters.Take(message) { … }
//
// An answer is stamped with the question it belongs to, so one to an older question, to a question that was left, or to
// another Value of the same type is never taken. What is loaded stays while it is loaded again and when that fails.
package remote

import (
	"context"
	"errors"

	tea "charm.land/bubbletea/v2"
)

// Stamp identifies one question among all of the program. The zero value is none.
type Stamp struct{ id *byte }

// newStamp returns a stamp that equals no other.
func newStamp() Stamp { return Stamp{new(byte)} }

// Answer is the message that answers a question.
type Answer[T any] struct {
	Stamp Stamp
	Value T
	Err   error
}

// State is what is known of a Value.
type State int8

// The states.
const (
	Idle    State = iota // never asked, or the question was left before an answer
	Loading              // asked; an earlier value may be there
	Loaded
	Failed // the last question failed; an earlier value may be there
)

// Value is something that is loaded. The zero value is idle. It is not safe for concurrent use.
type Value[T any] struct {
	value  T
	known  bool
	err    error
	stamp  Stamp // of the question under way
	cancel context.CancelFunc
}

// Ask leaves the question under way, if any, and asks run, in a command. The context that run is given ends when its
// answer does not matter any more.
func (v *Value[T]) Ask(run func(context.Context) (T, error)) tea.Cmd {
	v.Cancel()
	ctx, cancel := context.WithCancel(context.Background())
	stamp := newStamp()
	v.stamp, v.cancel, v.err = stamp, cancel, nil
	return func() tea.Msg {
		defer cancel()
		value, err := run(ctx)
		return Answer[T]{stamp, value, err}
	}
}

// Take takes the answer to the question under way. It reports false for any other, which must be dropped.
func (v *Value[T]) Take(a Answer[T]) bool {
	if a.Stamp == (Stamp{}) || a.Stamp != v.stamp {
		return false
	}
	v.stamp, v.cancel = Stamp{}, nil
	switch {
	case errors.Is(a.Err, context.Canceled):
	case a.Err != nil:
		v.err = a.Err
	default:
		v.value, v.known, v.err = a.Value, true, nil
	}
	return true
}

// Set makes v loaded without a question, and leaves the one under way.
func (v *Value[T]) Set(value T) {
	v.Cancel()
	v.value, v.known, v.err = value, true, nil
}

// Cancel drops the question under way: its answer will not be taken. What was loaded stays.
func (v *Value[T]) Cancel() {
	if v.cancel != nil {
		v.cancel()
	}
	v.stamp, v.cancel = Stamp{}, nil
}

// Reset leaves the question under way and forgets everything.
func (v *Value[T]) Reset() {
	v.Cancel()
	*v = Value[T]{}
}

// State is what is known of v.
func (v *Value[T]) State() State {
	switch {
	case v.stamp != (Stamp{}):
		return Loading
	case v.err != nil:
		return Failed
	case v.known:
		return Loaded
	}
	return Idle
}

// Loading reports whether a question is under way.
func (v *Value[T]) Loading() bool { return v.State() == Loading }

// Get returns what was loaded last; false where nothing was.
func (v *Value[T]) Get() (T, bool) { return v.value, v.known }

// Err is why the last question failed; nil where it did not, or is under way.
func (v *Value[T]) Err() error { return v.err }
