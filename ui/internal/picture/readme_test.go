package main

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"lootlens/keymap"
	"lootlens/models/query"
)

var update = flag.Bool("update", false, "write the README's picture and table")

const readme = "../../../README.md"

// What the README lists of the program is the program's own.
func TestLists(t *testing.T) {
	for name, want := range map[string]string{"fields": fields(), "actions": actions()} {
		begin, end := "<!-- "+name+": written by go generate ./ui/internal/picture -->\n", "<!-- end of "+name+" -->\n"
		body := read(t)
		head, rest, ok := strings.Cut(body, begin)
		got, tail, ended := strings.Cut(rest, end)
		switch {
		case !ok || !ended:
			t.Errorf("the README has no lines %q and %q", begin, end)
		case got == want:
		case *update:
			if err := os.WriteFile(readme, []byte(head+begin+want+end+tail), 0o644); err != nil {
				t.Fatal(err)
			}
		default:
			t.Errorf("the README's %s are not the program's: run `go generate ./ui/internal/picture`\n%s", name, difference(want, got))
		}
	}
}

// fields is the table of the query language.
func fields() string {
	var b strings.Builder
	b.WriteString("\n| field | example | matches |\n| --- | --- | --- |\n")
	cell := strings.NewReplacer("|", `\|`, "<", "&lt;", ">", "&gt;").Replace
	for _, f := range query.Fields() {
		name := ""
		if f.Name != "" {
			name = "`" + f.Name + "`"
		}
		fmt.Fprintf(&b, "| %s | `%s` | %s |\n", name, strings.ReplaceAll(f.Example, "|", `\|`), cell(f.Meaning))
	}
	return b.String() + "\n"
}

// actions are the ids that the config binds keys to.
func actions() string {
	var ids []string
	keys := keymap.Default()
	for _, p := range keymap.Places() {
		for _, g := range keys.Groups(p) {
			for _, e := range g.Entries {
				if id := "`" + string(e.Action) + "`"; !slices.Contains(ids, id) {
					ids = append(ids, id)
				}
			}
		}
	}
	return strings.Join(ids, ", ") + ".\n"
}

// The keys that the README names are bound, and do what it says.
func TestKeys(t *testing.T) {
	t.Parallel()
	is := map[string]bool{}
	keys := keymap.Default()
	for _, p := range keymap.Places() {
		for _, g := range keys.Groups(p) {
			for _, e := range g.Entries {
				is[e.Keys+" "+e.Title] = true
				for _, k := range keys.Keys(p, e.Action) {
					is[k+" "+e.Title] = true
				}
			}
		}
	}
	_, table, _ := strings.Cut(read(t), "| key | what it does |\n")
	table, _, _ = strings.Cut(table, "\n\n")
	rows := regexp.MustCompile("(?m)^\\| `(.+)` \\| (.+) \\|$").FindAllStringSubmatch(table, -1)
	if len(rows) < 10 {
		t.Fatalf("the README's table of keys has %d rows", len(rows))
	}
	for _, row := range rows {
		if !is[row[1]+" "+row[2]] {
			t.Errorf("the README says that %s does %q: no key does", row[1], row[2])
		}
	}
}

// What the README links to in this repository is there.
func TestLinks(t *testing.T) {
	t.Parallel()
	links := regexp.MustCompile(`\]\(([^)]+)\)`).FindAllStringSubmatch(read(t), -1)
	if len(links) == 0 {
		t.Fatal("the README has no links")
	}
	for _, l := range links {
		if strings.HasPrefix(l[1], "https://") {
			continue
		}
		if _, err := os.Stat("../../../" + l[1]); err != nil {
			t.Error(err)
		}
	}
}

func read(t *testing.T) string {
	t.Helper()
	body, err := os.ReadFile(readme)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// difference is the first lines that are not equal.
func difference(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range min(len(w), len(g)) {
		if w[i] != g[i] {
			return "want " + w[i] + "\ngot  " + g[i]
		}
	}
	return "one has more lines than the other"
}
