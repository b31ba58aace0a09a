package main

import (
	"bufio"
	"crypto/ed25519"
	"crypto/rand"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	gossh "golang.org/x/crypto/ssh"
)

// sshServer is `lootlens serve` in a process of its own.
type sshServer struct {
	cmd           *exec.Cmd
	addr, metrics string
	users         []gossh.Signer
}

// freePort is a loopback address that nothing listens on.
func freePort() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	return l.Addr().String(), nil
}

// startServer starts the server with users of their own keys.
func (b *bench) startServer() (*sshServer, error) {
	s := &sshServer{}
	var keys strings.Builder
	for i := range benchUsers {
		_, private, err := ed25519.GenerateKey(rand.Reader)
		if err != nil {
			return nil, err
		}
		signer, err := gossh.NewSignerFromKey(private)
		if err != nil {
			return nil, err
		}
		s.users = append(s.users, signer)
		fmt.Fprintf(&keys, "%s user%d\n", strings.TrimSpace(string(gossh.MarshalAuthorizedKey(signer.PublicKey()))), i)
	}
	file := filepath.Join(b.dir, "authorized_keys")
	if err := os.WriteFile(file, []byte(keys.String()), 0o600); err != nil {
		return nil, err
	}
	var err error
	if s.addr, err = freePort(); err != nil {
		return nil, err
	}
	if s.metrics, err = freePort(); err != nil {
		return nil, err
	}
	s.cmd = exec.CommandContext(b.ctx, b.bin, "serve", "--listen", s.addr, "--authorized-keys", file,
		"--host-key", filepath.Join(b.dir, "host_key"), "--audit", filepath.Join(b.dir, "audit"), "--metrics", s.metrics, "--max-sessions", strconv.Itoa(2*soakSessions))
	s.cmd.Env = b.environ()
	log, err := os.Create(filepath.Join(b.dir, "serve.log"))
	if err != nil {
		return nil, err
	}
	defer log.Close()
	s.cmd.Stdout, s.cmd.Stderr = log, log
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	for range 500 {
		if c, err := net.Dial("tcp", s.addr); err == nil {
			c.Close()
			return s, nil
		}
		time.Sleep(20 * time.Millisecond)
	}
	s.stop()
	said, _ := os.ReadFile(log.Name())
	return nil, fmt.Errorf("the server did not start: %s", said)
}

func (s *sshServer) stop() {
	_ = s.cmd.Process.Signal(os.Interrupt)
	_ = s.cmd.Wait()
}

// sshLine is the terminal of a session.
type sshLine struct {
	io.Reader
	io.Writer
	client *gossh.Client
}

func (l sshLine) Close() error { return l.client.Close() }

// login opens a session with a terminal for user i.
func (s *sshServer) login(i int) (*terminal, error) {
	t := &terminal{began: time.Now(), got: make(chan struct{}, 1), over: make(chan struct{})}
	client, err := gossh.Dial("tcp", s.addr, &gossh.ClientConfig{
		User: "agent", Auth: []gossh.AuthMethod{gossh.PublicKeys(s.users[i%len(s.users)])}, HostKeyCallback: gossh.InsecureIgnoreHostKey(), Timeout: patience,
	})
	if err != nil {
		return nil, err
	}
	session, err := client.NewSession()
	if err != nil {
		return nil, err
	}
	_ = session.Setenv("COLORTERM", "truecolor")
	if err := session.RequestPty("xterm-256color", height, width, nil); err != nil {
		return nil, err
	}
	in, err := session.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := session.StdoutPipe()
	if err != nil {
		return nil, err
	}
	t.line = sshLine{out, in, client}
	go t.read()
	return t, session.Shell()
}

// painted reports whether there is a screen.
func painted(s *screen) bool { return len(strings.TrimSpace(s.String())) > 100 }

// open1250 loads all of the player with 1,250 items.
func (s *sshServer) open1250(i int) (*terminal, time.Duration, error) {
	t, err := s.login(i)
	if err != nil {
		return nil, 0, err
	}
	view := newScreen()
	var first time.Time
	for _, step := range []struct {
		keys string
		then func(*screen) bool
	}{
		{"", painted},
		{"1250\r", func(s *screen) bool { return s.holds("Own inventory") || s.holds("own inventory") }},
		{"\r", listAndDetail},
		{"G", func(s *screen) bool { return s.holds("all 1,250 loaded") && listAndDetail(s) }},
		{"g", func(s *screen) bool { return s.holds("1/1,250") && listAndDetail(s) }},
	} {
		if err := t.write(step.keys); err != nil {
			return t, 0, err
		}
		if err := view.wait(t, step.then); err != nil {
			return t, 0, fmt.Errorf("after the keys %q: %w", step.keys, err)
		}
		if first.IsZero() {
			if first, err = newScreen().until(t, painted); err != nil {
				return t, 0, err
			}
		}
	}
	return t, first.Sub(t.began), nil
}

// gauge reads a sample of the server's metrics.
func (s *sshServer) gauge(name string) (float64, error) {
	resp, err := http.Get("http://" + s.metrics + "/metrics")
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	for lines := bufio.NewScanner(resp.Body); lines.Scan(); {
		if value, ok := strings.CutPrefix(lines.Text(), name+" "); ok {
			return strconv.ParseFloat(value, 64)
		}
	}
	return 0, fmt.Errorf("there is no metric %s", name)
}
