package cli

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"lootlens/api"
	"lootlens/ui/browser"
	"lootlens/ui/browser/recents"
	"lootlens/ui/browser/requests"
	"lootlens/ui/cli/config"
	"lootlens/ui/serve"
)

// session is a [serve.Session].
type session interface {
	io.ReadWriter
	Stderr() io.Writer
	Terminal() (serve.Terminal, bool)
	MakeRaw()
	Getenv(string) string
	User() serve.User
	ID() string
	Audit(serve.Event) error
	Context() context.Context
}

// guest is what a program has that runs for a session of serve.
type guest struct {
	desk *desk
	session
	auditor  auditor
	priority api.Priority // of its requests
}

// sessionVariables are all of the environment that a client can set.
var sessionVariables = []string{"TERM", "LANG", "COLORTERM", "NO_COLOR"}

// program is the process of a session, in place of one of its own.
func (d *desk) program(s session) *program {
	at, isTerminal := s.Terminal()
	var stdin io.Reader = &bounded{s, mostInput}
	stderr := s.Stderr()
	if isTerminal { // which may be raw
		stdin, stderr = s, lineBreaks{stderr}
	}
	prog := &program{
		version: d.prog.version, guest: &guest{desk: d, session: s, auditor: auditor{write: s.Audit}},
		stdin:  remote{Reader: stdin, terminal: isTerminal},
		stdout: remote{Writer: s, terminal: isTerminal, width: at.Width},
		stderr: remote{Writer: stderr, terminal: isTerminal, width: at.Width},
		now:    func() time.Time { return d.prog.now().UTC() }, // the zone of the server is nobody's here
		getenv: s.Getenv,
		browse: browseRemotely,
		store:  d.store,
	}
	prog.environ = func() (env []string) {
		for _, name := range sessionVariables {
			if value := s.Getenv(name); value != "" {
				env = append(env, name+"="+value)
			}
		}
		return env
	}
	return prog
}

// mostInput is how many bytes a command reads of what a client sends: an export of some
// 100,000 items.
const mostInput = 64 << 20

// bounded is an error after so many bytes, where an end would make a part look whole.
type bounded struct {
	r    io.Reader
	left int
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, fmt.Errorf("standard input is more than %d MiB, which is too much over SSH", mostInput>>20)
	}
	n, err := b.r.Read(p[:min(len(p), b.left)])
	b.left -= n
	return n, err
}

// lineBreaks writes "\r\n" for "\n", as a raw terminal needs it.
type lineBreaks struct{ w io.Writer }

func (l lineBreaks) Write(p []byte) (int, error) {
	if _, err := l.w.Write(bytes.ReplaceAll(p, []byte("\n"), []byte("\r\n"))); err != nil {
		return 0, err
	}
	return len(p), nil
}

// serve runs a command line in a session, with or without the name of the program in
// front, and returns its exit code.
func (d *desk) serve(s session, args []string) int {
	prog := d.program(s)
	args = append([]string{}, args...) // for nil, cobra takes the arguments of the process
	if len(args) > 0 && args[0] == "lootlens" {
		args = args[1:]
	}
	if len(args) > 0 && strings.HasPrefix(args[0], "__") { // cobra's completion
		args[0] = "completion"
	}
	code := prog.run(s.Context(), args)
	switch cause := context.Cause(s.Context()); {
	case errors.Is(cause, serve.ErrAudit):
		return exitLocal
	case cause != nil:
		return exitInterrupted
	}
	return code
}

// settings are those of the server, but for the flags of the session.
func (g *guest) settings(prog *program) (config.Settings, error) {
	in := g.desk.input
	in.Flag = func(name string) (string, bool) {
		if v, ok := prog.flag(name); ok {
			return v, true
		}
		return g.desk.input.Flag(name)
	}
	return config.Resolve(in)
}

// client is the server's, with what the session observes and an audit that no read
// passes by.
func (g *guest) client(prog *program) (*api.Client, config.Settings, error) {
	s, err := g.settings(prog)
	if err == nil {
		err = prog.refuseKey()
	}
	if err != nil {
		return nil, s, err
	}
	prog.opens = g.desk.client.Environment()
	pause := prog.onPause
	if pause == nil {
		pause = prog.notePause
	}
	hooks := api.Hooks{
		Observe: g.desk.observe,
		Inspect: prog.observe != nil,
		OnPause: func(p api.Pause) { g.desk.onPause(p); pause(p) },
		Before:  g.before,
	}
	if prog.observe != nil {
		hooks.Observe = func(x api.Exchange) { g.desk.observe(x); prog.observe(x) }
	}
	return g.desk.client.With(hooks), s, nil
}

// before writes a read into the audit before it is sent.
func (g *guest) before(ctx context.Context, path string) (context.Context, error) {
	return api.WithUser(ctx, g.User().Name, g.priority), g.auditor.read(path)
}

// browseRemotely shows the browser on the terminal of a session.
func browseRemotely(ctx context.Context, prog *program, o browser.Options) error {
	g := prog.guest
	log := requests.NewSmallLog(prog.now)
	prog.observe, prog.onPause = log.Observe, log.Pause
	client, settings, err := prog.client(ctx)
	if err != nil {
		return err
	}
	g.MakeRaw()
	at, _ := g.Terminal()
	o.Served = &browser.Served{Host: g.desk.host, Looked: g.auditor.looked}
	o.Served.Terminal.Env, o.Served.Terminal.Sizes = prog.environ(), sizes(ctx, at.Resized)
	o.Served.Terminal.Width, o.Served.Terminal.Height = at.Width, at.Height
	o.Client, o.Keys, o.Log = client, g.desk.keys, log
	o.Recents = recents.Open(filepath.Join(g.desk.users, userFolder(g.User().Name), "recents.json"), func() string {
		return recents.Scope(client.Environment(), client.BaseURL(), settings.Profile.V)
	})
	o.Environment = prog.opens
	prog.arrange(&o, settings)
	zone := settings.Zone()
	o.Now = func() time.Time { return prog.now().In(zone) }
	if kept := prog.browserPast(client, settings); kept != nil {
		o.Past = kept
	}
	err = g.desk.run(ctx, o)
	if bug, ok := errors.AsType[*browser.PanicError](err); ok {
		prog.report(bug.Value, bug.Stack)
		return errPanicked
	}
	return err
}

// sizes passes the sizes of a terminal on, until ctx ends.
func sizes(ctx context.Context, from <-chan serve.Size) <-chan tea.WindowSizeMsg {
	to := make(chan tea.WindowSizeMsg)
	go func() {
		for {
			select {
			case s := <-from:
				select {
				case to <- tea.WindowSizeMsg{Width: s.Width, Height: s.Height}:
				case <-ctx.Done():
					return
				}
			case <-ctx.Done():
				return
			}
		}
	}()
	return to
}

// userFolder is a name for a folder that no name of a user can lead out of, and that
// differs where the names do.
func userFolder(user string) string {
	sum := sha256.Sum256([]byte(user))
	return hex.EncodeToString(sum[:16])
}

// panicked saves the report of a panic on the server; the user is told that there is one.
func (g *guest) panicked(prog *program, body string) {
	name, err := saveReport(prog.now(), body)
	attributes := []any{"user", g.User().Name, "session", g.ID(), "report", name}
	if err != nil {
		attributes = append(attributes, "error", err, "panic", body)
	}
	g.desk.log.Error("a session has panicked", attributes...)
	fmt.Fprintf(prog.stderr, "lootlens: this is a bug in lootlens and ends this session, %s; who runs this server has the report\n", g.ID())
}
