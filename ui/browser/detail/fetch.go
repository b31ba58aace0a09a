package detail

import (
	"context"
	"errors"
	"time"

	tea "charm.land/bubbletea/v2"

	"lootlens/api"
	"lootlens/models"
	"lootlens/ui/browser/msg"
)

// rest is how long the selection has to rest, once it moves, before anything is asked
// for what it stands on: what is passed by is not worth a request.
const rest = 300 * time.Millisecond

// answer is what came of one request. A value stays when a later request fails.
type answer[T any] struct {
	value T
	have  bool
	err   error // why the last request failed; stands until one succeeds
	// from is when the item that it was asked for came: what belongs to an older
	// one is asked for again.
	from   time.Time
	number int // of the request under way; 0 for none. Other answers are dropped.
}

func (a *answer[T]) asking() bool { return a.number != 0 }

// wanted reports whether the request has to be made, or made again.
func (a *answer[T]) wanted(from time.Time) bool {
	return !a.asking() && a.err == nil && (!a.have || a.from.Before(from))
}

// reply is an answer on its way.
type reply[T any] struct {
	number int
	from   time.Time
	value  T
	err    error
}

// take reports whether the reply was still waited for.
func (a *answer[T]) take(r reply[T]) bool {
	if r.number != a.number || errors.Is(r.err, context.Canceled) {
		return false
	}
	a.number = 0
	if a.err = r.err; r.err == nil {
		a.value, a.have, a.from = r.value, true, r.from
	}
	return true
}

// ask makes the command that asks; wrap makes a message of the reply.
func ask[T any](m *Model, a *answer[T], ctx context.Context, from time.Time, read func(context.Context) (T, error), wrap func(reply[T]) tea.Msg) tea.Cmd {
	m.requests++
	a.number = m.requests
	number := m.requests
	return func() tea.Msg {
		value, err := read(ctx)
		return wrap(reply[T]{number, from, value, err})
	}
}

// instance names one item among all players'.
type instance struct {
	player models.PlayerID
	id     models.InstanceID
}

// kept for one instance.
type instanceData struct {
	storage      answer[[]models.StoragePair]
	progressions answer[[]models.Progression]
}

type restMsg struct{ number int }

type (
	storageMsg struct {
		of instance
		reply[[]models.StoragePair]
	}
	progressionsMsg struct {
		of instance
		reply[[]models.Progression]
	}
)

// current is what is kept of the selected instance, empty where nothing is; nil
// where the item is no instance of a player.
func (m *Model) current() *instanceData {
	if m.item == nil || m.item.Instance().IsZero() || m.item.Universal() || m.holder.Player.IsZero() {
		return nil
	}
	if d, ok := m.instances.get(instance{m.holder.Player, m.item.Instance()}); ok {
		return d
	}
	return &instanceData{}
}

// step takes a step of the selection: the first after a rest is answered at once, of
// those that follow the one that rests.
func (m *Model) step() tea.Cmd {
	m.stopFetching()
	if !m.moving && !m.wants() {
		return nil
	}
	m.resting++
	number, rest := m.resting, m.rest
	ctx, cancel := context.WithCancel(context.Background())
	m.cancel = cancel
	// A rest that is over for nothing brings no message: each would cost a frame, for
	// which the next key then waits.
	rested := func() tea.Msg {
		select {
		case <-time.After(rest):
			return restMsg{number}
		case <-ctx.Done():
			return nil
		}
	}
	if m.moving {
		return rested
	}
	m.moving = true
	return tea.Batch(m.fetch(), rested)
}

func (m *Model) wants() bool {
	d, w := m.current(), m.wardrobe
	return d != nil && (d.storage.wanted(m.came()) || d.progressions.wanted(m.came())) ||
		w != nil && w.of(m.holder).wanted(m.opened) || !m.rested && m.nextOther() != nil
}

// came is when the item came.
func (m *Model) came() time.Time { return m.item.Origin().Fetched }

// stopFetching ends what is under way for the item that was selected.
func (m *Model) stopFetching() {
	m.cancel()
	m.cancel = func() {}
	m.resting++
	if d, ok := m.instances.get(m.asked); ok {
		d.storage.number, d.progressions.number = 0, 0
	}
	m.asked = instance{}
}

// mostProgressions bounds how many progressions of an item are read.
const mostProgressions = 500

// fetch asks for what is wanted of the item itself. The commands know nothing of the model.
func (m *Model) fetch() tea.Cmd {
	var cmds []tea.Cmd
	client := m.client
	if d := m.current(); d != nil && (d.storage.wanted(m.came()) || d.progressions.wanted(m.came())) {
		of, from := instance{m.holder.Player, m.item.Instance()}, m.came()
		ctx, cancel := context.WithCancel(context.Background())
		before := m.cancel
		m.cancel = func() { before(); cancel() }
		m.asked = of
		m.instances.put(of, d)
		if d.storage.wanted(from) {
			cmds = append(cmds, ask(m, &d.storage, ctx, from, func(ctx context.Context) ([]models.StoragePair, error) {
				return client.InstanceStorage(ctx, of.player, of.id)
			}, func(r reply[[]models.StoragePair]) tea.Msg { return storageMsg{of, r} }))
		}
		if d.progressions.wanted(from) {
			cmds = append(cmds, ask(m, &d.progressions, ctx, from, func(ctx context.Context) ([]models.Progression, error) {
				l, err := api.ReadAll(ctx, mostProgressions, func(ctx context.Context, after string) (models.List[models.Progression], error) {
					return client.Progressions(ctx, api.Progressing{Player: of.player, Instance: of.id}, after)
				})
				return l.Items, err
			}, func(r reply[[]models.Progression]) tea.Msg { return progressionsMsg{of, r} }))
		}
	}
	cmds = append(cmds, m.askLoadout())
	m.dirty(blockStorage, blockEquipped, blockProgressions)
	return tea.Batch(cmds...)
}

// Stay asks for all that is wanted of the selected item: the selection rests on it, or
// its user reads it.
func (m *Model) Stay() tea.Cmd {
	m.moving, m.rested = false, true
	return tea.Batch(m.fetch(), m.askOthers())
}

// Refresh asks again for what failed, and for what is equipped.
func (m *Model) Refresh() tea.Cmd {
	if d := m.current(); d != nil {
		d.storage.err, d.progressions.err = nil, nil
	}
	if m.wardrobe != nil {
		m.wardrobe.anew(m.now)
		m.opened = m.now
	}
	cmd := m.Stay()
	if m.elsewhere.failed() {
		cmd = tea.Batch(cmd, m.resumeElsewhere())
	}
	return cmd
}

func (m *Model) takeStorage(a storageMsg) tea.Cmd {
	d, ok := m.instances.get(a.of)
	if !ok {
		return nil
	}
	before := len(m.instancePairs())
	if !d.storage.take(a.reply) {
		return nil
	}
	if m.pair > before {
		m.pair += len(m.instancePairs()) - before
	}
	m.dirty(blockStorage, blockAssetStorage)
	return failed(a.err)
}

func (m *Model) takeProgressions(a progressionsMsg) tea.Cmd {
	d, ok := m.instances.get(a.of)
	if !ok || !d.progressions.take(a.reply) {
		return nil
	}
	m.dirty(blockProgressions)
	return failed(a.err)
}

func failed(err error) tea.Cmd {
	if err == nil {
		return nil
	}
	return msg.Send(msg.Failed{Err: err})
}
