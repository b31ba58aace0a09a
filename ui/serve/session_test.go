package serve

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"lootlens/api"
	"lootlens/ui/internal/sshtest"
)

// Everything but terminals and commands is refused, and the connection goes on.
func TestOnlySessions(t *testing.T) {
	t.Parallel()
	key, line := sshtest.NewKey("", "ann")
	r := start(t, line, nil)
	c := r.client(key)
	if _, err := c.Dial("tcp", r.addr); err == nil {
		t.Error("-L is possible")
	}
	if _, err := c.Listen("tcp", "127.0.0.1:0"); err == nil {
		t.Error("-R is possible")
	}
	if _, err := c.Dial("unix", "/tmp/x"); err == nil {
		t.Error("-L of a socket is possible")
	}
	for _, kind := range []string{"x11", "auth-agent@openssh.com", "tun@openssh.com", "direct-streamlocal@openssh.com", "forwarded-tcpip"} {
		if _, _, err := c.OpenChannel(kind, nil); err == nil {
			t.Errorf("a channel %s is possible", kind)
		}
	}
	for _, request := range []string{"tcpip-forward", "streamlocal-forward@openssh.com"} {
		if ok, _, err := c.SendRequest(request, true, nil); ok || err != nil {
			t.Errorf("%s: %v, %v", request, ok, err)
		}
	}
	s, err := c.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	for _, request := range []string{"auth-agent-req@openssh.com", "x11-req", "subsystem", "break", "nonsense"} {
		if ok, err := s.SendRequest(request, true, gossh.Marshal(struct{ Name string }{"sftp"})); ok || err != nil {
			t.Errorf("%s: %v, %v", request, ok, err)
		}
	}
	if _, _, code := run(t, c, "still here"); code != 2 {
		t.Errorf("the connection is in disorder: %d", code)
	}
}

func TestEnvironment(t *testing.T) {
	t.Parallel()
	key, line := sshtest.NewKey("", "ann")
	names := []string{"TERM", "LANG", "COLORTERM", "NO_COLOR", "LOOTLOCKER_SERVER_KEY", "LOOTLENS_BASE_URL", "PATH", "HOME", "LC_ALL", "LD_PRELOAD", "EDITOR"}
	r := start(t, line, func(_ *rig, cfg *Config) {
		cfg.Run = func(s *Session, _ []string) int {
			for _, name := range names {
				fmt.Fprintf(s, "%s=%s\n", name, s.Getenv(name))
			}
			return 0
		}
	})
	s, err := r.client(key).NewSession()
	if err != nil {
		t.Fatal(err)
	}
	for i, name := range names {
		if err := s.Setenv(name, "v"); (err == nil) != (i < 4) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, value := range []string{"a\x1b[2J", "a\nb", "é", strings.Repeat("x", maxValue+1)} {
		if s.Setenv("LANG", value) == nil {
			t.Errorf("LANG may be %.20q", value)
		}
	}
	out, err := s.Output("env")
	if want := "TERM=v\nLANG=v\nCOLORTERM=v\nNO_COLOR=v\nLOOTLOCKER_SERVER_KEY=\n"; err != nil || !strings.HasPrefix(string(out), want) {
		t.Errorf("%q, %v", out, err)
	}
}

// A key that was removed, has expired or has lost its address ends the session; one that
// was added is let in. A file that others can write lets nobody in.
func TestKeysChange(t *testing.T) {
	t.Parallel()
	ann, annLine := sshtest.NewKey("", "ann")
	bob, bobLine := sshtest.NewKey("", "bob")
	r := start(t, annLine, nil)
	s, screen, _ := shell(t, r.client(ann))
	if _, err := r.dial("x", bob); err == nil {
		t.Error("bob is let in before the key is there")
	}
	replace := func(content string) {
		t.Helper()
		if err := os.Rename(r.write("new", content), filepath.Join(r.dir, "authorized_keys")); err != nil {
			t.Fatal(err)
		}
	}
	replace(annLine + bobLine)
	b, screenOfB, _ := shell(t, r.client(bob))
	replace(bobLine)
	if _, err := r.dial("x", ann); err == nil {
		t.Error("ann is let in after the key was removed")
	}
	if ends(t, s); !strings.Contains(screen.String(), "lootlens: "+ErrRevoked.Error()) {
		t.Errorf("ann's screen ends with %q", screen)
	}
	if err := os.Chmod(filepath.Join(r.dir, "authorized_keys"), 0o666); err != nil {
		t.Fatal(err)
	}
	if _, err := r.dial("x", bob); err == nil || !r.logs("chmod go-w") {
		t.Errorf("the file that others can write: %v", err)
	}
	replace(`from="10.0.0.0/8" ` + bobLine)
	if ends(t, b); !strings.Contains(screenOfB.String(), ErrRevoked.Error()) {
		t.Errorf("bob's screen ends with %q", screenOfB)
	}
	replace(fmt.Sprintf("expiry-time=%q %s", time.Now().Add(5*time.Second).UTC().Format("20060102150405Z"), annLine))
	s, screen, _ = shell(t, r.client(ann))
	if ends(t, s); !strings.Contains(screen.String(), ErrRevoked.Error()) {
		t.Errorf("ann's screen ends with %q", screen)
	}
}

// Whoever is logged in leaves when the file says so in two checks, when it is not there, and when it could not be read
// or trusted for a minute.
func TestRevoked(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "keys")
	ann, annLine := sshtest.NewKey("", "ann")
	_, bobLine := sshtest.NewKey("", "bob")
	write := func(content string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(annLine)
	a, err := newAccess(Config{AuthorizedKeys: path, Log: NewLogger(io.Discard, false)})
	if err != nil {
		t.Fatal(err)
	}
	for i := range 40 { // within a tick of the clock, to a file of the same length
		write([]string{bobLine, annLine}[i%2])
		if got := a.revoked(ann.PublicKey(), "x", netip.AddrPort{}); (got == 0) != (i%2 == 1) {
			t.Fatalf("after %d changes: %d checks", i+1, got)
		}
	}
	for _, step := range []struct {
		name   string
		change func()
		want   int
	}{
		{"allowed", func() {}, 0},
		{"removed", func() { write(bobLine) }, strikes},
		{"emptied", func() { write("") }, strikes},
		{"back", func() { write(annLine) }, 0},
		{"a folder", func() { _ = os.Rename(path, path+"1"); _ = os.Mkdir(path, 0o700) }, blindStrikes},
		{"gone", func() { _ = os.Remove(path) }, strikes},
		{"back again", func() { write(annLine) }, 0},
	} {
		step.change()
		if got := a.revoked(ann.PublicKey(), "x", netip.AddrPort{}); got != step.want {
			t.Errorf("%s: %d checks, want %d", step.name, got, step.want)
		}
	}
}

// A panic ends its session with a report without secrets, and the others go on.
func TestPanic(t *testing.T) {
	t.Parallel()
	secret := "dev_0123456789abcdef0123456789abcdef"
	if _, err := api.NewKey(secret); err != nil {
		t.Fatal(err)
	}
	key, line := sshtest.NewKey("", "ann")
	r := start(t, line, func(_ *rig, cfg *Config) {
		cfg.Run = func(*Session, []string) int { panic("with " + secret) }
	})
	_, screen, in := shell(t, r.client(key))
	_, errs, code := run(t, r.client(key), "help "+secret)
	if code != exitPanicked || !strings.Contains(errs, errPanic.Error()) || strings.Contains(errs, secret) {
		t.Errorf("%d, %q", code, errs)
	}
	if !r.logs("session_test.go") || strings.Contains(r.log.String(), secret) {
		t.Errorf("log:\n%s", r.log)
	}
	fmt.Fprint(in, "typed")
	if !sshtest.Eventually(func() bool { return strings.HasSuffix(screen.String(), "typed") }) {
		t.Errorf("the other session shows %q", screen)
	}
}

// A stopping server tells terminals at once, and lets commands end.
func TestStop(t *testing.T) {
	t.Parallel()
	key, line := sshtest.NewKey("", "ann")
	release := make(chan struct{})
	r := start(t, line, func(_ *rig, cfg *Config) {
		cfg.Grace = 2 * time.Second
		cfg.Run = func(s *Session, args []string) int {
			fmt.Fprintln(s, "running")
			if args[0] == "quick" {
				<-release
				return 0
			}
			<-s.Context().Done()
			return 130
		}
	})
	c := r.client(key)
	browser, screen, _ := shell(t, c)
	command := func(line string) (*gossh.Session, *sshtest.Buffer) {
		s, err := c.NewSession()
		if err != nil {
			t.Fatal(err)
		}
		out := &sshtest.Buffer{}
		s.Stdout, s.Stderr = out, out
		if err := s.Start(line); err != nil {
			t.Fatal(err)
		}
		if !sshtest.Eventually(func() bool { return out.String() != "" }) {
			t.Fatal("the command does not run")
		}
		return s, out
	}
	quick, _ := command("quick")
	slow, said := command("slow")
	stopped := make(chan error, 1)
	go func() { stopped <- r.stop() }()
	if ends(t, browser); !strings.Contains(screen.String(), ErrStopping.Error()) {
		t.Errorf("the screen ends with %q", screen)
	}
	if _, errs, code := run(t, c, "late"); code != exitUsage || !strings.Contains(errs, ErrStopping.Error()) {
		t.Errorf("a new session: %d, %q", code, errs)
	}
	close(release)
	if code := ends(t, quick); code != 0 {
		t.Errorf("the command that ended in time: %d", code)
	}
	if code := ends(t, slow); code != 130 || !strings.Contains(said.String(), ErrStopping.Error()) {
		t.Errorf("the command that did not: %d, %q", code, said)
	}
	if err := <-stopped; err != nil {
		t.Error(err)
	}
	if _, err := net.Dial("tcp", r.addr); err == nil {
		t.Error("the server still listens")
	}
}

func TestMetrics(t *testing.T) {
	t.Parallel()
	key, line := sshtest.NewKey("", "ann")
	wrong, _ := sshtest.NewKey("", "")
	m := NewMetrics("v1.2.3")
	r := start(t, line, func(_ *rig, cfg *Config) { cfg.Metrics, cfg.MetricsListen = m, "127.0.0.1:0" })
	shell(t, r.client(key))
	_, _ = r.dial("x", wrong)
	m.Observe(api.Exchange{Status: 200, Bytes: 7})
	m.Observe(api.Exchange{})
	m.Pause(api.Pause{Reason: api.AskedToWait})
	address := regexp.MustCompile(`metrics address=(\S+)`).FindStringSubmatch(r.log.String())
	if address == nil {
		t.Fatalf("log:\n%s", r.log)
	}
	get := func(path string) (string, int) {
		resp, err := http.Get("http://" + address[1] + path)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		body, _ := io.ReadAll(resp.Body)
		return string(body), resp.StatusCode
	}
	if body, code := get("/healthz"); body != "ok\n" || code != 200 {
		t.Errorf("%q, %d", body, code)
	}
	if !sshtest.Eventually(func() bool { body, _ := get("/metrics"); return strings.Contains(body, `result="refused"`) }) {
		t.Error("the refused login is not counted")
	}
	body, _ := get("/metrics")
	for _, want := range []string{
		"# TYPE lootlens_sessions gauge\nlootlens_sessions 1\n",
		"# TYPE lootlens_api_requests_total counter\nlootlens_api_requests_total{status=\"200\"} 1\nlootlens_api_requests_total{status=\"none\"} 1\n",
		`lootlens_logins_total{result="ok"} 1` + "\n", `lootlens_logins_total{result="refused"} 1` + "\n",
		`lootlens_sessions_total{result="ok"} 1` + "\n", `lootlens_api_waits_total{reason="asked"} 1` + "\n",
		"lootlens_api_received_bytes_total 7\n", `lootlens_build_info{version="v1.2.3",go="go`,
	} {
		if !strings.Contains(body, want) {
			t.Errorf("%q is not in\n%s", want, body)
		}
	}
	sample := regexp.MustCompile(`^(# TYPE [a-z_]+ (counter|gauge)|[a-z_]+(\{[a-z_]+="[^"]*"(,[a-z_]+="[^"]*")*\})? [0-9.e+-]+)$`)
	for l := range strings.Lines(body) {
		if !sample.MatchString(strings.TrimSuffix(l, "\n")) {
			t.Errorf("not in Prometheus' format: %q", l)
		}
	}
}
