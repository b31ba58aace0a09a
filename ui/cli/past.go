package cli

import (
	"context"
	"strconv"
	"sync"

	"lootlens/api"
	"lootlens/api/demo"
	"lootlens/api/history"
	"lootlens/models"
	"lootlens/ui/browser/past"
	"lootlens/ui/cli/config"
)

// browserPast is the history for the browser; nil where it is off. It is opened at the first use, beside the program.
func (prog *program) browserPast(client *api.Client, s config.Settings) past.Store {
	if !s.History.V {
		return nil
	}
	var mu sync.Mutex
	return past.Books{
		Open: func(ctx context.Context, _ models.PlayerID) (*history.Book, error) {
			mu.Lock()
			defer mu.Unlock()
			return prog.book(context.WithoutCancel(ctx), client, s) // a question that is left must not leave it closed
		},
		Keep: func(ctx context.Context, b *history.Book, snap history.Snapshot) (models.Look, error) {
			return prog.keep(ctx, b, snap, s)
		},
	}
}

// demoPast is the history of a demo: in memory, with the made-up past of each player that is asked about.
type demoPast struct {
	server *demo.Server
	ctx    context.Context // until Close
	cancel context.CancelFunc

	mu     sync.Mutex
	file   *history.Store
	book   *history.Book
	filled map[models.PlayerID]error
}

// DemoPast is the history that the demo shows, and what lets go of it.
func DemoPast(server *demo.Server) (store past.Store, forget func()) {
	d := newDemoPast(server)
	return d.books(), d.Close
}

// newDemoPast opens nothing before the browser asks.
func newDemoPast(server *demo.Server) *demoPast {
	ctx, cancel := context.WithCancel(context.Background())
	return &demoPast{server: server, ctx: ctx, cancel: cancel, filled: map[models.PlayerID]error{}}
}

func (d *demoPast) books() past.Store {
	return past.Books{Open: d.open, Keep: func(ctx context.Context, b *history.Book, snap history.Snapshot) (models.Look, error) {
		return b.Record(ctx, snap)
	}}
}

// Close lets go of what was recorded, and ends what is being made up.
func (d *demoPast) Close() {
	d.cancel()
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.file != nil {
		_ = d.file.Close() // it was in memory
	}
}

// open makes up the player's past, once. A question that is left does not end that: a
// past that is half made up would be a false one.
func (d *demoPast) open(_ context.Context, player models.PlayerID) (*history.Book, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	ctx := d.ctx
	if d.book == nil {
		var err error
		if d.file, err = history.Memory(ctx); err != nil {
			return nil, err
		}
		if d.book, err = d.file.In(ctx, history.Scope{BaseURL: "demo", Key: "demo"}); err != nil {
			return nil, err
		}
	}
	err, done := d.filled[player]
	if !done {
		err = d.fill(ctx, player)
		d.filled[player] = err
	}
	return d.book, err
}

// fill records the past of all the player's inventories.
func (d *demoPast) fill(ctx context.Context, player models.PlayerID) error {
	id, err := strconv.ParseUint(player.String(), 10, 64)
	if err != nil {
		return nil // the game's own inventory
	}
	for _, v := range d.server.Inventories(id) {
		pool := models.NewPool()
		names, err := holderNames(v)
		if err != nil {
			return err
		}
		for look := range d.server.Past(v[0]) {
			page, err := models.DecodePage(look.Body, pool, models.Origin{Fetched: look.At})
			if err != nil {
				return err
			}
			items := make([]*models.Item, len(page.Items))
			for i := range page.Items {
				items[i] = &page.Items[i]
			}
			snap := past.Taken(names[0], items, look.At, look.Complete, "")
			snap.Aliases = names[1:]
			if _, err := d.book.Record(ctx, history.Snapshot(snap)); err != nil {
				return err
			}
		}
	}
	return nil
}

// holderNames are the names of an inventory of the demo.
func holderNames(names []demo.Holder) (out []models.Holder, err error) {
	for _, n := range names {
		var h models.Holder
		if h.Player, err = models.ParsePlayerID(strconv.FormatUint(n.Player, 10)); err != nil {
			return nil, err
		}
		switch {
		case n.Character != 0:
			h.Kind = models.CharacterHolder
			h.Character, err = models.ParseCharacterID(strconv.FormatUint(n.Character, 10))
		case n.Hero != 0:
			h.Kind = models.HeroHolder
			h.Hero, err = models.ParseHeroID(strconv.FormatUint(n.Hero, 10))
		}
		if err != nil {
			return nil, err
		}
		out = append(out, h)
	}
	return out, nil
}
