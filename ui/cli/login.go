package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"lootlens/api"
	"lootlens/ui/cli/config"
	"lootlens/ui/cli/fleet"
)

// withoutKeyring tells what to use in place of the keyring.
const withoutKeyring = "set " + config.KeyVariable + " for the session, or give the profile a key_command that prints the key"

func newLogin(prog *program) *cobra.Command {
	var piped, unchecked bool
	cmd := &cobra.Command{
		Use:        "login",
		SuggestFor: []string{"auth"},
		Short:      "Save a server key in the system keyring",
		Long: `login asks for a server key without echo, starts a session to check it, and
saves it in the system keyring for the current profile. lootlens never writes a
key to a file.`,
		Example: `lootlens login
lootlens login --profile live
op read op://games/stage/key | lootlens login --stdin`,
		Args: atMost(0),
		RunE: func(cmd *cobra.Command, _ []string) error { return prog.login(cmd.Context(), piped, !unchecked) },
	}
	cmd.Flags().BoolVar(&piped, "stdin", false, "read the key from standard input")
	cmd.Flags().BoolVar(&unchecked, "no-check", false, "don't start a session with the key")
	return cmd
}

func (prog *program) login(ctx context.Context, piped, check bool) error {
	s, err := prog.settings()
	if err != nil {
		return err
	}
	// Checked first, so that nobody types a key that cannot be saved.
	if _, err := prog.keyring.Get(ctx, s.KeyName()); err != nil && !errors.Is(err, config.ErrNotKept) {
		return prog.keyringError(err)
	}
	key, typed, err := prog.newKey(ctx, piped)
	if err != nil {
		return err
	}
	from := "the prompt"
	if piped {
		from = "standard input"
	}
	if err := s.Check(key, from); err != nil {
		return err
	}
	if check {
		client, _, err := prog.clientWith(s, key)
		if err != nil {
			return err
		}
		if _, err := client.Ping(ctx); err != nil {
			return fmt.Errorf("the key was not saved: %w", err)
		}
	}
	if err := prog.keyring.Set(ctx, s.KeyName(), typed); err != nil {
		return prog.keyringError(err)
	}
	prog.note("saved the %s key %s for profile %s in the system keyring", key.Environment(), key, s.KeyName())
	if s.KeySource.V != "keyring" {
		prog.note("it is not used as long as %s sets the key source to %s", s.KeySource.From, s.KeySource.V)
	}
	return nil
}

// newKey reads a key from standard input or prompts for it. typed is its text, for
// the keyring.
func (prog *program) newKey(ctx context.Context, piped bool) (key api.Key, typed string, err error) {
	ask := prog.keyProviders().Prompt
	switch {
	case piped:
		input, err := io.ReadAll(io.LimitReader(fleet.Interruptible(ctx, prog.stdin), 4<<10))
		if err != nil {
			return key, "", fmt.Errorf("--stdin: %w", err)
		}
		switch typed = strings.TrimSpace(string(input)); {
		case typed == "":
			return key, "", usagef("--stdin: standard input is empty")
		case strings.Contains(typed, "\n"):
			return key, "", usagef("--stdin: standard input has several lines: pipe in the key alone")
		}
	case ask == nil:
		return key, "", usagef("there is no terminal to prompt for the key: pipe the key in with --stdin")
	default:
		if typed, err = ask(ctx); err != nil {
			return key, "", err
		}
	}
	key, err = api.NewKey(typed)
	return key, typed, err
}

func (prog *program) keyringError(err error) error {
	switch {
	case errors.Is(err, config.ErrLocked):
		return fmt.Errorf("%w: unlock it, %s", err, withoutKeyring)
	case errors.Is(err, config.ErrNoKeyring):
		return fmt.Errorf("%w (Linux needs a Secret Service such as GNOME Keyring or KWallet on the session bus): %s", err, withoutKeyring)
	}
	return err
}

func newLogout(prog *program) *cobra.Command {
	return &cobra.Command{
		Use:     "logout",
		Short:   "Remove the server key from the keyring",
		Example: "lootlens logout\nlootlens logout --profile live",
		Args:    atMost(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := prog.settings()
			if err != nil {
				return err
			}
			switch err := prog.keyring.Delete(cmd.Context(), s.KeyName()); {
			case errors.Is(err, config.ErrNotKept):
				prog.note("the keyring has no key for profile %s", s.KeyName())
			case err != nil:
				return prog.keyringError(err)
			default:
				prog.note("removed the key of profile %s from the system keyring", s.KeyName())
			}
			return nil
		},
	}
}

// ctrlC is what ctrl+c sends while the terminal is in raw mode.
const ctrlC = 0x03

var errNoTerminal = errors.New("there is no terminal to prompt for the key")

// askKey prompts for the key. Echo is off before the prompt is written, so that a key
// that is pasted at once does not show.
func (prog *program) askKey(ctx context.Context) (string, error) {
	in, ok := prog.stdin.(*os.File)
	if !ok {
		return "", errNoTerminal
	}
	before, err := term.MakeRaw(int(in.Fd()))
	if err != nil {
		return "", errNoTerminal
	}
	defer term.Restore(int(in.Fd()), before)
	keys := &keyboard{Reader: in, Writer: prog.stderr}
	type answer struct {
		key string
		err error
	}
	answers := make(chan answer, 1)
	go func() {
		key, err := term.NewTerminal(keys, "").ReadPassword("Server key (it is not shown): ")
		answers <- answer{key, err}
	}()
	select {
	case a := <-answers:
		switch {
		case errors.Is(a.err, context.Canceled):
			fmt.Fprint(prog.stderr, "\r\n")
			return "", a.err
		case a.err != nil:
			fmt.Fprint(prog.stderr, "\r\n")
			return "", fmt.Errorf("%w: none was typed", config.ErrNoKey)
		}
		return a.key, nil
	case <-ctx.Done():
		// The goroutine ends with the program.
		fmt.Fprint(prog.stderr, "\r\n")
		return "", ctx.Err()
	}
}

// keyboard is a terminal in which ctrl+c cancels the prompt.
type keyboard struct {
	io.Reader
	io.Writer
}

func (k *keyboard) Read(p []byte) (int, error) {
	n, err := k.Reader.Read(p)
	if err == nil && bytes.IndexByte(p[:n], ctrlC) >= 0 {
		return 0, context.Canceled
	}
	return n, err
}
