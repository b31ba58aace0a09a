// Package detail is the pane that shows all that is known of one item: what the
// server sent with it, and what it keeps beside the inventory (storage, metadata,
// progressions, loadouts), which is requested once the selection stays on the item.
package detail

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/hashicorp/golang-lru/v2/simplelru"

	"lootlens/api"
	"lootlens/keymap"
	"lootlens/models"
	"lootlens/models/jsonscan"
	"lootlens/models/text"
	"lootlens/theme"
	"lootlens/ui/browser/msg"
	"lootlens/ui/browser/past"
	"lootlens/ui/browser/remote"
	"lootlens/ui/parts"
)

// How many of each are kept of what was looked at.
const (
	mostAssets    = 256
	mostInstances = 512
	mostPlayers   = 16
)

const wheelStep = 3 // lines

// Model is the pane. It is used by pointer and not safe for concurrent use.
type Model struct {
	msg.Outbox
	client *api.Client
	keys   keymap.Map
	th     theme.Theme
	now    time.Time

	holder  models.Holder
	player  *playerData // the holder's; nil for the universal inventory
	opened  time.Time   // when the holder was opened: an older loadout is requested again
	hidden  bool        // the pane is not on the screen: nothing is requested for it
	needed  bool        // a query asks what is equipped
	stayed  bool        // the selection has stayed on an item since
	item    *models.Item
	near    []*models.Item // what may be selected next
	changes []msg.Change
	past    past.Store // nil for none
	seen    remote.Value[seen]
	at      time.Time // of the look that the item is shown as of; zero for now
	gone    bool      // the item is no longer there

	// What the item's JSON says beyond what it keeps, decoded when first drawn.
	prepared    *models.Item
	itemDetails models.ItemDetails
	rentalRaw   jsontext.Value

	assets    *simplelru.LRU[*models.Asset, *assetData]
	instances *simplelru.LRU[instance, *instanceData]
	players   *simplelru.LRU[models.PlayerID, *playerData]

	moving             bool // the selection moves: wait until it stays
	selections         int  // how often it moved; the wait of an older one is void
	cancelWait         context.CancelFunc
	debounce, interval time.Duration
	waiting            bool // for the interval before the next loadout
	rendering          bool // a description is being rendered

	blocks [blocks][]line
	stale  [blocks]bool
	// expiries are when the blocks go out of date.
	expiries [blocks]parts.Expiry
	expiry   *parts.Expiry // of the block that is being laid out, else nil
	folded   [blocks]bool
	starts   [blocks]int // of each block, among all
	all      []line
	laid     int // cells that the lines are laid out for
	top      int // the first line on the screen
	pair     int // the storage pair of the cursor, from 1; 0 for none

	w, h  int // cells, border included
	drawn drawn
}

// New returns a pane without an item. Times are shown in now's time zone.
func New(client *api.Client, keys keymap.Map, th theme.Theme, now time.Time) *Model {
	return &Model{
		client: client, keys: keys, th: th, now: now,
		assets:    newLRU[*models.Asset, *assetData](mostAssets),
		instances: newLRU[instance, *instanceData](mostInstances),
		players:   newLRU[models.PlayerID, *playerData](mostPlayers),
		debounce:  debounce, interval: interval, cancelWait: func() {},
	}
}

func newLRU[K comparable, V any](most int) *simplelru.LRU[K, V] {
	l, err := simplelru.NewLRU[K, V](most, nil)
	if err != nil { // most is below 1
		panic(err)
	}
	return l
}

// Close ends all requests of the pane.
func (m *Model) Close() {
	m.stopFetching()
	m.player.cancel()
	m.seen.Cancel()
}

// SetTheme changes the colours.
func (m *Model) SetTheme(th theme.Theme) {
	m.th = th
	m.dirty(allBlocks()...)
}

// Resize tells the pane its size in cells, border included.
func (m *Model) Resize(w, h int) tea.Cmd {
	m.w, m.h = max(0, w), max(0, h)
	m.drawn.valid = false
	return m.render()
}

// Item is what the pane shows, or nil.
func (m *Model) Item() *models.Item { return m.item }

// InstanceStorageCached is the storage of an instance of the selected holder's
// player; false where it has not been loaded, or is no longer kept.
func (m *Model) InstanceStorageCached(id models.InstanceID) ([]models.StoragePair, bool) {
	d, ok := m.instances.Get(instance{m.holder.Player, id})
	if !ok {
		return nil, false
	}
	return d.storage.Get()
}

// StoragePair is the storage pair to copy: the one under the cursor, or else the
// first at or below the top of the screen, or else the first.
func (m *Model) StoragePair() (key, value text.Text, ok bool) {
	if m.item == nil {
		return key, value, false
	}
	m.lay()
	at := m.pair
	if at == 0 {
		at = m.pairFrom(m.top)
	}
	list := m.instancePairs()
	if a := m.item.Asset(); a != nil {
		list = append(list[:len(list):len(list)], a.Storage...)
	}
	if at < 1 || at > len(list) {
		return key, value, false
	}
	return list[at-1].Key, list[at-1].Value, true
}

func (m *Model) instancePairs() []models.StoragePair {
	if d := m.current(); d != nil {
		return d.storage.value()
	}
	return nil
}

// Place is where its actions hold.
func (m *Model) Place() keymap.Place { return keymap.InDetail }

// Update takes the selection, the time, actions, the mouse and the pane's own
// answers. It sends msg.Back, msg.Failed and msg.Loadouts.
func (m *Model) Update(message tea.Msg) tea.Cmd {
	var cmd tea.Cmd
	switch message := message.(type) {
	case msg.Selected:
		cmd = m.selected(message)
	case msg.Tick:
		m.now = message.Now
		for b, e := range m.expiries {
			if at := e.Time(); !at.IsZero() && !at.After(m.now) {
				m.dirty(block(b))
			}
		}
	case debounceMsg:
		if message.number == m.selections && !m.hidden {
			cmd = m.Fetch()
		}
	case remote.Answer[seen]:
		m.takeSeen(message)
	case msg.Recorded:
		if message.Look.Holder == m.holder && m.item != nil {
			cmd = m.askSeen()
		}
	case answerMsg:
		cmd = message.apply()
	case intervalMsg:
		cmd = m.takeInterval()
	case msg.Characters:
		cmd = take(m, message.Player, func(p *playerData) *loaded[[]models.Character] { return &p.characters }, message.Characters)
	case msg.Heroes:
		cmd = take(m, message.Player, func(p *playerData) *loaded[[]models.Hero] { return &p.heroes }, message.Heroes)
	case decodedMsg:
		m.takeDecoded(message)
	case renderedMsg:
		return m.takeRendered(message)
	case keymap.Action:
		cmd = m.do(message)
	case tea.MouseWheelMsg:
		switch message.Button {
		case tea.MouseWheelUp:
			m.scrollTo(m.top - wheelStep)
		case tea.MouseWheelDown:
			m.scrollTo(m.top + wheelStep)
		}
	case tea.MouseClickMsg:
		m.click(tea.Mouse(message))
	default:
		return nil
	}
	m.drawn.valid = false
	return tea.Batch(cmd, m.render())
}

func (m *Model) selected(s msg.Selected) tea.Cmd {
	var loadouts tea.Cmd
	if s.Holder != m.holder {
		m.enter(s.Holder)
		loadouts = m.sendLoadouts()
	}
	was := m.item
	if was != s.Item {
		m.stopFetching()
	}
	m.item, m.near, m.changes, m.at, m.gone = s.Item, s.Near, s.Changes, s.At, s.Gone
	m.dirty(allBlocks()...)
	if was == s.Item {
		return loadouts
	}
	same := was != nil && s.Item != nil && !was.Instance().IsZero() && was.Instance() == s.Item.Instance()
	if !same {
		m.top, m.pair = 0, 0
		m.seen.Reset()
	}
	return tea.Batch(loadouts, m.decodeApart(), m.askSeen(), m.moved())
}

// prepare decodes what only this pane shows of the item.
func (m *Model) prepare() {
	if m.prepared == m.item {
		return
	}
	m.prepared, m.rentalRaw = m.item, nil
	m.itemDetails = m.item.Details()
	own, _ := m.item.AppendOwn(nil)
	if r := jsonscan.Member(own, "rental"); len(r) > 0 && r.Kind() != 'n' {
		m.rentalRaw = r
	}
}

func (m *Model) do(a keymap.Action) tea.Cmd {
	page := max(1, m.rows())
	switch a {
	case keymap.Back:
		m.Post(msg.Back{})
	case keymap.ListRefresh:
		return m.refresh()
	case keymap.DetailNextPair:
		m.stepPair(1)
	case keymap.DetailPrevPair:
		m.stepPair(-1)
	case keymap.MoveUp:
		m.scrollTo(m.top - 1)
	case keymap.MoveDown:
		m.scrollTo(m.top + 1)
	case keymap.MovePageUp:
		m.scrollTo(m.top - page)
	case keymap.MovePageDown:
		m.scrollTo(m.top + page)
	case keymap.MoveHalfUp:
		m.scrollTo(m.top - page/2)
	case keymap.MoveHalfDown:
		m.scrollTo(m.top + page/2)
	case keymap.MoveTop:
		m.scrollTo(0)
	case keymap.MoveBottom:
		m.lay() // the lines of an item that has not been drawn yet
		m.scrollTo(m.lines())
	}
	return nil
}

// scrollTo puts a line at the top of the screen, as far as there are lines.
func (m *Model) scrollTo(top int) {
	m.lay()
	m.top = max(0, min(m.lines()-m.rows(), top))
	m.drawn.valid = false
}

// stepPair moves the cursor to another storage pair and brings it on the screen.
func (m *Model) stepPair(by int) {
	m.lay()
	to := m.pair + by
	if m.pair == 0 {
		to = m.pairFrom(m.top)
	}
	first, last := m.pairLines(to)
	if first < 0 {
		return
	}
	m.pair = to
	switch rows := m.rows(); {
	case first < m.top:
		m.scrollTo(first)
	case last >= m.top+rows:
		m.scrollTo(min(first, last-rows+1))
	}
}

func (m *Model) click(e tea.Mouse) {
	m.lay()
	at := m.top + e.Y - 1
	if e.Button != tea.MouseLeft || e.Y < 1 || e.Y > m.rows() || at >= m.lines() {
		return
	}
	l := m.line(at)
	heading := l.heading
	if m.laid >= twoColumns && e.X-2 > m.width(firstSide) {
		heading = l.headingRight
	} else if l.pair > 0 {
		m.pair = l.pair
	}
	if heading != 0 {
		m.folded[heading] = !m.folded[heading]
		m.dirty(heading)
	}
}

// pairFrom is the first storage pair at or below a line, or else the first of all;
// 0 where there is none.
func (m *Model) pairFrom(at int) int {
	first := 0
	for i := range m.lines() {
		p := m.line(i).pair
		if p > 0 && i >= at {
			return p
		}
		if first == 0 {
			first = p
		}
	}
	return first
}

// pairLines are the lines that show a storage pair; first is -1 for none.
func (m *Model) pairLines(pair int) (first, last int) {
	first = -1
	for i := range m.lines() {
		if pair > 0 && m.line(i).pair == pair {
			if last = i; first < 0 {
				first = i
			}
		}
	}
	return first, last
}
