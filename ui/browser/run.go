// Package browser is the root of the browser. It turns keys into actions, hands actions
// and messages to the panes, stacks the overlays, draws the frame around them, and does
// what needs more than one pane: files, what is copied, history, recents. A pane is a package below this one and knows no other.
// What does not belong here: the network (api), what an item means (models), and how a
// pane looks inside.
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
	"lootlens/ui/browser/past"
	"lootlens/ui/browser/picker"
	"lootlens/ui/browser/recents"
	"lootlens/ui/browser/requests"
	"lootlens/ui/browser/terminal"
)

// Start says what the browser opens on. The zero value is the picker.
type Start struct {
	// Refs are the players that were asked for, the likeliest first.
	Refs []models.PlayerRef
	// Holder is whose inventory, where it is known; its Player may be absent until
	// Refs are looked up.
	Holder    models.Holder
	HasHolder bool
	// Instance is the item that the cursor moves to.
	Instance models.InstanceID
	// Query is what to filter by.
	Query string
	// Rows is how the list shows its items.
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
	Theme   string // one of theme.Names; "" is auto
	NoColor bool
	Start   Start
	Demo    bool
	// DemoFlags are what the game of a demo was made with, in words of a command line:
	// a copied command repeats them.
	DemoFlags []string
	// Environment is what the key opens, where that is known before a request.
	Environment api.Environment
	PageSize    int      // items a page, 1 to 200; 0 is 200
	Columns     []string // of the list, by the names of parts.ItemColumns; nil is the usual ones
	Profile     string
	Stdin       io.Reader // nil is os.Stdin
	Stdout      io.Writer // nil is os.Stdout
	Keys        keymap.Map
	// Save writes items to a file, in a command; nil: saving is not offered. Its error is fs.ErrExist where a file is
	// there that the request must not replace; any other is shown beside the path.
	Save func(SaveRequest) error
	// Programs lets $PAGER and $EDITOR open JSON: the terminal is of the user whose process this is.
	Programs bool
	// Served is for a user on another machine; nil: the terminal and the files are those of this process.
	Served *Served
	// Past keeps what was seen before; nil: history is off.
	Past past.Store
	// Examples are players to begin with, for a game that is made up.
	Examples []picker.Example
	Now      func() time.Time
	Getenv   func(string) string // nil is os.Getenv
}

// PanicError is a bug that ended the browser.
type PanicError = terminal.PanicError

// Lent is [terminal.Lent].
func Lent() bool { return terminal.Lent() }

// Run shows the browser until the user quits or ctx ends. Its errors are those of
// [terminal.Run].
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
	err := m.run(ctx)
	if !errors.Is(err, terminal.ErrHung) { // else it is still in use
		m.recordRest()
		m.close()
	}
	return err
}

func (m *model) run(ctx context.Context) error {
	var remote *terminal.Remote
	if m.o.Served != nil {
		remote = &m.o.Served.Terminal
	}
	err := terminal.Run(ctx, m, m.o.Stdin, m.o.Stdout, remote)
	if m.auditErr != nil {
		return m.auditErr
	}
	return err
}

// Update implements tea.Model.
func (m *model) Update(message tea.Msg) (tea.Model, tea.Cmd) { return m, m.update(message) }
