//go:build !windows

package config

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// stat is what a file system says of a file of some user's.
type stat struct {
	fs.FileInfo
	mode fs.FileMode
	uid  int
}

func (s stat) Mode() fs.FileMode { return s.mode }
func (s stat) Sys() any          { return &syscall.Stat_t{Uid: uint32(s.uid)} }

// The config says where the server key is sent: only its user may be able to change or
// replace it, and read it where it holds a command.
func TestTrust(t *testing.T) {
	t.Parallel()
	me, other := os.Geteuid(), os.Geteuid()+1
	plain := &File{path: filepath.Join(t.TempDir(), "config.toml")}
	if err := os.WriteFile(plain.path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	command := &File{path: plain.path, profiles: map[string]map[string]entry{"a": {"key_command": {}}}}
	for _, c := range []struct {
		file *File
		stat stat
		want string
	}{
		{plain, stat{mode: 0o644, uid: me}, ""},
		{plain, stat{mode: 0o600, uid: other}, "belongs to another user"},
		{plain, stat{mode: 0o664, uid: me}, "can be changed by other users"},
		{plain, stat{mode: 0o602, uid: me}, "can be changed by other users"},
		{command, stat{mode: 0o600, uid: me}, ""},
		{command, stat{mode: 0o644, uid: me}, "can be read by other users"},
		{command, stat{mode: 0o600, uid: other}, "belongs to another user"},
	} {
		if err := c.file.trust(c.stat); !says(err, c.want) {
			t.Errorf("a file of %d with mode %o: %v, want %q", c.stat.uid, c.stat.mode, err, c.want)
		}
	}
	for _, c := range []struct {
		stat stat
		want string
	}{
		{stat{mode: 0o755, uid: me}, ""},
		{stat{mode: 0o755, uid: 0}, ""},
		{stat{mode: 0o755, uid: max(other, 1)}, "belongs to another user"},
		{stat{mode: 0o777, uid: me}, "other users can replace files"},
		{stat{mode: 0o775, uid: 0}, "other users can replace files"},
		{stat{mode: 0o777 | fs.ModeSticky, uid: 0}, ""},
	} {
		if err := trustFolder("folder", c.stat); !says(err, c.want) {
			t.Errorf("a folder of %d with mode %v: %v, want %q", c.stat.uid, c.stat.mode, err, c.want)
		}
	}
}

// A folder that others can write to, anywhere on the way to the file, lets them
// replace it: above the file, behind a link, or behind a link to a link.
func TestTrustOfEveryFolderOnTheWay(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		open, path string
		refused    bool
	}{
		{".", "a/b/config.toml", true},
		{"a", "a/b/config.toml", true},
		{"a/b", "a/b/config.toml", true},
		{"b", "a/b/config.toml", false},
		{"b", "b/../a/b/./config.toml", false},
		{"a/b", "b/../a/b/./config.toml", true},
		{"a", "link/config.toml", true},
		{"a/b", "link/config.toml", true},
		{"b", "link/config.toml", true},
		{"a", "linked.toml", true},
		{"b", "linked.toml", true},
	} {
		root := t.TempDir()
		if err := os.MkdirAll(filepath.Join(root, "a", "b"), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.Mkdir(filepath.Join(root, "b"), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(root, "a", "b", "config.toml"), nil, 0o600); err != nil {
			t.Fatal(err)
		}
		for name, target := range map[string]string{
			"link": filepath.Join(root, "b", "link"), "b/link": "../a/b",
			"linked.toml": "b/linked.toml", "b/linked.toml": "../a/b/config.toml",
		} {
			if err := os.Symlink(target, filepath.Join(root, name)); err != nil {
				t.Fatal(err)
			}
		}
		open := filepath.Join(root, c.open)
		if err := os.Chmod(open, 0o777); err != nil {
			t.Fatal(err)
		}
		want := ""
		if c.refused {
			want = "other users can replace files in " + open + ","
		}
		if _, err := Read(root + "/" + c.path); !says(err, want) {
			t.Errorf("%s with %s open to all: %v, want %q", c.path, c.open, err, want)
		}
	}
}

func says(err error, want string) bool {
	if want == "" || err == nil {
		return want == "" && err == nil
	}
	return strings.Contains(err.Error(), want)
}
