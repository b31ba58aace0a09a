package browser

import (
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"lootlens/keymap"
	"lootlens/models"
	"lootlens/theme"
	"lootlens/ui/browser/clipboard"
	"lootlens/ui/browser/detail"
	"lootlens/ui/browser/holders"
	"lootlens/ui/browser/items"
	"lootlens/ui/browser/msg"
	"lootlens/ui/browser/picker"
	"lootlens/ui/browser/recents"
	"lootlens/ui/browser/remote"
	"lootlens/ui/browser/search"
	"lootlens/ui/parts"
)

// screen is what fills the space between header and footer.
type screen int8

const (
	onPicker screen = iota
	onHolders
	onItems
	onSearch
)

// model is the root. It is used by pointer: View keeps the last frame in it.
type model struct {
	o     Options
	keys  keymap.Map
	th    theme.Theme
	theme string // by its name; "" is auto
	dark  bool   // what is known of the terminal's background

	viewTaken bool               // the view that was kept is in use
	listWidth int                // in percent of the screen; 0 for the usual
	columns   []parts.ItemColumn // of lists of items; nil for the usual ones
	zoomed    bool               // the focused of two panes has the whole screen
	alone     bool               // the list shows a card: no detail is beside it
	dragging  bool               // the border between the panes
	noMouse   bool               // the mouse is the terminal's
	// colors is what the terminal has, as Bubble Tea reports it; true colour until then.
	colors colorprofile.Profile
	now    time.Time
	w, h   int

	screen screen
	// reading: the detail has the focus; on a narrow terminal it then lies over the
	// list.
	reading  bool
	overlays []layer // the last is on top

	picker  *picker.Model
	holders *holders.Model
	items   *items.Model
	detail  *detail.Model
	search  *search.Model

	elsewhere remote.Value[itemPlace] // an instance looked for in other inventories
	player    models.Player
	recents   recents.List
	selected  *models.Item
	counted   msg.Counted // what the player's screen was told last
	changes   uint64      // the version of the comparison that the detail shows
	baseline  remote.Value[baselineFile]
	history   history
	recorder  recorder
	clip      clipboard.Clipboard
	note      msg.Note
	noteEnds  time.Time
	lastErr   error

	spinner parts.Spinner
	frames  frames
	alarm   alarm
	// cameFrom is the screen that the search returns to, and viewFrom the view of the history that was on it; viaSearch:
	// the inventory was opened from the results, to which it returns.
	cameFrom  screen
	viewFrom  int
	viaSearch bool

	looked   []Looked // what Options.Served was told of last
	auditErr error    // why nothing more is shown

	waiting bool // nothing is drawn yet: what comes first is about to be known
}

func newModel(o Options) *model {
	if o.Served != nil {
		o.Keys = o.Keys.OverSSH()
	}
	m := &model{o: o, keys: o.Keys, theme: o.Theme, dark: true, colors: colorprofile.TrueColor, spinner: parts.NewSpinner(), now: o.Now(), clip: clipboard.New(o.Getenv, o.Served != nil)}
	if o.NoColor {
		m.colors = colorprofile.ASCII
	}
	m.th = theme.Named(m.theme, m.dark, m.colors)
	m.picker = picker.New(o.Client, o.Recents, m.keys, m.th, m.now)
	m.picker.SetExamples(o.Examples)
	m.picker.SetEnvironment(m.environment())
	m.holders = holders.New(o.Client, m.keys, m.th)
	m.items = items.New(o.Client, m.keys, m.th, m.now, o.PageSize)
	m.detail = detail.New(o.Client, m.keys, m.th, m.now)
	m.search = search.New(o.Client, m.keys, m.th, m.now)
	m.all(msg.Tick{Now: m.now})
	m.setColumns(nil)
	m.setPast(o.Past)
	return m
}

// close ends what is under way.
func (m *model) close() {
	m.picker.Close()
	m.holders.Close()
	m.items.Close()
	m.detail.Close()
	m.search.Close()
	m.elsewhere.Cancel()
	m.closeOverlays()
	m.alarm.stop()
}

// Init starts what the options ask for.
func (m *model) Init() tea.Cmd {
	cmds := []tea.Cmd{m.picker.Init(), edit("", m.o.Recents.Load)}
	if m.theme != "dark" && m.theme != "light" {
		cmds = append(cmds, tea.Raw(ansi.RequestBackgroundColor))
	}
	if cmds = append(cmds, m.start()); m.o.Past == nil {
		m.openPast()
	} else {
		cmds = append(cmds, tea.Tick(pastAfter, func(time.Time) tea.Msg { return pastMsg{} }))
	}
	if m.screen == onItems {
		// A service that answers at once needs no screen that says "loading": drawing
		// that first would keep the answer from the screen for longer than it takes.
		m.waiting = true
		cmds = append(cmds, tea.Tick(25*time.Millisecond, func(time.Time) tea.Msg { return waitedMsg{} }))
	}
	return tea.Batch(cmds...)
}

// waitedMsg: the first screen is drawn whatever is known.
type waitedMsg struct{}

// start opens what the command line asked for. An inventory that is known by its
// player's id is loaded at once, and the player is looked up meanwhile.
func (m *model) start() tea.Cmd {
	s := m.o.Start
	open := msg.OpenHolder{Holder: s.Holder, Select: s.Instance, Query: s.Query, Rows: s.Rows, Baseline: s.Baseline}
	switch {
	case s.HasHolder && (s.Holder.Kind == models.UniversalHolder || !s.Holder.Player.IsZero()):
		open.Player.ID = s.Holder.Player
		return m.openHolder(open)
	case len(s.Refs) == 0:
		return nil
	}
	// A number is a player's id until the service says otherwise: its inventory needs
	// no look-up.
	if id, ok := s.Refs[0].PlayerID(); ok && s.HasHolder {
		open.Player.ID, open.Holder.Player = id, id
		return m.openHolder(open)
	}
	return m.picker.LookUp(s.Refs, open)
}

// setTheme gives all panes the colours for a background.
func (m *model) setTheme() {
	m.th = theme.Named(m.theme, m.dark, m.colors)
	for _, l := range m.layers() {
		l.SetTheme(m.th)
	}
}

// say shows a line, safe to print, for a while. It returns nil, for callers to return.
func (m *model) say(kind msg.NoteKind, s string) tea.Cmd {
	const shown = 6 * time.Second
	m.note, m.noteEnds = msg.Note{Text: s, Kind: kind}, m.o.Now().Add(shown)
	return nil
}
