// Package requests keeps the latest requests that the client made and shows them:
// what developers look at first. It holds no secret, since api.Exchange holds none.
package requests

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/dustin/go-humanize"

	"lootlens/api"
)

// maxKept is how many exchanges a Log remembers.
const maxKept = 1000

// Of the latest exchanges the bodies are kept, within these bounds; that of the last one
// always is.
const (
	maxBodies = 64
	keptBytes = 512 << 10 // of memory, compressed: some eight full pages of an inventory
)

// Entry is an exchange in a Log.
type Entry struct {
	api.Exchange
	N       int  // its place among all that came
	Dropped bool // its body is no longer kept
}

// Log remembers the latest exchanges. It is safe for concurrent use.
type Log struct {
	now   func() time.Time
	mu    sync.Mutex
	ring  []Entry // exchange n is at n % Kept
	count int     // of all that came
	// Bodies of the exchanges from here on are kept.
	bodies int
	kept   int // how many bodies
	bytes  int // that they take
	most   int // bytes that they may take
	pause  api.Pause
	ends   time.Time // of the pause
	paused chan struct{}
}

// NewLog returns an empty log on whose clock pauses end.
func NewLog(now func() time.Time) *Log { return newLog(now, keptBytes) }

// NewSmallLog is NewLog with room for the bodies of a page or two, for one of many users.
func NewSmallLog(now func() time.Time) *Log { return newLog(now, keptBytes/8) }

func newLog(now func() time.Time, most int) *Log {
	return &Log{now: now, most: most, paused: make(chan struct{}, 1)}
}

// Paused has an element after a wait began.
func (l *Log) Paused() <-chan struct{} { return l.paused }

// Observe takes an exchange; give it to api.Config.
func (l *Log) Observe(e api.Exchange) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.count >= maxKept {
		for l.bodies <= l.count-maxKept {
			l.drop()
		}
		l.ring[l.count%maxKept] = Entry{Exchange: e, N: l.count}
	} else {
		l.ring = append(l.ring, Entry{Exchange: e, N: l.count})
	}
	l.count++
	if n := e.Body.Size(); n > 0 {
		l.kept++
		l.bytes += n
	}
	for l.kept > maxBodies || l.bytes > l.most && l.kept > 1 {
		l.drop()
	}
}

// drop lets go of the oldest body.
func (l *Log) drop() {
	e := &l.ring[l.bodies%maxKept]
	l.bodies++
	if n := e.Body.Size(); n > 0 {
		l.kept--
		l.bytes -= n
		e.Body, e.Dropped = api.Body{}, true
	}
}

// Pause takes a wait that begins now; give it to api.Config.
func (l *Log) Pause(p api.Pause) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if ends := l.now().Add(p.Wait); ends.After(l.ends) || l.over() {
		l.pause, l.ends = p, ends
	}
	select {
	case l.paused <- struct{}{}:
	default:
	}
}

// over reports whether the pause that is known has ended.
func (l *Log) over() bool {
	select {
	case <-l.pause.Done:
		return true
	default:
		return false
	}
}

// Waiting says why a request waits at the time now, and for how long still; false
// when none does.
func (l *Log) Waiting(now time.Time) (api.Pause, time.Duration, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	left := l.ends.Sub(now)
	return l.pause, left, left > 0 && !l.over()
}

// Count is how many exchanges came, the forgotten ones included.
func (l *Log) Count() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.count
}

// All is what is remembered, in the order of when it began.
func (l *Log) All() []Entry {
	l.mu.Lock()
	defer l.mu.Unlock()
	out := slices.Clone(l.ring)
	slices.SortFunc(out, func(a, b Entry) int { return cmp.Or(a.Start.Compare(b.Start), cmp.Compare(a.N, b.N)) })
	return out
}

// line is an exchange in one line of plain text, for a ticket.
func line(e api.Exchange, zone *time.Location) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s %s %s %d ms %s", e.Start.In(zone).Format("2006-01-02 15:04:05.000 MST"), e.Method, e.Path, status(e), e.Duration.Milliseconds(), humanize.IBytes(uint64(max(0, e.Bytes))))
	if e.Attempt > 1 {
		fmt.Fprintf(&b, " try %d", e.Attempt)
	}
	if e.RequestID != "" {
		b.WriteString(" request " + e.RequestID)
	}
	if e.TraceID != "" {
		b.WriteString(" trace " + e.TraceID)
	}
	if e.Error != "" {
		b.WriteString(": " + e.Error)
	}
	return b.String()
}

func status(e api.Exchange) string {
	if e.Status == 0 {
		return "---"
	}
	return fmt.Sprint(e.Status)
}
