// Package picker is the first screen: a field that takes whatever names a player, and below it who was found, the recent
// players and the universal inventory. It looks players up and keeps the list of recent ones.
package picker

import (
	"context"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"lootlens/api"
	"lootlens/keymap"
	"lootlens/models"
	"lootlens/models/text"
	"lootlens/theme"
	"lootlens/ui/browser/msg"
	"lootlens/ui/browser/recents"
	"lootlens/ui/browser/remote"
	"lootlens/ui/parts"
)

const (
	maxText      = 256 // characters that the field takes
	maxSummaries = 200 // players
)

// Model is the picker. It is used by pointer and not safe for concurrent use.
type Model struct {
	msg.Outbox
	client *api.Client
	keys   keymap.Map
	th     theme.Theme
	now    time.Time
	expiry parts.Expiry // of the last View
	env    api.Environment
	// examples are offered below the recent players while nothing is typed.
	examples []Example
	widest   int // cells of what is there to see in one of them
	field    *parts.Field

	search search
	recent recentList
	list   *parts.List[rowID, row] // without a selected row the field has the cursor
	widths []int                   // of the columns of player rows

	summaries map[models.PlayerID][]parts.Fact // what was read of players that were opened

	width   int  // cells inside the border of the list
	beside  bool // the preview is beside the list
	fieldAt int  // line of the field in the pane
}

// search is a look-up: what was typed, and what came of it.
type search struct {
	refs   []models.PlayerRef
	typed  string
	then   msg.OpenHolder // what to open of the player
	answer remote.Value[result]
	chosen map[models.PlayerID]bool // to be searched together
}

// result is what a look-up found, and what it tried.
type result struct {
	players []models.Player
	tried   []api.Try
}

// result returns what the look-up found; done is whether it has ended, be it with an error.
func (s *search) result() (r result, done bool) {
	r, _ = s.answer.Get()
	return r, s.answer.State() == remote.Loaded || s.answer.State() == remote.Failed
}

// New returns the picker with an empty field. Init reads the recent players.
func New(client *api.Client, store *recents.Store, keys keymap.Map, th theme.Theme, now time.Time) *Model {
	m := &Model{
		client: client, keys: keys, th: th, now: now, env: client.Environment(), width: 78,
		field:  parts.NewField(th, "Player ", "id, ULID, public UID, name, steam:… psn:… xbox:… guest:…", maxText),
		recent: recentList{store: store},
		list:   parts.NewList(func(r row) (rowID, bool) { return r.id, r.id.kind != textRow }),

		summaries: map[models.PlayerID][]parts.Fact{},
	}
	m.list.Deselect()
	m.arrange()
	return m
}

// Init reads the recent players.
func (m *Model) Init() tea.Cmd { return m.load() }

// SetTheme changes the colours.
func (m *Model) SetTheme(th theme.Theme) {
	m.th = th
	m.field.SetTheme(th)
	m.arrange()
}

// SetEnvironment sets what the key opens, where that is known before the first request.
func (m *Model) SetEnvironment(env api.Environment) {
	m.env = env
	m.arrange()
}

// learn asks the client what the key opens: it may know only after the first request.
func (m *Model) learn() {
	if env := m.client.Environment(); env != api.UnknownEnvironment {
		m.env = env
	}
}

// Loading reports whether a player is being looked up.
func (m *Model) Loading() bool { return m.search.answer.Loading() }

// Close cancels the look-up.
func (m *Model) Close() { m.drop() }

// Place is where the picker's actions hold.
func (m *Model) Place() keymap.Place { return keymap.InPicker }

// Update takes actions, text, the mouse, answers, and what the root tells of players. It never blocks.
func (m *Model) Update(message tea.Msg) tea.Cmd {
	if cmd, answered := m.answer(message); answered {
		return cmd
	}
	switch message := message.(type) {
	case msg.Tick:
		m.now = message.Now
		m.learn()
		return m.reload()
	case msg.Pin:
		return m.pin(message.Player)
	case msg.PlayerKnown:
		return m.visit(message.Player)
	case msg.Summary:
		if len(m.summaries) == maxSummaries {
			clear(m.summaries)
		}
		m.summaries[message.Player] = message.Facts
		return nil
	case remote.Answer[result]:
		return m.take(message)
	case recentsMsg:
		return m.takeRecents(message)
	case keymap.Action:
		return m.do(message)
	case tea.MouseWheelMsg:
		m.list.Wheel(tea.Mouse(message))
		return nil
	case tea.MouseClickMsg:
		return m.click(tea.Mouse(message))
	}
	return m.edit(message) // text, and the answer of the clipboard
}

func (m *Model) do(a keymap.Action) tea.Cmd {
	r, _ := m.list.Selected()
	switch a {
	case keymap.PickerOpen:
		return m.open()
	case keymap.PickerUp:
		before := r.id
		m.list.Move(-1)
		if r, _ := m.list.Selected(); r.id == before {
			m.list.Deselect()
		}
	case keymap.PickerDown:
		m.list.Move(1)
	case keymap.PickerUniversal:
		m.openUniversal()
	case keymap.PickerPin:
		if r.player.ID.IsZero() {
			return m.note(msg.Info, m.key(keymap.PickerDown)+" marks a player first")
		}
		return m.pin(r.player)
	case keymap.PickerChoose:
		if r.player.ID.IsZero() {
			return m.note(msg.Info, m.key(keymap.PickerDown)+" marks a player first")
		}
		m.choose(r)
	case keymap.PickerChooseAll:
		m.chooseAll()
	case keymap.PickerForget:
		p, ok := findPlayer(m.recent.list, r.player.ID)
		if !ok {
			return m.note(msg.Info, m.key(keymap.PickerDown)+" marks a recent or pinned player first")
		}
		m.recent.asking = &p
	case keymap.PickerUndo:
		return m.undo()
	case keymap.Back:
		m.goBack()
	default:
		return m.edit(a)
	}
	return nil
}

// Hints are the actions that matter now, for the footer.
func (m *Model) Hints() []keymap.Action {
	r, _ := m.list.Selected()
	switch {
	case m.recent.asking != nil:
		return []keymap.Action{keymap.PickerOpen, keymap.Back}
	case len(m.search.chosen) > 0:
		return []keymap.Action{keymap.PickerOpen, keymap.PickerChoose, keymap.PickerDown, keymap.Back, keymap.Quit}
	}
	switch r.id.kind {
	case textRow:
		if m.Loading() {
			return []keymap.Action{keymap.Back, keymap.PickerDown, keymap.PickerUniversal, keymap.Quit}
		}
	case foundRow:
		return []keymap.Action{keymap.PickerOpen, keymap.PickerChoose, keymap.PickerPin, keymap.Back, keymap.Quit}
	case recentRow:
		return []keymap.Action{keymap.PickerOpen, keymap.PickerForget, keymap.PickerChoose, keymap.PickerPin, keymap.Quit}
	}
	return []keymap.Action{keymap.PickerOpen, keymap.PickerDown, keymap.PickerUniversal, keymap.Quit}
}

// key is the key of an action here.
func (m *Model) key(a keymap.Action) string { return m.keys.KeyIn(keymap.InPicker, a) }

// goBack takes one thing away: the choice, the look-up, what it found, the text; then it leaves the screen.
func (m *Model) goBack() {
	_, done := m.search.result()
	switch {
	case len(m.search.chosen) > 0:
		m.search.chosen = nil
		return
	case m.search.answer.Loading():
		m.note(msg.Info, "look-up cancelled")
		m.drop()
	case done:
		m.drop()
	case m.field.Value() != "":
		m.field.Set("")
	default:
		m.Post(msg.Back{})
		return
	}
	m.list.Deselect()
	m.arrange()
}

func (m *Model) edit(message tea.Msg) tea.Cmd {
	if k, ok := message.(tea.KeyPressMsg); ok && k.Text == " " {
		if r, _ := m.list.Selected(); r.id.kind == foundRow && !r.player.ID.IsZero() {
			m.choose(r)
			return nil
		}
	}
	changed, cmd := m.field.Update(message)
	if changed {
		if m.search.answer.Loading() { // its answer would take the screen from what is typed
			m.note(msg.Info, "The look-up of “"+short(strings.TrimSpace(m.search.typed))+"” was stopped · "+m.key(keymap.PickerOpen)+" looks up what is typed now")
		}
		m.drop()
		m.list.Deselect()
		m.arrange()
	}
	return cmd
}

// open searches the chosen players, opens the marked row, or looks up what was typed.
func (m *Model) open() tea.Cmd {
	r, marked := m.list.Selected()
	switch {
	case len(m.search.chosen) > 0:
		m.Post(msg.SearchPlayers{Players: m.chosen()})
		return nil
	case !marked:
		return m.lookUp(m.field.Value())
	case r.id.kind == universalRow:
		m.openUniversal()
		return nil
	case r.id.kind == exampleRow:
		typed := m.examples[r.id.n].Text
		m.field.Set(typed)
		return m.lookUp(typed)
	case r.id.kind == recentRow:
		return m.openPlayer(r.player, msg.OpenHolder{})
	}
	return m.openPlayer(r.player, m.search.then)
}

// click marks a row; a click on the marked row opens it.
func (m *Model) click(e tea.Mouse) tea.Cmd {
	if e.Button != tea.MouseLeft || e.X < 1 || e.X > m.width {
		return nil
	}
	if e.Y == m.fieldAt {
		m.list.Deselect()
		return nil
	}
	if _, again := m.list.Click(e.Y); again {
		return m.open()
	}
	return nil
}

// openPlayer opens the player's screen, or what then says of the player, and puts the player on top of the recent ones.
func (m *Model) openPlayer(p models.Player, then msg.OpenHolder) tea.Cmd {
	if p.ID.IsZero() {
		return m.note(msg.Warning, "the server sent no id for this player: the inventory cannot be opened")
	}
	if then.Holder == (models.Holder{}) && then.Select.IsZero() && then.Query == "" && then.Rows.AsSent() && then.Baseline == nil {
		m.Post(msg.OpenPlayer{Player: p})
		return m.visit(p)
	}
	then.Player, then.Holder.Player = p, p.ID
	if then.Holder.Kind == models.PlayerHolder {
		then.Name = p.Name
	}
	m.Post(then)
	return m.visit(p)
}

func (m *Model) openUniversal() {
	m.Post(msg.OpenHolder{Holder: models.Holder{Kind: models.UniversalHolder}, Name: text.Of("Universal inventory")})
}

func (m *Model) lookUp(typed string) tea.Cmd {
	return m.ask(models.ParsePlayerRef(typed), typed, m.search.then)
}

// LookUp looks up a player that was named on the command line, and opens o with whoever is found: the zero value is the
// player's screen. Where several are found, or it fails, the picker shows that as if the player had been typed.
func (m *Model) LookUp(refs []models.PlayerRef, o msg.OpenHolder) tea.Cmd {
	if len(refs) > 0 {
		typed := refs[0].Value
		if !slices.Equal(models.ParsePlayerRef(typed), refs) {
			typed = refs[0].Typed()
		}
		m.field.Set(typed)
	}
	return m.ask(refs, m.field.Value(), o)
}

func (m *Model) ask(refs []models.PlayerRef, typed string, then msg.OpenHolder) tea.Cmd {
	switch {
	case len(refs) == 0 || api.LooksLikeKey(typed):
		return nil // the line below the field says what to do
	case m.search.answer.Loading() && typed == m.search.typed && slices.Equal(refs, m.search.refs):
		return nil // it is looked up already
	}
	m.drop()
	m.search.refs, m.search.typed, m.search.then = refs, typed, then
	m.list.Deselect()
	m.arrange()
	return m.search.answer.Ask(func(ctx context.Context) (result, error) {
		players, tried, err := m.client.Resolve(ctx, refs)
		return result{players, tried}, err
	})
}

// StopLookUp cancels the look-up: its answer would take the screen from what was opened meanwhile.
func (m *Model) StopLookUp() {
	if m.search.answer.Loading() {
		m.drop()
		m.arrange()
	}
}

// drop cancels the look-up and forgets what it found.
func (m *Model) drop() {
	m.search.answer.Cancel()
	m.search = search{}
}

func (m *Model) take(a remote.Answer[result]) tea.Cmd {
	if !m.search.answer.Take(a) {
		return nil
	}
	m.learn()
	found := a.Value.players
	if len(found) == 1 && !found[0].ID.IsZero() {
		cmd := m.openPlayer(found[0], m.search.then)
		m.drop()
		m.field.Set("")
		m.arrange()
		return cmd
	}
	m.arrange()
	if len(found) > 0 {
		m.list.Move(1) // from the field to the first
	}
	if err := m.search.answer.Err(); err != nil {
		m.Post(msg.Failed{Err: err})
	}
	return nil
}

func (m *Model) note(kind msg.NoteKind, text string) tea.Cmd {
	m.Post(msg.Note{Text: text, Kind: kind})
	return nil
}
