package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"lootlens/models/text"
	"lootlens/ui/cli/config"
)

// Main runs the command that the program's arguments name and gives the exit code.
// version is what --version says.
func Main(version string) int {
	silenceLibraries()
	return run(&program{
		version: version,
		stdin:   os.Stdin,
		stdout:  os.Stdout,
		stderr:  os.Stderr,
		getenv:  os.Getenv,
		environ: os.Environ,
		now:     time.Now,
		keyring: config.SystemKeyring{},
		browse:  browse,
	}, os.Args[1:])
}

func run(prog *program, args []string) (result int) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	// The second ctrl+c ends the program the hard way.
	context.AfterFunc(ctx, stop)
	defer prog.close()
	defer func() {
		if v := recover(); v != nil {
			result = prog.crashed(v)
		}
	}()

	root := newRoot(prog)
	root.SetArgs(args)
	cmd, err := root.ExecuteContextC(ctx)
	result = code(ctx, err)
	if errors.Is(err, errPanicked) {
		// Its report has been written and named.
		return exitFailed
	}
	prog.complain(cmd, result, err)
	return result
}

// complain says on stderr why a command failed. Nothing in it can drive the
// terminal, and nothing looks like a server key.
func (prog *program) complain(cmd *cobra.Command, code int, err error) {
	var said *exit
	if err == nil || code == exitInterrupted || errors.As(err, &said) && said.err == nil {
		return
	}
	fmt.Fprintf(prog.stderr, "lootlens: %s\n", prog.printable(err.Error()))
	if code == exitUsage && errors.Is(err, errCommandLine) {
		fmt.Fprintf(prog.stderr, "`%s --help` shows how it is used\n", cmd.CommandPath())
	}
}

// printable is s without anything that could drive a terminal or open a game.
func (prog *program) printable(s string) string {
	return text.Of(config.Mask(s, prog.getenv(config.KeyVariable))).Block()
}

// errCommandLine marks an error that --help has the answer to.
var errCommandLine = errors.New("wrong command line")

// misuse is a wrong command line in a sentence of its own.
type misuse struct{ error }

func (m misuse) Is(target error) bool { return target == errCommandLine }

func (m misuse) Unwrap() error { return m.error }

// flagError adds the nearest flag to what pflag says.
func flagError(cmd *cobra.Command, err error) error {
	if errors.Is(err, pflag.ErrHelp) {
		return err
	}
	var value *pflag.InvalidValueError
	if errors.As(err, &value) {
		return usagef("--%s: %q is no %s", value.GetFlag().Name, value.GetValue(), valueKind(value.GetFlag()))
	}
	var unknown *pflag.NotExistError
	if !errors.As(err, &unknown) || unknown.GetSpecifiedShortnames() != "" {
		return &exit{exitUsage, misuse{err}}
	}
	name := unknown.GetSpecifiedName()
	var names []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
	near, ok := config.Nearest(name, names)
	switch {
	case ok:
		err = fmt.Errorf("unknown flag --%s: did you mean --%s?", name, near)
	case asksForKey(name):
		err = fmt.Errorf("there is no flag --%s: a server key never stands on the command line, where other programs and the shell's history see it; set %s or run `lootlens login`", name, config.KeyVariable)
	default:
		err = fmt.Errorf("unknown flag --%s", name)
	}
	return &exit{exitUsage, misuse{err}}
}

func valueKind(f *pflag.Flag) string {
	switch f.Value.Type() {
	case "duration":
		return "duration: give one such as 5s or 2m"
	case "uint64":
		return "number from 0 on"
	case "int", "int64":
		return "number"
	}
	return f.Value.Type()
}

func asksForKey(flag string) bool {
	switch flag {
	case "key", "server-key", "api-key", "apikey", "token", "auth-token", "x-server-key", "secret":
		return true
	}
	return false
}
