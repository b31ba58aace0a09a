package search

import (
	"time"

	"lootlens/api"
	"lootlens/models"
	"lootlens/models/query"
	"lootlens/models/text"
	"lootlens/ui/browser/remote"
)

// owner is a player, and what was read of the player's inventories.
type owner struct {
	player     models.Player
	characters remote.Value[[]models.Character]
	heroes     remote.Value[[]models.Hero]
	places     []*place
	pool       *models.Pool
	storage    map[models.InstanceID]*remote.Value[storageRead]
}

// place is one of the inventories, and what of it answers the query.
type place struct {
	models.PlayerInventory
	owner *owner

	walk    *api.Walk
	page    remote.Value[pageRead]
	err     error // why its next page did not come
	at      time.Time
	items   []*models.Item
	partial bool // only what matches is kept of the items: there are too many
	loadout remote.Value[[]models.Equipped]
	history history

	matcher *query.Matcher
	found   []*models.Item
	unknown []*models.Item // that match as far as is known
}

// pageRead is what a request for a page answers: items can come beside an error.
type pageRead struct {
	models.Page
	err error
}

// storageRead is the storage of one instance.
type storageRead struct{ pairs []models.StoragePair }

func (m *Model) ownerOf(id models.PlayerID) *owner {
	o := m.owners[id]
	if o == nil {
		o = &owner{player: models.Player{ID: id}}
		o.forget()
		m.owners[id] = o
	}
	return o
}

// forget drops the inventories that were read.
func (o *owner) forget() {
	o.cancel()
	o.places, o.pool, o.storage = nil, models.NewPool(), map[models.InstanceID]*remote.Value[storageRead]{}
}

func (o *owner) cancel() {
	o.characters.Cancel()
	o.heroes.Cancel()
	for _, p := range o.places {
		p.page.Cancel()
		p.loadout.Cancel()
		p.history.ask.Cancel()
	}
	for _, v := range o.storage {
		v.Cancel()
	}
}

// listed reports whether the service was asked which inventories the player has. One that it could not say all of is
// searched as far as it said.
func (o *owner) listed() bool {
	_, characters := o.characters.Get()
	_, heroes := o.heroes.Get()
	return (characters || o.characters.Err() != nil) && (heroes || o.heroes.Err() != nil)
}

// problems are why it is not known which inventories the player has.
func (o *owner) problems() (list []string) {
	if err := o.characters.Err(); err != nil {
		list = append(list, "Could not read the characters: "+text.Error(err))
	}
	if err := o.heroes.Err(); err != nil {
		list = append(list, "Could not read the heroes: "+text.Error(err))
	}
	return list
}

// list makes a place of each distinct inventory; those that are known stay as they are.
func (o *owner) list() {
	characters, _ := o.characters.Get()
	heroes, _ := o.heroes.Get()
	known := map[models.Holder]*place{}
	for _, p := range o.places {
		known[p.Holder] = p
	}
	o.places = nil
	for _, v := range models.Inventories(o.player.ID, characters, heroes) {
		p := known[v.Holder]
		if p == nil {
			p = &place{owner: o}
		}
		p.PlayerInventory = v
		o.places = append(o.places, p)
	}
}

// begin lets the inventory be read from its start.
func (p *place) begin() {
	p.page.Cancel()
	p.walk, p.err, p.at, p.partial = nil, nil, time.Time{}, false
	p.items, p.found, p.unknown = nil, nil, nil
	p.history.ask.Cancel()
	p.history = history{}
}

// walked is the walk through the inventory, begun where it was not.
func (p *place) walked() *api.Walk {
	if p.walk == nil {
		p.walk = api.NewWalk(p.Holder, api.WalkOptions{Pool: p.owner.pool})
	}
	return p.walk
}

func (p *place) done() bool { return p.walk != nil && p.walk.Done() }

func (p *place) read() int {
	if p.walk == nil {
		return 0
	}
	return p.walk.Count()
}

func (p *place) matches() int { return len(p.found) }
