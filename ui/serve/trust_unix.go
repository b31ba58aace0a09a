//go:build !windows

package serve

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// trusted refuses a file that somebody other than its owner, this user or root, could
// write or replace. A symbolic link is followed.
func trusted(path string) error {
	for _, p := range []string{filepath.Dir(path), path} {
		p, err := filepath.EvalSymlinks(p)
		if err != nil {
			return err
		}
		for _, p := range []string{filepath.Dir(p), p} {
			if err := trustedPath(p); err != nil {
				return err
			}
		}
	}
	return nil
}

func trustedPath(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	// In a folder with the sticky bit, as /tmp, others cannot replace a file.
	sticky := info.IsDir() && info.Mode()&fs.ModeSticky != 0
	if info.Mode().Perm()&0o022 != 0 && !sticky {
		return fmt.Errorf("other users can write to %s, which decides who may log in: run chmod go-w %[1]s", path)
	}
	if owner, ok := info.Sys().(*syscall.Stat_t); ok && owner.Uid != 0 && int(owner.Uid) != os.Geteuid() {
		return fmt.Errorf("%s belongs to another user, and it decides who may log in: give it to this user or to root", path)
	}
	return nil
}

// private refuses a file that others can read, or the group can write.
func private(info fs.FileInfo, path string) error {
	if info.Mode().Perm()&0o027 != 0 {
		return fmt.Errorf("other users can read or write %s, the private host key: run chmod 600 %[1]s, and make a new key if it may have been read", path)
	}
	return nil
}
