package api

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/hashicorp/go-retryablehttp"

	"lootlens/models"
	"lootlens/models/text"
)

// answer is a complete or cut body with status 200. Nothing of it may be kept.
type answer struct {
	body      []byte
	at        time.Time
	took      time.Duration // from when it was asked, in this attempt
	requestID string
	date      string // the Date header
}

// call is one request with all its attempts: the policy that go-retryablehttp
// asks at each step. The body is read and decoded inside its loop, so that a
// connection that breaks there is tried again like any other.
type call struct {
	c       *Client
	ctx     context.Context // the caller's; the request's own ends with the budget too
	decode  func(answer) error
	grant   grant // of a GET; zero for the session request
	method  string
	path    string // with query
	began   time.Time
	tries   int
	renewed bool // one new session has been asked for

	// of the attempt that is under way or just over
	start   time.Time
	settled bool
	failed  *Error
	again   bool
	renew   bool
	wait    time.Duration
	held    error // why the next attempt could not begin
}

// get reads path (with its query) and hands a successful answer to decode. decode
// may be called again after an answer that was cut short; the last call decides.
func (c *Client) get(ctx context.Context, path string, decode func(answer) error) error {
	g, err := c.open(ctx, 0)
	if err != nil {
		return stopped(ctx, err)
	}
	req, err := c.newGet(ctx, path)
	if err != nil {
		return err
	}
	req.Header.Set(tokenHeader, g.token.value())
	k := call{c: c, ctx: ctx, decode: decode, grant: g}
	return k.run(req)
}

// run makes the attempts and returns nil, an *Error, or why ctx ended.
func (k *call) run(req *retryablehttp.Request) error {
	k.method, k.path = req.Method, req.URL.RequestURI()
	if err := k.c.admit(k.ctx, Pause{Path: k.path, Attempt: 1}); err != nil {
		return stopped(k.ctx, err)
	}
	k.began = time.Now()
	ctx, cancel := context.WithTimeout(k.ctx, k.c.cfg.Budget)
	defer cancel()
	req = req.WithContext(ctx)
	req.SetResponseHandler(k.read)
	loop := &retryablehttp.Client{
		HTTPClient:     k.c.http,
		RetryMax:       maxTries, // one more than tries: a renewed session isn't one
		RequestLogHook: k.begin,
		CheckRetry:     k.check,
		Backoff:        k.pause,
		PrepareRetry:   k.prepare,
		ErrorHandler:   retryablehttp.PassthroughErrorHandler,
	}
	_, err := loop.Do(req) // read has closed the body
	switch {
	case k.settled && k.failed == nil:
		return nil
	case k.ctx.Err() != nil:
		return stopped(k.ctx, k.ctx.Err())
	case ctx.Err() != nil:
		return k.outOfTime()
	case k.held != nil:
		return k.held
	case k.failed != nil:
		return k.failed
	}
	return err
}

// begin is called before each attempt.
func (k *call) begin(retryablehttp.Logger, *http.Request, int) {
	k.tries++
	k.start, k.settled, k.again, k.renew, k.wait = time.Now(), false, false, false, 0
}

// check is called after the headers, and again after read.
func (k *call) check(_ context.Context, _ *http.Response, err error) (bool, error) {
	if err != nil && !k.settled {
		k.settle(&Error{Err: cause(err)}, Exchange{})
	}
	return k.settled && k.again, nil
}

// read takes the body of any answer. What it finds goes to settle; to the loop
// it reports nothing.
func (k *call) read(resp *http.Response) error {
	defer resp.Body.Close()
	buf := buffers.Get().(*buffer)
	defer buf.release()
	id := text.Of(string(k.mask([]byte(resp.Header.Get("X-Request-Id")))))
	e := &Error{Status: resp.StatusCode, RequestID: id}
	if resp.StatusCode < 200 || resp.StatusCode > 299 {
		_ = buf.fill(resp, maxErrorBody) // what came is all there is to say
		k.explain(e, buf.b)
		e.RetryAfter = retryAfter(resp.Header)
	} else {
		e.Err = buf.fill(resp, maxBody)
		err := k.decode(answer{
			body: buf.b, at: k.c.cfg.Now(), took: time.Since(k.start), requestID: brief(id), date: resp.Header.Get("Date"),
		})
		if e.Err == nil {
			e.Err = err
		}
		if e.Err == nil {
			e = nil
		} else if k.method == http.MethodGet { // a session's body holds the token
			e.Body = k.mask(bytes.Clone(buf.b[:min(len(buf.b), maxErrorBody)]))
		}
	}
	k.settle(e, Exchange{Status: resp.StatusCode, RequestID: brief(id), Bytes: int64(len(buf.b))})
	return nil
}

// explain puts what the server says about a failure into e.
func (k *call) explain(e *Error, body []byte) {
	e.Body = k.mask(bytes.Clone(body))
	said := models.DecodeError(e.Body)
	e.Code, e.Message, e.TraceID = said.Code, said.Message, said.TraceID
	if !said.RequestID.Empty() {
		e.RequestID = said.RequestID
	}
}

// mask takes out the key and the token, which a server may echo.
func (k *call) mask(b []byte) []byte {
	for _, s := range []secret{k.c.session.knownKey().secret, k.grant.token} {
		if v := s.value(); v != "" {
			b = bytes.ReplaceAll(b, []byte(v), []byte("[secret]"))
		}
	}
	return b
}

// settle notes how an attempt ended, nil for success, and decides what follows.
func (k *call) settle(e *Error, x Exchange) {
	k.settled, k.failed = true, e
	x.Start, x.Method, x.Path, x.Attempt = k.start, k.method, k.path, k.tries
	x.Duration = time.Since(k.start)
	if e != nil {
		e.Method, e.Path, e.Tries = k.method, k.path, k.tries
		e.host, e.timeout = hostOf(k.c.base), k.c.cfg.Timeout
		k.decide(e)
		x.RequestID, x.Error, x.Wait = brief(e.RequestID), e.Error(), k.wait
	}
	k.c.cfg.Observe(x)
}

// decide says whether another attempt follows, and after which pause.
func (k *call) decide(e *Error) {
	tries := k.tries
	if k.renewed {
		tries--
	}
	switch {
	case k.ctx.Err() != nil:
	case e.Status == http.StatusUnauthorized && k.method == http.MethodGet && !k.renewed:
		k.again, k.renew, k.renewed = true, true, true
	case e.temporary() && tries < maxTries:
		k.wait = max(backoff(k.c.cfg.RetryWait, tries), e.RetryAfter)
		if time.Since(k.began)+k.wait > k.c.cfg.Budget {
			e.budget, k.wait = k.c.cfg.Budget, 0
			return
		}
		k.again = true
	}
}

// pause is how long the loop waits before the next attempt.
func (k *call) pause(_, _ time.Duration, _ int, _ *http.Response) time.Duration {
	if k.wait > 0 {
		p := Pause{Reason: BackingOff, Path: k.path, Attempt: k.tries + 1, Wait: k.wait}
		if k.failed.RetryAfter >= k.wait {
			p.Reason = AskedToWait
		}
		k.c.cfg.OnPause(p)
	}
	return k.wait
}

// prepare is called after the pause; req is the next attempt's own copy.
func (k *call) prepare(req *http.Request) error {
	if k.renew {
		k.grant, k.held = k.c.open(req.Context(), k.grant.number)
		if k.held != nil {
			return k.held
		}
		req.Header = req.Header.Clone() // the last attempt may still be writing the old one
		req.Header.Set(tokenHeader, k.grant.token.value())
	}
	k.held = k.c.admit(req.Context(), Pause{Path: k.path, Attempt: k.tries + 1})
	return k.held
}

// outOfTime is the last failure, or none at all, when the budget is spent.
func (k *call) outOfTime() error {
	e := k.failed
	if e == nil || errors.Is(e.Err, context.DeadlineExceeded) && e.Status == 0 {
		e = &Error{Err: context.DeadlineExceeded, Method: k.method, Path: k.path, Tries: k.tries,
			host: hostOf(k.c.base), timeout: k.c.cfg.Timeout}
	}
	e.budget = k.c.cfg.Budget
	return e
}

// cause is what went wrong without the URL around it, which may come from a
// redirect.
func cause(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}

// stopped tells a caller whose ctx has ended so, and passes other errors on.
func stopped(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return fmt.Errorf("stopped before the answer came: %w", ctx.Err())
	}
	return err
}
