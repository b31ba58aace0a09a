package config

import (
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Template is a config file to begin with.
//
//go:embed template.toml
var Template string

// Create writes Template to path for the user alone. A file that is there already
// is an error and stays as it is.
func Create(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s is there already: edit it, or move it away first", path)
	}
	if err != nil {
		return err
	}
	_, err = file.WriteString(Template)
	return errors.Join(err, file.Close())
}
