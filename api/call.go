package api

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"lootlens/models"
	"lootlens/models/text"
)

// answer is a body with status 2xx, complete or cut short. The buffer is reused: copy
// what has to stay.
type answer struct {
	body      []byte
	at        time.Time
	took      time.Duration // of this attempt
	requestID string
	date      string // the Date header
}

// call is one request with all its attempts. Each attempt reads and decodes the body,
// so that a connection that breaks there is retried like any other.
type call struct {
	c      *Client
	ctx    context.Context // the caller's
	build  func(context.Context) (*http.Request, error)
	decode func(answer) error
	grant  grant // of a GET; zero for the session request
	method string
	path   string // with its query
	tries  int    // attempts so far
}

var errHoldsSecret = errors.New("the request would hold a server key or token: it is not sent; check what was typed as the player")

// get reads path, which may have a query, and passes a successful answer to decode.
// decode runs again where an answer was cut short; the last call counts.
func (c *Client) get(ctx context.Context, path string, decode func(answer) error) error {
	if Mask(path) != path {
		return errHoldsSecret
	}
	if c.before != nil {
		var err error
		if ctx, err = c.before(ctx, path); err != nil {
			return err
		}
	}
	g, err := c.open(ctx, 0)
	if err != nil {
		return stopped(ctx, err)
	}
	k := call{c: c, ctx: ctx, decode: decode, grant: g, method: http.MethodGet, path: c.base.EscapedPath() + path}
	k.build = func(ctx context.Context) (*http.Request, error) { return c.newGet(ctx, path, k.grant.token) }
	return k.run()
}

// run makes the attempts and returns nil, an *Error, or why ctx ended.
func (k *call) run() error {
	if err := k.c.admit(k.ctx, k.pause()); err != nil {
		return stopped(k.ctx, err)
	}
	began := time.Now()
	ctx, cancel := context.WithTimeout(k.ctx, k.c.cfg.Budget)
	defer cancel()
	for renewed := false; ; {
		x, e := k.attempt(ctx)
		renew := e != nil && e.Status == http.StatusUnauthorized && k.method == http.MethodGet && !renewed
		again := renew
		var wait time.Duration
		if tries := k.tries; e != nil && !renew && e.temporary() {
			if renewed {
				tries-- // renewing the session does not count as a retry
			}
			wait = max(backoff(k.c.cfg.RetryWait, tries), e.RetryAfter)
			if again = tries < maxTries; again && time.Since(began)+wait > k.c.cfg.Budget {
				e.budget, again = k.c.cfg.Budget, false
			}
		}
		if !again || k.ctx.Err() != nil {
			again, wait = false, 0
		}
		k.observe(x, e, wait)
		if e == nil {
			return nil
		}
		var err error
		if again {
			err = k.prepare(ctx, e, renew, wait)
			renewed = renewed || renew
		}
		switch {
		case k.ctx.Err() != nil:
			return stopped(k.ctx, k.ctx.Err())
		case ctx.Err() != nil:
			return k.outOfTime(e)
		case err != nil:
			return err
		case !again:
			return e
		}
	}
}

// prepare does what is needed before the next attempt: a new session, or a pause.
func (k *call) prepare(ctx context.Context, e *Error, renew bool, wait time.Duration) (err error) {
	p := k.pause()
	if renew {
		k.grant, err = k.c.open(ctx, k.grant.number)
	} else {
		p.Reason, p.Cause, p.Wait = BackingOff, e.summary(), wait
		if e.RetryAfter >= wait {
			p.Reason = AskedToWait
		}
		err = k.c.wait(ctx, p)
	}
	if err == nil {
		err = k.c.admit(ctx, k.pause())
	}
	return err
}

// pause describes a wait of the next attempt.
func (k *call) pause() Pause {
	return Pause{Attempt: k.tries + 1, Of: maxTries}
}

// attempt sends the request once and takes the answer.
func (k *call) attempt(ctx context.Context) (x Exchange, e *Error) {
	k.tries++
	x.Start = k.c.cfg.Now()
	start := time.Now()
	defer func() { x.Duration = time.Since(start) }()
	req, err := k.build(ctx)
	if err != nil {
		return x, &Error{Err: err}
	}
	if k.c.cfg.Inspect {
		x.Sent = headersOf(req.Header)
	}
	resp, err := k.c.http.Do(req)
	if err != nil {
		return x, &Error{Err: cause(err)}
	}
	defer resp.Body.Close()
	buf := newBuffer()
	defer buf.release()
	id := text.Of(Mask(resp.Header.Get("X-Request-Id")))
	e = &Error{Status: resp.StatusCode, RequestID: id}
	if resp.StatusCode < 200 || resp.StatusCode > 299 {
		_ = buf.fill(resp, maxErrorBody) // a part of the body is better than nothing
		e.explain(buf.b)
		if d := retryAfter(resp.Header); d > 0 {
			e.RetryAfter = d
		}
	} else {
		e.Err = buf.fill(resp, maxBody)
		err := k.decode(answer{
			body: buf.b, at: k.c.cfg.Now(), took: time.Since(start), requestID: brief(id), date: resp.Header.Get("Date"),
		})
		if e.Err == nil {
			e.Err = err
		}
		if e.Err == nil {
			e = nil
		} else if k.method == http.MethodGet { // a session's body holds the token
			e.Body = maskBytes(bytes.Clone(buf.b[:min(len(buf.b), maxErrorBody)]))
		}
	}
	if k.c.cfg.Inspect {
		x.Received = headersOf(resp.Header)
		if k.method == http.MethodGet {
			x.Body = NewBody(buf.b)
		}
	}
	x.Status, x.RequestID, x.Bytes = resp.StatusCode, brief(id), int64(len(buf.b))
	return x, e
}

// explain fills e from the body of a failed request.
func (e *Error) explain(body []byte) {
	e.Body = maskBytes(bytes.Clone(body))
	e.html = bytes.HasPrefix(bytes.TrimSpace(body), []byte("<"))
	said := models.DecodeError(e.Body)
	e.Code, e.Message, e.TraceID, e.Param, e.Ban = said.Code, said.Message, said.TraceID, said.Param, said.Ban
	if !said.RequestID.Empty() {
		e.RequestID = said.RequestID
	}
	e.RetryAfter = seconds(string(said.RetryAfter))
}

// observe reports an attempt, with what is wrong (nil for nothing) and the pause
// before the next.
func (k *call) observe(x Exchange, e *Error, wait time.Duration) {
	x.Method, x.Path, x.Attempt, x.Of, x.Wait = k.method, Mask(k.path), k.tries, maxTries, wait
	if e != nil {
		e.Method, e.Path, e.Tries = x.Method, x.Path, k.tries
		e.host, e.timeout = hostOf(k.c.base), k.c.cfg.Timeout
		x.RequestID, x.TraceID, x.Error = brief(e.RequestID), brief(e.TraceID), e.Error()
	}
	k.c.cfg.Observe(x)
}

// outOfTime is the last failure when the budget is spent.
func (k *call) outOfTime(e *Error) error {
	if e.Status == 0 && errors.Is(e.Err, context.DeadlineExceeded) {
		e.Err = context.DeadlineExceeded
	}
	e.budget = k.c.cfg.Budget
	return e
}

// cause strips the URL from an error of net/http: it may come from a redirect.
func cause(err error) error {
	if u, ok := errors.AsType[*url.Error](err); ok {
		return u.Err
	}
	return err
}

// stopped returns the error of a ctx that has ended, and otherwise err.
func stopped(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return fmt.Errorf("stopped before the answer came: %w", ctx.Err())
	}
	return err
}
