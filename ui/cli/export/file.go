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
// name in the same folder. Its errors have the name that it will get.
type File struct {
	file *os.File
	name string
	temp string // "" if the name is written to directly
	part bool   // of a folder
	done bool
}

// Create starts a file. A device or pipe of that name is written to directly. A symbolic
// link stays: its target is replaced, unless it is read-only.
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
	case err == nil:
		f, err := os.OpenFile(name, os.O_WRONLY, 0) // fails for a file that must not change
		if err != nil {
			return nil, err
		}
		if !info.Mode().IsRegular() {
			return &File{file: f, name: name}, nil
		}
		f.Close()
	}
	temp := filepath.Join(filepath.Dir(name), "."+filepath.Base(name)+"."+rand.Text()[:8]+".part")
	f, err := os.OpenFile(temp, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return nil, noFile(name, filepath.Dir(name), err)
	}
	return &File{file: f, name: name, temp: temp}, nil
}

// noFile is the error of a folder that takes no file for name.
func noFile(name, folder string, err error) error {
	return fmt.Errorf("cannot write %s: %w", name, &fs.PathError{Op: "folder", Path: folder, Err: cause(err)})
}

// cause is err without the name of the file.
func cause(err error) error {
	if named, ok := errors.AsType[*fs.PathError](err); ok {
		return named.Err
	}
	if named, ok := errors.AsType[*os.LinkError](err); ok {
		return named.Err
	}
	return err
}

// CreateSpool starts a file that never gets a name, for what is written to output later. It
// is in the folder of output, or in output where that is a folder; for a device or pipe it is
// in the system's folder for temporary files. Abort removes it.
func CreateSpool(output string) (*File, error) {
	folder := filepath.Dir(output)
	if info, err := os.Stat(output); IsFolder(output) {
		folder = output
	} else if err == nil && !info.Mode().IsRegular() {
		folder = os.TempDir()
	}
	f, err := os.CreateTemp(folder, ".*.rows")
	if err != nil {
		return nil, noFile(output, folder, err)
	}
	return &File{file: f, name: output, temp: f.Name()}, nil
}

// IsFolder reports whether name is that of a folder: it ends in a slash, or is one.
func IsFolder(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.IsDir() || name != "" && os.IsPathSeparator(name[len(name)-1])
}

// IsPart reports whether the file is a part of a folder.
func (f *File) IsPart() bool { return f.part }

// Regular is the file itself, which can be cut and read; nil for a device or pipe, which is
// written to directly.
func (f *File) Regular() *os.File {
	if f.temp == "" {
		return nil
	}
	return f.file
}

// Write implements io.Writer.
func (f *File) Write(p []byte) (int, error) {
	n, err := f.file.Write(p)
	if err != nil {
		err = &fs.PathError{Op: "write", Path: f.name, Err: cause(err)}
	}
	return n, err
}

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
		return f.file.Close()
	}
	err := f.file.Sync()
	if info, statErr := os.Stat(f.name); err == nil && statErr == nil {
		err = f.file.Chmod(info.Mode().Perm()) // the replaced file's mode stays
	}
	if err = errors.Join(err, f.file.Close()); err == nil {
		err = os.Rename(f.temp, f.name)
	}
	if err != nil {
		err = errors.Join(&fs.PathError{Op: "write", Path: f.name, Err: cause(err)}, os.Remove(f.temp))
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
	f.file.Close()
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
		return fmt.Errorf("cannot write there: %w", cause(err))
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
