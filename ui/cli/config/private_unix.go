//go:build !windows

package config

import (
	"fmt"
	"io/fs"
)

// private refuses a file that others can change or, with a command in it, read.
func (f *File) private(mode fs.FileMode) error {
	switch {
	case mode&0o022 != 0:
		return fmt.Errorf("%s can be changed by other users, and it says where the server key goes: run `chmod go-w %s`", f.path, f.path)
	case mode&0o044 != 0 && f.runs():
		return fmt.Errorf("%s holds a key_command and can be read by other users: run `chmod 600 %s`", f.path, f.path)
	}
	return nil
}

func (f *File) runs() bool {
	for _, p := range f.profiles {
		if _, ok := p["key_command"]; ok {
			return true
		}
	}
	return false
}
