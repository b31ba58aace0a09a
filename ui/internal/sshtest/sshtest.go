// Package sshtest has clients of the SSH server for tests and measurements.
package sshtest

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"golang.org/x/crypto/ssh"
)

// Patience is how long to wait for what should come at once.
const Patience = time.Minute

// NewKey makes a key and its line for a file of authorized keys.
func NewKey(options, comment string) (key ssh.Signer, line string) {
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		panic(err)
	}
	if key, err = ssh.NewSignerFromKey(private); err != nil {
		panic(err)
	}
	line = string(bytes.TrimSpace(ssh.MarshalAuthorizedKey(key.PublicKey())))
	return key, strings.TrimSpace(fmt.Sprintf("%s %s %s", options, line, comment)) + "\n"
}

// Dial logs in; any host key will do.
func Dial(addr, login string, auth ...ssh.AuthMethod) (*ssh.Client, error) {
	return ssh.Dial("tcp", addr, &ssh.ClientConfig{User: login, Auth: auth, HostKeyCallback: ssh.InsecureIgnoreHostKey(), Timeout: Patience})
}

// Buffer is a buffer that may be read while it is written.
type Buffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *Buffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *Buffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// Holds waits until the buffer holds a text, and reports whether it did in time.
func (l *Buffer) Holds(text string) bool {
	return Eventually(func() bool { return strings.Contains(l.String(), text) })
}

// Eventually waits until ok is true, and reports whether it was in time.
func Eventually(ok func() bool) bool {
	for end := time.Now().Add(Patience); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if ok() {
			return true
		}
	}
	return false
}

// Shell opens a session with a terminal of 140 × 40 cells.
func Shell(c *ssh.Client) (s *ssh.Session, screen *Buffer, keys io.Writer, err error) {
	if s, err = c.NewSession(); err != nil {
		return nil, nil, nil, err
	}
	screen = &Buffer{}
	s.Stdout, s.Stderr = screen, screen
	if keys, err = s.StdinPipe(); err == nil {
		err = errors.Join(s.RequestPty("xterm-256color", 40, 140, nil), s.Shell())
	}
	return s, screen, keys, err
}
