package browser

import (
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"lootlens/ui/browser/msg"
)

// at draws the screen for a time: all of it, or only what is out of date by then.
func (m *model) at(now time.Time, all bool) string {
	m.route(msg.Tick{Now: now})
	if all {
		m.setTheme()
	}
	return ansi.Strip(m.draw())
}

// Until the screen expires it is what a fresh drawing shows, and so it is once only what expired was drawn again.
func TestWhatIsShownIsNeverOutOfDate(t *testing.T) {
	t.Parallel()
	for _, screen := range []struct {
		name string
		w, h int
		open func(*rig)
	}{
		{"the picker", 120, 40, func(r *rig) {
			r.list()
			r.keys("esc", "esc")
			r.waitFor("Open a player", "just now")
		}},
		{"a player's inventories", 140, 40, func(r *rig) {
			r.remember()
			r.choose("2001")
			r.waitFor("last look")
		}},
		{"a list with its detail", 140, 40, (*rig).list},
		{"a narrow list", 60, 30, (*rig).narrow},
		{"an item that is rented", 140, 40, func(r *rig) {
			r.list()
			r.keys("/")
			r.typed("rental=running")
			r.keys("enter")
			r.waitFor("Rented: ")
		}},
		{"an item of the history", 140, 60, func(r *rig) {
			r.remember()
			r.nova()
			r.waitFor("First", "Last")
		}},
		{"a look", 140, 40, func(r *rig) {
			r.remember()
			r.nova()
			r.keys("H", "left", "enter")
			r.waitFor("look of", "ago")
		}},
	} {
		t.Run(screen.name, func(t *testing.T) {
			t.Parallel()
			r := start(t, screen.w, screen.h)
			screen.open(r)
			r.look(func(m *model) {
				m.note = msg.Note{}
				now, changes := m.now, 0
				shown := m.at(now, true)
				for range 40 {
					expires := m.expires()
					if expires.IsZero() {
						break
					}
					for _, early := range []time.Duration{expires.Sub(now) / 2, time.Millisecond} {
						if at := expires.Add(-early); early >= time.Millisecond && at.After(now) {
							if fresh := m.at(at, true); fresh != shown {
								t.Errorf("drawn at %v, it should be drawn again at %v, and is out of date at %v:\n%s", now, expires, at, otherLines(shown, fresh))
								return
							}
						}
					}
					m.at(now, true)
					now = expires
					if again := m.at(now, false); again != shown {
						changes++
						shown = again
					}
					if fresh := m.at(now, true); fresh != shown {
						t.Errorf("drawn again at %v:\n%s", now, otherLines(shown, fresh))
						return
					}
				}
				if changes == 0 {
					t.Errorf("nothing changed until %v", now)
				}
			})
		})
	}
}

// otherLines are the first lines that differ.
func otherLines(got, want string) string {
	other := strings.Split(want, "\n")
	for i, line := range strings.Split(got, "\n") {
		if i >= len(other) || line != other[i] {
			return line + "\nwant\n" + strings.Join(other[i:min(i+1, len(other))], "")
		}
	}
	return ""
}

// narrow opens the list where it has the whole screen.
func (r *rig) narrow() {
	r.choose("1250")
	r.waitFor("12501")
	r.keys("down", "enter")
	r.waitFor("Drakescale", "228/412")
}

// The alarm rings at the earliest time that it was set to, and none is left when the browser has ended.
func TestAlarm(t *testing.T) {
	t.Parallel()
	var a alarm
	late := a.set(clock, clock.Add(time.Hour), nil)
	if a.set(clock, clock.Add(2*time.Hour), nil) != nil {
		t.Error("a later alarm was set")
	}
	early := a.set(clock, clock.Add(time.Millisecond), nil)
	if got := late(); got != nil {
		t.Errorf("the alarm that was replaced sent %v", got)
	}
	if got := early(); got != (alarmMsg{}) {
		t.Errorf("the alarm sent %v", got)
	}
	a.stop()
	paused := make(chan struct{}, 1)
	paused <- struct{}{}
	if got := a.set(clock, clock.Add(time.Hour), paused)(); got != (alarmMsg{}) {
		t.Errorf("a request that waits sent %v", got)
	}
}
