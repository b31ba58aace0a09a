package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"lootlens/models/query"
	"lootlens/models/text"
	"lootlens/ui/cli/config"
	"lootlens/ui/cli/fleet"
)

// condition is a query and how many items it has to match.
type condition struct {
	name     string // "" for that of --query without --name
	typed    string // the query as written
	query    query.Query
	min, max int64 // max below 0: no bound
	holderFlags
	all bool  // in all of the player's inventories together
	err error // why the file's check is wrong
}

// title is the name of the check in reports, or else its query; safe to print.
func (c *condition) title() string {
	return text.Of(cmp.Or(c.name, strings.TrimSpace(c.typed), "--query")).Line()
}

// within reports whether n is a number of items that the condition accepts.
func (c *condition) within(n int64) bool { return n >= c.min && (c.max < 0 || n <= c.max) }

// decided reports whether the answer cannot change once n different items match.
func (c *condition) decided(n int64) bool {
	if c.max < 0 {
		return n >= c.min
	}
	return n > c.max
}

func (c *condition) wanted() string {
	switch {
	case c.max < 0:
		return fmt.Sprintf("at least %d", c.min)
	case c.min == c.max:
		return fmt.Sprintf("exactly %d", c.min)
	case c.min == 0:
		return fmt.Sprintf("at most %d", c.max)
	}
	return fmt.Sprintf("%d to %d", c.min, c.max)
}

// where is the inventory in the words of a file of checks.
func (c *condition) where() string {
	switch {
	case c.all:
		return "all"
	case c.universal:
		return "universal"
	case c.character != "":
		return "character:" + c.character
	case c.hero != "":
		return "hero:" + c.hero
	}
	return "own"
}

// parse reads the query, whose origin is name.
func (c *condition) parse(prog *program, name string, zone *time.Location) (err error) {
	if strings.TrimSpace(c.typed) == "" {
		next := "give the items to count, such as asset:5001"
		if name == "--query" {
			next += ", or --checks FILE"
		}
		return queryError(name, errors.New("is missing or empty: "+next))
	}
	if c.query, err = prog.parseQueryOf(name, c.typed, zone); err == nil && c.universal && c.query.Needs().Loadouts {
		err = queryError(name, errors.New("equipped: needs a loadout, and the universal inventory has none"))
	}
	return err
}

// maxChecks is the size of a file of checks in bytes.
const maxChecks = 1 << 20

// readChecks reads a file of checks, or stdin for "-", in UTF-8 or, with a byte order mark,
// UTF-16. What a check says of its inventory replaces the flags. Where checks are wrong, the
// error is that of the first and the list has all of them; it is empty where the file cannot
// be understood.
func (prog *program) readChecks(ctx context.Context, name string, flags holderFlags) ([]condition, error) {
	in, label := prog.stdin, "stdin"
	if name != "-" {
		file, err := os.Open(name)
		if err != nil {
			return nil, fmt.Errorf("--checks: %w", err)
		}
		defer file.Close()
		in, label = file, name
	}
	in = transform.NewReader(fleet.Interruptible(ctx, in), unicode.BOMOverride(encoding.Nop.NewDecoder()))
	src, err := io.ReadAll(io.LimitReader(in, maxChecks+1))
	if err != nil {
		return nil, fmt.Errorf("--checks: %w", err)
	}
	settings, err := prog.settings()
	if err != nil {
		return nil, err
	}
	f := checksFile{prog: prog, name: text.Of(label).Line(), flags: flags, zone: settings.Zone()}
	if len(src) > maxChecks {
		return nil, f.fault("", "is larger than 1 MiB")
	}
	return f.parse(string(src))
}

// checksFile is a file of checks while it is read.
type checksFile struct {
	prog  *program
	name  string
	flags holderFlags
	zone  *time.Location
	lines map[string]int // by dotted name
}

// at is the place of a key: FILE:LINE.
func (f *checksFile) at(key string) string {
	if line := f.lines[key]; line > 0 {
		return fmt.Sprintf("--checks: %s:%d", f.name, line)
	}
	return "--checks: " + f.name
}

func (f *checksFile) fault(key, format string, args ...any) error {
	return &exit{exitUsage, fmt.Errorf("%s: %w", strings.TrimSuffix(f.at(key)+": "+text.Of(key).Line(), ": "), fmt.Errorf(format, args...)), helpOfCommand}
}

func (f *checksFile) parse(src string) ([]condition, error) {
	var tree map[string]any
	if err := toml.Unmarshal([]byte(src), &tree); err != nil {
		if at, ok := errors.AsType[*toml.DecodeError](err); ok {
			line, _ := at.Position()
			f.lines = map[string]int{"": line}
		}
		if strings.Contains(err.Error(), "already") {
			return nil, f.fault("", "a check or a key is there twice: give each check its own name, and each key one value")
		}
		return nil, f.fault("", "not TOML: %s", strings.TrimPrefix(err.Error(), "toml: "))
	}
	f.lines = config.Lines(src)
	for _, key := range f.inOrder("", tree) {
		if key != "checks" {
			if slices.Contains(checkKeys, key) {
				return nil, f.fault(key, "belongs to a check: put it below a line such as [checks.grant]")
			}
			return nil, f.fault(key, "is not known%s", cmp.Or(config.DidYouMean(key, []string{"checks"}), "; write tables such as [checks.grant]"))
		}
	}
	tables, ok := tree["checks"].(map[string]any)
	if !ok || len(tables) == 0 {
		return nil, f.fault("checks", "there is no check: write tables such as [checks.grant], each with a query")
	}
	var list []condition
	var wrong error
	for _, name := range f.inOrder("checks.", tables) {
		c, err := f.check(name, tables[name])
		c.err = err
		list = append(list, c)
		wrong = cmp.Or(wrong, err)
	}
	return list, wrong
}

// inOrder are the names in a table by their lines.
func (f *checksFile) inOrder(prefix string, table map[string]any) []string {
	names := slices.Sorted(maps.Keys(table))
	slices.SortStableFunc(names, func(a, b string) int { return cmp.Compare(f.lines[prefix+a], f.lines[prefix+b]) })
	return names
}

// checkKeys are the keys of a check.
var checkKeys = []string{"query", "min", "max", "holder"}

func (f *checksFile) check(name string, v any) (condition, error) {
	path := "checks." + name
	c := condition{name: name, min: 1, max: -1, holderFlags: f.flags}
	table, ok := v.(map[string]any)
	if !ok || strings.TrimSpace(name) == "" {
		return c, f.fault(path, "must be a table with a name, such as [checks.grant]")
	}
	if _, bounded := table["max"]; bounded {
		c.min = 0
	}
	for _, key := range f.inOrder(path+".", table) {
		full, ok := path+"."+key, true
		switch v := table[key]; key {
		case "query":
			if c.typed, ok = v.(string); !ok {
				return c, f.fault(full, "must be text in quotes")
			}
		case "min", "max":
			n, ok := v.(int64)
			if !ok || n < 0 {
				return c, f.fault(full, "must be a number of items, 0 or more, without quotes")
			}
			if key == "min" {
				c.min = n
			} else {
				c.max = n
			}
		case "holder":
			s, _ := v.(string)
			if err := c.setHolder(s); err != nil {
				return c, f.fault(full, "%w", err)
			}
		default:
			return c, f.fault(full, "is not known%s", cmp.Or(config.DidYouMean(key, checkKeys), ": there are "+strings.Join(checkKeys, ", ")))
		}
	}
	if c.max >= 0 && c.max < c.min {
		return c, f.fault(path+".max", "%d is below min %d", c.max, c.min)
	}
	place := path + ".query"
	if f.lines[place] == 0 {
		place = path
	}
	return c, c.parse(f.prog, f.at(place)+": "+text.Of(path).Line()+".query", f.zone)
}

// setHolder reads which inventory the check is about.
func (c *condition) setHolder(s string) error {
	c.holderFlags = holderFlags{}
	kind, id, _ := strings.Cut(s, ":")
	switch {
	case s == "own":
		return nil
	case s == "universal":
		c.universal = true
		return nil
	case s == "all":
		c.all = true
		return nil
	case kind == "character" && id != "":
		c.character = id
		return nil
	case kind == "hero" && id != "":
		c.hero = id
		return c.holderFlags.check("-", true)
	}
	return fmt.Errorf("must be own, character:ID, character:NAME, character:default, hero:ID, universal or all%s",
		config.DidYouMean(kind, []string{"own", "character", "hero", "universal", "all"}))
}
