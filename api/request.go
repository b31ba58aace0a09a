package api

import (
	"context"
	"net/http"
	"strings"
)

// newGet and newSession are the only functions that build a request: nothing else can
// be sent to a server.

const (
	keyHeader   = "X-Server-Key"
	tokenHeader = "X-Auth-Token"
	sessionPath = "/server/session"
)

// newGet builds a read of path, which begins with /server/ and may have a query.
func (c *Client) newGet(ctx context.Context, path string, token secret) (*http.Request, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.base.String()+path, nil)
	if err != nil {
		return nil, err
	}
	c.describe(req.Header)
	req.Header.Set(tokenHeader, token.value())
	return req, nil
}

// newSession builds POST /server/session, the one place where the key is sent.
func (c *Client) newSession(ctx context.Context, key Key) (*http.Request, error) {
	body := strings.NewReader(`{"game_version":"` + c.cfg.GameVersion + `"}`)
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.base.String()+sessionPath, body)
	if err != nil {
		return nil, err
	}
	c.describe(req.Header)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set(keyHeader, key.secret.value())
	return req, nil
}

// describe sets the headers of every request. On loopback compression costs more than
// it saves.
func (c *Client) describe(h http.Header) {
	h.Set("LL-Version", c.cfg.LLVersion)
	h.Set("Accept", "application/json")
	h.Set("User-Agent", c.cfg.UserAgent)
	if loopback(c.base) {
		h.Set("Accept-Encoding", "identity")
	} else {
		h.Set("Accept-Encoding", "gzip")
	}
}
