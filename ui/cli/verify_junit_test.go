package cli

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// junitElement is what Jenkins' junit-10.xsd allows in an element.
type junitElement struct {
	in, required, attrs []string
}

var junitSchema = map[string]junitElement{
	"testsuites": {in: []string{""}, attrs: []string{"name", "time", "tests", "failures", "errors"}},
	"testsuite": {in: []string{"", "testsuites", "testsuite"}, required: []string{"name", "tests", "failures", "errors"},
		attrs: []string{"group", "time", "skipped", "timestamp", "hostname", "id", "package", "file", "log", "url"}},
	"testcase":   {in: []string{"testsuite"}, required: []string{"name"}, attrs: []string{"time", "classname", "group"}},
	"failure":    {in: []string{"testcase"}, attrs: []string{"type", "message"}},
	"error":      {in: []string{"testcase"}, attrs: []string{"type", "message"}},
	"system-out": {in: []string{"testsuite", "testcase"}},
}

var (
	surefireTime = regexp.MustCompile(`^(([0-9]{0,3},)*[0-9]{3}|[0-9]{0,3})*(\.[0-9]*)?$`)
	junitDate    = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$`)
)

// junitSuites checks a report against the schema and its numbers against its cases, and
// returns the names of the suites.
func junitSuites(t *testing.T, report string) (suites []string) {
	t.Helper()
	if !strings.HasPrefix(report, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite") {
		t.Fatalf("no XML of JUnit: %.200s", report)
	}
	d := xml.NewDecoder(strings.NewReader(report))
	path := []string{""}
	var counted, claimed map[string]int
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("%v: %.300s", err, report)
		}
		switch e := token.(type) {
		case xml.StartElement:
			name, attrs := e.Name.Local, map[string]string{}
			rule, known := junitSchema[name]
			if !known || !slices.Contains(rule.in, path[len(path)-1]) {
				t.Errorf("<%s> in <%s>", name, path[len(path)-1])
			}
			for _, a := range e.Attr {
				attrs[a.Name.Local] = a.Value
				if !slices.Contains(append(rule.attrs, rule.required...), a.Name.Local) {
					t.Errorf("<%s> has %s", name, a.Name.Local)
				}
			}
			for _, a := range rule.required {
				if attrs[a] == "" {
					t.Errorf("<%s> has no %s", name, a)
				}
			}
			if v, there := attrs["time"]; there && !surefireTime.MatchString(v) {
				t.Errorf("time is %q", v)
			}
			switch name {
			case "testsuite":
				suites = append(suites, attrs["name"])
				counted, claimed = map[string]int{}, map[string]int{}
				for _, a := range []string{"tests", "failures", "errors"} {
					claimed[a], _ = strconv.Atoi(attrs[a])
				}
				if !junitDate.MatchString(attrs["timestamp"]) {
					t.Errorf("timestamp is %q", attrs["timestamp"])
				}
			case "testcase":
				counted["tests"]++
				if attrs["classname"] == "" || attrs["time"] == "" {
					t.Errorf("the case %s has no class or time", attrs["name"])
				}
			case "failure", "error":
				counted[name+"s"]++
				if attrs["type"] == "" || attrs["message"] == "" {
					t.Errorf("<%s> without type or message", name)
				}
			}
			path = append(path, name)
		case xml.EndElement:
			path = path[:len(path)-1]
			if e.Name.Local == "testsuite" {
				for a, n := range claimed {
					if counted[a] != n {
						t.Errorf("%s says %d %s, and has %d", suites[len(suites)-1], n, a, counted[a])
					}
				}
			}
		}
	}
	return suites
}

// A report is written whatever happens, and every reader of JUnit takes it.
func TestVerifyJUnit(t *testing.T) {
	t.Parallel()
	b := toFleet(t, 30)
	players, checks := fleetFiles(b, 30)
	hostile := b.file("hostile.toml", "[checks.\"a\\u001b[2J<&\\\"\\u0000b\"]\nquery = \"name:\\\"<&>\\u0007\\\"\"\n", 0o600)
	empty := b.file("empty.toml", "", 0o600)
	for _, args := range []string{
		"1250 --query rarity:epic", "1250 --query rarity:epic --max 0", "nobody --query x", "1250 --query price>100", "1250",
		"1250 --query x --min 3 --max 2", "1250 --query x --wait -1s", "999999 --query x", "1337 --query instance:>0", "--query x",
		"1250 --checks " + checks, "nobody --checks " + checks, "1250 --checks " + empty, "1250 --checks nowhere.toml", "1337 --checks " + hostile,
		"--players " + players + " --query price>100", "--players " + players + " --query x --wait 1s", "--players " + players + " --checks " + empty,
	} {
		r := b.call(append(strings.Fields("verify --format junit "), strings.Fields(args)...)...)
		if suites := junitSuites(t, r.stdout); len(suites) != 1 {
			t.Errorf("%s: %d suites: %s", args, len(suites), r.stdout)
		}
	}
	// A suite for each player, also after kills.
	out := filepath.Join(b.dir, "report.xml")
	b.killed(2, 60, "verify", "--players", players, "--checks", checks, "--rate", "1000000", "--resume", filepath.Join(b.dir, "journal"), "-o", out)
	body, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	suites := junitSuites(t, string(body))
	slices.Sort(suites)
	if compact := slices.Compact(slices.Clone(suites)); len(suites) != 31 || len(compact) != 31 || !slices.Contains(suites, "player nobody-has-this-name") {
		t.Errorf("%d suites, %d of them different", len(suites), len(compact))
	}
	if !strings.Contains(string(body), fmt.Sprintf("tests=%q", fmt.Sprint(len(fleetChecks)))) {
		t.Errorf("no case for each check: %.300s", body)
	}
}
