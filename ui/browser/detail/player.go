package detail

import (
	"context"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"lootlens/models"
	"lootlens/ui/browser/msg"
)

// Only the loadouts of a player's characters and heroes say who has an item equipped:
// two lists, and a request for each inventory. No key requests them, so they must not
// hold up what the user requests: they are made one at a time, each an interval after
// the one before, at most 14 for a player and 120 a minute of the 270 that the client
// makes. Where a player has more than mostLoadouts inventories, only the search for
// the asset reads them.
const (
	mostLoadouts = 12
	interval     = 500 * time.Millisecond
)

// playerData is what is known of a player's characters, heroes and loadouts.
type playerData struct {
	id          models.PlayerID
	characters  loaded[[]models.Character]
	heroes      loaded[[]models.Hero]
	inventories []inventory // distinct, by the lists as far as they have come
	loadouts    map[models.Holder]*loaded[[]models.Equipped]
	asOf        time.Time // all of it is requested again unless it is as new as this
}

type intervalMsg struct{}

// inventory is one of a player's distinct inventories with a name to show.
type inventory struct {
	models.PlayerInventory
	name  string // safe
	owner string // safe; who has what is equipped in it
}

func (m *Model) playerData(id models.PlayerID) *playerData {
	p, ok := m.players.Get(id)
	if !ok {
		p = &playerData{id: id, loadouts: map[models.Holder]*loaded[[]models.Equipped]{}}
		p.update()
		m.players.Add(id, p)
	}
	return p
}

// update takes over what the lists say: all names of an inventory get one loadout.
func (p *playerData) update() {
	p.inventories = nil
	for _, v := range models.Inventories(p.id, p.characters.value(), p.heroes.value()) {
		names := append([]models.Holder{v.Holder}, v.Aliases...)
		r := &loaded[[]models.Equipped]{}
		for _, h := range names {
			if known, ok := p.loadouts[h]; ok {
				r = known
				break
			}
		}
		for _, h := range names {
			p.loadouts[h] = r
		}
		p.inventories = append(p.inventories, named(v))
	}
}

func named(v models.PlayerInventory) inventory {
	var owners []string
	if c := v.Character; c != nil {
		owners = append(owners, called("character", c.Name.Line(), c.ID.String()))
	}
	for _, h := range v.Heroes {
		owners = append(owners, called("hero", h.Name.Line(), h.ID.String()))
	}
	var owner string
	if len(owners) > 0 {
		owner = owners[0]
	}
	if len(owners) > 1 { // other names of the first
		owner += " (" + strings.Join(owners[1:], ", ") + ")"
	}
	switch {
	case v.Holder.Kind != models.PlayerHolder:
		return inventory{v, owner, owner}
	case owner == "":
		return inventory{v, "own inventory", "the player"}
	}
	return inventory{v, "own inventory, " + owner, owner}
}

func called(kind, name, id string) string {
	if name = strings.TrimSpace(name); name != "" {
		kind += " " + name
	}
	return kind + " " + id
}

// loadout is the loadout of the inventory that h is a name of.
func (p *playerData) loadout(h models.Holder) *loaded[[]models.Equipped] {
	r, ok := p.loadouts[h]
	if !ok { // not in the lists, or they have not come
		r = &loaded[[]models.Equipped]{}
		p.loadouts[h] = r
	}
	return r
}

// unread counts the inventories whose loadouts have not come; known is false while
// it is not known how many inventories there are.
func (p *playerData) unread() (n int, known bool) {
	for _, v := range p.inventories {
		if !p.loadout(v.Holder).known() {
			n++
		}
	}
	return n, p.characters.known() && p.heroes.known()
}

func (p *playerData) failed() bool {
	for _, r := range p.loadouts {
		if r.Err() != nil {
			return true
		}
	}
	return p.characters.Err() != nil || p.heroes.Err() != nil
}

// cancel ends the requests under way.
func (p *playerData) cancel() {
	if p == nil {
		return
	}
	p.characters.Cancel()
	p.heroes.Cancel()
	for _, r := range p.loadouts {
		r.Cancel()
	}
}

// expire lets everything be requested again.
func (p *playerData) expire(now time.Time) {
	p.asOf = now
	p.characters.skip, p.heroes.skip = false, false
	for _, r := range p.loadouts {
		r.skip = false
	}
}

// Open shows a holder's items, again where it is shown already, and requests what it
// has equipped at once if the pane is on the screen. It sends msg.Loadouts when that
// comes, and when what the player's other inventories have equipped does.
func (m *Model) Open(h models.Holder) tea.Cmd {
	m.enter(h)
	if m.hidden {
		return tea.Batch(m.sendLoadouts(), m.render())
	}
	return tea.Batch(m.sendLoadouts(), m.fetchLoadout(), m.render())
}

// Show says whether the pane is on the screen. What is missing of the item is requested when it comes there.
func (m *Model) Show(shown bool) tea.Cmd {
	if shown != m.hidden {
		return nil
	}
	m.hidden = !shown
	if m.item == nil {
		return nil
	}
	return m.moved()
}

// NeedLoadouts requests what the player has equipped, since a query asks for it.
func (m *Model) NeedLoadouts() tea.Cmd {
	if m.needed || m.player == nil {
		return nil
	}
	m.needed, m.stayed = true, true
	return tea.Batch(m.fetchLoadout(), m.fetchOthers())
}

// enter leaves one holder for another, with all that was requested for it.
func (m *Model) enter(h models.Holder) {
	m.stopFetching()
	m.holder, m.opened, m.stayed, m.needed = h, m.now, false, false
	m.player.cancel()
	m.item, m.changes, m.player = nil, nil, nil
	if h.Kind != models.UniversalHolder && !h.Player.IsZero() {
		m.player = m.playerData(h.Player)
	}
	m.dirty(allBlocks()...)
}

// fetchLoadout requests what the holder that is shown has equipped.
func (m *Model) fetchLoadout() tea.Cmd {
	if m.player == nil || !m.player.loadout(m.holder).due(m.opened) {
		return nil
	}
	return m.loadLoadout(m.holder, m.opened, m.loadoutsChanged)
}

func (m *Model) loadLoadout(h models.Holder, asOf time.Time, then func() tea.Cmd) tea.Cmd {
	client := m.client
	return load(m.playerData(h.Player).loadout(h), asOf, func(ctx context.Context) ([]models.Equipped, error) {
		return client.Loadout(ctx, h)
	}, then)
}

func (m *Model) loadCharacters(p *playerData, then func() tea.Cmd) tea.Cmd {
	client := m.client
	return load(&p.characters, p.asOf, func(ctx context.Context) ([]models.Character, error) {
		return client.Characters(ctx, p.id)
	}, func() tea.Cmd {
		p.update()
		if p.characters.known() && !p.characters.skip {
			m.Post(msg.Characters{Player: p.id, Characters: p.characters.value()})
		}
		return then()
	})
}

func (m *Model) loadHeroes(p *playerData, then func() tea.Cmd) tea.Cmd {
	client := m.client
	return load(&p.heroes, p.asOf, func(ctx context.Context) ([]models.Hero, error) {
		return client.Heroes(ctx, p.id)
	}, func() tea.Cmd {
		p.update()
		if p.heroes.known() && !p.heroes.skip {
			m.Post(msg.Heroes{Player: p.id, Heroes: p.heroes.value()})
		}
		return then()
	})
}

// fetchOthers waits for the interval before the next request for the player's other
// inventories, if there is one to make.
func (m *Model) fetchOthers() tea.Cmd {
	if m.waiting || !m.stayed || m.hidden && !m.needed || m.nextRequest() == nil {
		return nil
	}
	m.waiting = true
	return tea.Tick(m.interval, func(time.Time) tea.Msg { return intervalMsg{} })
}

func (m *Model) takeInterval() tea.Cmd {
	m.waiting = false
	next := m.nextRequest()
	if next == nil || !m.stayed || m.hidden && !m.needed {
		return nil
	}
	return next()
}

// nextRequest makes the next request for what the player's inventories have
// equipped; nil where none is to be made now. One that failed ends them until they
// are tried again.
func (m *Model) nextRequest() func() tea.Cmd {
	p := m.player
	if p == nil || m.holder.Kind != models.PlayerHolder || p.characters.Loading() || p.heroes.Loading() {
		return nil
	}
	switch {
	case p.characters.due(p.asOf):
		return func() tea.Cmd { return m.loadCharacters(p, m.loadoutsChanged) }
	case p.heroes.due(p.asOf):
		return func() tea.Cmd { return m.loadHeroes(p, m.loadoutsChanged) }
	}
	if len(p.inventories) > mostLoadouts {
		return nil
	}
	for _, v := range p.inventories {
		switch r := p.loadout(v.Holder); {
		case r.skip || r.Loading():
			return nil
		case r.due(p.asOf):
			return func() tea.Cmd { return m.loadLoadout(v.Holder, p.asOf, m.loadoutsChanged) }
		}
	}
	return nil
}

// loadoutsChanged sends the list what has come, and requests the next.
func (m *Model) loadoutsChanged() tea.Cmd {
	return tea.Batch(m.sendLoadouts(), m.fetchOthers())
}

// sendLoadouts sends the list what is known to be equipped, once the loadout of the
// holder that is shown has come.
func (m *Model) sendLoadouts() tea.Cmd {
	m.dirty(blockHead, blockEquipped)
	p := m.player
	if p == nil || !p.loadout(m.holder).known() {
		return nil
	}
	out := msg.Loadouts{Holder: m.holder, Equipped: map[models.InstanceID]bool{}}
	for _, r := range p.loadouts {
		for _, e := range r.value() {
			if !e.Instance.IsZero() {
				out.Equipped[e.Instance] = true
			}
		}
	}
	out.Complete = m.knowsLoadouts()
	return msg.Send(out)
}

// knowsLoadouts reports whether all loadouts have come in which an item of the holder can be. What is in a player's own
// inventory can be in those of all characters and heroes.
func (m *Model) knowsLoadouts() bool {
	if m.holder.Kind != models.PlayerHolder {
		return m.player.loadout(m.holder).known()
	}
	n, known := m.player.unread()
	return known && n == 0
}

// take takes a list that another pane has loaded.
func take[T any](m *Model, player models.PlayerID, list func(*playerData) *loaded[T], value T) tea.Cmd {
	if player.IsZero() {
		return nil
	}
	p := m.playerData(player)
	l := list(p)
	l.Set(value)
	l.asOf, l.skip = m.now, false
	p.update()
	if m.player != p {
		return nil
	}
	return m.loadoutsChanged()
}
