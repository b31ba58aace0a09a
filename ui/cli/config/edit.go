package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/adrg/xdg"
	"github.com/rogpeppe/go-internal/lockedfile"
)

// Create writes Template to path, readable by the user only. It does not change a file
// that exists, and returns an error.
func Create(path string) error {
	unlock, err := lock(path)
	if err != nil {
		return err
	}
	defer unlock()
	if _, err := os.Lstat(path); err == nil {
		return fmt.Errorf("%s exists already: edit it, or move it away first", path)
	}
	return replace(path, Template, func(*File, error) error { return nil })
}

// lock makes the folder of path and has other programs wait that change the file, until unlock is called.
func lock(path string) (unlock func(), err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	file, err := lockedfile.OpenFile(path+".lock", os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	return func() { file.Close() }, nil
}

// SetHistory writes `history = on` into a profile of the config file at path and leaves every other line as it is. A file
// that does not exist is written, and a profile "" of a file without profiles becomes one called default.
func SetHistory(path, profile string, on bool) error {
	// A link stays one, and the file that it leads to is changed.
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target
	}
	unlock, err := lock(path)
	if err != nil {
		return err
	}
	defer unlock()
	f, err := Read(path)
	if err != nil {
		return err
	}
	line := fmt.Sprintf("history = %v", on)
	advice := fmt.Errorf("%s cannot be changed by a program: write %q into the profile yourself", path, line)
	if profile == "" && len(f.profiles) > 0 {
		return errors.New("which profile? Name it with --profile: there are " + strings.Join(f.Names(), ", "))
	}
	var lines []string
	if f.found {
		src, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		lines = strings.Split(string(src), "\n")
	}
	places := Lines(strings.TrimPrefix(strings.Join(lines, "\n"), "\ufeff"))
	table := places["profiles."+profile]
	switch at := places["profiles."+profile+".history"]; {
	case profile == "":
		for len(lines) > 0 && strings.TrimSpace(lines[len(lines)-1]) == "" {
			lines = lines[:len(lines)-1]
		}
		if len(lines) > 0 {
			lines = append(lines, "")
		}
		profile = "default"
		lines = append(lines, "[profiles.default]", line, "")
	case at > 0 && strings.HasPrefix(strings.TrimSpace(lines[at-1]), "history"):
		_, comment, has := strings.Cut(lines[at-1], "#")
		if lines[at-1] = line; has {
			lines[at-1] += "   #" + comment
		}
	case at == 0 && table > 0:
		lines = slices.Insert(lines, table, line)
	default:
		return advice
	}
	return replace(path, strings.Join(lines, "\n"), func(written *File, err error) error {
		if err != nil || written.profiles[profile]["history"].value != fmt.Sprint(on) {
			return advice
		}
		return nil
	})
}

// replace writes a new file in the place of path if check accepts what Read says of it. The mode stays.
func replace(path, src string, check func(*File, error) error) error {
	mode := fs.FileMode(0o600)
	if info, err := os.Stat(path); err == nil {
		mode = info.Mode().Perm()
	}
	next, err := os.CreateTemp(filepath.Dir(path), "config-*.toml")
	if err != nil {
		return err
	}
	defer os.Remove(next.Name()) // fails where it has its name
	_, err = next.WriteString(src)
	if err := errors.Join(err, next.Sync(), next.Close(), os.Chmod(next.Name(), mode)); err != nil {
		return err
	}
	if err := check(Read(next.Name())); err != nil {
		return err
	}
	return os.Rename(next.Name(), path)
}

// HistoryPath is where history is recorded unless --history says otherwise: lootlens/history.db in the XDG data folder.
func HistoryPath(getenv func(string) string) string {
	dir := getenv("XDG_DATA_HOME")
	if !filepath.IsAbs(dir) {
		dir = xdg.DataHome
	}
	return filepath.Join(dir, "lootlens", "history.db")
}
