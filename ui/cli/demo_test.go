package cli

import (
	"context"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// inBackground starts a demo in the background and gives its address.
func (b *box) inBackground(args ...string) string {
	b.t.Helper()
	b.t.Cleanup(b.stopDemos) // where the test has failed
	r := b.run(append([]string{"demo", "serve", "--background"}, args...)...)
	r.want(b.t, 0, "LOOTLENS_BASE_URL", "")
	base := regexp.MustCompile(`http://127\.0\.0\.1:\d+`).FindString(r.stdout)
	if base == "" {
		b.t.Fatalf("no address in %q", r.stdout)
	}
	return base
}

func (b *box) stopDemos() {
	for _, path := range b.records() {
		r := demoRecord{path: path}
		if r.read() == nil {
			_ = r.stop(context.Background())
		}
	}
}

func (b *box) records() []string {
	b.t.Helper()
	files, err := filepath.Glob(filepath.Join(b.dir, "state", "lootlens", "demo-*"))
	if err != nil {
		b.t.Fatal(err)
	}
	return files
}

func (b *box) exports(base string, want int) {
	b.t.Helper()
	b.env["LOOTLENS_BASE_URL"], b.env["LOOTLOCKER_SERVER_KEY"] = base, "dev_demo0000notarealkey0000000000000000"
	defer delete(b.env, "LOOTLENS_BASE_URL")
	defer delete(b.env, "LOOTLOCKER_SERVER_KEY")
	if r := b.run("export", "1007"); r.code != want {
		b.t.Errorf("export from %s: exit code %d, %s", base, r.code, r.stderr)
	}
}

func TestDemoInBackground(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	b.run("demo", "stop").want(t, 0, "", "^lootlens: no demo runs in the background\n$")
	b.env["LOOTLOCKER_SERVER_KEY"] = liveKey // it has no business in the demo's environment
	first := b.inBackground("--players", "3")
	b.exports(first, 0)
	files := b.records()
	if len(files) != 1 {
		t.Fatalf("the records are %q", files)
	}
	info, err := os.Stat(files[0])
	if err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("the record is %v, %v", info.Mode(), err)
	}

	second := b.inBackground("--shell", "fish")
	b.run("demo", "stop").want(t, exitUsage, "", "several demos run in the background: set LOOTLENS_BASE_URL to one of "+
		"http://[^ ]+, http://[^ ]+, or give --all")
	b.env["LOOTLENS_BASE_URL"] = second
	b.run("demo", "stop").want(t, 0, "^unset LOOTLENS_BASE_URL\nunset LOOTLOCKER_SERVER_KEY\n$", "")
	delete(b.env, "LOOTLENS_BASE_URL")
	b.exports(first, 0)
	b.exports(second, exitFailed)
	b.run("demo", "stop").want(t, 0, "", "")
	b.exports(first, exitFailed)
	if files := b.records(); len(files) > 0 {
		t.Errorf("left are %q", files)
	}
}

// Records of demos that were killed, or that make no sense, are no trouble.
func TestStaleDemos(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	for name, body := range map[string]string{
		"demo-A.json": `{"addr":"127.0.0.1:1","token":"x"}`, "demo-B.json": `{"addr":"192.0.2.1:80","token":"x"}`,
		"demo-C.json": `{`, "demo-D.json": ``, "demo-E.json": `{"addr":"` + strings.TrimPrefix(b.base, "http://") + `","token":"x"}`,
	} {
		b.file("state/lootlens/"+name, body, 0o600)
	}
	base := b.inBackground()
	b.run("demo", "stop").want(t, 0, "", "")
	b.exports(base, exitFailed)
	b.exports(b.base, 0) // the record of another service does not end it
	if files := b.records(); len(files) > 0 {
		t.Errorf("left are %q", files)
	}
}

// A demo that does not answer keeps its record, and the others end.
func TestDemoThatDoesNotAnswer(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	hung, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer hung.Close()
	b.file("state/lootlens/demo-0.json", `{"addr":"`+hung.Addr().String()+`","token":"x"}`, 0o600)
	base := b.inBackground()
	b.run("demo", "stop", "--all").want(t, exitFailed, "", "the demo at http://"+hung.Addr().String()+" does not answer: try again, or end its process")
	b.exports(base, exitFailed)
	if files := b.records(); len(files) != 1 || filepath.Base(files[0]) != "demo-0.json" {
		t.Errorf("left are %q", files)
	}
}

func TestDemosEnd(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	base := b.inBackground("--idle", "1s") // it has to be seen before it ends
	for len(b.records()) > 0 {
		time.Sleep(time.Millisecond)
	}
	b.exports(base, exitFailed)
	b.inBackground()
	b.inBackground()
	b.run("demo", "stop", "--all").want(t, 0, "", "")
	b.run("demo", "stop", "--all").want(t, 0, "", "no demo runs")

	addr := strings.TrimPrefix(b.base, "http://") // in use
	b.run("demo", "serve", "--background", "--addr", addr).want(t, exitLocal, "", "--addr: listen tcp ")
	b.run("demo", "serve", "--idle", "-1s").want(t, exitUsage, "", "--idle: give a duration")
	b.file("occupied", "", 0o600)
	b.env["XDG_STATE_HOME"] = filepath.Join(b.dir, "occupied")
	b.run("demo", "serve", "--background").want(t, exitLocal, "", "occupied")
}

// Without --idle a demo serves until it is interrupted. A timer that fires now and then
// although it is stopped at once shows in many tries.
func TestDemoWithoutIdle(t *testing.T) {
	t.Parallel()
	var ended atomic.Int64
	for range 200_000 {
		afterIdle(0, func() { ended.Add(1) })()
	}
	if n := ended.Load(); n > 0 {
		t.Errorf("the demo ended %d times", n)
	}
}

// The lines work as the documentation writes them, with quotes and without.
func TestDemoLinesInShells(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	b.env["SELF"] = os.Args[0]
	for shell, script := range map[string]string{
		"sh":   `eval "$("$SELF" demo serve --background)" && "$SELF" export 1007 && eval "$("$SELF" demo stop)"; echo "left:$LOOTLENS_BASE_URL"`,
		"bash": `set -eu; eval $("$SELF" demo serve --background); "$SELF" export 1007; eval $("$SELF" demo stop); echo "left:${LOOTLENS_BASE_URL-}"`,
		"fish": `$SELF demo serve --background --shell fish | source; $SELF export 1007; $SELF demo stop --shell fish | source; echo "left:$LOOTLENS_BASE_URL"`,
		"pwsh": `& $env:SELF demo serve --background --shell powershell | Out-String | Invoke-Expression; & $env:SELF export 1007; & $env:SELF demo stop --shell powershell | Out-String | Invoke-Expression; echo "left:$env:LOOTLENS_BASE_URL"`,
	} {
		path, err := exec.LookPath(shell)
		if err != nil {
			t.Logf("there is no %s here", shell)
			continue
		}
		cmd := b.command("-c", script)
		cmd.Path = path
		out, err := cmd.CombinedOutput()
		if err != nil || strings.Count(string(out), "instance_id") != 7 || !strings.HasSuffix(strings.TrimSpace(string(out)), "left:") {
			t.Errorf("%s: %v, %s", shell, err, out)
		}
	}
	if files := b.records(); len(files) > 0 {
		t.Errorf("left are %q", files)
	}
}
