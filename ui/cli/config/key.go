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

// KeyVariable names the environment variable that holds the server key.
const KeyVariable = "LOOTLOCKER_SERVER_KEY"

// KeySources are the values of key_source.
var KeySources = []string{"env", "command", "keyring", "prompt"}

// ErrNoKey means that the key source has no key.
var ErrNoKey = errors.New("no server key")

// chooseKeySource sets where the key comes from. The environment variable overrides the
// profile, as for every other value.
func (s *Settings) chooseKeySource(in Input) error {
	said := s.KeySource
	switch {
	case in.Getenv(KeyVariable) != "":
		s.KeySource = Value[string]{"env", KeyVariable}
	case said.V == "command" && s.KeyCommand == nil:
		return fmt.Errorf("%s: key_source is command, but the profile has no key_command", said.From)
	case said.V != "":
	case s.KeyCommand != nil:
		s.KeySource = Value[string]{"command", in.File.at(in.File.profiles[s.Profile.V]["key_command"].line)}
	default:
		s.KeySource = Value[string]{"keyring", "default"}
	}
	return nil
}

// KeyProviders are the places that a key can come from.
type KeyProviders struct {
	Getenv  func(string) string
	Keyring Keyring
	// Prompt reads the key from the terminal without echo; nil if there is none.
	Prompt func(context.Context) (string, error)
	// Note tells the user why it takes long; it may be nil.
	Note func(format string, args ...any)
}

// Key gets the server key from the key source; if the keyring has none, it prompts.
// A key of another environment than the profile's is an error. Errors wrap ErrNoKey if
// there is no key, and say what to do.
func (s Settings) Key(ctx context.Context, m KeyProviders) (api.Key, error) {
	text, from, err := s.fetch(ctx, m)
	if err != nil {
		return api.Key{}, err
	}
	key, err := api.NewKey(text)
	if err != nil {
		return api.Key{}, fmt.Errorf("%s: %w", from, err)
	}
	return key, s.Check(key, from)
}

// Check returns an error for a key of another environment than the profile's. from
// names the origin of the key.
func (s Settings) Check(key api.Key, from string) error {
	is := key.Environment()
	if is == api.Demo {
		is = api.Stage
	}
	if s.Environment.V == "" || is == api.UnknownEnvironment || is.String() == s.Environment.V {
		return nil
	}
	return fmt.Errorf("the key from %s is a %s key (%s), but profile %s is marked %s at %s: choose another profile with --profile or another key",
		from, is, key, s.Profile.V, s.Environment.V, s.Environment.From)
}

// noteAfter is how long a key_command runs before the user is told, as it may wait for a
// fingerprint.
const noteAfter = time.Second

func (s Settings) fetch(ctx context.Context, m KeyProviders) (key, from string, err error) {
	switch s.KeySource.V {
	case "env":
		if key = m.Getenv(KeyVariable); key == "" {
			return "", "", fmt.Errorf("%w: %s says key_source is env, but %s is not set", ErrNoKey, s.KeySource.From, KeyVariable)
		}
		return key, KeyVariable, nil
	case "command":
		if m.Note != nil {
			slow := time.AfterFunc(noteAfter, func() {
				m.Note("key_command %s is running, for at most %s", s.KeyCommand[0], s.KeyCommandTimeout.V)
			})
			defer slow.Stop()
		}
		key, err = runKeyCommand(ctx, s.KeyCommand, s.KeyCommandTimeout.V)
		return key, "key_command", err
	case "keyring":
		key, err = m.Keyring.Get(ctx, s.KeyName())
		if err == nil {
			return key, "the keyring", nil
		}
		if ctx.Err() != nil {
			return "", "", ctx.Err()
		}
		if m.Prompt == nil {
			login := "run `" + s.loginCommand() + "`, "
			switch {
			case errors.Is(err, ErrLocked):
				login = "unlock the keyring, "
			case errors.Is(err, ErrNoKeyring):
				login = ""
			}
			return "", "", fmt.Errorf("%w: %s is not set, and %w; set it, %sor give the profile a key_command",
				ErrNoKey, KeyVariable, err, login)
		}
	case "prompt":
		if m.Prompt == nil {
			return "", "", fmt.Errorf("%w: %s says key_source is prompt, but there is no terminal to prompt at; set %s", ErrNoKey, s.KeySource.From, KeyVariable)
		}
	}
	key, err = m.Prompt(ctx)
	return key, "the prompt", err
}

func (s Settings) loginCommand() string {
	if s.Profile.V == "" {
		return "lootlens login"
	}
	return "lootlens login --profile " + s.Profile.V
}

// KeyName is the name of the profile's key in the keyring.
func (s Settings) KeyName() string {
	if s.Profile.V == "" {
		return "default"
	}
	return s.Profile.V
}

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
