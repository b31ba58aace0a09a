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
	folder := t.TempDir()
	plain := &File{path: filepath.Join(folder, "config.toml")}
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
	// The folder is looked at, and so is that of the file behind a link.
	if err := os.Chmod(folder, 0o777); err != nil {
		t.Fatal(err)
	}
	if err := plain.trust(stat{mode: 0o600, uid: me}); !says(err, "other users can replace files") {
		t.Errorf("in a folder for everybody: %v", err)
	}
	if err := os.WriteFile(plain.path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	link := &File{path: filepath.Join(t.TempDir(), "link.toml")}
	if err := os.Symlink(plain.path, link.path); err != nil {
		t.Fatal(err)
	}
	if err := link.trust(stat{mode: 0o600, uid: me}); !says(err, "other users can replace files") {
		t.Errorf("a link into a folder for everybody: %v", err)
	}
}

func says(err error, want string) bool {
	if want == "" || err == nil {
		return want == "" && err == nil
	}
	return strings.Contains(err.Error(), want)
}
