package cli

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"lootlens/api"
	"lootlens/api/history"
	"lootlens/keymap"
	"lootlens/ui/browser"
	"lootlens/ui/cli/config"
	"lootlens/ui/serve"
)

// serveFlags are the flags of serve.
type serveFlags struct {
	serve.Config
	audit     string
	logFormat string
	host      string
}

func newServe(prog *program) *cobra.Command {
	var s serveFlags
	cmd := &cobra.Command{
		Use:        "serve [flags]",
		SuggestFor: []string{"server", "ssh", "sshd", "listen", "daemon"},
		Short:      "Let a team browse over SSH with one key",
		Long:       helpText("serve"),
		Example: `lootlens serve --authorized-keys team.keys --audit audit.ndjson
lootlens serve --trusted-user-ca ca.pub --metrics 127.0.0.1:9090`,
		Args: atMost(0),
		RunE: func(cmd *cobra.Command, _ []string) error { return s.run(cmd.Context(), prog) },
	}
	f := cmd.Flags()
	f.StringVar(&s.Listen, "listen", ":2222", "address and port")
	f.StringVar(&s.AuthorizedKeys, "authorized-keys", "", "file of the public keys that may log in; a key's comment is the user's name")
	f.StringVar(&s.TrustedUserCA, "trusted-user-ca", "", "file of public keys whose user certificates may log in; a principal is the user's name")
	f.StringVar(&s.HostKey, "host-key", "", "file of the server's key, made if it is missing (default: host_key in the data folder)")
	f.StringVar(&s.audit, "audit", "", "append a line for each thing that is looked at to this file, - for stdout")
	f.IntVar(&s.MaxSessions, "max-sessions", 200, "most sessions at a time")
	f.IntVar(&s.MaxPerUser, "max-per-user", 5, "most sessions of one user at a time")
	f.DurationVar(&s.Idle, "idle", 30*time.Minute, "end a browser after this time without a key press")
	f.StringVar(&s.MetricsListen, "metrics", "", "loopback address of /metrics and /healthz, such as 127.0.0.1:9090")
	f.StringVar(&s.host, "public-host", "HOST", "name of this server in commands that users copy")
	choiceFlag(f, &s.logFormat, "log-format", "lines on stderr for people or as json", "text", "json")
	return cmd
}

// run serves until ctx ends.
func (s *serveFlags) run(ctx context.Context, prog *program) error {
	if s.MaxSessions < 1 || s.MaxPerUser < 1 || s.Idle <= 0 {
		return usagef("--max-sessions and --max-per-user are numbers from 1 on, --idle is a duration such as 30m")
	}
	if s.AuthorizedKeys == "" && s.TrustedUserCA == "" {
		return usagef("nobody could log in: give --authorized-keys or --trusted-user-ca")
	}
	data := filepath.Dir(config.HistoryPath(prog.getenv))
	if s.HostKey == "" {
		s.HostKey = filepath.Join(data, "host_key")
	}
	s.Log = serve.NewLogger(prog.stderr, s.logFormat == "json")
	s.Metrics = serve.NewMetrics(prog.version)
	switch s.audit {
	case "":
		s.Log.Warn("no audit is kept: --audit FILE keeps one")
	case "-":
		s.Audit = serve.NewAudit(prog.stdout)
	default:
		audit, err := serve.OpenAudit(s.audit)
		if err != nil {
			return &exit{code: exitLocal, err: err}
		}
		defer audit.Close()
		s.Audit = audit
	}
	d, err := newDesk(ctx, prog, s)
	if err != nil {
		return err
	}
	d.users = filepath.Join(data, "users")
	return d.listen(ctx, s.Config)
}

// listen serves sessions until ctx ends.
func (d *desk) listen(ctx context.Context, c serve.Config) error {
	c.Browse = func(s *serve.Session) int { return d.serve(s, nil) }
	c.Run = func(s *serve.Session, args []string) int { return d.serve(s, args) }
	err := serve.Run(ctx, c)
	if op, ok := errors.AsType[*net.OpError](err); ok && op.Op == "listen" {
		return &exit{code: exitLocal, err: err}
	}
	return err
}

// desk is what the sessions of a server share.
type desk struct {
	prog    *program // of the server
	client  *api.Client
	input   config.Input // of the settings
	keys    keymap.Map
	store   *history.Store // nil where history is off
	users   string         // the folder with a folder for each user
	host    string
	log     *slog.Logger
	observe func(api.Exchange)
	onPause func(api.Pause)
	run     func(context.Context, browser.Options) error // browser.Run, but in tests
}

// newDesk gets the key and tries it: a server that nobody can read with does not start.
func newDesk(ctx context.Context, prog *program, s *serveFlags) (*desk, error) {
	prog.observe, prog.onPause = s.Metrics.Observe, s.Metrics.Pause
	client, settings, err := prog.client(ctx)
	if err != nil {
		return nil, err
	}
	file, err := config.Read(config.Path(prog.getenv))
	if err != nil {
		return nil, err
	}
	d := &desk{
		prog: prog, client: client, input: config.Input{Flag: prog.flag, Getenv: prog.getenv, File: file}, keys: file.Keys().OverSSH(),
		host: s.host, log: s.Log, observe: prog.observed, onPause: prog.onPause, run: browser.Run,
	}
	if _, err := client.Ping(ctx); errors.Is(err, api.ErrAuth) || ctx.Err() != nil {
		return nil, err
	} else if err != nil {
		s.Log.Warn("the API does not answer yet", "error", err)
	}
	d.store, err = prog.openHistory(ctx, settings)
	return d, err
}

// remote is a stream of a session.
type remote struct {
	io.Reader
	io.Writer
	terminal bool
	width    int // of the terminal in cells; 0 where it is none
}
