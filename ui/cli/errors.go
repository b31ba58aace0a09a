package cli

import (
	"context"
	"errors"
	"fmt"
	"net"
	"syscall"

	tea "charm.land/bubbletea/v2"

	"lootlens/api"
	"lootlens/models"
)

// The exit codes.
const (
	exitDone        = 0
	exitNo          = 1 // the answer is "no"
	exitUsage       = 2 // wrong usage or configuration
	exitFailed      = 3 // the API or the network failed
	exitInterrupted = 130
)

// exit is an error that decides the exit code. A nil err ends silently.
type exit struct {
	code int
	err  error
}

func (e *exit) Error() string {
	if e.err == nil {
		return fmt.Sprintf("exit code %d", e.code)
	}
	return e.err.Error()
}

func (e *exit) Unwrap() error { return e.err }

// no ends with exitNo and prints nothing: the command has said why.
func no() error { return &exit{code: exitNo} }

// usagef is a wrong use of the command line; where to find help is said after it.
func usagef(format string, args ...any) error {
	return &exit{exitUsage, misuse{fmt.Errorf(format, args...)}}
}

// failed is a failure of the API or the network, whatever its type: an answer that
// may be incomplete, for example.
func failed(err error) error { return &exit{exitFailed, err} }

// code is the exit code for what a command returned. What came neither from the
// API nor says its code is local: usage or configuration.
func code(ctx context.Context, err error) int {
	var (
		said  *exit
		apiE  *api.Error
		ended *api.IncompleteError
		netE  net.Error
	)
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &said):
		return said.code
	case ctx.Err() != nil, errors.Is(err, context.Canceled), errors.Is(err, tea.ErrInterrupted):
		return exitInterrupted
	case errors.As(err, &apiE), errors.As(err, &ended), errors.As(err, &netE) && !bare(netE),
		errors.Is(err, context.DeadlineExceeded), errors.Is(err, models.ErrNotJSON),
		errors.Is(err, models.ErrNoItems), errors.Is(err, models.ErrCut):
		return exitFailed
	}
	return exitUsage
}

// bare reports whether err is no more than what the system said, as of a file: that
// looks like a net.Error too, but those of connections are wrapped in one.
func bare(err net.Error) bool {
	_, ok := err.(syscall.Errno)
	return ok
}
