package serve

import (
	"errors"
	"fmt"
	"maps"
	"net"
	"net/http"
	"net/netip"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"lootlens/api"
)

// Metrics counts what a server does, for Prometheus. It is safe for concurrent use.
type Metrics struct {
	version string
	mu      sync.Mutex
	counts  map[string]float64 // by name and labels as they are shown
}

// NewMetrics counts for a build of this version.
func NewMetrics(version string) *Metrics {
	return &Metrics{version: version, counts: map[string]float64{}}
}

func (m *Metrics) add(sample string, n float64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.counts[sample] += n
}

func label(name, key, value string) string { return fmt.Sprintf("%s{%s=%q}", name, key, value) }

// Observe counts a request to the API: see [api.Config].
func (m *Metrics) Observe(x api.Exchange) {
	status := "none"
	if x.Status > 0 {
		status = strconv.Itoa(x.Status)
	}
	m.add(label("lootlens_api_requests_total", "status", status), 1)
	m.add("lootlens_api_request_seconds_total", x.Duration.Seconds())
	m.add("lootlens_api_received_bytes_total", float64(x.Bytes))
}

// Pause counts a request that waits: see [api.Config].
func (m *Metrics) Pause(p api.Pause) {
	reason := map[api.PauseReason]string{api.RateLimited: "rate", api.AskedToWait: "asked", api.BackingOff: "retry"}[p.Reason]
	m.add(label("lootlens_api_waits_total", "reason", reason), 1)
}

func (m *Metrics) loggedIn(result string) { m.add(label("lootlens_logins_total", "result", result), 1) }

func (m *Metrics) session(result string) {
	m.add(label("lootlens_sessions_total", "result", result), 1)
}

func (m *Metrics) audited(err error) {
	result := "ok"
	if err != nil {
		result = "failed"
	}
	m.add(label("lootlens_audit_writes_total", "result", result), 1)
}

// listen serves /metrics and /healthz on a loopback address; "" is none. The function
// that it returns ends that.
func (m *Metrics) listen(addr string, srv *server) (stop func(), err error) {
	if addr == "" {
		return func() {}, nil
	}
	host, _, err := net.SplitHostPort(addr)
	if ip, bad := netip.ParseAddr(host); err != nil || host != "localhost" && (bad != nil || !ip.IsLoopback()) {
		return nil, fmt.Errorf("metrics address %q is not on loopback: give one such as 127.0.0.1:9090", addr)
	}
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("metrics: %w: choose another address by --metrics", err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /metrics", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
		fmt.Fprint(w, m.text(srv))
	})
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		srv.mu.Lock()
		defer srv.mu.Unlock()
		if srv.stopping {
			http.Error(w, "stopping", http.StatusServiceUnavailable)
			return
		}
		fmt.Fprintln(w, "ok")
	})
	web := &http.Server{Handler: mux, ReadTimeout: 10 * time.Second, WriteTimeout: 10 * time.Second}
	go func() {
		if err := web.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			srv.cfg.Log.Error("metrics ended", "error", err)
		}
	}()
	srv.cfg.Log.Info("metrics", "address", listener.Addr().String())
	return func() { _ = web.Close() }, nil
}

// text is everything in Prometheus' text format.
func (m *Metrics) text(srv *server) string {
	srv.mu.Lock()
	gauges := map[string]float64{
		"lootlens_sessions":    float64(len(srv.sessions)),
		"lootlens_connections": float64(len(srv.clients)),
	}
	srv.mu.Unlock()
	srv.gate.mu.Lock()
	gauges["lootlens_connections_before_login"] = float64(srv.gate.arriving.Len())
	srv.gate.mu.Unlock()
	gauges["lootlens_goroutines"] = float64(runtime.NumGoroutine())
	gauges[fmt.Sprintf("lootlens_build_info{version=%q,go=%q}", m.version, runtime.Version())] = 1
	m.mu.Lock()
	defer m.mu.Unlock()
	var out strings.Builder
	write := func(samples map[string]float64, kind string) {
		last := ""
		for _, sample := range slices.Sorted(maps.Keys(samples)) {
			name, _, _ := strings.Cut(sample, "{")
			if name != last {
				fmt.Fprintf(&out, "# TYPE %s %s\n", name, kind)
			}
			last = name
			fmt.Fprintf(&out, "%s %v\n", sample, samples[sample])
		}
	}
	write(m.counts, "counter")
	write(gauges, "gauge")
	return out.String()
}
