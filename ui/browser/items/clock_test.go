package items

import (
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"lootlens/api/demo"
	"lootlens/models"
	"lootlens/ui/browser/msg"
)

// The matches of a query about rentals change when rentals end, on the screen and where nothing matched.
func TestMatchesFollowTheClock(t *testing.T) {
	t.Parallel()
	b := newBench(t, demo.Options{})
	b.open(demo.PlayerLarge)
	b.Type("/rental:running")
	b.Press(tea.KeyEnter)
	now := testNow.Add(time.Hour + time.Minute)
	before := len(b.Shown())
	b.View(84, 30, true)
	b.Send(msg.Tick{Now: now})
	running := 0
	for _, it := range b.Loaded() {
		if it.Rental(now).State == models.RentalActive {
			running++
		}
	}
	if n := len(b.Shown()); n != running || n == before {
		t.Errorf("%d match at first and %d an hour later, when %d run", before, n, running)
	}

	b = newBench(t, demo.Options{})
	b.open(demo.PlayerLarge)
	b.Type("/rental:expired instance:110000112")
	b.Press(tea.KeyEnter)
	b.shows("No item matches")
	if at := b.Expires(); !at.Equal(testNow.Add(time.Minute)) {
		t.Errorf("the card holds until %v", at)
	}
	b.Send(msg.Tick{Now: now})
	b.shows("1 match in 1,250")
}
