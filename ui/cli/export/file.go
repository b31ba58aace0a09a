package export

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"lootlens/models"
	"lootlens/models/text"
)

// File is a file that gets its name once it is complete: until Commit it has a temporary
// name in the same folder.
type File struct {
	*os.File
	name string
	temp string // "" if the name is written to directly
	part bool   // of a folder
	done bool
}

// Create starts a file. A device or pipe of that name is written to directly. A symbolic
// link stays: its target is replaced.
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

// IsFolder reports whether name is that of a folder: it ends in a slash, or is one.
func IsFolder(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.IsDir() || name != "" && os.IsPathSeparator(name[len(name)-1])
}

// IsPart reports whether the file is a part of a folder.
func (f *File) IsPart() bool { return f.part }

// IsDirect reports whether the name is that of a device or pipe, which is written to directly.
func (f *File) IsDirect() bool { return f.temp == "" }

// CreatePart starts a file environment=ENVIRONMENT/date=DATE/part-ID.FORMAT in a folder,
// where DATE is that of at in UTC. It makes the folders.
func CreatePart(folder, environment string, at time.Time, f Format, id string) (*File, error) {
	at = at.UTC()
	folder = filepath.Join(folder, "environment="+environment, "date="+at.Format(time.DateOnly))
	if err := os.MkdirAll(folder, 0o777); err != nil {
		return nil, err
	}
	file, err := Create(filepath.Join(folder, "part-"+at.Format("20060102T150405Z")+"-"+strings.ToLower(id)+f.Extension()))
	if err == nil {
		file.part = true
	}
	return file, err
}

// Commit gives the file its name once its bytes are on the disk. If that fails, the file
// is removed as by Abort.
func (f *File) Commit() error {
	if f.temp == "" {
		f.done = true
		return f.Close()
	}
	err := f.Sync()
	if info, statErr := os.Stat(f.name); err == nil && statErr == nil {
		err = f.Chmod(info.Mode().Perm()) // the replaced file's mode stays
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

// Keep gives an incomplete file its name with ".partial" appended, and returns that. A
// file of the name itself stays. What was written to directly has the name "", and so has
// a part, which is removed.
func (f *File) Keep() (string, error) {
	if f.part {
		f.Abort()
		return "", nil
	}
	if f.temp == "" {
		return "", f.Commit()
	}
	f.name += ".partial"
	return f.name, f.Commit()
}

// Abort removes the file, unless it is committed. A file of its name stays. It can always
// be deferred.
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

// Save writes items to the file at path, in the format of its ending. It returns
// fs.ErrExist if a file exists that must not be replaced. Only errors of writing name
// the path.
func Save(path string, replace bool, items []*models.Item, o Options, sum Summary) error {
	format, ok := FormatOf(path)
	if !ok {
		return errors.New("the name must end in .json, .ndjson, .csv, .parquet, .md or .txt")
	}
	if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() && !replace {
		return fs.ErrExist
	}
	file, err := Create(path)
	if err != nil {
		if named, ok := errors.AsType[*fs.PathError](err); ok {
			err = named.Err
		}
		return fmt.Errorf("cannot write there: %w", err)
	}
	defer file.Abort()
	out, err := New(format, file, o)
	if err != nil {
		return err
	}
	for _, it := range items {
		if err = out.Write(it); err != nil {
			break
		}
	}
	if cerr := out.Close(sum); err == nil {
		err = cerr
	}
	if err != nil {
		return fmt.Errorf("save %s: %w", text.Of(path).Line(), err)
	}
	return file.Commit()
}
