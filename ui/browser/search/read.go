package search

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"lootlens/api"
	"lootlens/models"
	"lootlens/models/query"
	"lootlens/models/text"
	"lootlens/ui/browser/msg"
	"lootlens/ui/browser/remote"
)

// places are all inventories that are searched.
func (m *Model) places() (all []*place) {
	for _, o := range m.who {
		all = append(all, o.places...)
	}
	return all
}

// Search runs a query; one that is no query is refused with a note.
func (m *Model) Search(s string) tea.Cmd {
	q, err := m.parse(s)
	if err != nil {
		m.Post(msg.Note{Text: text.Error(err), Kind: msg.Warning})
		return nil
	}
	m.stop()
	m.text, m.q, m.agreed, m.storage, m.asked, m.state = s, q, false, false, 0, running
	m.survey = q.Survey()
	for _, o := range m.who {
		if o.listed() {
			o.list()
		}
		for _, id := range slices.SortedFunc(maps.Keys(o.storage), models.InstanceID.Compare) {
			if read, ok := o.storage[id].Get(); ok {
				m.survey.AddInstanceStorage(read.pairs)
			}
		}
	}
	for _, p := range m.places() {
		if p.partial {
			p.begin()
		}
		m.prepare(p)
	}
	m.moved = false
	m.arrange()
	return m.retry() // what failed for the query before, too
}

// parse reads a query. A term about a comparison is an error: no baseline covers all inventories.
func (m *Model) parse(s string) (query.Query, error) {
	q, err := query.Parse(s, m.now, m.now.Location())
	if err == nil {
		err = q.CheckNoBaseline()
	}
	if err == nil && m.past == nil {
		err = q.CheckNoPast(query.HistoryOff)
	}
	return q, err
}

// listed goes on where a list of inventories has come.
func (m *Model) listed(o *owner) tea.Cmd {
	if !o.listed() || m.text == "" || !slices.Contains(m.who, o) {
		return nil
	}
	o.list()
	for _, p := range o.places {
		if p.matcher == nil {
			m.prepare(p)
		}
	}
	m.arrange()
	return m.step()
}

// takeList gives an answer to the player that it is about.
func (m *Model) takeList(take func(*owner) bool) tea.Cmd {
	for _, o := range m.owners {
		if !take(o) {
			continue
		}
		if err := errors.Join(o.characters.Err(), o.heroes.Err()); err != nil {
			m.Post(msg.Failed{Err: err})
		}
		if o.listed() {
			return m.listed(o)
		}
		m.arrange()
		return m.step()
	}
	return nil
}

// step makes as many requests as may be under way, and sees whether the search has ended.
func (m *Model) step() tea.Cmd {
	if m.state != running {
		return nil
	}
	cmds := m.readPast()
	now := m.underWay()
	for now < atOnce {
		cmd, ok := m.next()
		if !ok {
			break
		}
		if n := m.remaining(); n > 1 && m.asked+n > mostUnasked && !m.agreed {
			if now == 0 {
				m.state, m.why = waiting, "This takes "+cost(n)
			}
			break
		}
		m.asked++
		now++
		cmds = append(cmds, cmd())
	}
	if now == 0 && m.state == running {
		m.finish()
	}
	m.arrange()
	return tea.Batch(cmds...)
}

// finish ends the search: with a failure, with a question, or done.
func (m *Model) finish() {
	n := len(m.unread())
	switch {
	case m.err() != nil:
		m.state = failed
	case n > 0 && !m.storage:
		m.state, m.why = waiting, "This reads the storage of "+amount(n, "item")+": "+cost(n)
	default:
		m.state = done
	}
}

// err is one reason why something could not be read; nil where all could.
func (m *Model) err() error {
	for _, o := range m.who {
		errs := []error{o.characters.Err(), o.heroes.Err()}
		for _, p := range o.places {
			errs = append(errs, p.err, p.loadout.Err())
		}
		for _, v := range o.storage {
			errs = append(errs, v.Err())
		}
		if err := cmp.Or(errs...); err != nil {
			return err
		}
	}
	return nil
}

// next is the request that is due: the lists of inventories first, then the first page of each, since it says how many
// there are, then the others, then what the query needs beside the items. false where none is.
func (m *Model) next() (func() tea.Cmd, bool) {
	client := m.client
	for _, o := range m.who {
		id := o.player.ID
		if _, ok := o.characters.Get(); !ok && o.characters.State() == remote.Idle {
			return func() tea.Cmd {
				return o.characters.Ask(func(ctx context.Context) ([]models.Character, error) {
					return orNone(client.Characters(ctx, id))
				})
			}, true
		}
		if _, ok := o.heroes.Get(); !ok && o.heroes.State() == remote.Idle {
			return func() tea.Cmd {
				return o.heroes.Ask(func(ctx context.Context) ([]models.Hero, error) { return orNone(client.Heroes(ctx, id)) })
			}, true
		}
	}
	places := m.places()
	for _, first := range []bool{true, false} {
		for _, p := range places {
			if p.page.Loading() || p.err != nil || p.done() || first && p.read() > 0 {
				continue
			}
			return func() tea.Cmd {
				request := p.walked().Next()
				return p.page.Ask(func(ctx context.Context) (pageRead, error) {
					page, err := client.Page(ctx, request)
					return pageRead{page, err}, nil
				})
			}, true
		}
	}
	if m.q.Needs().Loadouts {
		for _, p := range places {
			if p.loadout.State() == remote.Idle {
				holder := p.Holder
				return func() tea.Cmd {
					return p.loadout.Ask(func(ctx context.Context) ([]models.Equipped, error) { return orNone(client.Loadout(ctx, holder)) })
				}, true
			}
		}
	}
	if unread := m.unread(); len(unread) > 0 && m.walked() && (m.storage || len(unread) <= mostUnasked) {
		m.storage = true
		for _, u := range unread {
			if v := u.value(); v.State() == remote.Idle {
				player, id := u.owner.player.ID, u.id
				return func() tea.Cmd {
					return v.Ask(func(ctx context.Context) (storageRead, error) {
						pairs, err := client.InstanceStorage(ctx, player, id)
						return storageRead{pairs}, err
					})
				}, true
			}
		}
	}
	return nil, false
}

// orNone treats a list that does not exist as an empty one.
func orNone[T any](list []T, err error) ([]T, error) {
	if errors.Is(err, api.ErrNotFound) {
		return nil, nil
	}
	return list, err
}

// underWay counts the requests under way.
func (m *Model) underWay() (n int) {
	count := func(loading bool) {
		if loading {
			n++
		}
	}
	for _, o := range m.who {
		count(o.characters.Loading())
		count(o.heroes.Loading())
		for _, p := range o.places {
			count(p.page.Loading())
			count(p.loadout.Loading())
			count(p.history.recording || p.history.ask.Loading())
		}
		for _, v := range o.storage {
			count(v.Loading())
		}
	}
	return n
}

// walked reports whether all that can be read of the inventories was read.
func (m *Model) walked() bool {
	for _, o := range m.who {
		if !o.listed() {
			return false
		}
	}
	for _, p := range m.places() {
		if !p.done() || p.page.Loading() {
			return false
		}
	}
	return true
}

// remaining estimates the requests for pages and loadouts that are still to be made.
func (m *Model) remaining() (n int) {
	for _, p := range m.places() {
		if m.q.Needs().Loadouts && p.loadout.State() == remote.Idle {
			n++
		}
		if p.done() {
			continue
		}
		n++
		if p.walk != nil {
			if total := p.walk.Total(); total.Known && total.N < 1<<31 {
				n += max(0, int(total.N)-p.read()) / api.MaxCount
			}
		}
	}
	return n
}

// goOn goes on with a search that was stopped, or makes the requests that it asked about.
func (m *Model) goOn() tea.Cmd {
	switch m.state {
	case waiting:
		if m.walked() {
			m.storage = true
		}
		m.agreed = true
	case stopped, failed:
		return m.retry()
	default:
		return nil
	}
	m.state, m.why = running, ""
	return m.step()
}

// retry makes again the requests that failed, and goes on.
func (m *Model) retry() tea.Cmd {
	for _, o := range m.who {
		if o.characters.Err() != nil {
			o.characters.Reset()
		}
		if o.heroes.Err() != nil {
			o.heroes.Reset()
		}
		for _, p := range o.places {
			p.err = nil
			if p.loadout.Err() != nil {
				p.loadout.Reset()
			}
		}
		for _, v := range o.storage {
			if v.Err() != nil {
				v.Reset()
			}
		}
	}
	m.state, m.why = running, ""
	return m.step()
}

// again reads what failed again, or else everything.
func (m *Model) again() tea.Cmd {
	switch {
	case m.text == "" || m.state == running:
		return nil
	case m.state == failed:
		return m.retry()
	}
	for _, o := range m.who {
		o.forget()
		o.characters.Reset()
		o.heroes.Reset()
	}
	return m.Search(m.text)
}

// cost is what n requests cost.
func cost(n int) string {
	return fmt.Sprintf("%s, about %s at %d a minute", amount(n, "request"),
		models.Span(time.Duration(n)*time.Minute/api.DefaultPerMinute), api.DefaultPerMinute)
}
