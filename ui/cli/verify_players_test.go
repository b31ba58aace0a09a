package cli

import (
	"bytes"
	"flag"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"lootlens/api/demo"
	"lootlens/ui/cli/config"
)

var (
	fleetPlayers = flag.Int("fleet.players", 120, "players of TestVerifyPlayers")
	fleetKills   = flag.Int("fleet.kills", 4, "how often TestVerifyPlayers kills the program")
)

// fleetBox is a box whose double has more players, and counts its requests.
type fleetBox struct {
	*box
	asked atomic.Int64
}

func toFleet(t *testing.T, n int) *fleetBox {
	t.Helper()
	b := &fleetBox{box: newBox(t)}
	b.server = demo.New(demo.Options{Players: n})
	counted := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b.asked.Add(1)
		b.server.ServeHTTP(w, r)
	}))
	t.Cleanup(counted.Close)
	b.env["LOOTLENS_BASE_URL"], b.env[config.KeyVariable] = counted.URL, demo.Key
	return b
}

// requests calls do and returns how many requests it made.
func (b *fleetBox) requests(do func()) int64 {
	before := b.asked.Load()
	do()
	return b.asked.Load() - before
}

// fleetChecks are checks that the evaluator can do too.
var fleetChecks = []struct {
	name, query string
	min, max    int64
	match       func(rawItem) bool
}{
	{"epic", "rarity:=epic", 1, -1, func(it rawItem) bool { return it.Asset.Rarity.Name == "Epic" }},
	{"recent", "acquired:<45d", 2, -1, func(it rawItem) bool {
		return !it.Acquired.IsZero() && time.Since(it.Acquired) < 45*24*time.Hour
	}},
	{"few purchases", "source:=purchase", 0, 3, func(it rawItem) bool { return it.Source == "purchase" }},
}

// fleetFiles writes the list of n players and the checks. Some players have several
// names in the list, and one reference names nobody.
func fleetFiles(b *fleetBox, n int) (players, checks string) {
	var list, file strings.Builder
	for i := range n {
		fmt.Fprintln(&list, demo.FleetFirst+uint64(i))
		if i%10 == 3 {
			fmt.Fprintf(&list, "id:%d\n", demo.FleetFirst+uint64(i))
		}
	}
	list.WriteString("# one that is not there\nnobody-has-this-name\n")
	for _, c := range fleetChecks {
		fmt.Fprintf(&file, "[checks.%q]\nquery = %q\nmin = %d\n", c.name, c.query, c.min)
		if c.max >= 0 {
			fmt.Fprintf(&file, "max = %d\n", c.max)
		}
	}
	return b.file("players.txt", list.String(), 0o600), b.file("checks.toml", file.String(), 0o600)
}

// sortedLines are the lines of a file of rows.
func sortedLines(t *testing.T, path string) []string {
	t.Helper()
	body, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.HasSuffix(body, []byte("\n")) {
		t.Errorf("%s ends in the middle of a line", path)
	}
	lines := strings.Split(strings.TrimSuffix(string(body), "\n"), "\n")
	slices.Sort(lines)
	return lines
}

// killed runs the program until it ends by itself; before that it is killed n times, at
// random moments of a run of about all requests.
func (b *fleetBox) killed(n int, all int64, args ...string) result {
	b.t.Helper()
	kills := 0
	for {
		var errs bytes.Buffer
		cmd := b.command(args...)
		cmd.Stderr = &errs
		if err := cmd.Start(); err != nil {
			b.t.Fatal(err)
		}
		ended := make(chan struct{})
		if kills < n {
			until := b.asked.Load() + 1 + rand.N(2*all/int64(n))
			go func() {
				for b.asked.Load() < until {
					select {
					case <-ended:
						return
					case <-time.After(time.Millisecond):
					}
				}
				_ = cmd.Process.Kill()
			}()
		}
		err := cmd.Wait()
		close(ended)
		if err != nil && !isA[*exec.ExitError](err) {
			b.t.Fatal(err)
		}
		if cmd.ProcessState.ExitCode() >= 0 { // it was not killed
			b.t.Logf("ended after %d kills", kills)
			return b.checked(cmd.ProcessState.ExitCode(), "", errs.String())
		}
		kills++
	}
}

// A run over many players that is killed at random moments and goes on has the same rows
// as one that is not, and so have four shards together. The rows are right, and no more
// was requested than needed.
func TestVerifyPlayers(t *testing.T) {
	t.Parallel()
	n := *fleetPlayers
	b := toFleet(t, n)
	players, checks := fleetFiles(b, n)
	args := func(out string, more ...string) []string {
		return append([]string{"verify", "--players", players, "--checks", checks, "--rate", "1000000", "--format", "ndjson", "-o", filepath.Join(b.dir, out)}, more...)
	}
	began := time.Now()
	var whole result
	requests := b.requests(func() { whole = b.run(args("whole")...) })
	took := time.Since(began)
	whole.want(t, exitNotFound, "", fmt.Sprintf(`%d references? names? .* in the list before.*\nfew purchases +\d+ +\d+ +1\n.*no player “nobody-has-this-name”`, (n+6)/10))
	rows := sortedLines(t, filepath.Join(b.dir, "whole"))
	t.Logf("%d rows, %d requests, %s", len(rows), requests, took.Round(time.Millisecond))

	// Every row is the evaluator's.
	ev := newEvaluator(t, b.env["LOOTLENS_BASE_URL"])
	seen := map[uint64]int{}
	pages := 0
	byPlayer := map[uint64][]rawItem{}
	for _, row := range verifyRows(t, strings.Join(rows, "\n")) {
		if row.PlayerID == nil {
			if row.Player != "nobody-has-this-name" || row.Holds != nil || row.Error == "" {
				t.Errorf("a row without a player: %+v", row)
			}
			continue
		}
		id := *row.PlayerID
		if _, there := byPlayer[id]; !there {
			items, ok := ev.items(fmt.Sprintf("/server/player/%d", id))
			if !ok {
				t.Fatalf("player %d is not there", id)
			}
			byPlayer[id] = items
			pages += len(items)/200 + 2 // the end is an empty page
			if len(items) > 600 {       // a look at the newest
				pages += len(items) / 200 / 4
			}
		}
		seen[id]++
		for _, c := range fleetChecks {
			if c.name == row.Check {
				found := count(byPlayer[id], c.match)
				row.agrees(t, found >= c.min && (c.max < 0 || found <= c.max), found)
			}
		}
	}
	if len(seen) != n {
		t.Errorf("%d players, want %d", len(seen), n)
	}
	for id, times := range seen {
		if times != len(fleetChecks) {
			t.Errorf("player %d has %d rows", id, times)
		}
	}
	if budget := int64(pages + 10); requests > budget {
		t.Errorf("%d requests, want at most %d", requests, budget)
	}

	// Killed, and gone on.
	var r result
	again := b.requests(func() {
		r = b.killed(*fleetKills, requests, args("killed", "--resume", filepath.Join(b.dir, "journal"))...)
	})
	if r.code != whole.code {
		t.Errorf("exit code %d, want %d: %s", r.code, whole.code, r.stderr)
	}
	if got := sortedLines(t, filepath.Join(b.dir, "killed")); !slices.Equal(got, rows) {
		t.Errorf("%d rows after kills, want the %d of the whole", len(got), len(rows))
	}
	// A kill costs what was on its way, a session and the look-up of a name.
	if lost := again - requests; lost > int64(*fleetKills*8*8) {
		t.Errorf("%d requests more than without kills", lost)
	}
	t.Logf("%d requests with %d kills", again, *fleetKills)
	if table := func(s string) string { return s[strings.Index(s, "CHECK"):strings.LastIndex(s, "lootlens: ")] }; table(r.stderr) != table(whole.stderr) {
		t.Errorf("the counts are\n%s\nwant\n%s", table(r.stderr), table(whole.stderr))
	}

	// Shards.
	var parts []string
	for i := range 4 {
		out := fmt.Sprintf("part%d", i)
		b.run(args(out, "--shard", fmt.Sprintf("%d/4", i+1), "--quiet")...)
		lines := sortedLines(t, filepath.Join(b.dir, out))
		if len(lines) == 0 || len(lines) > len(rows)/2 {
			t.Errorf("shard %d has %d of %d rows", i+1, len(lines), len(rows))
		}
		parts = append(parts, lines...)
	}
	if slices.Sort(parts); !slices.Equal(parts, rows) {
		t.Errorf("the shards have %d rows, want the %d of the whole", len(parts), len(rows))
	}

	// A run that is done requests no player again.
	if after := b.requests(func() {
		b.run(args("killed", "--resume", filepath.Join(b.dir, "journal"))...).want(t, exitNotFound, "", "checks have no answer")
	}); after > 5 {
		t.Errorf("%d requests after the end", after)
	}
}
