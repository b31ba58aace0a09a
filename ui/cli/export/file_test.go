package export_test

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
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
	io.WriteString(f, "new")
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
	io.WriteString(f, "half")
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
	io.WriteString(f, "half")
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
	io.WriteString(f, "new")
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
	io.WriteString(f, "gone")
	if err := f.Commit(); err != nil {
		t.Error(err)
	}
}

// The name of the temporary file is in no error: nobody has given it.
func TestErrorsNameTheFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	missing, out := filepath.Join(dir, "none", "out.csv"), filepath.Join(dir, "out.csv")
	start := func(create func(string) (*export.File, error)) *export.File {
		t.Helper()
		f, err := create(out)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(f.Abort)
		return f
	}
	_, noFolder := export.Create(missing)
	_, noSpool := export.CreateSpool(missing)
	_, noSpoolInside := export.CreateSpool(filepath.Join(dir, "none") + string(os.PathSeparator))
	closed := start(export.Create)
	closed.Abort()
	_, full := closed.Write([]byte("x"))
	spool := start(export.CreateSpool)
	spool.Abort()
	_, fullSpool := spool.Write([]byte("x"))
	taken := start(export.Create)
	if err := os.Mkdir(out, 0o700); err != nil {
		t.Fatal(err)
	}
	for what, c := range map[string]struct {
		err  error
		want string
	}{
		"no folder":         {noFolder, "cannot write " + missing + ": folder " + filepath.Dir(missing) + ": "},
		"no spool":          {noSpool, "cannot write " + missing + ": folder " + filepath.Dir(missing) + ": "},
		"no folder, inside": {noSpoolInside, "cannot write " + filepath.Join(dir, "none") + string(os.PathSeparator) + ": folder "},
		"write":             {full, "write " + out + ": "},
		"write a spool":     {fullSpool, "write " + out + ": "},
		"commit":            {taken.Commit(), "write " + out + ": "},
	} {
		if c.err == nil || !strings.HasPrefix(c.err.Error(), c.want) || strings.Contains(c.err.Error(), ".part") || strings.Contains(c.err.Error(), ".rows") {
			t.Errorf("%s: %v, want %s…", what, c.err, c.want)
		}
		if _, ok := errors.AsType[*fs.PathError](c.err); !ok {
			t.Errorf("%s: %v is no error of a file", what, c.err)
		}
	}
	if left := names(t, dir); len(left) != 1 {
		t.Errorf("left %v", left)
	}
}

func TestReadOnlyFileStays(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "out.csv")
	if err := os.WriteFile(name, []byte("old"), 0o400); err != nil {
		t.Fatal(err)
	}
	f, err := export.Create(name)
	if os.Geteuid() == 0 { // may write to it
		if err != nil {
			t.Fatal(err)
		}
		f.Abort()
	} else if !errors.Is(err, fs.ErrPermission) {
		t.Errorf("the error is %v", err)
	}
	if b, _ := os.ReadFile(name); string(b) != "old" {
		t.Errorf("the file has %q", b)
	}
}

func TestSpoolHasNoName(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, output := range []string{filepath.Join(dir, "out.parquet"), dir, dir + string(os.PathSeparator), os.DevNull} {
		f, err := export.CreateSpool(output)
		if err != nil {
			t.Fatal(err)
		}
		if inside := filepath.Dir(f.Regular().Name()) == dir; inside != (output != os.DevNull) {
			t.Errorf("%s has its rows in %s", output, f.Regular().Name())
		}
		f.Abort()
		if _, err := os.Stat(f.Regular().Name()); err == nil || len(names(t, dir)) > 0 {
			t.Errorf("%s leaves %s", output, f.Regular().Name())
		}
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
