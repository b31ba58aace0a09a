package config

import (
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	_ "time/tzdata" // for machines that have no time zones installed

	"lootlens/api"
	"lootlens/theme"
)

// Value is a setting and where it came from, such as "--theme",
// "LOOTLENS_THEME", "/home/me/.config/lootlens/config.toml:7" or "default".
type Value[T any] struct {
	V    T
	From string
}

// Settings are the settings in force.
type Settings struct {
	Profile     Value[string] // "" if there is none
	BaseURL     Value[string] // scheme and host, perhaps with a path
	Environment Value[string] // "stage", "live" or "" if the profile does not say
	LLVersion   Value[string]
	GameVersion Value[string]
	Timeout     Value[time.Duration] // of one attempt
	Count       Value[int]           // items a page, 1 to 200
	Rate        Value[int]           // most requests a minute
	Theme       Value[string]        // one of theme.Names
	Columns     Value[[]string]      // nil if not set
	// TimeZone is the zone of dates in queries and output. Its V is nil if none is set:
	// then the browser uses the local zone and commands use UTC.
	TimeZone Value[*time.Location]
	// History is whether what is seen is recorded, HistoryFile where, and HistoryDays for how many days: 0 is without end.
	History           Value[bool]
	HistoryFile       Value[string]
	HistoryDays       Value[int]
	KeySource         Value[string] // "env", "command", "keyring" or "prompt"
	KeyCommand        []string
	KeyCommandTimeout Value[time.Duration]
}

// setting is one value: its names in the file, as a flag and as an environment variable,
// "" where it cannot be set.
type setting struct {
	key, flag, env string
	otherwise      string
	// take stores a value; wrong says what it must be, and is "" for a valid one.
	take func(*Settings, Value[string]) (wrong string)
}

var settings = []setting{
	{"base_url", "base-url", "LOOTLENS_BASE_URL", "", func(s *Settings, v Value[string]) string {
		s.BaseURL = v
		// api.New checks more; this checks that the address is safe to show and to look up.
		if api.LooksLikeKey(v.V) {
			return "holds what looks like a server key, which would be looked up as a host or sent as a path: take it out"
		}
		u, err := url.Parse(v.V)
		if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" {
			return "must be an address such as " + api.DefaultBaseURL + ", without user name, password or query"
		}
		if port := u.Port(); port != "" {
			if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 {
				return "must have a port from 1 to 65535"
			}
		}
		return ""
	}},
	{"domain_key", "domain-key", "LOOTLENS_DOMAIN_KEY", "", func(s *Settings, v Value[string]) string {
		if len(v.V) > 63 || strings.Trim(v.V, "-") != v.V || strings.Trim(v.V, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") != "" {
			return "must be the domain key of the game: letters and digits, as LootLocker's console shows it"
		}
		s.BaseURL = Value[string]{"https://" + strings.ToLower(v.V) + ".api.lootlocker.com", v.From}
		return ""
	}},
	{"environment", "", "", "", func(s *Settings, v Value[string]) string {
		s.Environment = v
		return oneOf(v.V, "stage", "live")
	}},
	{"ll_version", "ll-version", "LOOTLENS_LL_VERSION", api.DefaultLLVersion, func(s *Settings, v Value[string]) string {
		s.LLVersion = v
		if _, err := time.Parse(time.DateOnly, v.V); err != nil {
			return "must be a date such as " + api.DefaultLLVersion
		}
		return ""
	}},
	{"game_version", "game-version", "LOOTLENS_GAME_VERSION", api.DefaultGameVersion, func(s *Settings, v Value[string]) string {
		s.GameVersion = v
		if !gameVersionShape.MatchString(v.V) {
			return "must be two to four numbers with dots such as " + api.DefaultGameVersion
		}
		return ""
	}},
	{"timeout", "timeout", "LOOTLENS_TIMEOUT", api.DefaultTimeout.String(), func(s *Settings, v Value[string]) string {
		return duration(&s.Timeout, v)
	}},
	{"page_size", "count", "LOOTLENS_COUNT", strconv.Itoa(api.MaxCount), func(s *Settings, v Value[string]) string {
		n, err := strconv.Atoi(v.V)
		if err != nil || n < 1 || n > api.MaxCount {
			return fmt.Sprintf("must be a number from 1 to %d", api.MaxCount)
		}
		s.Count = Value[int]{n, v.From}
		return ""
	}},
	{"rate", "rate", "LOOTLENS_RATE", strconv.Itoa(api.DefaultPerMinute), func(s *Settings, v Value[string]) string {
		n, err := strconv.Atoi(v.V)
		if err != nil || n < 1 || n > maxRate {
			return fmt.Sprintf("must be a number of requests a minute from 1 to %d", maxRate)
		}
		s.Rate = Value[int]{n, v.From}
		return ""
	}},
	{"theme", "theme", "LOOTLENS_THEME", "auto", func(s *Settings, v Value[string]) string {
		s.Theme = v
		return oneOf(v.V, theme.Names()...)
	}},
	{"columns", "", "", "", func(s *Settings, v Value[string]) string {
		s.Columns = Value[[]string]{strings.Split(v.V, ","), v.From}
		for i, name := range s.Columns.V {
			if wrong := oneOf(name, ListColumns...); wrong != "" {
				return wrong
			}
			if slices.Contains(s.Columns.V[:i], name) {
				return "must not have " + name + " twice"
			}
		}
		return ""
	}},
	{"time_zone", "tz", "LOOTLENS_TZ", "", func(s *Settings, v Value[string]) string {
		zone, err := timeZone(v.V)
		s.TimeZone = Value[*time.Location]{zone, v.From}
		if err != nil {
			return "must be a time zone such as UTC, local or Europe/Berlin"
		}
		return ""
	}},
	{"history", "", "", "false", func(s *Settings, v Value[string]) string {
		s.History = Value[bool]{v.V == "true", v.From}
		return oneOf(v.V, "true", "false")
	}},
	{"", "history", "LOOTLENS_HISTORY", "", func(s *Settings, v Value[string]) string {
		s.History, s.HistoryFile = Value[bool]{true, v.From}, v
		return ""
	}},
	{"history_days", "", "", "0", func(s *Settings, v Value[string]) string {
		n, err := strconv.Atoi(v.V)
		s.HistoryDays = Value[int]{n, v.From}
		if err != nil || n < 0 || n > 36500 {
			return "must be a number of days from 1 to 36500, or 0 for no end"
		}
		return ""
	}},
	{"key_command_timeout", "", "", "30s", func(s *Settings, v Value[string]) string {
		return duration(&s.KeyCommandTimeout, v)
	}},
	{"key_source", "", "", "", func(s *Settings, v Value[string]) string {
		s.KeySource = v
		return oneOf(v.V, KeySources...)
	}},
	{"key_command", "", "", "", func(*Settings, Value[string]) string { return "" }},
}

const (
	maxRate = 1_000_000
	// safeRate is what LootLocker's own SDK keeps below. Only a profile, or a base URL
	// on this machine, allows more.
	safeRate = 280
)

// checkRate refuses a rate that neither the service nor the profile allows.
func (s Settings) checkRate(allowed string) error {
	if most, _ := strconv.Atoi(allowed); s.Rate.V <= max(most, safeRate) || api.OnThisMachine(s.BaseURL.V) {
		return nil
	}
	return fmt.Errorf("%s: rate %d is more than the %d requests a minute below which LootLocker does not slow a game down: write rate = %[2]d into the profile if LootLocker allows the game more",
		s.Rate.From, s.Rate.V, safeRate)
}

// gameVersionShape is the form that api.Config accepts, checked here too so that errors
// name the place.
var gameVersionShape = regexp.MustCompile(`^[0-9]{1,9}(\.[0-9]{1,9}){1,3}$`)

// ListColumns are the columns of the browser's list that a profile can choose among.
var ListColumns = []string{"name", "rarity", "rental", "source", "received", "price", "asset", "instance", "flags"} // flags: as rental

func duration(to *Value[time.Duration], v Value[string]) string {
	d, err := time.ParseDuration(v.V)
	if err != nil || d <= 0 {
		return "must be a duration above zero such as 15s"
	}
	*to = Value[time.Duration]{d, v.From}
	return ""
}

func oneOf(v string, of ...string) string {
	if slices.Contains(of, v) {
		return ""
	}
	return "must be one of " + strings.Join(of, ", ") + DidYouMean(v, of)
}

// Zone is the time zone of dates on the command line: UTC unless the settings name
// another.
func (s Settings) Zone() *time.Location {
	if s.TimeZone.V == nil {
		return time.UTC
	}
	return s.TimeZone.V
}

// timeZone reads the name of a time zone, such as "Europe/Berlin", "UTC" or "local".
func timeZone(name string) (*time.Location, error) {
	switch strings.ToLower(name) {
	case "local":
		return time.Local, nil
	case "utc", "z":
		return time.UTC, nil
	}
	return time.LoadLocation(name)
}

func fileKeys() []string {
	var keys []string
	for _, s := range settings {
		if s.key != "" {
			keys = append(keys, s.key)
		}
	}
	return keys
}

// Input are the sources of settings.
type Input struct {
	// Flag is the value of a flag that was given on the command line.
	Flag   func(name string) (string, bool)
	Getenv func(string) string
	File   *File
}

// profileVariable names the environment variable that chooses a profile.
const profileVariable = "LOOTLENS_PROFILE"

// Resolve returns the settings in force. A flag overrides the environment, which
// overrides the profile, which overrides the default. An empty variable counts as
// unset. The error names the place of a wrong value and the valid ones.
func Resolve(in Input) (Settings, error) {
	var s Settings
	if err := s.choose(in); err != nil {
		return s, err
	}
	profile := in.File.profiles[s.Profile.V]
	// Base URL and domain key set the same value: the strongest source that has either
	// decides.
	if _, a := fromFlag(in, "base-url"); a {
		if _, b := fromFlag(in, "domain-key"); b {
			return s, errors.New("--base-url and --domain-key are mutually exclusive: give one")
		}
	}
	if in.Getenv("LOOTLENS_BASE_URL") != "" && in.Getenv("LOOTLENS_DOMAIN_KEY") != "" {
		return s, errors.New("LOOTLENS_BASE_URL and LOOTLENS_DOMAIN_KEY are mutually exclusive: unset one")
	}
	sources := []func(setting) (Value[string], bool){
		func(d setting) (Value[string], bool) { return Value[string]{d.otherwise, "default"}, d.otherwise != "" },
		func(d setting) (Value[string], bool) {
			e, ok := profile[d.key]
			return Value[string]{e.value, in.File.at(e.line)}, ok
		},
		func(d setting) (Value[string], bool) { return fromEnv(in, d.env) },
		func(d setting) (Value[string], bool) { return fromFlag(in, d.flag) },
	}
	s.BaseURL = Value[string]{api.DefaultBaseURL, "default"}
	for _, source := range sources {
		for _, d := range settings {
			v, ok := source(d)
			if !ok {
				continue
			}
			if wrong := d.take(&s, v); wrong != "" {
				name := v.From // a flag or a variable
				if name != "--"+d.flag && name != d.env {
					name += ": " + d.key
				}
				return s, fmt.Errorf("%s %s", name, wrong)
			}
		}
	}
	s.KeyCommand = profile["key_command"].words
	if err := s.checkRate(profile["rate"].value); err != nil {
		return s, err
	}
	return s, s.chooseKeySource(in)
}

// choose sets the profile.
func (s *Settings) choose(in Input) error {
	if v, ok := fromFlag(in, "profile"); ok {
		s.Profile = v
	} else if v, ok := fromEnv(in, profileVariable); ok {
		s.Profile = v
	} else if in.File.byName != "" {
		s.Profile = Value[string]{in.File.byName, in.File.at(in.File.line)}
	} else if names := in.File.Names(); len(names) == 1 {
		s.Profile = Value[string]{names[0], "the only profile of " + in.File.path}
	} else {
		s.Profile.From = "default"
	}
	name := s.Profile.V
	if name == "" {
		return nil
	}
	if _, ok := in.File.profiles[name]; !ok {
		what := fmt.Sprintf("%s: there is no such profile in %s", s.Profile.From, in.File.path)
		if hint := DidYouMean(name, in.File.Names()); hint != "" {
			return errors.New(what + hint)
		}
		if names := in.File.Names(); len(names) > 0 {
			return errors.New(what + ": it has " + strings.Join(names, ", "))
		}
		return errors.New(what + ": `lootlens config init` writes a first file")
	}
	return nil
}

func fromEnv(in Input, name string) (Value[string], bool) {
	if name == "" {
		return Value[string]{}, false
	}
	v := in.Getenv(name)
	return Value[string]{v, name}, v != ""
}

func fromFlag(in Input, name string) (Value[string], bool) {
	if name == "" || in.Flag == nil {
		return Value[string]{}, false
	}
	v, ok := in.Flag(name)
	return Value[string]{v, "--" + name}, ok
}
