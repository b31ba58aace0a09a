package keymap

import (
	"fmt"
	"math"
)

// Global is what works everywhere; its printable keys not while text is typed.
type Global struct {
	Help, Palette, Back, Backward, Forward, Requests, LastError, Suspend, Quit Action
}

// Move is moving in anything that has rows.
type Move struct {
	Up, Down, Left, Right, PageUp, PageDown, HalfUp, HalfDown, Top, Bottom Action
}

// Far is how many rows Top and Bottom move by: more than any list has.
const Far = math.MaxInt32

// Rows is how many rows a key moves by, up when negative, where a page is that many
// rows; false for a key that does not move up or down.
func (m Move) Rows(k fmt.Stringer, page int) (by int, ok bool) {
	page = max(1, page)
	half := max(1, page/2)
	for _, s := range []struct {
		Action
		by int
	}{
		{m.Up, -1}, {m.Down, 1}, {m.PageUp, -page}, {m.PageDown, page}, {m.HalfUp, -half}, {m.HalfDown, half},
		{m.Top, -Far}, {m.Bottom, Far},
	} {
		if s.Is(k) {
			return s.by, true
		}
	}
	return 0, false
}

// Edit is moving and deleting in a field.
type Edit struct {
	Left, Right, WordLeft, WordRight, Start, End                                 Action
	DeleteLeft, DeleteRight, DeleteWordLeft, DeleteWordRight, Clear, Kill, Paste Action
}

// Picker is the choice of a player.
type Picker struct{ Open, Up, Down, Universal, Pin, Forget Action }

// Holders is the choice of one of a player's inventories.
type Holders struct{ Open, Raw, Copy, Refresh, Pin Action }

// Item is what can be done with the item under the cursor, in the list and in the detail.
type Item struct{ Focus, FocusBack, Raw, Copy, Others Action }

// List is the inventory as a whole.
type List struct {
	Open, Query, Sort, Reverse, Group, Jump, LoadAll         Action
	Refresh, Watch, Bell, Baseline, OpenBaseline, EndCompare Action
	Save, Pin, PinQuery, Queries                             Action
}

// Detail is the pane of one item.
type Detail struct{ NextItem, PrevItem, NextPair, PrevPair Action }

// Copy is the letters after the copy key.
type Copy struct {
	Instance, Asset, ULID, Name, Storage, JSON, Markdown, Curl, Command, Request, Trace Action
}

// Raw is the view of what the server sent.
type Raw struct {
	Search, Next, Prev, Fold, FoldAll, UnfoldAll, Item, Asset, Player, Copy Action
}

// Requests is the request log.
type Requests struct{ Copy, Follow Action }

// Palette is the list of commands.
type Palette struct{ Run, Up, Down Action }

// Prompt is a line of input: query, jump, file name.
type Prompt struct{ Accept, Complete, Prev, Next Action }

// Default returns the bindings of the browser.
func Default() Map {
	return Map{
		Global: Global{
			Help:      action("help", "Show all keys", "?", "help", "?", "f1"),
			Palette:   action("palette", "Run a command by name", ":", "commands", ":", "ctrl+p"),
			Back:      action("back", "Go back, stop or cancel", "q/esc", "back", "q", "esc"),
			Backward:  action("view.backward", "Go to the view before", "[", "view before", "["),
			Forward:   action("view.forward", "Go to the view after", "]", "view after", "]"),
			Requests:  action("requests", "Show the request log", "L", "request log", "L"),
			LastError: action("error.raw", "Show the last error as the server sent it", "E", "last error", "E"),
			Suspend:   action("suspend", "Suspend to the shell", "ctrl+z", "suspend", "ctrl+z"),
			Quit:      action("quit", "Quit", "ctrl+c", "quit", "ctrl+c"),
		},
		Move: Move{
			Up:       action("move.up", "Up", "↑/k", "up", "up", "k"),
			Down:     action("move.down", "Down", "↓/j", "down", "down", "j"),
			Left:     action("move.left", "Left, or close", "←/h", "left, close", "left", "h"),
			Right:    action("move.right", "Right, or open", "→/l", "right, open", "right", "l"),
			PageUp:   action("move.pageup", "A page up", "pgup", "page up", "pgup", "ctrl+b"),
			PageDown: action("move.pagedown", "A page down", "pgdn", "page down", "pgdown", "ctrl+f"),
			HalfUp:   action("move.halfup", "Half a page up", "ctrl+u", "half page up", "ctrl+u"),
			HalfDown: action("move.halfdown", "Half a page down", "ctrl+d", "half page down", "ctrl+d"),
			Top:      action("move.top", "To the start", "g/home", "start", "g", "home"),
			Bottom:   action("move.bottom", "To the end, loading all of it", "G/end", "end", "G", "end"),
		},
		Edit: Edit{
			Left:            action("edit.left", "Left", "←", "left", "left", "ctrl+b"),
			Right:           action("edit.right", "Right", "→", "right", "right", "ctrl+f"),
			WordLeft:        action("edit.wordleft", "A word left", "alt+b", "word left", "alt+b", "alt+left", "ctrl+left"),
			WordRight:       action("edit.wordright", "A word right", "alt+f", "word right", "alt+f", "alt+right", "ctrl+right"),
			Start:           action("edit.start", "To the start", "ctrl+a", "start", "ctrl+a", "home"),
			End:             action("edit.end", "To the end", "ctrl+e", "end", "ctrl+e", "end"),
			DeleteLeft:      action("edit.deleteleft", "Delete to the left", "backspace", "delete left", "backspace", "ctrl+h"),
			DeleteRight:     action("edit.deleteright", "Delete to the right", "delete", "delete right", "delete", "ctrl+d"),
			DeleteWordLeft:  action("edit.deletewordleft", "Delete the word to the left", "ctrl+w", "delete word", "ctrl+w", "alt+backspace"),
			DeleteWordRight: action("edit.deletewordright", "Delete the word to the right", "alt+d", "delete word right", "alt+d", "alt+delete"),
			Clear:           action("edit.clear", "Delete to the start", "ctrl+u", "clear", "ctrl+u"),
			Kill:            action("edit.kill", "Delete to the end", "ctrl+k", "delete to end", "ctrl+k"),
			Paste:           action("edit.paste", "Paste", "ctrl+v", "paste", "ctrl+v"),
		},
		Picker: Picker{
			Open:      action("picker.open", "Look the player up", "enter", "open", "enter"),
			Up:        action("picker.up", "Up in the recent players", "↑", "up", "up"),
			Down:      action("picker.down", "Down in the recent players", "↓", "down", "down"),
			Universal: action("picker.universal", "Open the game's universal inventory", "ctrl+g", "universal", "ctrl+g"),
			Pin:       action("picker.pin", "Pin or unpin the recent player", "ctrl+t", "pin", "ctrl+t"),
			Forget:    action("picker.forget", "Forget the recent player", "ctrl+x", "forget", "ctrl+x"),
		},
		Holders: Holders{
			Open:    action("holders.open", "Open the inventory", "enter", "open", "enter"),
			Raw:     action("holders.raw", "Show the player as the server sent it", "v", "raw", "v"),
			Copy:    action("holders.copy", "Copy…", "y", "copy", "y"),
			Refresh: action("holders.refresh", "Ask for the player again", "r", "refresh", "r"),
			Pin:     action("holders.pin", "Pin or unpin the player", "p", "pin", "p"),
		},
		Item: Item{
			Focus:     action("item.focus", "Focus the next pane", "tab", "next pane", "tab"),
			FocusBack: action("item.focusback", "Focus the pane before", "shift+tab", "pane before", "shift+tab"),
			Raw:       action("item.raw", "Show the item as the server sent it", "v", "raw", "v"),
			Copy:      action("item.copy", "Copy…", "y", "copy", "y"),
			Others:    action("item.others", "Find the asset in the player's other inventories", "o", "where else", "o"),
		},
		List: List{
			Open:         action("list.open", "Open the item or the group", "enter", "open", "enter"),
			Query:        action("list.query", "Query the items", "/", "query", "/"),
			Sort:         action("list.sort", "Sort by the next column", "s", "sort", "s"),
			Reverse:      action("list.reverse", "Reverse the order", "S", "reverse", "S"),
			Group:        action("list.group", "Group items of one asset", "x", "group", "x"),
			Jump:         action("list.jump", "Jump to an instance id", "#", "jump", "#"),
			LoadAll:      action("list.loadall", "Load the whole inventory", "a", "load all", "a"),
			Refresh:      action("list.refresh", "Load again and compare", "r", "refresh", "r"),
			Watch:        action("list.watch", "Watch for new grants", "w", "watch", "w"),
			Bell:         action("list.bell", "Ring the bell and notify the desktop of new grants", "W", "bell", "W"),
			Baseline:     action("list.baseline", "Take a baseline to compare with", "b", "baseline", "b"),
			OpenBaseline: action("list.openbaseline", "Open a baseline from an export", "B", "open baseline", "B"),
			EndCompare:   action("list.endcompare", "End the comparison", "c", "end comparison", "c"),
			Save:         action("list.save", "Save to a file", "e", "save", "e"),
			Pin:          action("list.pin", "Pin or unpin the player", "p", "pin", "p"),
			PinQuery:     action("list.pinquery", "Pin or unpin the query", "P", "pin query", "P"),
			Queries:      action("list.queries", "Choose a recent or pinned query", "Q", "queries", "Q"),
		},
		Detail: Detail{
			NextItem: action("detail.nextitem", "The next item", "J", "next item", "J"),
			PrevItem: action("detail.previtem", "The item before", "K", "item before", "K"),
			NextPair: action("detail.nextpair", "The next storage pair", "n", "next pair", "n"),
			PrevPair: action("detail.prevpair", "The storage pair before", "N", "pair before", "N"),
		},
		Copy: Copy{
			Instance: action("copy.instance", "Copy the instance id", "i", "instance id", "i"),
			Asset:    action("copy.asset", "Copy the asset id", "a", "asset id", "a"),
			ULID:     action("copy.ulid", "Copy the ULID", "u", "ULID", "u"),
			Name:     action("copy.name", "Copy the name", "n", "name", "n"),
			Storage:  action("copy.storage", "Copy the storage pair", "s", "storage pair", "s"),
			JSON:     action("copy.json", "Copy the JSON", "j", "JSON", "j"),
			Markdown: action("copy.markdown", "Copy a Markdown summary for a ticket", "m", "Markdown summary", "m"),
			Curl:     action("copy.curl", "Copy a curl command", "c", "curl command", "c"),
			Command:  action("copy.command", "Copy the lootlens command for this view", "l", "lootlens command", "l"),
			Request:  action("copy.request", "Copy the request id", "r", "request id", "r"),
			Trace:    action("copy.trace", "Copy the trace id", "t", "trace id", "t"),
		},
		Raw: Raw{
			Search:    action("raw.search", "Search in the JSON", "/", "search", "/"),
			Next:      action("raw.next", "The next match", "n", "next match", "n"),
			Prev:      action("raw.prev", "The match before", "N", "match before", "N"),
			Fold:      action("raw.fold", "Fold or unfold", "enter", "fold", "enter", "space"),
			FoldAll:   action("raw.foldall", "Fold all", "z", "fold all", "z"),
			UnfoldAll: action("raw.unfoldall", "Unfold all", "Z", "unfold all", "Z"),
			Item:      action("raw.item", "Show the item's JSON", "i", "item", "i"),
			Asset:     action("raw.asset", "Show the asset's JSON", "a", "asset", "a"),
			Player:    action("raw.player", "Show the player's JSON", "p", "player", "p"),
			Copy:      action("raw.copy", "Copy the JSON", "y", "copy", "y"),
		},
		Requests: Requests{
			Copy:   action("requests.copy", "Copy the request's line", "y", "copy", "y"),
			Follow: action("requests.follow", "Follow the newest request", "f", "follow", "f"),
		},
		Palette: Palette{
			Run:  action("palette.run", "Run the command", "enter", "run", "enter"),
			Up:   action("palette.up", "Up", "↑", "up", "up"),
			Down: action("palette.down", "Down", "↓", "down", "down"),
		},
		Prompt: Prompt{
			Accept:   action("prompt.accept", "Accept", "enter", "accept", "enter"),
			Complete: action("prompt.complete", "Complete", "tab", "complete", "tab"),
			Prev:     action("prompt.prev", "The input before", "↑", "input before", "up"),
			Next:     action("prompt.next", "The input after", "↓", "input after", "down"),
		},
	}
}
