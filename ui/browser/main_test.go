package browser

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"lootlens/api/demo"
	"lootlens/keymap"
	"lootlens/ui/browser/picker"
	"lootlens/ui/browser/recents"
	"lootlens/ui/browser/requests"
	"lootlens/ui/cli/export"
	"lootlens/ui/internal/panetest"
)

// TestMain makes local time the same everywhere.
func TestMain(m *testing.M) {
	time.Local = time.UTC
	os.Exit(m.Run())
}

// clock is the time that everything in these tests happens at.
var clock = time.Unix(demo.Epoch, 0).UTC().Add(90 * time.Minute)

func fixed() time.Time { return clock }

// options are those of a browser on a double of its own.
func options(t testing.TB, faults ...demo.Fault) (Options, *demo.Server) {
	t.Helper()
	server, client := panetest.Double(t, demo.Options{Now: fixed})
	server.SetFaults(faults...)
	store := recents.Open(filepath.Join(stateFolder(t), "recents.json"), func() string { return "tests" })
	return Options{
		Client: client, Keys: keymap.Default(), Save: save, Examples: examples, Recents: store, Log: requests.NewLog(fixed), Theme: "dark", Demo: true, Now: fixed,
		Getenv: func(string) string { return "" }, Stdin: strings.NewReader(""), Stdout: io.Discard,
	}, server
}

// stateFolder is a folder that may still be written to when the test is over: a
// command that keeps a query is not waited for when the browser quits.
func stateFolder(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "lootlens")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		for range 20 {
			if os.RemoveAll(dir) == nil {
				return
			}
			time.Sleep(10 * time.Millisecond)
		}
	})
	return dir
}

// save is the save function of the command line.
func save(r SaveRequest) error {
	return export.Save(r.Path, r.Replace, r.Items, export.Options{Now: r.Meta.Time, Meta: r.Meta},
		export.Summary{Complete: r.Complete, Notice: r.Notice, Total: r.Total})
}

var examples = []picker.Example{
	{Text: "1250", What: "1,250 items, four characters, three heroes"},
	{Text: "20000", What: "the inventory that does not fit on a screen"},
	{Text: "Nova", What: "a name that several players carry"},
	{Text: "363", What: "the player of LootLocker's reference page"},
	{Text: "1337", What: "names that attack a terminal"},
}

// rig is the root in a real program without a terminal.
type rig struct {
	t       testing.TB
	m       *model
	p       *tea.Program
	ended   chan struct{}
	stopped bool
	server  *demo.Server // where start made it
}

// probe lets a test look at the model between two messages.
type probe struct{ *model }

type look struct {
	at   func(*model)
	done chan struct{}
}

func (p probe) Update(message tea.Msg) (tea.Model, tea.Cmd) {
	switch message := message.(type) {
	case look:
		message.at(p.model)
		close(message.done)
		return p, nil
	case tea.WindowSizeMsg:
		if message.Width == 0 {
			return p, nil // no terminal: the size is the test's
		}
	}
	return p, p.update(message)
}

// run starts a browser of w × h cells. It is stopped at the test's end.
func run(t testing.TB, o Options, w, h int) *rig {
	t.Helper()
	r := &rig{t: t, m: newModel(o), ended: make(chan struct{})}
	r.p = tea.NewProgram(probe{r.m}, tea.WithInput(nil), tea.WithOutput(o.Stdout), tea.WithoutSignals(), tea.WithWindowSize(w, h),
		tea.WithColorProfile(colorprofile.TrueColor))
	go func() {
		defer close(r.ended)
		if _, err := r.p.Run(); err != nil {
			t.Error(err)
		}
	}()
	t.Cleanup(r.stop)
	r.p.Send(tea.WindowSizeMsg{Width: w, Height: h})
	return r
}

// stop ends the program as its user would.
func (r *rig) stop() {
	if r.stopped {
		return
	}
	r.stopped = true
	r.p.Quit()
	select {
	case <-r.ended:
	case <-time.After(patience):
		r.t.Fatal("the browser does not quit")
	}
	r.m.close()
}

// look runs f while no message is handled.
func (r *rig) look(f func(*model)) {
	r.t.Helper()
	l := look{f, make(chan struct{})}
	r.p.Send(l)
	select {
	case <-l.done:
	case <-r.ended:
		r.t.Fatal("the browser has ended")
	case <-time.After(patience):
		r.t.Fatal("the browser does not answer")
	}
}

// patience is how long a test waits for what will not come. No test depends on it.
const patience = time.Minute

// until waits until the model is as wanted.
func (r *rig) until(what string, ok func(*model) bool) {
	r.t.Helper()
	// Each look draws the screen, so they come less and less often.
	pause := time.Millisecond
	for end := time.Now().Add(patience); ; pause = min(2*pause, 16*time.Millisecond) {
		var is bool
		r.look(func(m *model) { is = ok(m) })
		if is {
			return
		}
		if time.Now().After(end) {
			break
		}
		time.Sleep(pause)
	}
	r.look(func(m *model) { r.t.Errorf("waited for %s; the screen is\n%s", what, ansi.Strip(m.draw())) })
	r.t.FailNow()
}

// pasted pastes a text.
func (r *rig) pasted(s string) { r.p.Send(tea.PasteMsg{Content: s}) }

// waitFor waits until the screen holds all of these texts.
func (r *rig) waitFor(texts ...string) {
	r.t.Helper()
	r.until(fmt.Sprintf("%q", texts), func(m *model) bool {
		screen := ansi.Strip(m.draw())
		for _, text := range texts {
			if !strings.Contains(screen, text) {
				return false
			}
		}
		return true
	})
}

// keys presses keys by their names.
func (r *rig) keys(names ...string) {
	for _, name := range names {
		r.p.Send(panetest.KeyPress(name))
	}
}

// typed types a text.
func (r *rig) typed(s string) {
	for _, c := range s {
		r.keys(string(c))
	}
}
