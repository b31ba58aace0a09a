package cli

import (
	"bytes"
	"os"
	"strings"
	"testing"
)

// A full disk is a failure of every command that writes, and is said.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	b := toDouble(t)
	if r := b.run("export", "1007", "-o", "old.json"); r.code != 0 {
		t.Fatal(r.stderr)
	}
	for i, args := range []string{
		"export 1007", "export 1007 --format json", "export 1007 --format csv --storage-columns", "export 1007 --format table", "export 1007 --format markdown",
		"export 1007 --sort name", "export 1007 -o /dev/full", "verify 1250 --query rarity:epic", "verify 1250 --query rarity:epic --format junit",
		"diff old.json", "diff old.json --format json", "players Nova", "players Nova --format json", "characters 1250", "characters 1250 --format json",
		"config", "config path", "config init --print", "version", "--version", "help", "help export", "help query", "--help", "export --help", "demo serve -h",
		"man", "completion bash", "completion --help", "doctor", "doctor --format json", "demo serve", "demo serve --background", "show 1007", "show 1007 --format json",
	} {
		if testing.Short() && i%4 > 0 {
			continue
		}
		full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
		if err != nil {
			t.Fatal(err)
		}
		var errs bytes.Buffer
		cmd := b.command(strings.Fields(args)...)
		cmd.Stdout, cmd.Stderr = full, &errs
		_ = cmd.Run()
		full.Close()
		if code := cmd.ProcessState.ExitCode(); code != exitLocal || !strings.Contains(errs.String(), "no space left on device") {
			t.Errorf("%s: exit code %d, stderr %q", args, code, errs.String())
		}
	}
	b.run("demo", "stop").want(t, 0, "", "no demo runs")
}
