package serve

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	gossh "golang.org/x/crypto/ssh"
)

// hostKey reads the private key of the server, and makes it if there is none. It returns
// the key as PEM, its fingerprint, and whether it was made.
func hostKey(path string) (key []byte, fingerprint string, made bool, err error) {
	info, err := os.Stat(path)
	if made = errors.Is(err, fs.ErrNotExist); made {
		if err = makeHostKey(path); err != nil {
			return nil, "", false, fmt.Errorf("make the host key: %w", err)
		}
		info, err = os.Stat(path)
	}
	if err == nil {
		err = private(info, path)
	}
	if err == nil {
		err = trusted(path)
	}
	if err == nil {
		key, err = os.ReadFile(path)
	}
	if err != nil {
		return nil, "", false, fmt.Errorf("host key: %w", err)
	}
	signer, err := gossh.ParsePrivateKey(key)
	if err != nil {
		return nil, "", false, fmt.Errorf("host key %s: %w: name another file, or remove it to make a new key", path, err)
	}
	return key, gossh.FingerprintSHA256(signer.PublicKey()), made, nil
}

// makeHostKey writes a new Ed25519 key. If another server does so at the same time, the
// key of the first stays.
func makeHostKey(path string) error {
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return err
	}
	block, err := gossh.MarshalPrivateKey(key, "lootlens")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	file, err := os.CreateTemp(filepath.Dir(path), ".host-key-*") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(file.Name())
	_, err = file.Write(pem.EncodeToMemory(block))
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return err
	}
	if err := os.Link(file.Name(), path); !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}
