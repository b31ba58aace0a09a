package compare

import (
	"time"

	"lootlens/models"
)

// Reason is why an item is gone. The zero value is an unknown reason.
type Reason struct {
	// RentalEnded: the item was a rental that is over. LootLocker takes those away
	// some time after their end.
	RentalEnded bool
	// At is when it ended; zero where the state came after that.
	At time.Time
}

// In is the reason for people, with times in zone, or "".
func (r Reason) In(zone *time.Location) string {
	switch {
	case !r.RentalEnded:
		return ""
	case r.At.IsZero():
		return "its rental had ended"
	}
	return "its rental ended at " + r.At.In(zone).Format("2006-01-02 15:04:05 MST")
}

// WhyRemoved is why a removed item is gone, judged at the time now by its old state.
// Where the old state has no time, as in NDJSON, only a rental that was already over
// counts.
func WhyRemoved(old *models.Item, now time.Time) Reason {
	if old.Origin().Fetched.IsZero() {
		now = time.Time{}
	}
	r := old.Term(now)
	if r.State != models.RentalExpired {
		return Reason{}
	}
	return Reason{true, r.Ends}
}

// Within are the items of the new state that can be compared with a baseline of a
// query: those that match the query, and those in the baseline.
func Within(old, new []*models.Item, matches func(*models.Item) bool) []*models.Item {
	known := make(map[models.InstanceID]bool, len(old))
	for _, it := range old {
		known[it.Instance()] = true
	}
	var out []*models.Item
	for _, it := range new {
		if matches(it) || !it.Instance().IsZero() && known[it.Instance()] {
			out = append(out, it)
		}
	}
	return out
}
