package config

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"lootlens/keymap"
)

// Keys are the keys of the browser: the default ones with the changes of the file's [keys].
func (f *File) Keys() keymap.Map { return f.keys }

var errNoKeyTable = errors.New(`must be a table with lines such as "list.sort" = ["s", "ctrl+s"]`)

// bind takes [keys]: "list.sort" = ["s", "f5"]; a name without quotes is a table in a table.
func (f *File) bind(v any) error {
	table, ok := v.(map[string]any)
	if !ok {
		return errNoKeyTable
	}
	changes := map[string][]string{}
	if err := collect(changes, "", table); err != nil {
		return err
	}
	keys, err := f.keys.Rebind(changes)
	if err == nil {
		f.keys = keys
	}
	return err
}

// collect adds the lists of keys in a table, whose name with a dot is prefix.
func collect(changes map[string][]string, prefix string, table map[string]any) error {
	for _, name := range slices.Sorted(maps.Keys(table)) {
		if below, ok := table[name].(map[string]any); ok {
			if err := collect(changes, prefix+name+".", below); err != nil {
				return err
			}
			continue
		}
		keys, ok := words(table[name])
		if !ok {
			return fmt.Errorf(`%s must be a list of keys such as ["s", "ctrl+s"]`, prefix+name)
		}
		changes[prefix+name] = keys
	}
	return nil
}
