package models

import (
	"fmt"
	"math"
	"time"
)

// RentalState is whether an item is owned or rented, and whether the rental runs.
type RentalState int8

// The states of a rental.
const (
	RentalOwned         RentalState = iota // not a rental: the item is the holder's
	RentalActive                           // rented, and running
	RentalExpired                          // rented, and the time is over
	RentalInactive                         // rented, and not started
	RentalContradictory                    // the server's values exclude each other
)

// String is the word for the state on every screen and in queries.
func (s RentalState) String() string {
	return [...]string{"owned", "running", "expired", "not started", "conflict"}[s]
}

// Code is the word for the state in exports. Scripts compare it, so it does not change.
func (s RentalState) Code() string {
	return [...]string{"owned", "active", "expired", "inactive", "contradictory"}[s]
}

// Rental is the state of an item's rental at one moment.
type Rental struct {
	State RentalState
	// Left is the time until the rental ends, 0 or more; 0 where none is known.
	Left time.Duration
	// Duration is the whole length of the rental; 0 where none is known.
	Duration time.Duration
	// Ends is when the rental ends or ended; zero where that is not known exactly. For a rental that is over see End.
	Ends time.Time

	earliest, latest time.Time // of an end that is not known exactly
}

// Precision is how well the end of a rental is known.
type Precision int8

// What is known of an end.
const (
	EndUnknown  Precision = iota // nothing but that it is over
	EndEarliest                  // not before this time
	EndExact
)

// End is when a rental that is over ended. The server does not send it: it is exact where time_left was above or below
// zero when the answer came; else a rental that was acquired at a known time ended no earlier than its duration later,
// since it may have been activated at any time. latest is when the server first said that it was over, for all but an
// exact end; zero where that is not known.
func (r Rental) End() (at, latest time.Time, known Precision) {
	switch {
	case r.State != RentalExpired:
		return time.Time{}, time.Time{}, EndUnknown
	case !r.Ends.IsZero():
		return r.Ends, time.Time{}, EndExact
	case !r.earliest.IsZero():
		return r.earliest, r.latest, EndEarliest
	}
	return time.Time{}, r.latest, EndUnknown
}

// Fraction is the part of the rental that is left, from 0 to 1. It is false where the server gave no length to measure by.
func (r Rental) Fraction() (float64, bool) {
	if r.Duration <= 0 {
		return 0, false
	}
	return min(1, float64(r.Left)/float64(r.Duration)), true
}

// String is the state for people, such as "2h 14m left of 7d", "expired" or "not started, 7d".
func (r Rental) String() string {
	length := func(before string) string {
		if r.Duration <= 0 {
			return ""
		}
		return before + Span(r.Duration)
	}
	switch r.State {
	case RentalActive:
		if r.Ends.IsZero() {
			return r.State.String() + ", end unknown"
		}
		return Span(r.Left) + " left" + length(" of ")
	case RentalExpired:
		return r.State.String() + length(", was ")
	case RentalInactive:
		return r.State.String() + length(", ")
	}
	return r.State.String()
}

// Minutes is [Span] without seconds, "<1m" below a minute: a countdown that is always on the screen writes to it at most
// once a minute.
func Minutes(d time.Duration) string {
	if d >= 0 && d < time.Minute {
		return "<1m"
	}
	return Span(d)
}

// Span is a duration in its two largest units, cut and not rounded, so that it never claims more time than there is: "7d",
// "2h 14m", "14m", "45s", "0s". Minutes have no seconds.
func Span(d time.Duration) string {
	if d < 0 {
		return "-" + Span(-max(d, -math.MaxInt64))
	}
	units := []struct {
		size time.Duration
		name string
	}{{24 * time.Hour, "d"}, {time.Hour, "h"}, {time.Minute, "m"}, {time.Second, "s"}}
	for i, u := range units {
		n := d / u.size
		if n == 0 {
			continue
		}
		if u.size > time.Minute {
			if m := d % u.size / units[i+1].size; m > 0 {
				return fmt.Sprintf("%d%s %d%s", n, u.name, m, units[i+1].name)
			}
		}
		return fmt.Sprintf("%d%s", n, u.name)
	}
	return "0s"
}

// seconds is a count of seconds that may be absent.
type seconds struct {
	n   int64
	set bool
}

// duration is capped at what a time.Duration holds, about 292 years.
func (s seconds) duration() time.Duration {
	const most = math.MaxInt64 / int64(time.Second)
	return time.Duration(max(-most, min(most, s.n))) * time.Second
}

func asSeconds(v value) (seconds, bool) {
	n, ok := asNumber(v)
	if !ok || n == "" {
		return seconds{}, ok
	}
	i, ok := n.Int64()
	return seconds{i, true}, ok
}

// rentalTerms are an item's rental as the server sent it. Items with the same terms share them.
type rentalTerms struct {
	rental, active Flag
	left, whole    seconds
	odd            bool // of unknown shape
}

// readTerms accepts numbers, booleans, the same as strings, and null.
func readTerms(v value) *rentalTerms {
	t := &rentalTerms{}
	f, ok := v.fields()
	f.flag(&t.rental, "is_rental")
	f.flag(&t.active, "is_active")
	into(f, &t.left, asSeconds, "time_left")
	into(f, &t.whole, asSeconds, "duration")
	t.odd = !ok && v.Kind() != 'n' || len(v.left.odd) > 0
	return t
}

// at is the rental at the time now, from what the server sent between fetched and within later. acquired is zero where it
// is not known. Where fetched is zero, as for a file without a time, the values count as sent now: otherwise every rental
// would have ended long ago.
func (t *rentalTerms) at(fetched time.Time, within time.Duration, acquired, now time.Time) Rental {
	if t == nil {
		return Rental{}
	}
	dated := !fetched.IsZero()
	now = WallTime(now)
	if !dated {
		fetched = now
	}
	over := t.left.set && t.left.n <= 0
	running := t.left.n > 0 || t.active == FlagYes
	// Without is_rental, only what a rental alone has makes one of it.
	rented := t.rental == FlagYes || t.rental == FlagUnset && (running || t.left.n < 0 || over && t.whole.n > 0)
	r := Rental{Duration: t.whole.duration()}
	switch {
	case t.odd, t.whole.n < 0, !rented && running:
		return Rental{State: RentalContradictory, Duration: max(0, r.Duration)}
	case !rented:
		return Rental{}
	case over:
		r.State = RentalExpired
		if !acquired.IsZero() && r.Duration > 0 {
			r.earliest = acquired.Add(r.Duration)
		}
		if dated {
			r.latest = fetched.Add(within)
		}
		if dated && t.left.n < 0 {
			if r.earliest = fetched.Add(t.left.duration()); within == 0 {
				r.Ends = r.earliest
			}
		}
		if dated && r.earliest.After(r.latest) {
			r.earliest = time.Time{} // it ended before its duration was over
		}
	case t.active == FlagNo, !t.left.set && t.active == FlagUnset:
		r.State = RentalInactive
		r.Left = t.left.duration()
	case !t.left.set:
		r.State = RentalActive // the server does not send its end
	default:
		r.State = RentalActive
		r.Ends = fetched.Add(t.left.duration())
		if r.Left = max(0, r.Ends.Sub(now)); r.Left == 0 {
			r.State = RentalExpired
		}
	}
	return r
}
