package cli

import (
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/creack/pty"

	"lootlens/api/demo"
)

func TestDemoServe(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	cmd := b.command("demo", "serve", "--items", "50")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := until(t, out, "until it is interrupted\n")
	for _, m := range regexp.MustCompile(`(?m)^export (\w+)=(\S+)$`).FindAllStringSubmatch(lines, -1) {
		b.env[m[1]] = m[2]
	}
	b.run("doctor").want(t, 0, "ok +session", "")
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	if code := cmd.ProcessState.ExitCode(); code != exitInterrupted {
		t.Errorf("exit code %d after an interrupt", code)
	}
}

// onTerminal runs the program on a terminal of its own and types keys once the
// program has written prompt.
func (b *box) onTerminal(prompt, keys string, args ...string) (code int, screen string) {
	b.t.Helper()
	cmd := b.command(args...)
	tty, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 24, Cols: 80})
	if err != nil {
		b.t.Fatal(err)
	}
	defer tty.Close()
	if prompt != "" {
		screen = until(b.t, tty, prompt)
		if _, err := tty.WriteString(keys); err != nil {
			b.t.Fatal(err)
		}
	}
	buf := make([]byte, 4<<10)
	for {
		n, err := tty.Read(buf)
		screen += string(buf[:n])
		if err != nil {
			break
		}
	}
	_ = cmd.Wait()
	noSecret(b.t, "the terminal", screen)
	return cmd.ProcessState.ExitCode(), screen
}

func TestPromptDoesNotEcho(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	code, screen := b.onTerminal("it is not shown", stageKey+"\r", "login", "--no-check", "--theme", "dark")
	if code != 0 || !strings.Contains(screen, "saved the stage key dev_…") {
		t.Errorf("exit code %d, screen %q", code, screen)
	}
	kept, err := os.ReadFile(filepath.Join(b.env[testRing], "default"))
	if err != nil || string(kept) != stageKey {
		t.Errorf("kept %v, %v", len(kept), err)
	}
	if code, screen = b.onTerminal("it is not shown", stageKey+"\x03", "login"); code != exitInterrupted {
		t.Errorf("exit code %d after ctrl+c, screen %q", code, screen)
	}
	delete(b.env, testRing)
	code, screen = b.onTerminal("it is not shown", "\x04", "363", "--base-url", b.base)
	if code != exitUsage || !strings.Contains(screen, "none was typed") {
		t.Errorf("exit code %d, screen %q", code, screen)
	}
}

func TestBrowse(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	b.env["LOOTLOCKER_SERVER_KEY"] = demo.Key
	b.env["LOOTLENS_BASE_URL"] = b.base
	for args, want := range map[string]string{
		"":                                 "refs=[] holder=player  has=false instance= demo=false plain=false theme=auto",
		"363 --character 49 --theme light": "refs=[player id 363 public UID 363 name 363] holder=player  › character 49 has=true instance= demo=false plain=false theme=light",
		"steam:765 --hero 3 --instance -5": "refs=[Steam id 765] holder=player  › hero 3 has=true instance=-5",
		"--universal":                      "refs=[] holder=universal inventory has=true",
		"name:doctr":                       "refs=[name doctr]",
		"demo 1250":                        "refs=[player id 1250 public UID 1250 name 1250] holder=player  has=false instance= demo=true",
		"demo --fault 503:times=1":         "demo=true",
	} {
		if code, screen := b.onTerminal("", "", strings.Fields(args)...); code != 0 || !strings.Contains(screen, want) {
			t.Errorf("%q: exit code %d, %q, want %q", args, code, screen, want)
		}
	}
	b.env["NO_COLOR"] = "yes please"
	if _, screen := b.onTerminal("", "", "demo"); !strings.Contains(screen, "plain=true") {
		t.Errorf("NO_COLOR is not seen: %q", screen)
	}
	b.env["TERM"] = "dumb"
	if code, screen := b.onTerminal("", "", "demo"); code != exitUsage || !strings.Contains(screen, "TERM is dumb") {
		t.Errorf("exit code %d, %q", code, screen)
	}
}

// A terminal is only queried by a command that needs the answer.
func TestNoQueries(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	for _, args := range []string{"--version", "--help", "config", "--nonsense"} {
		if _, screen := b.onTerminal("", "", args); strings.Contains(screen, "\x1b]") || strings.Contains(screen, "\x1b[c") || strings.Contains(screen, "\x1b[6n") {
			t.Errorf("%s writes %q", args, screen)
		}
	}
}

// The terminal of this test answers where the cursor is, or doesn't.
func TestDoctorOnTerminal(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	b.env["LOOTLOCKER_SERVER_KEY"] = demo.Key
	code, screen := b.onTerminal("\x1b[6n", "\x1b[1;3R", "doctor", "--base-url", b.base)
	if code != 0 || !strings.Contains(screen, "East Asian letters take 2 cells") && !strings.Contains(screen, "stopped answering") {
		t.Errorf("exit code %d, %q", code, screen)
	}
	if strings.Count(screen, "\r\x1b[K") != 2 {
		t.Errorf("what was written to be measured is still there: %q", screen)
	}
	code, screen = b.onTerminal("", "", "doctor", "--base-url", b.base)
	if code != 0 || !strings.Contains(screen, "does not report its cursor's position: no answer within") {
		t.Errorf("exit code %d, %q", code, screen)
	}
}

func TestPanicLeavesReport(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	b.env["LOOTLOCKER_SERVER_KEY"] = legacyKey
	b.env["LOOTLENS_TEST_PANIC"] = "1"
	code, screen := b.onTerminal("", "", "demo")
	if code < 2 || !strings.Contains(screen, "the report is in ") {
		t.Errorf("exit code %d, %q", code, screen)
	}
	reports, err := filepath.Glob(filepath.Join(b.dir, "state", "lootlens", "panic-*.txt"))
	if err != nil || len(reports) != 1 {
		t.Fatalf("%v, %v", reports, err)
	}
	body, err := os.ReadFile(reports[0])
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(body), "at prod_…␛[2J and [secret]") || !strings.Contains(string(body), "testBrowse") {
		t.Errorf("the report is %s", body)
	}
	if info, _ := os.Stat(reports[0]); runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v", info.Mode())
	}
	// Without a place for it, it is shown.
	b.env["XDG_STATE_HOME"] = "/dev/null/none"
	if code, screen := b.onTerminal("", "", "demo"); code < 2 || !strings.Contains(screen, "at prod_…") {
		t.Errorf("exit code %d, %q", code, screen)
	}
}
