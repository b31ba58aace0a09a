package serve

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"os"
	"os/signal"
	"runtime/debug"
	"runtime/metrics"
	"sync"
	"syscall"
	"time"

	"charm.land/ssh"
	"charm.land/wish/v2"
	gossh "golang.org/x/crypto/ssh"

	"lootlens/models"
	"lootlens/models/text"
)

const (
	lookAfter    = time.Second // how often clients are looked after
	pingEvery    = 20 * time.Second
	pingPatience = 60 * time.Second
	packetLimit  = 30 * time.Second // for the network to take a packet
	goodbyeLimit = 2 * time.Second  // for sessions to end after they were told to
	quietAfter   = 5 * time.Second  // without input of anybody, after which garbage is given back
	muchGarbage  = 32 << 20         // bytes that are worth a collection while it is quiet

	// gcPercent keeps less garbage than usual: there are many sessions, and few are in use.
	gcPercent = 50
)

var errPanic = errors.New("the session has ended by a fault of the program, which its log reports: connect again")

// server is one running server.
type server struct {
	cfg    Config
	access *access
	gate   gate

	mu       sync.Mutex
	stopping bool
	tidied   uint64               // bytes that had been allocated when garbage was given back
	clients  map[*client]struct{} // that have logged in
	sessions map[*Session]struct{}
}

// Run serves until ctx ends: then terminal sessions are told and end, and commands have
// [Config.Grace] to end. An error says what to fix before the server can start, or that
// it cannot go on.
func Run(ctx context.Context, cfg Config) error {
	cfg = cfg.withDefaults()
	access, err := newAccess(cfg)
	if err != nil {
		return err
	}
	key, fingerprint, made, err := hostKey(cfg.HostKey)
	if err != nil {
		return err
	}
	srv := &server{cfg: cfg, access: access, clients: map[*client]struct{}{}, sessions: map[*Session]struct{}{}}
	wished, err := wish.NewServer(wish.WithHostKeyPEM(key), wish.WithVersion("lootlens"), wish.WithMiddleware(func(ssh.Handler) ssh.Handler { return srv.handle }))
	if err != nil {
		return err
	}
	srv.configure(wished)
	stopMetrics, err := cfg.Metrics.listen(cfg.MetricsListen, srv)
	if err != nil {
		return err
	}
	defer stopMetrics()
	models.ShareAssets()
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", cmp.Or(cfg.Listen, ":2222"))
	if err != nil {
		return fmt.Errorf("%w: choose another address by --listen, or stop what uses it", err)
	}
	cfg.Log.Info("serving", "address", listener.Addr().String(), "host key", fingerprint, "new host key", made)
	failed := make(chan error, 1)
	go func() { failed <- wished.Serve(listener) }()
	if cfg.Started != nil {
		cfg.Started(listener.Addr())
	}
	hangup := make(chan os.Signal, 1)
	signal.Reset(syscall.SIGHUP) // it does not end this program as it does others
	signal.Notify(hangup, syscall.SIGHUP)
	defer signal.Stop(hangup)
	tick := time.NewTicker(lookAfter)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			srv.lookAfterClients(time.Now())
		case <-hangup:
			srv.reopenAudit()
		case err := <-failed:
			srv.stop(wished, listener)
			return fmt.Errorf("the server has stopped: %w", err)
		case <-ctx.Done():
			srv.stop(wished, listener)
			<-failed
			return nil
		}
	}
}

// configure tells Wish what is allowed: sessions by key or certificate, nothing else.
func (srv *server) configure(s *ssh.Server) {
	s.HandshakeTimeout = loginTimeout
	s.ConnCallback = srv.arrive
	s.ServerConfigCallback = srv.loginConfig
	s.ChannelHandlers = map[string]ssh.ChannelHandler{
		"session": srv.openSession,
		"default": func(_ *ssh.Server, _ *gossh.ServerConn, offered gossh.NewChannel, ctx ssh.Context) {
			srv.refused(clientOf(ctx), offered.ChannelType())
			_ = offered.Reject(gossh.Prohibited, "forwarding is not possible here")
		},
	}
	s.RequestHandlers = map[string]ssh.RequestHandler{
		"default": func(ctx ssh.Context, _ *ssh.Server, r *gossh.Request) (bool, []byte) {
			if r.Type != "keepalive@openssh.com" && r.Type != "no-more-sessions@openssh.com" {
				srv.refused(clientOf(ctx), r.Type)
			}
			return false, nil
		},
	}
	s.SubsystemHandlers = map[string]ssh.SubsystemHandler{}
}

func (srv *server) refused(c *client, what string) {
	srv.cfg.Log.Info("request refused", "user", c.who.Name, "address", c.addr, "request", text.Of(what).Line())
}

// join adds a session, unless there are too many.
func (srv *server) join(s *Session) error {
	srv.mu.Lock()
	defer srv.mu.Unlock()
	mine := 0
	for other := range srv.sessions {
		if other.User().Name == s.User().Name {
			mine++
		}
	}
	switch {
	case srv.stopping:
		return ErrStopping
	case mine >= srv.cfg.MaxPerUser:
		return fmt.Errorf("you have %d sessions open, as many as a user may have: close one of them", mine)
	case len(srv.sessions) >= srv.cfg.MaxSessions:
		return fmt.Errorf("all %d sessions of the server are in use: try again later", len(srv.sessions))
	}
	srv.sessions[s] = struct{}{}
	srv.cfg.Metrics.session("ok")
	return nil
}

func (srv *server) leave(s *Session) {
	srv.mu.Lock()
	defer srv.mu.Unlock()
	delete(srv.sessions, s)
}

// lookAfterClients ends sessions that are idle, closes clients that do not answer or are no longer
// allowed, and asks the others whether they are there.
func (srv *server) lookAfterClients(now time.Time) {
	generation := srv.access.generation()
	srv.mu.Lock()
	defer srv.mu.Unlock()
	quiet := true
	for s := range srv.sessions {
		since := now.Sub(time.Unix(0, s.input.Load()))
		if s.raw.Load() && since >= srv.cfg.Idle {
			s.cancel(ErrIdle)
		}
		quiet = quiet && s.raw.Load() && since >= quietAfter
	}
	if quiet {
		srv.giveBack()
	}
	for c := range srv.clients {
		if c.checked != generation || !c.who.until.IsZero() && !now.Before(c.who.until) {
			srv.checkAgain(c, generation)
		}
		switch since := now.Sub(c.pinged); {
		case c.unanswered.Load() && since >= pingPatience:
			go c.close()
		case since >= pingEvery && c.unanswered.CompareAndSwap(false, true):
			c.pinged = now
			go c.ping()
		}
	}
}

// giveBack collects garbage where there may be much: idle sessions make none, so that nothing else would.
func (srv *server) giveBack() {
	allocated := []metrics.Sample{{Name: "/gc/heap/allocs:bytes"}}
	metrics.Read(allocated)
	if now := allocated[0].Value.Uint64(); now-srv.tidied > muchGarbage {
		srv.tidied = now
		go debug.FreeOSMemory()
	}
}

// stop ends the sessions and closes the connections.
func (srv *server) stop(s *ssh.Server, listener net.Listener) {
	srv.mu.Lock()
	srv.stopping = true
	for s := range srv.sessions {
		if s.raw.Load() || !s.running {
			s.cancel(ErrStopping)
		}
	}
	open := len(srv.sessions)
	srv.mu.Unlock()
	srv.cfg.Log.Info("stopping", "sessions", open)
	_ = listener.Close() // Shutdown of Wish races with a connection that has just come
	if !srv.empty(srv.cfg.Grace) {
		srv.mu.Lock()
		for s := range srv.sessions {
			s.cancel(ErrStopping)
		}
		srv.mu.Unlock()
		srv.empty(goodbyeLimit)
	}
	srv.mu.Lock()
	var left []*client
	for c := range srv.clients {
		left = append(left, c)
	}
	srv.mu.Unlock()
	for _, c := range left {
		c.close()
	}
	_ = s.Close()
	srv.cfg.Log.Info("stopped")
}

// empty waits until there are no sessions, and reports whether that was so in time.
func (srv *server) empty(within time.Duration) bool {
	for end := time.Now().Add(within); ; time.Sleep(20 * time.Millisecond) {
		srv.mu.Lock()
		n := len(srv.sessions)
		srv.mu.Unlock()
		if n == 0 || time.Now().After(end) {
			return n == 0
		}
	}
}

func (srv *server) reopenAudit() {
	if srv.cfg.Audit == nil {
		return
	}
	if err := srv.cfg.Audit.Reopen(); err != nil {
		srv.cfg.Log.Error("audit not reopened", "error", err)
		return
	}
	srv.cfg.Log.Info("audit reopened")
}

// guard runs f. A panic in it ends the session and is reported, and the server goes on.
func (srv *server) guard(s *Session, f func()) {
	defer func() {
		if v := recover(); v != nil {
			srv.cfg.Log.Error("panic", s.attrs("panic", v, "stack", string(debug.Stack()))...)
			s.cancel(errPanic)
		}
	}()
	f()
}

func newID() string {
	b := make([]byte, 6)
	_, _ = rand.Read(b)
	return hex.EncodeToString(b)
}
