package cli

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"os/exec"
	"time"

	"github.com/spf13/cobra"

	"lootlens/api"
	"lootlens/ui/cli/config"
)

// clockTolerance is how far the two clocks may differ before rental times mislead.
const clockTolerance = 30 * time.Second

func newDoctor(prog *program) *cobra.Command {
	return &cobra.Command{
		Use:   "doctor",
		Short: "Check settings, key, network and terminal",
		Long: `doctor checks settings, server key, the way to the API, the session, the clock
and the terminal, a line each, and says what to do about what is wrong. It exits
2 when settings or key are wrong, 3 when the API cannot be used.`,
		Example: `  lootlens doctor
  lootlens doctor --profile live`,
		Args: atMost(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			d := &doctor{prog: prog, out: prog.styled()}
			d.examine(cmd.Context())
			d.terminal()
			if d.err != nil {
				return written(d.err)
			}
			if ctx := cmd.Context(); ctx.Err() != nil {
				return ctx.Err()
			}
			if d.worst != exitDone {
				return &exit{code: d.worst}
			}
			return nil
		},
	}
}

// doctor writes a line a check.
type doctor struct {
	prog  *program
	out   io.Writer
	worst int   // the exit code
	err   error // of out
}

func (d *doctor) line(mark, sgr, what, found string) {
	_, err := fmt.Fprintf(d.out, "\x1b[%sm%-4s\x1b[m  %-9s  %s\n", sgr, mark, what, d.prog.cell(found))
	d.err = cmp.Or(d.err, err)
}

func (d *doctor) ok(what, format string, args ...any) {
	d.line("ok", "32", what, fmt.Sprintf(format, args...))
}

func (d *doctor) warn(what, format string, args ...any) {
	d.line("warn", "33", what, fmt.Sprintf(format, args...))
}

// fail keeps the code of what is wrong nearest to the user.
func (d *doctor) fail(code int, what string, err error) {
	d.line("fail", "31", what, err.Error())
	if d.worst == exitDone {
		d.worst = code
	}
}

// examine goes from the settings to the clock and ends where the way ends.
func (d *doctor) examine(ctx context.Context) {
	path := config.Path(d.prog.getenv)
	s, err := d.prog.settings()
	if err != nil {
		d.fail(exitUsage, "config", err)
		return
	}
	if file, err := config.Read(path); err == nil && file.Found() {
		d.ok("config", "%s, profile %s", path, s.KeyName())
	} else {
		d.ok("config", "no file at %s: defaults and environment variables hold", path)
	}
	d.ok("address", "%s (from %s)", s.BaseURL.V, s.BaseURL.From)

	key, err := s.Key(ctx, d.prog.means())
	if err != nil {
		d.fail(exitUsage, "key", err)
		// The way to the service can be tried without a key.
		d.network(ctx, s, api.Key{})
		return
	}
	d.ok("key", "%s %s from %s", key.Environment(), key, s.KeySource.V)
	d.network(ctx, s, key)
}

func (d *doctor) network(ctx context.Context, s config.Settings, key api.Key) {
	client, _, err := d.prog.clientWith(s, key)
	if err != nil {
		d.fail(exitUsage, "client", err)
		return
	}
	for _, step := range client.Probe(ctx) {
		if step.Err != nil {
			d.fail(exitFailed, step.Name, step.Err)
			return
		}
		d.ok(step.Name, "%s, %s", step.Found, short(step.Took))
	}
	if key.IsZero() {
		return
	}
	clock, err := client.Ping(ctx)
	if err != nil {
		d.fail(exitFailed, "session", err)
		return
	}
	d.ok("session", "started, a request takes %s", short(clock.RoundTrip))
	if off := clock.Offset.Abs(); clock.Server.IsZero() {
		d.warn("clock", "the service does not tell its time: rental times cannot be checked")
	} else if off > clockTolerance {
		d.warn("clock", "this machine is %s off the service's clock: set it, or rental times mislead", off.Round(time.Second))
	} else {
		d.ok("clock", "within %s of the service's", off.Truncate(time.Second)+time.Second)
	}
}

// terminal says what the browser will find.
func (d *doctor) terminal() {
	prog := d.prog
	if err := prog.needTerminal(); err != nil {
		d.warn("terminal", "%v", err)
	} else {
		d.ok("terminal", "TERM is %s, %d cells wide", prog.getenv("TERM"), prog.width())
		d.widths()
	}
	note := ""
	if prog.getenv("NO_COLOR") != "" {
		note = ", NO_COLOR is set"
	}
	d.ok("colours", "%s%s", prog.profile(), note)
	d.clipboard()
}

func (d *doctor) clipboard() {
	prog := d.prog
	tool := ""
	for _, name := range []string{"pbcopy", "wl-copy", "xclip", "xsel", "clip.exe", "termux-clipboard-set"} {
		if _, err := exec.LookPath(name); err == nil {
			tool = name
			break
		}
	}
	remote := prog.getenv("SSH_TTY") != "" || prog.getenv("SSH_CONNECTION") != ""
	multiplexer := prog.getenv("TMUX") != "" || prog.getenv("STY") != ""
	switch {
	case multiplexer && (remote || tool == ""):
		d.warn("clipboard", "through the terminal (OSC 52) only: tmux passes it on with `set -g set-clipboard on`")
	case remote:
		d.ok("clipboard", "through the terminal (OSC 52), since this is SSH: the terminal must allow it")
	case tool == "":
		d.warn("clipboard", "through the terminal (OSC 52) only: install wl-clipboard, xclip or xsel if nothing arrives")
	default:
		d.ok("clipboard", "%s, and the terminal (OSC 52)", tool)
	}
}

func short(d time.Duration) string {
	if d < time.Millisecond {
		return "under 1ms"
	}
	return d.Round(time.Millisecond).String()
}
