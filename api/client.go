// Package api is the only package that talks to the network: a read-only client
// of the LootLocker Server API with its session, retries, rate limit, errors and
// the page walk.
//
// What may not live here: a request other than a GET or POST /server/session
// (none can be built: see request.go), anything that is drawn, and any state of
// the product beyond the session. Answers are decoded by package models. The
// server key and the session token never leave the package but in the header of
// a request to the configured host.
package api

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"time"
)

// Defaults of a Config.
const (
	DefaultBaseURL     = "https://api.lootlocker.io"
	DefaultLLVersion   = "2021-03-01"
	DefaultGameVersion = "1.0.0.0"
	DefaultTimeout     = 15 * time.Second
	DefaultBudget      = 60 * time.Second
	DefaultPerMinute   = 270
	DefaultRetryWait   = 500 * time.Millisecond
)

// Config says how to reach the service. Zero values are the defaults above.
type Config struct {
	// BaseURL is scheme, host and optionally a path before /server. Plain http is
	// accepted for loopback hosts only.
	BaseURL string
	// Key is required.
	Key KeySource
	// LLVersion is the LL-Version header.
	LLVersion string
	// GameVersion is sent when a session starts: two to four numbers with dots.
	GameVersion string
	// Timeout bounds one attempt, headers and body together.
	Timeout time.Duration
	// Budget bounds all attempts of one request and the pauses between them. A
	// Retry-After that goes beyond it fails the request at once.
	Budget time.Duration
	// PerMinute is the most requests in any minute, retries included; below zero there
	// is no limit. LootLocker throttles above about 300.
	PerMinute int
	// RetryWait is the first pause between two attempts; later ones double.
	RetryWait time.Duration
	// UserAgent names the program.
	UserAgent string
	// Observe is called after every attempt, in the goroutine that made it. It must
	// return soon.
	Observe func(Exchange)
	// Inspect gives Observe the headers and bodies too.
	Inspect bool
	// OnPause is called when a request begins to wait, in the goroutine that waits.
	OnPause func(Pause)
	// Now is the clock that says when an answer came; nil is the wall clock.
	Now func() time.Time
	// Transport replaces the connections in tests; nil is the package's own.
	Transport http.RoundTripper
}

// Exchange is one attempt of one request, for a log. It never holds a secret.
type Exchange struct {
	Start     time.Time
	Method    string
	Path      string // with its query, escaped: printable ASCII
	Attempt   int    // from 1
	Of        int    // how many attempts there may be; a renewed session is one more
	Status    int    // 0 when no answer came
	Duration  time.Duration
	Bytes     int64         // of the body, decompressed
	RequestID string        // the server's, made safe to print; "" if it named none
	TraceID   string        // likewise, of a failure
	Error     string        // what went wrong, safe to print; "" for success
	Wait      time.Duration // pause before the next attempt; 0 if none follows

	Sent, Received []Header // with Config.Inspect
	Body           Body     // likewise; that of a session is left out, since it holds the token
}

// PauseReason says why a request waits.
type PauseReason int

// RateLimited is our own limit, AskedToWait the service's Retry-After, BackingOff the
// pause before a retry.
const (
	RateLimited PauseReason = iota
	AskedToWait
	BackingOff
)

// String is a few words for a status line.
func (r PauseReason) String() string {
	return [...]string{
		RateLimited: "keeping below the rate limit", AskedToWait: "the service asked to wait", BackingOff: "waiting to try again",
	}[r]
}

// Pause is a wait that has just begun.
type Pause struct {
	Reason  PauseReason
	Cause   string // why the attempt before failed, safe to print; "" for RateLimited
	Attempt int    // the attempt that waits, from 1
	Of      int    // how many attempts there may be
	Wait    time.Duration
	Done    <-chan struct{} // closed when the wait is over or its request given up
}

// String is a line for people: "the service failed (503): waiting to try again, try 2 of 5".
func (p Pause) String() string {
	if p.Cause == "" {
		return p.Reason.String()
	}
	return fmt.Sprintf("%s: %s, try %d of %d", p.Cause, p.Reason, p.Attempt, p.Of)
}

func (cfg Config) withDefaults() Config {
	cfg.BaseURL = cmp.Or(cfg.BaseURL, DefaultBaseURL)
	cfg.LLVersion = cmp.Or(cfg.LLVersion, DefaultLLVersion)
	cfg.GameVersion = cmp.Or(cfg.GameVersion, DefaultGameVersion)
	cfg.UserAgent = cmp.Or(cfg.UserAgent, "lootlens")
	cfg.Timeout = cmp.Or(cfg.Timeout, DefaultTimeout)
	cfg.Budget = cmp.Or(cfg.Budget, DefaultBudget)
	cfg.PerMinute = cmp.Or(cfg.PerMinute, DefaultPerMinute)
	cfg.RetryWait = cmp.Or(cfg.RetryWait, DefaultRetryWait)
	if cfg.Now == nil {
		cfg.Now = wallClock
	}
	if cfg.Observe == nil {
		cfg.Observe = func(Exchange) {}
	}
	if cfg.OnPause == nil {
		cfg.OnPause = func(Pause) {}
	}
	return cfg
}

// check returns an error that says what to fix.
func (cfg Config) check() error {
	switch {
	case cfg.Key == nil:
		return errors.New("no server key source is configured: set LOOTLOCKER_SERVER_KEY or log in")
	case cfg.Timeout < 0 || cfg.Budget < 0 || cfg.RetryWait < 0:
		return errors.New("a timeout is below zero: give durations such as 15s")
	case !headerSafe(cfg.LLVersion):
		return errors.New("the LL-Version cannot be sent: give a date such as " + DefaultLLVersion)
	case !gameVersion(cfg.GameVersion):
		return errors.New("the game version is not two to four numbers with dots: give one such as " + DefaultGameVersion)
	case strings.ContainsFunc(cfg.UserAgent, func(r rune) bool { return r < ' ' || r > '~' }):
		return errors.New("the user agent holds characters that cannot be sent: use printable ASCII")
	}
	return nil
}

func gameVersion(s string) bool {
	parts := strings.Split(s, ".")
	for _, p := range parts {
		if p == "" || len(p) > 9 || strings.Trim(p, "0123456789") != "" {
			return false
		}
	}
	return len(parts) >= 2 && len(parts) <= 4
}

// parseBase takes an absolute http(s) address without user, query or fragment.
// Its errors don't repeat the address: it may hold a password by mistake.
func parseBase(s string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimRight(s, "/"))
	switch {
	case err != nil || u.Hostname() == "" || u.Scheme != "https" && u.Scheme != "http":
		return nil, errors.New("the base URL is not an address: give one such as " + DefaultBaseURL)
	case u.User != nil:
		return nil, errors.New("the base URL holds a user name or password: leave it out")
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		return nil, errors.New("the base URL holds a query or fragment: end it with the host or a path")
	case u.Scheme == "http" && !loopback(u):
		return nil, fmt.Errorf("the base URL %s is not encrypted: use https (http is for loopback hosts only)", hostOf(u))
	}
	return u, nil
}

// OnThisMachine reports whether requests to a base URL stay on this machine.
func OnThisMachine(baseURL string) bool {
	u, err := url.Parse(baseURL)
	return err == nil && loopback(u)
}

// loopback reports whether the host is this machine.
func loopback(u *url.URL) bool {
	if strings.EqualFold(u.Hostname(), "localhost") {
		return true
	}
	ip, err := netip.ParseAddr(u.Hostname())
	return err == nil && ip.Unmap().IsLoopback()
}

// Client reads from one game through one server key. It is safe for concurrent
// use. Printing it shows its address only.
type Client struct {
	cfg    Config
	before func(context.Context, string) (context.Context, error) // of Hooks; nil: nothing
	*shared
}

// shared is what a Client and those that With made of it have in common.
type shared struct {
	base     *url.URL
	http     *http.Client
	limit    *limiter
	schedule schedule
	session  session
	heroes   sync.Map // models.Holder to the models.HeroID that its path takes, where that is not the holder's
	life     context.Context
	end      context.CancelFunc
}

// New makes a Client. It uses neither the network nor the key source before the first
// request. The error says what to fix in cfg.
func New(cfg Config) (*Client, error) {
	cfg = cfg.withDefaults()
	if err := cfg.check(); err != nil {
		return nil, err
	}
	base, err := parseBase(cfg.BaseURL)
	if err != nil {
		return nil, err
	}
	c := &Client{cfg: cfg, shared: &shared{base: base, limit: newLimiter(cfg.PerMinute)}}
	c.life, c.end = context.WithCancel(context.Background())
	c.http = &http.Client{
		Transport:     cfg.Transport,
		Timeout:       cfg.Timeout,
		CheckRedirect: c.redirect,
	}
	if cfg.Transport == nil {
		c.http.Transport = newTransport(base)
	}
	return c, nil
}

// Hooks are what one of several users of a Client has apart. A nil function does nothing.
type Hooks struct {
	Observe func(Exchange) // as in Config
	Inspect bool           // as in Config
	OnPause func(Pause)    // as in Config
	// Before is called before each read with its path, which is escaped and may have a
	// query, and returns the context of the read. Its error is returned in place of the
	// answer, and nothing is sent.
	Before func(ctx context.Context, path string) (context.Context, error)
}

// With returns a Client with hooks of its own. It shares c's session, rate limit and
// connections, which c.Close ends; the Client that is returned needs no Close.
func (c *Client) With(h Hooks) *Client {
	cfg := c.cfg
	cfg.Observe, cfg.Inspect, cfg.OnPause = h.Observe, h.Inspect, h.OnPause
	return &Client{cfg: cfg.withDefaults(), before: h.Before, shared: c.shared}
}

// BaseURL is the address that requests go to.
func (c *Client) BaseURL() string { return c.base.String() }

// Environment is what the key opens; UnknownEnvironment before the first request has
// read the key.
func (c *Client) Environment() Environment { return c.session.knownKey().Environment() }

// Close ends a session request that is under way and the idle connections, and frees the
// memory for answers. Other requests end by their own contexts. A closed Client must not
// be used again.
func (c *Client) Close() {
	c.end()
	c.http.CloseIdleConnections()
	freeBuffers()
}

// Format writes the address only, for every verb.
func (c *Client) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "api.Client(%s)", c.base) }
