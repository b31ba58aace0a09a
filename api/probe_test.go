package api

import (
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// steps are the names of the steps made, with a "!" after the one that failed.
func steps(list []Step) string {
	var names []string
	for _, s := range list {
		if s.Err != nil {
			s.Name += "!"
		}
		names = append(names, s.Name)
	}
	return strings.Join(names, " ")
}

// A probe goes as far as the way goes, and sends no request.
func TestProbe(t *testing.T) {
	t.Parallel()
	requests := make(chan string, 10)
	h := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { requests <- r.URL.Path })
	open := plain(t, h)
	sealed := httptest.NewUnstartedServer(h)
	sealed.Config.ErrorLog = log.New(io.Discard, "", 0)
	sealed.StartTLS()
	t.Cleanup(sealed.Close)
	gone := httptest.NewServer(h)
	gone.Close()

	for _, c := range []struct{ name, url, want string }{
		{"plain", open.URL, "dns tcp"},
		{"an unknown certificate", sealed.URL, "dns tcp tls!"},
		{"no TLS behind https", "https" + strings.TrimPrefix(open.URL, "http"), "dns tcp tls!"},
		{"no listener", gone.URL, "dns tcp!"},
	} {
		client, w := connect(t, c.url, nil)
		list := client.Probe(t.Context())
		if got := steps(list); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
		if last := list[len(list)-1]; strings.HasSuffix(c.want, "!") {
			w.safe(last.Err)
		}
	}
	if len(requests) > 0 {
		t.Errorf("a probe sent a request for %s", <-requests)
	}
}
