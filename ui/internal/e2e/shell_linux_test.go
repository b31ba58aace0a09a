package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"lootlens/api/demo"
	"lootlens/ui/internal/e2e/tty"
)

// shells are the real ones, and how they start without files of their own. bash is
// always there, and .ci/run installs the others.
var shells = map[string]struct {
	args   []string
	begins string // until it has a prompt and knows the completion
}{
	"bash": {[]string{"--norc", "--noprofile", "-i"}, `PS1='$ '; eval "$(lootlens completion bash)"`},
	"zsh": {[]string{"-f", "-i"}, `fpath=(${(M)fpath:#*/(Completion|Base|Zsh|Unix)}); autoload -Uz compinit; compinit -u -D; ` +
		`PS1='$ '; eval "$(lootlens completion zsh)"`},
	"fish": {[]string{"--no-config", "-i"}, `function fish_prompt; echo '$ '; end; lootlens completion fish | source`},
}

// Completion works in the real shells: within quotes, for the second term of a query,
// with the shell's own quotes around what it inserts, and with a blank where a word is
// complete.
func TestShells(t *testing.T) {
	t.Parallel()
	base, stop, err := demo.Start(t.Context(), demo.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	for name, shell := range shells {
		path, err := exec.LookPath(name)
		if err != nil {
			if name == "bash" {
				t.Fatal(err)
			}
			t.Logf("%s is not installed", name)
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			home := t.TempDir()
			if err := os.WriteFile(filepath.Join(home, "afile"), nil, 0o600); err != nil {
				t.Fatal(err)
			}
			term := tty.Open(t, 120, 40, false)
			cmd := exec.Command(path, shell.args...)
			cmd.Dir = home
			cmd.Env = environment(home, map[string]string{"LOOTLENS_BASE_URL": base, "PATH": filepath.Dir(binary) + ":" + os.Getenv("PATH")})
			cmd.Stdin, cmd.Stdout, cmd.Stderr = term.Program, term.Program, term.Program
			cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() {
				_ = cmd.Process.Kill()
				_ = cmd.Wait()
			})
			term.Keys(shell.begins+"; echo REA''DY", "enter")
			term.WaitFor("READY\n")
			for _, c := range []struct {
				typed, want string
				others      map[string]string // of shells that quote in another way
			}{
				{`lootlens verif`, `lootlens verify Z`, nil},
				{`lootlens --theme d`, `lootlens --theme dark Z`, nil},
				{`lootlens export 1250 -o af`, `lootlens export 1250 -o afile Z`, nil},
				{`lootlens export 1250 --query a`, `lootlens export 1250 --query aZ`, nil}, // acquired:, active:, asset:
				{`lootlens export 1250 --query rarity:`, `lootlens export 1250 --query rarity:Z`, nil},
				{`lootlens export 1250 --query rari`, `lootlens export 1250 --query rarity:Z`, nil},
				{`lootlens export 1250 --query "rarity:epic na`, `lootlens export 1250 --query "rarity:epic name:Z`, nil},
				{`lootlens export 1250 --query 'rarity:epic -na`, `lootlens export 1250 --query 'rarity:epic -name:Z`, nil},
				{`lootlens export 1250 --query rarity:epic\ na`, `lootlens export 1250 --query rarity:epic\ name:Z`, nil},
				{`lootlens export 1250 --query "rarity:epic rental:run`, `lootlens export 1250 --query "rarity:epic rental:running" Z`, nil},
				{`lootlens export 1250 --query=rental:run`, `lootlens export 1250 --query=rental:running Z`, nil},
				{`lootlens export 1250 --query 'rental:not`, `lootlens export 1250 --query 'rental:"not started"' Z`,
					map[string]string{"fish": `lootlens export 1250 --query rental:\"not\ started\" Z`}},
				{`lootlens export 1250 --query "rental:not`, `lootlens export 1250 --query "rental:\"not started\"" Z`,
					map[string]string{"fish": `lootlens export 1250 --query rental:\"not\ started\" Z`}},
				{`lootlens export 1250 --query rental:not`, `lootlens export 1250 --query rental:\"not\ started\" Z`, nil},
				{`lootlens export 1250 --character 12501`, `lootlens export 1250 --character 12501 Z`, nil},
				{`lootlens export 1250 --hero 303`, `lootlens export 1250 --hero 303 Z`, nil},
				{`lootlens demo 1250 --character def`, `lootlens demo 1250 --character default Z`, nil},
				{`lootlens export 1250 --format csv --columns name,rari`, `lootlens export 1250 --format csv --columns name,rarityZ`,
					map[string]string{"fish": `lootlens export 1250 --format csv --columns name,rarity Z`}},
			} {
				want := c.want
				if other, ok := c.others[name]; ok {
					want = other
				}
				term.Keys("ctrl+u", "ctrl+l", c.typed, "tab", "Z")
				term.Until("the line "+want, func(screen string) bool {
					return strings.HasPrefix(screen, "$ "+want+"\n")
				})
			}
			term.Keys("ctrl+u", "ctrl+l", "lootlens show 1250 --hero ", "tab", "tab", "tab")
			if screen := term.WaitFor("301", "Ser Halloran", "303", "The Tin Marquis"); strings.Contains(screen, "Kestrel") || strings.Contains(screen, "afile") {
				t.Errorf("not only heroes are shown:\n%s", screen)
			}
		})
	}
}
