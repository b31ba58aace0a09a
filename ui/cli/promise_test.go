package cli

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"

	"lootlens/models/jsonscan"
)

// promised are commands whose output scripts read.
var promised = []string{
	"export 1007 --format csv",
	"export 1007 --format table",
	"export 1007 --format json",
	"export 1007 --format parquet",
	"export --players players.txt --format csv",
	"export --players players.txt --format ndjson",
	"export --players players.txt --format json",
	"verify 1007 --query rarity:epic --format json",
	"verify 1007 --query rarity:epic --format csv",
	"verify 1007 --query rarity:epic --format ndjson",
	"diff 1007 1250 --format json",
	"players 1250 --format json",
	"players --players players.txt --format ndjson",
	"players --players players.txt --format csv",
	"characters 1250 --format json",
	"show 1007 --format json",
	"doctor --format json",
	"export nobody-here --error-format json",
}

// The README promises that columns and members stay, in their order, and that new ones
// come after them. testdata/promise.txt has them all: add new ones at the end of a line.
func TestPromise(t *testing.T) {
	t.Parallel()
	b := toDouble(t)
	list := b.file("players.txt", "1007\n", 0o600)
	for _, id := range []string{"1007", "1250"} {
		b.file(id+".json", b.call("export", id, "--format", "json").stdout, 0o600)
	}
	kept := readPromise(t)
	for _, command := range promised {
		args := strings.Fields(strings.ReplaceAll(command, "players.txt", list))
		if args[0] == "diff" {
			args[1], args[2] = filepath.Join(b.dir, args[1]+".json"), filepath.Join(b.dir, args[2]+".json")
		}
		var names []string
		if slices.Contains(args, "parquet") {
			r := b.call("export", "1007", "-o", filepath.Join(b.dir, "p.parquet"))
			r.want(t, exitDone, "", "")
			names = parquetNames(t, filepath.Join(b.dir, "p.parquet"))
		} else {
			r := b.call(args...)
			out := r.stdout
			if slices.Contains(args, "--error-format") {
				out = r.stderr
			}
			names = namesIn(out)
		}
		kept.check(t, command, names)
	}
}

// promise has names by what they are the names of.
type promise map[string]string

func readPromise(t *testing.T) promise {
	t.Helper()
	golden, err := os.ReadFile(filepath.Join("testdata", "promise.txt"))
	if err != nil {
		t.Fatal(err)
	}
	kept := promise{}
	for line := range strings.Lines(string(golden)) {
		what, names, _ := strings.Cut(strings.TrimSpace(line), ": ")
		kept[what] = names
	}
	return kept
}

// check fails unless the names are those that are promised, in their order.
func (p promise) check(t *testing.T, what string, names []string) {
	t.Helper()
	got, want := strings.Join(names, " "), p[what]
	switch {
	case got == want && want != "":
	case want != "" && strings.HasPrefix(got, want+" "):
		t.Errorf("%s has more than testdata/promise.txt: add\n%s", what, strings.TrimPrefix(got, want))
	default:
		t.Errorf("%s: %s\nis not what testdata/promise.txt promises:\n%s", what, got, want)
	}
}

// namesIn are the columns of the first line, or the members of the first object with those
// of "lootlens" and "error".
func namesIn(out string) []string {
	first, _, _ := strings.Cut(out, "\n")
	if !strings.HasPrefix(first, "{") {
		return strings.FieldsFunc(first, func(r rune) bool { return r == ',' || r == ' ' || r == '\r' })
	}
	raw, err := jsontext.NewDecoder(strings.NewReader(out)).ReadValue()
	if err != nil {
		return []string{err.Error()}
	}
	var names []string
	for name, v := range jsonscan.Members(raw) {
		names = append(names, string(name))
		if s := string(name); s == "lootlens" || s == "error" {
			for inner := range jsonscan.Members(v) {
				names = append(names, s+"."+string(inner))
			}
		}
	}
	return names
}
