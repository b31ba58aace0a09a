package browser

import (
	"reflect"
	"time"
	"unsafe"

	tea "charm.land/bubbletea/v2"
)

// A frame that is due is written within a millisecond, not within the eight of a
// frame: most of a key's time was waiting for the next one. What could not be written
// meanwhile, since the machine or the terminal was busy, is written soon after, and
// when whole seconds have changed nothing there is nothing left to write.
const (
	briskly = time.Millisecond
	soon    = 250 * time.Millisecond
)

// beat is how often Bubble Tea looks for a frame to write. Its ticker goes on at the
// full rate of frames for ever, which costs a hundredth of a core while nothing
// happens, and it has no setting for that. The ticker is not exported: where it is
// not found, all is as Bubble Tea does it, and only rest and speed are lost.
type beat struct {
	program *tea.Program
	ticker  *time.Ticker
	looked  bool
}

// set is called from the program's own goroutine, which alone replaces the ticker.
func (b *beat) set(every time.Duration) {
	if b.found() {
		b.ticker.Reset(every)
	}
}

// rest is called from there too.
func (b *beat) rest() {
	if b.found() {
		b.ticker.Stop()
	}
}

func (b *beat) found() bool {
	if !b.looked && b.program != nil {
		b.looked, b.ticker = true, tickerOf(b.program)
	}
	return b.ticker != nil
}

// tickerOf is the ticker that a running program writes frames by, or nil.
func tickerOf(p *tea.Program) *time.Ticker {
	f := reflect.ValueOf(p).Elem().FieldByName("ticker")
	if !f.IsValid() || f.Type() != reflect.TypeFor[*time.Ticker]() {
		return nil
	}
	return *(**time.Ticker)(unsafe.Pointer(f.UnsafeAddr()))
}
