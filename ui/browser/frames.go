package browser

import (
	"time"

	tea "charm.land/bubbletea/v2"
)

// frameTime is the least between two frames.
const frameTime = time.Second / 120

// frames limits how often the screen is built. Bubble Tea asks for the view after
// every message: the first message has it built at once, those that follow within a
// frame's time have it built once, at the end of that time.
type frames struct {
	view    tea.View  // what was built last
	running bool      // the time of a frame is not over
	stale   bool      // a message came since the view was built
	due     bool      // the view is to be built
	expires time.Time // when the view goes out of date; zero for never
}

// frameMsg ends a frame's time.
type frameMsg struct{}

// after is called once a message was handled.
func (f *frames) after() tea.Cmd {
	f.stale = true
	if f.running {
		return nil
	}
	return f.begin()
}

// end is called when a frame's time is over.
func (f *frames) end() tea.Cmd {
	f.running = false
	if f.stale {
		return f.begin()
	}
	return nil
}

func (f *frames) begin() tea.Cmd {
	f.running, f.due = true, true
	return tea.Tick(frameTime, func(time.Time) tea.Msg { return frameMsg{} })
}

// latest is the view to show: a new one where that is due, else the last.
func (f *frames) latest(build func() tea.View) tea.View {
	if f.due {
		f.view = build()
		f.due, f.stale = false, false
	}
	return f.view
}
