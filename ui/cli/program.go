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

// program is what a command runs in. It is made once for each run of the
// program; a command's goroutine uses it alone.
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
func (prog *program) settings() (config.Settings, error) {
	if prog.known != nil {
		return *prog.known, nil
	}
	file, err := config.Read(config.Path(prog.getenv))
	if err != nil {
		return config.Settings{}, err
	}
	return config.Resolve(config.Input{Flag: prog.flag, Getenv: prog.getenv, File: file})
}

// flag is the value of a global flag that was given.
func (prog *program) flag(name string) (string, bool) {
	f := prog.flags.Lookup(name)
	if f == nil || !f.Changed {
		return "", false
	}
	return f.Value.String(), true
}

// client gets the server key and makes the client that every request of the
// command goes through. It is closed when the command ends. Nothing is sent yet.
func (prog *program) client(ctx context.Context) (*api.Client, config.Settings, error) {
	s, err := prog.settings()
	if err != nil {
		return nil, s, err
	}
	key := prog.key
	if key.IsZero() {
		if key, err = s.Key(ctx, prog.means()); err != nil {
			return nil, s, err
		}
	}
	return prog.clientWith(s, key)
}

// clientWith makes a client with a key that is at hand.
func (prog *program) clientWith(s config.Settings, key api.Key) (*api.Client, config.Settings, error) {
	prog.opens = key.Environment()
	log, err := prog.openLog()
	if err != nil {
		return nil, s, err
	}
	also := prog.observe
	if also == nil {
		also = func(api.Exchange) {}
	}
	onPause := prog.onPause
	if onPause == nil {
		onPause = prog.notePause
	}
	perMinute := 0 // what is usual
	if prog.opens == api.Demo {
		perMinute = -1 // the double throttles nobody
	}
	client, err := api.New(api.Config{
		BaseURL:     s.BaseURL.V,
		Key:         func(context.Context) (api.Key, error) { return key, nil },
		LLVersion:   s.LLVersion.V,
		GameVersion: s.GameVersion.V,
		Timeout:     s.Timeout.V,
		PerMinute:   perMinute,
		Now:         prog.now,
		UserAgent:   "lootlens/" + prog.version,
		Observe:     func(x api.Exchange) { log(x); also(x) },
		OnPause:     onPause,
	})
	if err != nil {
		return nil, s, fmt.Errorf("%w (from %s)", err, s.BaseURL.From)
	}
	prog.closers = append(prog.closers, client.Close)
	return client, s, nil
}

// means are the ways to a key that lie outside the settings.
func (prog *program) means() config.Means {
	m := config.Means{Getenv: prog.getenv, Keyring: prog.keyring}
	if terminal(prog.stdin) && terminal(prog.stderr) {
		m.Prompt = prog.askKey
	}
	return m
}

// notePause says on stderr that a request waits, where the wait is worth a line.
func (prog *program) notePause(p api.Pause) {
	if p.Wait >= time.Second {
		fmt.Fprintf(prog.stderr, "%s: %s\n", p.Wait.Round(time.Second), p)
	}
}

// close ends what the command began: connections, the log.
func (prog *program) close() {
	for i := len(prog.closers) - 1; i >= 0; i-- {
		prog.closers[i]()
	}
	prog.closers = nil
}

// terminal reports whether a stream is one.
func terminal(stream any) bool {
	f, ok := stream.(interface{ Fd() uintptr })
	return ok && term.IsTerminal(int(f.Fd()))
}

// styled is stdout for text that people read: it takes SGR sequences and brings
// them down to what the terminal can do, to nothing where stdout is none or
// NO_COLOR is set. CLICOLOR_FORCE keeps them in a pipe.
func (prog *program) styled() io.Writer {
	return &colorprofile.Writer{Forward: prog.stdout, Profile: prog.profile()}
}

// profile is how many colours stdout takes.
func (prog *program) profile() colorprofile.Profile {
	p := colorprofile.Detect(prog.stdout, prog.environ())
	if prog.getenv("NO_COLOR") != "" && p > colorprofile.ASCII {
		p = colorprofile.ASCII
	}
	return p
}

// progress reports whether stderr is a terminal, where a line may be rewritten.
func (prog *program) progress() bool {
	return terminal(prog.stderr) && prog.getenv("TERM") != "dumb"
}

// width is how many cells a line on stdout has: COLUMNS, else the terminal's, else
// 80; at least 20.
func (prog *program) width() int {
	w := prog.wanted()
	if f, ok := prog.stdout.(interface{ Fd() uintptr }); ok && w == 0 {
		w, _, _ = term.GetSize(int(f.Fd()))
	}
	if w <= 0 {
		w = 80
	}
	return max(w, 20)
}

// wanted is the width that COLUMNS says, in cells; 0 where it says none.
func (prog *program) wanted() int {
	w, _ := strconv.Atoi(prog.getenv("COLUMNS"))
	return max(w, 0)
}

// cell is s as one printable line without tabs, for a table.
func (prog *program) cell(s string) string {
	return text.Of(config.Mask(s, prog.getenv(config.KeyVariable))).Line()
}
