package browser

import (
	"bytes"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
)

// stalled is a terminal that at times does not read.
type stalled struct {
	reading sync.Mutex
	writes  atomic.Int64 // begun
	mu      sync.Mutex
	got     bytes.Buffer
}

func (s *stalled) Write(b []byte) (int, error) {
	s.writes.Add(1)
	s.reading.Lock()
	defer s.reading.Unlock()
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.got.Write(b)
}

func (s *stalled) has(text string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.Contains(ansi.Strip(s.got.String()), text)
}

// Bubble Tea's ticker is not exported: a version of it that keeps frames in another
// way is noticed here.
func TestTickerIsFound(t *testing.T) {
	t.Parallel()
	o, _ := options(t)
	r := run(t, o, 100, 30)
	r.until("a frame", func(m *model) bool { return m.frames.last != "" })
	r.look(func(m *model) {
		if m.frames.beat.ticker == nil {
			t.Error("the program's ticker was not found: the browser goes on at 60 frames a second while idle")
		}
	})
}

// The last frame comes also where the terminal was busy with one before for longer
// than the beat is brisk.
func TestNoFrameIsLostAtRest(t *testing.T) {
	t.Parallel()
	o, _ := options(t)
	out := &stalled{}
	o.Stdout = out
	r := run(t, o, 100, 30)
	r.waitFor("Open a player")
	r.until("rest", func(m *model) bool { return !m.frames.closed && !m.frames.stale })
	wait := func(what string, ok func() bool) {
		for end := time.Now().Add(patience); !ok(); time.Sleep(time.Millisecond) {
			if time.Now().After(end) {
				t.Fatal("waited for " + what)
			}
		}
	}
	out.reading.Lock()
	before := out.writes.Load()
	r.keys("z")
	wait("a write", func() bool { return out.writes.Load() > before })
	pressed := make(chan struct{})
	go func() {
		defer close(pressed)
		r.keys("ctrl+p")
	}()
	time.Sleep(2 * time.Second / framesPerSecond)
	out.reading.Unlock()
	wait("the last frame", func() bool { return out.has("what to do") })
	<-pressed
}
