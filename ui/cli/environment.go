package cli

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/charmbracelet/colorprofile"
	"github.com/spf13/pflag"
	"golang.org/x/term"

	"lootlens/api"
	"lootlens/models/text"
	"lootlens/ui/cli/config"
)

// environment is what a command runs in. It is made once for each run of the
// program; a command's goroutine uses it alone.
type environment struct {
	version string
	stdin   io.Reader
	stdout  io.Writer // data
	stderr  io.Writer // everything else
	getenv  func(string) string
	environ func() []string
	now     func() time.Time
	keyring config.Keyring
	browse  showBrowser

	flags *pflag.FlagSet // the global flags
	// known are the settings when they come from the command itself: demo.
	known *config.Settings
	// key is the key when it comes from the command itself.
	key api.Key
	// observe is told of every exchange, beside the log; set before client.
	observe func(api.Exchange)
	// onPause replaces the line on stderr about a long wait; set before client.
	onPause func(api.Pause)

	// opens is what the key in use opens; set by client.
	opens api.Environment

	closers []func()
}

// settings are what flags, environment variables, profile and defaults say.
func (e *environment) settings() (config.Settings, error) {
	if e.known != nil {
		return *e.known, nil
	}
	file, err := config.Read(config.Path(e.getenv))
	if err != nil {
		return config.Settings{}, err
	}
	return config.Resolve(config.Input{Flag: e.flag, Getenv: e.getenv, File: file})
}

// flag is the value of a global flag that was given.
func (e *environment) flag(name string) (string, bool) {
	f := e.flags.Lookup(name)
	if f == nil || !f.Changed {
		return "", false
	}
	return f.Value.String(), true
}

// client gets the server key and makes the client that every request of the
// command goes through. It is closed when the command ends. Nothing is sent yet.
func (e *environment) client(ctx context.Context) (*api.Client, config.Settings, error) {
	s, err := e.settings()
	if err != nil {
		return nil, s, err
	}
	key := e.key
	if key.IsZero() {
		if key, err = s.Key(ctx, e.means()); err != nil {
			return nil, s, err
		}
	}
	return e.clientWith(s, key)
}

// clientWith makes a client with a key that is at hand.
func (e *environment) clientWith(s config.Settings, key api.Key) (*api.Client, config.Settings, error) {
	e.opens = key.Environment()
	log, err := e.openLog()
	if err != nil {
		return nil, s, err
	}
	also := e.observe
	if also == nil {
		also = func(api.Exchange) {}
	}
	onPause := e.onPause
	if onPause == nil {
		onPause = e.notePause
	}
	perMinute := 0 // what is usual
	if e.opens == api.Demo {
		perMinute = -1 // the double throttles nobody
	}
	client, err := api.New(api.Config{
		BaseURL:     s.BaseURL.V,
		Key:         func(context.Context) (api.Key, error) { return key, nil },
		LLVersion:   s.LLVersion.V,
		GameVersion: s.GameVersion.V,
		Timeout:     s.Timeout.V,
		PerMinute:   perMinute,
		Now:         e.now,
		UserAgent:   "lootlens/" + e.version,
		Observe:     func(x api.Exchange) { log(x); also(x) },
		OnPause:     onPause,
	})
	if err != nil {
		return nil, s, fmt.Errorf("%w (from %s)", err, s.BaseURL.From)
	}
	e.closers = append(e.closers, client.Close)
	return client, s, nil
}

// means are the ways to a key that lie outside the settings.
func (e *environment) means() config.Means {
	m := config.Means{Getenv: e.getenv, Keyring: e.keyring}
	if terminal(e.stdin) && terminal(e.stderr) {
		m.Prompt = e.askKey
	}
	return m
}

// notePause says on stderr that a request waits, where the wait is worth a line.
func (e *environment) notePause(p api.Pause) {
	if p.Wait >= time.Second {
		fmt.Fprintf(e.stderr, "%s: %s\n", p.Wait.Round(time.Second), p.Reason)
	}
}

// close ends what the command began: connections, the log.
func (e *environment) close() {
	for i := len(e.closers) - 1; i >= 0; i-- {
		e.closers[i]()
	}
	e.closers = nil
}

// terminal reports whether a stream is one.
func terminal(stream any) bool {
	f, ok := stream.(interface{ Fd() uintptr })
	return ok && term.IsTerminal(int(f.Fd()))
}

// styled is stdout for text that people read: it takes SGR sequences and brings
// them down to what the terminal can do, to nothing where stdout is none or
// NO_COLOR is set. CLICOLOR_FORCE keeps them in a pipe.
func (e *environment) styled() io.Writer {
	return &colorprofile.Writer{Forward: e.stdout, Profile: e.profile()}
}

// profile is how many colours stdout takes.
func (e *environment) profile() colorprofile.Profile {
	p := colorprofile.Detect(e.stdout, e.environ())
	if e.getenv("NO_COLOR") != "" && p > colorprofile.ASCII {
		p = colorprofile.ASCII
	}
	return p
}

// progress reports whether stderr is a terminal, where a line may be rewritten.
func (e *environment) progress() bool {
	return terminal(e.stderr) && e.getenv("TERM") != "dumb"
}

// width is how many cells a line on stdout has: COLUMNS, else the terminal's, else
// 80; at least 20.
func (e *environment) width() int {
	w := e.wanted()
	if f, ok := e.stdout.(interface{ Fd() uintptr }); ok && w == 0 {
		w, _, _ = term.GetSize(int(f.Fd()))
	}
	if w <= 0 {
		w = 80
	}
	return max(w, 20)
}

// wanted is the width that COLUMNS says, in cells; 0 where it says none.
func (e *environment) wanted() int {
	w, _ := strconv.Atoi(e.getenv("COLUMNS"))
	return max(w, 0)
}

// cell is s as one printable line without tabs, for a table.
func (e *environment) cell(s string) string {
	return text.Of(config.Mask(s, e.getenv(config.KeyVariable))).Line()
}
