package api

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
)

// KeySource returns the server key. It is called when a key is first needed, and never
// again once it returned one. Its error is shown, so it must not contain the key.
type KeySource func(context.Context) (Key, error)

// Environment is what a server key opens.
type Environment int

// UnknownEnvironment is that of older keys, which have no prefix, and of a key that has
// not been read yet.
const (
	UnknownEnvironment Environment = iota
	Stage
	Live
	Demo // the embedded double
)

// String is "stage", "live", "demo" or "unknown".
func (e Environment) String() string {
	return [...]string{UnknownEnvironment: "unknown", Stage: "stage", Live: "live", Demo: "demo"}[e]
}

// secret is a string that no verb and no encoder prints: fmt does not call the methods
// of unexported fields, and finds only a func here.
type secret struct{ reveal func() string }

func newSecret(s string) secret { return secret{func() string { return s }} }

func (s secret) value() string {
	if s.reveal == nil {
		return ""
	}
	return s.reveal()
}

// Key is a server key. Every way to print or encode it gives only its prefix.
type Key struct{ secret secret }

// NewKey returns the server key s without the blanks around it. From then on Mask
// masks it. The error does not contain the key.
func NewKey(s string) (Key, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return Key{}, errors.New("the server key is empty: set LOOTLOCKER_SERVER_KEY or log in")
	}
	if !headerSafe(s) {
		return Key{}, errors.New("the server key holds characters that no key has: copy it again from LootLocker's console")
	}
	secrets.add(s, false)
	return Key{newSecret(s)}, nil
}

// headerSafe reports whether s is printable ASCII without blanks.
func headerSafe(s string) bool {
	for i := range len(s) {
		if s[i] <= ' ' || s[i] >= 0x7f {
			return false
		}
	}
	return s != ""
}

// keyPrefixes are tried in order.
var keyPrefixes = []struct {
	prefix string
	env    Environment
}{{"dev_demo", Demo}, {"dev_", Stage}, {"prod_", Live}}

// Environment is what the key's prefix says that it opens.
func (k Key) Environment() Environment {
	for _, p := range keyPrefixes {
		if strings.HasPrefix(k.secret.value(), p.prefix) {
			return p.env
		}
	}
	return UnknownEnvironment
}

// IsZero reports whether k is the zero Key.
func (k Key) IsZero() bool { return k.secret.reveal == nil }

// String is the prefix of the key and a mask, such as "dev_…".
func (k Key) String() string {
	switch {
	case k.IsZero():
		return ""
	case k.Environment() == Live:
		return "prod_…"
	case k.Environment() != UnknownEnvironment:
		return "dev_…"
	}
	return "…"
}

// Fingerprint tells keys apart without revealing them: 16 hexadecimal digits of an HMAC-SHA256 with the key as its key.
// It cannot be turned back into a key, since LootLocker's keys are long and random.
func (k Key) Fingerprint() string {
	mac := hmac.New(sha256.New, []byte(k.secret.value()))
	mac.Write([]byte("lootlens history"))
	return hex.EncodeToString(mac.Sum(nil)[:8])
}

// Format writes String for every verb.
func (k Key) Format(f fmt.State, _ rune) { fmt.Fprint(f, k.String()) }

// MarshalText gives String, so that no encoder writes the key.
func (k Key) MarshalText() ([]byte, error) { return []byte(k.String()), nil }
