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
	"context"
	"fmt"
	"net/http"
	"net/url"
	"sync"

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
	heroes  sync.Map // by models.Holder the models.HeroID that the service takes, where that is the other one
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
