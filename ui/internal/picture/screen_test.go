//go:build unix

package picture

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
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
	"lootlens/models/saved"
	"lootlens/ui/browser"
	"lootlens/ui/browser/msg"
	"lootlens/ui/browser/recents"
	"lootlens/ui/browser/requests"
	"lootlens/ui/cli/export"
	"lootlens/ui/internal/e2e/tty"
)

const width, height = 140, 40

// child holds the name of the picture for which the test's binary is to be the browser,
// and home the browser's folder.
const child, home = "LOOTLENS_PICTURE", "LOOTLENS_PICTURE_HOME"

// scene is one picture: how the browser starts, what is pressed, and what the screen
// holds then.
type scene struct {
	title string // of the window
	theme string
	query string // of the list; "" shows the picker
	keys  string // one key per character
	shows []string

	compared bool // with a baseline in which items differ
}

const rented = "rental:any -rarity:common"

var scenes = map[string]scene{
	"picker":     {"lootlens demo", "dark", "", "Nova", []string{"Open a player", "Nova"}, false},
	"list":       {"lootlens demo 1250 --query '" + rented + "'", "dark", rented, "jjj", []string{"Mirelle Ashdown", "all 1,250 loaded", " 4/37 ", "Description"}, false},
	"list-light": {"lootlens demo 1250 --query '" + rented + "' --theme light", "light", rented, "jjj", []string{"Mirelle Ashdown", "all 1,250 loaded", " 4/37 ", "Description"}, false},
	"query":      {"lootlens demo 1250", "dark", rented, "/ name:har", []string{"name:har"}, false},
	"search":     {"lootlens demo 1250", "dark", "helm", "F", []string{"8 of 8 inventories"}, false},
	"absent":     {"lootlens demo 1250", "dark", "helm rental:expired", "F", []string{"8 of 8 inventories", "No item matches"}, false},
	"groups":     {"lootlens demo 1250", "dark", rented, "x", []string{"assets", "all 1,250 loaded"}, false},
	"compare":    {"lootlens demo 1250 --baseline yesterday.json --query diff:any", "dark", "diff:any", "", []string{"Changed since the baseline"}, true},
}

func TestMain(m *testing.M) {
	name := os.Getenv(child)
	if name == "" {
		os.Exit(m.Run())
	}
	if err := browse(scenes[name], os.Getenv(home)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// The README's pictures are what the browser draws.
func TestScreens(t *testing.T) {
	for name, sc := range scenes {
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

// browse runs the browser on the demo's game, with a clock that does not move.
func browse(sc scene, home string) error {
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
	// The picker shows the address, which must be the same in every run.
	_, addr, _ := strings.Cut(base, "://")
	transport := &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "tcp", addr)
	}}
	client, err := api.New(api.Config{BaseURL: "http://127.0.0.1:8080", Transport: transport, Key: func(context.Context) (api.Key, error) { return key, nil }, PerMinute: -1, Now: now})
	if err != nil {
		return err
	}
	defer client.Close()
	o := browser.Options{
		Client: client, Keys: keymap.Default(), Recents: recents.Open(filepath.Join(home, "recents"), func() string { return "demo" }), Log: requests.NewLog(now),
		Theme: sc.theme, Demo: true, Environment: api.Demo, Now: now,
	}
	if sc.query != "" {
		o.Start = browser.Start{Refs: models.ParsePlayerRef("1250"), Holder: models.Holder{Kind: models.PlayerHolder}, HasHolder: true, Query: sc.query}
	}
	if sc.compared {
		if o.Start.Baseline, err = yesterday(ctx, client, home, now()); err != nil {
			return err
		}
	}
	return browser.Run(ctx, o)
}

// yesterday is a baseline that lacks two of the items of today, has two of others, and
// another source of some.
func yesterday(ctx context.Context, client *api.Client, home string, now time.Time) (*msg.Baseline, error) {
	player, err := models.ParsePlayerID("1250")
	if err != nil {
		return nil, err
	}
	holder := models.Holder{Kind: models.PlayerHolder, Player: player}
	var body bytes.Buffer
	body.WriteString(`{"total":1250,"items":[`)
	n := 0
	for page, err := range client.Walk(ctx, holder, api.WalkOptions{}) {
		if err != nil {
			return nil, err
		}
		for i := range page.Items {
			n++
			item := page.Items[i].AppendRaw(nil)
			switch n {
			case 5, 9:
				continue // granted since
			case 7, 12:
				item = bytes.Replace(item, []byte(`"instance_id":`), []byte(`"instance_id":1`), 1) // removed since
			case 3, 14, 20:
				item = bytes.Replace(item, []byte(`"acquisition_source":"`), []byte(`"acquisition_source":"old_`), 1)
			}
			if body.Len() > 30 {
				body.WriteByte(',')
			}
			body.Write(item)
		}
	}
	body.WriteString("]}")
	decoded, err := models.DecodePage(body.Bytes(), models.NewPool(), models.Origin{Fetched: now})
	if err != nil {
		return nil, err
	}
	var items []*models.Item
	for i := range decoded.Items {
		items = append(items, &decoded.Items[i])
	}
	path := filepath.Join(home, "yesterday.json")
	meta := saved.Meta{Holder: holder, Time: now, Until: now, Complete: true}
	if err := export.Save(path, false, items, export.Options{Now: now, Meta: meta}, export.Summary{Complete: true}); err != nil {
		return nil, err
	}
	b, err := browser.ReadBaseline(path, now)
	b.Name = "yesterday.json"
	return &b, err
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
