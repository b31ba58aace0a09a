package browser

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"lootlens/api/demo"
)

// A file that is there is replaced only when that was asked for.
func TestSaveReplacesNothingUnasked(t *testing.T) {
	t.Parallel()
	o, _ := options(t)
	r := run(t, o, 140, 40)
	defer r.stop()
	r.list()
	path := filepath.Join(t.TempDir(), "s.ndjson")
	const old = "yesterday's"
	if err := os.WriteFile(path, []byte(old), 0o600); err != nil {
		t.Fatal(err)
	}
	is := func() string {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	ask := func() { r.keys("e", "ctrl+u"); r.pasted(path); r.keys("enter"); r.waitFor("exists") }
	ask()
	r.keys("esc")
	r.waitFor("esc back")
	if is() != old {
		t.Fatal("replaced unasked")
	}
	ask()
	r.keys("enter")
	r.waitFor("saved 238 items")
	if is() == old {
		t.Error("not replaced when asked")
	}
}

// A name that will not do stays in its field, which says what is wrong with it until
// it changes.
func TestANameThatWillNotDoIsKept(t *testing.T) {
	t.Parallel()
	o, _ := options(t)
	r := run(t, o, 140, 40)
	defer r.stop()
	r.list()
	dir := t.TempDir()
	broken := filepath.Join(dir, "broken.json")
	if err := os.WriteFile(broken, []byte("{]"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ key, path, says string }{
		{"e", "report.xlsx", "the name must end in .json"},
		{"e", filepath.Join(dir, "none", "x.json"), "cannot write there: no such file"},
		{"e", dir + ".json/", "the name must end in"},
		{"B", filepath.Join(dir, "none.json"), "no such file"},
		{"B", broken, "not an inventory"},
		{"B", dir, "is a directory"},
	} {
		r.keys(tt.key, "ctrl+u")
		r.pasted(tt.path)
		r.keys("enter")
		r.waitFor(tt.says)
		r.look(func(m *model) {
			if p, ok := m.top().(*prompt); !ok || p.in.Value() != tt.path {
				t.Errorf("%s %s: the field is closed, or holds something else: %v", tt.key, tt.path, p)
			}
		})
		r.keys("x")
		r.until("the complaint to go with the change", func(m *model) bool { return m.top().(*prompt).problem == "" })
		r.keys("esc")
	}
	// Corrected in place.
	path := filepath.Join(dir, "s.txt")
	r.keys("e", "ctrl+u")
	r.pasted(path + "x")
	r.keys("enter")
	r.waitFor("the name must end in")
	r.keys("backspace", "enter")
	r.waitFor("saved 238 items")
}

// After the copy key a letter that copies nothing says so, and the next may.
func TestALetterThatCopiesNothingSaysSo(t *testing.T) {
	t.Parallel()
	o, _ := options(t)
	r := run(t, o, 140, 40)
	defer r.stop()
	r.list()
	r.keys("y", "z")
	r.waitFor("z copies nothing", "instance id")
	r.keys("tab")
	r.waitFor("tab copies nothing")
	r.keys("i")
	r.waitFor("Copied the instance id 111000001")
	r.keys("y", "esc")
	r.until("the menu to close", func(m *model) bool { return m.top() == nil })
	r.keys("y")
	r.until("a menu without the old complaint", func(m *model) bool {
		menu, ok := m.top().(*copyMenu)
		return ok && menu.unknown == ""
	})
}

// A file that was read to compare one inventory with is not compared with another.
func TestABaselineIsForTheViewItWasOpenedIn(t *testing.T) {
	t.Parallel()
	o, _ := options(t)
	path := filepath.Join(t.TempDir(), "export.ndjson")
	if err := os.WriteFile(path, []byte("{\"instance_id\":1}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	r := run(t, o, 140, 40)
	of := holdersOf(t)
	r.open(of[1])
	r.waitFor("12501", "loaded")
	var late tea.Cmd
	r.look(func(m *model) { late = m.openBaseline(path) })
	r.open(of[2])
	r.waitFor("12502", "loaded")
	r.p.Send(late())
	r.look(func(m *model) {
		if got := m.items.Baseline(); got != "" {
			t.Errorf("compared with %s", got)
		}
		late = m.openBaseline(path)
	})
	r.p.Send(late())
	r.waitFor("compared with")
}

// Whoever has gone on is told that a file was there, and not asked: what is on the screen
// by then may be another inventory.
func TestAFileThatIsThereInterruptsNobody(t *testing.T) {
	t.Parallel()
	o, _ := options(t)
	r := run(t, o, 140, 40)
	r.list()
	r.keys("q")
	r.waitFor("Inventories")
	r.p.Send(savedMsg{SaveRequest{Path: "x.json"}, fs.ErrExist})
	r.waitFor("x.json exists: nothing is saved", "Inventories")
	r.look(func(m *model) {
		if m.top() != nil {
			t.Errorf("overlay %T is open", m.top())
		}
	})
}

// The field for the name says how many items will be saved, also where more come while the name is typed.
func TestSaveCountsWhatComes(t *testing.T) {
	t.Parallel()
	r := start(t, 140, 40)
	r.list()
	r.server.SetFaults(demo.Fault{Kind: demo.KindSlow, Wait: 200 * time.Millisecond, Path: "/inventory"})
	r.keys("a", "e")
	r.waitFor("save 238 items (not all is loaded")
	r.waitFor("save 412 items")
}
