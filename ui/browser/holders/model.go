// Package holders is the second screen: a player with ids, platform and balances,
// and below that whose inventory can be opened: the player's own, each character's,
// each hero's. It reads the player, not what is in the inventories.
package holders

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"lootlens/api"
	"lootlens/keymap"
	"lootlens/models"
	"lootlens/models/text"
	"lootlens/theme"
	"lootlens/ui/browser/msg"
	"lootlens/ui/parts"
)

// Model is the screen. It is used by pointer and not safe for concurrent use.
type Model struct {
	msg.Outbox
	client *api.Client
	keys   keymap.Map
	th     theme.Theme

	player models.Player
	load   load
	rows   []row
	cursor int

	list  *parts.List[int, parts.Line]
	inner span // columns inside the border
	drawn drawn
}

type span struct{ from, to int }

// row is an inventory that enter opens.
type row struct {
	holder    models.Holder
	name      text.Text // the holder's own
	ulid      text.Text
	class     text.Text
	character text.Text // of a hero
	isDefault bool
}

// id is the id that names the holder among those of its kind; "" when the service
// sent none.
func (r row) id() string {
	switch r.holder.Kind {
	case models.CharacterHolder:
		return r.holder.Character.String()
	case models.HeroHolder:
		return r.holder.Hero.String()
	}
	return r.holder.Player.String()
}

// New returns the screen of no player: Open comes first.
func New(client *api.Client, keys keymap.Map, th theme.Theme) *Model {
	m := &Model{client: client, keys: keys, th: th, list: parts.NewLines()}
	m.load.cancel = func() {}
	return m
}

// Open shows a player and asks for all that is shown of them. What is not known of
// the player is looked up meanwhile.
func (m *Model) Open(p models.Player) tea.Cmd {
	m.Close()
	m.player, m.cursor = p, 0
	m.load = load{generation: m.load.generation}
	m.list = parts.NewLines()
	return m.refresh(len(p.Raw) == 0)
}

// Player is whose inventories are shown, as far as known.
func (m *Model) Player() models.Player { return m.player }

// SetTheme changes the colours.
func (m *Model) SetTheme(th theme.Theme) {
	m.th = th
	m.drawn.valid = false
}

// Name is what a holder is called, as far as has come; empty where it is not known.
func (m *Model) Name(h models.Holder) text.Text {
	for _, r := range m.rows {
		if r.holder == h {
			return r.name
		}
	}
	return text.Text{}
}

// Place is where its actions hold.
func (m *Model) Place() keymap.Place { return keymap.InHolders }

// Close ends all requests of the screen.
func (m *Model) Close() {
	if m.load.cancel != nil {
		m.load.cancel()
	}
	m.load.generation++
	m.load.stop()
}

// Update takes a message that is for the screen. It never blocks.
func (m *Model) Update(message tea.Msg) tea.Cmd {
	switch message.(type) {
	case playerMsg, walletMsg, charactersMsg, heroesMsg:
		m.drawn.valid = false
	}
	switch message := message.(type) {
	case playerMsg:
		return m.takePlayer(message)
	case walletMsg:
		return m.takeWallet(message)
	case charactersMsg:
		return m.takeCharacters(message)
	case heroesMsg:
		return m.takeHeroes(message)
	case keymap.Action:
		return m.do(message)
	case tea.MouseWheelMsg:
		m.list.Wheel(tea.Mouse(message))
	case tea.MouseClickMsg:
		return m.click(tea.Mouse(message))
	}
	return nil
}

func (m *Model) do(a keymap.Action) tea.Cmd {
	switch a {
	case keymap.HoldersOpen, keymap.MoveRight:
		return m.open()
	case keymap.HoldersRaw:
		if len(m.player.Raw) == 0 {
			return m.note(msg.Info, "the service was not asked for this player yet, or knows none: "+m.keys.Key(keymap.HoldersRefresh)+" asks again")
		}
		m.Post(msg.ShowRaw{Title: "player " + m.player.ID.String(), Raw: m.player.Raw})
	case keymap.HoldersRefresh:
		return m.refresh(true)
	case keymap.HoldersPin:
		m.Post(msg.Pin{Player: m.player})
	case keymap.Back, keymap.MoveLeft:
		m.Post(msg.Back{})
	case keymap.CopyInstance, keymap.CopyULID, keymap.CopyName, keymap.CopyJSON, keymap.CopyCommand:
		m.copy(a)
	default:
		if by, ok := a.Rows(m.list.Height() - 1); ok {
			m.move(m.cursor + by)
		}
	}
	return nil
}

func (m *Model) move(to int) {
	m.cursor = max(0, min(to, len(m.rows)-1))
}

func (m *Model) open() tea.Cmd {
	if m.cursor >= len(m.rows) {
		return nil
	}
	r := m.rows[m.cursor]
	if r.id() == "" {
		return m.note(msg.Warning, "the service sent no id for this one: nothing can be asked for")
	}
	m.Post(msg.OpenHolder{Player: m.player, Holder: r.holder, Name: r.name})
	return nil
}

// click chooses a row; a click on the chosen row opens it.
func (m *Model) click(e tea.Mouse) tea.Cmd {
	if e.Button != tea.MouseLeft || e.X < m.inner.from || e.X >= m.inner.to {
		return nil
	}
	hit, again := m.list.Click(e.Y)
	line, _ := m.list.Selected()
	switch {
	case !hit || line.Row >= len(m.rows):
		return nil
	case again:
		return m.open()
	}
	m.cursor = line.Row
	return nil
}

// arrange makes the rows anew and keeps the cursor on the inventory it was on.
func (m *Model) arrange() {
	m.drawn.valid = false
	var under models.Holder
	if m.cursor < len(m.rows) {
		under = m.rows[m.cursor].holder
	}
	id := m.player.ID
	m.rows = []row{{holder: models.Holder{Player: id}, name: m.player.Name, ulid: m.player.ULID}}
	for _, c := range m.load.characters.value {
		m.rows = append(m.rows, row{
			holder: models.Holder{Kind: models.CharacterHolder, Player: id, Character: c.ID},
			name:   c.Name, ulid: c.ULID, class: c.Class, isDefault: c.Default == models.FlagYes,
		})
	}
	for _, h := range m.load.heroes.value {
		m.rows = append(m.rows, row{
			holder: models.Holder{Kind: models.HeroHolder, Player: id, Hero: h.ID},
			name:   h.Name, class: h.Class, character: h.Character, isDefault: h.Default == models.FlagYes,
		})
	}
	m.cursor = min(m.cursor, len(m.rows)-1)
	if m.rows[m.cursor].holder == under {
		return
	}
	for i, r := range m.rows {
		if r.holder == under {
			m.cursor = i
			return
		}
	}
}

func (m *Model) note(kind msg.NoteKind, text string) tea.Cmd {
	m.Post(msg.Note{Text: text, Kind: kind})
	return nil
}

// part is one answer: what came last, and what of it is under way or failed.
type part[T any] struct {
	value  T
	known  bool // value is an answer
	asking bool
	err    error
}

// load is all answers for the player.
type load struct {
	// generation is raised whenever all is asked anew: an answer to an older question
	// is dropped.
	generation uint64
	ctx        context.Context
	cancel     context.CancelFunc

	player     part[struct{}] // its value is Model.player
	nobody     bool           // the look-up knows no such player
	wallet     part[[]models.Balance]
	walletOf   text.Text // the ULID that the wallet was asked for by
	noWallet   bool
	characters part[[]models.Character]
	heroes     part[[]models.Hero]
}

func (l *load) stop() {
	l.player.asking, l.wallet.asking, l.characters.asking, l.heroes.asking = false, false, false, false
}
