package api

import (
	"context"
	"time"

	"golang.org/x/time/rate"
)

// newLimiter lets any 60 seconds hold at most perMinute requests: a burst, so
// that a short walk isn't slowed, and the rest of the minute's share spread out.
func newLimiter(perMinute int) *rate.Limiter {
	if perMinute < 0 {
		return rate.NewLimiter(rate.Inf, 0)
	}
	burst := max(1, perMinute*2/9)
	return rate.NewLimiter(rate.Limit(float64(max(1, perMinute-burst))/60), burst)
}

// admit waits until the rate limit allows one more request, which p describes.
func (c *Client) admit(ctx context.Context, p Pause) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	now := wallClock()
	r := c.limit.ReserveN(now, 1)
	p.Reason, p.Wait = RateLimited, r.DelayFrom(now)
	if p.Wait <= 0 {
		return nil
	}
	err := c.wait(ctx, p)
	if err != nil {
		r.Cancel()
	}
	return err
}

// wait reports a pause and sleeps for it, or until ctx ends.
func (c *Client) wait(ctx context.Context, p Pause) error {
	done := make(chan struct{})
	defer close(done)
	p.Until, p.Done = wallClock().Add(p.Wait), done
	c.cfg.OnPause(p)
	return sleep(ctx, p.Wait)
}

// wallClock is the time without Go's monotonic reading, which stops while the machine
// sleeps.
func wallClock() time.Time { return time.Now().Round(0) }

// sleep returns after d or when ctx ends. Time during which the machine was suspended
// counts.
func sleep(ctx context.Context, d time.Duration) error {
	start := time.Now()
	until := start.Round(0).Add(d)
	for {
		now := time.Now()
		left := min(d-now.Sub(start), until.Sub(now.Round(0)))
		if left <= 0 {
			return ctx.Err()
		}
		t := time.NewTimer(min(left, time.Second))
		select {
		case <-t.C:
		case <-ctx.Done():
			t.Stop()
			return ctx.Err()
		}
	}
}
