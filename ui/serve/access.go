package serve

import (
	"bytes"
	"crypto/rsa"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/netip"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"lootlens/models/text"
)

// identity is who has logged in and what for.
type identity struct {
	User
	terminal bool      // may have one
	command  string    // that runs whatever the client asks for; "" is none
	until    time.Time // zero is for ever
}

// access decides who may log in, by two files that are read again when they change.
type access struct {
	log *slog.Logger
	now func() time.Time

	mu      sync.Mutex
	keys    keyFile
	signers keyFile
	changes int // of the files
}

// keyFile is a file of public keys. The zero value has none.
type keyFile struct {
	path    string
	info    fs.FileInfo // of what was read last; nil: nothing was
	at      time.Time   // when it was read
	content []byte
	err     error // it can't be read or trusted
	entries map[string][]entry
}

func newAccess(cfg Config) (*access, error) {
	a := &access{log: cfg.Log, now: time.Now, keys: keyFile{path: cfg.AuthorizedKeys}, signers: keyFile{path: cfg.TrustedUserCA}}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.load()
	if err := errors.Join(a.keys.err, a.signers.err); err != nil {
		return nil, err
	}
	if len(a.keys.entries)+len(a.signers.entries) == 0 {
		return nil, errors.New("nobody could log in: name a file with a usable key by --authorized-keys or --trusted-user-ca")
	}
	return a, nil
}

// load reads the files that have changed. The caller holds the lock.
func (a *access) load() {
	keys := a.keys.load(a.log, parseOptions)
	signers := a.signers.load(a.log, func(options []string) (entry, error) {
		if len(options) > 0 {
			return entry{}, errors.New("options are not possible for an authority: remove them")
		}
		return entry{}, nil
	})
	if keys || signers {
		a.changes++
	}
}

// generation grows whenever a file has changed, after reading it.
func (a *access) generation() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.load()
	return a.changes
}

// sameTick is how long after a change another one may have the same time.
const sameTick = 2 * time.Second

// load reads the file if it may have changed, and reports whether it has. A file that is not there has no keys; one
// that cannot be read or that others can write lets nobody in.
func (f *keyFile) load(log *slog.Logger, options func([]string) (entry, error)) (changed bool) {
	if f.path == "" {
		return false
	}
	info, err := os.Stat(f.path)
	if err == nil && f.info != nil && os.SameFile(info, f.info) && info.ModTime().Equal(f.info.ModTime()) && info.Size() == f.info.Size() && info.Mode() == f.info.Mode() &&
		f.at.Sub(info.ModTime()) > sameTick {
		return false
	}
	first, before, had := f.info == nil && f.err == nil, f.err, f.content
	f.info, f.at, f.content = info, time.Now(), nil
	if err == nil && !info.Mode().IsRegular() {
		err = fmt.Errorf("%s is not a regular file: name another one", f.path)
	}
	if err == nil {
		err = trusted(f.path)
	}
	if err == nil {
		f.content, err = os.ReadFile(f.path)
	}
	if f.err = err; err != nil {
		f.info, f.entries = nil, nil
		if changed = before == nil || before.Error() != err.Error(); changed && !first {
			log.Error("key file refused: nobody can log in by it", "error", err)
		}
		return changed
	}
	if !first && before == nil && bytes.Equal(f.content, had) {
		return false
	}
	f.entries = parseKeys(f.content, func(line int, err error) {
		log.Warn("key refused", "file", f.path, "line", line, "why", err)
	}, options)
	log.Info("keys read", "file", f.path, "keys", len(f.entries))
	return true
}

// parseKeys reads a file of public keys by their bytes; complain gets the number, from 1,
// of each line that is no usable key.
func parseKeys(content []byte, complain func(line int, err error), options func([]string) (entry, error)) map[string][]entry {
	keys := map[string][]entry{}
	for i, line := range bytes.Split(content, []byte("\n")) {
		if line = bytes.TrimSpace(line); len(line) == 0 || line[0] == '#' {
			continue
		}
		key, comment, opts, _, err := gossh.ParseAuthorizedKey(line)
		var e entry
		if err == nil {
			e, err = options(opts)
		}
		if err != nil {
			complain(i+1, err)
			continue
		}
		if _, is := key.(*gossh.Certificate); is {
			err = errors.New("this is a certificate: name its authority by --trusted-user-ca")
		} else {
			err = strong(key)
		}
		if err != nil {
			complain(i+1, err)
			continue
		}
		if e.name = text.Of(strings.TrimSpace(comment)).Line(); e.name == "" {
			e.name = gossh.FingerprintSHA256(key)
		}
		keys[string(key.Marshal())] = append(keys[string(key.Marshal())], e)
	}
	return keys
}

// leastRSA is in bits.
const leastRSA = 2048

// strong refuses keys that could be forged.
func strong(key gossh.PublicKey) error {
	if key.Type() == "ssh-dss" {
		return errors.New("DSA keys are not safe: make one by ssh-keygen -t ed25519")
	}
	if k, ok := key.(gossh.CryptoPublicKey); ok {
		if k, ok := k.CryptoPublicKey().(*rsa.PublicKey); ok && k.N.BitLen() < leastRSA {
			return fmt.Errorf("RSA keys of less than %d bits are not safe: make one by ssh-keygen -t ed25519", leastRSA)
		}
	}
	return nil
}

// authorize returns who logs in with a key or certificate. Its signature is the
// caller's to check.
func (a *access) authorize(key gossh.PublicKey, login string, addr netip.AddrPort) (identity, *gossh.Permissions, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.load()
	if cert, ok := key.(*gossh.Certificate); ok {
		if a.signers.err != nil {
			return identity{}, nil, a.signers.err
		}
		return a.certified(cert, login, addr)
	}
	if a.keys.err != nil {
		return identity{}, nil, a.keys.err
	}
	err := errors.New("the key is not in the file of authorized keys")
	for _, e := range a.keys.entries[string(key.Marshal())] {
		if err = e.allows(addr.Addr(), a.now()); err == nil {
			perms := &gossh.Permissions{}
			if e.noTouch {
				perms.Extensions = map[string]string{"no-touch-required": ""}
			}
			return identity{User{e.name, gossh.FingerprintSHA256(key), addr}, !e.noTerminal, e.command, e.expires}, perms, nil
		}
	}
	return identity{}, nil, err
}

// Options of certificates.
const (
	sourceAddress = "source-address"
	forceCommand  = "force-command"
	permitPTY     = "permit-pty"
)

// certified returns who logs in with a certificate: the principal that is the login name,
// or else the only one.
func (a *access) certified(cert *gossh.Certificate, login string, addr netip.AddrPort) (identity, *gossh.Permissions, error) {
	principals := cert.ValidPrincipals
	name := login
	switch {
	case cert.CertType != gossh.UserCert:
		return identity{}, nil, errors.New("the certificate is not one of a user")
	case a.signers.entries[string(cert.SignatureKey.Marshal())] == nil:
		return identity{}, nil, errors.New("the certificate's authority is not trusted here")
	case len(principals) == 1:
		name = principals[0]
	case !slices.Contains(principals, login):
		return identity{}, nil, fmt.Errorf("the certificate is for %q: log in as one of them, as in ssh NAME@HOST", principals)
	}
	if err := strong(cert.Key); err != nil {
		return identity{}, nil, err
	}
	if !slices.Contains(gossh.SupportedAlgorithms().PublicKeyAuths, cert.Signature.Format) {
		return identity{}, nil, fmt.Errorf("the certificate is signed by %s, which is not safe: sign it again, as by ssh-keygen -t rsa-sha2-512", text.Of(cert.Signature.Format).Line())
	}
	checker := gossh.CertChecker{SupportedCriticalOptions: []string{sourceAddress, forceCommand}, Clock: a.now}
	if err := checker.CheckCert(name, cert); err != nil {
		return identity{}, nil, err
	}
	if name = text.Of(strings.TrimSpace(name)).Line(); name == "" {
		return identity{}, nil, errors.New("the certificate's principal is empty")
	}
	command, forced := cert.CriticalOptions[forceCommand]
	if forced && strings.TrimSpace(command) == "" {
		return identity{}, nil, errors.New("the certificate's force-command is empty")
	}
	_, terminal := cert.Extensions[permitPTY]
	who := identity{User{name, gossh.FingerprintSHA256(cert.Key), addr}, terminal, command, time.Time{}}
	if cert.ValidBefore != gossh.CertTimeInfinity {
		who.until = time.Unix(int64(cert.ValidBefore), 0)
	}
	perms := cert.Permissions // with source-address, which package ssh enforces
	return who, &perms, nil
}

// How many checks, a second apart, a login outlives its key.
const (
	strikes      = 2  // an editor may write the file in parts
	blindStrikes = 60 // where the file cannot be read or trusted: that may be a failure of the disk, or be put right soon
)

// revoked returns after how many checks in a row somebody who is logged in must leave, and could not log in again;
// 0 is never.
func (a *access) revoked(key gossh.PublicKey, login string, addr netip.AddrPort) int {
	_, _, err := a.authorize(key, login, addr)
	if err == nil {
		return 0
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	file := &a.keys
	if _, ok := key.(*gossh.Certificate); ok {
		file = &a.signers
	}
	if file.err != nil && !errors.Is(file.err, fs.ErrNotExist) {
		return blindStrikes
	}
	return strikes
}
