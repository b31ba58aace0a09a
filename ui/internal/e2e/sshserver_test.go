//go:build unix

package e2e

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"golang.org/x/term"

	"lootlens/api/demo"
	"lootlens/ui/internal/e2e/tty"
	"lootlens/ui/internal/sshtest"
)

// patience is how long a test waits for what should come soon.
const patience = time.Minute

// sshServer is `lootlens serve` on a double of its own, with OpenSSH as its client.
type sshServer struct {
	t          *testing.T
	server     *demo.Server
	home       string // of the server
	clients    string // the folder with the users' keys
	host, port string
	metrics    string // the address
	cmd        *exec.Cmd
	log        *sshtest.Buffer

	mu       sync.Mutex
	received []byte // by clients in all
}

// waitFor waits until the log has a line with a text.
func (s *sshServer) waitFor(text string) {
	s.t.Helper()
	for end := time.Now().Add(patience); !strings.Contains(s.log.String(), text); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			s.t.Fatalf("the server's log has no %q:\n%s", text, s.log.String())
		}
	}
}

// serveSSH starts a server that lets alice in by a key.
func serveSSH(t *testing.T, args ...string) *sshServer {
	t.Helper()
	s := &sshServer{t: t, server: demo.New(demo.Options{}), home: t.TempDir(), clients: t.TempDir(), log: &sshtest.Buffer{}}
	base, stop, err := s.server.Start(t.Context())
	must(t, err)
	t.Cleanup(stop)
	if !slices.Contains(args, "--audit") {
		args = append(args, "--audit", s.path("audit"))
	}
	alice := s.newKey("alice")
	must(t, os.WriteFile(s.path("authorized_keys"), alice, 0o600))
	s.cmd = exec.Command(binary, append([]string{"serve", "--base-url", base, "--listen", "127.0.0.1:0", "--log-format", "json",
		"--authorized-keys", s.path("authorized_keys"), "--metrics", "127.0.0.1:0"}, args...)...)
	s.cmd.Env = environment(s.home, nil)
	s.cmd.Stderr = s.log
	s.cmd.Stdout = s.log
	must(t, s.cmd.Start())
	t.Cleanup(s.close)
	s.waitFor("host key")
	for line := range strings.Lines(s.log.String()) {
		var at struct {
			Msg     string `json:"msg"`
			Address string `json:"address"`
		}
		if json.Unmarshal([]byte(line), &at) != nil {
			continue
		}
		switch at.Msg {
		case "metrics":
			s.metrics = at.Address
		case "serving":
			s.host, s.port, err = net.SplitHostPort(at.Address)
			must(t, err)
		}
	}
	if s.port == "" {
		t.Fatalf("the log names no address:\n%s", s.log.String())
	}
	return s
}

func (s *sshServer) path(name string) string { return filepath.Join(s.home, name) }

// newKey makes a key for a user and returns its line for authorized_keys.
func (s *sshServer) newKey(name string) []byte {
	s.t.Helper()
	file := filepath.Join(s.clients, name)
	s.keygen("-q", "-t", "ed25519", "-N", "", "-C", name, "-f", file)
	line, err := os.ReadFile(file + ".pub")
	must(s.t, err)
	return line
}

func (s *sshServer) keygen(args ...string) {
	s.t.Helper()
	if out, err := exec.Command("ssh-keygen", args...).CombinedOutput(); err != nil {
		s.t.Fatalf("ssh-keygen: %v\n%s", err, out)
	}
}

// close stops the server, and searches all that it wrote and sent for secrets.
func (s *sshServer) close() {
	searchSecrets(s.t, s.server, "the metrics", s.readMetrics())
	_ = s.cmd.Process.Signal(syscall.SIGTERM)
	_ = s.cmd.Wait()
	searchSecrets(s.t, s.server, "the server's log", []byte(s.log.String()))
	searchSecrets(s.t, s.server, "what clients received", s.received)
	searchFiles(s.t, s.server, s.home)
}

// readMetrics is the page of metrics; nil where the server has ended.
func (s *sshServer) readMetrics() []byte {
	if s.cmd.ProcessState != nil {
		return nil
	}
	resp, err := http.Get("http://" + s.metrics + "/metrics")
	must(s.t, err)
	defer resp.Body.Close()
	page, err := io.ReadAll(resp.Body)
	must(s.t, err)
	if !bytes.Contains(page, []byte("lootlens_logins_total")) {
		s.t.Errorf("the metrics are\n%s", page)
	}
	return page
}

// client is OpenSSH's client of a user.
func (s *sshServer) client(user string, args ...string) *exec.Cmd {
	return s.program("ssh", user, append([]string{"-p", s.port, s.host}, args...)...)
}

func (s *sshServer) program(name, user string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, append([]string{"-F", "none", "-i", filepath.Join(s.clients, user), "-o", "IdentitiesOnly=yes", "-o", "BatchMode=yes",
		"-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=" + filepath.Join(s.clients, "known_hosts"), "-o", "LogLevel=ERROR"}, args...)...)
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + s.clients, "TERM=xterm-256color", "LOOTLENS_BASE_URL=http://127.0.0.1:1", "LOOTLENS_TZ=nonsense"}
	return cmd
}

// run runs a client to its end.
func (s *sshServer) run(cmd *exec.Cmd, stdin string) (code int, stdout, stderr string) {
	s.t.Helper()
	var out, errs bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(stdin), &out, &errs
	late := time.AfterFunc(patience, func() { _ = cmd.Process.Kill() })
	defer late.Stop()
	if err := cmd.Run(); err != nil && !errors.As(err, new(*exec.ExitError)) {
		s.t.Fatal(err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.received = append(append(s.received, out.Bytes()...), errs.Bytes()...)
	return cmd.ProcessState.ExitCode(), out.String(), errs.String()
}

// browse opens a session of alice on a terminal.
func (s *sshServer) browse(args ...string) *session {
	s.t.Helper()
	b := &session{t: s.t, server: s.server, home: s.clients, Terminal: tty.Open(s.t, 140, 40, false)}
	var err error
	b.before, err = term.GetState(int(b.Program.Fd()))
	must(s.t, err)
	b.cmd = s.program("ssh", "alice", append([]string{"-tt", "-p", s.port, s.host}, args...)...)
	b.cmd.Stdin, b.cmd.Stdout, b.cmd.Stderr = b.Program, b.Program, b.Program
	b.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	must(s.t, b.cmd.Start())
	s.t.Cleanup(b.close)
	return b
}

// auditLine is what these tests read of a line of the audit.
type auditLine struct {
	Time, User, Key, Address, Session string
	Action, Player, Holder, Query     string
	Args                              []string
}

// audit reads the audit. Each line must say who looked.
func (s *sshServer) audit() (lines []auditLine) {
	s.t.Helper()
	body, err := os.ReadFile(s.path("audit"))
	must(s.t, err)
	for scan := bufio.NewScanner(bytes.NewReader(body)); scan.Scan(); {
		var l auditLine
		if err := json.Unmarshal(scan.Bytes(), &l, json.MatchCaseInsensitiveNames(true)); err != nil {
			s.t.Fatalf("%v in %q", err, scan.Text())
		}
		if _, err := time.Parse(time.RFC3339, l.Time); err != nil || l.User != "alice" || !strings.HasPrefix(l.Key, "SHA256:") || !strings.HasPrefix(l.Address, "127.0.0.1:") || l.Session == "" {
			s.t.Errorf("the audit has %q (%v)", scan.Text(), err)
		}
		lines = append(lines, l)
	}
	return lines
}

// looks are the lines of these actions, in short.
func looks(lines []auditLine, actions ...string) (out []string) {
	for _, l := range lines {
		if slices.Contains(actions, l.Action) {
			out = append(out, strings.TrimSpace(strings.Join([]string{l.Action, l.Player, l.Holder, l.Query}, " ")))
		}
	}
	return out
}
