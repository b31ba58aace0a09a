//go:build !windows

package config

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// trust refuses a file that another user owns or could change or replace, or, with
// a command in it, could read. info is of the open file.
func (f *File) trust(info fs.FileInfo) error {
	mode := info.Mode().Perm()
	switch {
	case owner(info) != os.Geteuid():
		return fmt.Errorf("%s belongs to another user, and it says where the server key goes: copy it to a file of your own", f.path)
	case mode&0o022 != 0:
		return fmt.Errorf("%s can be changed by other users, and it says where the server key goes: run `chmod go-w %s`", f.path, f.path)
	case mode&0o044 != 0 && f.hasCommand():
		return fmt.Errorf("%s holds a key_command and can be read by other users: run `chmod 600 %s`", f.path, f.path)
	}
	path, err := filepath.Abs(f.path)
	if err != nil {
		return err
	}
	return trustPath(path, map[string]bool{})
}

// trustPath refuses a path that another user could lead elsewhere: every folder down
// to the file is checked, and every folder on the way of a symbolic link.
func trustPath(path string, checked map[string]bool) error {
	if checked[path] {
		return nil
	}
	checked[path] = true
	folder := filepath.Dir(path)
	if folder != path {
		if err := trustPath(folder, checked); err != nil {
			return err
		}
	}
	if target, err := os.Readlink(path); err == nil {
		if filepath.IsAbs(target) {
			return trustPath(filepath.Clean(target), checked)
		}
		// A ".." in the target is above the real folder, not above the link to it.
		if folder, err = filepath.EvalSymlinks(folder); err != nil {
			return err
		}
		return trustPath(filepath.Join(folder, target), checked)
	}
	info, err := os.Stat(path)
	if err != nil || !info.IsDir() {
		return err
	}
	return trustFolder(path, info)
}

// trustFolder refuses a folder in which another user could replace a file. Where the
// sticky bit is set, as in /tmp, only owners can.
func trustFolder(folder string, info fs.FileInfo) error {
	switch {
	case owner(info) != os.Geteuid() && owner(info) != 0:
		return fmt.Errorf("the folder %s on the way to the config file belongs to another user, who could replace the file: move the file to a folder of your own", folder)
	case info.Mode().Perm()&0o022 != 0 && info.Mode()&fs.ModeSticky == 0:
		return fmt.Errorf("other users can replace files in %s, a folder on the way to the config file: run `chmod go-w %s`", folder, folder)
	}
	return nil
}

// owner is the user id of a file's owner.
func owner(info fs.FileInfo) int {
	if sys, ok := info.Sys().(*syscall.Stat_t); ok {
		return int(sys.Uid)
	}
	return -1
}

func (f *File) hasCommand() bool {
	for _, p := range f.profiles {
		if _, ok := p["key_command"]; ok {
			return true
		}
	}
	return false
}
