package browser

import (
	"testing"
	"time"
)

// Ticks become rarer while they change nothing, and come each second once something happens.
func TestTicksBecomeRarer(t *testing.T) {
	t.Parallel()
	var c ticker
	if c.hurry() == nil || c.period != time.Second {
		t.Fatalf("the first tick comes after %v", c.period)
	}
	for range 10 {
		c.ticked(false)
	}
	if c.period != maxPeriod {
		t.Errorf("idle ticks come each %v, want %v", c.period, maxPeriod)
	}
	turn := c.turn
	if c.hurry() == nil || c.period != time.Second || c.turn == turn {
		t.Errorf("after a message the period is %v, in turn %d", c.period, c.turn)
	}
	if c.hurry() != nil {
		t.Error("a second ticker was started")
	}
	for range 10 {
		c.ticked(false)
	}
	if c.ticked(true); c.period != maxPeriod {
		t.Errorf("after one change the period is %v, want %v", c.period, maxPeriod)
	}
	for range 3 {
		if c.ticked(true); c.period != time.Second {
			t.Errorf("what counts seconds is drawn each %v", c.period)
		}
	}
}
