package keymap

// The table of actions. A new action is one line here and one case in the Update of
// the pane that does it:
//
//	ListWatch = add("list.watch", InList|InDetail, "watch", "Watch for new items", "w")
//
// The line gives the id by which the config rebinds the action, the places where it
// holds, the word for the footer, the sentence for help and palette, and the default
// keys, the one to show first. The part of the id before the dot chooses the heading on
// the help screen, and the order of the lines is the order there.
var (
	PickerOpen      = add("picker.open", InPicker, "open", "Look up the player", "enter")
	PickerUp        = add("picker.up", InPicker, "up", "Previous player in the list", "up")
	PickerDown      = add("picker.down", InPicker, "down", "Next player in the list", "down")
	PickerUniversal = add("picker.universal", InPicker, "universal", "Open the game's universal inventory", "ctrl+g")
	PickerPin       = add("picker.pin", InPicker, "pin", "Pin or unpin the player", "ctrl+t")
	PickerChoose    = add("picker.choose", InPicker, "choose", "Choose players to search together", "tab")
	PickerChooseAll = add("picker.chooseall", InPicker, "choose all", "Choose all players that were found, or none", "shift+tab")
	PickerForget    = add("picker.forget", InPicker, "forget", "Remove the player from the recent ones, after a question", "ctrl+x")
	PickerUndo      = add("picker.undo", InPicker, "undo", "Put the removed player back; suspend where none was removed", "ctrl+z")

	HoldersOpen    = add("holders.open", InHolders, "open", "Open the inventory", "enter")
	HoldersMore    = add("holders.more", InHolders, "more", "Read wallets and progressions, or more of them", "m")
	HoldersRaw     = add("holders.raw", InHolders, "raw", "Show the JSON of player, character or hero", "v")
	HoldersRefresh = add("holders.refresh", InHolders, "refresh", "Load the player again", "r")
	HoldersPin     = add("holders.pin", InHolders, "pin", "Pin or unpin the player", "p")

	SearchQuery   = add("search.query", InHolders|InSearch, "search", "Search all of the player's inventories", "/", "F")
	SearchOpen    = add("search.open", InSearch, "open", "Open the item in its inventory", "enter")
	SearchGoOn    = add("search.goon", InSearch, "search on", "Go on with the search, or agree to its requests", "a")
	SearchRefresh = add("search.refresh", InSearch, "search again", "Read the inventories again, or what failed", "r")

	DetailNextItem = add("detail.nextitem", InDetail, "next item", "Next item", "J")
	DetailPrevItem = add("detail.previtem", InDetail, "previous item", "Previous item", "K")
	DetailNextPair = add("detail.nextpair", InDetail, "next pair", "Next storage pair", "n")
	DetailPrevPair = add("detail.prevpair", InDetail, "previous pair", "Previous storage pair", "N")

	TimelineOlder       = add("timeline.older", InTimeline, "earlier", "The look before", "left", "h")
	TimelineNewer       = add("timeline.newer", InTimeline, "later", "The look after, up to now", "right", "l")
	TimelineOlderChange = add("timeline.olderchange", InTimeline, "earlier change", "The look before that found something different", "N")
	TimelineNewerChange = add("timeline.newerchange", InTimeline, "later change", "The look after that found something different", "n")
	TimelineFirst       = add("timeline.first", InTimeline, "first look", "The first look", "home", "g")
	TimelineNow         = add("timeline.now", InTimeline, "now", "Back to now", "end", "G")

	ListOpen         = add("list.open", InList|InTimeline, "open", "Open the item or the group", "enter")
	ListQuery        = add("list.query", rows, "query", "Query: filter and search the items", "/")
	ListSort         = add("list.sort", rows|InSearch, "sort", "Sort: choose the order", "s")
	ListReverse      = add("list.reverse", rows|InSearch, "reverse", "Reverse the order", "S")
	ListColumns      = add("list.columns", rows|InSearch, "columns", "Choose the columns of the list", "C")
	ListGroup        = add("list.group", rows, "group", "Group items of one asset", "x")
	ListJump         = add("list.jump", InList|InDetail, "jump", "Jump to an instance id", "#")
	ListLoadAll      = add("list.loadall", InList|InDetail, "load all", "Load the whole inventory", "a")
	ListRefresh      = add("list.refresh", InList|InDetail, "refresh", "Refresh", "r")
	ListWatch        = add("list.watch", InList|InDetail, "watch", "Watch for new items", "w")
	ListBell         = add("list.bell", InList|InDetail, "bell", "Bell and desktop notification for new items", "W")
	ListBaseline     = add("list.baseline", InList|InDetail, "baseline", "Take a baseline to compare with", "b")
	ListOpenBaseline = add("list.openbaseline", InList|InDetail, "open baseline", "Compare with a file: open a baseline from an export", "B")
	ListEndCompare   = add("list.endcompare", InList|InDetail, "stop comparing", "Stop comparing", "c")
	ListSave         = add("list.save", InList|InDetail, "save", "Save to a file (export)", "e")
	ListPin          = add("list.pin", rows, "pin", "Pin or unpin the player", "p")
	ListPinQuery     = add("list.pinquery", rows, "pin query", "Pin or unpin the query", "P")
	ListEverywhere   = add("list.everywhere", rows, "search all", "Search all of the player's inventories", "F")
	ListQueries      = add("list.queries", rows, "queries", "Choose a recent or pinned query", "Q")

	ListTimeline = add("list.timeline", rows, "time line", "Show earlier looks at the inventory (history)", "H")

	AskExpired  = add("ask.expired", InHolders|rows|InSearch, "expired", "Expired rentals", "1")
	AskRecent   = add("ask.recent", InHolders|rows|InSearch, "last 7 days", "Received in the last 7 days", "2")
	AskAdmins   = add("ask.admins", InHolders|rows|InSearch, "by admins", "Granted by admins", "3")
	AskEquipped = add("ask.equipped", InHolders|rows|InSearch, "equipped", "Equipped", "4")
	AskRarest   = add("ask.rarest", rows|InSearch, "rarest", "Rarest first", "5")
	AskWorth    = add("ask.worth", rows|InSearch, "worth most", "Worth most first", "6")
	AskAlike    = add("ask.alike", rows|InSearch, "alike", "Find items like this one", "f")

	ItemFocus     = add("item.focus", rows, "next pane", "Focus the next pane", "tab")
	ItemFocusBack = add("item.focusback", rows, "previous pane", "Focus the previous pane", "shift+tab")
	ItemRaw       = add("item.raw", rows|InSearch, "raw", "Show the item's JSON", "v")
	ItemOthers    = add("item.others", rows, "find elsewhere", "Find the asset in all of the player's inventories", "o")

	PaneWider    = add("pane.wider", rows, "wider list", "Make the list wider", ">")
	PaneNarrower = add("pane.narrower", rows, "narrower list", "Make the list narrower", "<")
	PaneUsual    = add("pane.usual", rows, "usual widths", "Give list and detail their usual widths", "=")
	PaneZoom     = add("pane.zoom", rows, "zoom", "Zoom the pane to the whole screen, or back", "+")

	DetailSections = add("detail.sections", rows, "sections", "Fold or unfold a section of the detail", "z")

	CopyMenu     = add("copy", rows|InHolders|InSearch, "copy", "Copy…", "y")
	CopyInstance = add("copy.instance", InItemCopy|InHolderCopy, "instance id", "Copy the id", "i")
	CopyAsset    = add("copy.asset", InItemCopy, "asset id", "Copy the asset id", "a")
	CopyULID     = add("copy.ulid", InItemCopy|InHolderCopy, "ULID", "Copy the ULID", "u")
	CopyName     = add("copy.name", InItemCopy|InHolderCopy, "name", "Copy the name", "n")
	CopyText     = add("copy.description", InItemCopy, "description", "Copy the description, with its links", "d")
	CopyStorage  = add("copy.storage", InItemCopy, "storage pair", "Copy the storage pair", "s")
	CopyJSON     = add("copy.json", InItemCopy|InHolderCopy, "JSON", "Copy the JSON", "j")
	CopyMarkdown = add("copy.markdown", InItemCopy, "summary", "Copy a summary for a ticket", "m")
	CopyCurl     = add("copy.curl", InItemCopy, "curl command", "Copy a curl command", "c")
	CopyCommand  = add("copy.command", InItemCopy|InHolderCopy, "lootlens command", "Copy the lootlens command for this view", "l")
	CopyRequest  = add("copy.request", InItemCopy, "request id", "Copy the request id", "r")
	CopyTrace    = add("copy.trace", InItemCopy, "trace id", "Copy the trace id", "t")

	RawSearch    = add("raw.search", InRaw, "search", "Search in the JSON", "/")
	RawNext      = add("raw.next", InRaw, "next match", "Next match", "n")
	RawPrev      = add("raw.prev", InRaw, "previous match", "Previous match", "N")
	RawFold      = add("raw.fold", InRaw, "fold", "Fold or unfold", "enter", "space")
	RawFoldAll   = add("raw.foldall", InRaw, "fold all", "Fold all", "z")
	RawUnfoldAll = add("raw.unfoldall", InRaw, "unfold all", "Unfold all", "Z")
	RawItem      = add("raw.item", InRaw, "item", "Show the item's JSON", "i")
	RawAsset     = add("raw.asset", InRaw, "asset", "Show the asset's JSON", "a")
	RawPlayer    = add("raw.player", InRaw, "player", "Show the player's JSON", "p")
	RawCopy      = add("raw.copy", InRaw, "copy", "Copy the JSON", "y")

	RawPager  = add("raw.pager", InList|InDetail|InSearch|InRaw, "pager", "Open the JSON in $PAGER", "|")
	RawEditor = add("raw.editor", InList|InDetail|InSearch|InRaw, "editor", "Open the JSON in $EDITOR", "ctrl+e")

	RequestsOpen   = add("requests.open", InRequests, "open", "Open the request: status, headers and body", "enter")
	RequestsCopy   = add("requests.copy", InRequests, "copy", "Copy the request's line", "y")
	RequestsFollow = add("requests.follow", InRequests, "follow", "Follow the newest request", "f")

	PaletteRun  = add("palette.run", InPalette, "choose", "Choose the selected line", "enter")
	PaletteUp   = add("palette.up", InPalette, "up", "Up", "up")
	PaletteDown = add("palette.down", InPalette, "down", "Down", "down")

	PromptAccept   = add("prompt.accept", InPrompt|InQuery, "accept", "Accept", "enter")
	PromptComplete = add("prompt.complete", InQuery, "complete", "Complete", "tab")
	PromptPrev     = add("prompt.prev", InQuery, "previous query", "Previous query, or the completion above", "up")
	PromptNext     = add("prompt.next", InQuery, "completions", "Choose a completion below, or the next query", "down")

	EditLeft            = add("edit.left", typing, "left", "Left", "left", "ctrl+b")
	EditRight           = add("edit.right", typing, "right", "Right", "right", "ctrl+f")
	EditWordLeft        = add("edit.wordleft", typing, "word left", "A word left", "alt+b", "alt+left", "ctrl+left")
	EditWordRight       = add("edit.wordright", typing, "word right", "A word right", "alt+f", "alt+right", "ctrl+right")
	EditStart           = add("edit.start", typing, "start", "To the start", "ctrl+a", "home")
	EditEnd             = add("edit.end", typing, "end", "To the end", "ctrl+e", "end")
	EditDeleteLeft      = add("edit.deleteleft", typing, "delete left", "Delete to the left", "backspace", "ctrl+h")
	EditDeleteRight     = add("edit.deleteright", typing, "delete right", "Delete to the right", "delete", "ctrl+d")
	EditDeleteWordLeft  = add("edit.deletewordleft", typing, "delete word", "Delete the word to the left", "ctrl+w", "alt+backspace")
	EditDeleteWordRight = add("edit.deletewordright", typing, "delete word right", "Delete the word to the right", "alt+d", "alt+delete")
	EditClear           = add("edit.clear", typing, "clear", "Delete to the start", "ctrl+u")
	EditKill            = add("edit.kill", typing, "delete to end", "Delete to the end", "ctrl+k")
	EditPaste           = add("edit.paste", typing, "paste", "Paste", "ctrl+v")

	MoveUp       = add("move.up", moving|InTimeline, "up", "Up", "up", "k")
	MoveDown     = add("move.down", moving|InTimeline, "down", "Down", "down", "j")
	MoveLeft     = add("move.left", moving, "left, close", "Left, or close", "left", "h")
	MoveRight    = add("move.right", moving, "right, open", "Right, or open", "right", "l")
	MovePageUp   = add("move.pageup", moving|InTimeline, "page up", "A page up", "pgup", "ctrl+b")
	MovePageDown = add("move.pagedown", moving|InTimeline, "page down", "A page down", "pgdown", "ctrl+f")
	MoveHalfUp   = add("move.halfup", moving|InTimeline, "half page up", "Half a page up", "ctrl+u")
	MoveHalfDown = add("move.halfdown", moving|InTimeline, "half page down", "Half a page down", "ctrl+d")
	MoveTop      = add("move.top", moving, "start", "To the start", "g", "home")
	MoveBottom   = add("move.bottom", moving, "end", "To the end, loading all of it", "G", "end")

	Help      = add("help", everywhere, "help", "Show all keys", "?", "f1")
	Palette   = add("palette", everywhere, "commands", "Run a command by name", ":", "ctrl+p")
	Back      = add("back", everywhere, "back", "Go back, stop or cancel", "esc", "q")
	Backward  = add("view.backward", everywhere, "previous view", "Previous view", "[")
	Forward   = add("view.forward", everywhere, "next view", "Next view", "]")
	Requests  = add("requests", everywhere, "request log", "Show the request log", "L")
	LastError = add("error.raw", everywhere, "last error", "Show the last error as the server sent it", "E")
	Theme     = add("theme", everywhere, "theme", "Choose the colours (theme)", "T")
	Mouse     = add("mouse", rows|InRaw|InRequests, "mouse", "Leave the mouse to the terminal, or take it", "m")
	Suspend   = add("suspend", everywhere&^InPicker, "suspend", "Suspend to the shell", "ctrl+z")
	Quit      = add("quit", everywhere, "quit", "Quit (exit)", "ctrl+c")
)

// headings are the titles of the help screen, by the part of an id before the dot.
var headings = map[string]string{
	"picker": "Player", "holders": "Inventories", "search": "Search", "ask": "Questions", "detail": "Detail", "list": "List", "timeline": "Time line", "pane": "Panes", "item": "Item", "copy": "Copy",
	"raw": "Raw JSON", "requests": "Request log", "palette": "Commands", "prompt": "Input", "edit": "Editing", "move": "Moving",
}
