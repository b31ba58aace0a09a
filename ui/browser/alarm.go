package browser

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"lootlens/models"
	"lootlens/ui/browser/msg"
	"lootlens/ui/parts"
)

// longestSleep is the most between two looks at the clock, which may be set, or go on while the machine sleeps.
const longestSleep = time.Minute

// alarm wakes the browser at a time when it has to do or draw something, though no
// message comes.
type alarm struct {
	at     time.Time // zero where none is set
	cancel context.CancelFunc
}

// alarmMsg: the time of the alarm has come, or a request began to wait.
type alarmMsg struct{}

// stop cancels the alarm.
func (a *alarm) stop() {
	if a.cancel != nil {
		a.cancel()
	}
	a.at, a.cancel = time.Time{}, nil
}

// set makes the alarm ring at a time, and when a request begins to wait, unless it rings earlier anyway.
func (a *alarm) set(now, at time.Time, paused <-chan struct{}) tea.Cmd {
	if !a.at.IsZero() && !at.Before(a.at) {
		return nil
	}
	a.stop()
	ctx, cancel := context.WithCancel(context.Background())
	a.at, a.cancel = at, cancel
	return func() tea.Msg {
		timer := time.NewTimer(at.Sub(now))
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-paused:
		case <-ctx.Done():
			return nil
		}
		return alarmMsg{}
	}
}

// aging is a pane that shows times.
type aging interface {
	Expires() time.Time // of what it drew last; zero for never
}

// expires is when the screen goes out of date though no message comes.
func (m *model) expires() time.Time {
	var first parts.Expiry
	add := func(at time.Time) {
		if at.After(m.now) { // else it is of a pane that is not on the screen
			first.Add(at)
		}
	}
	if m.note.Text != "" {
		add(m.noteEnds)
	}
	if _, left, waits := m.o.Log.Waiting(m.now); waits {
		add(m.now.Add(left%time.Second + time.Microsecond))
	}
	for _, l := range m.layers() {
		if l, ok := l.(aging); ok {
			add(l.Expires())
		}
	}
	return first.Time()
}

// sleep sets the alarm.
func (m *model) sleep() tea.Cmd {
	m.frames.expires = m.expires()
	wake := parts.Expiry{}
	wake.Add(m.now.Add(longestSleep))
	wake.Add(m.frames.expires)
	wake.Add(m.items.Wakes())
	return m.alarm.set(models.WallTime(m.o.Now()), wake.Time(), m.o.Log.Paused())
}

// tell gives the panes the time, at most once a second unless it is wanted now.
func (m *model) tell(wanted bool) tea.Cmd {
	now := m.o.Now()
	if !wanted && now.Unix() == m.now.Unix() {
		return nil
	}
	return m.route(msg.Tick{Now: now})
}

// outdated reports whether the screen is out of date.
func (m *model) outdated() bool {
	_, _, waits := m.o.Log.Waiting(m.now)
	at := m.frames.expires
	return waits || !at.IsZero() && !at.After(m.now)
}
