package config

import (
	"context"
	"errors"
	"fmt"
	"time"

	"lootlens/api"
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
