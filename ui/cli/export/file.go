package export

import (
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// File is a file that appears under its name when it is whole: until Commit it has
// a temporary name in the same folder.
type File struct {
	*os.File
	name string
	temp string // "" when the name is written to directly
	done bool
}

// Create begins a file. A name of something that is there but is no regular file (a
// device, a pipe) is written to directly. A symbolic link stays one: what it names
// is replaced.
func Create(name string) (*File, error) {
	if name != "" && os.IsPathSeparator(name[len(name)-1]) {
		return nil, fmt.Errorf("%s is a folder: name a file", name)
	}
	if target, err := filepath.EvalSymlinks(name); err == nil {
		name = target
	}
	switch info, err := os.Stat(name); {
	case err == nil && info.IsDir():
		return nil, fmt.Errorf("%s is a folder: name a file", name)
	case err == nil && !info.Mode().IsRegular():
		f, err := os.OpenFile(name, os.O_WRONLY, 0)
		if err != nil {
			return nil, err
		}
		return &File{File: f, name: name}, nil
	}
	temp := filepath.Join(filepath.Dir(name), "."+filepath.Base(name)+"."+rand.Text()[:8]+".part")
	f, err := os.OpenFile(temp, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return nil, fmt.Errorf("cannot write beside %s: %w", name, err)
	}
	return &File{File: f, name: name, temp: temp}, nil
}

// Commit gives the file its name once its bytes are on the disk. Where that fails,
// the file is gone as after Abort.
func (f *File) Commit() error {
	if f.temp == "" {
		f.done = true
		return f.Close()
	}
	err := f.Sync()
	if info, statErr := os.Stat(f.name); err == nil && statErr == nil {
		err = f.Chmod(info.Mode().Perm()) // what is replaced keeps its readers
	}
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.temp, f.name)
	}
	if err != nil {
		err = errors.Join(fmt.Errorf("%s is not written: %w", f.name, err), os.Remove(f.temp))
	}
	f.done = true
	return err
}

// Keep gives a file that did not become whole the name with ".partial" behind it,
// and returns that name: what came may be all that there is to have. What had the
// name itself stays. "" is the name of what was written to directly.
func (f *File) Keep() (string, error) {
	if f.temp == "" {
		return "", f.Commit()
	}
	f.name += ".partial"
	return f.name, f.Commit()
}

// Abort takes the file away, unless it is committed: what had the name before stays.
// It may always be deferred.
func (f *File) Abort() {
	if f.done {
		return
	}
	f.done = true
	f.Close()
	if f.temp != "" {
		os.Remove(f.temp)
	}
}
