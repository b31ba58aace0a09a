package ui

import (
	"os"
	"path/filepath"
	"testing"
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
	ask := func() { r.keys("e", "ctrl+u"); r.typed(path); r.keys("enter"); r.waitFor("is there already") }
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

// From the choice of inventories the view before is the one that was left, as it was.
func TestTheViewThatWasLeftComesBack(t *testing.T) {
	t.Parallel()
	o, _ := options(t)
	r := run(t, o, 140, 40)
	defer r.stop()
	r.list()
	r.keys("j", "j", "j", "q")
	r.waitFor("Inventories")
	r.keys("[")
	r.waitFor(" 4/238 ")
}
