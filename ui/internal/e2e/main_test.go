//go:build unix

package e2e

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/term"

	"lootlens/api/demo"
	_ "lootlens/ui/cli" // what was cached of these tests is void when the program changes
	"lootlens/ui/internal/e2e/tty"
)

// binary is the program, built once for all tests.
var binary string

func TestMain(m *testing.M) { os.Exit(build(m)) }

func build(m *testing.M) int {
	dir, err := os.MkdirTemp("", "lootlens")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	binary = filepath.Join(dir, "lootlens")
	if out, err := exec.Command("go", "build", "-o", binary, "lootlens").CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "%s%v\n", out, err)
		return 1
	}
	return m.Run()
}

// plan is how the program is started. The zero value is the picker on 140 × 40.
type plan struct {
	w, h   int
	args   []string
	env    map[string]string
	faults []demo.Fault
	mute   bool // the terminal answers no query
	shell  string
	server *demo.Server // nil: one of its own
	// prepare writes what the program finds in its home.
	prepare func(home string)
}

// session is the program on a terminal.
type session struct {
	*tty.Terminal
	t       *testing.T
	server  *demo.Server
	home    string
	cmd     *exec.Cmd
	before  *term.State
	copies  int // texts that the test put on the clipboard
	grants  int // times that the bell may ring and the desktop be notified
	stopped bool
}

// start runs the program against a double of its own, in a home of its own.
func start(t *testing.T, p plan) *session {
	t.Helper()
	if p.w == 0 {
		p.w, p.h = 140, 40
	}
	s := &session{t: t, server: p.server, home: t.TempDir()}
	if s.server == nil {
		s.server = demo.New(demo.Options{})
	}
	s.server.SetFaults(p.faults...)
	if p.prepare != nil {
		p.prepare(s.home)
	}
	base, stop, err := s.server.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	s.Terminal = tty.Open(t, p.w, p.h, p.mute)
	if s.before, err = term.GetState(int(s.Program.Fd())); err != nil {
		t.Fatal(err)
	}
	args := append([]string{"--base-url", base, "--log", filepath.Join(s.home, "log")}, p.args...)
	s.cmd = exec.Command(binary, args...)
	if p.shell != "" {
		s.cmd = exec.Command("/bin/sh", append([]string{"-c", p.shell, "sh", binary}, args...)...)
	}
	s.cmd.Env = environment(s.home, p.env)
	s.cmd.Stdin, s.cmd.Stdout, s.cmd.Stderr = s.Program, s.Program, s.Program
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.close)
	return s
}

// environment is the program's environment: of the machine's own only the path.
func environment(home string, more map[string]string) []string {
	vars := map[string]string{
		"HOME": home, "PATH": os.Getenv("PATH"), "TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8", "TZ": "UTC",
		"XDG_CONFIG_HOME": filepath.Join(home, "config"), "XDG_STATE_HOME": filepath.Join(home, "state"),
		"XDG_CACHE_HOME": filepath.Join(home, "cache"), "XDG_DATA_HOME": filepath.Join(home, "data"),
		"LOOTLOCKER_SERVER_KEY": demo.Key,
	}
	for k, v := range more {
		vars[k] = v
	}
	var env []string
	for k, v := range vars {
		env = append(env, k+"="+v)
	}
	return env
}

// signal sends a signal to the program.
func (s *session) signal(sig os.Signal) {
	s.t.Helper()
	if err := s.cmd.Process.Signal(sig); err != nil {
		s.t.Fatal(err)
	}
}

// exit waits for the program's end and returns its exit code. The terminal must be
// as it was.
func (s *session) exit() int {
	s.t.Helper()
	if !s.stopped {
		s.stopped = true
		if err := s.cmd.Wait(); err != nil && !errors.As(err, new(*exec.ExitError)) {
			s.t.Fatal(err)
		}
		after, err := term.GetState(int(s.Program.Fd()))
		if err != nil {
			s.t.Fatal(err)
		}
		if !reflect.DeepEqual(s.before, after) {
			s.t.Errorf("the terminal's settings are %+v, were %+v", after, s.before)
		}
		s.Drain()
		if left := s.Left(); len(left) > 0 {
			s.t.Errorf("the terminal is left with %q", left)
		}
	}
	return s.cmd.ProcessState.ExitCode()
}

// quit ends the program by its key.
func (s *session) quit() {
	s.t.Helper()
	s.Keys("ctrl+c")
	if code := s.exit(); code != 0 {
		s.t.Errorf("exit code %d after the key that quits", code)
	}
}

// close ends the program where the test has not, and looks at all that it wrote.
func (s *session) close() {
	if !s.stopped {
		_ = s.cmd.Process.Kill()
		_ = s.cmd.Wait()
		s.stopped = true
	}
	s.Drain()
	a := tty.Check(s.Raw())
	for _, what := range a.Alien {
		s.t.Errorf("the terminal was sent %s", what)
	}
	if a.Clipboard > s.copies {
		s.t.Errorf("the clipboard was set %d times, want at most %d", a.Clipboard, s.copies)
	}
	if a.Bells > s.grants || len(a.Notices) > s.grants {
		s.t.Errorf("the bell rang %d times and the desktop was sent %q, want at most %d", a.Bells, a.Notices, s.grants)
	}
	searchSecrets(s.t, s.server, "the terminal", s.Raw())
	searchFiles(s.t, s.server, s.home)
}

// searchFiles looks for secrets in all that the program left on the disk.
func searchFiles(t *testing.T, server *demo.Server, dir string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		body, err := os.ReadFile(path)
		searchSecrets(t, server, d.Name(), body)
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// searchSecrets looks for the key and every token that the double has seen.
func searchSecrets(t *testing.T, server *demo.Server, where string, body []byte) {
	t.Helper()
	secrets := map[string]bool{demo.Key: true, strings.TrimPrefix(demo.Key, "dev_demo0000"): true}
	for _, r := range server.Requests() {
		if token := r.Header.Get("x-auth-token"); token != "" {
			secrets[token] = true
		}
	}
	for secret := range secrets {
		if strings.Contains(string(body), secret) {
			t.Errorf("%s holds a secret", where)
		}
	}
}
