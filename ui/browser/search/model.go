// Package search is the screen that runs one query over all of a player's distinct inventories, or those of several
// players, and lists what matches with the inventory it is in. Pages stream in, a few at a time. What was read is kept
// until another player is opened, so that the next query asks the service for nothing.
package search

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"lootlens/api"
	"lootlens/keymap"
	"lootlens/models"
	"lootlens/models/order"
	"lootlens/models/query"
	"lootlens/theme"
	"lootlens/ui/browser/msg"
	"lootlens/ui/browser/past"
	"lootlens/ui/browser/remote"
	"lootlens/ui/parts"
)

const (
	// atOnce is how many requests are under way at most.
	atOnce = 3
	// mostUnasked is how many requests a search makes before it asks whether to go on.
	mostUnasked = 50
	// mostKept bounds the items that are kept for the next query; beyond it, an inventory is read again.
	mostKept = 50_000
	// mostRows bounds the rows of one inventory: its list has them all.
	mostRows = 1000
	// mostSorted is how many items are sorted again with each page that comes; more are once the last has come.
	mostSorted = 5000
)

// Model is the screen. It is used by pointer and not safe for concurrent use.
type Model struct {
	msg.Outbox
	client *api.Client
	keys   keymap.Map
	th     theme.Theme
	now    time.Time
	expiry parts.Expiry // of the last View
	past   past.Store   // nil for none

	owners map[models.PlayerID]*owner
	who    []*owner // whose inventories are searched
	state  state
	why    string // what the search waits for the user to agree to

	text    string // the query in force; "" before the first
	q       query.Query
	survey  *query.Survey // of all that was read
	agreed  bool          // to more than mostUnasked requests
	storage bool          // to read the instance storage that the query needs
	asked   int           // requests made for this query

	prompt prompt
	list   *parts.List[rowID, row]
	table  parts.ItemTable
	headed parts.ItemTable // as the last View has it
	header int             // the line of the last View on which its header is; 0 for none
	moved  bool            // the user has moved the cursor: it stays on its row
	width  int             // cells inside the border
}

// state is how far the search is.
type state int8

const (
	idle    state = iota // no query yet
	running              // requests are made
	waiting              // the user is asked whether to make as many as it takes
	stopped              // by the user
	failed               // a request failed: the others were answered
	done
)

// New returns the screen without a player. Open must be called first.
func New(client *api.Client, keys keymap.Map, th theme.Theme, now time.Time) *Model {
	return &Model{
		client: client, keys: keys, th: th, now: now, owners: map[models.PlayerID]*owner{}, width: 78, table: parts.ItemTable{By: order.Server},
		list: parts.NewList(func(r row) (rowID, bool) { return r.id, r.at != nil }),
	}
}

// Open searches the inventories of these players, in which each is only once; where q is "", the field for a query is
// opened. A query that was searched for already is shown as it was.
func (m *Model) Open(players []models.Player, q string) tea.Cmd {
	who := make([]*owner, len(players))
	for i, p := range players {
		who[i] = m.ownerOf(p.ID)
		who[i].player = p
	}
	same := len(who) == len(m.who)
	for i := range who {
		same = same && who[i] == m.who[i]
	}
	if !same {
		m.stop()
		kept := map[models.PlayerID]*owner{}
		for _, o := range who {
			kept[o.player.ID] = o
		}
		m.who, m.owners, m.text, m.state = who, kept, "", idle
		m.arrange()
	}
	if q == "" {
		m.ask(m.text)
		return nil
	}
	if _, err := m.parse(q); err != nil { // one that needs a baseline, say
		m.ask(q)
		return nil
	}
	m.prompt.open = false
	if q == m.text && m.state != stopped {
		return m.step()
	}
	return m.Search(q)
}

// Forget drops all that was read: another player is opened, or the same one again.
func (m *Model) Forget() {
	m.stop()
	m.owners, m.who, m.text, m.state = map[models.PlayerID]*owner{}, nil, "", idle
	m.arrange()
}

// Close ends all requests.
func (m *Model) Close() { m.stop() }

// stop ends the requests under way. What came stays.
func (m *Model) stop() {
	for _, o := range m.owners {
		o.cancel()
		for _, p := range o.places {
			m.record(p)
		}
	}
	if m.state == running || m.state == waiting {
		m.state = stopped
	}
	m.why = ""
}

// Loading reports whether a request is under way.
func (m *Model) Loading() bool { return m.state == running }

// Query is the query that the list answers; "" before the first.
func (m *Model) Query() string { return m.text }

// Players are those whose inventories are searched.
func (m *Model) Players() (players []models.Player) {
	for _, o := range m.who {
		players = append(players, o.player)
	}
	return players
}

// Selected is the item under the cursor with its player and inventory; nil for none.
func (m *Model) Selected() (models.Player, models.Holder, *models.Item) {
	r, ok := m.list.Selected()
	if !ok || r.at == nil {
		return models.Player{}, models.Holder{}, nil
	}
	return r.at.owner.player, r.at.Holder, r.item
}

// SetTheme changes the colours.
func (m *Model) SetTheme(th theme.Theme) {
	m.th = th
	if m.prompt.in != nil {
		m.prompt.in.SetTheme(th)
	}
	m.arrange()
}

// Place is where its actions hold: the field for a query has its own.
func (m *Model) Place() keymap.Place {
	if m.prompt.open {
		return keymap.InQuery
	}
	return keymap.InSearch
}

// Update takes actions, text, the mouse, answers, and the lists that another pane has loaded. It never blocks.
func (m *Model) Update(message tea.Msg) tea.Cmd {
	switch message := message.(type) {
	case msg.Tick:
		m.now = message.Now
		if at := m.expiry.Time(); !at.IsZero() && !at.After(m.now) {
			m.matchAgain()
		}
	case msg.Characters:
		o := m.ownerOf(message.Player)
		o.characters.Set(message.Characters)
		return m.listed(o)
	case msg.Heroes:
		o := m.ownerOf(message.Player)
		o.heroes.Set(message.Heroes)
		return m.listed(o)
	case msg.PlayerKnown:
		if o := m.owners[message.Player.ID]; o != nil {
			o.player = message.Player
			m.arrange()
		}
	case remote.Answer[[]models.Character]:
		return m.takeList(func(o *owner) bool { return o.characters.Take(message) })
	case remote.Answer[[]models.Hero]:
		return m.takeList(func(o *owner) bool { return o.heroes.Take(message) })
	case remote.Answer[pageRead]:
		return m.takePage(message)
	case remote.Answer[[]models.Equipped]:
		return m.takeLoadout(message)
	case remote.Answer[storageRead]:
		return m.takeStorage(message)
	case remote.Answer[[]models.Past]:
		return m.takePast(message)
	case msg.Recorded:
		return m.recorded(message)
	case keymap.Action:
		return m.do(message)
	case tea.KeyPressMsg, tea.PasteMsg:
		return m.edit(message)
	case tea.MouseWheelMsg:
		m.list.Wheel(tea.Mouse(message))
	case tea.MouseClickMsg:
		if m.prompt.open {
			if m.prompt.in.Click(message.Button, message.Y-2) { // below the border and the field
				m.check()
			}
			return nil
		}
		if message.Button == tea.MouseLeft {
			if m.header > 0 && message.Y == m.header {
				if by, desc, ok := m.headed.Clicked(m.headed.Layout(m.width), message.X-1); ok { // beside the border
					return m.Sort(by, desc)
				}
				return nil
			}
			m.moved = true
			if _, again := m.list.Click(message.Y); again {
				m.open()
			}
		}
	default:
		if m.prompt.open {
			return m.edit(message) // the answer of the clipboard
		}
	}
	return nil
}

func (m *Model) do(a keymap.Action) tea.Cmd {
	if m.prompt.open {
		return m.inPrompt(a)
	}
	switch a {
	case keymap.SearchQuery:
		m.ask(m.text)
	case keymap.SearchOpen, keymap.MoveRight:
		m.open()
	case keymap.ListReverse:
		return m.Sort(m.table.By, !m.table.Desc)
	case keymap.SearchGoOn:
		return m.goOn()
	case keymap.SearchRefresh:
		return m.again()
	case keymap.Back, keymap.MoveLeft:
		if a == keymap.Back && (m.state == running || m.state == waiting) {
			m.stop()
			m.arrange()
			return nil
		}
		m.Post(msg.Back{})
	default:
		if by, ok := a.Rows(m.list.Height() - 1); ok {
			m.moved = true
			m.list.Move(by)
		}
	}
	return nil
}

// open opens the inventory under the cursor, at the item where the row is one.
func (m *Model) open() {
	r, ok := m.list.Selected()
	if !ok || r.at == nil {
		return
	}
	o := msg.OpenHolder{Player: r.at.owner.player, Holder: r.at.Holder, Name: r.at.ownName()}
	if r.past != nil {
		o.Query = past.Query(r.item.Instance())
	} else if r.item != nil {
		o.Select = r.item.Instance()
	} else if r.at.matches() > 0 {
		o.Query = m.text
	}
	m.Post(o)
}

// SetColumns shows only these columns of the items, where there is room; nil shows the usual ones.
func (m *Model) SetColumns(columns []parts.ItemColumn) { m.table.Columns = columns }

// Order is what the items are sorted by. With [order.Server] those of each inventory are together.
func (m *Model) Order() (by order.Key, desc bool) { return m.table.By, m.table.Desc }

// Grouped reports that no two items are one row.
func (m *Model) Grouped() bool { return false }

// Sort sorts the items and moves the cursor to the first.
func (m *Model) Sort(by order.Key, desc bool) tea.Cmd {
	m.table.By, m.table.Desc, m.moved = by, desc, false
	m.arrange()
	return nil
}
