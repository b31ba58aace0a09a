package config

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/zalando/go-keyring"
)

// Keyring keeps server keys by profile.
type Keyring interface {
	// Get returns the key of a profile, or an error that wraps ErrNotKept, ErrLocked or
	// ErrNoKeyring.
	Get(ctx context.Context, name string) (string, error)
	Set(ctx context.Context, name, key string) error
	Delete(ctx context.Context, name string) error
}

// Errors of a Keyring.
var (
	ErrNotKept   = errors.New("the keyring has no key for this profile")
	ErrNoKeyring = errors.New("no system keyring answers")
	ErrLocked    = errors.New("the system keyring is locked and was not unlocked")
)

// service is the name of lootlens in the keyring.
const service = "lootlens"

// keyringTimeout limits one request to the keyring: a service that D-Bus starts on
// demand may never start.
const keyringTimeout = 2 * time.Second

// SystemKeyring is the keyring of the operating system: Keychain, Credential Manager or
// the Secret Service. Without a session bus it is not used: the library would start one
// with dbus-launch, and nothing would end it.
type SystemKeyring struct {
	Getenv func(string) string // nil: a session bus is assumed
}

// reachable reports whether the keyring can be used without starting a session bus.
func (k SystemKeyring) reachable() bool {
	switch runtime.GOOS {
	case "darwin", "windows", "ios", "android":
		return true
	}
	if k.Getenv == nil {
		return true
	}
	if bus := k.Getenv("DBUS_SESSION_BUS_ADDRESS"); bus != "" {
		return !strings.HasPrefix(bus, "autolaunch:")
	}
	folder := k.Getenv("XDG_RUNTIME_DIR")
	if folder == "" {
		return false
	}
	_, err := os.Stat(filepath.Join(folder, "bus"))
	return err == nil
}

// Get implements Keyring.
func (k SystemKeyring) Get(ctx context.Context, name string) (string, error) {
	return k.ask(ctx, func() (string, error) { return keyring.Get(service, name) })
}

// Set implements Keyring.
func (k SystemKeyring) Set(ctx context.Context, name, key string) error {
	_, err := k.ask(ctx, func() (string, error) { return "", keyring.Set(service, name, key) })
	return err
}

// Delete implements Keyring.
func (k SystemKeyring) Delete(ctx context.Context, name string) error {
	_, err := k.ask(ctx, func() (string, error) { return "", keyring.Delete(service, name) })
	return err
}

// ask runs a request. It cannot be cancelled: after the timeout it continues until the
// keyring answers or the program ends.
func (k SystemKeyring) ask(ctx context.Context, request func() (string, error)) (string, error) {
	if !k.reachable() {
		return "", ErrNoKeyring
	}
	type answer struct {
		key string
		err error
	}
	answers := make(chan answer, 1)
	go func() {
		key, err := request()
		answers <- answer{key, err}
	}()
	timeout := time.NewTimer(keyringTimeout)
	defer timeout.Stop()
	select {
	case a := <-answers:
		switch {
		case errors.Is(a.err, keyring.ErrNotFound):
			return "", ErrNotKept
		case errors.Is(a.err, keyring.ErrSetDataTooBig):
			return "", errors.New("the keyring takes no key of this length")
		case a.err != nil && strings.Contains(a.err.Error(), "failed to unlock"):
			return "", ErrLocked
		case a.err != nil:
			// Its message comes from another program and is not shown.
			return "", ErrNoKeyring
		}
		return a.key, nil
	case <-timeout.C:
		return "", fmt.Errorf("%w within %s; if it prompts to be unlocked, do that and try again", ErrNoKeyring, keyringTimeout)
	case <-ctx.Done():
		return "", ctx.Err()
	}
}
