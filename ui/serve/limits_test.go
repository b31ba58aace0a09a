package serve

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"lootlens/ui/internal/sshtest"
	"net"
	"net/netip"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"
	gossh "golang.org/x/crypto/ssh"
)

// shell opens a terminal and returns what it shows.
func shell(t *testing.T, c *gossh.Client) (*gossh.Session, *sshtest.Buffer, io.Writer) {
	t.Helper()
	s, screen, keys, err := sshtest.Shell(c)
	if err != nil {
		t.Fatal(err)
	}
	if !screen.Holds("browser for") {
		t.Fatalf("the browser did not start: %q", screen)
	}
	return s, screen, keys
}

// ends waits for the end of a session and returns its exit code, -1 for none.
func ends(t *testing.T, s *gossh.Session) int {
	t.Helper()
	ended := make(chan error, 1)
	go func() { ended <- s.Wait() }()
	select {
	case err := <-ended:
		if exit, ok := errors.AsType[*gossh.ExitError](err); ok {
			return exit.ExitStatus()
		} else if err != nil {
			return -1
		}
		return 0
	case <-time.After(sshtest.Patience):
		t.Fatal("the session did not end")
		return 0
	}
}

func TestSessionLimits(t *testing.T) {
	t.Parallel()
	ann, annLine := sshtest.NewKey("", "ann")
	ann2, ann2Line := sshtest.NewKey("", "ann")
	bob, bobLine := sshtest.NewKey("", "bob")
	r := start(t, annLine+ann2Line+bobLine, func(_ *rig, cfg *Config) { cfg.MaxSessions, cfg.MaxPerUser = 3, 2 })
	a := r.client(ann)
	first, _, _ := shell(t, a)
	shell(t, a)
	if _, errs, code := run(t, r.client(ann2), "help"); code != exitUsage || !strings.Contains(errs, "you have 2 sessions open") {
		t.Errorf("a third session of one user by another key: %d %q", code, errs)
	}
	b := r.client(bob)
	shell(t, b)
	if _, errs, code := run(t, b, "help"); code != exitUsage || !strings.Contains(errs, "all 3 sessions") {
		t.Errorf("a fourth session: %d %q", code, errs)
	}
	first.Close()
	if !sshtest.Eventually(func() bool { _, _, code := run(t, b, "help"); return code == 1 }) {
		t.Error("a session that was closed counts on")
	}
	for range 2*2 - 2 {
		r.client(ann)
	}
	if _, err := r.dial("x", ann); err == nil || !r.logs("too many connections") {
		t.Errorf("a fifth connection of one user: %v", err)
	}
}

func TestIdle(t *testing.T) {
	t.Parallel()
	key, line := sshtest.NewKey("", "ann")
	r := start(t, line, func(_ *rig, cfg *Config) { cfg.Idle = 300 * time.Millisecond })
	s, screen, _ := shell(t, r.client(key))
	ends(t, s)
	if !strings.HasSuffix(screen.String(), "lootlens: "+ErrIdle.Error()+"\r\n") {
		t.Errorf("the screen ends with %q", screen)
	}
}

// A client that reads nothing is dropped, and what is written to it is bounded.
func TestSlowClient(t *testing.T) {
	t.Parallel()
	key, line := sshtest.NewKey("", "ann")
	ended := make(chan int, 1)
	r := start(t, line, func(_ *rig, cfg *Config) {
		cfg.Idle = 300 * time.Millisecond
		cfg.Run = func(s *Session, _ []string) int {
			n, line := 0, bytes.Repeat([]byte("x"), 10_000)
			for {
				if _, err := s.Write(line); err != nil {
					ended <- n
					return 1
				}
				n += len(line)
			}
		}
	})
	s, err := r.client(key).NewSession()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.StdoutPipe(); err != nil { // that nobody reads
		t.Fatal(err)
	}
	if err := s.Start("export"); err != nil {
		t.Fatal(err)
	}
	select {
	case n := <-ended:
		if n > 8<<20 {
			t.Errorf("%d bytes were written", n)
		}
	case <-time.After(sshtest.Patience):
		t.Fatal("the client was not dropped")
	}
	if !r.logs(ErrSlow.Error()) {
		t.Error("the log does not say why")
	}
}

// Connections that never log in leave others unharmed.
func TestNeverLogIn(t *testing.T) {
	t.Parallel()
	key, line := sshtest.NewKey("", "ann")
	r := start(t, line, nil)
	_, screen, in := shell(t, r.client(key))
	for i := range maxArriving + 100 {
		c, err := net.Dial("tcp", r.addr)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		if i%2 == 0 {
			fmt.Fprintf(c, "SSH-2.0-silent\r\n")
		}
	}
	if out, _, code := run(t, r.client(key), "help"); code != 1 {
		t.Errorf("a new user gets %q, %d", out, code)
	}
	fmt.Fprint(in, "typed")
	if !sshtest.Eventually(func() bool { return strings.HasSuffix(screen.String(), "typed") }) {
		t.Errorf("the old session shows %q", screen)
	}
}

func TestFailedLoginsAreSlowed(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	bad, same, other := netip.MustParseAddr("2001:db8::1"), netip.MustParseAddr("2001:db8::2"), netip.MustParseAddr("2001:db8:1::1")
	g := &gate{}
	var got []time.Duration
	for range 9 {
		got = append(got, g.delay(same, now))
		g.failed(bad, now)
	}
	if got[0] != 0 || got[1] != firstDelay || got[2] != 2*firstDelay || got[8] != maxDelay {
		t.Errorf("delays %v", got)
	}
	if d := g.delay(other, now); d != 0 {
		t.Errorf("another network waits %v", d)
	}
	if d := g.delay(bad, now.Add(8*forgetFailure)); d != firstDelay {
		t.Errorf("after eight of nine were forgotten: %v", d)
	}
	g.succeeded(same)
	if d := g.delay(bad, now); d != 0 {
		t.Errorf("after a login: %v", d)
	}
	for i := range 3 * maxRemembered {
		g.failed(netip.AddrFrom4([4]byte{10, byte(i >> 16), byte(i >> 8), byte(i)}), now)
	}
	if len(g.failures) > maxRemembered {
		t.Errorf("%d addresses are remembered", len(g.failures))
	}
}

// A refused login is logged, and the next one of that address waits.
func TestRefusedLogin(t *testing.T) {
	t.Parallel()
	_, line := sshtest.NewKey("", "ann")
	wrong, _ := sshtest.NewKey("", "")
	r := start(t, line, nil)
	for name, methods := range map[string][]gossh.AuthMethod{
		"wrong key": {gossh.PublicKeys(wrong)},
		"password":  {gossh.Password("secret")},
		"questions": {gossh.KeyboardInteractive(func(string, string, []string, []bool) ([]string, error) { return nil, nil })},
		"nothing":   nil,
	} {
		_, err := sshtest.Dial(r.addr, "eve\x1b[2J", methods...)
		if err == nil || !strings.Contains(err.Error(), "unable to authenticate") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if !r.logs("not in the file of authorized keys") || strings.Contains(r.log.String(), "\x1b") {
		t.Errorf("log:\n%q", r.log)
	}
}

// Nothing is left of sessions that came and went in every way.
func TestSoak(t *testing.T) { // not parallel: it counts goroutines
	ignore := goleak.IgnoreCurrent()
	key, line := sshtest.NewKey("", "ann")
	r := start(t, line, func(_ *rig, cfg *Config) { cfg.MaxPerUser = 40 })
	files := openFiles()
	var group sync.WaitGroup
	for i := range 20 {
		group.Go(func() {
			for range 3 {
				c, err := r.dial("x", key)
				if err != nil {
					t.Error(err)
					return
				}
				switch i % 4 {
				case 0:
					run(t, c, "help")
				case 1:
					shell(t, c)
				case 2:
					s, _, _ := shell(t, c)
					_ = s.Signal(gossh.SIGINT)
					ends(t, s)
				}
				c.Close()
			}
		})
	}
	group.Wait()
	if !sshtest.Eventually(func() bool { return openFiles() <= files }) {
		t.Errorf("%d files are open, and were %d", openFiles(), files)
	}
	if err := r.stop(); err != nil {
		t.Error(err)
	}
	goleak.VerifyNone(t, ignore)
}

// openFiles is how many files the process has open; 0 where that is not known.
func openFiles() int {
	files, _ := os.ReadDir("/proc/self/fd")
	return len(files)
}
