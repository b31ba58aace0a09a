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
	"lootlens/ui/parts"
)

// OpenPlayer opens the screen of a player.
type OpenPlayer struct{ Player models.Player }

// OpenHolder opens an inventory.
type OpenHolder struct {
	Player   models.Player
	Holder   models.Holder
	Name     text.Text         // of the character, the hero or, for the own inventory, the player
	Select   models.InstanceID // where the cursor moves to, asked for by its id; absent: nowhere
	Query    string
	Rows     Rows
	Baseline *Baseline // what to compare with; nil for nothing
}

// FindInstance looks for an instance in the player's other inventories.
type FindInstance struct{ Instance models.InstanceID }

// Rows is how a list shows its items: in which order, and whether those of one asset
// are one row. Opened are the assets whose rows are expanded.
type Rows struct {
	By      order.Key
	Desc    bool
	Grouped bool
	Opened  map[models.AssetID]bool
}

// AsSent reports whether each item is a row, in the server's order.
func (r Rows) AsSent() bool { return r.By == order.Server && !r.Desc && !r.Grouped }

// Selected is the item under the list's cursor; nil for none. Changes are its
// differences from the baseline, or since the look that the list shows, nil where there are none. Near are the items that the
// cursor may come to next.
type Selected struct {
	Holder  models.Holder
	Item    *models.Item
	Changes []Change
	Near    []*models.Item
	At      time.Time // of the earlier look that the list shows; zero for what is there now
	Gone    bool      // the item is no longer there
}

// Change is one field of an item that differs from the baseline.
type Change struct {
	Path     string
	Old, New text.Text
}

// Back leaves the screen, pane or overlay that posts it.
type Back struct{}

// Chosen is the entry of a list that the user took.
type Chosen struct{ ID string }

// Note is one line for the footer, shown for a few seconds. Text is safe to print.
type Note struct {
	Text string
	Kind NoteKind
}

// NoteKind is how a Note is styled.
type NoteKind int8

// The kinds of Note.
const (
	Info NoteKind = iota
	Success
	Warning
	Failure
)

// Failed is an error of a request, for the view of the last error. The pane shows it
// in its own place too.
type Failed struct{ Err error }

// ShowRaw opens the view of JSON as the server sent it.
type ShowRaw struct {
	Title string // safe to print
	Raw   jsontext.Value
}

// Copy puts a text on the clipboard. What names it in the note: "instance id".
type Copy struct{ What, Text string }

// CopyCommand copies the command line that opens an inventory.
type CopyCommand struct{ Holder models.Holder }

// Tick has the time that everything on the screen shows. It comes at most once a second, and when a time that is shown changes.
type Tick struct{ Now time.Time }

// Send is a command that brings a message. To tell the root something, use Outbox.Post.
func Send(m tea.Msg) tea.Cmd { return func() tea.Msg { return m } }

// OpenItem moves the focus to the detail of the selected item.
type OpenItem struct{}

// QueryUsed is a query that was accepted, for the recent ones.
type QueryUsed struct{ Query string }

// Granted is what a watch saw: how many new items, and the newest of them. With Bell
// the terminal rings and notifies.
type Granted struct {
	Items  int
	Newest *models.Item
	Bell   bool
}

// Pin pins the player among the recent ones, or unpins.
type Pin struct{ Player models.Player }

// PlayerKnown is a player that was opened without a look-up, or what a later look-up
// found: for the recent players, and for every place that shows the player's name.
type PlayerKnown struct{ Player models.Player }

// Characters are a player's characters, as the service has just answered.
type Characters struct {
	Player     models.PlayerID
	Characters []models.Character
}

// Heroes are a player's heroes, as the service has just answered.
type Heroes struct {
	Player models.PlayerID
	Heroes []models.Hero
}

// Baseline is an earlier state of an inventory, for the list to compare with.
type Baseline struct {
	Name    string         // safe to print
	File    string         // where it was read; "" where it was taken in the browser
	Items   []*models.Item // must not be changed
	Partial bool           // it does not hold all of the inventory
	Unsure  bool           // its file does not say whether it does: NDJSON cannot
	Query   query.Query    // what its items had to match; empty for none
}

// Loadouts are the instances known to be equipped: by the holder that is shown, and by
// the player's other holders whose loadouts were read. It comes again when more is
// known.
type Loadouts struct {
	Holder   models.Holder
	Equipped map[models.InstanceID]bool // must not be changed
	// Complete reports whether all loadouts were read that can hold the items: those of
	// all characters and heroes for a player's own inventory, else that of its holder.
	Complete bool
}

// Outbox is what a pane tells the root: each model of a pane embeds one. The root drains it at the end of every
// Update, before the next key: a command would bring the message after keys that were typed ahead.
type Outbox struct{ messages []tea.Msg }

// Post puts a message into the outbox.
func (o *Outbox) Post(m tea.Msg) { o.messages = append(o.messages, m) }

// Drain empties the outbox and returns what was in it, in the order of Post.
func (o *Outbox) Drain() []tea.Msg {
	out := o.messages
	o.messages = nil
	return out
}

// SearchPlayers opens one search over the inventories of all these players. Where Query is "" the user is asked for one.
type SearchPlayers struct {
	Players []models.Player
	Query   string
}

// Summary is what was read of a player so far, for a preview: it replaces an earlier one.
type Summary struct {
	Player models.PlayerID
	Facts  []parts.Fact
}

// Counted is how many items the server says an inventory holds, or how many were read where it does not say.
type Counted struct {
	Holder models.Holder
	Items  uint64
}
