package cli

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"lootlens/api/demo"
)

// A run that is killed at random moments goes on with rows after >> too: none is
// missing, doubled or torn, and only players that were being read are read again.
func TestSnapshotGoesOnAfterKill(t *testing.T) {
	t.Parallel()
	const (
		players = 150
		kills   = 4
		workers = 8
	)
	b := newBox(t)
	server := demo.New(demo.Options{Players: players, Latency: 2 * time.Millisecond})
	base, stop, err := server.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	b.env["LOOTLENS_BASE_URL"], b.env["LOOTLOCKER_SERVER_KEY"] = base, demo.Key
	var list strings.Builder
	for i := range players {
		fmt.Fprintln(&list, demo.FleetFirst+uint64(i))
	}
	b.file("list", list.String(), 0o600)

	once := b.run("snapshot", "--players", "list", "--history", "once.db", "--quiet")
	once.want(t, 0, "items recorded", "")
	asked := func() map[string]int {
		n := map[string]int{}
		for _, r := range server.Requests() {
			if strings.HasSuffix(r.Path, "/characters") {
				n[r.Path]++
			}
		}
		return n
	}
	before := asked()
	path := filepath.Join(b.dir, "rows")
	size := func() int64 {
		info, err := os.Stat(path)
		if err != nil {
			return 0
		}
		return info.Size()
	}
	for i := 0; ; i++ {
		rows, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o600)
		if err != nil {
			t.Fatal(err)
		}
		cmd := b.command("snapshot", "--players", "list", "--history", "again.db", "--resume", "journal", "--quiet")
		cmd.Stdout, cmd.Stderr = rows, os.Stderr
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		rows.Close()
		ended := make(chan error, 1)
		go func() { ended <- cmd.Wait() }()
		if i == kills {
			if err := <-ended; err != nil {
				t.Fatal(err)
			}
			break
		}
		for at := size() + rand.Int64N(1000); size() <= at; time.Sleep(time.Millisecond) {
			select {
			case err := <-ended:
				t.Fatalf("run %d ended before it was killed: %v", i+1, err)
			default:
			}
		}
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		<-ended
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if lines := func(s string) string { return strings.Join(slices.Sorted(strings.Lines(s)), "") }; lines(string(got)) != lines(once.stdout) {
		t.Errorf("the rows are\n%s\nwant\n%s", got, once.stdout)
	}
	again := 0
	for path, n := range asked() {
		again += n - before[path] - 1
	}
	if again > kills*workers {
		t.Errorf("%d players were read again", again)
	}
}
