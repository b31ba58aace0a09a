package cli

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"lootlens/api"
	"lootlens/models"
	"lootlens/models/text"
	"lootlens/ui/browser/recents"
)

func TestUsage(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	b.env["LOOTLOCKER_SERVER_KEY"] = stageKey
	for _, c := range []struct {
		args           string
		code           int
		stdout, stderr string
	}{
		{"--version", 0, `^lootlens v1\.2\.3-test\n$`, ""},
		{"version", 0, `^lootlens v1\.2\.3-test\n$`, ""},
		{"version x", 2, "", "one argument too many"},
		{"help", 0, "PLAYER is a player id", ""},
		{"help query", 0, "UTC.*rarity:epic", ""},
		{"help exit-codes", 0, "4  no such player", ""},
		{"help environment", 0, "LOOTLENS_TZ.*recents.json", ""},
		{"help formats", 0, "rental_left_seconds", ""},
		{"help qeury", 2, "", "did you mean `lootlens help query`"},
		{"help demo serve", 0, "serves the made-up game", ""},
		{"help exprot", 2, "", "unknown topic \"exprot\": did you mean `lootlens help export`"},
		{"help env", 2, "", "did you mean `lootlens help environment`"},
		{"help codes", 2, "", "did you mean `lootlens help exit-codes`"},
		{"help list", 2, "", "did you mean `lootlens help export`"},
		{"help demo sreve", 2, "", "did you mean `lootlens demo serve`"},
		{"help export x", 2, "", "`lootlens export` has no subcommands"},
		{"help nonsense", 2, "", "there are the topics query, environment, .* and the commands characters, "},
		{"completion", 2, "", "SHELL is missing: give bash, zsh, fish, powershell"},
		{"completion bash x", 2, "", "one argument too many"},
		{"completion fihs", 2, "", "there is no completion for \"fihs\": did you mean fish"},
		{"config pth", 2, "", "did you mean `lootlens config path`"},
		{"list 1250", 2, "", "unknown command \"list\": did you mean `lootlens export`"},
		{"search Nova x", 2, "", "did you mean `lootlens players`"},
		{"-- export", 2, "", "standard input is none"},
		{"--help", 0, "PLAYER is a player id.*EXAMPLES.*lootlens demo.*--base-url", ""},
		{"demo serve --help", 0, "EXAMPLES", ""},
		{"--chracter 4", 2, "", "unknown flag --chracter: did you mean --character\\? \\(see `lootlens --help`\\)\n$"},
		{"demo --itms 4", 2, "", "did you mean --items\\? \\(see `lootlens demo --help`\\)\n$"},
		{"--nonsense", 2, "", "unknown flag --nonsense \\(see"},
		{"--key=" + liveKey, 2, "", "the command line takes no server key"},
		{"--server-key " + liveKey, 2, "", "the command line takes no server key"},
		{liveKey, 2, "", "the command line takes no server key"},
		{"config " + liveKey, 2, "", "looks like a server key"},
		{"--timeout", 2, "", "flag needs an argument"},
		{"--timeout soon config", 2, "", ": --timeout must be a duration"},
		{"--count 0 config", 2, "", ": --count must be a number from 1 to 200"},
		{"--theme drak config", 2, "", `: --theme must be one of auto, dark, light, high-contrast, colour-blind, terminal: did you mean "dark"\?`},
		{"--base-url https://u:SECRET@host config", 2, "", "without user name"},
		{"--base-url http://example.com doctor", 2, "fail  client +the base URL example.com is not encrypted", ""},
		{"--base-url https://a.b --domain-key x config", 2, "", "mutually exclusive"},
		{"--profile nope config", 2, "", "--profile: there is no such profile"},
		{"exprot 363", 2, "", "did you mean `lootlens export`"},
		{"doctr", 2, "", "did you mean `lootlens doctor`\\? A player of that name is `lootlens name:doctr`"},
		{"demo sreve", 2, "", "did you mean `lootlens demo serve`"},
		{"363 364", 2, "", `"364" is one argument too many`},
		{"363 --character 1 --hero 2", 2, "", "give one"},
		{"--character 1", 2, "", "give PLAYER too"},
		{"363 --character x", 2, "", "--character: \"x\" is not an id"},
		{"363 --instance x", 2, "", "--instance: not an instance id"},
		{"--instance 5", 2, "", "give PLAYER too"},
		{"363 --universal", 2, "", "leave PLAYER out"},
		{"name:", 2, "", "PLAYER is empty"},
		{"363", 2, "", "standard input is none: `lootlens --plain` answers in lines, and `lootlens export PLAYER`"},
		{"demo", 2, "", "standard input is none: `lootlens --plain` answers in lines, and `lootlens export PLAYER`"},
		{"demo --fault nonsense", 2, "", "--fault: "},
		{"demo --items -1", 2, "", "--items: "},
		{"demo serve --profile stage", 2, "", "the demo serves itself: leave --profile out"},
		{"demo serve --background --base-url https://a.b", 2, "", "the demo serves itself: leave --base-url out"},
		{"demo serve --addr 0.0.0.0:0", 2, "", "--addr: give an address of this machine"},
		{"demo serve --addr 127.0.0.1:1x", 2, "", "--addr: give an address of this machine"},
		{"man", 0, "\n\\.SH EXIT STATUS\n", ""},
		{"login", 2, "", "pipe the key in with --stdin"},
	} {
		t.Run(c.args, func(t *testing.T) {
			t.Parallel()
			mine := *b
			mine.t = t
			mine.call(strings.Fields(c.args)...).want(t, c.code, c.stdout, c.stderr)
		})
	}
}

// A table in a pipe is cut only where COLUMNS is a width.
func TestTableInAPipe(t *testing.T) {
	t.Parallel()
	b := toDouble(t)
	export := func() string { // of what no clock changes
		return b.call("export", "1250", "--format", "table", "--columns", "instance_id,name,context,uuid,storage").stdout
	}
	whole := export()
	for _, columns := range []string{"", "0", "-5", "wide"} {
		b.env["COLUMNS"] = columns
		if got := export(); got != whole {
			t.Errorf("COLUMNS=%s cuts: %.300s", columns, got)
		}
	}
	b.env["COLUMNS"] = "60"
	if got := export(); !strings.Contains(got, "…") {
		t.Errorf("COLUMNS=60 cuts nothing: %.300s", got)
	}
}

// Nobody should have to scroll sideways: in a pipe, help fits 80 cells or COLUMNS, and
// no line ends with blanks.
func TestHelpFits(t *testing.T) {
	t.Parallel()
	for columns, width := range map[string]int{"": 80, "100": 100} {
		var paths []string
		var look func(*cobra.Command)
		look = func(c *cobra.Command) {
			paths = append(paths, strings.TrimPrefix(strings.TrimPrefix(c.CommandPath(), "lootlens"), " "))
			for _, sub := range c.Commands() {
				look(sub)
			}
		}
		env, _ := fake(nil)
		look(newRoot(env))
		widest := 0
		for _, path := range paths {
			prog, out := fake(map[string]string{"COLUMNS": columns})
			if code := run(prog, append(strings.Fields(path), "--help")); code != 0 {
				t.Fatalf("%s --help: exit code %d, %s", path, code, out)
			}
			for line := range strings.Lines(out.String()) {
				line = strings.TrimSuffix(line, "\n")
				n := utf8.RuneCountInString(line)
				if widest = max(widest, n); n > width || strings.HasSuffix(line, " ") {
					t.Errorf("COLUMNS=%s %s --help: %d cells: %q", columns, path, n, line)
				}
			}
		}
		if widest < width-10 {
			t.Errorf("COLUMNS=%s: the widest line has %d cells", columns, widest)
		}
	}
}

func TestEveryCommandHasExamples(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	dir := filepath.Join(b.dir, "out")
	b.run("man", dir).want(t, 0, "", "")
	pages, err := filepath.Glob(filepath.Join(dir, "*.1"))
	if err != nil || len(pages) < 10 {
		t.Fatalf("%d pages, %v", len(pages), err)
	}
	for _, page := range pages {
		body, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, section := range []string{".TH ", ".SH NAME\n", ".SH SYNOPSIS\n", ".SH EXAMPLES\n", ".SH ENVIRONMENT\n", ".SH FILES\n", ".SH EXIT STATUS\n"} {
			if !strings.Contains(string(body), section) {
				t.Errorf("%s has no %q", filepath.Base(page), section)
			}
		}
		if strings.Contains(string(body), "earlier versions") {
			t.Errorf("%s shows a hidden flag", filepath.Base(page))
		}
		if mandoc, err := exec.LookPath("mandoc"); err == nil {
			if out, _ := exec.Command(mandoc, "-T", "lint", "-W", "warning", page).Output(); len(out) > 0 {
				t.Errorf("%s", out)
			}
			rendered, err := exec.Command(mandoc, "-T", "utf8", "-O", "width=78", page).Output()
			if err != nil {
				t.Error(err)
			}
			for line := range strings.Lines(string(overstruck.ReplaceAll(rendered, nil))) {
				if n := utf8.RuneCountInString(strings.TrimSuffix(line, "\n")); n > 80 {
					t.Errorf("%s: %d cells: %s", filepath.Base(page), n, line)
				}
			}
			if !strings.Contains(string(rendered), "\n         5  a local file") || !strings.Contains(string(rendered), "\n       130  interrupted") {
				t.Errorf("%s: the exit codes are not aligned", filepath.Base(page))
			}
		}
		// Lines that man does not break stay within 80 cells, 7 of them the margin.
		for block := range strings.SplitSeq(string(body), "\n.nf\n") {
			block, _, unbroken := strings.Cut(block, "\n.fi\n")
			for line := range strings.SplitSeq(block, "\n") {
				if n := utf8.RuneCountInString(strings.ReplaceAll(line, `\-`, "-")); unbroken && n > 73 {
					t.Errorf("%s: %d cells: %s", filepath.Base(page), n, line)
				}
			}
		}
	}
	body, _ := os.ReadFile(filepath.Join(dir, "lootlens.1"))
	for _, want := range []string{"\\fB\\-\\-base\\-url VALUE\\fP", `lootlens\-demo(1)`} {
		if !strings.Contains(string(body), want) {
			t.Errorf("lootlens.1 lacks %q", want)
		}
	}
}

// overstruck is how bold and underlined characters begin.
var overstruck = regexp.MustCompile(".\b")

// Every variable that the program reads is explained.
func TestEnvironmentIsComplete(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("*.go")
	more, err2 := filepath.Glob("config/*.go")
	if err != nil || err2 != nil || len(more) == 0 {
		t.Fatal(err, err2)
	}
	names := map[string]bool{"PAGER": true, "VISUAL": true, "EDITOR": true, "XDG_CONFIG_HOME": true}
	for _, file := range append(files, more...) {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`"(LOOT(?:LENS|LOCKER)_[A-Z_]+)"`).FindAllStringSubmatch(string(source), -1) {
			names[m[1]] = !strings.HasSuffix(file, "_test.go") && file != "completion.go" || names[m[1]]
		}
	}
	help := helpText("environment") + helpText("files")
	for name, used := range names {
		if used && !strings.Contains(help, name) {
			t.Errorf("%s is not explained", name)
		}
	}
}

func TestEscape(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		".SH evil":  `\&.SH evil`,
		"a\n'b\\n":  "a\n\\&'b\\en",
		"--a-b":     `\-\-a\-b`,
		"a . b ' c": "a . b ' c",
	} {
		if got := escape(in); got != want {
			t.Errorf("escape(%q) = %q, want %q", in, got, want)
		}
	}
}

// What a shell offers for PLAYER are the players that were opened before.
func TestCompletionOfPlayers(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	b.env["LOOTLOCKER_SERVER_KEY"] = stageKey
	id, err := models.ParsePlayerID("4711")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(b.dir, "state", "lootlens", "recents.json")
	for _, scope := range []string{recents.Scope(api.Stage, api.DefaultBaseURL, ""), recents.Scope(api.Demo, "", "")} {
		store := recents.Open(path, func() string { return scope })
		if _, err := store.Visit(models.Player{ID: id, Name: text.Of("Nova\x1b[2J")}, time.Now()); err != nil {
			t.Fatal(err)
		}
	}
	for _, command := range [][]string{{}, {"demo"}, {"export"}, {"verify"}, {"tail"}, {"characters"}} {
		b.run(append(append([]string{"__complete"}, command...), "4")...).want(t, 0, "(^|\n)4711\tNova␛.*:4", ".*")
	}
	b.env["LOOTLOCKER_SERVER_KEY"] = liveKey
	if r := b.run("__complete", "export", "4"); strings.Contains(r.stdout, "4711") {
		t.Errorf("a player of stage is offered for live: %s", r.stdout)
	}
	delete(b.env, "LOOTLOCKER_SERVER_KEY")
	b.run("__complete", "export", "4").want(t, 0, "4711\tNova", ".*")
}
