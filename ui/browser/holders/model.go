// Package holders is the second screen: a player, and the inventories of the player that can be opened. An inventory with
// several names is one row: the player's own is the default character's, a hero's is that of the character underneath.
// Wallets and progressions are read once the inventories are there and only where they are shown. What is in an inventory
// is not read here.
package holders

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"lootlens/api"
	"lootlens/keymap"
	"lootlens/models"
	"lootlens/models/text"
	"lootlens/theme"
	"lootlens/ui/browser/msg"
	"lootlens/ui/browser/past"
	"lootlens/ui/browser/remote"
	"lootlens/ui/parts"
)

// Model is the screen. It is used by pointer and not safe for concurrent use.
type Model struct {
	msg.Outbox
	client *api.Client
	keys   keymap.Map
	th     theme.Theme
	zone   *time.Location // of the times that are shown
	expiry parts.Expiry   // of the rows

	player       models.Player
	lookUp       remote.Value[[]models.Player]
	characters   remote.Value[[]models.Character]
	heroes       remote.Value[[]models.Hero]
	wallets      map[string]*remote.Value[wallet] // by the holder's ULID
	progressions map[api.Progressing]*remote.Value[progressions]

	refreshing bool // the user waits for all of these

	past  past.Store // nil for none
	looks remote.Value[looks]
	now   time.Time // zero before the first tick

	inventories []*inventory
	expanded    map[models.Holder]bool // inventories whose wallets and progressions are shown
	counts      map[models.Holder]uint64
	list        *parts.List[rowID, row]
	width       int // cells inside the border of the list

	side      []string // what the pane beside the list says of the player
	sideWidth int      // cells inside its border; 0 where it is not shown
}

type progressions = models.List[models.Progression]

// New returns the screen without a player. Open must be called first.
func New(client *api.Client, keys keymap.Map, th theme.Theme) *Model {
	return &Model{
		client: client, keys: keys, th: th, zone: time.Local, width: 78,
		list:   parts.NewList(func(r row) (rowID, bool) { return r.id, r.of != nil }),
		counts: map[models.Holder]uint64{},
	}
}

// Open shows a player and loads the inventories; [Model.Show] loads the rest.
func (m *Model) Open(p models.Player) tea.Cmd {
	return tea.Batch(m.Prepare(p), m.loadLists())
}

// Prepare sets the player while another screen is shown: [Model.Show] loads the rest once this one is. A player known by
// id only is looked up.
func (m *Model) Prepare(p models.Player) tea.Cmd {
	m.Close()
	m.player = p
	m.lookUp.Reset()
	m.characters.Reset()
	m.heroes.Reset()
	m.looks.Reset()
	m.wallets = map[string]*remote.Value[wallet]{}
	m.progressions = map[api.Progressing]*remote.Value[progressions]{}
	m.expanded = map[models.Holder]bool{}
	m.arrange()
	m.list.Move(-keymap.Far)
	if len(p.Raw) > 0 {
		return nil
	}
	return m.loadPlayer()
}

// Player is the player whose inventories are shown, as far as known.
func (m *Model) Player() models.Player { return m.player }

// Name is the name of a holder of the player; empty while it is not known.
func (m *Model) Name(h models.Holder) text.Text {
	for _, v := range m.inventories {
		switch {
		case !v.Is(h):
		case h.Kind == models.PlayerHolder:
			return m.player.Name
		case h.Kind == models.CharacterHolder && v.Character != nil:
			return v.Character.Name
		}
		for _, x := range v.Heroes {
			if h.Kind == models.HeroHolder && h.Player == m.player.ID && x.ID == h.Hero {
				return x.Name
			}
		}
	}
	return text.Text{}
}

// SetTheme changes the colours.
func (m *Model) SetTheme(th theme.Theme) {
	m.th = th
	m.arrange()
}

// Place is where the screen's actions hold.
func (m *Model) Place() keymap.Place { return keymap.InHolders }

// Loading reports whether the player or the inventories are being loaded.
func (m *Model) Loading() bool {
	return m.lookUp.Loading() || m.characters.Loading() || m.heroes.Loading()
}

// Close cancels all requests.
func (m *Model) Close() {
	m.lookUp.Cancel()
	m.characters.Cancel()
	m.heroes.Cancel()
	m.looks.Cancel()
	for _, v := range m.wallets {
		v.Cancel()
	}
	for _, v := range m.progressions {
		v.Cancel()
	}
}

// Update takes actions, the mouse and answers. It never blocks.
func (m *Model) Update(message tea.Msg) tea.Cmd {
	switch message := message.(type) {
	case remote.Answer[[]models.Player]:
		if take(m, &m.lookUp, message) {
			m.foundPlayer(message.Value)
		}
	case remote.Answer[[]models.Character]:
		if take(m, &m.characters, message) {
			m.Post(msg.Characters{Player: m.player.ID, Characters: message.Value})
		}
	case remote.Answer[[]models.Hero]:
		if take(m, &m.heroes, message) {
			m.Post(msg.Heroes{Player: m.player.ID, Heroes: message.Value})
		}
	case remote.Answer[wallet]:
		for _, v := range m.wallets {
			take(m, v, message)
		}
	case remote.Answer[progressions]:
		for _, v := range m.progressions {
			take(m, v, message)
		}
	case msg.Characters: // the detail has read them
		if message.Player == m.player.ID && m.characters.State() == remote.Idle {
			m.characters.Set(message.Characters)
			m.arrange()
		}
	case msg.Heroes:
		if message.Player == m.player.ID && m.heroes.State() == remote.Idle {
			m.heroes.Set(message.Heroes)
			m.arrange()
		}
	case msg.Counted:
		m.count(message)
	case remote.Answer[looks]:
		m.takeLooks(message)
	case msg.Recorded:
		if message.Look.Holder.Player == m.player.ID && !m.looks.Loading() {
			m.looks.Reset()
		}
	case msg.Tick:
		m.zone, m.now = message.Now.Location(), message.Now
		if at := m.expiry.Time(); !at.IsZero() && !at.After(m.now) {
			m.arrange()
		}
	case keymap.Action:
		return m.do(message)
	case tea.MouseWheelMsg:
		m.list.Wheel(tea.Mouse(message))
	case tea.MouseClickMsg:
		if message.Button == tea.MouseLeft && message.X > 0 && message.X <= m.width {
			if _, again := m.list.Click(message.Y); again {
				m.open()
			}
		}
	}
	return nil
}

func (m *Model) do(a keymap.Action) tea.Cmd {
	switch a {
	case keymap.HoldersOpen, keymap.MoveRight:
		m.open()
	case keymap.HoldersMore:
		return m.more()
	case keymap.HoldersRaw:
		m.showRaw()
	case keymap.HoldersRefresh:
		m.refreshing = true
		return m.load()
	case keymap.HoldersPin:
		m.Post(msg.Pin{Player: m.player})
	case keymap.Back, keymap.MoveLeft:
		m.Post(msg.Back{})
	case keymap.CopyInstance, keymap.CopyULID, keymap.CopyName, keymap.CopyJSON, keymap.CopyCommand:
		m.copy(a)
	default:
		if by, ok := a.Rows(m.list.Height() - 1); ok {
			m.list.Move(by)
		}
	}
	return nil
}

// selected is the inventory under the cursor; nil before a player was opened.
func (m *Model) selected() *inventory {
	r, _ := m.list.Selected()
	return r.of
}

func (m *Model) open() {
	if v := m.selected(); v != nil {
		m.Post(msg.OpenHolder{Player: m.player, Holder: v.Holder, Name: m.Name(v.Holder)})
	}
}

func (m *Model) showRaw() {
	v := m.selected()
	if v == nil {
		return
	}
	title, raw := v.raw(m.player)
	if len(raw) == 0 {
		m.note("player " + m.player.ID.String() + " was not found so far: " + m.keys.Key(keymap.HoldersRefresh) + " tries again")
		return
	}
	m.Post(msg.ShowRaw{Title: title, Raw: raw})
}

// copy copies something of the selected inventory's holder.
func (m *Model) copy(a keymap.Action) {
	v := m.selected()
	if v == nil {
		return
	}
	switch a {
	case keymap.CopyCommand:
		m.Post(msg.CopyCommand{Holder: v.Holder})
	case keymap.CopyInstance:
		m.Post(msg.Copy{What: v.kind() + " id", Text: v.id()})
	case keymap.CopyULID:
		ulid := text.Text{} // heroes have none
		switch v.Holder.Kind {
		case models.PlayerHolder:
			ulid = m.player.ULID
		case models.CharacterHolder:
			ulid = v.Character.ULID
		}
		m.Post(msg.Copy{What: v.kind() + "'s ULID", Text: ulid.CopyLine()})
	case keymap.CopyName:
		m.Post(msg.Copy{What: v.kind() + "'s name", Text: m.Name(v.Holder).CopyLine()})
	case keymap.CopyJSON:
		title, raw := v.raw(m.player)
		m.Post(msg.Copy{What: "JSON of " + title, Text: string(text.JSON(raw))})
	}
}

func (m *Model) note(s string) { m.Post(msg.Note{Text: s, Kind: msg.Info}) }
