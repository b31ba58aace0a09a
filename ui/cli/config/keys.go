package config

import (
	"fmt"

	"lootlens/keymap"
)

// Keys are the keys of the browser: the default ones with the changes of the file's [keys].
func (f *File) Keys() keymap.Map { return f.keys }

// bind takes [keys]: "list.sort" = ["s", "f5"]; a name without quotes is a table in a table.
func (f *File) bind(v any) error {
	changes := map[string][]string{}
	if err := collect(changes, "", v); err != nil {
		return err
	}
	keys, err := f.keys.Rebind(changes)
	if err == nil {
		f.keys = keys
	}
	return err
}

func collect(changes map[string][]string, name string, v any) error {
	switch v := v.(type) {
	case map[string]any:
		for _, k := range sortedKeys(v) {
			full := k
			if name != "" {
				full = name + "." + k
			}
			if err := collect(changes, full, v[k]); err != nil {
				return err
			}
		}
		return nil
	case []any:
		changes[name] = []string{}
		for _, k := range v {
			s, ok := k.(string)
			if !ok {
				return fmt.Errorf(`%s must be a list of keys such as ["s", "ctrl+s"]`, name)
			}
			changes[name] = append(changes[name], s)
		}
		return nil
	}
	if name == "" {
		return fmt.Errorf(`must be a table with lines such as "list.sort" = ["s", "ctrl+s"]`)
	}
	return fmt.Errorf(`%s must be a list of keys such as ["s", "ctrl+s"]`, name)
}
