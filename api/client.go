package api

import (
	"context"
	"fmt"
	"net/http"
	"net/url"

	"golang.org/x/time/rate"
)

// Client reads from one game through one server key. It is safe for concurrent
// use. Printing it shows its address only.
type Client struct {
	cfg     Config
	base    *url.URL
	http    *http.Client
	limit   *rate.Limiter
	session session
	heroes  heroIDs
	life    context.Context
	end     context.CancelFunc
}

// New makes a Client; it touches no network and asks for no key until the first
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
	c := &Client{cfg: cfg, base: base, limit: newLimiter(cfg.PerMinute)}
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

// BaseURL is the address that requests go to.
func (c *Client) BaseURL() string { return c.base.String() }

// Environment is what the key opens; UnknownEnvironment before the first request
// has asked for the key.
func (c *Client) Environment() Environment { return c.session.knownKey().Environment() }

// Close ends a session request that is under way and the idle connections. Other
// requests end by their own contexts. A closed Client must not be used again.
func (c *Client) Close() {
	c.end()
	c.http.CloseIdleConnections()
}

// Format writes the address only, for every verb.
func (c *Client) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "api.Client(%s)", c.base) }
