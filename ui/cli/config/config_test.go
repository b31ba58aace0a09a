package config

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/zalando/go-keyring"

	"lootlens/api"
)

func TestNearest(t *testing.T) {
	t.Parallel()
	names := []string{"export", "verify", "tail", "diff", "demo", "doctor"}
	for word, want := range map[string]string{
		"exprot": "export", "xport": "export", "verfy": "verify", "tial": "tail", "dif": "diff",
		"deom": "demo", "Nova": "", "363": "", "": "", "doc": "", "exports": "export", "dockter": "doctor",
	} {
		got, ok := Nearest(word, names)
		if got != want || ok != (want != "") {
			t.Errorf("Nearest(%q) = %q, %v, want %q", word, got, ok, want)
		}
	}
}

// The keyring of the system is asked through its library's own stand-in.
func TestSystemKeyring(t *testing.T) {
	keyring.MockInit()
	var ring SystemKeyring
	ctx := t.Context()
	if _, err := ring.Get(ctx, "a"); !errors.Is(err, ErrNotKept) {
		t.Errorf("an empty keyring: %v", err)
	}
	if err := ring.Set(ctx, "a", "key"); err != nil {
		t.Error(err)
	}
	if key, err := ring.Get(ctx, "a"); err != nil || key != "key" {
		t.Errorf("%q, %v", key, err)
	}
	if _, err := ring.Get(ctx, "b"); !errors.Is(err, ErrNotKept) {
		t.Errorf("another profile: %v", err)
	}
	if err := ring.Delete(ctx, "a"); err != nil {
		t.Error(err)
	}
	if err := ring.Delete(ctx, "a"); !errors.Is(err, ErrNotKept) {
		t.Errorf("deleted twice: %v", err)
	}
	keyring.MockInitWithError(errors.New("dbus \x1b[2J is away"))
	if _, err := ring.Get(ctx, "a"); !errors.Is(err, ErrNoKeyring) || strings.Contains(err.Error(), "\x1b") {
		t.Errorf("no keyring: %v", err)
	}
	keyring.MockInitWithError(errors.New("failed to unlock correct collection '/login'"))
	if _, err := ring.Get(ctx, "a"); !errors.Is(err, ErrLocked) {
		t.Errorf("locked: %v", err)
	}
}

// FuzzRead: no text crashes Read, and no error repeats a key.
func FuzzRead(f *testing.F) {
	f.Add(Template)
	f.Add("[profiles.a]\nkey = \"prod_SECRET0123456789\"\n")
	f.Add("[profiles.a]\nkey_command = [\"op\", \"\"]\ncolumns = [\"a\"]\n")
	f.Add("a.b.c = 1\n[[profiles]]\n[profiles.x.y]\n")
	f.Add("profiles = {a = {theme = \"dark\", page_size = 9}}\n\"\" = 1\n")
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, src string) {
		path := filepath.Join(dir, "config.toml")
		if err := os.WriteFile(path, []byte(src), 0o600); err != nil {
			t.Fatal(err)
		}
		file, err := Read(path)
		if err != nil {
			if strings.Contains(api.MaskKeys(err.Error()), "SECRET") {
				t.Errorf("a key is in %v", err)
			}
			return
		}
		for _, name := range append(file.Names(), "") {
			in := Input{File: file, Flag: func(flag string) (string, bool) { return name, flag == "profile" && name != "" },
				Getenv: func(string) string { return "" }}
			s, err := Resolve(in)
			if err == nil && (s.BaseURL.V == "" || s.Timeout.V <= 0 || s.Count.V < 1 || s.KeySource.V == "") {
				t.Errorf("%q resolves to %+v", src, s)
			}
		}
	})
}
