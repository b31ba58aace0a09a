package api

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"lootlens/models/text"
)

// Step is one step of connecting to the service. Its texts are safe to print.
type Step struct {
	Name  string // "proxy", "dns", "tcp" or "tls"
	Found string // what was found, in a few words
	Took  time.Duration
	Err   error // an *Error; nil when the step was made
}

// certificateWarning is how long before its end a certificate is reported.
const certificateWarning = 14 * 24 * time.Hour

// Probe connects to the configured address step by step and stops at the first step
// that fails. It sends no request, no key and no token. Where a proxy is configured,
// the steps lead to the proxy.
func (c *Client) Probe(ctx context.Context) []Step {
	p := probe{base: c.base, host: c.base.Hostname(), port: portOf(c.base)}
	ctx, cancel := context.WithTimeout(ctx, c.cfg.Timeout)
	defer cancel()
	for _, step := range []func(context.Context) (Step, bool){p.proxy, p.dns, p.tcp, p.tls} {
		start := time.Now()
		s, made := step(ctx)
		if !made {
			continue
		}
		s.Took = time.Since(start)
		if s.Err != nil {
			s.Err = &Error{Method: http.MethodGet, Path: "/", Tries: 1, Err: s.Err, host: hostOf(c.base), timeout: c.cfg.Timeout}
		}
		p.steps = append(p.steps, s)
		if s.Err != nil {
			break
		}
	}
	if p.conn != nil {
		p.conn.Close()
	}
	return p.steps
}

type probe struct {
	base       *url.URL
	host, port string // of the service, or of the proxy
	proxied    bool
	conn       net.Conn
	steps      []Step
}

func (p *probe) proxy(context.Context) (Step, bool) {
	if loopback(p.base) {
		return Step{}, false
	}
	via, err := http.ProxyFromEnvironment(&http.Request{URL: p.base})
	if err != nil {
		return Step{Name: "proxy", Err: err}, true
	}
	if via == nil {
		return Step{}, false
	}
	p.proxied, p.host, p.port = true, via.Hostname(), portOf(via)
	return Step{Name: "proxy", Found: hostOf(via)}, true
}

func (p *probe) dns(ctx context.Context) (Step, bool) {
	addrs, err := net.DefaultResolver.LookupHost(ctx, p.host)
	if len(addrs) > 3 {
		addrs = append(addrs[:3], "…")
	}
	return Step{Name: "dns", Found: text.Of(strings.Join(addrs, " ")).Line(), Err: err}, true
}

func (p *probe) tcp(ctx context.Context) (Step, bool) {
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", net.JoinHostPort(p.host, p.port))
	if err != nil {
		return Step{Name: "tcp", Err: err}, true
	}
	p.conn = conn
	return Step{Name: "tcp", Found: conn.RemoteAddr().String()}, true
}

func (p *probe) tls(ctx context.Context) (Step, bool) {
	if p.base.Scheme != "https" || p.proxied {
		return Step{}, false
	}
	conn := tls.Client(p.conn, &tls.Config{ServerName: p.host})
	if err := conn.HandshakeContext(ctx); err != nil {
		return Step{Name: "tls", Err: err}, true
	}
	state := conn.ConnectionState()
	left := time.Until(state.PeerCertificates[0].NotAfter)
	found := tls.VersionName(state.Version)
	if left < certificateWarning {
		found += fmt.Sprintf(", the certificate ends in %d days", int(left.Hours()/24))
	}
	return Step{Name: "tls", Found: found}, true
}
