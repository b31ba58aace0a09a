package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"charm.land/fang/v2"
	"charm.land/lipgloss/v2"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"lootlens/api"
	"lootlens/models/query"
	"lootlens/models/text"
	"lootlens/ui/browser"
	"lootlens/ui/cli/config"
)

// Main runs the command that the program's arguments name and returns the exit code.
// version is what --version prints.
func Main(version string) int {
	silenceLibraries()
	// Before every help text and error, fang queries the terminal for its background if
	// os.Stdin and os.Stdout are both terminals, and waits up to two seconds for the
	// answer. Nothing else reads os.Stdin: the stream is in the program.
	stdin := os.Stdin
	os.Stdin = nil
	return run(&program{
		version: version,
		stdin:   stdin,
		stdout:  os.Stdout,
		stderr:  os.Stderr,
		getenv:  os.Getenv,
		environ: os.Environ,
		now:     wallClock,
		keyring: config.SystemKeyring{Getenv: os.Getenv},
		browse:  browse,
	}, os.Args[1:])
}

// wallClock is the time without a monotonic reading, which stops while the machine
// sleeps: rentals, ages and waits are measured in real time.
func wallClock() time.Time { return time.Now().Round(0) }

func run(prog *program, args []string) int {
	ctx, stop := untilSignal()
	defer stop()
	return prog.run(ctx, args)
}

// run runs a command line until ctx ends.
func (prog *program) run(ctx context.Context, args []string) (result int) {
	defer prog.close()
	defer func() {
		if v := recover(); v != nil {
			result = prog.crashed(v)
		}
	}()
	prog.args = args
	// NewKey makes every output mask the key from now on.
	_, _ = api.NewKey(prog.getenv(config.KeyVariable))
	root := newRoot(prog)
	root.SetArgs(args)
	err := fang.Execute(ctx, root,
		fang.WithVersion(prog.version), fang.WithoutManpage(), fang.WithColorSchemeFunc(prog.helpColors),
		fang.WithErrorHandler(func(w io.Writer, styles fang.Styles, err error) {
			prog.complain(w, styles, exitCode(ctx, err), err)
		}))
	if err == nil && prog.help != nil {
		if _, err = prog.stdout.Write(trailing.ReplaceAll(prog.help.Bytes(), nil)); err != nil {
			prog.complain(prog.stderr, fang.Styles{}, exitCode(ctx, err), err)
		}
	}
	return exitCode(ctx, err)
}

// sameSignal is how long further signals count as the first one: timeout(1) and terminals
// send a signal to the program and to its group.
const sameSignal = time.Second

// untilSignal returns a context that ends with the first signal that ends a program. The
// next one that is not the same one again ends it at once.
func untilSignal() (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancelCause(context.Background())
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	go func() {
		defer signal.Stop(signals)
		for {
			select {
			case s := <-signals:
				if s == os.Interrupt && browser.Lent() {
					continue
				}
				cancel(fmt.Errorf("%s signal received", s))
				time.Sleep(sameSignal)
			case <-ctx.Done():
			}
			return
		}
	}()
	return ctx, func() { cancel(context.Canceled) }
}

// helpColors are the colours of help and errors: fang's, for the background that
// settings or COLORFGBG name.
func (prog *program) helpColors(lipgloss.LightDarkFunc) fang.ColorScheme {
	theme, _ := prog.flag("theme")
	return fang.DefaultColorScheme(lipgloss.LightDark(!prog.light(theme)))
}

// complain writes to stderr why a command failed: one line, or styled text on a
// terminal. Control characters are made visible and server keys are masked.
func (prog *program) complain(w io.Writer, styles fang.Styles, code int, err error) {
	var coded *exit
	silent := errors.As(err, &coded) && coded.err == nil
	interrupted := code == exitInterrupted && coded == nil
	if silent || interrupted && !prog.jsonErrors() || errors.Is(err, errPanicked) {
		return
	}
	message, help := prog.printable(err.Error()), ""
	if interrupted {
		message = "interrupted"
	}
	if coded != nil && coded.help == helpOfCommand {
		help = prog.command.CommandPath() + " --help"
	} else if coded != nil {
		help = coded.help
	}
	switch {
	case prog.jsonErrors():
		prog.jsonError(jsonError{code, kinds[code], message, help, requestOf(err)})
	case terminal(prog.stderr):
		fmt.Fprintf(w, "%s\n%s\n\n", styles.ErrorHeader, styles.ErrorText.UnsetTransform().Render(message))
		if help != "" {
			fmt.Fprintf(w, "  See %s\n\n", styles.Program.Command.Render(help))
		}
	case help != "":
		fmt.Fprintf(prog.stderr, "lootlens: %s (see `%s`)\n", message, help)
	default:
		fmt.Fprintf(prog.stderr, "lootlens: %s\n", message)
	}
}

// jsonError is an error with --error-format json: {"error":{…}} in one line.
type jsonError struct {
	Code    int          `json:"code"`
	Kind    string       `json:"kind"` // usage, api, not_found, local or interrupted
	Message string       `json:"message"`
	Help    string       `json:"help,omitzero"`
	Request *jsonRequest `json:"request,omitzero"`
}

// jsonRequest is the request that failed, as LootLocker's support wants it.
type jsonRequest struct {
	Status    int    `json:"status,omitzero"`
	Path      string `json:"path"`
	RequestID string `json:"request_id,omitzero"`
	TraceID   string `json:"trace_id,omitzero"`
}

func (prog *program) jsonError(e jsonError) {
	_ = writeJSON(prog.stderr, map[string]jsonError{"error": e})
}

func requestOf(err error) *jsonRequest {
	var e *api.Error
	if !errors.As(err, &e) {
		return nil
	}
	return &jsonRequest{e.Status, e.Path, e.RequestID.Line(), e.TraceID.Line()}
}

// note writes to stderr what a reader of the output should know, unless --quiet is set.
func (prog *program) note(format string, args ...any) {
	if !prog.on("quiet") {
		prog.warn(format, args...)
	}
}

// warn writes an error to stderr after which the command goes on.
func (prog *program) warn(format string, args ...any) {
	message := prog.printable(fmt.Sprintf(format, args...))
	prog.noting.Lock()
	defer prog.noting.Unlock()
	switch {
	case prog.jsonErrors():
		_ = writeJSON(prog.stderr, map[string]string{"note": message})
	default:
		fmt.Fprintf(prog.stderr, "lootlens: %s\n", message)
	}
}

// jsonErrors reports whether --error-format is json. It looks at the arguments
// themselves, since a wrong flag ends their parsing.
func (prog *program) jsonErrors() bool {
	for i, arg := range prog.args {
		if arg == "--error-format=json" || arg == "--error-format" && i+1 < len(prog.args) && prog.args[i+1] == "json" {
			return true
		}
	}
	return false
}

// printable is s with control characters made visible and server keys masked.
func (prog *program) printable(s string) string { return text.Of(api.MaskKeys(s)).Block() }

// flagError replaces pflag's errors, and suggests the nearest flag.
func (prog *program) flagError(cmd *cobra.Command, err error) error {
	prog.command = cmd
	if errors.Is(err, pflag.ErrHelp) {
		return err
	}
	value, wrong := errors.AsType[*pflag.InvalidValueError](err)
	if twice, ok := errors.AsType[*repeatedError](err); ok && wrong {
		return usagef("--%s is given twice, as %q and %q: give it once", value.GetFlag().Name, twice.First, value.GetValue())
	}
	if wrong {
		return usagef("--%s: %q is not %s", value.GetFlag().Name, value.GetValue(), valueKind(value.GetFlag()))
	}
	var unknown *pflag.NotExistError
	if !errors.As(err, &unknown) {
		return usagef("%w", err)
	}
	name := unknown.GetSpecifiedName()
	if unknown.GetSpecifiedShortnames() != "" {
		hint := ""
		if strings.Trim(name, "0123456789") == "" {
			hint = ": a PLAYER or a file that begins with - goes after --"
		}
		return usagef("unknown flag -%s%s", name, hint)
	}
	var names []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
	near, ok := query.Nearest(name, names)
	switch {
	case ok:
		return usagef("unknown flag --%s: did you mean --%s?", name, near)
	case namesKey(name):
		return usagef("unknown flag --%s: %s", name, keyAdvice)
	}
	return usagef("unknown flag --%s", name)
}

// keyAdvice tells where to put a server key.
const keyAdvice = "the command line takes no server key, since other programs and the shell's history see it; set " +
	config.KeyVariable + " or run `lootlens login`"

func valueKind(f *pflag.Flag) string {
	switch f.Value.Type() {
	case "duration":
		return "a duration: give one such as 5s or 2m"
	case "uint64":
		return "a number of 0 or more"
	case "int", "int64":
		return "a number"
	case "bool":
		return "true or false"
	}
	return "a " + f.Value.Type()
}

func namesKey(flag string) bool {
	switch flag {
	case "key", "server-key", "api-key", "apikey", "token", "auth-token", "x-server-key", "secret":
		return true
	}
	return false
}

// refuseKey returns an error if an argument has the form of a server key or is a key
// that the program holds. It is called before anything is logged or sent.
func (prog *program) refuseKey() error {
	for _, word := range prog.args {
		if flag, value, ok := strings.Cut(word, "="); ok && strings.HasPrefix(flag, "-") {
			word = value
		}
		if api.LooksLikeKey(word) {
			return usagef("an argument holds what looks like a server key: %s; a player of that name is `name:NAME`, a file `./NAME`", keyAdvice)
		}
	}
	return nil
}
