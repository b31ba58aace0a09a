package api

import (
	"context"
	"errors"
	"net/http"
	"sync"

	"lootlens/models"
)

var errNoToken = errors.New("the session answer holds no token")

// session is the token that requests carry. One request at a time starts or
// renews it, however many wait.
type session struct {
	mu      sync.Mutex
	key     Key
	grant   grant
	refused error // the key is wrong: no session is requested before TryKeyAgain
	flight  *flight
}

// grant is a token and its number. A request that was answered 401 gives the number that
// it used, so that a late answer does not renew a newer token.
type grant struct {
	token  secret
	number int // from 1
}

// flight is one session request that any number of requests wait for. It is cancelled
// when the last of them stops waiting.
type flight struct {
	done    chan struct{}
	cancel  context.CancelFunc
	waiters int
	err     error // valid once done
}

func (s *session) knownKey() Key {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.key
}

// TryKeyAgain lets the next request send the server key once more after it was
// refused. Call it only when the user asks to try again: a wrong key stays wrong, but
// a service can refuse a good one for a while.
func (c *Client) TryKeyAgain() {
	c.session.mu.Lock()
	defer c.session.mu.Unlock()
	c.session.refused = nil
}

// open returns a token with a higher number than used, and starts a session where
// needed.
func (c *Client) open(ctx context.Context, used int) (grant, error) {
	s := &c.session
	for {
		s.mu.Lock()
		if s.grant.number > used || s.refused != nil {
			g, err := s.grant, s.refused
			s.mu.Unlock()
			return g, err
		}
		f := s.flight
		if f == nil {
			f = c.launch()
		}
		f.waiters++
		s.mu.Unlock()

		var err error
		select {
		case <-f.done:
			err = f.err
		case <-ctx.Done():
			err = ctx.Err()
		}
		s.mu.Lock()
		if f.waiters--; f.waiters == 0 {
			f.cancel()
			if s.flight == f {
				s.flight = nil
			}
		}
		s.mu.Unlock()
		if err != nil {
			return grant{}, err
		}
	}
}

// launch starts a flight. The caller holds the session's lock.
func (c *Client) launch() *flight {
	ctx, cancel := context.WithCancel(c.life)
	f := &flight{done: make(chan struct{}), cancel: cancel}
	s := &c.session
	s.flight = f
	go func() {
		token, err := c.startSession(ctx)
		s.mu.Lock()
		defer s.mu.Unlock()
		if f.err = err; err == nil {
			s.grant = grant{token, s.grant.number + 1}
		}
		if errors.Is(err, ErrAuth) {
			s.refused = err
		}
		if s.flight == f {
			s.flight = nil
		}
		close(f.done)
	}()
	return f
}

// startSession reads the key where that is not known yet, and requests a token.
func (c *Client) startSession(ctx context.Context) (token secret, err error) {
	defer func() {
		if recover() != nil { // its value may hold the key
			err = errors.New("reading the server key failed: check the key source")
		}
	}()
	key, err := c.serverKey(ctx)
	if err != nil {
		return secret{}, err
	}
	k := call{c: c, ctx: ctx, method: http.MethodPost, path: c.base.EscapedPath() + sessionPath,
		build: func(ctx context.Context) (*http.Request, error) { return c.newSession(ctx, key) },
		decode: func(a answer) error {
			token, err = decodeToken(a.body)
			return err
		},
	}
	return token, k.run()
}

func (c *Client) serverKey(ctx context.Context) (Key, error) {
	if key := c.session.knownKey(); !key.IsZero() {
		return key, nil
	}
	key, err := c.cfg.Key(ctx)
	if err == nil && key.IsZero() {
		err = errors.New("there is no server key: set LOOTLOCKER_SERVER_KEY or log in")
	}
	if err != nil {
		return Key{}, err
	}
	c.session.mu.Lock()
	defer c.session.mu.Unlock()
	c.session.key = key
	return key, nil
}

// decodeToken reads {"success":true,"token":"…"}. Its errors quote nothing of body.
func decodeToken(body []byte) (secret, error) {
	token, err := models.DecodeToken(body)
	switch {
	case err != nil:
		return secret{}, err
	case !headerSafe(token):
		return secret{}, errNoToken
	}
	secrets.add(token, true)
	return newSecret(token), nil
}

// Fingerprint is the key's. It reads the key where no request has done so.
func (c *Client) Fingerprint(ctx context.Context) (string, error) {
	key, err := c.serverKey(ctx)
	if err != nil {
		return "", err
	}
	return key.Fingerprint(), nil
}
