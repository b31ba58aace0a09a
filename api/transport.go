package api

import (
	"errors"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"lootlens/models/text"
)

const maxRedirects = 3

// newTransport connects to loopback hosts directly and to others through the proxy of
// the environment. This package decompresses bodies itself.
func newTransport(base *url.URL) *http.Transport {
	dialer := &net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second}
	t := &http.Transport{
		DialContext:         dialer.DialContext,
		ForceAttemptHTTP2:   true,
		TLSHandshakeTimeout: 10 * time.Second,
		MaxIdleConnsPerHost: 16,
		IdleConnTimeout:     90 * time.Second,
		DisableCompression:  true,
		ReadBufferSize:      64 << 10,
	}
	if !loopback(base) {
		t.Proxy = http.ProxyFromEnvironment
	}
	return t
}

// redirectError is a redirect that is not followed.
type redirectError struct{ to string } // safe to print

func (e *redirectError) Error() string {
	return "redirect to " + e.to + " refused: it is not the configured address"
}

var errTooManyRedirects = errors.New("too many redirects")

// redirect lets a GET follow a few redirects on its own scheme, host and port, so
// that key and token go nowhere else. A session request follows none.
func (c *Client) redirect(req *http.Request, via []*http.Request) error {
	first := via[0]
	switch {
	case first.Method != http.MethodGet:
		return http.ErrUseLastResponse
	case !sameOrigin(first.URL, req.URL):
		return &redirectError{originOf(req.URL)}
	case len(via) > maxRedirects:
		return errTooManyRedirects
	}
	return c.admit(req.Context(), Pause{Path: first.URL.RequestURI(), Attempt: 1})
}

func sameOrigin(a, b *url.URL) bool {
	return a.Scheme == b.Scheme && strings.EqualFold(a.Hostname(), b.Hostname()) && portOf(a) == portOf(b)
}

func portOf(u *url.URL) string {
	switch {
	case u.Port() != "":
		return u.Port()
	case u.Scheme == "https":
		return "443"
	}
	return "80"
}

// originOf is scheme and host, safe to print.
func originOf(u *url.URL) string { return text.Of(u.Scheme + "://" + u.Host).Line() }

// hostOf is the host, safe to print.
func hostOf(u *url.URL) string { return text.Of(u.Host).Line() }
