// Package msg holds the messages by which panes tell the root what the user wants
// and what has happened. Panes don't know each other: the root routes. It holds
// no behaviour, and what only one pane needs stays in that pane.
package msg

import (
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/go-json-experiment/json/jsontext"

	"lootlens/models"
	"lootlens/models/order"
	"lootlens/models/query"
	"lootlens/models/text"
)

// OpenPlayer asks for the choice of whose inventory, for this player.
type OpenPlayer struct{ Player models.Player }

// OpenHolder asks for an inventory. Name is the holder's own name: the
// character's or the hero's, the player's for the player's own. At, when set, is
// the instance to begin at, reached without a walk. Stand, when set, is the instance
// that the cursor goes to; pages are loaded until it has come. Baseline, when set, is
// what is compared with from the start.
type OpenHolder struct {
	Player   models.Player
	Holder   models.Holder
	Name     text.Text
	At       models.InstanceID
	Stand    models.InstanceID
	Query    string
	Rows     Rows
	Baseline *Baseline
}

// Rows is how the rows of a list stand: their order, and whether the items of an
// asset are one row. Opened are the assets whose rows are open.
type Rows struct {
	By      order.Key
	Desc    bool
	Grouped bool
	Opened  map[models.AssetID]bool
}

// AsSent reports whether each item is a row, in the server's order.
func (r Rows) AsSent() bool { return r.By == order.Server && !r.Desc && !r.Grouped }

// Selected says which item the list stands on; nil when on none. Changes are the
// marks of a comparison for it, nil when there are none.
type Selected struct {
	Holder  models.Holder
	Item    *models.Item
	Changes []Change
}

// Change is one field of an item that differs from the baseline.
type Change struct {
	Path     string
	Old, New text.Text
}

// Back asks to leave the screen or pane that sends it.
type Back struct{}

// Chosen is the entry of a list that the user took.
type Chosen struct{ ID string }

// Note is one line for the footer, gone after a few seconds. Text is safe to print.
type Note struct {
	Text string
	Kind NoteKind
}

// NoteKind says how a Note looks.
type NoteKind int8

// The kinds of Note.
const (
	Info NoteKind = iota
	Success
	Warning
	Failure
)

// Failed says that a request of a pane failed. The pane shows the error in its own
// place too: this is for the view of the last error.
type Failed struct{ Err error }

// ShowRaw asks for the view of JSON as the server sent it.
type ShowRaw struct {
	Title string // safe to print
	Raw   jsontext.Value
}

// Copy asks to put a text on the clipboard. What names it in the note that says so:
// "instance id".
type Copy struct{ What, Text string }

// CopyCommand asks to copy the command that opens an inventory.
type CopyCommand struct{ Holder models.Holder }

// Tick comes once a second with the time that everything on the screen shows.
type Tick struct{ Now time.Time }

// Send makes a command of a message.
func Send(m tea.Msg) tea.Cmd { return func() tea.Msg { return m } }

// OpenItem asks for the detail of the selected item to be read.
type OpenItem struct{}

// QueryUsed tells of a query that was accepted, for the recent ones.
type QueryUsed struct{ Query string }

// Granted tells that a watch saw new items, and the newest of them; Bell asks to ring
// and to notify.
type Granted struct {
	Items  int
	Newest *models.Item
	Bell   bool
}

// Pin asks to pin the player among the recent ones, or to unpin.
type Pin struct{ Player models.Player }

// PlayerKnown tells of a player that was opened without a look-up, or of what a
// later look-up answered: for the recent players, and for every place that shows
// the player's name.
type PlayerKnown struct{ Player models.Player }

// Characters tells what characters a player has, as the service has just answered:
// nobody needs to ask again.
type Characters struct {
	Player     models.PlayerID
	Characters []models.Character
}

// Heroes tells what heroes a player has, as Characters does.
type Heroes struct {
	Player models.PlayerID
	Heroes []models.Hero
}

// Baseline gives the list an earlier state to compare with. Name is safe to print;
// File is where it was read, "" where it was taken in the browser; Partial says that
// it did not hold all of the inventory; Untold that its file does not say, as NDJSON
// cannot; Query is what its items had to match, empty for none. Items must not be
// changed.
type Baseline struct {
	Name    string
	File    string
	Items   []*models.Item
	Partial bool
	Untold  bool
	Query   query.Query
}

// Loadouts tells which instances are equipped, as far as is known: by the holder
// that is shown, and by the player's other holders whose loadouts have been read.
// It comes again when more is known. Complete says that nothing is missing: of a
// player's own inventory that all characters and heroes have been asked, of another
// that its holder has. Equipped must not be changed.
type Loadouts struct {
	Holder   models.Holder
	Equipped map[models.InstanceID]bool
	Complete bool
}
