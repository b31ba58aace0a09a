package api

import (
	"testing"
	"time"
)

// When requests are always waiting, every minute holds the whole number and none holds
// more, and after a pause a burst goes at once.
func TestLimiter(t *testing.T) {
	t.Parallel()
	for _, perMinute := range []int{1, 2, 7, 60, 100, 270, 280, 6000} {
		l := newLimiter(perMinute)
		now := time.Unix(1_700_000_000, 0)
		var at []time.Time
		for len(at) < 6*perMinute {
			if len(at) == 3*perMinute+1 {
				now = now.Add(90 * time.Second) // the queue was empty
			}
			if wait := l.until(now, 1); wait > 0 {
				if l.allow(now) {
					t.Fatalf("%d a minute: a request goes %v too early", perMinute, wait)
				}
				now = now.Add(wait)
			}
			if !l.allow(now) {
				t.Fatalf("%d a minute: request %d may not go when it was due", perMinute, len(at))
			}
			at = append(at, now)
		}
		for i := perMinute; i < len(at); i++ {
			if d := at[i].Sub(at[i-perMinute]); d < time.Minute {
				t.Fatalf("%d a minute: request %d comes %v after the one that many before", perMinute, i, d)
			}
		}
		if took, want := at[3*perMinute].Sub(at[0]), 3*time.Minute; took > want+want/100 {
			t.Errorf("%d a minute: three minutes' requests took %v", perMinute, took)
		}
		for _, i := range []int{0, 3*perMinute + 1} {
			if d := at[i+max(1, perMinute*2/9)-1].Sub(at[i]); d != 0 {
				t.Errorf("%d a minute: the burst from request %d took %v", perMinute, i, d)
			}
		}
	}
}

// A rate without limit, and a clock that is set back.
func TestLimiterClock(t *testing.T) {
	t.Parallel()
	now := time.Unix(1_700_000_000, 0)
	free, l := newLimiter(-1), newLimiter(10)
	for range 1000 {
		if !free.allow(now) || free.until(now, 5) != 0 {
			t.Fatal("a limiter without limit makes wait")
		}
	}
	for l.allow(now) {
	}
	before := l.until(now, 1)
	if after := l.until(now.Add(-time.Hour), 1); after != before {
		t.Errorf("set back by an hour, the wait is %v and was %v", after, before)
	}
	if !l.allow(now.Add(-time.Hour + before)) {
		t.Error("the wait does not pass on a clock that was set back")
	}
}

// Once a minute is full the next requests go evenly, and not two at once when the minute ends.
func TestLimiterAfterAFullMinute(t *testing.T) {
	t.Parallel()
	l := newLimiter(9)
	now := time.Unix(1_700_000_000, 0)
	var last time.Time
	for i := range 30 {
		now = now.Add(l.until(now, 1))
		if !l.allow(now) {
			t.Fatalf("request %d may not go when it was due", i)
		}
		if i > 9 && now.Sub(last) < l.interval {
			t.Errorf("request %d goes %v after the one before", i, now.Sub(last))
		}
		last = now
	}
}

// A clock may be set back more than once: a request waits no longer than it has to.
func TestLimiterClockSetBackTwice(t *testing.T) {
	t.Parallel()
	l := newLimiter(1)
	now := time.Unix(1_700_000_000, 0)
	if !l.allow(now) {
		t.Fatal("the first request may not go")
	}
	for range 3 {
		if now = now.Add(-time.Hour); l.allow(now) {
			t.Error("a request goes since the clock was set back")
		}
		if now = now.Add(time.Minute); !l.allow(now) {
			t.Error("a request may not go after a minute")
		}
	}
}
