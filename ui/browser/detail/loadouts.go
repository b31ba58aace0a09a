package detail

import (
	"context"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"lootlens/api"
	"lootlens/models"
	"lootlens/ui/browser/msg"
)

// An item in a player's own inventory may be equipped by any of the player's
// characters and heroes, and only their loadouts tell: two lists, and a request
// each. They are asked for once for a player, without a key being pressed, so they
// must not get in the way of what the user asks for: one at a time, each pace after
// the one before, whatever is opened meanwhile. That is at most 14 requests for a
// player and 120 a minute for all, of the 270 that the client sends and the 280
// that the service takes. A player with more than mostAsked is left to the search
// for the asset elsewhere.
const (
	mostAsked = 12
	pace      = 500 * time.Millisecond
)

// owner is a holder of a player's, by its name.
type owner struct {
	holder models.Holder
	name   string // safe
}

// wardrobe is what is known of what one player's holders have equipped.
type wardrobe struct {
	loadouts map[models.Holder]*answer[[]models.Equipped]
	lists    [2]answer[[]owner] // characters, heroes
	// since is when all of it was asked for anew: what is older is asked for again.
	since time.Time
}

type (
	loadoutMsg struct {
		of models.Holder
		reply[[]models.Equipped]
	}
	ownersMsg struct {
		player models.PlayerID
		list   int
		reply[[]owner]
	}
	paceMsg struct{}
)

// wardrobeOf is what is kept for a player.
func (m *Model) wardrobeOf(player models.PlayerID) *wardrobe {
	w, ok := m.wardrobes.get(player)
	if !ok {
		w = &wardrobe{loadouts: map[models.Holder]*answer[[]models.Equipped]{}}
		m.wardrobes.put(player, w)
	}
	return w
}

// of is the loadout of a holder.
func (w *wardrobe) of(h models.Holder) *answer[[]models.Equipped] {
	a, ok := w.loadouts[h]
	if !ok {
		a = &answer[[]models.Equipped]{}
		w.loadouts[h] = a
	}
	return a
}

// owners are the player's characters and heroes, as far as they are known.
func (w *wardrobe) owners() []owner {
	characters, heroes := w.lists[0].value, w.lists[1].value
	return append(characters[:len(characters):len(characters)], heroes...)
}

// unread counts the characters and heroes whose loadouts have not come; it is false
// where it is not known how many there are.
func (w *wardrobe) unread() (n int, known bool) {
	for _, o := range w.owners() {
		if !w.of(o.holder).have {
			n++
		}
	}
	return n, w.lists[0].have && w.lists[1].have
}

func (w *wardrobe) failed() bool {
	for _, a := range w.loadouts {
		if a.err != nil {
			return true
		}
	}
	return w.lists[0].err != nil || w.lists[1].err != nil
}

// stop forgets the requests under way.
func (w *wardrobe) stop() {
	for _, a := range w.loadouts {
		a.number = 0
	}
	w.lists[0].number, w.lists[1].number = 0, 0
}

// anew lets everything be asked for again.
func (w *wardrobe) anew(now time.Time) {
	for _, a := range w.loadouts {
		a.err = nil
	}
	w.lists[0].err, w.lists[1].err = nil, nil
	w.since = now
}

// Open begins with a holder, again where it is shown already, and asks at once what
// it has equipped. It sends msg.Loadouts when that comes, and when what a player's
// characters and heroes have equipped does.
func (m *Model) Open(h models.Holder) tea.Cmd {
	m.enter(h)
	return tea.Batch(m.tell(), m.askLoadout(), m.render())
}

// enter leaves one holder for another, with all that was asked for it.
func (m *Model) enter(h models.Holder) {
	m.stopFetching()
	m.forgetElsewhere()
	m.stopLoadouts()
	m.holder, m.opened, m.rested = h, m.now, false
	m.item, m.changes = nil, nil
	m.wardrobe = nil
	if h.Kind != models.UniversalHolder && !h.Player.IsZero() {
		m.wardrobe = m.wardrobeOf(h.Player)
	}
	m.loadoutsContext, m.cancelLoadouts = context.WithCancel(context.Background())
	m.dirty(allBlocks()...)
}

func (m *Model) stopLoadouts() {
	m.cancelLoadouts()
	if m.wardrobe != nil {
		m.wardrobe.stop()
	}
}

// askLoadout asks what the holder that is shown has equipped.
func (m *Model) askLoadout() tea.Cmd {
	if m.wardrobe == nil || !m.wardrobe.of(m.holder).wanted(m.opened) {
		return nil
	}
	return m.askLoadoutOf(m.holder, m.opened)
}

func (m *Model) askLoadoutOf(h models.Holder, from time.Time) tea.Cmd {
	client := m.client
	return ask(m, m.wardrobe.of(h), m.loadoutsContext, from, func(ctx context.Context) ([]models.Equipped, error) {
		return client.Loadout(ctx, h)
	}, func(r reply[[]models.Equipped]) tea.Msg { return loadoutMsg{h, r} })
}

// askOthers waits for the time of the next request for a player's characters and
// heroes, if there is one to make.
func (m *Model) askOthers() tea.Cmd {
	if m.pacing || !m.rested || m.nextOther() == nil {
		return nil
	}
	m.pacing = true
	return tea.Tick(m.pace, func(time.Time) tea.Msg { return paceMsg{} })
}

func (m *Model) takePace() tea.Cmd {
	m.pacing = false
	next := m.nextOther()
	if next == nil || !m.rested {
		return nil
	}
	return next()
}

// nextOther makes the next request for what the player's characters and heroes have
// equipped; nil where none is to be made now. One that failed ends it, until it is
// tried again.
func (m *Model) nextOther() func() tea.Cmd {
	w := m.wardrobe
	if w == nil || m.holder.Kind != models.PlayerHolder || w.lists[0].asking() || w.lists[1].asking() {
		return nil
	}
	for i := range w.lists {
		if w.lists[i].wanted(w.since) {
			return func() tea.Cmd { return m.askOwners(i) }
		}
	}
	owners := w.owners()
	if len(owners) > mostAsked {
		return nil
	}
	for _, o := range owners {
		switch a := w.of(o.holder); {
		case a.err != nil || a.asking():
			return nil
		case a.wanted(w.since):
			return func() tea.Cmd { return m.askLoadoutOf(o.holder, w.since) }
		}
	}
	return nil
}

func (m *Model) askOwners(list int) tea.Cmd {
	client, player := m.client, m.holder.Player
	return ask(m, &m.wardrobe.lists[list], m.loadoutsContext, m.wardrobe.since, func(ctx context.Context) ([]owner, error) {
		return listOwners[list](ctx, client, player)
	}, func(r reply[[]owner]) tea.Msg { return ownersMsg{player, list, r} })
}

func (m *Model) takeOwners(a ownersMsg) tea.Cmd {
	w, ok := m.wardrobes.get(a.player)
	if !ok || !w.lists[a.list].take(a.reply) {
		return nil
	}
	return tea.Batch(failed(a.err), m.tell(), m.askOthers())
}

func (m *Model) takeLoadout(a loadoutMsg) tea.Cmd {
	w, ok := m.wardrobes.get(a.of.Player)
	if !ok || !w.of(a.of).take(a.reply) {
		return nil
	}
	return tea.Batch(failed(a.err), m.tell(), m.askOthers())
}

// tell tells the list what is known to be equipped, once the loadout of the holder
// that is shown is.
func (m *Model) tell() tea.Cmd {
	m.dirty(blockHead, blockEquipped, blockElsewhere)
	w := m.wardrobe
	if w == nil || !w.of(m.holder).have {
		return nil
	}
	out := msg.Loadouts{Holder: m.holder, Equipped: map[models.InstanceID]bool{}, Complete: true}
	for _, a := range w.loadouts {
		for _, e := range a.value {
			if !e.Instance.IsZero() {
				out.Equipped[e.Instance] = true
			}
		}
	}
	if m.holder.Kind == models.PlayerHolder {
		n, known := w.unread()
		out.Complete = known && n == 0
	}
	return msg.Send(out)
}

// listOwners ask for a player's characters, and for the heroes.
var listOwners = [2]func(context.Context, *api.Client, models.PlayerID) ([]owner, error){
	func(ctx context.Context, client *api.Client, player models.PlayerID) ([]owner, error) {
		characters, err := client.Characters(ctx, player)
		return characterOwners(player, characters), err
	},
	func(ctx context.Context, client *api.Client, player models.PlayerID) ([]owner, error) {
		heroes, err := client.Heroes(ctx, player)
		return heroOwners(player, heroes), err
	},
}

// characterOwners leaves out one without an id: nothing can be asked of it.
func characterOwners(player models.PlayerID, characters []models.Character) (out []owner) {
	for _, c := range characters {
		if !c.ID.IsZero() {
			h := models.Holder{Kind: models.CharacterHolder, Player: player, Character: c.ID}
			out = append(out, owner{h, ownerName("character", c.Name.Line(), c.ID.String())})
		}
	}
	return out
}

func heroOwners(player models.PlayerID, heroes []models.Hero) (out []owner) {
	for _, h := range heroes {
		if !h.ID.IsZero() {
			of := models.Holder{Kind: models.HeroHolder, Player: player, Hero: h.ID}
			out = append(out, owner{of, ownerName("hero", h.Name.Line(), h.ID.String())})
		}
	}
	return out
}

// know takes a list that another pane has asked for.
func (m *Model) know(player models.PlayerID, list int, owners []owner) tea.Cmd {
	if player.IsZero() {
		return nil
	}
	w := m.wardrobeOf(player)
	w.lists[list] = answer[[]owner]{value: owners, have: true, from: m.now}
	if m.wardrobe != w {
		return nil
	}
	return tea.Batch(m.tell(), m.askOthers())
}

func ownerName(kind, name, id string) string {
	if name = strings.TrimSpace(name); name != "" {
		kind += " " + name
	}
	return kind + " " + id
}
