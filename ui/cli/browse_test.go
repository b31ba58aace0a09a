package cli

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// What is wrong with a view is said before a terminal is asked for.
func TestViewUsage(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	b.env["LOOTLOCKER_SERVER_KEY"] = stageKey
	broken := filepath.Join(b.dir, "broken.json")
	good := filepath.Join(b.dir, "good.json")
	for name, body := range map[string]string{broken: "{]", good: `{"items":[{"instance_id":7}],"total":1}`} {
		if err := os.WriteFile(name, []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	const noTerminal = "standard input is none"
	for args, says := range map[string]string{
		"363 --sort colour":               `--sort: unknown column "colour"`,
		"363 --sort name:up":              `"up" is not a direction`,
		"363 --sort naem":                 "did you mean name",
		"--sort name":                     "--sort sorts an inventory: give PLAYER too",
		"--group":                         "--group arranges an inventory: give PLAYER too",
		"--query sword":                   "--query filters an inventory: give PLAYER too",
		"--baseline " + good:              "--baseline compares an inventory: give PLAYER too",
		"363 --baseline " + broken:        "--baseline " + broken + ": not an inventory",
		"demo 1250 --baseline " + broken:  "not an inventory",
		"363 --baseline " + good:          noTerminal,
		"363 --sort left:desc --group":    noTerminal,
		"--universal --sort server:desc":  noTerminal,
		"demo 1250 --instance 4 --group":  noTerminal,
		"demo --universal --sort rarity":  noTerminal,
		"363 --hero 3 --sort acquired":    noTerminal,
		"steam:7 --sort asset --query ab": noTerminal,
	} {
		b.call(strings.Fields(args)...).want(t, exitUsage, "", says)
	}
	b.call("363", "--baseline", good+"x").want(t, exitLocal, "", "--baseline "+good+"x: ")
	b.call("__complete", "1250", "--sort", "na").want(t, 0, "name\nname:desc\n", ".*")
	b.call("__complete", "demo", "1250", "--sort", "l").want(t, 0, "left\nleft:desc\n", ".*")
}

// All that the flags say reaches the browser.
func TestViewOfFlags(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "old.ndjson")
	if err := os.WriteFile(file, []byte(`{"instance_id":7}`+"\n"+`{"instance_id":9}`+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var o opening
	cmd := &cobra.Command{}
	o.add(cmd)
	if err := cmd.ParseFlags([]string{"--instance", "4", "--query", "sword", "--sort", "left:desc", "--group", "--baseline", file}); err != nil {
		t.Fatal(err)
	}
	got, err := o.start([]string{"1250"}, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	if got.Instance.String() != "4" || got.Query != "sword" || got.Rows.By.Word() != "left" || !got.Rows.Desc || !got.Rows.Grouped {
		t.Errorf("%+v", got)
	}
	if b := got.Baseline; b == nil || len(b.Items) != 2 || b.File != file || b.Name != file {
		t.Errorf("baseline %+v", b)
	}
}

// All flags of a game are repeated, and make it again.
func TestFlagsOfAGame(t *testing.T) {
	t.Parallel()
	var usual, given game
	flags := pflag.NewFlagSet("demo", pflag.ContinueOnError)
	usual.add(flags)
	if got := usual.flags(); got != nil {
		t.Errorf("%q of what nobody asked for", got)
	}
	args := []string{"--fault", "503", "--fault", "429:times=2", "--grant-every", "1m0s", "--items", "7", "--latency", "20ms", "--player-items", "3", "--players", "9"}
	flags = pflag.NewFlagSet("demo", pflag.ContinueOnError)
	given.add(flags)
	if err := flags.Parse(args); err != nil {
		t.Fatal(err)
	}
	if got := given.flags(); !slices.Equal(got, args) {
		t.Errorf("%q, want %q", got, args)
	}
	flags.VisitAll(func(f *pflag.Flag) {
		if !slices.Contains(given.flags(), "--"+f.Name) {
			t.Errorf("--%s is not repeated", f.Name)
		}
	})
}
