package cli

import (
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"lootlens/api/demo"
	"lootlens/models/jsonscan"
)

// The promise of tail: the items that come have the members and columns of an export.
func TestPromiseOfTail(t *testing.T) {
	t.Parallel()
	kept := readPromise(t)
	for _, format := range []string{"ndjson", "text"} {
		b := toDouble(t)
		go func() {
			if waitAsked(t.Context(), b.server, 2, "count=200") == nil {
				_ = grant(b.server, demo.PlayerSmall)
			}
		}()
		what := "tail 1007 --limit 1 --format " + format
		r := b.call(append(strings.Fields(what), "--interval", "50ms", "--for", "30s")...)
		r.want(t, exitDone, ".", "")
		if format == "text" {
			kept.check(t, what, regexp.MustCompile(` {2,}`).Split(strings.Trim(strings.SplitN(r.stdout, "\n", 2)[0], " "), -1))
		} else {
			kept.check(t, what, namesIn(r.stdout))
		}
	}
	b := toDouble(t)
	kept.checkCodes(t, b, "tail", []codeCase{
		{"tail 1007 --for 1ms", "", exitDone}, {"tail 1007 --limit 0", "", exitUsage}, {"tail 1007 --interval 50ms --for 200ms", "null-items", exitFailed},
		{"tail nobody", "", exitNotFound}, {"tail 1007 --interval 50ms", "", exitInterrupted},
	})
}

// The promise of history: columns, and the members of items that are there, have changed,
// were away and are gone.
func TestPromiseOfHistory(t *testing.T) {
	t.Parallel()
	kept := readPromise(t)
	b := withLooks(t, november...)
	for _, format := range []string{"json", "ndjson", "csv", "table"} {
		what := "history 42 --format " + format
		r := b.call(strings.Fields(what)...)
		r.want(t, exitDone, ".", "")
		switch format {
		case "json", "ndjson":
			kept.check(t, what, allMembers(r.stdout))
		case "csv":
			kept.check(t, what, namesIn(r.stdout))
		default:
			kept.check(t, what, regexp.MustCompile(` {2,}`).Split(strings.Trim(strings.SplitN(r.stdout, "\n", 2)[0], " "), -1))
		}
	}
	moved := withLooks(t, lookAt{at: "2024-11-17 14:02", items: []string{priced(8, "Bow", 1)}}, lookAt{at: "2024-11-18 09:00"}, lookAt{at: "2024-11-18 09:01", items: []string{priced(8, "Bow", 1)}, character: "5"})
	var reasons []string
	for _, r := range []result{b.call("history", "42", "--format", "ndjson"), moved.call("history", "42", "--format", "ndjson")} {
		for _, m := range regexp.MustCompile(`"reason":"(\w+)"`).FindAllStringSubmatch(r.stdout, -1) {
			reasons = append(reasons, m[1])
		}
	}
	slices.Sort(reasons)
	kept.check(t, "reasons of history", slices.Compact(reasons))
	kept.checkCodes(t, b, "history", []codeCase{
		{"history 42", "", exitDone}, {"history 42 --since soon", "", exitUsage}, {"history name:Nova", "html", exitFailed},
		{"history 43", "", exitNotFound}, {"history 42 --history .", "", exitLocal}, {"history name:Nova", "hang", exitInterrupted},
	})
}

// allMembers are the paths of all members of all lines, but for those of the items that
// the service sent, in the order in which they first come.
func allMembers(out string) (paths []string) {
	var collect func(prefix string, v jsontext.Value)
	collect = func(prefix string, v jsontext.Value) {
		for name, v := range jsonscan.Members(v) {
			path := prefix + string(name)
			if !slices.Contains(paths, path) {
				paths = append(paths, path)
			}
			if string(name) != "item" {
				collect(path+".", v)
			}
		}
		for _, e := range jsonscan.Elements(v) {
			collect(prefix, e)
		}
	}
	for line := range strings.Lines(out) {
		collect("", jsontext.Value(strings.TrimSpace(line)))
	}
	return paths
}

// codeCase is a command that ends with a code while the double has a fault. What ends with
// exitInterrupted gets ctrl+c once it has requested something.
type codeCase struct {
	args, fault string
	code        int
}

// checkCodes runs the commands of all exit codes that are promised for a command.
func (p promise) checkCodes(t *testing.T, b *box, command string, cases []codeCase) {
	t.Helper()
	var codes []string
	for _, c := range cases {
		b.server.SetFaults()
		if c.fault != "" {
			b.server.SetFaults(demo.Fault{Kind: demo.Kind(c.fault)})
		}
		code := 0
		if c.code == exitInterrupted {
			code = b.interrupted(strings.Fields(c.args)...)
		} else {
			code = b.call(strings.Fields(strings.ReplaceAll(c.args, " .", " "+b.dir))...).code
		}
		if code != c.code {
			t.Errorf("%s: exit code %d, want %d", c.args, code, c.code)
		}
		codes = append(codes, strconv.Itoa(code))
	}
	p.check(t, "exit codes of "+command, codes)
}

// interrupted runs the program, interrupts it once it has requested something, and
// returns its exit code.
func (b *box) interrupted(args ...string) int {
	b.t.Helper()
	before := len(b.server.Requests())
	cmd := b.command(args...)
	if err := cmd.Start(); err != nil {
		b.t.Fatal(err)
	}
	for len(b.server.Requests()) == before {
		time.Sleep(time.Millisecond)
	}
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		b.t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil && !isA[*exec.ExitError](err) {
		b.t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode()
}
