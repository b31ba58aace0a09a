package serve

import (
	"container/list"
	"errors"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"charm.land/ssh"
	gossh "golang.org/x/crypto/ssh"

	"lootlens/models/text"
)

// client is one connection.
type client struct {
	srv  *server
	ctx  ssh.Context
	conn net.Conn
	addr netip.AddrPort
	gone chan struct{} // closed with the connection
	once sync.Once

	place *list.Element // in the gate, until the login; guarded by its lock

	refusal atomic.Pointer[refusal] // of the last key that was tried
	entered atomic.Bool             // has logged in

	// Since the login.
	who        identity
	key        gossh.PublicKey
	login      string
	checked    int // generation of the access that let the client in
	strikes    int // checks in a row that would not
	revoked    bool
	pinged     time.Time
	unanswered atomic.Bool
}

// refusal is why a key was not accepted.
type refusal struct {
	login string
	why   error
}

type clientKey struct{}

func clientOf(ctx ssh.Context) *client { return ctx.Value(clientKey{}).(*client) }

// arrive takes a new connection.
func (srv *server) arrive(ctx ssh.Context, conn net.Conn) net.Conn {
	addr, _ := netip.ParseAddrPort(conn.RemoteAddr().String())
	c := &client{srv: srv, ctx: ctx, conn: conn, addr: netip.AddrPortFrom(addr.Addr().Unmap(), addr.Port()), gone: make(chan struct{})}
	ctx.SetValue(clientKey{}, c)
	srv.gate.enter(c)
	return &timedConn{conn, c}
}

// timedConn is a connection that must take each packet in time.
type timedConn struct {
	net.Conn
	client *client
}

func (t *timedConn) Write(p []byte) (int, error) {
	_ = t.SetWriteDeadline(time.Now().Add(packetLimit))
	return t.Conn.Write(p)
}

func (t *timedConn) Close() error {
	t.client.close()
	return nil
}

// close closes the connection, which ends its sessions.
func (c *client) close() {
	c.once.Do(func() {
		close(c.gone)
		c.srv.gate.exit(c)
		c.srv.mu.Lock()
		delete(c.srv.clients, c)
		c.srv.mu.Unlock()
		_ = c.conn.Close()
		if !c.entered.Load() {
			c.report()
		}
	})
}

// loginConfig lets clients log in by a public key or a certificate, and not otherwise. What x/crypto accepts by default
// has SHA-1 and DSA among it.
func (srv *server) loginConfig(ctx ssh.Context) *gossh.ServerConfig {
	c := clientOf(ctx)
	secure := gossh.SupportedAlgorithms()
	return &gossh.ServerConfig{
		Config:                  gossh.Config{KeyExchanges: secure.KeyExchanges, Ciphers: secure.Ciphers, MACs: secure.MACs},
		PublicKeyAuthAlgorithms: secure.PublicKeyAuths,
		PublicKeyCallback: func(conn gossh.ConnMetadata, key gossh.PublicKey) (*gossh.Permissions, error) {
			_, perms, err := srv.access.authorize(key, conn.User(), c.addr)
			return perms, err
		},
		VerifiedPublicKeyCallback: func(conn gossh.ConnMetadata, key gossh.PublicKey, perms *gossh.Permissions, _ string) (*gossh.Permissions, error) {
			who, _, err := srv.access.authorize(key, conn.User(), c.addr)
			if err == nil {
				c.who, c.key, c.login = who, key, conn.User()
				err = srv.enroll(c)
			}
			return perms, err
		},
		AuthLogCallback: func(conn gossh.ConnMetadata, method string, err error) {
			switch {
			case err == nil:
				c.entered.Store(true)
				srv.gate.exit(c)
				srv.gate.succeeded(c.addr.Addr())
				srv.cfg.Metrics.loggedIn("ok")
				srv.cfg.Log.Info("login", "user", c.who.Name, "address", c.addr, "key", c.who.Fingerprint)
			case method != "none":
				c.refusal.Store(&refusal{text.Of(conn.User()).Line(), err})
			}
		},
	}
}

// enroll adds a client that has logged in, unless there are too many: connections need
// not have a session.
func (srv *server) enroll(c *client) error {
	generation := srv.access.generation()
	srv.mu.Lock()
	defer srv.mu.Unlock()
	mine := 0
	for other := range srv.clients {
		if other.who.Name == c.who.Name {
			mine++
		}
	}
	if mine >= 2*srv.cfg.MaxPerUser || len(srv.clients) >= 2*srv.cfg.MaxSessions {
		return &gossh.BannerError{Err: errors.New("too many connections"), Message: "lootlens: too many connections are open: close some of them\n"}
	}
	select {
	case <-c.gone: // close has taken its place from clients already
		return net.ErrClosed
	default:
	}
	c.checked = generation
	c.pinged = time.Now()
	srv.clients[c] = struct{}{}
	return nil
}

// report counts a connection that has ended without a login.
func (c *client) report() {
	r := c.refusal.Load()
	if r == nil {
		c.srv.cfg.Metrics.loggedIn("none")
		return
	}
	c.srv.gate.failed(c.addr.Addr(), time.Now())
	c.srv.cfg.Metrics.loggedIn("refused")
	c.srv.cfg.Log.Warn("login refused", "login", r.login, "address", c.addr, "why", r.why)
}

// ping returns when the client has answered or is gone.
func (c *client) ping() {
	if conn, ok := c.ctx.Value(ssh.ContextKeyConn).(*gossh.ServerConn); ok {
		if _, _, err := conn.SendRequest("keepalive@openssh.com", true, nil); err != nil {
			c.close()
		}
	}
	c.unanswered.Store(false)
}

// checkAgain ends the sessions of a client whose key is no longer allowed. The caller holds the lock.
func (srv *server) checkAgain(c *client, generation int) {
	most := srv.access.revoked(c.key, c.login, c.addr)
	if most == 0 {
		c.checked, c.strikes = generation, 0
		return
	}
	if c.strikes++; c.strikes < most || c.revoked {
		return
	}
	c.revoked = true
	srv.cfg.Log.Warn("login revoked", "user", c.who.Name, "address", c.addr, "key", c.who.Fingerprint)
	for s := range srv.sessions {
		if s.client == c {
			s.cancel(ErrRevoked)
		}
	}
	time.AfterFunc(goodbyeLimit, c.close)
}
