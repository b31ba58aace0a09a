package detail

import (
	"context"
	"errors"
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"lootlens/api"
	"lootlens/models"
	"lootlens/ui/browser/msg"
	"lootlens/ui/browser/remote"
)

const (
	// mostFound bounds the instances that are listed for one inventory.
	mostFound = 100
	// mostUnasked is how many requests a search may make without asking first.
	mostUnasked = 50
	// perMinute is how many requests a minute the client makes by default.
	perMinute = 270
)

// search looks for an asset in all of a player's inventories but the one that is
// shown. It reads them page after page, since no request answers the question. The
// player's searches are kept until another player is opened.
type search struct {
	asset    *models.Asset
	player   *playerData
	places   []*place
	page     remote.Value[pageRead] // under way
	running  bool
	requests int   // made so far
	agreed   bool  // the user has agreed to more than mostUnasked requests
	asking   bool  // waiting for the user to agree
	err      error // why the inventories could not be listed
}

// place is one inventory that is searched.
type place struct {
	inventory
	walk  *api.Walk
	found []*models.Item
	more  int // found beyond mostFound
	err   error
}

// pageRead is what a request for a page answers: items can come beside an error.
type pageRead struct {
	models.Page
	err error
}

func (s *search) stop() {
	s.page.Cancel()
	s.running, s.asking = false, false
}

func (s *search) listed() bool {
	return s.player.characters.known() && s.player.heroes.known()
}

// failed reports whether the search ended with an error.
func (s *search) failed() bool { return s.failure() != nil }

func (s *search) failure() error {
	if s.err != nil {
		return s.err
	}
	for _, p := range s.places {
		if p.err != nil {
			return p.err
		}
	}
	return nil
}

// others are the places other than h's inventory.
func (s *search) others(h models.Holder) (others []*place) {
	for _, p := range s.places {
		if !p.Is(h) {
			others = append(others, p)
		}
	}
	return others
}

// next is the place to read a page of: the first page of each comes before the
// second of any, since it says how many there are. It is nil where all are read.
func next(places []*place) *place {
	for _, p := range places {
		if p.walk.Count() == 0 && !p.walk.Done() {
			return p
		}
	}
	for _, p := range places {
		if !p.walk.Done() {
			return p
		}
	}
	return nil
}

// remaining estimates the requests that a search still has to make.
func (s *search) remaining(places []*place) (n int) {
	for _, p := range places {
		if !s.player.loadout(p.Holder).known() {
			n++
		}
		if p.walk.Done() {
			continue
		}
		n++
		if total := p.walk.Total(); total.Known && total.N < 1<<31 {
			n += max(0, int(total.N)-p.walk.Count()) / api.MaxCount
		}
	}
	return n
}

// assetKey identifies an asset: by id, or by ULID where there is no id, or else by
// all its bytes.
func assetKey(a *models.Asset) string {
	switch {
	case a == nil:
		return ""
	case !a.ID.IsZero():
		return "id " + a.ID.String()
	case !a.ULID.Empty():
		return "ulid " + a.ULID.Raw()
	}
	return a.JSON()
}

func sameAsset(a, b *models.Asset) bool { return a != nil && assetKey(a) == assetKey(b) }

// search is the search for the selected item's asset, or nil.
func (m *Model) search() *search {
	if m.item == nil {
		return nil
	}
	return m.searches[assetKey(m.item.Asset())]
}

// FindElsewhere looks for the selected item's asset in the player's other
// inventories and in what each has equipped. Of an asset that has been searched for
// it shows the result; a search that was stopped, or asked whether to begin, goes on.
func (m *Model) FindElsewhere(player models.Player) tea.Cmd {
	switch {
	case m.item == nil:
		return msg.Send(msg.Note{Text: "no item is selected", Kind: msg.Warning})
	case m.item.Asset() == nil:
		return msg.Send(msg.Note{Text: "the item has no asset to look for", Kind: msg.Warning})
	}
	id := player.ID
	if id.IsZero() {
		id = m.holder.Player
	}
	if id.IsZero() {
		return msg.Send(msg.Note{Text: "the universal inventory belongs to no player", Kind: msg.Warning})
	}
	s := m.search()
	if s == nil || s.player.id != id {
		s = &search{asset: m.item.Asset(), player: m.playerData(id)}
		m.searches[assetKey(s.asset)] = s
	}
	s.agreed = s.agreed || s.asking
	cmd := m.resume(s)
	m.show(blockElsewhere)
	return cmd
}

// StopElsewhere ends the search under way; what it found stays.
func (m *Model) StopElsewhere() {
	for _, s := range m.searches {
		s.stop()
	}
	m.dirty(blockElsewhere)
}

// searching reports whether there is something for StopElsewhere to end.
func (m *Model) searching() bool {
	s := m.search()
	return s != nil && (s.running || s.asking)
}

// retrySearch drops searches that have ended, and goes on with the selected item's
// where it failed.
func (m *Model) retrySearch() tea.Cmd {
	s := m.search()
	if s == nil || s.running || s.asking {
		return nil
	}
	if s.failed() {
		return m.resume(s)
	}
	m.searches = map[string]*search{}
	m.dirty(blockElsewhere)
	return nil
}

// resume makes the next request of a search unless one is under way.
func (m *Model) resume(s *search) tea.Cmd {
	m.dirty(blockElsewhere)
	if s.running {
		return nil
	}
	s.running, s.asking, s.err = true, false, nil
	for _, p := range s.places {
		p.err = nil
	}
	s.player.characters.skip, s.player.heroes.skip = false, false
	return m.step(s)
}

// step makes the next request of a search.
func (m *Model) step(s *search) tea.Cmd {
	if !s.running {
		return nil
	}
	m.dirty(blockElsewhere)
	p := s.player
	then := func() tea.Cmd { return tea.Batch(m.loadoutsChanged(), m.step(s)) }
	switch {
	case p.characters.skip || p.heroes.skip:
		s.stop()
		s.err = errors.Join(p.characters.Err(), p.heroes.Err())
		return nil
	case !p.characters.known():
		s.requests++
		return m.loadCharacters(p, then)
	case !p.heroes.known():
		s.requests++
		return m.loadHeroes(p, then)
	}
	s.addPlaces()
	places := s.others(m.holder)
	if n := s.remaining(places); s.requests+n > mostUnasked && n > 1 && !s.agreed {
		s.stop()
		s.asking = true
		return nil
	}
	for _, at := range places {
		if r := p.loadout(at.Holder); !r.known() && !r.skip {
			s.requests++
			return m.loadLoadout(at.Holder, p.asOf, then)
		}
	}
	at := next(places)
	if at == nil {
		s.stop()
		return nil
	}
	s.requests++
	client, request := m.client, at.walk.Next()
	ask := s.page.Ask(func(ctx context.Context) (pageRead, error) {
		page, err := client.Page(ctx, request)
		return pageRead{page, err}, nil
	})
	return func() tea.Msg {
		answer := ask().(remote.Answer[pageRead])
		return answerMsg{func() tea.Cmd {
			if !s.page.Take(answer) {
				return nil
			}
			return m.takePage(s, at, &answer.Value)
		}}
	}
}

// addPlaces begins a walk in every inventory that has none.
func (s *search) addPlaces() {
	known := map[models.Holder]*place{}
	for _, p := range s.places {
		known[p.Holder] = p
	}
	s.places = nil
	for _, v := range s.player.inventories {
		p := known[v.Holder]
		if p == nil {
			p = &place{walk: api.NewWalk(v.Holder, api.WalkOptions{Pool: models.NewPool()})}
		}
		p.inventory = v
		s.places = append(s.places, p)
	}
}

func (m *Model) takePage(s *search, at *place, page *pageRead) tea.Cmd {
	at.walk.Take(&page.Page, page.err)
	for i := range page.Items {
		switch {
		case !sameAsset(page.Items[i].Asset(), s.asset):
		case len(at.found) < mostFound:
			it := page.Items[i] // a copy: the others are not kept
			at.found = append(at.found, &it)
		default:
			at.more++
		}
	}
	if page.err != nil {
		at.err = page.err
		s.stop()
		m.dirty(blockElsewhere)
		return failed(page.err)
	}
	return m.step(s)
}

// duration is how long n requests take at the rate of the client.
func duration(n int) string {
	return models.Span(time.Duration(n) * time.Minute / perMinute)
}

func searchCost(n int) string {
	return fmt.Sprintf("%s, about %s at %d a minute", amount(n, "request", "requests"), duration(n), perMinute)
}
