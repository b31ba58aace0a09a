package api

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// script is a transport without a network, so that a test's clock can leap:
// sessions succeed, and answer serves the rest.
type script struct {
	answer func(try int) (status int, header http.Header, body string)
	tries  int
	at     []time.Time // of every request, the session's too
}

func (s *script) RoundTrip(r *http.Request) (*http.Response, error) {
	s.at = append(s.at, time.Now())
	resp := &http.Response{StatusCode: 200, Header: http.Header{}, Request: r, ProtoMajor: 1, ProtoMinor: 1, ContentLength: -1}
	text := fmt.Sprintf(`{"token":%q}`, ownToken)
	if r.Method == http.MethodGet {
		s.tries++
		resp.StatusCode, resp.Header, text = s.answer(s.tries)
		if resp.Header == nil {
			resp.Header = http.Header{}
		}
	}
	resp.Body = io.NopCloser(strings.NewReader(text))
	return resp, nil
}

func scripted(t *testing.T, s *script, change func(*Config)) (*Client, *watch) {
	t.Helper()
	return connect(t, "https://api.example", func(cfg *Config) {
		cfg.Transport, cfg.RetryWait = s, 0
		if change != nil {
			change(cfg)
		}
	})
}

const okList = `{"items":[]}`

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	start := func(d time.Duration) string { return time.Now().Add(d).UTC().Format(http.TimeFormat) }
	for name, c := range map[string]struct {
		status   int
		header   func() http.Header
		min, max time.Duration // until the second try
		fails    time.Duration // what an error says that was asked for
	}{
		"seconds":        {429, asks("7"), 7 * time.Second, 7 * time.Second, 0},
		"seconds of 503": {503, asks("7"), 7 * time.Second, 7 * time.Second, 0},
		"blanks":         {429, asks(" 7 "), 7 * time.Second, 7 * time.Second, 0},
		"fraction":       {429, asks("6.2"), 7 * time.Second, 7 * time.Second, 0},
		"below a second": {429, asks("0.5"), time.Second, time.Second, 0},
		"exponent":       {429, asks("7e0"), 7 * time.Second, 7 * time.Second, 0},
		"not a number":   {429, asks("NaN"), 250 * time.Millisecond, 500 * time.Millisecond, 0},
		"two values":     {429, asks("7, 9"), 250 * time.Millisecond, 500 * time.Millisecond, 0},
		"infinite":       {429, asks("Inf"), 0, 0, farAway},
		"huge exponent":  {429, asks("1e999"), 0, 0, farAway},
		"absent":         {429, asks(""), 250 * time.Millisecond, 500 * time.Millisecond, 0},
		"zero":           {429, asks("0"), 250 * time.Millisecond, 500 * time.Millisecond, 0},
		"negative":       {429, asks("-5"), 250 * time.Millisecond, 500 * time.Millisecond, 0},
		"words":          {429, asks("soon\x1b[2J"), 250 * time.Millisecond, 500 * time.Millisecond, 0},
		"date":           {429, func() http.Header { return asks(start(9 * time.Second))() }, 8 * time.Second, 9 * time.Second, 0},
		"past date":      {429, func() http.Header { return asks(start(-time.Hour))() }, 250 * time.Millisecond, 500 * time.Millisecond, 0},
		"date, clock off by hours": {429, func() http.Header {
			h := asks(start(-5*time.Hour + 9*time.Second))()
			h.Set("Date", start(-5*time.Hour))
			return h
		}, 9 * time.Second, 9 * time.Second, 0},
		"at the budget": {429, asks("59"), 59 * time.Second, 59 * time.Second, 0},
		"over":          {429, asks("300"), 0, 0, 5 * time.Minute},
		"over, as date": {429, func() http.Header { return asks(start(2 * time.Hour))() }, 0, 0, 2 * time.Hour},
		"absurd":        {429, asks("99999999999999999999999999"), 0, 0, farAway},
		"overflows":     {429, asks("9300000000"), 0, 0, farAway},
		"absurd date":   {429, asks("Fri, 31 Dec 9999 23:59:59 GMT"), 0, 0, farAway},
		"500 over":      {500, asks("61"), 0, 0, 61 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := &script{answer: func(try int) (int, http.Header, string) {
					if try == 1 {
						return c.status, c.header(), ""
					}
					return 200, nil, okList
				}}
				client, w := scripted(t, s, nil)
				_, err := client.Characters(t.Context(), player(t, 1))
				client.Close()
				if c.fails == 0 {
					if err != nil || s.tries != 2 {
						t.Fatalf("%v after %d tries", err, s.tries)
					}
					if waited := s.at[2].Sub(s.at[1]); waited < c.min-time.Second/10 && c.min > time.Second || waited < c.min && c.min < time.Second || waited > c.max {
						t.Errorf("waited %v, want %v to %v", waited, c.min, c.max)
					}
					if p := w.waits(); len(p) != 1 || p[0].Attempt != 2 || p[0].Wait != w.list()[1].Wait {
						t.Errorf("the reported pauses are %+v", p)
					}
					return
				}
				w.safe(err)
				var e *Error
				if !errors.As(err, &e) || s.tries != 1 || time.Since(s.at[0]) != 0 {
					t.Fatalf("%v after %d tries", err, s.tries)
				}
				if e.RetryAfter.Round(time.Second) != c.fails || !strings.Contains(err.Error(), span(c.fails)) ||
					!strings.Contains(err.Error(), "longer than the 1m") {
					t.Errorf("asked for %v: %v", e.RetryAfter, err)
				}
			})
		})
	}
}

func asks(s string) func() http.Header {
	return func() http.Header {
		if s == "" {
			return http.Header{}
		}
		return http.Header{"Retry-After": {s}}
	}
}

func TestStatusesTriedAgain(t *testing.T) {
	t.Parallel()
	for status, again := range map[int]bool{
		429: true, 500: true, 502: true, 503: true, 504: true,
		400: false, 403: false, 404: false, 405: false, 408: false, 409: false, 418: false, 501: false, 505: false, 304: false, 999: false,
	} {
		synctest.Test(t, func(t *testing.T) {
			bad := true
			s := &script{answer: func(try int) (int, http.Header, string) {
				if bad {
					return status, nil, "\x1b[2J<html>"
				}
				return 200, nil, okList
			}}
			c, w := scripted(t, s, nil)
			_, err := c.Characters(t.Context(), player(t, 1))
			w.safe(err)
			var e *Error
			if !errors.As(err, &e) || e.Status != status || errors.Is(err, ErrTemporary) != again {
				t.Errorf("%d: %v", status, err)
			}
			if want := map[bool]int{true: maxTries, false: 1}[again]; s.tries != want || e.Tries != want {
				t.Errorf("%d was tried %d times", status, s.tries)
			}
			if again {
				for i := 2; i < len(s.at); i++ {
					waited, full := s.at[i].Sub(s.at[i-1]), DefaultRetryWait<<(i-2)
					if waited < full/2 || waited > full {
						t.Errorf("%d: pause %d was %v, want up to %v", status, i-1, waited, full)
					}
				}
			}
			bad = false
			if _, err := c.Characters(t.Context(), player(t, 1)); err != nil {
				t.Errorf("after %d, a good answer gives %v", status, err)
			}
			c.Close()
		})
	}
}

// hung never answers.
type hung struct{}

func (hung) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Method == http.MethodPost {
		return (&script{}).RoundTrip(r)
	}
	<-r.Context().Done()
	return nil, r.Context().Err()
}

// A service that never answers costs the budget and no more, and the error says so.
func TestBudget(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, w := connect(t, "https://api.example", func(cfg *Config) { cfg.Transport, cfg.Timeout = hung{}, 0 })
		start := time.Now()
		_, err := c.Characters(t.Context(), player(t, 1))
		c.Close()
		w.safe(err)
		if took := time.Since(start); took > DefaultBudget || took < DefaultBudget-DefaultTimeout {
			t.Errorf("took %v", took)
		}
		if !errors.Is(err, ErrTemporary) || !strings.Contains(fmt.Sprint(err), "within 15s") {
			t.Errorf("%v", err)
		}
	})
}

// A pause ends at once with its context, and the caller hears which.
func TestCancelWhileWaiting(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &script{answer: func(int) (int, http.Header, string) { return 429, asks("30")(), "" }}
		c, _ := scripted(t, s, nil)
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		start := time.Now()
		_, err := c.Characters(ctx, player(t, 1))
		c.Close()
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != 3*time.Second {
			t.Errorf("%v after %v", err, time.Since(start))
		}
	})
}

// No minute holds more requests than the limit, and a burst isn't slowed.
func TestRateLimit(t *testing.T) {
	t.Parallel()
	for _, perMinute := range []int{0, 100, 280} {
		synctest.Test(t, func(t *testing.T) {
			s := &script{answer: func(int) (int, http.Header, string) { return 200, nil, okList }}
			c, w := scripted(t, s, func(cfg *Config) { cfg.PerMinute = perMinute })
			start := time.Now()
			for i := range 1000 {
				if i == 500 {
					time.Sleep(100 * time.Second) // the burst is there again
				}
				if _, err := c.Characters(t.Context(), player(t, 1)); err != nil {
					t.Fatal(err)
				}
			}
			c.Close()
			limit := perMinute
			if limit == 0 {
				limit = DefaultPerMinute
			}
			for i := range s.at {
				n := 0
				for j := i; j < len(s.at) && s.at[j].Sub(s.at[i]) < time.Minute; j++ {
					n++
				}
				if n > limit {
					t.Fatalf("%d requests in the minute after %v", n, s.at[i].Sub(start))
				}
			}
			if quick := s.at[limit/5].Sub(start); quick != 0 {
				t.Errorf("the first %d requests took %v", limit/5, quick)
			}
			if p := w.waits(); len(p) == 0 || p[0].Reason != RateLimited || p[0].Wait <= 0 {
				t.Errorf("%d waits were reported", len(p))
			}
		})
	}
}

// A ping measures the request that was answered, by the client's own clock: neither
// what failed before it nor another clock is in it.
func TestPingMeasuresTheAnswerAlone(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &script{answer: func(n int) (int, http.Header, string) {
			if n == 1 {
				return 503, asks("30")(), ""
			}
			return 200, nil, `{"date":"2030-01-01T00:00:10Z"}`
		}}
		c, _ := scripted(t, s, func(cfg *Config) {
			cfg.Now = func() time.Time { return time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC) }
		})
		clock, err := c.Ping(t.Context())
		c.Close()
		if err != nil || clock.RoundTrip != 0 || clock.Offset != 10*time.Second {
			t.Errorf("%+v, %v", clock, err)
		}
	})
}

// A pause says what failed, which try it leads to, and when it is over; also where its
// request is given up.
func TestPauseCause(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &script{answer: func(try int) (int, http.Header, string) {
			switch try {
			case 1:
				return 503, nil, `{"message":"resting"}`
			case 2:
				return 429, asks("40")(), ""
			}
			return 200, nil, okList
		}}
		client, w := scripted(t, s, nil)
		ctx, cancel := context.WithCancel(t.Context())
		go func() { time.Sleep(10 * time.Second); cancel() }()
		_, err := client.Characters(ctx, player(t, 1))
		if !errors.Is(err, context.Canceled) || s.tries != 2 {
			t.Errorf("%v after %d tries", err, s.tries)
		}
		client.Close()
		waits := w.waits()
		if len(waits) != 2 {
			t.Fatalf("%d pauses", len(waits))
		}
		for i, want := range []string{
			"the service failed (503): waiting to try again, try 2 of 5",
			"the service gets too many requests (429): the service asked to wait, try 3 of 5",
		} {
			p := waits[i]
			select {
			case <-p.Done:
			default:
				t.Errorf("pause %d is not over", i+1)
			}
			if p.String() != want {
				t.Errorf("pause %d is %q", i+1, p)
			}
		}
		if x := w.list()[1]; x.Attempt != 1 || x.Of != maxTries || x.Wait != waits[0].Wait {
			t.Errorf("the log says %+v", x)
		}
	})
}

// Instants that are compared with the world have no monotonic reading, which stands
// still while the machine sleeps.
func TestTimesAreWallClock(t *testing.T) {
	t.Parallel()
	_, c, w := play(t)
	p, err := page(t, c)
	if err != nil {
		t.Fatal(err)
	}
	times := []time.Time{wallClock(), p.Items[0].Origin().Fetched, w.list()[0].Start}
	for i, at := range times {
		if strings.Contains(at.String(), "m=") {
			t.Errorf("%d: %s", i, at)
		}
	}
}

// A walk ends with its context, whatever it waits for.
func TestDeadlineBoundsEveryWait(t *testing.T) {
	t.Parallel()
	const limit = 15 * time.Second // the pauses between five tries are 16 s at least
	endless := func(try int) (int, http.Header, string) {
		return 200, nil, fmt.Sprintf(`{"items":[%s]}`, item(fmt.Sprint(try)))
	}
	for name, c := range map[string]struct {
		answer func(try int) (int, http.Header, string)
		change func(*Config)
	}{
		"a walk without end": {endless, func(cfg *Config) { cfg.PerMinute = 60 }},
		"the rate limit":     {endless, func(cfg *Config) { cfg.PerMinute = 1 }},
		"an asked wait":      {func(int) (int, http.Header, string) { return 429, asks("50")(), "" }, nil},
		"pauses of retries":  {func(int) (int, http.Header, string) { return 503, nil, "" }, func(cfg *Config) { cfg.RetryWait = time.Minute; cfg.Budget = time.Hour }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				client, _ := scripted(t, &script{answer: c.answer}, c.change)
				ctx, cancel := context.WithTimeout(t.Context(), limit)
				defer cancel()
				start, last := time.Now(), error(nil)
				for _, err := range client.Walk(ctx, holder(t, 1), WalkOptions{}) {
					last = err
				}
				client.Close()
				if !errors.Is(last, context.DeadlineExceeded) || time.Since(start) != limit {
					t.Errorf("ends after %v: %v", time.Since(start), last)
				}
			})
		})
	}
}
