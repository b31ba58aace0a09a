package api

import (
	"context"

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

// admit waits until the rate limit lets one more request go, and says so when it
// waits; p says whose wait it is.
func (c *Client) admit(ctx context.Context, p Pause) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	r := c.limit.Reserve()
	wait := r.Delay()
	if wait <= 0 {
		return nil
	}
	p.Reason, p.Wait = RateLimited, wait
	c.cfg.OnPause(p)
	if err := sleep(ctx, wait); err != nil {
		r.Cancel()
		return err
	}
	return nil
}
