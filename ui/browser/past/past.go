// Package past is what the browser knows of earlier looks at inventories: the store that they are kept in, as the panes
// need it, and the words for what is gone. Panes read it in commands.
package past

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/dustin/go-humanize"
	"github.com/dustin/go-humanize/english"

	"lootlens/models"
	"lootlens/models/query"
	"lootlens/models/text"
)

// Snapshot is an inventory, or a part of it, as it was read.
type Snapshot struct {
	Holder       models.Holder
	Aliases      []models.Holder // its other names, where they are known
	Began, Ended time.Time       // when the first and the last answer came
	Items        []*models.Item  // must not be changed
	// Complete: Items is the whole inventory.
	Complete bool
	// A part covers the ids above After up to Through; where Through is zero, only those of Items.
	After, Through models.InstanceID
}

// Taken is the snapshot of a walk from the start of an inventory. ended is whether the walk reached the end, and notice
// why items may be missing nevertheless.
func Taken(h models.Holder, items []*models.Item, at time.Time, ended bool, notice string) Snapshot {
	s := Snapshot{Holder: h, Items: items, Began: at, Ended: at, Complete: ended && notice == ""}
	n := len(items)
	if n == 0 {
		return s
	}
	s.Began, s.Ended = items[0].Origin().Fetched, items[n-1].Origin().Fetched
	if ascending := slices.IsSortedFunc(items, func(a, b *models.Item) int { return a.Instance().Compare(b.Instance()) }); ascending && notice == "" {
		s.Through = items[n-1].Instance()
	}
	return s
}

// Store keeps what was seen of one game's inventories. It is safe for concurrent use; its methods may take a while.
type Store interface {
	// Record keeps a snapshot.
	Record(context.Context, Snapshot) (models.Look, error)
	// Looks are the looks at an inventory, oldest first.
	Looks(context.Context, models.Holder) ([]models.Look, error)
	// At is what an inventory held at a time, as far as is known; ErrPartOnly where no look had covered all of it by then.
	At(context.Context, models.Holder, time.Time) ([]*models.Item, error)
	// Items are the pasts of all items that were ever seen in an inventory.
	Items(context.Context, models.Holder) ([]models.Past, error)
	// Item is the past of one item; false where no look found it.
	Item(context.Context, models.Holder, models.InstanceID) (models.Past, bool, error)
}

// ErrPartOnly says that what an inventory held is not known, since only parts of it were seen.
var ErrPartOnly = errors.New("only a part of the inventory was seen by then")

// Moment is a time to the minute with its weekday and its zone: "Tue 2026-11-17 14:02 UTC".
func Moment(at time.Time, zone *time.Location) string {
	return at.In(zone).Format("Mon 2006-01-02 15:04 MST")
}

// Line is a gone item in one line for a ticket.
func Line(p *models.Past, zone *time.Location) string {
	it := p.Item()
	s := it.Name().Line() + ", instance " + it.Instance().String()
	if source := it.Source().Line(); source != "" {
		s += ", from " + query.SourceWords(source)
	}
	if at, ok := it.Acquired(); ok {
		s += ", received " + Moment(at, zone)
	}
	return s + ", " + p.GoneSince(zone)
}

// Changes counts what looks found different: "2 new, 1 gone, 3 changed", "" for nothing.
func Changes(looks ...models.Look) string {
	var added, removed, changed int
	for _, l := range looks {
		added, removed, changed = added+l.Added, removed+l.Removed, changed+l.Changed
	}
	var words []string
	for _, p := range []struct {
		n    int
		word string
	}{{added, "new"}, {removed, "gone"}, {changed, "changed"}} {
		if p.n > 0 {
			words = append(words, humanize.Comma(int64(p.n))+" "+p.word)
		}
	}
	return english.OxfordWordSeries(words, "and")
}

// Off says that there is no history, and how it is turned on.
const Off = "history is off: `lootlens history on` turns it on for the next start, and `lootlens help history` says more"

// What a proof of absence says if the history cannot add to it.
const (
	Unknown = "History is off: what was there before is not known."
	Unread  = "The history was not looked at yet: what was there before is not known."
)

// Failed says that the history could not be read.
func Failed(err error) string {
	return "The history could not be read: " + Words(err) + ". What was there before is not known."
}

// Undecided says that items that are gone may match.
func Undecided(n int) string {
	what := "1 item that is gone"
	if n != 1 {
		what = humanize.Comma(int64(n)) + " items that are gone"
	}
	return what + " may match: the history has neither instance storage nor loadouts."
}

// Words are an error of a [Store] in one line.
func Words(err error) string { return text.Error(err) }

// Since is when the history begins, of one inventory or of several.
type Since struct {
	first, latest time.Time // of several, of the first and of the last
	unknown       bool      // some have none
}

// Add takes the past of an item.
func (s *Since) Add(p *models.Past) {
	if at := p.First(); s.first.IsZero() || at.Before(s.first) {
		s.first, s.latest = at, at
	}
}

// Join takes the history of another inventory.
func (s *Since) Join(o Since) {
	switch {
	case !o.Known():
		s.unknown = true
	case !s.Known():
		s.first, s.latest = o.first, o.latest
	default:
		if o.first.Before(s.first) {
			s.first = o.first
		}
		if o.latest.After(s.latest) {
			s.latest = o.latest
		}
	}
}

// Known reports whether anything was seen.
func (s Since) Known() bool { return !s.first.IsZero() }

// Nothing says that nothing which is gone matches a query, and how far back that is known.
func (s Since) Nothing(zone *time.Location) string {
	if !s.Known() {
		return "The history has recorded no item here."
	}
	since := Moment(s.first, zone)
	words := "No item that is gone matches: the history goes back to " + since
	if latest := Moment(s.latest, zone); latest != since {
		words += ", in some inventories only to " + latest
	}
	if s.unknown {
		words += ", and it has seen no item in some inventories"
	}
	return words + "."
}

// Query finds an item that is gone.
func Query(id models.InstanceID) string { return "gone:true instance:" + id.String() }
