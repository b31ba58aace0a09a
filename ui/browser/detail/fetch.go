package detail

import (
	"context"
	"errors"
	"time"

	tea "charm.land/bubbletea/v2"

	"lootlens/api"
	"lootlens/models"
)

// debounce is how long the selection has to stay, once it moves, before anything is
// requested for the item under it.
const debounce = 300 * time.Millisecond

// mostListed bounds the progressions and the entries of metadata that are read of
// one item or asset.
const mostListed = 500

// instance identifies an item among those of all players.
type instance struct {
	player models.PlayerID
	id     models.InstanceID
}

// instanceData is what the service keeps of an instance beside the inventory.
type instanceData struct {
	storage      loaded[[]models.StoragePair]
	progressions loaded[models.List[models.Progression]]
	metadata     loaded[models.List[models.Metadata]]
}

type debounceMsg struct{ number int }

// current is what is kept of the selected instance, empty where nothing is; nil
// where the item is no instance of a player.
func (m *Model) current() *instanceData {
	if m.item == nil || !m.Now() || m.item.Instance().IsZero() || m.item.Universal() || m.holder.Player.IsZero() {
		return nil
	}
	if d, ok := m.instances.Get(instance{m.holder.Player, m.item.Instance()}); ok {
		return d
	}
	return &instanceData{}
}

// moved fetches what is missing of the selected item: at once after a pause, and
// else when the selection has stayed for m.debounce.
func (m *Model) moved() tea.Cmd {
	if m.hidden || !m.moving && !m.incomplete() {
		return nil
	}
	m.selections++
	number, wait := m.selections, m.debounce
	// A wait that has become pointless must bring no message: each costs a frame.
	ctx, cancel := context.WithCancel(context.Background())
	m.cancelWait = cancel
	waited := func() tea.Msg {
		select {
		case <-time.After(wait):
			return debounceMsg{number}
		case <-ctx.Done():
			return nil
		}
	}
	if m.moving {
		return waited
	}
	m.moving = true
	return tea.Batch(m.fetchItem(), waited)
}

// incomplete reports whether anything has to be requested for the selected item.
func (m *Model) incomplete() bool {
	d, p, a := m.current(), m.player, m.asset()
	return d != nil && (d.storage.due(m.received()) || d.progressions.due(m.received()) || d.metadata.due(m.received())) ||
		a != nil && !m.item.Asset().ID.IsZero() && a.metadata.due(m.opened) ||
		p != nil && p.loadout(m.holder).due(m.opened) || !m.stayed && m.nextRequest() != nil
}

// received is when the selected item came.
func (m *Model) received() time.Time { return m.item.Origin().Fetched }

// stopFetching ends the requests for the item that was selected.
func (m *Model) stopFetching() {
	m.cancelWait()
	m.selections++
	if d := m.current(); d != nil {
		d.storage.Cancel()
		d.progressions.Cancel()
		d.metadata.Cancel()
	}
	if a := m.asset(); a != nil {
		a.metadata.Cancel()
	}
}

// fetch requests what games keep of every instance and what the holder has
// equipped.
func (m *Model) fetchItem() tea.Cmd {
	var cmds []tea.Cmd
	client := m.client
	if d := m.current(); d != nil {
		of, asOf := instance{m.holder.Player, m.item.Instance()}, m.received()
		m.instances.Add(of, d)
		if d.storage.due(asOf) {
			before := len(d.storage.value())
			cmds = append(cmds, load(&d.storage, asOf, func(ctx context.Context) ([]models.StoragePair, error) {
				return client.InstanceStorage(ctx, of.player, of.id)
			}, func() tea.Cmd {
				if m.pair > before { // it is on a pair of the asset, which have moved
					m.pair += len(d.storage.value()) - before
				}
				return m.changed(blockStorage, blockAssetStorage)
			}))
		}
		if d.progressions.due(asOf) {
			cmds = append(cmds, load(&d.progressions, asOf, func(ctx context.Context) (models.List[models.Progression], error) {
				return api.ReadAll(ctx, mostListed, func(ctx context.Context, after string) (models.List[models.Progression], error) {
					return client.Progressions(ctx, api.Progressing{Player: of.player, Instance: of.id}, after)
				})
			}, func() tea.Cmd { return m.changed(blockProgressions, blockEmpty) }))
		}
	}
	return tea.Batch(append(cmds, m.fetchLoadout(), m.changed(blockStorage, blockEquipped))...)
}

// fetchMetadata requests the metadata of the item and of its asset, which few games
// have: only for what is looked at.
func (m *Model) fetchMetadata() tea.Cmd {
	var cmds []tea.Cmd
	client := m.client
	if d := m.current(); d != nil && d.metadata.due(m.received()) {
		m.prepare()
		id, ulid := m.item.Instance(), m.itemDetails.ULID.Raw()
		cmds = append(cmds, load(&d.metadata, m.received(), metadata(func(ctx context.Context, after string) (models.List[models.Metadata], error) {
			return client.ItemMetadata(ctx, id, ulid, after)
		}), func() tea.Cmd { return m.changed(blockMetadata, blockEmpty) }))
	}
	if a := m.asset(); a != nil && !m.item.Asset().ID.IsZero() && a.metadata.due(m.opened) {
		id := m.item.Asset().ID.String()
		cmds = append(cmds, load(&a.metadata, m.opened, metadata(func(ctx context.Context, after string) (models.List[models.Metadata], error) {
			return client.Metadata(ctx, "asset", id, after)
		}), func() tea.Cmd { return m.changed(blockMetadata, blockEmpty) }))
	}
	return tea.Batch(append(cmds, m.changed(blockMetadata, blockEmpty))...)
}

// metadata reads a whole list. A service that knows no metadata of the item, or no
// metadata at all, says that it has none.
func metadata(page func(context.Context, string) (models.List[models.Metadata], error)) func(context.Context) (models.List[models.Metadata], error) {
	return func(ctx context.Context) (models.List[models.Metadata], error) {
		all, err := api.ReadAll(ctx, mostListed, page)
		if errors.Is(err, api.ErrNotFound) {
			err = nil
		}
		return all, err
	}
}

// Fetch requests all that is missing of the selected item: the selection has stayed
// on it, or the user reads it.
func (m *Model) Fetch() tea.Cmd {
	m.moving, m.stayed = false, true
	return tea.Batch(m.fetchItem(), m.fetchMetadata(), m.fetchOthers())
}

// refresh requests again what failed and what is equipped.
func (m *Model) refresh() tea.Cmd {
	if d := m.current(); d != nil {
		d.storage.skip, d.progressions.skip, d.metadata.skip = false, false, false
	}
	if a := m.asset(); a != nil {
		a.metadata.skip = false
	}
	if m.player != nil {
		m.player.expire(m.now)
		m.opened = m.now
	}
	return m.Fetch()
}
