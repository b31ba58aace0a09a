package export_test

import (
	"os"
	"path/filepath"
	"testing"

	"lootlens/ui/cli/export"
)

// names are what is in a folder.
func names(t *testing.T, dir string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func TestFileAppearsWhole(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	name := filepath.Join(dir, "out.csv")
	f, err := export.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Abort()
	f.WriteString("new")
	if _, err := os.Stat(name); err == nil {
		t.Error("the name is there before the file is whole")
	}
	if err := f.Commit(); err != nil {
		t.Fatal(err)
	}
	f.Abort()
	if b, err := os.ReadFile(name); string(b) != "new" || len(names(t, dir)) != 1 {
		t.Errorf("%q, %v, %v", b, err, names(t, dir))
	}
}

func TestAbortKeepsWhatWasThere(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	name := filepath.Join(dir, "out.csv")
	os.WriteFile(name, []byte("old"), 0o600)
	f, err := export.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	f.WriteString("half")
	f.Abort()
	f.Abort()
	if b, _ := os.ReadFile(name); string(b) != "old" || len(names(t, dir)) != 1 {
		t.Errorf("%q, %v", b, names(t, dir))
	}
}

func TestKeepTakesAnotherName(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	name := filepath.Join(dir, "out.csv")
	os.WriteFile(name, []byte("old"), 0o600)
	f, err := export.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Abort()
	f.WriteString("half")
	kept, err := f.Keep()
	if err != nil || kept != name+".partial" {
		t.Fatal(kept, err)
	}
	half, _ := os.ReadFile(kept)
	if old, _ := os.ReadFile(name); string(old) != "old" || string(half) != "half" || len(names(t, dir)) != 2 {
		t.Errorf("%q, %q, %v", old, half, names(t, dir))
	}
}

func TestCommitKeepsModeAndLink(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	name, link := filepath.Join(dir, "real.csv"), filepath.Join(dir, "link.csv")
	os.WriteFile(name, []byte("old"), 0o640)
	if err := os.Symlink(name, link); err != nil {
		t.Fatal(err)
	}
	f, err := export.Create(link)
	if err != nil {
		t.Fatal(err)
	}
	f.WriteString("new")
	if err := f.Commit(); err != nil {
		t.Fatal(err)
	}
	info, _ := os.Lstat(link)
	real, _ := os.Stat(name)
	b, _ := os.ReadFile(name)
	if info.Mode()&os.ModeSymlink == 0 || real.Mode().Perm() != 0o640 || string(b) != "new" {
		t.Errorf("link %v, file %v, %q", info.Mode(), real.Mode(), b)
	}
}

func TestCreateRefuses(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, name := range []string{dir, filepath.Join(dir, "none", "out.csv"), filepath.Join(dir, "none") + "/"} {
		if _, err := export.Create(name); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
	if len(names(t, dir)) != 0 {
		t.Errorf("left %v", names(t, dir))
	}
}

func TestDeviceIsWrittenDirectly(t *testing.T) {
	t.Parallel()
	f, err := export.Create(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	f.WriteString("gone")
	if err := f.Commit(); err != nil {
		t.Error(err)
	}
}

func TestFormats(t *testing.T) {
	t.Parallel()
	for _, f := range export.Formats() {
		if got, err := export.ParseFormat(string(f)); got != f || err != nil {
			t.Errorf("%s: %s, %v", f, got, err)
		}
		if got, ok := export.FormatOf("a/B" + f.Extension()); got != f || !ok {
			t.Errorf("%s: %s", f.Extension(), got)
		}
	}
	if f, ok := export.FormatOf("a.jsonl"); f != export.NDJSON || !ok {
		t.Errorf("a.jsonl is %s", f)
	}
	if _, err := export.ParseFormat("yaml"); err == nil {
		t.Error("yaml is taken")
	}
	if f, ok := export.FormatOf("a.yaml"); ok {
		t.Errorf("a.yaml is %s", f)
	}
}
