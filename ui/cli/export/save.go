package export

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"lootlens/models"
	"lootlens/models/text"
)

// Save writes items to the file at path, in the format of its ending. It returns
// fs.ErrExist if a file exists that must not be replaced. Only errors of writing name
// the path.
func Save(path string, replace bool, items []*models.Item, o Options, sum Summary) error {
	format, ok := FormatOf(path)
	if !ok {
		return errors.New("the name must end in .json, .ndjson, .csv, .md or .txt")
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
