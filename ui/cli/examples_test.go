package cli

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"

	"lootlens/api"
	"lootlens/api/demo"
	"lootlens/api/history"
	"lootlens/models"
	"lootlens/models/query"
	"lootlens/ui/cli/config"
)

// exampleShifts move the clock of program and double from now. At the first, every example
// runs; at the others those that depend on dates.
var exampleShifts = []time.Duration{0, -300 * 24 * time.Hour, (1234*24 + 11) * time.Hour}

var dated = regexp.MustCompile(`<\d|rental|--sort left|acquired|gone|--at|--from|--since|--older`)

// notRun are the beginnings of the lines that are not run here, each with the reason.
var notRun = map[string]string{
	"docker ":                    "it needs Docker",
	"lootlens serve":             "it serves until it is interrupted: the tests of serve run it",
	"ssh ":                       "it needs an SSH server: the tests of serve run it",
	"go run . demo":              "the gate runs it on a terminal",
	"go test ./...":              "the gate runs it",
	"go run ./ui/internal/bench": "it measures for minutes",
	"go install .":               "TestInstall runs it",
	"lootlens demo serve --background --shell powershell": "TestDemoLinesInShells runs it where there is a PowerShell",
	"lootlens demo serve --background --shell fish":       "TestDemoLinesInShells runs it",
}

// browses matches the lines that open the browser, which needs a terminal, or prompt.
var browses = regexp.MustCompile(`^lootlens(( \d+| steam:\d+)?( --character \d+)?| --universal| demo( \d+)?( --(items|latency|fault|grant-every) \S+)*)$`)

// silent matches the lines that print nothing when all is well.
var silent = regexp.MustCompile(`(^|[ /])lootlens (history (on|off|forget|prune|vacuum)|demo stop|login|logout|config init$|man [^|]*$)| -o |>|^eval |^read |^export |^\$env:`)

// example is a block of lines that share a folder and variables.
type example struct {
	from  string
	lines []string
}

// examples are those of the README, of every command and of the help topics.
func examples(t *testing.T) (list []example) {
	t.Helper()
	readme, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	continued := regexp.MustCompile(` \\\n +`)
	for _, m := range regexp.MustCompile("(?ms)^```(?:sh|bash)\n(.*?)^```").FindAllStringSubmatch(string(readme), -1) {
		list = append(list, example{"README", strings.Split(continued.ReplaceAllString(m[1], " "), "\n")})
	}
	var walk func(*cobra.Command)
	walk = func(cmd *cobra.Command) {
		if cmd.Example != "" {
			list = append(list, example{cmd.CommandPath(), strings.Split(cmd.Example, "\n")})
		}
		for _, c := range cmd.Commands() {
			walk(c)
		}
	}
	walk(newRoot(&program{getenv: func(string) string { return "" }}))
	indented := regexp.MustCompile(`(?m)^ +((?:\./)?lootlens [^\n]*?|sqlite3 [^\n]*?)(?:  .*)?$`)
	toFillIn := strings.NewReplacer("PLAYER", fmt.Sprint(demo.PlayerLarge), "--history FILE …", "export 1007 --history own.db", "--instance ID", "--instance 110000011")
	err = fs.WalkDir(helpTexts, "help", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		e := example{from: path}
		text := continued.ReplaceAllString(helpText(strings.TrimSuffix(d.Name(), ".txt")), " ")
		for _, m := range indented.FindAllStringSubmatch(text, -1) {
			e.lines = append(e.lines, toFillIn.Replace(m[1]))
		}
		list = append(list, e)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for i := range list {
		list[i].lines = slices.DeleteFunc(list[i].lines, func(line string) bool {
			return strings.TrimSpace(line) == "" || strings.HasPrefix(line, "#") || slices.ContainsFunc(slices.Collect(maps.Keys(notRun)), func(p string) bool {
				return strings.HasPrefix(line, p)
			})
		})
	}
	return slices.DeleteFunc(list, func(e example) bool { return len(e.lines) == 0 })
}

// Every line that the README and the help show works and finds something in the made-up
// game, whatever the date is.
func TestExamples(t *testing.T) {
	t.Parallel()
	list := examples(t)
	lines := 0
	for _, e := range list {
		lines += len(e.lines)
	}
	if lines < 90 {
		t.Errorf("only %d lines were found", lines)
	}
	for _, shift := range exampleShifts {
		t.Run(shift.String(), func(t *testing.T) {
			t.Parallel()
			d := newExampleDouble(t, shift)
			for i, e := range list {
				if shift != 0 { // the others have run, but for what sets something up
					e.lines = slices.DeleteFunc(slices.Clone(e.lines), func(line string) bool { return !dated.MatchString(line) && !silent.MatchString(line) })
				}
				if shift == 0 || slices.ContainsFunc(e.lines, dated.MatchString) {
					t.Run(fmt.Sprintf("%s %d", e.from, i), func(t *testing.T) {
						t.Parallel()
						d.run(t, e)
					})
				}
			}
		})
	}
}

// exampleDouble is what the examples talk to, and the files that they read.
type exampleDouble struct {
	shift time.Duration
	base  string
	files map[string][]byte
}

func newExampleDouble(t *testing.T, shift time.Duration) *exampleDouble {
	t.Helper()
	server := demo.New(demo.Options{Now: func() time.Time { return wallClock().Add(shift) }, GrantEvery: time.Second, Players: 20})
	base, stop, err := server.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	d := &exampleDouble{shift, base, map[string][]byte{
		"players.txt": []byte("1250\n1007\nname:bastion\n"),
		"checks.toml": []byte("[checks.grant]\nquery = \"storage.level:>9\"\n"),
		"event.csv":   []byte("player_id,mail\n1250,a@b.example\n1007,c@d.example\n"),
	}}
	b := d.box(t)
	for name, args := range map[string]string{
		"old.json": "1250 --query -asset:5001", "new.json": "1250", "before.ndjson": "363 --query rarity:epic",
	} {
		b.run(append([]string{"export", "-o", name}, strings.Fields(args)...)...).want(t, 0, "", "")
		d.keep(t, b, name, name)
	}
	d.keepPast(t, b, server)
	return d
}

// keep makes a file of the box one that the examples read.
func (d *exampleDouble) keep(t *testing.T, b *box, name, as string) {
	t.Helper()
	body, err := os.ReadFile(filepath.Join(b.dir, name))
	if err != nil {
		t.Fatal(err)
	}
	d.files[as] = body
}

// keepPast records the made-up past of two players.
func (d *exampleDouble) keepPast(t *testing.T, b *box, server *demo.Server) {
	t.Helper()
	store, err := history.Open(t.Context(), filepath.Join(b.dir, "made.db"))
	if err != nil {
		t.Fatal(err)
	}
	key, err := api.NewKey(demo.Key)
	if err != nil {
		t.Fatal(err)
	}
	book, err := store.In(t.Context(), history.Scope{BaseURL: d.base, Key: key.Fingerprint()})
	if err != nil {
		t.Fatal(err)
	}
	for _, player := range []uint64{demo.PlayerLarge, demo.PlayerSmall} {
		id, err := models.ParsePlayerID(fmt.Sprint(player))
		if err == nil {
			err = (&demoPast{server: server, book: book}).fill(t.Context(), id)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	d.keep(t, b, "made.db", "data/lootlens/history.db")
}

// box is a home with the files, whose program talks to the double and has its clock.
func (d *exampleDouble) box(t *testing.T) *box {
	t.Helper()
	b := newBox(t)
	maps.Copy(b.env, map[string]string{
		testShift: d.shift.String(), "LOOTLENS_BASE_URL": d.base, config.KeyVariable: demo.Key, "EDITOR": "echo",
		"PATH": filepath.Join(b.dir, "bin") + string(filepath.ListSeparator) + os.Getenv("PATH"),
	})
	for name, body := range d.files {
		b.file(name, string(body), 0o600)
	}
	// A password manager, and the program in the PATH.
	b.file("bin/op", "#!/bin/sh\necho "+demo.Key+"\n", 0o700)
	self, err := filepath.Abs(os.Args[0])
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(self, filepath.Join(b.dir, "bin", "lootlens")); err != nil {
		t.Fatal(err)
	}
	return b
}

// run runs the lines of an example in one shell.
func (d *exampleDouble) run(t *testing.T, e example) {
	t.Helper()
	b := d.box(t)
	t.Cleanup(b.stopDemos)
	if slices.ContainsFunc(e.lines, func(line string) bool { return strings.Contains(line, "--profile live") }) {
		b.config("[profiles.live]\nbase_url = \"" + d.base + "\"\n")
	}
	if e.from == "lootlens snapshot" || e.from != "lootlens history on" && slices.ContainsFunc(e.lines, dated.MatchString) {
		b.env["LOOTLENS_HISTORY"] = filepath.Join(b.dir, "data", "lootlens", "history.db")
	}
	var script strings.Builder
	for i, line := range e.lines {
		command, _, _ := strings.Cut(line, "  #")
		if command = strings.TrimSpace(command); browses.MatchString(command) {
			args := strings.Fields(command)[1:]
			if code, screen := b.onTerminal("", "", args...); code != 0 || !strings.Contains(screen, "holder=") {
				t.Errorf("%s: exit code %d, %q", line, code, screen)
			}
			continue
		}
		if strings.HasPrefix(command, "lootlens login") && !strings.Contains(command, "--stdin") {
			if code, screen := b.onTerminal("it is not shown", demo.Key+"\r", strings.Fields(command)[1:]...); code != 0 {
				t.Errorf("%s: exit code %d, %q", line, code, screen)
			}
			continue
		}
		if command == "lootlens config init" {
			command = "rm -f lootlens/config.toml; " + command
		}
		if strings.Contains(command, "lootlens tail") && !strings.Contains(command, "--limit") {
			command = "timeout -s INT 4 " + command + " || [ $? -le 130 ]"
		}
		fmt.Fprintf(&script, "{ %s\n} >out.%d 2>err.%[2]d <input; echo $? >code.%[2]d\n", command, i)
	}
	b.file("input", demo.Key+"\n", 0o600)
	cmd := b.command("-k", "1", "100", "bash", "-o", "pipefail", "-c", script.String())
	var err error
	if cmd.Path, err = exec.LookPath("timeout"); err != nil {
		t.Fatal(err)
	}
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v: %s", err, out)
	}
	for i, line := range e.lines {
		read := func(name string) string {
			body, _ := os.ReadFile(filepath.Join(b.dir, fmt.Sprintf("%s.%d", name, i))) // no file: it was on a terminal
			return strings.TrimSpace(string(body))
		}
		code, out := read("code"), read("out")
		if code == "" || code == "127" && strings.Contains(read("err"), "command not found") { // a program that is not installed
			continue
		}
		if code == "141" && out != "" { // of a pipe to head
			code = "0"
		}
		if code != "0" && !(code == "1" && strings.Contains(line, "lootlens diff")) || out == "" && !silent.MatchString(line) {
			t.Errorf("%s\nexit code %s\n%.600s\n%s", line, code, out, read("err"))
		}
	}
}

// Each example of the query language finds something in the made-up game.
func TestQueryExamplesFindSomething(t *testing.T) {
	t.Parallel()
	for _, shift := range exampleShifts {
		t.Run(shift.String(), func(t *testing.T) {
			t.Parallel()
			now := func() time.Time { return wallClock().Add(shift) }
			b := newBox(t)
			base, stop, err := demo.Start(t.Context(), demo.Options{Now: now})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(stop)
			b.env["LOOTLENS_BASE_URL"], b.env[config.KeyVariable], b.env[testShift] = base, demo.Key, shift.String()
			examples := []string{"name:harpoon acquired:<30d"} // of the README's tour
			for _, f := range query.Fields() {
				switch f.Name {
				case "new", "changed", "removed", "diff", "seen", "gone", "first", "last": // they need a baseline, or recorded looks
				default:
					examples = append(examples, f.Example)
				}
			}
			for _, example := range examples {
				player := fmt.Sprint(demo.PlayerLarge)
				if strings.HasPrefix(example, "istorage") { // a request an item
					player = fmt.Sprint(demo.PlayerReference)
				}
				b.call("export", player, "--query", example, "--format", "csv", "--columns", "instance_id").
					want(t, exitDone, `^instance_id\r\n\d+`, "")
			}
		})
	}
}
