package cli

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"time"

	"github.com/muesli/cancelreader"
	"github.com/spf13/cobra"
	"golang.org/x/term"

	"lootlens/api"
	"lootlens/ui/cli/config"
)

// clockTolerance is how far the two clocks may differ without a warning.
const clockTolerance = 30 * time.Second

func newDoctor(prog *program) *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Check settings, key and network",
		Long: `doctor checks settings, server key, network, session, clock and terminal. It
writes a line for each and says how to fix what is wrong.

json is {"ok":true|false,"checks":[{"status":"ok|warn|fail","check","found"}]}.

Exit codes: 0 all works, 2 settings or key are wrong, 3 the API cannot be used,
5 a local file cannot be read.`,
		Example: "lootlens doctor\nlootlens doctor --profile live",
		Args:    atMost(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			d := &doctor{prog: prog, out: prog.styled()}
			if format == "json" {
				d.out = nil
			}
			d.examine(cmd.Context())
			d.terminal()
			if d.out == nil {
				d.err = writeJSON(prog.stdout, struct {
					OK     bool    `json:"ok"`
					Checks []check `json:"checks"`
				}{d.worst == exitDone, d.checks})
			}
			if d.err != nil {
				return d.err
			}
			if ctx := cmd.Context(); ctx.Err() != nil {
				return ctx.Err()
			}
			switch {
			case d.worst == exitDone:
				return nil
			case prog.jsonErrors():
				return &exit{code: d.worst, err: d.failure}
			}
			return &exit{code: d.worst} // for people, a line says it
		},
	}
	formatFlag(cmd, &format, "text", "json")
	return cmd
}

// check is one line of doctor.
type check struct {
	Status string `json:"status"` // ok, warn or fail
	Check  string `json:"check"`
	Found  string `json:"found"`
}

// doctor writes a line a check, or collects them for JSON.
type doctor struct {
	prog   *program
	out    io.Writer // nil with json
	checks []check
	// worst is the exit code and failure its error.
	worst   int
	failure error
	err     error // of out
}

func (d *doctor) line(status, sgr, what, found string) {
	found = d.prog.cell(found)
	if d.out == nil {
		d.checks = append(d.checks, check{status, what, found})
		return
	}
	_, err := fmt.Fprintf(d.out, "\x1b[%sm%-4s\x1b[m  %-9s  %s\n", sgr, status, what, found)
	d.err = cmp.Or(d.err, err)
}

func (d *doctor) ok(check, format string, args ...any) {
	d.line("ok", "32", check, fmt.Sprintf(format, args...))
}

func (d *doctor) warn(check, format string, args ...any) {
	d.line("warn", "33", check, fmt.Sprintf(format, args...))
}

// fail keeps the exit code of the first failure.
func (d *doctor) fail(ctx context.Context, check string, err error) {
	d.line("fail", "31", check, err.Error())
	if d.worst == exitDone {
		d.worst, d.failure = exitCode(ctx, err), err
	}
}

// examine checks the settings, the key and the network, up to the first failure.
func (d *doctor) examine(ctx context.Context) {
	path := config.Path(d.prog.getenv)
	s, err := d.prog.settings()
	if err != nil {
		d.fail(ctx, "config", err)
		return
	}
	if file, err := config.Read(path); err == nil && file.Found() {
		d.ok("config", "%s, profile %s", path, s.KeyName())
	} else {
		d.ok("config", "no file at %s: defaults and environment variables are used", path)
	}
	d.ok("address", "%s (from %s)", s.BaseURL.V, s.BaseURL.From)

	key, err := s.Key(ctx, d.prog.keyProviders())
	if err != nil {
		d.fail(ctx, "key", err)
		// The network can be checked without a key.
		d.network(ctx, s, api.Key{})
		return
	}
	d.ok("key", "%s %s from %s", key.Environment(), key, s.KeySource.V)
	d.network(ctx, s, key)
}

func (d *doctor) network(ctx context.Context, s config.Settings, key api.Key) {
	client, _, err := d.prog.clientWith(s, key)
	if err != nil {
		d.fail(ctx, "client", err)
		return
	}
	proxy := ""
	through := func(err error) error {
		if proxy != "" {
			return fmt.Errorf("%w (through the proxy %s)", err, proxy)
		}
		return err
	}
	for _, step := range client.Probe(ctx) {
		if step.Err != nil {
			d.fail(ctx, step.Name, through(step.Err))
			return
		}
		d.ok(step.Name, "%s, %s", step.Found, short(step.Took))
		if step.Name == "proxy" {
			proxy = step.Found
		}
	}
	if key.IsZero() {
		return
	}
	clock, err := client.Ping(ctx)
	if err != nil {
		d.fail(ctx, "session", through(err))
		return
	}
	d.ok("session", "started, a request takes %s", short(clock.RoundTrip))
	switch off := clock.Offset.Abs(); {
	case clock.Server.IsZero():
		d.ok("clock", "the service does not tell its time")
	case off > clockTolerance:
		d.warn("clock", "this machine's clock is %s off the service's: set it, or rental times are wrong", off.Round(time.Second))
	default:
		d.ok("clock", "within %s of the service's", off.Truncate(time.Second)+time.Second)
	}
}

// terminal checks what the browser needs.
func (d *doctor) terminal() {
	prog := d.prog
	if err := prog.needTerminal(); err != nil {
		d.warn("terminal", "%v", err)
	} else {
		d.ok("terminal", "TERM is %s, %d cells wide", prog.getenv("TERM"), prog.width())
		if d.out != nil {
			d.widths()
		}
	}
	note := ""
	if prog.getenv("NO_COLOR") != "" {
		note = ", NO_COLOR is set"
	}
	d.ok("colours", "%s%s", prog.profile(), note)
	d.clipboard()
}

// clipboardTools are programs that set the clipboard, and the variable that each needs.
var clipboardTools = []struct{ name, needs string }{
	{"pbcopy", ""}, {"wl-copy", "WAYLAND_DISPLAY"}, {"xclip", "DISPLAY"}, {"xsel", "DISPLAY"}, {"clip.exe", ""}, {"termux-clipboard-set", ""},
}

func (d *doctor) clipboard() {
	prog := d.prog
	tool := ""
	for _, t := range clipboardTools {
		_, err := exec.LookPath(t.name)
		if err == nil && (t.needs == "" || prog.getenv(t.needs) != "") {
			tool = t.name
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

// cursorTimeout is how long a terminal may take to report its cursor's position.
const cursorTimeout = 500 * time.Millisecond

var cursorReport = regexp.MustCompile(`\x1b\[\d+;(\d+)R`)

// widths measures text whose width differs between terminals.
func (d *doctor) widths() {
	in, ok := d.prog.stdin.(*os.File)
	if !ok {
		return
	}
	wide, err := cellsOf(in, d.prog.stdout, "한")
	switch {
	case err != nil:
		d.warn("widths", "the terminal does not report its cursor's position: %v", err)
		return
	case wide != 2:
		d.warn("widths", "East Asian letters take %d cells instead of 2, which shifts columns: use a UTF-8 locale", wide)
		return
	}
	// Lists replace such clusters: this matters for the raw view only.
	heart, err := cellsOf(in, d.prog.stdout, "\u2764\ufe0f")
	if err != nil {
		d.warn("widths", "the terminal stopped answering: %v", err)
		return
	}
	d.ok("widths", "East Asian letters take 2 cells, an emoji with a variation selector %d", heart)
}

// cellsOf writes s at the start of the line, requests the cursor's position and clears
// the line.
func cellsOf(in *os.File, out io.Writer, s string) (int, error) {
	before, err := term.MakeRaw(int(in.Fd()))
	if err != nil {
		return 0, err
	}
	defer term.Restore(int(in.Fd()), before)
	r, err := cancelreader.NewReader(in)
	if err != nil {
		return 0, err
	}
	defer r.Close()
	timer := time.AfterFunc(cursorTimeout, func() { r.Cancel() })
	defer timer.Stop()
	if _, err := io.WriteString(out, "\r"+s+"\x1b[6n"); err != nil {
		return 0, err
	}
	defer io.WriteString(out, "\r\x1b[K")
	var got []byte
	buf := make([]byte, 64)
	for len(got) < 4<<10 && !bytes.ContainsRune(got, 'R') {
		n, err := r.Read(buf)
		if err != nil {
			return 0, fmt.Errorf("no answer within %s", cursorTimeout)
		}
		got = append(got, buf[:n]...)
	}
	m := cursorReport.FindSubmatch(got)
	if m == nil {
		return 0, errors.New("its answer is not a position")
	}
	column, err := strconv.Atoi(string(m[1]))
	return column - 1, err
}
