package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"lootlens/api/demo"
)

// aboutPlayers are the commands that take a player.
var aboutPlayers = []string{
	"export %s", "export %s --format table", "verify %s --query x", "tail %s --for 5s", "characters %s", "show %s", "diff old.json --player %s",
	"snapshot %s --history h.db", "players %s", "export %s --character default",
}

// Each cause has one exit code, whichever command it stops. With --error-format json
// the error says the same code.
func TestExitCodes(t *testing.T) {
	t.Parallel()
	for _, cause := range []struct {
		name, player string
		env          map[string]string
		fault        demo.Kind
		code         int
		except       string // a command that it does not stop
	}{
		{"a refused key", "1250", map[string]string{"LOOTLOCKER_SERVER_KEY": stageKey}, "", exitUsage, ""},
		{"no key", "1250", map[string]string{"LOOTLOCKER_SERVER_KEY": ""}, "", exitUsage, ""},
		{"a wrong setting", "1250", map[string]string{"LOOTLENS_COUNT": "many"}, "", exitUsage, ""},
		{"a profile that does not exist", "1250", map[string]string{"LOOTLENS_PROFILE": "nope"}, "", exitUsage, ""},
		{"a base URL with /server", "1250", map[string]string{"LOOTLENS_BASE_URL": "/server"}, "", exitUsage, ""},
		{"an unknown player", "nobody", nil, "", exitNotFound, ""},
		{"an unknown platform id", "steam:1", nil, "", exitNotFound, ""},
		{"several players", "Nova", nil, "", exitNotFound, "players"},
		{"an answer that is not JSON", "1250", nil, demo.KindHTML, exitFailed, ""},
	} {
		b := toDouble(t)
		b.file("old.json", `{"items":[]}`, 0o600)
		for name, value := range cause.env {
			if strings.HasPrefix(value, "/") {
				value = b.env[name] + value
			}
			b.env[name] = value
		}
		if cause.fault != "" {
			b.server.SetFaults(demo.Fault{Kind: cause.fault})
		}
		for _, command := range aboutPlayers {
			args := strings.Fields(fmt.Sprintf(strings.ReplaceAll(command, " h.db", " "+b.dir+"/h.db"), cause.player))
			if args[0] == cause.except {
				continue
			}
			for i, arg := range args {
				if arg == "old.json" {
					args[i] = b.dir + "/old.json"
				}
			}
			t.Run(cause.name+"/"+command, func(t *testing.T) {
				t.Parallel()
				mine := *b
				mine.t = t
				r := mine.call(append(args, "--error-format", "json")...)
				if r.code != cause.code || errorCode(t, r.stderr) != cause.code {
					t.Errorf("exit code %d, want %d: %s", r.code, cause.code, r.stderr)
				}
			})
		}
	}
}

// errorCode is the code of the last error on stderr, where each line is JSON.
func errorCode(t *testing.T, stderr string) (code int) {
	t.Helper()
	for line := range strings.Lines(stderr) {
		var is struct {
			Note  string
			Error *struct {
				Code          int
				Kind, Message string
			}
		}
		if err := json.Unmarshal([]byte(line), &is); err != nil {
			t.Errorf("%v: %s", err, line)
		} else if is.Error != nil {
			if code = is.Error.Code; is.Error.Kind == "" || is.Error.Message == "" {
				t.Errorf("there is no kind or message: %s", line)
			}
		}
	}
	return code
}

// With --error-format json, stderr is JSON whatever goes wrong.
func TestJSONErrors(t *testing.T) {
	t.Parallel()
	b := toDouble(t)
	for args, code := range map[string]int{
		"--nonsense": exitUsage, "exprot 1": exitUsage, "export": exitUsage, "export 1 2": exitUsage, "export 1 --count": exitUsage,
		"export 1 --format xls": exitUsage, "export 1 --query price>1": exitUsage, "verify 1": exitUsage, "help nonsense": exitUsage,
		"completion x": exitUsage, "config --theme drak": exitUsage, "login": exitUsage, "demo --fault x": exitUsage, "export 1 -x": exitUsage,
		"history prune": exitUsage, "diff": exitUsage, "diff nowhere.json": exitLocal, "export 99999999": exitNotFound, "363": exitUsage,
		"export 1250 -o nowhere/x.json": exitLocal, "export 1250 --log nowhere/x": exitLocal,
	} {
		for _, flag := range []string{"--error-format json", "--error-format=json"} {
			r := b.call(append(strings.Fields(flag), strings.Fields(args)...)...)
			if r.code != code || errorCode(t, r.stderr) != code {
				t.Errorf("%s: exit code %d, want %d: %s", args, r.code, code, r.stderr)
			}
		}
	}
	b.env["LOOTLENS_TEST_PANIC"] = "1"
	code, screen := b.onTerminal("", "", "demo", "--error-format", "json")
	if code != exitLocal || errorCode(t, screen) != exitLocal || !strings.Contains(screen, "the report is in ") {
		t.Errorf("a panic: exit code %d, %s", code, screen)
	}
}

// A signal ends a command that waits for an answer with 130.
func TestSignals(t *testing.T) {
	t.Parallel()
	for _, signal := range []os.Signal{os.Interrupt, syscall.SIGTERM} {
		for _, args := range []string{"export 1250", "verify 1250 --query x", "tail 1250", "characters 1250", "players Nova", "show 1250", "doctor --format json"} {
			t.Run(fmt.Sprint(signal, "/", args), func(t *testing.T) {
				t.Parallel()
				b := toDouble(t)
				b.server.SetFaults(demo.Fault{Kind: demo.KindHang})
				cmd := b.command(append(strings.Fields(args), "--error-format", "json")...)
				var stderr bytes.Buffer
				cmd.Stdout, cmd.Stderr = new(bytes.Buffer), &stderr
				if err := cmd.Start(); err != nil {
					t.Fatal(err)
				}
				if err := waitAsked(t.Context(), b.server, 1, "/"); err != nil {
					t.Fatal(err)
				}
				if err := cmd.Process.Signal(signal); err != nil {
					t.Fatal(err)
				}
				_ = cmd.Wait()
				if code := cmd.ProcessState.ExitCode(); code != exitInterrupted || !strings.Contains(stderr.String(), `{"error":{"code":130,"kind":"interrupted","message":"interrupted"}}`) {
					t.Errorf("exit code %d: %s", code, &stderr)
				}
			})
		}
	}
}

// A signal that comes twice at once, as from timeout(1), is one: the command still ends in
// its own way.
func TestSignalThatComesTwice(t *testing.T) {
	t.Parallel()
	b := toFleet(t, 50)
	players, _ := fleetFiles(b, 50)
	b.server.SetFaults(demo.Fault{Kind: demo.KindSlow, Wait: 20 * time.Millisecond})
	cmd := b.command("export", "--players", players, "--rate", "1000000", "-o", "x.csv")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for b.asked.Load() < 20 {
		time.Sleep(time.Millisecond)
	}
	for range 50 { // the program gets only some of them
		_ = cmd.Process.Signal(syscall.SIGTERM)
		time.Sleep(100 * time.Microsecond)
	}
	_ = cmd.Wait()
	if code := cmd.ProcessState.ExitCode(); code != exitInterrupted || !strings.Contains(stderr.String(), "in x.csv.partial") {
		t.Errorf("exit code %d: %s", code, &stderr)
	}
}

// A signal also ends a command that waits for standard input.
func TestSignalWhileReading(t *testing.T) {
	t.Parallel()
	b := toDouble(t)
	for _, args := range []string{"verify --players - --query x", "verify 1250 --checks -", "export --players /dev/stdin", "players --players -", "diff - --player 1250"} {
		t.Run(args, func(t *testing.T) {
			t.Parallel()
			cmd := b.command(strings.Fields(args)...)
			var stderr bytes.Buffer
			cmd.Stderr = &stderr
			stdin, err := cmd.StdinPipe()
			if err != nil {
				t.Fatal(err)
			}
			defer stdin.Close()
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			if _, err := stdin.Write(bytes.Repeat([]byte("\n"), 512<<10)); err != nil { // more than a pipe holds
				t.Fatal(err)
			}
			if err := cmd.Process.Signal(os.Interrupt); err != nil {
				t.Fatal(err)
			}
			_ = cmd.Wait()
			if code := cmd.ProcessState.ExitCode(); code != exitInterrupted || stderr.Len() > 0 {
				t.Errorf("exit code %d: %s", code, &stderr)
			}
		})
	}
}

// A wait that is interrupted has no answer: what does not hold yet might have held in time.
func TestInterruptedWait(t *testing.T) {
	t.Parallel()
	b := toDouble(t)
	cmd := b.command("verify", "1007", "--query", "none-such", "--wait", "60s", "--interval", "10ms", "--format", "json")
	var stdout bytes.Buffer
	cmd.Stdout = &stdout
	b.interrupt(t, cmd)
	if code := cmd.ProcessState.ExitCode(); code != exitInterrupted || !strings.Contains(stdout.String(), `{"holds":null,`) || !strings.Contains(stdout.String(), "interrupted before the answer was known") {
		t.Errorf("exit code %d: %s", code, &stdout)
	}
}
