//go:build unix

package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/charmbracelet/x/vt"

	"lootlens/ui/internal/e2e/tty"
)

const width, height = 140, 40

// child holds the name of the picture for which the test's binary is to be the browser,
// and home the browser's folder.
const child, home = "LOOTLENS_PICTURE", "LOOTLENS_PICTURE_HOME"

func TestMain(m *testing.M) {
	name := os.Getenv(child)
	if name == "" {
		os.Exit(m.Run())
	}
	if err := browse(readmePictures[name], os.Getenv(home), os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// The README's pictures are what the browser draws.
func TestScreens(t *testing.T) {
	for name, sc := range readmePictures {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			terminal := tty.Open(t, width, height, false)
			start(t, terminal, name)
			if sc.query == "" {
				terminal.WaitFor("Open a player")
			} else {
				terminal.WaitFor(" in 1,250")
			}
			terminal.Write(sc.keys)
			terminal.WaitFor(sc.shows...)
			check(t, terminal, name, sc)
		})
	}
}

// check compares the screen with the picture's file once nothing is under way: when the
// screen is as in the file, or does not change for two seconds.
func check(t *testing.T, terminal *tty.Terminal, name string, sc scene) {
	t.Helper()
	file := filepath.Join("testdata", name+".svg")
	want, err := os.ReadFile(file)
	if err != nil && !*update {
		t.Fatal(err)
	}
	palette := Dark
	if sc.theme == "light" {
		palette = Light
	}
	s := newScreen(t)
	var got []byte
	for still := 0; still < 40; time.Sleep(50 * time.Millisecond) {
		s.show(terminal.Raw())
		now := SVG(s.em, palette, sc.title)
		if !*update && bytes.Equal(now, want) {
			return
		}
		if still++; !bytes.Equal(now, got) {
			got, still = now, 0
		}
	}
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	t.Errorf("the browser does not draw what %s shows; run `go generate ./ui/internal/picture` to accept it\n%s", file, difference(string(want), string(got)))
}

// start runs the browser as a program of its own on a terminal until the test ends.
func start(t *testing.T, terminal *tty.Terminal, name string) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Env = []string{child + "=" + name, home + "=" + t.TempDir(), "PATH=" + os.Getenv("PATH"), "TERM=xterm-256color", "COLORTERM=truecolor", "LANG=C.UTF-8", "TZ=UTC"}
	cmd.Stdin, cmd.Stdout, cmd.Stderr = terminal.Program, terminal.Program, terminal.Program
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		terminal.Keys("ctrl+c")
		if err := cmd.Wait(); err != nil {
			t.Error(err)
		}
	})
}

// screen is an emulator to which what was written to a terminal is written again.
type screen struct {
	em    *vt.Emulator
	shown int // bytes
}

func newScreen(t *testing.T) *screen {
	s := &screen{em: vt.NewEmulator(width, height)}
	read := make(chan struct{})
	go func() {
		defer close(read)
		_, _ = io.Copy(io.Discard, s.em) // its answers to queries
	}()
	t.Cleanup(func() {
		_ = s.em.InputPipe().(io.Closer).Close()
		<-read
	})
	return s
}

func (s *screen) show(all []byte) {
	_, _ = s.em.Write(all[s.shown:])
	s.shown = len(all)
}
