//go:build unix

package e2e

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"

	"lootlens/api/demo"
	"lootlens/ui/internal/e2e/tty"
)

// However the program ends, the terminal is as before: session.exit checks it.
func TestEnds(t *testing.T) {
	t.Parallel()
	const interrupted = 130
	for name, end := range map[string]struct {
		by   func(*session)
		code int
	}{
		"ctrl+c":  {func(s *session) { s.Keys("ctrl+c") }, 0},
		"SIGINT":  {func(s *session) { s.signal(os.Interrupt) }, interrupted},
		"SIGTERM": {func(s *session) { s.signal(syscall.SIGTERM) }, interrupted},
		"SIGHUP":  {func(s *session) { s.signal(syscall.SIGHUP) }, interrupted},
	} {
		for where, args := range map[string][]string{"picker": nil, "list": {"1250"}, "hanging": {"1250"}} {
			t.Run(name+"/"+where, func(t *testing.T) {
				t.Parallel()
				p := plan{args: args}
				if where == "hanging" {
					p.faults = []demo.Fault{{Kind: demo.KindHang, Path: "inventory"}}
				}
				s := start(t, p)
				s.WaitFor("lootlens", map[string]string{"picker": "Open a player", "list": "Mirelle Ashdown", "hanging": "Mirelle Ashdown"}[where])
				end.by(s)
				if code := s.exit(); code != end.code {
					t.Errorf("exit code %d, want %d", code, end.code)
				}
				if !tty.Check(s.Raw()).Begun(1049) {
					t.Error("the alternate screen was never used")
				}
			})
		}
	}
}

// ctrl+z gives the terminal back to the shell, fg takes it again.
func TestSuspend(t *testing.T) {
	t.Parallel()
	s := start(t, plan{
		args:  []string{"1250", "--character", "12501"},
		shell: `set -m; "$@"; stty -a; echo HELD; read x; fg; echo ENDED $?`,
	})
	s.WaitFor("Drakescale Helm")
	s.Keys("ctrl+z")
	screen := s.WaitFor("HELD")
	if left := s.Left(); len(left) > 0 {
		t.Errorf("while suspended the terminal has %q", left)
	}
	for _, setting := range []string{" icanon", " echo", " isig", " opost"} {
		if !strings.Contains(strings.ReplaceAll(screen, "\n", " "), setting) {
			t.Errorf("while suspended the terminal lacks%s", setting)
		}
	}
	s.Keys("enter")
	s.WaitFor("Drakescale Helm", "1/")
	s.press("j", " 2/")
	s.Keys("ctrl+c")
	s.WaitFor("ENDED 0")
	if code := s.exit(); code != 0 {
		t.Errorf("exit code %d", code)
	}
}

// Without a terminal, or with one that cannot move its cursor, the browser says so.
func TestNoTerminal(t *testing.T) {
	t.Parallel()
	master, slave, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer master.Close()
	defer slave.Close()
	server := demo.New(demo.Options{})
	for name, c := range map[string]struct {
		in, out *os.File
		term    string
		args    []string
		say     string
	}{
		"no stdin":      {nil, slave, "xterm", nil, "standard input is none"},
		"no stdout":     {slave, nil, "xterm", []string{"363"}, "standard output is none"},
		"dumb":          {slave, slave, "dumb", []string{"demo"}, "TERM is dumb"},
		"demo no stdin": {nil, nil, "xterm", []string{"demo"}, "standard input is none"},
	} {
		t.Run(name, func(t *testing.T) {
			home := t.TempDir()
			cmd := exec.Command(binary, c.args...)
			cmd.Env = environment(home, map[string]string{"TERM": c.term})
			var stdout, stderr bytes.Buffer
			cmd.Stdout, cmd.Stderr = &stdout, &stderr
			if c.in != nil {
				cmd.Stdin = c.in
			}
			if c.out != nil {
				cmd.Stdout = c.out
			}
			_ = cmd.Run()
			if code := cmd.ProcessState.ExitCode(); code != 2 || !strings.Contains(stderr.String(), c.say) {
				t.Errorf("exit code %d, stderr %q", code, stderr.String())
			}
			if strings.Contains(stdout.String()+stderr.String(), "\x1b") {
				t.Errorf("wrote %q", stdout.String()+stderr.String())
			}
			searchSecrets(t, server, "stderr", stderr.Bytes())
		})
	}
}

// A terminal that answers no query is painted all the same, in any theme.
func TestMuteTerminal(t *testing.T) {
	t.Parallel()
	for _, theme := range []string{"auto", "light", "dark"} {
		t.Run(theme, func(t *testing.T) {
			t.Parallel()
			s := start(t, plan{mute: true, args: []string{"1250", "--character", "12501", "--theme", theme}})
			s.WaitFor("Drakescale Helm", "Asset storage")
			s.press("j", " 2/")
			if asked := bytes.Count(s.Raw(), []byte("\x1b]11;?")); asked > 1 || asked == 1 && theme != "auto" {
				t.Errorf("the background was asked for %d times", asked)
			}
			s.quit()
		})
	}
}

var ansiStyle = regexp.MustCompile(`\x1b\[[0-9;:]*m`)

// What only prints asks the terminal nothing: it writes styles, and no other sequence.
func TestVersionAsksNothing(t *testing.T) {
	t.Parallel()
	for _, arg := range []string{"--version", "--help"} {
		s := start(t, plan{mute: true, args: []string{arg}})
		if code := s.exit(); code != 0 || bytes.Contains(ansiStyle.ReplaceAll(s.Raw(), nil), []byte("\x1b")) || !bytes.Contains(s.Raw(), []byte("lootlens")) {
			t.Errorf("%s: exit code %d, wrote %q", arg, code, s.Raw())
		}
	}
}

// Every size is drawn, and after many changes the last one is.
func TestSizes(t *testing.T) {
	t.Parallel()
	s := start(t, plan{args: []string{"1250", "--character", "12501"}})
	s.WaitFor("Drakescale Helm")
	for _, size := range [][2]int{{1, 1}, {500, 200}, {2, 60}, {200, 1}, {40, 10}, {39, 10}, {40, 9}, {99, 24}, {100, 24}} {
		s.Resize(size[0], size[1])
		if size[0] >= 40 && size[1] >= 10 {
			s.Until(fmt.Sprintf("a whole screen at %v", size), func(screen string) bool { return whole(screen, size[0]) })
		}
	}
	for i := range 300 {
		s.Resize(1+(i*37)%300, 1+(i*23)%90)
	}
	s.Resize(80, 24)
	s.Until("a whole screen", func(screen string) bool { return whole(screen, 80) })
	s.press("j", " 2/")
	s.quit()
}

// whole reports whether the list's box is as wide as the screen, or its half.
func whole(screen string, w int) bool {
	lines := strings.Split(screen, "\n")
	return len(lines) > 2 && strings.IndexAny(lines[1], "╭┏") == 0 && strings.ContainsAny(lines[1], "╮┓") && len([]rune(lines[1])) == w &&
		(strings.Contains(screen, "\n╰") || strings.Contains(screen, "\n┗"))
}

// Many turns of the wheel move and load, and type no text.
func TestWheel(t *testing.T) {
	t.Parallel()
	s := start(t, plan{args: []string{"1250", "--character", "12501"}})
	s.WaitFor("Drakescale Helm")
	for range 2000 {
		s.Write("\x1b[<65;10;10M")
	}
	last := s.server.Instances(demo.Holder{Player: demo.PlayerLarge, Character: 12501}, 1)[0]
	s.Until("the last item", func(screen string) bool {
		s.Write("\x1b[<65;10;10M") // what came before the rows did moves nothing
		return strings.Contains(screen, "all 412 loaded") && strings.Contains(screen, fmt.Sprint(last))
	})
	for range 2000 {
		s.Write("\x1b[<64;10;10M")
	}
	s.WaitFor("Drakescale Helm")
	s.press("q", "Inventories")
	s.press("q", "Open a player")
	for range 100 {
		s.Write("\x1b[<65;10;3M")
	}
	s.Keys("zz")
	s.WaitFor("Player zz")
	s.quit()
}

// A pasted text is text, however long and whatever it holds.
func TestPaste(t *testing.T) {
	t.Parallel()
	s := start(t, plan{})
	s.WaitFor("Open a player")
	s.Write("\x1b[200~" + strings.Repeat("q\rctrl\x03\n\x1b:?", 1000) + "\x1b[201~")
	s.WaitFor("Open a player", "ctrl :?q", "No more than 256 characters fit")
	s.Keys("ctrl+u")
	s.WaitGone("ctrl :?q")
	s.Write("\x1b[200~12\n\x1b[201~")
	s.Write("\x1b[200~50\x1b[201~")
	s.WaitFor("Player 12")
	s.quit()
}

// No paste and no sequence locks the program, and none of them is text: ctrl+c quits.
func TestInputInParts(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		parts []string
		shown string // in the picker's field; "" is nothing
	}{
		"a paste's end in two parts":      {[]string{"\x1b[200~1250\x1b[20", "1~"}, "Player 1250"},
		"a paste's end that is a title's": {[]string{"\x1b[200~zz\x1b]0;x\x1b[201~"}, "Player zz"},
		"a paste without an end":          {[]string{"\x1b[200~zz"}, "Player zz"},
		"a mouse report":                  {[]string{"\x1b[<64;1", "0;10M"}, ""},
		"an answer":                       {[]string{"\x1b]11;rgb:ff", "ff/ffff/ffff\x1b\\"}, ""},
		"an answer without an end":        {[]string{"\x1b]11;rgb:ff"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := start(t, plan{mute: true}) // no answer of its own comes between the parts
			s.WaitFor("Open a player")
			for _, p := range tt.parts {
				s.Write(p)
				time.Sleep(70 * time.Millisecond)
			}
			if tt.shown != "" {
				s.WaitFor(tt.shown)
			}
			if screen := s.Screen(); tt.shown == "" && (strings.Contains(screen, "10M") || strings.Contains(screen, "ffff")) {
				t.Errorf("what the terminal sent is text:\n%s", screen)
			}
			s.quit()
		})
	}
}

// ctrl+c does not wait for what was typed before it.
func TestInterruptOvertakes(t *testing.T) {
	t.Parallel()
	s := start(t, plan{args: []string{"1250", "--character", "12501"}})
	s.WaitFor("Drakescale Helm")
	s.Write("/" + strings.Repeat("a ", 1000))
	s.quit()
}

// Keys that arrive together are all handled, and none is text where there is no field.
func TestKeysTogether(t *testing.T) {
	t.Parallel()
	s := start(t, plan{args: []string{"1250", "--character", "12501"}})
	s.WaitFor("238 of 412 loaded") // a key that would leave what is loaded does nothing
	s.Write(strings.Repeat("j", 200))
	s.WaitFor(" 201/")
	s.quit()
}
