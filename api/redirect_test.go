package api

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"lootlens/api/demo"
)

func mustParse(t testing.TB, s string) *url.URL {
	t.Helper()
	u, err := url.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func tlsServer(t testing.TB, h http.Handler) *httptest.Server {
	t.Helper()
	s := httptest.NewUnstartedServer(h)
	s.Config.ErrorLog = quiet
	s.StartTLS()
	t.Cleanup(s.Close)
	return s
}

// Neither key nor token reaches another host, port or scheme, not even after a
// hop on the own host; and no request at all does.
func TestRedirectElsewhere(t *testing.T) {
	t.Parallel()
	var reached atomic.Int32
	trap := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		reached.Add(1)
		fmt.Fprint(w, okList)
	})
	other, otherTLS := plain(t, trap), tlsServer(t, trap)
	for _, to := range []string{
		other.URL + "/x", otherTLS.URL + "/x", "//" + strings.TrimPrefix(other.URL, "http://") + "/x",
		strings.Replace(other.URL, "127.0.0.1", "localhost", 1), "http://user:pw@" + strings.TrimPrefix(other.URL, "http://"),
		"ftp://127.0.0.1/x", "javascript:alert(1)", "file:///etc/passwd", "http://\x1b[2Jevil/", "http://[::1", "",
	} {
		for _, status := range []int{301, 302, 303, 307, 308} {
			for _, hop := range []bool{false, true} {
				for _, path := range []string{"/server/session", "/server/player"} {
					h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
						switch {
						case hop && r.URL.Path != "/hop":
							w.Header().Set("Location", "/hop")
						case strings.HasPrefix(r.URL.Path, path) || r.URL.Path == "/hop":
							w.Header().Set("Location", to)
						default:
							fmt.Fprintf(w, `{"token":%q}`, ownToken)
							return
						}
						if r.Method == http.MethodPost && path != "/server/session" {
							w.Header().Del("Location")
							fmt.Fprintf(w, `{"token":%q}`, ownToken)
							return
						}
						w.WriteHeader(status)
					})
					srv := httptest.NewServer(h)
					c, w := connect(t, srv.URL, nil)
					_, err := page(t, c)
					w.safe(err)
					var e *Error
					if !errors.As(err, &e) || errors.Is(err, ErrTemporary) && to != "" && !strings.Contains(to, "[") {
						t.Errorf("%d to %q, hop %v, at %s: %v", status, to, hop, path, err)
					}
					c.Close()
					srv.Close()
				}
			}
		}
	}
	if n := reached.Load(); n != 0 {
		t.Errorf("another host was asked %d times", n)
	}
}

func TestRedirectAtHome(t *testing.T) {
	t.Parallel()
	s, c, w := play(t, demo.Fault{Kind: demo.KindRedirect, Path: "/1250/inventory", Location: "/server/player/1007/inventory"})
	p, err := page(t, c)
	if err != nil || len(p.Items) != 7 || len(s.Requests()) != 3 {
		t.Errorf("%d items after %d requests: %v", len(p.Items), len(s.Requests()), err)
	}
	s.SetFaults(demo.Fault{Kind: demo.KindRedirect, Path: "/inventory", Location: "/server/player/1007/inventory"})
	_, err = page(t, c)
	w.safe(err)
	if !errors.Is(err, errTooManyRedirects) || len(s.Requests()) != 3+1+maxRedirects {
		t.Errorf("a circle: %v after %d requests", err, len(s.Requests()))
	}
	s.SetFaults(demo.Fault{Kind: demo.KindRedirect, Path: "/inventory", Location: strings.Replace(c.BaseURL(), "://", "://user:password@", 1) + "/server/player/1007/inventory"})
	_, err = page(t, c)
	w.safe(err)
	if !isA[*redirectError](err) || strings.Contains(err.Error(), "password") {
		t.Errorf("a redirect with a password: %v", err)
	}
	s.SetFaults(demo.Fault{Kind: demo.KindRedirect, Path: "/session", Location: "/server/session2", Status: 307})
	s.ExpireTokens()
	_, err = page(t, c)
	w.safe(err)
	if err == nil || !strings.Contains(err.Error(), "redirect") {
		t.Errorf("a session that is moved: %v", err)
	}
	for _, r := range s.Requests() {
		if r.Path == "/server/session2" {
			t.Error("the session request was sent on")
		}
	}
}

func TestSameOrigin(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b string
		same bool
	}{
		{"https://h/a", "https://h:443/b", true}, {"https://H/a", "https://h/b", true}, {"http://h:80", "http://h", true},
		{"https://h", "http://h", false}, {"https://h", "http://h:443", false}, {"https://h", "https://h:8443", false},
		{"https://h", "https://h.evil", false}, {"https://h", "https://evil/@h", false}, {"http://127.0.0.1:1", "http://localhost:1", false},
	} {
		if sameOrigin(mustParse(t, c.a), mustParse(t, c.b)) != c.same {
			t.Errorf("%s and %s: same is %v", c.a, c.b, !c.same)
		}
	}
}
