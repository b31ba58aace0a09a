package cli

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// go install in a checkout gives a program that runs, as the README says.
func TestInstall(t *testing.T) {
	t.Parallel()
	bin := t.TempDir()
	install := exec.CommandContext(t.Context(), "go", "install", ".")
	install.Dir = filepath.Join("..", "..")
	install.Env = append(os.Environ(), "GOBIN="+bin)
	if out, err := install.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	program := filepath.Join(bin, "lootlens")
	if runtime.GOOS == "windows" {
		program += ".exe"
	}
	out, err := exec.CommandContext(t.Context(), program, "--version").Output()
	if err != nil || !strings.HasPrefix(string(out), "lootlens ") {
		t.Errorf("%q, %v", out, err)
	}
}
