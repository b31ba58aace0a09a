package api

import (
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

// seconds is at most farAway.
func seconds(n uint64) time.Duration {
	return time.Duration(min(n, uint64(farAway/time.Second))) * time.Second
}

// retryAfter is how long the service asks to wait; 0 when it doesn't, or names a
// time that has passed. A date counts from the answer's own Date, so that a
// clock that is off doesn't matter.
func retryAfter(h http.Header) time.Duration {
	s := strings.TrimSpace(h.Get("Retry-After"))
	if s == "" {
		return 0
	}
	if strings.Trim(s, "0123456789") == "" {
		n, err := strconv.ParseUint(s, 10, 64)
		if err != nil {
			return farAway
		}
		return seconds(n)
	}
	until, err := http.ParseTime(s)
	if err != nil {
		return 0
	}
	now, err := http.ParseTime(h.Get("Date"))
	if err != nil {
		now = time.Now()
	}
	return min(max(0, until.Sub(now)), farAway)
}
