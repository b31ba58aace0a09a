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
	folders := []string{filepath.Dir(f.path)}
	if target, err := filepath.EvalSymlinks(f.path); err == nil && filepath.Dir(target) != folders[0] {
		folders = append(folders, filepath.Dir(target))
	}
	for _, folder := range folders {
		info, err := os.Stat(folder)
		if err == nil {
			err = trustFolder(folder, info)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// trustFolder refuses a folder in which another user could replace a file. Where the
// sticky bit is set, as in /tmp, only owners can.
func trustFolder(folder string, info fs.FileInfo) error {
	switch {
	case owner(info) != os.Geteuid() && owner(info) != 0:
		return fmt.Errorf("the folder %s of the config file belongs to another user, who could replace the file: move the file to a folder of your own", folder)
	case info.Mode().Perm()&0o022 != 0 && info.Mode()&fs.ModeSticky == 0:
		return fmt.Errorf("other users can replace files in %s, the folder of the config file: run `chmod go-w %s`", folder, folder)
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
