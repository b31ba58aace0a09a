package config

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"time"

	"lootlens/api"
	"lootlens/models/text"
)

const (
	maxKeyOutput = 4 << 10 // bytes
	maxStderr    = 4 << 10 // bytes of stderr that are shown
)

// runKeyCommand runs argv without a shell, for at most limit, and returns its trimmed
// output. If it fails, the error has its stderr, made safe to print, and never its
// stdout.
func runKeyCommand(ctx context.Context, argv []string, limit time.Duration) (string, error) {
	if len(argv) == 0 {
		return "", fmt.Errorf("%w: the profile has no key_command", ErrNoKey)
	}
	ctx, cancel := context.WithTimeoutCause(ctx, limit, errSlowCommand)
	defer cancel()
	out, stderr := &bounded{max: maxKeyOutput, end: true}, &bounded{max: maxStderr}
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	cmd.Stdout, cmd.Stderr = out, stderr
	// Its children may keep the output open.
	cmd.WaitDelay = time.Second
	err := cmd.Run()
	if errors.Is(err, exec.ErrWaitDelay) {
		err = nil // the program itself succeeded
	}
	key := strings.TrimSpace(string(out.kept))
	_, _ = api.NewKey(key) // which makes every output mask it
	name := text.Of(argv[0]).Line()
	switch {
	case ctx.Err() != nil:
		err := context.Cause(ctx)
		if errors.Is(err, errSlowCommand) {
			return "", fmt.Errorf("key_command %s took longer than %s: set key_command_timeout, or run the program once to unlock it", name, limit)
		}
		return "", err
	case out.more:
		return "", fmt.Errorf("key_command %s wrote more than %d bytes: it must write the key and nothing else", name, maxKeyOutput)
	case err != nil:
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			return "", fmt.Errorf("key_command %s cannot be run (%v): give the program's full path, and one list element a word", name, cause(err))
		}
		said := api.MaskKeys(text.Of(strings.TrimSpace(string(stderr.kept))).Block())
		if said == "" {
			said = "it wrote nothing to stderr"
		}
		return "", fmt.Errorf("key_command %s failed (%s): %s", name, exit.ProcessState, said)
	case strings.ContainsAny(key, "\r\n"):
		return "", fmt.Errorf("key_command %s wrote more than one line: it must write the key and nothing else", name)
	case key == "":
		return "", fmt.Errorf("key_command %s wrote no key to stdout", name)
	}
	return key, nil
}

var errSlowCommand = errors.New("it took too long")

// cause is the innermost error: the outer ones may repeat the arguments.
func cause(err error) error {
	for next := errors.Unwrap(err); next != nil; next = errors.Unwrap(next) {
		err = next
	}
	return err
}

// bounded keeps the first bytes that are written to it. With end, more is an error,
// which ends a program that would write for ever.
type bounded struct {
	kept []byte
	max  int
	end  bool
	more bool
}

var errTooMuch = errors.New("too much output")

func (b *bounded) Write(p []byte) (int, error) {
	room := min(len(p), b.max-len(b.kept))
	b.kept = append(b.kept, p[:room]...)
	b.more = b.more || room < len(p)
	if b.more && b.end {
		return room, errTooMuch
	}
	return len(p), nil
}
