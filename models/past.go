package models

import "time"

// Look is one recorded look at an inventory: a snapshot.
type Look struct {
	ID     int64
	Holder Holder
	// Began and Ended are when the first page was requested and the last answer came.
	Began, Ended time.Time
	// Complete reports whether the look covered the whole inventory. What a look did not cover, it says nothing about.
	Complete bool
	// Items is how many items the inventory had as far as it was covered.
	Items int
	// Added, Removed and Changed count against what earlier looks knew of what this one covered. All are 0 in the first.
	Added, Removed, Changed int
}

// Same reports whether the look found nothing different.
func (l Look) Same() bool { return l.Added+l.Removed+l.Changed == 0 }

// Version is one state of an item, and the looks that found it so.
type Version struct {
	Item        *Item
	First, Last time.Time
	// Until is the first look that found another state, or nothing; zero while neither happened.
	Until time.Time
}

// Past is what the recorded looks know of one item.
type Past struct {
	Versions []Version // oldest first, at least one; an item that came back has a version for each stay
	// GoneAfter is when the last look that found the item began, since a walk reads its pages one after the other, and
	// GoneBy when the first one ended that covered its id without finding it. Both are zero while the item is there.
	GoneAfter, GoneBy time.Time
	Reason            GoneReason
	// Ended is when the rental ended, where that is the reason; zero where it is not known exactly.
	Ended time.Time
	// MovedTo is who has the item now, where that is the reason.
	MovedTo Holder
}

// Item is the item as it was last seen.
func (p *Past) Item() *Item { return p.Versions[len(p.Versions)-1].Item }

// First is the look that found the item first.
func (p *Past) First() time.Time { return p.Versions[0].First }

// Last is the look that found the item last.
func (p *Past) Last() time.Time { return p.Versions[len(p.Versions)-1].Last }

// Gone reports whether the latest look that covered the item's id did not find it.
func (p *Past) Gone() bool { return !p.GoneBy.IsZero() }

// GoneReason is why an item is gone, as far as looks can tell.
type GoneReason int8

// The reasons why an item is gone.
const (
	GoneUnknown     GoneReason = iota
	GoneRentalEnded            // its rental ended before the look that missed it
	GoneMoved                  // another inventory of the same player has the instance now
)

// Code is the reason's word in exports: "unknown", "rental_ended" or "moved".
func (r GoneReason) Code() string {
	return [...]string{GoneUnknown: "unknown", GoneRentalEnded: "rental_ended", GoneMoved: "moved"}[r]
}

// GoneSince says for people, with times in zone, since when the item is gone and why as far as looks can tell: "gone since Thu
// 2026-11-19, between 09:00 and 10:00 UTC: the rental ended 09:12". It is "" while the item is there.
func (p *Past) GoneSince(zone *time.Location) string {
	if !p.Gone() {
		return ""
	}
	const day, clock = "Mon 2006-01-02", "15:04"
	after, by, ended := p.GoneAfter.In(zone), p.GoneBy.In(zone), p.Ended.In(zone)
	sameDay := after.Format(day) == by.Format(day)
	s := "gone since some time between " + after.Format(day+" "+clock) + " and " + by.Format(day+" "+clock+" MST")
	switch {
	case sameDay && by.Sub(after) < time.Minute:
		s = "gone since " + by.Format(day+", "+clock+":05 MST")
	case sameDay:
		s = "gone since " + by.Format(day) + ", between " + after.Format(clock) + " and " + by.Format(clock+" MST")
	}
	switch {
	case p.Reason == GoneMoved:
		return s + ": " + p.MovedTo.String() + " has it now"
	case p.Reason != GoneRentalEnded:
		return s + ": why is not known"
	case p.Ended.IsZero():
		return s + ": its rental had ended"
	case ended.Format(day) == by.Format(day) && sameDay:
		return s + ": the rental ended " + ended.Format(clock)
	}
	return s + ": the rental ended " + ended.Format(day+" "+clock)
}
