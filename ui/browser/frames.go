package browser

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"lootlens/ui/browser/msg"
)

// frames keeps a burst of messages from costing a drawing each. Bubble Tea asks for
// the view after every message, but draws at most once a frame: the view is built
// for the first message, and then not again until a frame's time is over.
type frames struct {
	last     string // what was built last
	title    string // the window's, of the same moment
	stale    bool   // something has happened since
	closed   bool   // a frame's time is running
	building bool   // View is to build
	brisk    bool   // the beat is
	still    int    // frames since the last that may have something to write
	beat     beat
}

type frameMsg struct{}

// after is called once an ordinary message was handled. Most can have something
// written, be it beside the screen; the time alone only what the screen then shows.
func (f *frames) after(message tea.Msg) tea.Cmd {
	f.stale = true
	if _, tick := message.(msg.Tick); !tick {
		f.still = 0
		if !f.brisk {
			f.brisk = true
			f.beat.set(briskly)
		}
	}
	if f.closed {
		return nil
	}
	return f.open()
}

// due is called when a frame's time is over.
func (f *frames) due() tea.Cmd {
	f.closed = false
	if f.stale {
		return f.open()
	}
	f.brisk = false
	if f.still > 1 {
		f.beat.rest()
	} else {
		f.beat.set(soon)
	}
	return nil
}

func (f *frames) open() tea.Cmd {
	f.closed, f.building = true, true
	return tea.Tick(time.Second/framesPerSecond, func(time.Time) tea.Msg { return frameMsg{} })
}

// view is the frame to draw, and the window's title.
func (f *frames) view(build func() (screen, title string)) (screen, title string) {
	if f.building {
		was := f.last
		f.last, f.title = build()
		f.building, f.stale = false, false
		if f.still++; f.last != was && !f.brisk {
			f.still = 0
			f.beat.set(time.Second / framesPerSecond)
		}
	}
	return f.last, f.title
}
