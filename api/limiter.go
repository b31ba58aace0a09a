package api

import "time"

// limiter allows requests so that no 60 seconds hold more than perMinute of them. After
// a pause up to burst requests go at once; then they are spread evenly, at the full
// rate. golang.org/x/time/rate has no such limit: its burst comes on top of the rate.
// It is not safe for concurrent use.
type limiter struct {
	perMinute int // below zero there is no limit
	burst     int
	interval  time.Duration // between two requests at the full rate
	sent      []int64       // when the last perMinute requests went, in Unix nanoseconds: a ring
	oldest    int           // of sent, once that is full
	full      int64         // when a whole burst can go again
	last      int64         // the latest time seen
	behind    int64         // how far the clock has been set back since the first request
}

func newLimiter(perMinute int) *limiter {
	l := &limiter{perMinute: perMinute}
	if perMinute > 0 {
		l.burst, l.interval = max(1, perMinute*2/9), time.Minute/time.Duration(perMinute)
	}
	return l
}

// allow counts a request and reports whether it may go now.
func (l *limiter) allow(now time.Time) bool {
	if l.perMinute < 0 {
		return true
	}
	t := l.clock(now)
	free, full := l.next()
	if t < free {
		return false
	}
	l.full = max(full, t) + int64(l.interval)
	if len(l.sent) < l.perMinute {
		l.sent = append(l.sent, t)
	} else {
		l.sent[l.oldest] = t
		l.oldest = (l.oldest + 1) % l.perMinute
	}
	return true
}

// until is how long it takes until the n-th request from now on may go, and 0 if it may
// go now. Beyond the first it is an estimate.
func (l *limiter) until(now time.Time, n int) time.Duration {
	if l.perMinute < 0 {
		return 0
	}
	t := l.clock(now)
	free, _ := l.next()
	return max(0, time.Duration(free-t)+time.Duration(n-1)*l.interval)
}

// next is when the next request may go, and when a whole burst could.
func (l *limiter) next() (free, full int64) {
	room := int64(l.burst-1) * int64(l.interval)
	full = l.full
	if len(l.sent) == l.perMinute {
		// Until the minute has room no share of the burst comes back, so that the next
		// minute begins evenly.
		free = l.sent[l.oldest] + int64(time.Minute)
		full = max(full, free+room)
	}
	return max(free, full-room), full
}

// clock is the time, which does not go back.
func (l *limiter) clock(now time.Time) int64 {
	t := now.UnixNano() + l.behind
	if t < l.last {
		l.behind += l.last - t
		t = l.last
	}
	l.last = t
	return t
}
