package serve

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"lootlens/ui/internal/sshtest"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	gossh "golang.org/x/crypto/ssh"
)

// rig is a server that runs in a test.
type rig struct {
	t    *testing.T
	dir  string
	addr string
	log  *sshtest.Buffer
	stop func() error // returns what Run returned
}

// write writes a private file in the folder of the server.
func (r *rig) write(name, content string) string {
	r.t.Helper()
	path := filepath.Join(r.dir, name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		r.t.Fatal(err)
	}
	return path
}

// start runs a server with these authorized keys; change may alter its settings.
func start(t *testing.T, keys string, change func(*rig, *Config)) *rig {
	t.Helper()
	r := &rig{t: t, dir: t.TempDir(), log: &sshtest.Buffer{}}
	cfg := Config{
		Listen:         "127.0.0.1:0",
		HostKey:        filepath.Join(r.dir, "host_key"),
		AuthorizedKeys: r.write("authorized_keys", keys),
		Log:            NewLogger(r.log, false),
		Browse: func(s *Session) int {
			fmt.Fprintf(s, "browser for %s\r\n", s.User().Name)
			_, _ = io.Copy(s, &endless{s})
			return 0
		},
		Run: func(s *Session, args []string) int {
			fmt.Fprintf(s, "%q\n", args)
			return len(args)
		},
	}
	if change != nil {
		change(r, &cfg)
	}
	started := make(chan net.Addr, 1)
	cfg.Started = func(a net.Addr) { started <- a }
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- Run(ctx, cfg) }()
	var once sync.Once
	var result error
	r.stop = func() error {
		once.Do(func() { cancel(); result = <-ended })
		return result
	}
	t.Cleanup(func() { _ = r.stop() })
	select {
	case a := <-started:
		r.addr = a.String()
	case err := <-ended:
		t.Fatalf("the server did not start: %v", err)
	}
	return r
}

// endless reads a session until its context ends.
type endless struct{ s *Session }

func (e *endless) Read(p []byte) (int, error) {
	type read struct {
		n   int
		err error
	}
	got := make(chan read, 1)
	go func() { n, err := e.s.Read(p); got <- read{n, err} }()
	select {
	case r := <-got:
		return r.n, r.err
	case <-e.s.Context().Done():
		return 0, io.EOF
	}
}

// dial logs in.
func (r *rig) dial(login string, key gossh.Signer) (*gossh.Client, error) {
	return sshtest.Dial(r.addr, login, gossh.PublicKeys(key))
}

// client logs in, or fails the test.
func (r *rig) client(key gossh.Signer) *gossh.Client {
	r.t.Helper()
	c, err := r.dial("anyone", key)
	if err != nil {
		r.t.Fatalf("%v\n%s", err, r.log)
	}
	r.t.Cleanup(func() { _ = c.Close() })
	return c
}

// logs waits until the log says something.
func (r *rig) logs(what string) bool { return r.log.Holds(what) }

// run runs a command on a new session and returns its output and exit code.
func run(t *testing.T, c *gossh.Client, line string) (stdout, stderr string, code int) {
	t.Helper()
	s, err := c.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var out, errs bytes.Buffer
	s.Stdout, s.Stderr = &out, &errs
	err = s.Run(line)
	if exit, ok := errors.AsType[*gossh.ExitError](err); ok {
		return out.String(), errs.String(), exit.ExitStatus()
	} else if err != nil {
		t.Fatalf("%s: %v", line, err)
	}
	return out.String(), errs.String(), 0
}

func TestCommand(t *testing.T) {
	t.Parallel()
	key, line := sshtest.NewKey("", "ann@example.com")
	r := start(t, line, nil)
	c := r.client(key)
	for _, test := range []struct {
		line, out, err string
		code           int
	}{
		{"export 1250 --query 'a b'", `["export" "1250" "--query" "a b"]` + "\n", "", 4},
		{"export 1250; rm -rf /", "", "would need a shell", 2},
		{"", "", "needs a terminal", 2},
	} {
		out, errs, code := run(t, c, test.line)
		if out != test.out || !strings.Contains(errs, test.err) || code != test.code {
			t.Errorf("%q: %q, %q, %d", test.line, out, errs, code)
		}
	}
	if err := r.stop(); err != nil {
		t.Error(err)
	}
}
