package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"syscall"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/adrg/xdg"

	"lootlens/api"
	"lootlens/models"
	"lootlens/ui/cli/fleet"
)

// The exit codes, a promise of the README and of `lootlens help exit-codes`.
const (
	exitDone        = 0
	exitNo          = 1   // the answer is "no"
	exitUsage       = 2   // wrong usage or configuration, a refused key among it
	exitFailed      = 3   // the API or the network failed, or the answer may be incomplete
	exitNotFound    = 4   // no such player, character or item, or more than one
	exitLocal       = 5   // a local file or stream failed: disk, permissions
	exitInterrupted = 130 // ctrl+c, SIGTERM or SIGHUP
)

// kinds are the words for exit codes in JSON errors.
var kinds = map[int]string{
	exitUsage: "usage", exitFailed: "api", exitNotFound: "not_found", exitLocal: "local", exitInterrupted: "interrupted",
}

// exit is an error with an exit code. A nil err prints nothing. help is the command
// line that explains more; it may be empty.
type exit struct {
	code int
	err  error
	help string
}

func (e *exit) Error() string {
	if e.err == nil {
		return fmt.Sprintf("exit code %d", e.code)
	}
	return e.err.Error()
}

func (e *exit) Unwrap() error { return e.err }

// no ends with exitNo and prints nothing: the command has already printed why.
func no() error { return &exit{code: exitNo} }

// helpOfCommand stands for `COMMAND --help` of the command that failed.
const helpOfCommand = "--help"

// usagef is a wrong use of the command line.
func usagef(format string, args ...any) error {
	return &exit{exitUsage, fmt.Errorf(format, args...), helpOfCommand}
}

// notFoundf is a player, character or item that does not exist or is not the only one.
func notFoundf(format string, args ...any) error {
	return &exit{code: exitNotFound, err: fmt.Errorf(format, args...)}
}

// failed marks an error of no particular type as a failure of the API or the network.
func failed(err error) error { return &exit{code: exitFailed, err: err} }

// exitCode is the exit code for the error of a command. An error without a code that
// comes neither from the API nor from the system is a wrong configuration.
func exitCode(ctx context.Context, err error) int {
	if coded, ok := errors.AsType[*exit](err); ok {
		return coded.code
	}
	switch {
	case err == nil:
		return exitDone
	case ctx.Err() != nil, errors.Is(err, context.Canceled), errors.Is(err, tea.ErrInterrupted):
		return exitInterrupted
	case errors.Is(err, api.ErrAuth), errors.Is(err, api.ErrAddress):
		return exitUsage
	case errors.Is(err, api.ErrNotFound), isA[*fleet.NoPlayerError](err):
		return exitNotFound
	case isA[*api.Error](err), isA[*api.IncompleteError](err), isA[*net.OpError](err), isA[*net.DNSError](err),
		errors.Is(err, context.DeadlineExceeded), errors.Is(err, models.ErrNotJSON),
		errors.Is(err, models.ErrNoItems), errors.Is(err, models.ErrCut):
		return exitFailed
	case isA[*fs.PathError](err), isA[*os.LinkError](err), isA[syscall.Errno](err), errors.Is(err, errPanicked):
		return exitLocal
	}
	return exitUsage
}

// isA reports whether err is or wraps an error of type E.
func isA[E error](err error) bool {
	_, ok := errors.AsType[E](err)
	return ok
}

// errPanicked is the error of a browser that panicked, once the report is written.
var errPanicked = errors.New("the browser panicked")

// crashed reports a panic of this goroutine.
func (prog *program) crashed(v any) int {
	prog.report(v, debug.Stack())
	return exitLocal
}

// report saves the value and stack of a panic, and prints where.
func (prog *program) report(v any, stack []byte) {
	body := prog.reportBody(v, stack)
	if prog.guest != nil {
		prog.guest.panicked(prog, body)
		return
	}
	name, err := saveReport(prog.now(), body)
	message := "this is a bug in lootlens; the report is in " + prog.printable(name) + " and holds no key"
	if err != nil {
		message = "this is a bug in lootlens; the report could not be saved, so here it is:\n" + body
	}
	if prog.jsonErrors() {
		prog.jsonError(jsonError{Code: exitLocal, Kind: kinds[exitLocal], Message: message})
		return
	}
	fmt.Fprintf(prog.stderr, "lootlens: %s\n", message)
}

// reportBody is a report without server keys and control characters.
func (prog *program) reportBody(v any, stack []byte) string {
	return prog.printable(fmt.Sprintf("lootlens %s, %s, %s/%s, %s\n\n%s\n\n%s", prog.version, runtime.Version(), runtime.GOOS, runtime.GOARCH,
		prog.now().UTC().Format(time.RFC3339), fmt.Sprint(v), stack))
}

// saveReport writes a report to a file of the state folder that only the user can read.
func saveReport(now time.Time, body string) (name string, err error) {
	dir := filepath.Join(xdg.StateHome, "lootlens")
	name = filepath.Join(dir, "panic-"+now.UTC().Format("20060102T150405.000Z")+".txt")
	if err = os.MkdirAll(dir, 0o700); err == nil {
		err = os.WriteFile(name, []byte(body+"\n"), 0o600)
	}
	return name, err
}
