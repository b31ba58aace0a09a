package api

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"time"
)

const (
	maxTries     = 5
	maxRetryWait = 8 * time.Second
	// farAway replaces every Retry-After that is longer.
	farAway = 100 * 365 * 24 * time.Hour
)

func retryStatus(status int) bool {
	switch status {
	case http.StatusTooManyRequests, http.StatusInternalServerError, http.StatusBadGateway,
		http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return false
}

// backoff is the pause after the given failed try, from 1: it doubles, and half
// of it is left to chance so that many clients don't come back together.
func backoff(first time.Duration, try int) time.Duration {
	d := min(first<<(try-1), maxRetryWait)
	return d/2 + rand.N(d/2+1)
}

// seconds reads a decimal as a count of seconds: it is rounded up, and at most farAway.
// What is no number or below zero is 0.
func seconds(decimal string) time.Duration {
	n, err := strconv.ParseFloat(decimal, 64)
	if err != nil && !errors.Is(err, strconv.ErrRange) || !(n > 0) {
		return 0
	}
	return time.Duration(math.Ceil(min(n, farAway.Seconds()))) * time.Second
}

// retryAfter is how long the service asks to wait; 0 where it does not, or names a time
// that has passed. A date counts from the answer's own Date, so that this machine's
// clock does not matter.
func retryAfter(h http.Header) time.Duration {
	s := strings.TrimSpace(h.Get("Retry-After"))
	until, err := http.ParseTime(s)
	if err != nil {
		return seconds(s)
	}
	now, err := http.ParseTime(h.Get("Date"))
	if err != nil {
		now = time.Now()
	}
	return min(max(0, until.Sub(now)), farAway)
}

// admit waits until the rate limit allows one more request, which p describes, and it is
// this one's turn.
func (c *Client) admit(ctx context.Context, p Pause) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	t, wait := c.schedule.enter(ctx, c.limit)
	if t == nil {
		return nil
	}
	if wait > 0 {
		done := make(chan struct{})
		defer close(done)
		p.Reason, p.Wait, p.Done = RateLimited, wait, done
		c.cfg.OnPause(p)
	}
	select {
	case <-t.admitted:
		return ctx.Err()
	case <-ctx.Done():
		c.schedule.leave(t)
		return ctx.Err()
	}
}

// wait reports a pause and sleeps for it, or until ctx ends.
func (c *Client) wait(ctx context.Context, p Pause) error {
	done := make(chan struct{})
	defer close(done)
	p.Done = done
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
