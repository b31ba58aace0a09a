package config

import (
	_ "embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/adrg/xdg"
	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"

	"lootlens/api"
	"lootlens/keymap"
	"lootlens/models/query"
)

// PathVariable names the environment variable that replaces the path of the file.
const PathVariable = "LOOTLENS_CONFIG"

const maxFile = 1 << 20 // bytes

// Template is a commented config file.
//
//go:embed template.toml
var Template string

// Path is the path of the config file, whether it exists or not: LOOTLENS_CONFIG or
// else lootlens/config.toml in the XDG config folder.
func Path(getenv func(string) string) string {
	if p := getenv(PathVariable); p != "" {
		return p
	}
	return filepath.Join(xdg.ConfigHome, "lootlens", "config.toml")
}

// File is a config file that was read.
type File struct {
	path     string
	found    bool
	byName   string // the file's `profile`
	line     int    // of it
	profiles map[string]map[string]entry
	keys     keymap.Map
}

// entry is one value of a profile; words is set for a list.
type entry struct {
	value string
	words []string
	line  int
}

// Read reads the config file; one that does not exist is an empty File. Errors name
// the line, and the nearest valid name for a mistyped one. Read refuses a file that
// other users of this machine own, can change or can replace, since it decides where
// the server key is sent and which command is run. A file with a key_command must not
// be readable by them either.
func Read(path string) (*File, error) {
	f := &File{path: path, profiles: map[string]map[string]entry{}, keys: keymap.Default()}
	src, info, err := readFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return f, nil
	case err != nil:
		return nil, err
	}
	f.found = true
	if err := f.parse(src); err != nil {
		return nil, err
	}
	if err := f.trust(info); err != nil {
		return nil, err
	}
	return f, nil
}

// Found reports whether the file exists.
func (f *File) Found() bool { return f.found }

// Names are the names of the profiles, sorted.
func (f *File) Names() []string { return slices.Sorted(maps.Keys(f.profiles)) }

// readFile stats the file after it is open, so that the file that is checked is the one
// that is read.
func readFile(path string) (string, fs.FileInfo, error) {
	// Opening a pipe would wait for its writer.
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return "", nil, fmt.Errorf("%s is not a file", path)
	}
	file, err := os.Open(path)
	if err != nil {
		return "", nil, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return "", nil, err
	}
	if !info.Mode().IsRegular() {
		return "", nil, fmt.Errorf("%s is not a file", path)
	}
	src, err := io.ReadAll(io.LimitReader(file, maxFile+1))
	if err == nil && len(src) > maxFile {
		err = fmt.Errorf("%s is larger than 1 MiB", path)
	}
	return strings.TrimPrefix(string(src), "\ufeff"), info, err
}

func (f *File) parse(src string) error {
	var tree map[string]any
	if err := toml.Unmarshal([]byte(src), &tree); err != nil {
		line := 0
		if at, ok := errors.AsType[*toml.DecodeError](err); ok {
			line, _ = at.Position()
		}
		// The message may quote the line, with a key that was put there by mistake.
		if strings.Contains(err.Error(), "already") {
			return fmt.Errorf("%s: a table or key is defined twice: keep one", f.at(line))
		}
		return fmt.Errorf("%s: not TOML: compare with `lootlens config init --print`", f.at(line))
	}
	lines := Lines(src)
	for _, name := range slices.Sorted(maps.Keys(tree)) {
		v := tree[name]
		line := lines[name]
		switch name {
		case "profile":
			s, ok := v.(string)
			if !ok {
				return f.fault(line, "profile", "must be the name of a profile")
			}
			f.byName, f.line = s, line
		case "profiles":
			profiles, ok := v.(map[string]any)
			if !ok {
				return f.fault(line, "profiles", "must be tables such as [profiles.stage]")
			}
			for _, p := range slices.Sorted(maps.Keys(profiles)) {
				if err := f.profile(p, profiles[p], lines); err != nil {
					return err
				}
			}
		case "keys":
			if err := f.bind(v); err != nil {
				return fmt.Errorf("%s: keys: %w", f.at(line), err)
			}
		default:
			if slices.Contains(fileKeys(), name) {
				return f.fault(line, name, "belongs in a profile: put it below a line such as [profiles.stage]")
			}
			return f.unknown(line, name, name, []string{"profiles", "profile", "keys"})
		}
	}
	if f.byName != "" && f.profiles[f.byName] == nil {
		return f.fault(f.line, "profile", "names no profile of this file"+DidYouMean(f.byName, f.Names()))
	}
	return nil
}

func (f *File) profile(name string, v any, lines map[string]int) error {
	table, ok := v.(map[string]any)
	path := "profiles." + name
	if !ok || !validName(name) {
		return f.fault(lines[path], path, "must be a table such as [profiles.stage], named with letters, digits, - and _")
	}
	out := map[string]entry{}
	for _, key := range slices.Sorted(maps.Keys(table)) {
		full := path + "." + key
		line := lines[full]
		if !slices.Contains(fileKeys(), key) {
			return f.unknown(line, full, key, fileKeys())
		}
		e, ok := read(key, table[key])
		if !ok {
			return f.fault(line, full, shapes[key])
		}
		if slices.ContainsFunc(append(e.words, e.value), func(s string) bool { return api.MaskKeys(s) != s }) {
			return f.fault(line, full, "holds a server key, which no file may: take it out, then run `lootlens login --profile "+name+"`")
		}
		e.line = line
		out[key] = e
	}
	if _, a := out["base_url"]; a {
		if b, both := out["domain_key"]; both {
			return f.fault(b.line, path+".domain_key", "and base_url are mutually exclusive: keep one")
		}
	}
	f.profiles[name] = out
	return nil
}

// shapes describes the values in the file that are not strings.
var shapes = map[string]string{
	"page_size":    "must be a number from 1 to 200",
	"rate":         "must be a number of requests a minute, without quotes",
	"history":      "must be true or false, without quotes",
	"history_days": "must be a number of days, without quotes",
	"key_command":  `must be a list of words such as ["op", "read", "op://games/stage/key"]: no shell runs it`,
	"columns":      `must be a list of words such as ["name", "rarity"]`,
}

// read reads the value of key; false if it has another type.
func read(key string, v any) (entry, bool) {
	switch key {
	case "history":
		on, ok := v.(bool)
		return entry{value: fmt.Sprint(on)}, ok
	case "page_size", "rate", "history_days":
		n, ok := v.(int64)
		return entry{value: fmt.Sprint(n)}, ok
	case "key_command", "columns":
		list, ok := words(v)
		// A command may take an empty argument; the rest are names.
		empty := slices.Index(list, "")
		return entry{words: list, value: strings.Join(list, ",")}, ok && len(list) > 0 && (empty < 0 || empty > 0 && key == "key_command")
	}
	s, ok := v.(string)
	return entry{value: s}, ok
}

// words reads a list of strings.
func words(v any) ([]string, bool) {
	list, ok := v.([]any)
	out := make([]string, len(list))
	for i, w := range list {
		s, isText := w.(string)
		ok = ok && isText && !strings.ContainsRune(s, 0)
		out[i] = s
	}
	return out, ok
}

func (f *File) fault(line int, key, what string) error {
	if what == "" {
		what = "must be text in quotes"
	}
	return fmt.Errorf("%s: %s %s", f.at(line), key, what)
}

func (f *File) at(line int) string {
	if line == 0 {
		return f.path
	}
	return fmt.Sprintf("%s:%d", f.path, line)
}

func (f *File) unknown(line int, full, key string, valid []string) error {
	if strings.Contains(key, "key") && !strings.HasPrefix(key, "key_") && key != "domain_keys" {
		return f.fault(line, full, "is not a setting: no file may hold a server key; run `lootlens login`")
	}
	hint := DidYouMean(key, valid)
	if hint == "" {
		hint = ": there are " + strings.Join(valid, ", ")
	}
	return f.fault(line, full, "is not a setting"+hint)
}

// DidYouMean is ": did you mean …?", or "" if nothing is near.
func DidYouMean(word string, of []string) string {
	if n, ok := query.Nearest(word, of); ok {
		return fmt.Sprintf(": did you mean %q?", n)
	}
	return ""
}

func validName(s string) bool {
	return s != "" && len(s) <= 64 && strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") == ""
}

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

// Lines are the lines, from 1, of the tables and keys of a TOML text by their dotted
// names. Only go-toml's unstable API tells the positions of valid TOML; a change
// to it would fail the build.
func Lines(src string) map[string]int {
	lines := map[string]int{}
	var p unstable.Parser
	p.Reset([]byte(src))
	var note func(before string, n *unstable.Node) string
	note = func(before string, n *unstable.Node) string {
		for keys := n.Key(); keys.Next(); {
			key := keys.Node()
			before += string(key.Data)
			if lines[before] == 0 {
				lines[before] = p.Shape(key.Raw).Start.Line
			}
			before += "."
		}
		if n.Kind == unstable.KeyValue && n.Value().Kind == unstable.InlineTable {
			for members := n.Value().Children(); members.Next(); {
				note(before, members.Node())
			}
		}
		return before
	}
	table := ""
	for p.NextExpression() {
		switch e := p.Expression(); e.Kind {
		case unstable.Table, unstable.ArrayTable:
			table = note("", e)
		case unstable.KeyValue:
			note(table, e)
		}
	}
	return lines
}
