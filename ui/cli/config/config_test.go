package config

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/zalando/go-keyring"

	"lootlens/api"
)

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

// Without a session bus the keyring is not asked: its library would start a bus, and
// nothing would end that.
func TestKeyringWithoutBus(t *testing.T) {
	switch runtime.GOOS {
	case "darwin", "windows":
		return // there is no bus there
	}
	keyring.MockInit()
	if err := (SystemKeyring{}).Set(t.Context(), "a", "key"); err != nil {
		t.Fatal(err)
	}
	folder, bus := t.TempDir(), t.TempDir()
	if err := os.WriteFile(filepath.Join(bus, "bus"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, address, runtime string
		want                   error
	}{
		{"nothing is set", "", "", ErrNoKeyring},
		{"the bus would be started", "autolaunch:", "", ErrNoKeyring},
		{"the bus would be started for a display", "autolaunch:scope=*window-session", bus, ErrNoKeyring},
		{"a folder without a bus", "", folder, ErrNoKeyring},
		{"a folder with a bus", "", bus, nil},
		{"an address", "unix:path=/run/user/1000/bus", "", nil},
	} {
		ring := SystemKeyring{Getenv: func(name string) string {
			return map[string]string{"DBUS_SESSION_BUS_ADDRESS": c.address, "XDG_RUNTIME_DIR": c.runtime}[name]
		}}
		_, err := ring.Get(t.Context(), "a")
		if !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
		if err := ring.Set(t.Context(), "a", "key"); !errors.Is(err, c.want) {
			t.Errorf("%s, set: %v, want %v", c.name, err, c.want)
		}
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
