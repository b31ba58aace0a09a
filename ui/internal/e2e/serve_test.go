//go:build unix

package e2e

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
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
)

// patience is how long a test waits for what should come soon.
const patience = 30 * time.Second

// sshServer is `lootlens serve` on a double of its own, with OpenSSH as its client.
type sshServer struct {
	t          *testing.T
	server     *demo.Server
	home       string // of the server
	clients    string // the folder with the users' keys
	host, port string
	metrics    string // the address
	cmd        *exec.Cmd
	log        *watchedLog

	mu       sync.Mutex
	received []byte // by clients in all
}

// watchedLog is what the server writes to stderr.
type watchedLog struct {
	mu  sync.Mutex
	all bytes.Buffer
}

func (l *watchedLog) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.all.Write(p)
}

func (l *watchedLog) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.all.String()
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
	s := &sshServer{t: t, server: demo.New(demo.Options{}), home: t.TempDir(), clients: t.TempDir(), log: &watchedLog{}}
	base, stop, err := s.server.Start(t.Context())
	must(t, err)
	t.Cleanup(stop)
	alice := s.newKey("alice")
	must(t, os.WriteFile(s.path("authorized_keys"), alice, 0o600))
	s.cmd = exec.Command(binary, append([]string{"serve", "--base-url", base, "--listen", "127.0.0.1:0", "--log-format", "json",
		"--authorized-keys", s.path("authorized_keys"), "--audit", s.path("audit"), "--metrics", "127.0.0.1:0"}, args...)...)
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

// With a terminal it is the browser, with the size, the clipboard and the title of the
// user's own terminal.
func TestSSHBrowser(t *testing.T) {
	t.Parallel()
	s := serveSSH(t)
	b := s.browse()
	b.WaitFor("Open a player")
	b.Write("1250")
	b.press("enter", "Inventories")
	b.WaitFor("12501", "Gold")
	b.press("enter", "of 1,250 loaded")
	b.WaitFor("Description")
	b.Resize(90, 28)
	b.Until("the new size", func(screen string) bool { return whole(screen, 90) && !strings.Contains(screen, "Description") })
	b.Resize(140, 40)
	b.WaitFor("Description")
	b.copies = 2
	b.press("y", "i instance id")
	b.press("i", "Copied")
	if id := b.copied(); id != "110000011" {
		t.Errorf("copied %q", id)
	}
	b.press("e", "command that saves this")
	if command := b.copied(); command != "ssh HOST 'export 1250 --format json' > inventory-1250.json" {
		t.Errorf("copied %q", command)
	}
	b.press("/", "/ ")
	b.Write("rarity:epic")
	b.press("enter", "41 matches")
	b.quit()
	s.mu.Lock()
	s.received = append(s.received, b.Raw()...)
	s.mu.Unlock()

	// The next session knows the player, and a command opens the inventory at once.
	again := s.browse()
	again.WaitFor("Open a player", "Mirelle Ashdown")
	again.quit()
	direct := s.browse("1250 --character 12501 --query 'rarity:epic'")
	direct.WaitFor("Kestrel (12501)", "22 matches")
	direct.quit()

	got := looks(s.audit(), "player", "inventory")
	want := []string{"player 1250", "inventory 1250", "inventory 1250  rarity:epic", "inventory 1250 character 12501 rarity:epic"}
	if !slices.Equal(got, want) {
		t.Errorf("the audit has\n%q, want\n%q", got, want)
	}
}

// A command has the streams and the exit code of one at home.
func TestSSHCommands(t *testing.T) {
	t.Parallel()
	s := serveSSH(t)
	code, inventory, errs := s.run(s.client("alice", "export 1250 --format json"), "")
	if code != 0 || strings.Count(inventory, `"instance_id"`) < 1250 {
		t.Fatalf("export: exit code %d, %d bytes, %q", code, len(inventory), errs)
	}
	for line, want := range map[string]struct {
		stdin string
		code  int
		out   string
	}{
		"diff -": {inventory, 0, ""},
		"lootlens verify 1250 --query rarity:epic --max 0": {"", 1, "41"},
		"verify 1250 --query 'rarity:epic' --min 40":       {"", 0, "41"},
		"players Nova":                   {"", 0, "NELCGVE6"},
		"players --players -":            {"1250\n363\n", 0, "Mirelle Ashdown"},
		"characters 1250":                {"", 0, "12501"},
		"show 1250 --instance 110000011": {"", 0, "Bramble Cuirass"},
		"tail 1250 --for 100ms":          {"", 0, ""},
		"export 999999":                  {"", 4, ""},
		"version":                        {"", 0, "lootlens"},
		"help query":                     {"", 0, "rarity"},
	} {
		code, out, errs := s.run(s.client("alice", line), want.stdin)
		if code != want.code || !strings.Contains(out, want.out) {
			t.Errorf("%s: exit code %d, want %d; %.300q, %q", line, code, want.code, out, errs)
		}
	}
	if n := len(looks(s.audit(), "export", "diff", "verify", "players", "characters", "show", "tail")); n != 10 {
		t.Errorf("the audit has %d commands, want 10", n)
	}
	if s.server.Sessions() != 1 {
		t.Errorf("%d sessions of the API, want one for all", s.server.Sessions())
	}
}

// What would reach files, settings, keys, another address or another program is not there.
func TestSSHRefused(t *testing.T) {
	t.Parallel()
	s := serveSSH(t)
	before := files(t, s.home)
	for _, line := range []string{
		"export 1250 -o x", "export 1250 -ox", "export 1250 --output=x", "export 1250 --log x", "lootlens --base-url http://127.0.0.1:1 export 1250",
		"export 1250 --profile x", "export 1250 --domain-key x", "export 1250 --history x", "players --players /etc/passwd", "players --players - --resume x",
		"1250 --baseline /etc/passwd", "diff /etc/passwd", "login", "logout", "config show", "doctor", "demo", "serve", "man", "completion bash", "snapshot 1250",
		"history status", "__complete x", "export 1250; id", "export $(id)", "export `id`", "export 1250 > x", "export 1250 | sh", "export 1250 && id", "sh -c id", "scp -t x",
	} {
		code, out, errs := s.run(s.client("alice", line), "")
		if code != 2 || out != "" || !strings.HasPrefix(errs, "lootlens: ") {
			t.Errorf("%s: exit code %d, %q, %q", line, code, out, errs)
		}
	}
	for name, cmd := range map[string]*exec.Cmd{
		"-N -R":  s.program("ssh", "alice", "-N", "-o", "ExitOnForwardFailure=yes", "-R", "127.0.0.1:0:127.0.0.1:1", "-p", s.port, s.host),
		"-W":     s.program("ssh", "alice", "-W", "127.0.0.1:"+s.port, "-p", s.port, s.host),
		"sftp":   s.program("sftp", "alice", "-P", s.port, s.host+":/etc/passwd", s.path("stolen")),
		"scp":    s.program("scp", "alice", "-P", s.port, s.host+":/etc/passwd", s.path("stolen")),
		"scp -O": s.program("scp", "alice", "-O", "-P", s.port, s.host+":/etc/passwd", s.path("stolen")),
		"-s":     s.program("ssh", "alice", "-s", "-p", s.port, s.host, "sftp"),
	} {
		if code, out, errs := s.run(cmd, ""); code == 0 || strings.Contains(out, "root:") {
			t.Errorf("%s: exit code %d, %q, %q", name, code, out, errs)
		}
	}
	s.refusesForward()
	// Neither an agent nor variables change what a command does.
	for _, option := range [][]string{{"-A"}, {"-o", "SetEnv=LOOTLENS_BASE_URL=http://127.0.0.1:1 LOOTLOCKER_SERVER_KEY=dev_x LOOTLENS_HISTORY=x"}, {"-o", "SendEnv=LOOTLENS_*"}} {
		code, out, errs := s.run(s.program("ssh", "alice", append(option, "-p", s.port, s.host, "players Nova")...), "")
		if code != 0 || !strings.Contains(out, "NELCGVE6") {
			t.Errorf("%q: exit code %d, %q, %q", option, code, out, errs)
		}
	}
	if after := files(t, s.home); !slices.Equal(before, after) {
		t.Errorf("the server has the files %q, had %q", after, before)
	}
}

// refusesForward connects through `ssh -N -L` to the server's own port, which would answer.
func (s *sshServer) refusesForward() {
	s.t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(s.t, err)
	local := l.Addr().String()
	l.Close()
	cmd := s.program("ssh", "alice", "-N", "-o", "LogLevel=INFO", "-L", local+":127.0.0.1:"+s.port, "-p", s.port, s.host)
	said := &watchedLog{}
	cmd.Stdout, cmd.Stderr = said, said
	// The first value of an option counts, and LogLevel is given before.
	cmd.Args = slices.DeleteFunc(cmd.Args, func(a string) bool { return a == "LogLevel=ERROR" })
	cmd.Args = slices.Insert(cmd.Args, slices.Index(cmd.Args, "-N"), "LogLevel=INFO")
	must(s.t, cmd.Start())
	defer func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		s.mu.Lock()
		defer s.mu.Unlock()
		s.received = append(s.received, said.String()...)
	}()
	var c net.Conn
	for end := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) {
		if c, err = net.Dial("tcp", local); err == nil {
			break
		}
		if time.Now().After(end) {
			s.t.Fatalf("-L: %v; ssh says %q", err, said)
		}
	}
	defer c.Close()
	must(s.t, c.SetDeadline(time.Now().Add(patience)))
	if got, err := io.ReadAll(c); len(got) > 0 || errors.Is(err, os.ErrDeadlineExceeded) {
		s.t.Errorf("-L: a connection through it got %q, %v", got, err)
	}
	for end := time.Now().Add(patience); !strings.Contains(said.String(), "administratively prohibited"); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			s.t.Fatalf("-L: ssh says %q", said)
		}
	}
}

// files are the names of all files below a folder.
func files(t *testing.T, dir string) (names []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			names = append(names, path)
		}
		return err
	})
	must(t, err)
	return names
}

// A client ends its command by ctrl+c, by going away, and by the server's end.
func TestSSHEnds(t *testing.T) {
	t.Parallel()
	s := serveSSH(t)
	tail := s.browse("tail 1250")
	tail.WaitFor("watching")
	tail.Keys("ctrl+c")
	if code := tail.exit(); code != 130 {
		t.Errorf("exit code %d after ctrl+c, want 130", code)
	}
	dropped := s.client("alice", "tail 1250")
	must(t, dropped.Start())
	t.Cleanup(func() { _ = dropped.Process.Kill() })
	for end := time.Now().Add(patience); len(looks(s.audit(), "tail")) < 2 && time.Now().Before(end); {
		time.Sleep(20 * time.Millisecond)
	}
	must(t, dropped.Process.Kill())
	_ = dropped.Wait()
	s.waitFor(`"terminal":false,"command":"tail 1250"`)
	for end := time.Now().Add(patience); strings.Count(s.log.String(), "session ended") < 2; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("the command goes on:\n%s", s.log.String())
		}
	}

	b := s.browse()
	b.WaitFor("Open a player")
	must(t, s.cmd.Process.Signal(syscall.SIGTERM))
	b.WaitFor("the server is stopping")
	b.exit()
	if err := s.cmd.Wait(); err != nil {
		t.Errorf("the server ended with %v", err)
	}
}

// Who may log in: keys of the file and certificates, while they hold.
func TestSSHKeys(t *testing.T) {
	t.Parallel()
	ca := filepath.Join(t.TempDir(), "ca")
	if out, err := exec.Command("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", ca).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	s := serveSSH(t, "--trusted-user-ca", ca+".pub")
	s.newKey("mallory")
	expired, later := s.newKey("expired"), s.newKey("later")
	alice, err := os.ReadFile(filepath.Join(s.clients, "alice.pub"))
	must(t, err)
	must(t, os.WriteFile(s.path("authorized_keys"), fmt.Appendf(nil, "%sexpiry-time=\"20200101\" %sexpiry-time=\"20990101\",restrict %s", alice, expired, later), 0o600))
	s.waitFor(`"keys":3`)
	for _, name := range []string{"cert", "oldcert"} {
		s.newKey(name)
		validity := map[string]string{"cert": "+1h", "oldcert": "20200101:20200201"}[name]
		s.keygen("-q", "-s", ca, "-I", name, "-n", name, "-V", validity, filepath.Join(s.clients, name+".pub"))
	}
	for user, allowed := range map[string]bool{"alice": true, "later": true, "cert": true, "mallory": false, "expired": false, "oldcert": false} {
		args := []string{"-p", s.port, s.host, "version"}
		if user == "cert" || user == "oldcert" {
			args = append([]string{"-l", user}, args...)
		}
		code, out, errs := s.run(s.program("ssh", user, args...), "")
		if (code == 0) != allowed || strings.HasPrefix(out, "lootlens") != allowed {
			t.Errorf("%s: exit code %d, %q, %q", user, code, out, errs)
		}
	}
	// A key that is removed ends the session that it has opened.
	b := s.browse()
	b.WaitFor("Open a player")
	must(t, os.WriteFile(s.path("authorized_keys"), later, 0o600))
	b.WaitFor("the key is no longer allowed")
	b.exit()
}

// What is not in the audit is not shown.
func TestSSHAuditFull(t *testing.T) {
	t.Parallel()
	if _, err := os.Stat("/dev/full"); err != nil {
		return // a device of Linux
	}
	s := serveSSH(t, "--audit", "/dev/full")
	code, out, errs := s.run(s.client("alice", "export 1250"), "")
	if code != 5 || out != "" || !strings.Contains(errs, "the audit log cannot be written") {
		t.Errorf("exit code %d, %q, %q", code, out, errs)
	}
	b := s.browse("1250")
	b.WaitFor("the audit log cannot be written")
	if code := b.exit(); code != 5 {
		t.Errorf("the browser: exit code %d", code)
	}
	if strings.Contains(string(b.Raw()), "Mirelle") || len(s.server.Requests()) > 2 { // a session and a ping at the start
		t.Error("a player was requested or shown")
	}
}

// The audit has what clients have seen, also where the server is killed.
func TestSSHAuditKilled(t *testing.T) {
	t.Parallel()
	s := serveSSH(t)
	var mu sync.Mutex
	seen := map[string]bool{} // players that a client has received something of
	var clients sync.WaitGroup
	stop := make(chan struct{})
	for range 3 {
		clients.Go(func() {
			for i := 0; ; i++ {
				select {
				case <-stop:
					return
				default:
				}
				player := []string{"1250", "363", "1007", "42"}[i%4]
				cmd := s.client("alice", "export "+player)
				out, err := cmd.StdoutPipe()
				if err != nil || cmd.Start() != nil {
					return
				}
				n, _ := out.Read(make([]byte, 1))
				_ = cmd.Wait()
				if n > 0 {
					mu.Lock()
					seen[player] = true
					mu.Unlock()
				}
			}
		})
	}
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		mu.Lock()
		enough := len(seen) >= 3
		mu.Unlock()
		if enough {
			break
		}
	}
	must(t, s.cmd.Process.Kill())
	_ = s.cmd.Wait()
	close(stop)
	clients.Wait()
	told := looks(s.audit(), "export")
	for player := range seen {
		if !slices.Contains(told, "export "+player) {
			t.Errorf("player %s was shown, and the audit has only %q", player, told)
		}
	}
	if len(seen) == 0 {
		t.Error("no client has received anything")
	}
}
