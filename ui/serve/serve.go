// Package serve is the SSH server of `lootlens serve`: it lets users in by public key or
// certificate, gives each of them a [Session] with a terminal or a command, and keeps
// limits, the audit and the metrics. What a session does is the caller's: see
// [Config.Browse] and [Config.Run].
//
// What does not belong here: inventories, the command tree, and anything that is drawn.
package serve

import (
	"errors"
	"log/slog"
	"net"
	"time"
)

// Config says whom the server lets in and what they get. Browse, Run, HostKey and one of
// AuthorizedKeys and TrustedUserCA are required.
type Config struct {
	// Listen is the TCP address, such as ":2222".
	Listen string
	// HostKey is the file of the server's private key. It is made if it is not there;
	// several servers may share it.
	HostKey string
	// AuthorizedKeys is a file in the format of OpenSSH; comments are the users' names.
	AuthorizedKeys string
	// TrustedUserCA is a file of the public keys whose user certificates are accepted.
	TrustedUserCA string
	// MaxSessions, 200 if zero, and MaxPerUser, 5 if zero, bound the open sessions.
	MaxSessions, MaxPerUser int
	// Idle ends a terminal session after this long without a key; zero is 30 minutes.
	Idle time.Duration
	// Grace is how long commands may go on when the server stops; zero is 10 seconds.
	Grace time.Duration
	// MetricsListen is a loopback address for /metrics and /healthz; "" is none.
	MetricsListen string
	// Metrics counts what the server does. Nil if nobody reads it.
	Metrics *Metrics
	// Audit gets a line for each thing that is looked at; nil keeps none.
	Audit *Audit
	// Log is required; see [NewLogger].
	Log *slog.Logger
	// Started is called with the address once clients can connect. May be nil.
	Started func(net.Addr)
	// Browse runs a session without a command on its terminal, which is in raw mode, and returns the exit code.
	// It must return soon after the session's context ends.
	Browse func(*Session) int
	// Run runs a command and returns the exit code. The session may have a terminal, in
	// cooked mode. It must return soon after the session's context ends.
	Run func(s *Session, args []string) int
}

// Why a session's context ends: see [context.Cause].
var (
	ErrClosed      = errors.New("the client has closed the session")
	ErrInterrupted = errors.New("interrupted")
	ErrStopping    = errors.New("the server is stopping: connect again in a moment")
	ErrIdle        = errors.New("the session was idle for too long: connect again")
	ErrRevoked     = errors.New("the key is no longer allowed: ask whoever runs this server")
	ErrSlow        = errors.New("the terminal takes no output: the session is closed")
	ErrAudit       = errors.New("the audit log cannot be written, so nothing is shown: tell whoever runs this server")
)

func (cfg Config) withDefaults() Config {
	set := func(n *int, to int) {
		if *n == 0 {
			*n = to
		}
	}
	set(&cfg.MaxSessions, 200)
	set(&cfg.MaxPerUser, 5)
	if cfg.Idle == 0 {
		cfg.Idle = 30 * time.Minute
	}
	if cfg.Grace == 0 {
		cfg.Grace = 10 * time.Second
	}
	if cfg.Metrics == nil {
		cfg.Metrics = NewMetrics("")
	}
	return cfg
}
