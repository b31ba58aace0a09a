// Package picker is the first screen: one field that takes whatever names a player,
// and below it who was found, the recent players and the universal inventory. It
// looks players up and keeps the list of recent ones; whose inventory is opened is
// for other screens.
package picker

import (
	"context"
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

const maxText = 256 // characters that the field takes

// Model is the picker. It is used by pointer and not safe for concurrent use.
type Model struct {
	msg.Outbox
	client *api.Client
	keys   keymap.Map
	th     theme.Theme
	now    time.Time
	env    api.Environment
	field  *parts.Field

	examples []Example
	search   search
	kept     kept
	rows     []row
	cursor   int // index of the row that enter opens; -1 is the field

	list    *parts.List[int, parts.Line]
	fieldAt int  // line of the field in the pane
	inner   span // columns inside the border
}

type span struct{ from, to int }

// search is a look-up: what was typed, and what came of it.
type search struct {
	refs   []models.PlayerRef
	typed  string
	then   msg.OpenHolder // what to open of the player
	answer remote.Value[result]
}

// result is what a look-up found, and what it tried, also where it failed.
type result struct {
	players []models.Player
	tried   []api.Try
	err     error
}

// result is what the look-up came to; false while there is none.
func (s *search) result() (result, bool) {
	r, ok := s.answer.Get()
	return r, ok && !s.answer.Loading()
}

// New returns the picker with an empty field; Init reads the recent players.
func New(client *api.Client, store *recents.Store, keys keymap.Map, th theme.Theme, now time.Time) *Model {
	m := &Model{
		client: client, keys: keys, th: th, now: now, env: client.Environment(),
		field:  parts.NewField(th, "Player ", "id, ULID, public UID, name, steam:… psn:… xbox:… guest:…", maxText),
		kept:   kept{store: store},
		cursor: -1,
		list:   parts.NewLines(),
	}
	m.arrange()
	return m
}

// Init reads the recent players.
func (m *Model) Init() tea.Cmd { return m.load() }

// SetTheme changes the colours.
func (m *Model) SetTheme(th theme.Theme) {
	m.th = th
	m.field.SetTheme(th)
}

// SetEnvironment tells what the key opens where that is known before the first
// request.
func (m *Model) SetEnvironment(env api.Environment) {
	m.env = env
	m.arrange()
}

func (m *Model) learn() {
	if env := m.client.Environment(); env != api.UnknownEnvironment {
		m.env = env
	}
}

// Close ends a look-up that is under way.
func (m *Model) Close() { m.drop() }

// Place is where its actions hold.
func (m *Model) Place() keymap.Place { return keymap.InPicker }

// Update takes a message that is for the picker. It never blocks.
func (m *Model) Update(message tea.Msg) tea.Cmd {
	switch message := message.(type) {
	case msg.Tick:
		m.now = message.Now
		m.learn()
		return m.reload()
	case msg.Pin:
		return m.pin(message.Player)
	case msg.PlayerKnown:
		return m.visit(message.Player)
	case remote.Answer[result]:
		return m.take(message)
	case keptMsg:
		return m.takeKept(message)
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
	switch a {
	case keymap.PickerOpen:
		return m.open()
	case keymap.PickerUp:
		m.move(m.cursor - 1)
	case keymap.PickerDown:
		m.move(m.cursor + 1)
	case keymap.PickerUniversal:
		return m.openUniversal()
	case keymap.PickerPin:
		if p, ok := m.player(); ok {
			return m.pin(p)
		}
		return m.note(msg.Info, "choose a player of the list first: "+m.keys.KeyIn(keymap.InPicker, keymap.PickerDown))
	case keymap.PickerForget:
		if m.cursor >= 0 && m.rows[m.cursor].kind == recentRow {
			return m.forget(m.rows[m.cursor].player.ID)
		}
		return m.note(msg.Info, "choose a recent player first: "+m.keys.KeyIn(keymap.InPicker, keymap.PickerDown))
	case keymap.Back:
		return m.goBack()
	default:
		return m.edit(a)
	}
	return nil
}

// goBack takes one thing away: the look-up, its result, the text; then the screen.
func (m *Model) goBack() tea.Cmd {
	_, done := m.search.result()
	switch {
	case m.search.answer.Loading():
		m.drop()
		m.arrange()
		return m.note(msg.Info, "the look-up is cancelled")
	case done:
		m.drop()
	case m.field.Value() != "":
		m.field.Set("")
	default:
		m.Post(msg.Back{})
		return nil
	}
	m.cursor = -1
	m.arrange()
	return nil
}

func (m *Model) edit(message tea.Msg) tea.Cmd {
	changed, cmd := m.field.Update(message)
	if changed {
		m.drop()
		m.cursor = -1
		m.arrange()
	}
	return cmd
}

// open acts on the row under the cursor, or looks up what was typed.
func (m *Model) open() tea.Cmd {
	if m.cursor < 0 {
		return m.lookUp(m.field.Value())
	}
	switch r := m.rows[m.cursor]; r.kind {
	case universalRow:
		return m.openUniversal()
	case exampleRow:
		m.field.Set(r.example.Text)
		return m.lookUp(r.example.Text)
	case recentRow:
		return m.openPlayer(r.player, msg.OpenHolder{})
	default:
		return m.openPlayer(r.player, m.search.then)
	}
}

// openPlayer opens then with the player: the choice of whose inventory, unless it
// says more. The player comes on top of the recent ones.
func (m *Model) openPlayer(p models.Player, then msg.OpenHolder) tea.Cmd {
	if p.ID.IsZero() {
		return m.note(msg.Warning, "the service sent no id for this player: nothing can be asked for")
	}
	if then.Holder == (models.Holder{}) && then.At.IsZero() && then.Select.IsZero() && then.Query == "" && then.Rows.AsSent() && then.Baseline == nil {
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

func (m *Model) openUniversal() tea.Cmd {
	m.Post(msg.OpenHolder{
		Holder: models.Holder{Kind: models.UniversalHolder},
		Name:   text.Of("Universal inventory"),
	})
	return nil
}

func (m *Model) lookUp(typed string) tea.Cmd {
	if api.LooksLikeKey(typed) {
		return nil // the line below the field says so
	}
	return m.ask(models.ParsePlayerRef(typed), typed, m.search.then)
}

// LookUp asks for a player that was named elsewhere, and opens o with whoever is
// found: the zero value is the choice of whose inventory. Where there is a choice
// or a failure the picker shows it, as if the player had been typed.
func (m *Model) LookUp(refs []models.PlayerRef, o msg.OpenHolder) tea.Cmd {
	if len(refs) > 0 {
		m.field.Set(refs[0].Value)
	}
	return m.ask(refs, m.field.Value(), o)
}

func (m *Model) ask(refs []models.PlayerRef, typed string, then msg.OpenHolder) tea.Cmd {
	if len(refs) == 0 {
		return nil // the line below the field says what to do
	}
	m.drop()
	m.search.refs, m.search.typed, m.search.then = refs, typed, then
	m.cursor = -1
	m.arrange()
	return m.search.answer.Ask(func(ctx context.Context) (result, error) {
		players, tried, err := m.client.Resolve(ctx, refs)
		return result{players, tried, err}, nil
	})
}

// StopLookUp ends a look-up that is under way: its answer would take the screen from what was opened meanwhile.
func (m *Model) StopLookUp() {
	if m.search.answer.Loading() {
		m.drop()
		m.arrange()
	}
}

// drop ends the look-up and forgets what it found.
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
		m.move(0)
	}
	if err := a.Value.err; err != nil {
		m.Post(msg.Failed{Err: err})
	}
	return nil
}

func (m *Model) note(kind msg.NoteKind, text string) tea.Cmd {
	m.Post(msg.Note{Text: text, Kind: kind})
	return nil
}
