//go:build unix

package picture

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/charmbracelet/x/vt"

	"lootlens/api"
	"lootlens/api/demo"
	"lootlens/keymap"
	"lootlens/models"
	"lootlens/ui/browser"
	"lootlens/ui/browser/recents"
	"lootlens/ui/browser/requests"
	"lootlens/ui/internal/e2e/tty"
)

const (
	width, height = 140, 46
	file          = "testdata/screen.svg"
	filter        = "rental:any -rarity:common"
	title         = "lootlens demo 1250 --query '" + filter + "'"
	selected      = "Hollow Harpoon" // rented, with a table in its description
)

// child is set where the test's binary is to be the browser.
const child = "LOOTLENS_PICTURE_HOME"

func TestMain(m *testing.M) {
	home := os.Getenv(child)
	if home == "" {
		os.Exit(m.Run())
	}
	if err := browse(home); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// The picture in the README is what the browser draws.
func TestScreen(t *testing.T) {
	t.Parallel()
	terminal := tty.Open(t, width, height, false)
	start(t, terminal)
	terminal.WaitFor("Mirelle Ashdown", "all 1,250 loaded", " 1/37 ", selected)
	for n := 2; !marked(terminal.Screen()); n++ {
		terminal.Keys("down")
		terminal.WaitFor(fmt.Sprintf(" %d/37 ", n))
	}
	terminal.WaitFor("Description")

	s := newScreen(t)
	want, err := os.ReadFile(file)
	if err != nil && !*update {
		t.Fatal(err)
	}
	var got []byte
	// What is still under way changes the screen: it has to become as wanted, or to
	// stand still where the picture is made.
	for still := 0; still < 40; time.Sleep(50 * time.Millisecond) {
		s.show(terminal.Raw())
		now := SVG(s.em, title)
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
	t.Errorf("the browser draws something else than %s shows; where that is meant, run `go generate ./ui/internal/picture`\n%s", file, difference(string(want), string(got)))
}

// marked reports whether the item is the selected one.
func marked(screen string) bool {
	for line := range strings.Lines(screen) {
		if strings.Contains(line, "▌") && strings.Contains(line, selected) {
			return true
		}
	}
	return false
}

// start runs the browser as a program of its own on a terminal until the test ends.
func start(t *testing.T, terminal *tty.Terminal) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Env = []string{child + "=" + t.TempDir(), "PATH=" + os.Getenv("PATH"), "TERM=xterm-256color", "COLORTERM=truecolor", "LANG=C.UTF-8", "TZ=UTC"}
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

// browse is the browser with the made-up game and a clock that stands still.
func browse(home string) error {
	now := func() time.Time { return time.Unix(demo.Epoch, 0).Add(9*time.Hour + 41*time.Minute) }
	ctx := context.Background()
	base, stop, err := demo.Start(ctx, demo.Options{Now: now})
	if err != nil {
		return err
	}
	defer stop()
	key, err := api.NewKey(demo.Key)
	if err != nil {
		return err
	}
	client, err := api.New(api.Config{BaseURL: base, Key: func(context.Context) (api.Key, error) { return key, nil }, PerMinute: -1, Now: now})
	if err != nil {
		return err
	}
	defer client.Close()
	return browser.Run(ctx, browser.Options{
		Client: client, Keys: keymap.Default(), Recents: recents.Open(filepath.Join(home, "recents"), func() string { return "demo" }), Log: requests.NewLog(now),
		Theme: "dark", Demo: true, Environment: api.Demo, Now: now,
		Start: browser.Start{Refs: models.ParsePlayerRef("1250"), Holder: models.Holder{Kind: models.PlayerHolder}, HasHolder: true, Query: filter},
	})
}

// screen shows what was written to a terminal, again.
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
