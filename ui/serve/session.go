package serve

import (
	"context"
	"io"
	"log/slog"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	gossh "golang.org/x/crypto/ssh"
)

// User is who has logged in.
type User struct {
	Name        string         // the comment of the key or the principal of the certificate, safe to print
	Fingerprint string         // of the public key, such as SHA256:…
	Addr        netip.AddrPort // of the client
}

// Size is a terminal's size in cells.
type Size struct{ Width, Height int }

// Terminal is the client's.
type Terminal struct {
	Name string // the value of TERM
	Size
	// Resized gets each new size; a size that was not received is replaced by the next.
	Resized <-chan Size
}

// Session is one shell or one command of a user. Its methods may be used at the same
// time.
type Session struct {
	srv      *server
	client   *client
	id       string
	ctx      context.Context
	cancel   context.CancelCauseFunc
	channel  gossh.Channel // set before the session's handler starts
	limit    time.Duration // for one write
	terminal *Terminal
	resized  chan Size
	environ  map[string]string
	keys     *keyboard    // of a cooked terminal
	raw      atomic.Bool  // the terminal, for a browser
	running  bool         // the handler has started; guarded by srv.mu
	input    atomic.Int64 // when the last input came, in Unix nanoseconds
	writing  sync.Mutex
}

// User is who has the session.
func (s *Session) User() User { return s.client.who.User }

// ID names the session in the log and the audit.
func (s *Session) ID() string { return s.id }

// Context ends when the session must end; its cause says why.
func (s *Session) Context() context.Context { return s.ctx }

// Terminal is the client's terminal, if it has one here.
func (s *Session) Terminal() (Terminal, bool) {
	if s.terminal == nil {
		return Terminal{}, false
	}
	return *s.terminal, true
}

// Getenv is the value of one of the few variables that clients may send: TERM, LANG,
// COLORTERM and NO_COLOR. All others are empty.
func (s *Session) Getenv(name string) string { return s.environ[name] }

// MakeRaw switches the terminal to raw mode, for a browser: a command begins in cooked
// mode, where Ctrl+C interrupts and "\n" begins a line. From then on the session ends when
// it is idle, when the server stops, and when the terminal takes no output.
func (s *Session) MakeRaw() {
	s.writing.Lock()
	defer s.writing.Unlock()
	s.limit = terminalPatience
	s.raw.Store(true)
}

// Log writes to the server's log, with the user and the session in each line.
func (s *Session) Log() *slog.Logger { return s.srv.cfg.Log.With(s.attrs()...) }

// Read reads what the client types or sends; io.EOF is the end of its input.
func (s *Session) Read(p []byte) (n int, err error) {
	if s.keys != nil {
		return s.keys.Read(p)
	}
	return s.receive(p)
}

// receive reads from the client, and notes when.
func (s *Session) receive(p []byte) (n int, err error) {
	n, err = s.channel.Read(p)
	s.input.Store(time.Now().UnixNano())
	return n, err
}

// Write writes to the client's standard output. A client that does not take it in time
// is dropped.
func (s *Session) Write(p []byte) (int, error) { return s.write(s.channel, p) }

// Stderr is the client's standard error; with a terminal both are the same.
func (s *Session) Stderr() io.Writer { return stderr{s} }

type stderr struct{ s *Session }

func (w stderr) Write(p []byte) (int, error) {
	if w.s.terminal != nil {
		return w.s.Write(p)
	}
	return w.s.write(w.s.channel.Stderr(), p)
}

func (s *Session) write(to io.Writer, p []byte) (int, error) {
	s.writing.Lock()
	defer s.writing.Unlock()
	stuck := time.AfterFunc(s.limit, func() {
		s.cancel(ErrSlow)
		s.client.close()
	})
	defer stuck.Stop()
	if s.terminal == nil || s.raw.Load() {
		return to.Write(p)
	}
	if _, err := to.Write(newlines(p)); err != nil {
		return 0, err
	}
	return len(p), nil
}

// Audit writes what the user is about to see. After an error nothing of it may be shown:
// the session ends.
func (s *Session) Audit(e Event) error {
	if s.srv.cfg.Audit == nil {
		return nil
	}
	err := s.srv.cfg.Audit.write(s, e)
	s.srv.cfg.Metrics.audited(err)
	if err != nil {
		s.srv.cfg.Log.Error("audit failed", s.attrs("error", err)...)
		s.cancel(ErrAudit)
		return ErrAudit
	}
	return nil
}

// attrs are the words of a log line about the session.
func (s *Session) attrs(more ...any) []any {
	return append([]any{"user", s.User().Name, "address", s.User().Addr, "session", s.id}, more...)
}
