package config

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/zalando/go-keyring"
)

// Keyring keeps server keys by profile.
type Keyring interface {
	// Get gives the key of a profile; ErrNotKept, ErrLocked or ErrNoKeyring where it cannot.
	Get(ctx context.Context, name string) (string, error)
	Set(ctx context.Context, name, key string) error
	Delete(ctx context.Context, name string) error
}

// Errors of a Keyring.
var (
	ErrNotKept   = errors.New("the keyring holds no key for this profile")
	ErrNoKeyring = errors.New("no system keyring answers here")
	ErrLocked    = errors.New("the system keyring is locked and was not unlocked")
)

// service is the name that the keys are filed under.
const service = "lootlens"

// keyringPatience bounds one question to the keyring: it may be asking its user
// to unlock it.
const keyringPatience = 60 * time.Second

// SystemKeyring is the keyring of the operating system: Keychain, Credential
// Manager or the Secret Service.
type SystemKeyring struct{}

// Get is Keyring's.
func (SystemKeyring) Get(ctx context.Context, name string) (string, error) {
	return ask(ctx, func() (string, error) { return keyring.Get(service, name) })
}

// Set is Keyring's.
func (SystemKeyring) Set(ctx context.Context, name, key string) error {
	_, err := ask(ctx, func() (string, error) { return "", keyring.Set(service, name, key) })
	return err
}

// Delete is Keyring's.
func (SystemKeyring) Delete(ctx context.Context, name string) error {
	_, err := ask(ctx, func() (string, error) { return "", keyring.Delete(service, name) })
	return err
}

// ask runs a question that cannot be cancelled; one that is given up goes on
// until the keyring answers or the program ends.
func ask(ctx context.Context, question func() (string, error)) (string, error) {
	type answer struct {
		key string
		err error
	}
	answers := make(chan answer, 1)
	go func() {
		key, err := question()
		answers <- answer{key, err}
	}()
	patience := time.NewTimer(keyringPatience)
	defer patience.Stop()
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
			// Its own words come from another program and are not repeated.
			return "", ErrNoKeyring
		}
		return a.key, nil
	case <-patience.C:
		return "", fmt.Errorf("%w: it kept silent for %s", ErrNoKeyring, keyringPatience)
	case <-ctx.Done():
		return "", ctx.Err()
	}
}
