package api

import (
	"context"
	"slices"
	"sync"
	"time"
)

// Priority says which of the requests that wait for the rate limit goes first.
type Priority int

// A person waits for the answer to an Interactive request; a Bulk request is one of many
// of an export or the like.
const (
	Interactive Priority = iota
	Bulk
)

// bulkShare lets one Bulk request go after so many Interactive ones in a row, so that
// users who keep reading do not stop an export for good.
const bulkShare = 9

type userKey struct{}

type use struct {
	user     string
	priority Priority
}

// WithUser says for whom requests with this context are sent. The users of a Client
// share its rate limit evenly, whoever sends more; by default all requests are those of
// one user, and Interactive.
func WithUser(ctx context.Context, user string, p Priority) context.Context {
	return context.WithValue(ctx, userKey{}, use{user, p})
}

// schedule is the order of the requests that wait for the rate limit: Interactive before
// Bulk, by turns of the users, and those of one user as they came.
type schedule struct {
	mu      sync.Mutex
	lanes   [Bulk + 1]lane
	inRow   int           // Interactive requests since the last Bulk one
	running bool          // run is
	changed chan struct{} // tells run that a turn was given up
}

// lane is the turns of one priority. The zero value is empty.
type lane struct {
	users []string // that have turns, the next one first
	turns map[string][]*turn
}

// turn is a request that waits.
type turn struct {
	use
	admitted chan struct{} // closed when it may go
}

// enter admits a request at once, or adds it to those that wait: then it returns its
// turn and about how long that takes.
func (s *schedule) enter(ctx context.Context, limit *limiter) (*turn, time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.running && limit.allow(wallClock()) {
		return nil, 0
	}
	u, _ := ctx.Value(userKey{}).(use)
	t := &turn{u, make(chan struct{})}
	ahead := s.ahead(t)
	s.lanes[t.priority].add(t)
	if !s.running {
		s.running, s.changed = true, make(chan struct{}, 1)
		go s.run(limit)
	}
	return t, limit.until(wallClock(), ahead+1)
}

// leave gives up a turn.
func (s *schedule) leave(t *turn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.lanes[t.priority].remove(t) {
		select {
		case s.changed <- struct{}{}:
		default:
		}
	}
}

// run admits the requests that wait, one for each token, and ends when there are none.
func (s *schedule) run(limit *limiter) {
	for {
		s.mu.Lock()
		if len(s.lanes[Interactive].users)+len(s.lanes[Bulk].users) == 0 {
			s.running = false
			s.mu.Unlock()
			return
		}
		wait := time.Duration(0)
		if limit.allow(wallClock()) {
			close(s.next().admitted)
		} else {
			// A second at most, since the machine may be suspended meanwhile.
			wait = min(max(limit.until(wallClock(), 1), time.Millisecond), time.Second)
		}
		s.mu.Unlock()
		if wait > 0 {
			t := time.NewTimer(wait)
			select {
			case <-t.C:
			case <-s.changed:
				t.Stop()
			}
		}
	}
}

// next removes the turn that is due. There must be one.
func (s *schedule) next() *turn {
	bulk := len(s.lanes[Bulk].users) > 0
	if len(s.lanes[Interactive].users) > 0 && (!bulk || s.inRow < bulkShare) {
		s.inRow++
		return s.lanes[Interactive].take()
	}
	s.inRow = 0
	return s.lanes[Bulk].take()
}

// ahead is how many turns come before t, which is not added yet, if no others come.
func (s *schedule) ahead(t *turn) (n int) {
	l := &s.lanes[t.priority]
	rounds := len(l.turns[t.user]) + 1
	for _, u := range l.users {
		n += min(rounds, len(l.turns[u]))
	}
	if t.priority == Bulk {
		before := 0
		for _, turns := range s.lanes[Interactive].turns {
			before += len(turns)
		}
		return n + min(before, (n+1)*bulkShare)
	}
	return n + min(n/bulkShare, len(s.lanes[Bulk].users))
}

func (l *lane) add(t *turn) {
	if l.turns == nil {
		l.turns = map[string][]*turn{}
	}
	if len(l.turns[t.user]) == 0 {
		l.users = append(l.users, t.user)
	}
	l.turns[t.user] = append(l.turns[t.user], t)
}

// take removes the first turn of the next user, who comes last after that.
func (l *lane) take() *turn {
	user := l.users[0]
	t := l.turns[user][0]
	l.remove(t)
	if i := slices.Index(l.users, user); i >= 0 {
		l.users = append(slices.Delete(l.users, i, i+1), user)
	}
	return t
}

// remove removes a turn and reports whether it was there.
func (l *lane) remove(t *turn) bool {
	i := slices.Index(l.turns[t.user], t)
	if i < 0 {
		return false
	}
	l.turns[t.user] = slices.Delete(l.turns[t.user], i, i+1)
	if len(l.turns[t.user]) == 0 {
		delete(l.turns, t.user)
		i := slices.Index(l.users, t.user)
		l.users = slices.Delete(l.users, i, i+1)
	}
	return true
}
