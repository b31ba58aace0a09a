package parts

import (
	"sort"
	"time"

	"lootlens/models"
)

// Expiry is when the first of several drawn texts that depend on the time changes; the zero value is never.
type Expiry struct{ at time.Time }

// Time is when the first text changes; zero for never.
func (e *Expiry) Time() time.Time { return e.at }

// Add notes a time at which a text changes; the zero time is none. Nothing is noted in a nil Expiry.
func (e *Expiry) Add(at time.Time) {
	if at = models.WallTime(at); e != nil && !at.IsZero() && (e.at.IsZero() || at.Before(e.at)) {
		e.at = at
	}
}

// slack is added where a text changes just after a time.
const slack = time.Microsecond

// Left notes a text about left, 0 or more, that changes at multiples of step while left becomes less.
func (e *Expiry) Left(now time.Time, left, step time.Duration) { e.Add(now.Add(left%step + slack)) }

// since notes a text about passed, 0 or more, that changes at multiples of step while passed becomes more.
func (e *Expiry) since(now time.Time, passed, step time.Duration) {
	e.Add(now.Add(step - passed%step))
}

// Ago is [Ago], and notes when its words change.
func (e *Expiry) Ago(at, now time.Time) string {
	at, now = models.WallTime(at), models.WallTime(now)
	d := now.Sub(at).Abs()
	i := sort.Search(len(magnitudes)-1, func(i int) bool { return magnitudes[i].D > d })
	low, high, step := time.Duration(0), magnitudes[i].D, magnitudes[i].DivBy
	if i > 0 {
		low = magnitudes[i-1].D
	}
	if step > 1 {
		low = max(low, d/step*step)
		high = min(high, d/step*step+step)
	}
	if at.After(now) {
		e.Add(at.Add(slack - low))
	} else {
		e.Add(at.Add(high))
	}
	return ago(at, now)
}

// spanStep is the step in which the first number of [models.Minutes] of d, 0 or more, changes.
func spanStep(d time.Duration) time.Duration {
	switch {
	case d >= day:
		return day
	case d >= time.Hour:
		return time.Hour
	}
	return SpanStep(d)
}

// SpanStep is the step in which [models.Minutes] of d, 0 or more, changes.
func SpanStep(d time.Duration) time.Duration {
	if d >= day {
		return time.Hour
	}
	return time.Minute
}
