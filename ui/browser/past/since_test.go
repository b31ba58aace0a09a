package past

import (
	"testing"
	"time"

	"lootlens/models"
)

// What the history knows of several inventories is not said to reach further back than it does for each.
func TestSince(t *testing.T) {
	t.Parallel()
	since := func(days ...int) (s Since) {
		for _, d := range days {
			s.Add(&models.Past{Versions: []models.Version{{First: time.Date(2026, 10, d, 9, 0, 0, 0, time.UTC)}}})
		}
		return s
	}
	for _, tt := range []struct {
		of   []Since
		want string
	}{
		{[]Since{since(3, 1, 2)}, "No item that is gone matches: the history goes back to Thu 2026-10-01 09:00 UTC."},
		{[]Since{since(1), since(1)}, "No item that is gone matches: the history goes back to Thu 2026-10-01 09:00 UTC."},
		{[]Since{since(2), since(1), since(5, 9)}, "No item that is gone matches: the history goes back to Thu 2026-10-01 09:00 UTC, in some inventories only to Mon 2026-10-05 09:00 UTC."},
		{[]Since{{}, since(1)}, "No item that is gone matches: the history goes back to Thu 2026-10-01 09:00 UTC, and it has seen no item in some inventories."},
		{nil, "The history has recorded no item here."},
		{[]Since{{}}, "The history has recorded no item here."},
	} {
		var s Since
		for _, o := range tt.of {
			s.Join(o)
		}
		if got := s.Nothing(time.UTC); got != tt.want {
			t.Errorf("%q, want %q", got, tt.want)
		}
	}
}
