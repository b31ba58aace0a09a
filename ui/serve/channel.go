package serve

import (
	"context"
	"fmt"
	"strings"
	"time"

	"charm.land/ssh"
	gossh "golang.org/x/crypto/ssh"

	"lootlens/models/text"
)

// How long a client may take nothing of what is written to its terminal, and how long a
// channel may be open without a shell or command.
const (
	terminalPatience = 30 * time.Second
	requestPatience  = 30 * time.Second
)

const (
	maxSide      = 2000 // of a terminal, in cells
	maxValue     = 256  // bytes of a variable
	exitUsage    = 2
	exitPanicked = 70
)

var allowedVariables = map[string]bool{"TERM": true, "LANG": true, "COLORTERM": true, "NO_COLOR": true}

// openSession handles a channel of type "session". Wish runs what the client asks for;
// all other requests are answered here, since Wish grants agents, keeps any environment
// and stops when a new size is not taken.
func (srv *server) openSession(server *ssh.Server, conn *gossh.ServerConn, offered gossh.NewChannel, ctx ssh.Context) {
	c := clientOf(ctx)
	s := &Session{srv: srv, client: c, id: newID(), environ: map[string]string{}, limit: srv.cfg.Idle}
	s.ctx, s.cancel = context.WithCancelCause(ctx)
	defer s.cancel(ErrClosed)
	if err := srv.join(s); err != nil {
		srv.cfg.Log.Warn("session refused", s.attrs("why", err)...)
		srv.cfg.Metrics.session("refused")
		srv.refuse(offered, err)
		return
	}
	defer srv.leave(s)
	ssh.DefaultSessionHandler(server, conn, &channel{offered, s}, sessionContext{ctx, s})
}

// refuse accepts a channel to say why there is no session: OpenSSH hides the reason
// of a rejected one.
func (srv *server) refuse(offered gossh.NewChannel, why error) {
	ch, requests, err := offered.Accept()
	if err != nil {
		return
	}
	defer ch.Close()
	patience := time.AfterFunc(requestPatience, func() { ch.Close() })
	defer patience.Stop()
	for r := range requests {
		start := r.Type == "shell" || r.Type == "exec"
		_ = r.Reply(start || r.Type == "pty-req", nil)
		if start {
			fmt.Fprintf(ch.Stderr(), "lootlens: %v\r\n", why)
			_, _ = ch.SendRequest("exit-status", false, gossh.Marshal(struct{ Status uint32 }{exitUsage}))
			return
		}
	}
}

// sessionContext lets the handler find its session.
type sessionContext struct {
	ssh.Context
	session *Session
}

// channel passes to Wish only the requests to start.
type channel struct {
	gossh.NewChannel
	session *Session
}

func (c *channel) Accept() (gossh.Channel, <-chan *gossh.Request, error) {
	ch, requests, err := c.NewChannel.Accept()
	if err != nil {
		return nil, nil, err
	}
	s := c.session
	s.channel = ch
	late := time.AfterFunc(requestPatience, func() { ch.Close() })
	starts := make(chan *gossh.Request)
	go s.srv.guard(s, func() {
		defer close(starts)
		defer s.cancel(ErrClosed)
		defer late.Stop()
		for r := range requests {
			if r.Type == "shell" || r.Type == "exec" {
				late.Stop()
				starts <- r
				continue
			}
			_ = r.Reply(s.request(r), nil)
		}
	})
	return ch, starts, nil
}

// request handles a request other than to start and reports whether it is granted.
func (s *Session) request(r *gossh.Request) bool {
	switch r.Type {
	case "pty-req":
		var pty struct {
			Term                          string
			Width, Height, XPixel, YPixel uint32
			Modes                         string
		}
		if gossh.Unmarshal(r.Payload, &pty) != nil || !s.client.who.terminal {
			return false
		}
		return s.setTerminal(pty.Term, sizeOf(pty.Width, pty.Height))
	case "window-change":
		var size struct{ Width, Height, XPixel, YPixel uint32 }
		if gossh.Unmarshal(r.Payload, &size) != nil || s.resized == nil {
			return false
		}
		s.resize(sizeOf(size.Width, size.Height))
		return true
	case "env":
		var v struct{ Name, Value string }
		return gossh.Unmarshal(r.Payload, &v) == nil && s.setenv(v.Name, v.Value)
	case "signal":
		var signal struct{ Name string }
		_ = gossh.Unmarshal(r.Payload, &signal)
		switch signal.Name {
		case "INT", "TERM", "HUP", "QUIT":
			s.cancel(ErrInterrupted)
			return true
		}
	}
	s.srv.cfg.Log.Info("request refused", s.attrs("request", text.Of(r.Type).Line())...)
	return false
}

func sizeOf(width, height uint32) Size {
	side := func(n uint32) int { return int(min(max(n, 1), maxSide)) }
	return Size{side(width), side(height)}
}

// setTerminal takes the client's terminal, once and before the start.
func (s *Session) setTerminal(name string, size Size) bool {
	s.srv.mu.Lock()
	defer s.srv.mu.Unlock()
	if s.terminal != nil || s.running || !printable(name) {
		return false
	}
	s.resized = make(chan Size, 1)
	s.terminal = &Terminal{Name: name, Size: size, Resized: s.resized}
	s.environ["TERM"] = name
	return true
}

// resize replaces a size that nobody has received yet.
func (s *Session) resize(size Size) {
	s.srv.mu.Lock()
	defer s.srv.mu.Unlock()
	if !s.running {
		s.terminal.Size = size
		return
	}
	select {
	case <-s.resized:
	default:
	}
	s.resized <- size
}

func (s *Session) setenv(name, value string) bool {
	s.srv.mu.Lock()
	defer s.srv.mu.Unlock()
	if s.running || !allowedVariables[name] || !printable(value) {
		return false
	}
	s.environ[name] = value
	return true
}

// printable reports whether the value of a variable is short printable ASCII.
func printable(value string) bool {
	return len(value) <= maxValue && text.PrintableASCII(value)
}

// handle runs a session after its start, and ends it with an exit code.
func (srv *server) handle(w ssh.Session) {
	s := w.Context().(sessionContext).session
	srv.mu.Lock()
	s.running = true
	srv.mu.Unlock()
	s.input.Store(time.Now().UnixNano())
	began := time.Now()
	line := w.RawCommand()
	if forced := s.client.who.command; forced != "" {
		line = forced
	}
	srv.cfg.Log.Info("session began", s.attrs("terminal", s.terminal != nil, "command", text.Of(line).Line())...)
	code := exitPanicked
	srv.guard(s, func() { code = s.run(line) })
	s.farewell()
	srv.cfg.Log.Info("session ended", s.attrs("code", code, "seconds", int(time.Since(began).Seconds()), "why", s.reason())...)
	_ = w.Exit(code)
}

// run calls the browser or the command.
func (s *Session) run(line string) int {
	cfg := &s.srv.cfg
	if strings.TrimSpace(line) == "" {
		if s.terminal == nil {
			fmt.Fprintln(s.Stderr(), "lootlens: the browser needs a terminal: connect with ssh -t, or add a command such as help")
			return exitUsage
		}
		s.MakeRaw()
		return cfg.Browse(s)
	}
	args, err := Split(line)
	if err != nil {
		fmt.Fprintf(s.Stderr(), "lootlens: %v\n", err)
		return exitUsage
	}
	if s.terminal != nil {
		s.keys = newKeyboard(s)
	}
	return cfg.Run(s, args)
}

// reason is why the session has ended early; "" if it has not.
func (s *Session) reason() string {
	if s.ctx.Err() == nil {
		return ""
	}
	return context.Cause(s.ctx).Error()
}

// farewell tells the user why the server has ended the session.
func (s *Session) farewell() {
	switch context.Cause(s.ctx) {
	case ErrStopping, ErrIdle, ErrRevoked, ErrAudit, errPanic:
		s.raw.Store(false)
		fmt.Fprintf(s.Stderr(), "lootlens: %v\n", context.Cause(s.ctx))
	}
}
