package cli

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/charmbracelet/colorprofile"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"golang.org/x/term"

	"lootlens/api"
	"lootlens/api/history"
	"lootlens/models/text"
	"lootlens/theme"
	"lootlens/ui/cli/config"
)

// program is what a command uses of its process: streams, environment, clock. There
// is one for each run, and only the goroutine of the command uses it.
type program struct {
	version string
	stdin   io.Reader
	stdout  io.Writer // data
	stderr  io.Writer // everything else
	getenv  func(string) string
	environ func() []string
	now     func() time.Time
	keyring config.Keyring
	browse  showBrowser

	args    []string       // of the command line
	command *cobra.Command // the one that runs, for errors that refer to its help
	help    *bytes.Buffer  // help texts for a stdout that is no terminal; nil on a terminal
	flags   *pflag.FlagSet // the global flags
	// known are the settings of the demo, which reads no others; nil for other commands.
	known *config.Settings
	// key is the key of the demo; zero for other commands.
	key api.Key
	// observe receives every exchange, as the log does; set it before calling client.
	observe func(api.Exchange)
	// onPause replaces the note about a long wait; set it before calling client.
	onPause func(api.Pause)

	// guest is set where the program is a session's of serve, and has no process of its own.
	guest *guest
	// observed receives every exchange of the client, also where that is the server's of sessions.
	observed func(api.Exchange)

	// opens is the environment that the key opens; client sets it.
	opens api.Environment

	// store is the history once it is open, and storeErr why it is not used.
	store    *history.Store
	storeErr error

	closers []func()

	noting    sync.Mutex // guards stderr in note
	recording sync.Mutex // guards the history while walks are recorded
}

// settings are the result of flags, environment variables, profile and defaults.
func (prog *program) settings() (config.Settings, error) {
	if prog.known != nil {
		return *prog.known, nil
	}
	if prog.guest != nil {
		return prog.guest.settings(prog)
	}
	file, err := config.Read(config.Path(prog.getenv))
	if err != nil {
		return config.Settings{}, err
	}
	return config.Resolve(config.Input{Flag: prog.flag, Getenv: prog.getenv, File: file})
}

// localTime is the time in the zone of the browser's dates: that of --tz or else the
// local zone.
func (prog *program) localTime() time.Time {
	if s, err := prog.settings(); err == nil && s.TimeZone.V != nil {
		return prog.now().In(s.TimeZone.V)
	}
	return prog.now()
}

// flag is the value of a global flag; false if it was not given.
func (prog *program) flag(name string) (string, bool) {
	f := prog.flags.Lookup(name)
	if f == nil || !f.Changed {
		return "", false
	}
	return f.Value.String(), true
}

// on reports whether a global boolean flag was given.
func (prog *program) on(name string) bool {
	value, ok := prog.flag(name)
	return ok && value == "true"
}

// client gets the server key and makes the client for all requests of the command.
// It sends nothing yet, and is closed when the command ends.
func (prog *program) client(ctx context.Context) (*api.Client, config.Settings, error) {
	if prog.guest != nil {
		return prog.guest.client(prog)
	}
	s, err := prog.settings()
	if err != nil {
		return nil, s, err
	}
	key := prog.key
	if key.IsZero() {
		if key, err = s.Key(ctx, prog.keyProviders()); err != nil {
			return nil, s, err
		}
	}
	return prog.clientWith(s, key)
}

// clientWith makes a client with a key.
func (prog *program) clientWith(s config.Settings, key api.Key) (*api.Client, config.Settings, error) {
	prog.opens = key.Environment()
	if err := prog.refuseKey(); err != nil {
		return nil, s, err
	}
	return prog.newClient(s, key, func(context.Context) (api.Key, error) { return key, nil })
}

// newClient makes a client that gets its key from source; key is zero if it is not
// known yet.
func (prog *program) newClient(s config.Settings, key api.Key, source api.KeySource) (*api.Client, config.Settings, error) {
	if s.Environment.V != "" && !key.IsZero() && prog.opens == api.UnknownEnvironment {
		prog.note("the server key has no dev_ or prod_ prefix, so that nobody can check whether it opens %s, as profile %s says", s.Environment.V, s.KeyName())
	}
	log, err := prog.openLog()
	if err != nil {
		return nil, s, err
	}
	also := prog.observe
	if also == nil {
		also = func(api.Exchange) {}
	}
	observe := func(x api.Exchange) { log(x); also(x) }
	prog.observed = observe
	onPause := prog.onPause
	if onPause == nil {
		onPause = prog.notePause
	}
	perMinute := s.Rate.V
	if prog.opens == api.Demo && s.Rate.From == "default" {
		perMinute = -1 // the demo has no rate limit
	}
	client, err := api.New(api.Config{
		BaseURL:     s.BaseURL.V,
		Key:         source,
		LLVersion:   s.LLVersion.V,
		GameVersion: s.GameVersion.V,
		Timeout:     s.Timeout.V,
		PerMinute:   perMinute,
		Now:         prog.now,
		UserAgent:   "lootlens/" + prog.version,
		Observe:     observe,
		Inspect:     prog.observe != nil,
		OnPause:     onPause,
	})
	if err != nil {
		return nil, s, fmt.Errorf("%w (from %s)", err, s.BaseURL.From)
	}
	logLibraries(observe, prog.now)
	prog.closers = append(prog.closers, client.Close, silenceLibraries)
	return client, s, nil
}

// keyProviders are the places outside the settings that a key can come from.
func (prog *program) keyProviders() config.KeyProviders {
	m := config.KeyProviders{Getenv: prog.getenv, Keyring: prog.keyring, Note: prog.note}
	if !prog.on("no-input") && prog.getenv("CI") == "" && terminal(prog.stdin) && terminal(prog.stderr) {
		m.Prompt = prog.askKey
	}
	return m
}

// notePause notes that a request waits for a second or more, and why.
func (prog *program) notePause(p api.Pause) {
	if p.Wait >= time.Second {
		prog.note("waiting %s: %s", p.Wait.Round(time.Second), p)
	}
}

// close closes what the command opened: connections, the log.
func (prog *program) close() {
	for i := len(prog.closers) - 1; i >= 0; i-- {
		prog.closers[i]()
	}
	prog.closers = nil
}

// terminal reports whether a stream is a terminal.
func terminal(stream any) bool {
	if s, ok := stream.(remote); ok {
		return s.terminal
	}
	f, ok := stream.(interface{ Fd() uintptr })
	return ok && term.IsTerminal(int(f.Fd()))
}

// styled is stdout for styled text: it reduces colours to those of the terminal, and
// removes them where stdout is no terminal or NO_COLOR is set. CLICOLOR_FORCE keeps
// them in a pipe.
func (prog *program) styled() io.Writer {
	return &colorprofile.Writer{Forward: prog.stdout, Profile: prog.profile()}
}

// profile is how many colours stdout takes.
func (prog *program) profile() colorprofile.Profile {
	p := colorprofile.NoTTY
	if prog.guest == nil {
		p = colorprofile.Detect(prog.stdout, prog.environ())
	} else if terminal(prog.stdout) {
		p = colorprofile.Env(prog.environ())
	}
	if prog.getenv("NO_COLOR") != "" && p > colorprofile.ASCII {
		p = colorprofile.ASCII
	}
	return p
}

// plain reports whether stdout has no colours.
func (prog *program) plain() bool { return prog.profile() <= colorprofile.ASCII }

// light reports whether the background is light, by the theme or else by COLORFGBG.
// The terminal is not queried, since its answer could end up in a pipe.
func (prog *program) light(theme string) bool {
	if theme == "light" || theme == "dark" {
		return theme == "light"
	}
	fgbg := prog.getenv("COLORFGBG")
	background := fgbg[strings.LastIndex(fgbg, ";")+1:]
	return background == "7" || background == "15"
}

// theme is the theme of styled text on stdout; without colours it is [theme.None].
func (prog *program) theme(s config.Settings) theme.Theme {
	if prog.plain() {
		return theme.None()
	}
	return theme.Named(s.Theme.V, !prog.light(s.Theme.V), prog.profile())
}

// width is the width of stdout in cells: COLUMNS or else that of the terminal; 0 in a
// pipe, where nothing is cut.
func (prog *program) width() int {
	if w, _ := strconv.Atoi(prog.getenv("COLUMNS")); w > 0 {
		return max(w, 20)
	}
	if s, ok := prog.stdout.(remote); ok {
		return s.width
	}
	if f, ok := prog.stdout.(interface{ Fd() uintptr }); ok && terminal(prog.stdout) {
		w, _, _ := term.GetSize(int(f.Fd()))
		return w
	}
	return 0
}

// cell is s as one printable line without tabs, with server keys masked.
func (prog *program) cell(s string) string { return text.Of(api.MaskKeys(s)).Line() }

// progressDelay is how long a command runs before it shows progress.
const progressDelay = time.Second

// progress is a line on stderr that is overwritten while a command runs.
type progress struct {
	w      io.Writer // nil: nothing is shown
	now    func() time.Time
	begins time.Time // when it is shown first
	last   time.Time
	shown  bool
}

// newProgress shows progress if stderr is a terminal and nothing else writes to it:
// neither the data nor a program behind a pipe. ownFile reports whether the data go
// to a file that the command opens itself.
func (prog *program) newProgress(ownFile bool) *progress {
	p := &progress{now: prog.now, begins: prog.now().Add(progressDelay)}
	if (ownFile || storesData(prog.stdout)) && terminal(prog.stderr) && prog.getenv("TERM") != "dumb" && !prog.on("quiet") && !prog.jsonErrors() {
		p.w = prog.stderr
	}
	return p
}

// storesData reports whether a stream is a file or a device such as /dev/null, and
// not a terminal or a pipe to a program that may write to one.
func storesData(stream any) bool {
	f, ok := stream.(*os.File)
	if !ok || terminal(stream) {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&(fs.ModeNamedPipe|fs.ModeSocket) == 0
}

// say shows a line, at most ten times a second.
func (p *progress) say(format string, args ...any) {
	if p.w == nil || p.now().Before(p.begins) || p.now().Sub(p.last) < 100*time.Millisecond {
		return
	}
	p.last, p.shown = p.now(), true
	fmt.Fprintf(p.w, "\r\x1b[K"+format, args...)
}

// clear removes the line before other text is written.
func (p *progress) clear() {
	if p.shown {
		fmt.Fprint(p.w, "\r\x1b[K")
		p.shown, p.last = false, time.Time{}
	}
}
