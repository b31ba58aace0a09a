//go:build !windows

package serve

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// mostLinks is how many symbolic links a path may lead over.
const mostLinks = 40

// trusted refuses a file that somebody other than its owner, this user or root, could
// write or replace, by itself or by one of the folders and symbolic links that lead to it.
func trusted(path string) error {
	at, left := "/", strings.Split(path, "/") // not cleaned: .. leads elsewhere behind a link
	if !filepath.IsAbs(path) {
		wd, err := os.Getwd()
		if err != nil {
			return err
		}
		left = append(strings.Split(wd, "/"), left...)
	}
	for links := 0; ; {
		info, err := os.Lstat(at)
		if err != nil {
			return err
		}
		if err := onlyOurs(at, info); err != nil {
			return err
		}
		if info.Mode()&fs.ModeSymlink != 0 {
			if links++; links > mostLinks {
				return fmt.Errorf("%s leads over too many symbolic links", path)
			}
			to, err := os.Readlink(at)
			if err != nil {
				return err
			}
			if left = append(strings.Split(to, "/"), left...); filepath.IsAbs(to) {
				at = "/"
			} else {
				at = filepath.Dir(at)
			}
		}
		if len(left) == 0 {
			return nil
		}
		at, left = filepath.Join(at, left[0]), left[1:]
	}
}

// onlyOurs refuses a file, folder or symbolic link that others can change.
func onlyOurs(path string, info fs.FileInfo) error {
	// In a folder with the sticky bit, as /tmp, others cannot replace a file. A link has no permissions.
	sticky := info.IsDir() && info.Mode()&fs.ModeSticky != 0
	link := info.Mode()&fs.ModeSymlink != 0
	if info.Mode().Perm()&0o022 != 0 && !sticky && !link {
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
