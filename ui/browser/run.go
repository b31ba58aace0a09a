// Package browser is the browser: a root model that routes keys and messages between
// panes, draws the frame around them and owns what they share. A pane is a package
// of its own below this one and knows no other pane. What may not live here: the
// network (api), what an item means (models), and how a pane looks inside.
package browser

import (
	"context"
	"errors"
	"io"
	"os"
	"time"

	tea "charm.land/bubbletea/v2"

	"lootlens/api"
	"lootlens/keymap"
	"lootlens/models"
	"lootlens/ui/browser/msg"
	"lootlens/ui/browser/recents"
	"lootlens/ui/browser/requests"
)

// Start says what the browser opens on. The zero value is the picker.
type Start struct {
	// Refs is who was asked for, likeliest first.
	Refs []models.PlayerRef
	// Holder is whose inventory, where it is known; its Player may be absent until
	// Refs are looked up.
	Holder    models.Holder
	HasHolder bool
	// Instance is the item to begin at.
	Instance models.InstanceID
	// Select is the item to stand on, once it has come.
	Select models.InstanceID
	// Query is what to filter by.
	Query string
	// Rows is how the rows stand.
	Rows msg.Rows
	// Baseline is what to compare with, from [ReadBaseline]; nil is nothing.
	Baseline *msg.Baseline
}

// Options is what the browser is started with. Client, Keys, Recents and Log are
// required.
type Options struct {
	Client  *api.Client
	Recents *recents.Store
	Log     *requests.Log
	Theme   string // "auto", "light" or "dark"; "" is auto
	NoColor bool
	Start   Start
	Demo    bool
	// DemoFlags are what the game of a demo was made with, in words of a command line:
	// a copied command repeats them.
	DemoFlags []string
	// Environment is what the key opens, where that is known before a request.
	Environment api.Environment
	PageSize    int      // items a page, 1 to 200; 0 is 200
	Columns     []string // of the list, beside the name: rarity, flags, source, instance; nil is all
	Bell        bool     // ring for watched grants
	Profile     string
	Stdin       io.Reader // nil is os.Stdin
	Stdout      io.Writer // nil is os.Stdout
	Keys        keymap.Map
	Now         func() time.Time
	Getenv      func(string) string // nil is os.Getenv
}

// framesPerSecond is the most that Bubble Tea draws: a key press is on the screen
// within one frame.
const framesPerSecond = 120

// Run shows the browser until the user quits or ctx ends. The error is a *Panic
// where a bug ended it, and ctx's cause where ctx did.
func Run(ctx context.Context, o Options) error {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Getenv == nil {
		o.Getenv = os.Getenv
	}
	if o.Stdin == nil {
		o.Stdin = os.Stdin
	}
	if o.Stdout == nil {
		o.Stdout = os.Stdout
	}
	m := newModel(o)
	defer m.close()
	return m.run(ctx)
}

// run shows the model until it quits or ctx ends.
func (m *model) run(ctx context.Context) error {
	g := &guarded{model: m}
	// Signals end ctx: were they handled here too, it would be a matter of luck who is
	// first, and with that the exit code.
	p := tea.NewProgram(g, tea.WithContext(ctx), tea.WithoutSignalHandler(), tea.WithFPS(framesPerSecond),
		tea.WithInput(m.o.Stdin), tea.WithOutput(m.o.Stdout))
	g.quit = p.Quit
	m.frames.beat.program = p
	_, err := p.Run()
	if g.panicked != nil {
		return g.panicked
	}
	if errors.Is(err, tea.ErrProgramKilled) && ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}
