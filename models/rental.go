package models

import (
	"fmt"
	"math"
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

// RentalState is what an item's rental says about who owns it, and for how long.
type RentalState int8

// The states of a rental.
const (
	RentalOwned         RentalState = iota // not a rental: the item is the holder's
	RentalActive                           // rented, with time left
	RentalExpired                          // rented, and the time is over
	RentalInactive                         // rented, but the time has not begun to run
	RentalContradictory                    // the server's values exclude each other: see Rental.Raw
)

// String is the word the query language uses for the state.
func (s RentalState) String() string {
	switch s {
	case RentalActive:
		return "active"
	case RentalExpired:
		return "expired"
	case RentalInactive:
		return "inactive"
	case RentalContradictory:
		return "contradictory"
	}
	return "owned"
}

// Rental is the state of an item's rental at one moment.
type Rental struct {
	State RentalState
	// Left is the time until the rental ends, 0 or more; 0 where none is known.
	Left time.Duration
	// Duration is the whole length of the rental; 0 where none is known.
	Duration time.Duration
	// Ends is when the time is over; zero where none is known.
	Ends time.Time
	// Raw is the server's own values as JSON, set where they contradict each other.
	Raw string
}

// Fraction is the part of the rental that is left, from 0 to 1. It is false where
// the server gave no length to measure by.
func (r Rental) Fraction() (float64, bool) {
	if r.Duration <= 0 {
		return 0, false
	}
	return min(1, float64(r.Left)/float64(r.Duration)), true
}

// String is the state for people, such as "2h 14m of 7d", "expired" or
// "not activated, 7d".
func (r Rental) String() string {
	switch r.State {
	case RentalActive:
		if r.Ends.IsZero() {
			return "active, end unknown"
		}
		if r.Duration > 0 {
			return Span(r.Left) + " of " + Span(r.Duration)
		}
		return Span(r.Left) + " left"
	case RentalExpired:
		if r.Duration > 0 {
			return "expired, was " + Span(r.Duration)
		}
		return "expired"
	case RentalInactive:
		if r.Duration > 0 {
			return "not activated, " + Span(r.Duration)
		}
		return "not activated"
	case RentalContradictory:
		return "contradictory"
	}
	return "owned"
}

// Span is a duration in its two largest units, cut and not rounded, so that it
// never claims more time than there is: "7d", "2h 14m", "14m", "45s", "0s". Seconds
// stand alone: a countdown that is on the screen all day writes to it once a minute.
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
		if i+1 < len(units) && u.size > time.Minute {
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

// terms are an item's rental as the server sent it. Items with the same terms
// share one.
type terms struct {
	rental, active Flag
	left, whole    seconds
	strange        bool // a shape that no source shows
}

// readTerms accepts numbers, booleans, the same as strings, and null.
func readTerms(raw jsontext.Value) *terms {
	t := &terms{}
	list, ok := members(raw)
	if !ok {
		t.strange = raw.Kind() != 'n'
		return t
	}
	f := fields(list)
	f.flag(&t.rental, "is_rental")
	f.flag(&t.active, "is_active")
	into(f, &t.left, rawSeconds, []string{"time_left"})
	into(f, &t.whole, rawSeconds, []string{"duration"})
	for _, m := range f {
		switch m.name {
		case "is_rental", "is_active", "time_left", "duration":
			t.strange = t.strange || m.raw != nil
		}
	}
	return t
}

func rawSeconds(raw jsontext.Value) (seconds, bool) {
	n, ok := rawNumber(raw)
	if !ok || n == "" {
		return seconds{}, ok
	}
	i, ok := n.Int64()
	return seconds{i, true}, ok
}

// at judges the terms as the server stated them at the time fetched. Where that is
// not known, as in a file that does not tell, what it stated counts as said now:
// everything else would have ended long ago.
func (t *terms) at(fetched, now time.Time) Rental {
	if t == nil {
		return Rental{}
	}
	if fetched.IsZero() {
		fetched = now
	}
	var r Rental
	if t.left.n < 0 || t.whole.n < 0 || t.strange {
		r.State = RentalContradictory
		return r
	}
	r.Duration = t.whole.duration()
	rented := t.rental == FlagYes || t.rental == FlagUnset && (t.left.n > 0 || t.active == FlagYes)
	switch {
	case !rented && (t.left.n > 0 || t.active == FlagYes):
		r.State = RentalContradictory
	case !rented:
		r.State = RentalOwned
		r.Duration = 0
	case t.left.set && t.left.n == 0:
		r.State = RentalExpired
	case t.active == FlagNo, !t.left.set && t.active == FlagUnset:
		r.State = RentalInactive
		r.Left = t.left.duration()
	case !t.left.set:
		r.State = RentalActive // running, with no end that the server tells
	default:
		r.Ends = fetched.Add(t.left.duration())
		r.Left = max(0, r.Ends.Sub(now))
		r.State = RentalActive
		if r.Left == 0 {
			r.State = RentalExpired
		}
	}
	return r
}
