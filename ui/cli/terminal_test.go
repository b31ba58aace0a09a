package cli

import (
	"bytes"
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/creack/pty"
)

// onTerminal runs the program with one of its streams on a terminal of 80 cells, and
// returns what both streams got.
func onTerminal(t *testing.T, b *box, stream string, args ...string) (tty, other string) {
	t.Helper()
	master, slave, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer master.Close()
	if err := pty.Setsize(slave, &pty.Winsize{Rows: 24, Cols: 80}); err != nil {
		t.Fatal(err)
	}
	var rest bytes.Buffer
	cmd := b.command(args...)
	cmd.Stdout, cmd.Stderr = slave, &rest
	if stream == "stderr" {
		cmd.Stdout, cmd.Stderr = &rest, slave
	}
	read := make(chan string)
	go func() {
		s, _ := io.ReadAll(master)
		read <- string(s)
	}()
	if err := cmd.Run(); err != nil {
		t.Errorf("%v: %s", err, rest.String())
	}
	slave.Close()
	return <-read, rest.String()
}

func TestTableOnATerminal(t *testing.T) {
	t.Parallel()
	b := toDouble(t)
	colour, _ := onTerminal(t, b, "stdout", "export", "1250", "--format", "table")
	if !strings.Contains(colour, "\x1b[") {
		t.Errorf("no colour: %.300q", colour)
	}
	b.env["NO_COLOR"] = "1"
	plain, _ := onTerminal(t, b, "stdout", "export", "1250", "--format", "table")
	if strings.Contains(plain, "\x1b") {
		t.Errorf("colour against NO_COLOR: %.300q", plain)
	}
	if n := strings.Count(plain, "\n"); n != 1251 {
		t.Errorf("%d lines", n)
	}
	if !strings.Contains(plain, "…") {
		t.Error("nothing is cut at 80 cells")
	}
}

func TestProgressIsForTerminals(t *testing.T) {
	t.Parallel()
	slow := "slow:wait=400ms:path=inventory:times=6"
	if shown, _ := onTerminal(t, toDouble(t, slow), "stderr", "export", "1250", "-o", "out.json"); !strings.Contains(shown, "of 1,250 items read") || !strings.HasSuffix(shown, "\r\x1b[K") {
		t.Errorf("progress is %q", shown)
	}
	if shown, _ := onTerminal(t, toDouble(t, slow), "stderr", "export", "1250", "-o", "out.json", "--quiet"); shown != "" {
		t.Errorf("progress with --quiet is %q", shown)
	}
	// What reads the pipe may draw on the same terminal.
	shown, data := onTerminal(t, toDouble(t, slow), "stderr", "export", "1250")
	if shown != "" {
		t.Errorf("progress beside a pipe is %q", shown)
	}
	if n := strings.Count(data, "\n"); n != 1250 {
		t.Errorf("%d items", n)
	}
}

func TestTailTellsPeopleWhatItWaitsFor(t *testing.T) {
	t.Parallel()
	for player, want := range map[string]string{
		"1007": "^lootlens: watching player 1007 for source:grant_admin every 100ms, up to 800ms while nothing comes; newest instance [0-9]+; ctrl\\+c ends it\r\n$",
		"1000": "no item yet",
	} {
		shown, data := onTerminal(t, toDouble(t), "stderr", "tail", player, "--query", "source:grant_admin", "--interval", "100ms", "--for", "300ms")
		shown = strings.NewReplacer("\r\x1b[K", "", "looking for the newest item", "").Replace(shown)
		if !regexp.MustCompile(want).MatchString(shown) || data != "" {
			t.Errorf("player %s: %q, and on stdout %q", player, shown, data)
		}
	}
}
