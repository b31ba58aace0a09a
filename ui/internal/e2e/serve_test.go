//go:build unix

package e2e

import (
	"errors"
	"fmt"
	"io"
	"lootlens/ui/internal/sshtest"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

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
	// Without rentals: one that ends meanwhile would differ.
	code, inventory, errs := s.run(s.client("alice", "export 1250 --query rental:owned --format json"), "")
	if code != 0 || strings.Count(inventory, `"instance_id"`) < 1000 {
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
	said := &sshtest.Buffer{}
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

// The audit has all that clients have seen of commands and of browsers, also where the server is killed, and nothing
// that they have not sent.
func TestSSHAuditKilled(t *testing.T) {
	t.Parallel()
	s := serveSSH(t)
	players := []string{"1250", "363", "1007", "42"}
	var mu sync.Mutex
	sent, seen := map[string]bool{}, map[string]bool{} // lines as looks has them; seen: something of it was received
	var clients sync.WaitGroup
	stop := make(chan struct{})
	for client := range 3 {
		clients.Go(func() {
			for i := 0; ; i++ {
				select {
				case <-stop:
					return
				default:
				}
				player, query := players[i%4], fmt.Sprintf("instance:1..9%d%09d", client, i)
				line := "export " + player + "  " + query
				mu.Lock()
				sent[line] = true
				mu.Unlock()
				cmd := s.client("alice", "export "+player+" --query "+query)
				out, err := cmd.StdoutPipe()
				if err != nil || cmd.Start() != nil {
					return
				}
				if n, _ := out.Read(make([]byte, 1)); n > 0 {
					mu.Lock()
					seen[line] = true
					mu.Unlock()
				}
				_, _ = io.Copy(io.Discard, out)
				_ = cmd.Wait()
			}
		})
	}
	b := s.browse()
	b.WaitFor("Open a player")
	b.Write("1250\r")
	b.WaitFor("Inventories")
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		mu.Lock()
		enough := len(seen) >= 20
		mu.Unlock()
		if enough {
			break
		}
	}
	must(t, s.cmd.Process.Kill())
	_ = s.cmd.Wait()
	close(stop)
	clients.Wait()
	audit := looks(s.audit(), "export", "player")
	sent["player 1250"], seen["player 1250"] = true, true
	for line := range seen {
		if !slices.Contains(audit, line) {
			t.Errorf("%q was shown, and the audit has only %q", line, audit)
		}
	}
	for _, line := range audit {
		if !sent[line] {
			t.Errorf("the audit has %q, which nobody has sent", line)
		}
	}
	if len(seen) < 2 || len(slices.Compact(slices.Sorted(slices.Values(audit)))) != len(audit) {
		t.Errorf("%d lines were seen, and the audit has %q", len(seen), audit)
	}
}
