package cli

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"lootlens/api/demo"
)

// stopped runs the program until the double has had n requests, and then sends it a
// signal; nil sends none.
func (b *fleetBox) stopped(n int64, signal os.Signal, args ...string) result {
	b.t.Helper()
	var out, errs bytes.Buffer
	cmd := b.command(args...)
	cmd.Stdout, cmd.Stderr = &out, &errs
	until := b.asked.Load() + n
	if err := cmd.Start(); err != nil {
		b.t.Fatal(err)
	}
	if signal != nil {
		for b.asked.Load() < until {
			time.Sleep(time.Millisecond)
		}
		if err := cmd.Process.Signal(signal); err != nil {
			b.t.Fatal(err)
		}
	}
	if err := cmd.Wait(); err != nil && !isA[*exec.ExitError](err) {
		b.t.Fatal(err)
	}
	return b.checked(cmd.ProcessState.ExitCode(), out.String(), errs.String())
}

// A run over many players that a refused key, ctrl+c or SIGTERM ends leaves a whole
// document, in which each player is once. With a journal the next run goes on.
func TestEndsWithAWholeDocument(t *testing.T) {
	t.Parallel()
	const n = 50
	verify := "verify --checks checks.toml"
	for name, run := range map[string]struct {
		command string
		signal  os.Signal // nil is a refused key
		code    int
		players func(t *testing.T, document string) []string
	}{
		"key.xml":            {verify, nil, exitUsage, junitSuites},
		"key-journal.xml":    {verify, nil, exitUsage, junitSuites},
		"interrupt.xml":      {verify, os.Interrupt, exitInterrupted, junitSuites},
		"term.json":          {verify, syscall.SIGTERM, exitInterrupted, jsonPlayers},
		"items.json":         {"export", syscall.SIGTERM, exitInterrupted, jsonPlayers},
		"items-journal.json": {"export", os.Interrupt, exitInterrupted, jsonPlayers},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := toFleet(t, n)
			players, _ := fleetFiles(b, n)
			args := append(strings.Fields(run.command), "--players", players, "--rate", "1000000", "--quiet", "-o", name)
			journal, file := strings.Contains(name, "journal"), name
			switch {
			case journal:
				args = append(args, "--resume", "journal")
			case run.command == "export":
				file += ".partial"
			}
			faults := []demo.Fault{{Kind: demo.KindSlow, Wait: 5 * time.Millisecond}}
			if run.signal == nil {
				faults = []demo.Fault{{Kind: demo.KindStatus, Status: 401, Path: "/inventory", Skip: 30}}
			}
			b.server.SetFaults(faults...)
			if r := b.stopped(40, run.signal, args...); r.code != run.code {
				t.Fatalf("exit code %d: %s", r.code, r.stderr)
			}
			document := b.read(file)
			got := run.players(t, document)
			if slices.Sort(got); len(got) != n+1 || len(slices.Compact(slices.Clone(got))) != n+1 {
				t.Errorf("%d players, want %d: %q", len(got), n+1, got)
			}
			if !strings.Contains(document, "before this player was done") {
				t.Error("no player says that the run ended")
			}
			if strings.Contains(document, "signal received") || run.signal != nil && strings.Contains(document, `type="usage"`) {
				t.Errorf("an interruption is not called one: %.600s", document)
			}
			if !journal {
				return
			}
			b.server.SetFaults()
			if r := b.run(args...); r.code != exitNotFound {
				t.Errorf("the next run has the exit code %d: %s", r.code, r.stderr)
			}
			document = b.read(file)
			if got := run.players(t, document); len(got) != n+1 || strings.Contains(document, "before this player was done") {
				t.Errorf("%d players in the end, want %d", len(got), n+1)
			}
		})
	}
}

// The rows of a long player who ends early in a pipe are whole, those that came are all there,
// and the last one says why there are no more.
func TestLongPlayerEndsInAPipe(t *testing.T) {
	t.Parallel()
	const pages, page = 13, 200
	for name, format := range map[string]struct {
		why  string
		rows func(document string) (items int, last string)
	}{
		"ndjson": {`"error":"`, func(document string) (int, string) {
			lines := slices.Collect(strings.Lines(document))
			for _, line := range lines {
				if !json.Valid([]byte(line)) {
					t.Errorf("not JSON: %.300s", line)
				}
			}
			return len(lines) - 1, lines[len(lines)-1]
		}},
		"csv": {",", func(document string) (int, string) {
			records, err := csv.NewReader(strings.NewReader(document)).ReadAll() // refuses ragged ones
			if err != nil {
				t.Fatal(err)
			}
			return len(records) - 2, strings.Join(records[len(records)-1], ",")
		}},
		"json": {`"complete":false`, func(document string) (int, string) {
			var d struct {
				Players []struct {
					Items    []json.RawMessage
					Lootlens json.RawMessage
				}
			}
			if err := json.Unmarshal([]byte(document), &d); err != nil || len(d.Players) != 1 {
				t.Fatalf("%v: %.300s", err, document)
			}
			return len(d.Players[0].Items), string(d.Players[0].Lootlens)
		}},
	} {
		for how, fault := range map[string]demo.Fault{
			"refused":     {Kind: demo.KindStatus, Status: 403, Path: "/inventory", Skip: pages},
			"interrupted": {Kind: demo.KindHang, Path: "/inventory", Skip: pages},
		} {
			t.Run(name+" "+how, func(t *testing.T) {
				t.Parallel()
				b := toFleet(t, 0)
				b.file("list", "20000\n", 0o600)
				b.server.SetFaults(fault)
				signal, code, why := os.Signal(nil), exitFailed, "may not read this"
				if fault.Kind == demo.KindHang {
					signal, code, why = os.Interrupt, exitInterrupted, "interrupted"
				}
				r := b.stopped(pages+2, signal, "export", "--players", "list", "--quiet", "--format", name)
				if r.code != code {
					t.Fatalf("exit code %d: %s", r.code, r.stderr)
				}
				items, last := format.rows(r.stdout)
				if items != pages*page || !strings.Contains(last, format.why) || !strings.Contains(last, why) {
					t.Errorf("%d items, and at the end %.300s; want %d and %q", items, last, pages*page, why)
				}
			})
		}
	}
}

// The rows that wait for a Parquet file or a folder are gone once the run has ended early: no
// message says that they are kept, and nothing is left.
func TestEndsWithoutWaitingRows(t *testing.T) {
	t.Parallel()
	for name, output := range map[string]string{"file": "out/x.parquet", "folder": "out/lake/"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := toFleet(t, 50)
			players, _ := fleetFiles(b, 50)
			b.server.SetFaults(demo.Fault{Kind: demo.KindSlow, Wait: 5 * time.Millisecond})
			if err := os.Mkdir(filepath.Join(b.dir, "out"), 0o700); err != nil {
				t.Fatal(err)
			}
			r := b.stopped(20, os.Interrupt, "export", "--players", players, "--rate", "1000000", "-o", output)
			r.want(t, exitInterrupted, "", `stopped after \d+ of \d+ players: --resume FILE`)
			err := filepath.WalkDir(filepath.Join(b.dir, "out"), func(path string, d fs.DirEntry, err error) error {
				if err == nil && !d.IsDir() {
					t.Errorf("%s is left", path)
				}
				return err
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
}

func (b *fleetBox) read(name string) string {
	b.t.Helper()
	body, err := os.ReadFile(filepath.Join(b.dir, name))
	if err != nil {
		b.t.Fatal(err)
	}
	return string(body)
}

// jsonPlayers are the players of verify's rows or export's documents.
func jsonPlayers(t *testing.T, document string) (players []string) {
	t.Helper()
	var d struct{ Rows, Players []struct{ Player string } }
	if err := json.Unmarshal([]byte(document), &d); err != nil {
		t.Fatalf("%v: %.300s", err, document)
	}
	for _, r := range append(d.Rows, d.Players...) {
		if !slices.Contains(players, r.Player) || d.Rows == nil { // a row for each check
			players = append(players, r.Player)
		}
	}
	return players
}

// A journal that a run has open is refused, until that run has ended, however it does.
func TestOneRunAJournal(t *testing.T) {
	t.Parallel()
	b := toFleet(t, 5)
	players, _ := fleetFiles(b, 5)
	b.server.SetFaults(demo.Fault{Kind: demo.KindHang, Path: "/inventory"})
	args := []string{"export", "--players", players, "-o", "out.ndjson", "--resume", "journal", "--quiet"}
	first := b.command(args...)
	if err := first.Start(); err != nil {
		t.Fatal(err)
	}
	for b.asked.Load() < 5 {
		time.Sleep(time.Millisecond)
	}
	b.run(args...).want(t, exitUsage, "", "--resume: journal: another run uses it: wait for its end, or name another journal and output ")
	_ = first.Process.Kill()
	_ = first.Wait()
	b.server.SetFaults()
	b.run(args...).want(t, exitNotFound, "", "no answer for")
	if rows := ndjsonRows(t, filepath.Join(b.dir, "out.ndjson")); len(rows) < 5 {
		t.Errorf("%d rows", len(rows))
	}
}
