package config

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"lootlens/api"
)

// KeyVariable names the environment variable that holds the server key.
const KeyVariable = "LOOTLOCKER_SERVER_KEY"

// KeySources are the words for where a key comes from.
var KeySources = []string{"env", "command", "keyring", "prompt"}

// ErrNoKey: the place that a key should come from holds none.
var ErrNoKey = errors.New("no server key")

// chooseKeySource decides where the key comes from. The environment variable goes
// before the profile, as for every other value.
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

// Means are the ways to a key that lie outside the settings.
type Means struct {
	Getenv  func(string) string
	Keyring Keyring
	// Prompt asks for the key without echo; nil where nobody can answer.
	Prompt func(context.Context) (string, error)
}

// Key gets the server key from where the settings say, and refuses one that opens
// another environment than the profile says. Without a key in the keyring, people
// at a terminal are asked. ErrNoKey is the error where there is none; its text
// says what to do.
func (s Settings) Key(ctx context.Context, m Means) (api.Key, error) {
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

// Check refuses a key that opens another environment than the profile says. from
// names where the key came from.
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

func (s Settings) fetch(ctx context.Context, m Means) (key, from string, err error) {
	switch s.KeySource.V {
	case "env":
		if key = m.Getenv(KeyVariable); key == "" {
			return "", "", fmt.Errorf("%w: %s says key_source is env, but %s is not set", ErrNoKey, s.KeySource.From, KeyVariable)
		}
		return key, KeyVariable, nil
	case "command":
		key, err = runKeyCommand(ctx, s.KeyCommand)
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
			return "", "", fmt.Errorf("%w: %s says key_source is prompt, but there is no terminal to ask at; set %s", ErrNoKey, s.KeySource.From, KeyVariable)
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

// KeyName is the name that the profile's key has in the keyring.
func (s Settings) KeyName() string {
	if s.Profile.V == "" {
		return "default"
	}
	return s.Profile.V
}

var keyShape = regexp.MustCompile(`\b(dev|prod)_[0-9A-Za-z_-]{8,}`)

// LooksLikeKey reports whether s holds something of a server key's shape.
func LooksLikeKey(s string) bool { return keyShape.MatchString(s) }

// Mask replaces whatever has a server key's shape in s by its prefix and "…", and
// each of secrets by "…".
func Mask(s string, secrets ...string) string {
	for _, secret := range secrets {
		if len(secret) >= 4 {
			s = strings.ReplaceAll(s, secret, "…")
		}
	}
	return keyShape.ReplaceAllString(s, "${1}_…")
}
