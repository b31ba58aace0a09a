//go:build unix

package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// reader is a program that shows a file and how it was started, until it is told its
// exit code.
const reader = `#!/bin/sh
trap 'echo GOT INT' INT
echo "$1" >"$HOME/opened"
stty -a | tr '\n' ' '
ls -ld "$1" "${1%/*}" | cut -c 1-10
env | grep -c -i -e server_key -e DEMO
tail -n 3 "$1"
echo run >>"$HOME/runs"
echo "READY $(grep -c run "$HOME/runs")"
until read code; do :; done
exit "$code"
`

func TestPagerAndEditor(t *testing.T) {
	t.Parallel()
	for name, variable := range map[string]string{"|": "PAGER", "ctrl+e": "EDITOR"} {
		t.Run(variable, func(t *testing.T) {
			t.Parallel()
			s := start(t, plan{
				args: []string{"1250", "--character", "12501"}, env: map[string]string{variable: `sh "$HOME/reader"`},
				prepare: func(home string) { writeFile(t, filepath.Join(home, "reader"), reader) },
			})
			s.WaitFor("Drakescale Helm")
			s.Keys("v")
			s.WaitFor("instance_id")
			s.Keys(name)
			screen := s.WaitFor("READY 1")
			if left := s.Left(); len(left) > 0 {
				t.Errorf("the other program's terminal has %q", left)
			}
			for _, want := range []string{" icanon", " echo", " isig", " opost", "-rw-------", "drwx------", "\n0\n", "\n}\n"} {
				if !strings.Contains(screen, want) {
					t.Errorf("the other program lacks %q:\n%s", want, screen)
				}
			}
			s.Keys("ctrl+c")
			s.WaitFor("GOT INT")
			s.Resize(100, 30)
			s.Keys("0", "enter")
			s.WaitFor("instance_id", "item 1") // the browser has the terminal, and its new size
			s.Keys("esc")
			s.press("j", " 2/")
			file, err := os.ReadFile(filepath.Join(s.home, "opened"))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := os.Stat(filepath.Dir(strings.TrimSpace(string(file)))); !os.IsNotExist(err) {
				t.Errorf("%s is left: %v", file, err)
			}
			// Of an item, without the view of its JSON; a program that fails is named.
			s.Keys(name)
			s.WaitFor("READY 2") // that of the first is still there
			s.Keys("3", "enter")
			s.WaitFor("failed: exit status 3", " 2/")
			s.quit()
		})
	}
}

func TestMissingPager(t *testing.T) {
	t.Parallel()
	s := start(t, plan{args: []string{"1250", "--character", "12501"}, env: map[string]string{"PAGER": "nosuchpager -R"}})
	s.WaitFor("INSTANCE")
	s.Keys(":", "pager", "enter")
	s.WaitFor("there is no program “nosuchpager -R”: set PAGER to one", "INSTANCE")
	s.quit()
}

// ctrl+z stops both programs, and fg goes on with both.
func TestSuspendInPager(t *testing.T) {
	t.Parallel()
	s := start(t, plan{
		args: []string{"1250", "--character", "12501"}, env: map[string]string{"PAGER": `sh "$HOME/reader"`},
		prepare: func(home string) { writeFile(t, filepath.Join(home, "reader"), reader) },
		shell:   `set -m; "$@"; echo HELD; read x; fg; echo ENDED $?`,
	})
	s.WaitFor("Drakescale Helm")
	s.Keys("|")
	s.WaitFor("READY")
	s.Keys("ctrl+z")
	s.WaitFor("HELD")
	s.Keys("enter")
	s.Keys("0", "enter")
	s.WaitFor("Drakescale Helm", "1/")
	s.Keys("ctrl+c")
	s.WaitFor("ENDED 0")
	if code := s.exit(); code != 0 {
		t.Errorf("exit code %d", code)
	}
}

// A signal that ends the browser ends the pager too, and no file is left.
func TestEndInPager(t *testing.T) {
	t.Parallel()
	s := start(t, plan{
		args: []string{"1250", "--character", "12501"}, env: map[string]string{"PAGER": `sh "$HOME/reader"`},
		prepare: func(home string) { writeFile(t, filepath.Join(home, "reader"), reader) },
	})
	s.WaitFor("INSTANCE")
	s.Keys("|")
	s.WaitFor("READY")
	s.signal(syscall.SIGTERM)
	if code := s.exit(); code != 130 {
		t.Errorf("exit code %d", code)
	}
	file, err := os.ReadFile(filepath.Join(s.home, "opened"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Dir(strings.TrimSpace(string(file)))); !os.IsNotExist(err) {
		t.Errorf("%s is left: %v", file, err)
	}
}

func writeFile(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}
