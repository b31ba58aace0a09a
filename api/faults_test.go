package api

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	"lootlens/api/demo"
	"lootlens/models"
)

// page asks for one page of the player with 1,250 items, on a new connection: on
// one that was used, net/http sends a GET again by itself when it turns out broken.
func page(t *testing.T, c *Client) (models.Page, error) {
	t.Helper()
	if _, err := c.open(t.Context(), 0); err != nil {
		return models.Page{}, err
	}
	c.http.CloseIdleConnections()
	return c.Page(t.Context(), PageRequest{Holder: holder(t, 1250), Count: 50})
}

// What breaks once or twice and then works costs nothing but time.
func TestFaultThenSuccess(t *testing.T) {
	t.Parallel()
	for _, f := range []demo.Fault{
		{Kind: demo.KindStatus, Status: 429, RetryAfter: "0"},
		{Kind: demo.KindStatus, Status: 500}, {Kind: demo.KindStatus, Status: 502},
		{Kind: demo.KindStatus, Status: 503}, {Kind: demo.KindStatus, Status: 504},
		{Kind: demo.KindReset}, {Kind: demo.KindCut}, {Kind: demo.KindTruncated},
		{Kind: demo.KindHang}, {Kind: demo.KindHangBody},
	} {
		t.Run(string(f.Kind)+fmt.Sprint(f.Status), func(t *testing.T) {
			t.Parallel()
			f.Path, f.Times = "/inventory", maxTries-1
			if f.Kind == demo.KindHang || f.Kind == demo.KindHangBody {
				f.Times = 1
			}
			s := demo.New(demo.Options{})
			url, stop, err := s.Start(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			defer stop()
			s.SetFaults(f)
			c, w := connect(t, url, func(cfg *Config) {
				if f.Times == 1 {
					cfg.Timeout = 5 * time.Second
				}
			})
			p, err := page(t, c)
			if err != nil || len(p.Items) != 50 || p.Cut {
				t.Fatalf("%d items, cut %v, %v", len(p.Items), p.Cut, err)
			}
			x := w.list()[1:] // the first is the session
			if len(x) != f.Times+1 || s.Sessions() != 1 {
				t.Fatalf("%d attempts, %d sessions", len(x), s.Sessions())
			}
			for i, x := range x {
				bad := i < f.Times
				if x.Attempt != i+1 || (x.Error != "") != bad || (x.Wait > 0) != bad || x.Duration <= 0 ||
					!strings.HasPrefix(x.Path, "/server/player/1250/inventory?") || x.Method != "GET" {
					t.Errorf("attempt %d was reported as %+v", i+1, x)
				}
			}
		})
	}
}

// A permanent fault fails after five tries, keeps what came complete, and says
// what to do.
func TestPermanentFault(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fault demo.Fault
		is    error
		tries int
		says  string
		some  bool // part of the page is kept
	}{
		"400":        {demo.Fault{Kind: demo.KindOldError}, nil, 1, "could not be handled", false},
		"403":        {demo.Fault{Kind: demo.KindStatus, Status: 403}, ErrForbidden, 1, "may not read", false},
		"429":        {demo.Fault{Kind: demo.KindStatus, Status: 429}, ErrTemporary, 5, "too many", false},
		"500":        {demo.Fault{Kind: demo.KindStatus, Status: 500}, ErrTemporary, 5, "the service failed", false},
		"503":        {demo.Fault{Kind: demo.KindStatus, Status: 503}, ErrTemporary, 5, "the service failed", false},
		"503 html":   {demo.Fault{Kind: demo.KindHTML, Status: 503}, ErrTemporary, 5, "(503, 5 tries)", false},
		"503 empty":  {demo.Fault{Kind: demo.KindEmpty, Status: 503}, ErrTemporary, 5, "(503, 5 tries)", false},
		"reset":      {demo.Fault{Kind: demo.KindReset}, ErrTemporary, 5, "broke", false},
		"cut":        {demo.Fault{Kind: demo.KindCut}, ErrTemporary, 5, "broke", true},
		"truncated":  {demo.Fault{Kind: demo.KindTruncated}, models.ErrCut, 5, "cut short", true},
		"html":       {demo.Fault{Kind: demo.KindHTML}, models.ErrNotJSON, 1, "proxy", false},
		"empty":      {demo.Fault{Kind: demo.KindEmpty}, models.ErrNotJSON, 1, "empty", false},
		"huge":       {demo.Fault{Kind: demo.KindHuge}, errTooLarge, 1, "--count", false},
		"gzip bomb":  {demo.Fault{Kind: demo.KindGzipBomb}, errTooLarge, 1, "--count", false},
		"status 999": {demo.Fault{Kind: demo.KindStatus, Status: 999}, nil, 1, "999", false},
		"hostile": {demo.Fault{Kind: demo.KindStatus, Status: 404, Body: `{"code":"\u001b[2J","message":"\u009b31m\u202eevil` +
			strings.Repeat("x", 5000) + `","request_id":"\u001b]52;c;AA\u0007","trace_id":"t"}`}, ErrNotFound, 1, "␛[2J", false},
		"echo": {demo.Fault{Kind: demo.KindStatus, Status: 400, Body: `{"message":"bad key ` + testKey + `"}`}, nil, 1, "[secret]", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.fault.Path = "/inventory"
			s, client, w := play(t, c.fault)
			p, err := page(t, client)
			w.safe(err)
			var e *Error
			if !errors.As(err, &e) || c.is != nil && !errors.Is(err, c.is) || e.Tries != c.tries ||
				!strings.Contains(err.Error(), c.says) {
				t.Errorf("got %v", err)
			}
			w.scan(string(e.Body))
			if n := len(s.Requests()) - 1; n != c.tries {
				t.Errorf("%d requests, want %d", n, c.tries)
			}
			if (len(p.Items) > 0) != c.some || c.some && !p.Cut {
				t.Errorf("%d items were kept, cut %v", len(p.Items), p.Cut)
			}
			if len(e.Body) > maxErrorBody || len(err.Error()) > 1000 {
				t.Errorf("the body is %d bytes, the sentence %d", len(e.Body), len(err.Error()))
			}
		})
	}
}

// The error names what support quotes to LootLocker.
func TestErrorNamesRequest(t *testing.T) {
	t.Parallel()
	_, c, w := play(t)
	for what, ask := range map[string]func() error{
		"player": func() error { _, err := c.Characters(t.Context(), player(t, 4)); return err },
		"character": func() error {
			id, _ := models.ParseCharacterID("4")
			h := models.Holder{Kind: models.CharacterHolder, Player: player(t, 1250), Character: id}
			_, err := c.Page(t.Context(), PageRequest{Holder: h})
			return err
		},
	} {
		err := ask()
		w.safe(err)
		var e *Error
		if !errors.Is(err, ErrNotFound) || !errors.As(err, &e) || e.RequestID.Empty() || e.TraceID.Empty() ||
			e.Code.Raw() != "not_found" || !strings.Contains(err.Error(), e.RequestID.Raw()) || len(e.Body) == 0 {
			t.Errorf("%s: %v", what, err)
		}
		x := w.list()
		if last := x[len(x)-1]; last.RequestID != e.RequestID.Raw() || last.Status != 404 {
			t.Errorf("%s was reported as %+v", what, last)
		}
	}
}

// Odd JSON loses no item.
func TestOddAnswers(t *testing.T) {
	t.Parallel()
	for _, f := range []demo.Fault{
		{Kind: demo.KindBadUTF8}, {Kind: demo.KindSurrogates}, {Kind: demo.KindDuplicateKeys}, {Kind: demo.KindNaN},
		{Kind: demo.KindDeep}, {Kind: demo.KindTotal, Value: demo.TotalMissing}, {Kind: demo.KindTotal, Value: demo.TotalNull},
		{Kind: demo.KindTotal, Value: demo.TotalNegative}, {Kind: demo.KindTotal, Value: demo.TotalAbsurd},
		{Kind: demo.KindTotal, Value: demo.TotalString}, {Kind: demo.KindTotal, Value: demo.TotalZero},
	} {
		t.Run(string(f.Kind)+f.Value, func(t *testing.T) {
			t.Parallel()
			f.Path = "/inventory"
			s, c, _ := play(t, f)
			ids, _, err := walk(t.Context(), c, holder(t, 1250), WalkOptions{})
			if err != nil {
				t.Fatal(err)
			}
			checkAll(t, s, demo.Holder{Player: 1250}, 1250, ids)
		})
	}
	_, c, _ := play(t, demo.Fault{Kind: demo.KindNullItems})
	ids, _, err := walk(t.Context(), c, holder(t, 1250), WalkOptions{})
	if err == nil || !strings.Contains(err.Error(), "1,250 items, but sent none") || len(ids) != 0 {
		t.Errorf("items null: %d items, %v", len(ids), err)
	}
}

func TestNothingAnswers(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed := "http://" + l.Addr().String()
	l.Close()
	c, w := connect(t, closed, nil)
	_, err = page(t, c)
	w.safe(err)
	if !errors.Is(err, ErrTemporary) || !strings.Contains(fmt.Sprint(err), "nothing answers at 127.0.0.1") {
		t.Errorf("refused: %v", err)
	}

	c, w = connect(t, "https://nowhere.invalid", func(cfg *Config) {
		tr := newTransport(mustParse(t, "https://nowhere.invalid"))
		tr.Proxy = nil
		tr.DialContext = func(context.Context, string, string) (net.Conn, error) {
			return nil, &net.OpError{Op: "dial", Err: &net.DNSError{Err: "no such host", Name: "nowhere.invalid", IsNotFound: true}}
		}
		cfg.Transport = tr
	})
	_, err = page(t, c)
	w.safe(err)
	if errors.Is(err, ErrTemporary) || !strings.Contains(fmt.Sprint(err), "nowhere.invalid cannot be found") || len(w.list()) != 1 {
		t.Errorf("no such host: %v", err)
	}
}

// A service that speaks no TLS, or shows a certificate that nobody signed, gets
// nothing.
func TestTLS(t *testing.T) {
	t.Parallel()
	srv := serve(t, body(`{"items":[]}`))
	c, w := connect(t, strings.Replace(srv.URL, "http:", "https:", 1), nil)
	_, err := page(t, c)
	w.safe(err)
	if errors.Is(err, ErrTemporary) || !strings.Contains(fmt.Sprint(err), "cannot be trusted") {
		t.Errorf("no TLS: %v", err)
	}
	s := demo.New(demo.Options{})
	tls := tlsServer(t, s)
	c, w = connect(t, tls.URL, nil)
	_, err = page(t, c)
	w.safe(err)
	if errors.Is(err, ErrTemporary) || !strings.Contains(fmt.Sprint(err), "cannot be trusted") || len(s.Requests()) != 0 {
		t.Errorf("unknown certificate: %v", err)
	}
	c, _ = connect(t, tls.URL, func(cfg *Config) { cfg.Transport = tls.Client().Transport })
	if p, err := page(t, c); err != nil || len(p.Items) != 50 {
		t.Errorf("trusted certificate: %v", err)
	}
}

// Cancelling ends a request at once, wherever it hangs.
func TestCancelReturnsAtOnce(t *testing.T) {
	t.Parallel()
	for _, f := range []demo.Fault{
		{Kind: demo.KindHang, Path: "/session"}, {Kind: demo.KindHang, Path: "/inventory"},
		{Kind: demo.KindHangBody, Path: "/inventory"}, {Kind: demo.KindStatus, Status: 429, RetryAfter: "50", Path: "/inventory"},
	} {
		s, c, w := play(t, f)
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() {
			_, err := c.Page(ctx, PageRequest{Holder: holder(t, 1250), Count: 50})
			done <- err
		}()
		for len(s.Requests()) == 0 || !strings.Contains(s.Requests()[len(s.Requests())-1].Path, f.Path) {
			time.Sleep(time.Millisecond)
		}
		time.Sleep(20 * time.Millisecond) // into the hang
		cancel()
		select {
		case err := <-done:
			w.safe(err)
			if !errors.Is(err, context.Canceled) {
				t.Errorf("%s: %v", f.Kind, err)
			}
		case <-time.After(20 * time.Second):
			t.Fatalf("%s on %s does not end", f.Kind, f.Path)
		}
	}
}

// A body that inflates without end costs no more memory than the limit.
func TestGzip(t *testing.T) {
	t.Parallel()
	const items = `{"total":1,"items":[{"instance_id":18446744073709551615}]}`
	for name, c := range map[string]struct {
		write func(http.ResponseWriter)
		want  error
		tries int
	}{
		"whole": {func(w http.ResponseWriter) {
			z := gzip.NewWriter(w)
			fmt.Fprint(z, items)
			z.Close()
		}, nil, 1},
		"cut": {func(w http.ResponseWriter) {
			z := gzip.NewWriter(w)
			fmt.Fprint(z, items)
			z.Flush()
		}, ErrTemporary, 5},
		"nothing":  {func(http.ResponseWriter) {}, ErrTemporary, 5},
		"not gzip": {func(w http.ResponseWriter) { fmt.Fprint(w, items) }, errEncoding, 1},
	} {
		srv := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			c.write(w)
		})
		client, w := connect(t, srv.URL, nil)
		p, err := page(t, client)
		if !errors.Is(err, c.want) || c.want == nil && len(p.Items) != 1 || len(w.list()) != c.tries+1 {
			t.Errorf("%s: %d items, %d attempts, %v", name, len(p.Items), len(w.list())-1, err)
		}
	}
	srv := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "br")
		fmt.Fprint(w, items)
	})
	client, w := connect(t, srv.URL, nil)
	_, err := page(t, client)
	w.safe(err)
	if !errors.Is(err, errEncoding) {
		t.Errorf("another encoding: %v", err)
	}
}

// An answer that is too large gives what fits.
func TestTooLargeKeepsItems(t *testing.T) {
	t.Parallel()
	srv := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `{"items":[`)
		for i := range 40 {
			fmt.Fprintf(w, `{"instance_id":%d,"fill":"%s"},`, i+1, strings.Repeat("x", 1<<20))
		}
	})
	c, w := connect(t, srv.URL, nil)
	p, err := page(t, c)
	w.safe(err)
	if !errors.Is(err, errTooLarge) || len(p.Items) != 31 || !p.Cut {
		t.Errorf("%d items, cut %v: %v", len(p.Items), p.Cut, err)
	}
}

func TestBombIsBounded(t *testing.T) {
	for _, kind := range []demo.Kind{demo.KindGzipBomb, demo.KindHuge} {
		_, c, _ := play(t, demo.Fault{Kind: kind, Path: "/inventory", N: 300})
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		if _, err := page(t, c); !errors.Is(err, errTooLarge) {
			t.Errorf("%s: %v", kind, err)
		}
		runtime.ReadMemStats(&after)
		// All that was ever allocated, the double's own and garbage included.
		if grew := after.TotalAlloc - before.TotalAlloc; grew > 300<<20 { // unbounded reading takes twice the 300 MiB at least
			t.Errorf("%s allocates %d MiB", kind, grew>>20)
		}
	}
}

// What a refusal is about is said, with all that support needs to ask about it.
func TestSentencesOfRefusals(t *testing.T) {
	t.Parallel()
	const ids = `"request_id":"req-1","trace_id":"trace-2"`
	for name, c := range map[string]struct {
		status int
		body   string
		says   []string
		is     error
		not    error
	}{
		"parameter": {422, `{"code":"parameter_invalid","message":"The parameter is invalid","param":"count",` + ids + `}`,
			[]string{"does not take count", "parameter count", "request id req-1", "trace id trace-2"}, nil, ErrNotFound},
		"banned": {403, `{"code":"player_banned","ban":{"ban_reason":"chargeback","banned_until":"2026-12-01T00:00:00Z","permanent":false},` + ids + `}`,
			[]string{"the player is banned (chargeback) until 2026-12-01T00:00:00Z", "trace id trace-2"}, ErrPlayer, ErrAuth},
		"banned for good":     {403, `{"code":"player_banned","ban":{"permanent":true}}`, []string{"the player is banned for good"}, ErrPlayer, ErrAuth},
		"another player code": {403, `{"code":"player_deleted"}`, []string{"refuses this for the player", "player_deleted"}, ErrPlayer, ErrAuth},
		"the key":             {403, `{"code":"forbidden",` + ids + `}`, []string{"the server key may not read this", "trace id trace-2"}, ErrForbidden, ErrPlayer},
	} {
		srv := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(c.status); fmt.Fprint(w, c.body) })
		client, w := connect(t, srv.URL, nil)
		_, err := page(t, client)
		w.safe(err)
		for _, s := range c.says {
			if !strings.Contains(err.Error(), s) || !strings.Contains(w.list()[1].Error, s) {
				t.Errorf("%s: %q is not in %q, or not in the log", name, s, err)
			}
		}
		if c.is != nil && !errors.Is(err, c.is) || errors.Is(err, c.not) {
			t.Errorf("%s is the wrong kind: %v", name, err)
		}
		if x := w.list()[1]; strings.Contains(c.body, "trace-2") && (x.TraceID != "trace-2" || x.RequestID != "req-1") {
			t.Errorf("%s: the log has %q and %q", name, x.RequestID, x.TraceID)
		}
	}
}
