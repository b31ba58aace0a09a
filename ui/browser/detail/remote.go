package detail

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"lootlens/ui/browser/msg"
	"lootlens/ui/browser/remote"
)

// loaded is what one request answers, and for which time.
type loaded[T any] struct {
	remote.Value[T]
	asOf time.Time // the value is good for what is no newer than this
	skip bool      // it failed: not again until the user retries
}

// due reports whether the request has to be made for something that came at asOf.
func (l *loaded[T]) due(asOf time.Time) bool {
	_, known := l.Get()
	return !l.Loading() && !l.skip && (!known || l.asOf.Before(asOf))
}

func (l *loaded[T]) known() bool { _, known := l.Get(); return known }

func (l *loaded[T]) value() T { v, _ := l.Get(); return v }

// answerMsg brings what a request answered; apply takes it in Update, or drops it
// where it came too late.
type answerMsg struct{ apply func() tea.Cmd }

// load makes the request for l; then is called in Update once it is answered.
func load[T any](l *loaded[T], asOf time.Time, read func(context.Context) (T, error), then func() tea.Cmd) tea.Cmd {
	ask := l.Ask(read)
	return func() tea.Msg {
		answer := ask().(remote.Answer[T])
		return answerMsg{func() tea.Cmd {
			if !l.Take(answer) {
				return nil
			}
			if l.skip = l.Err() != nil; !l.skip {
				l.asOf = asOf
			}
			return tea.Batch(failed(l.Err()), then())
		}}
	}
}

func failed(err error) tea.Cmd {
	if err == nil {
		return nil
	}
	return msg.Send(msg.Failed{Err: err})
}
