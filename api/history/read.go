package history

import (
	"context"
	"fmt"
	"time"

	"github.com/ncruces/go-sqlite3"

	"lootlens/models"
)

// Looks are the looks at an inventory, oldest first; empty where there are none.
func (b *Book) Looks(ctx context.Context, holder models.Holder) (list []models.Look, err error) {
	err = b.store.read(ctx, func() error {
		inv, err := b.inventory(holder)
		if err != nil || inv == 0 {
			return err
		}
		all, err := b.store.looks(inv)
		for _, l := range all {
			list = append(list, l.model(holder))
		}
		return err
	})
	return list, err
}

// At is the newest complete look that ended no later than t, and the items at t in the order of their ids: as that look
// found them, or as later ones that covered a part did. The error wraps ErrNoLook where there is no such look.
func (b *Book) At(ctx context.Context, holder models.Holder, t time.Time) (found models.Look, items []*models.Item, err error) {
	s := b.store
	err = s.read(ctx, func() error {
		inv, err := b.inventory(holder)
		if err != nil {
			return err
		}
		list, err := s.looks(inv)
		if err != nil {
			return err
		}
		list = list.upTo(t.UnixMilli())
		complete := len(list) - 1
		for complete >= 0 && !list[complete].complete {
			complete--
		}
		if complete < 0 {
			return fmt.Errorf("%w of %s by %s", ErrNoLook, holder, t.UTC().Format(time.RFC3339))
		}
		state, err := s.stateAt(inv, list[len(list)-1].ended)
		if err != nil {
			return err
		}
		found = list[complete].model(holder)
		items, err = s.decoder().items(pointers(state))
		return err
	})
	return found, items, err
}

func pointers(list []version) []*version {
	out := make([]*version, len(list))
	for i := range list {
		out[i] = &list[i]
	}
	return out
}

// Items are the pasts of all items that were ever found in an inventory, in the order of their ids.
func (b *Book) Items(ctx context.Context, holder models.Holder) (list []models.Past, err error) {
	err = b.store.read(ctx, func() error {
		inv, err := b.inventory(holder)
		if err != nil || inv == 0 {
			return err
		}
		list, err = b.pasts(inv, `TRUE`)
		return err
	})
	return list, err
}

// Item is the past of one item. Of several items with its id it is the first one's. The error wraps ErrNoLook where the
// item was never found.
func (b *Book) Item(ctx context.Context, holder models.Holder, id models.InstanceID) (past models.Past, err error) {
	err = b.store.read(ctx, func() error {
		inv, err := b.inventory(holder)
		if err != nil {
			return err
		}
		list, err := b.pasts(inv, oneItem, key(id))
		if err != nil {
			return err
		}
		if len(list) == 0 {
			return fmt.Errorf("%w of item %s in %s", ErrNoLook, id, holder)
		}
		past = list[0]
		return nil
	})
	return past, err
}

// pasts are the pasts of the versions that match a condition.
func (b *Book) pasts(inv int64, where string, args ...any) ([]models.Past, error) {
	s := b.store
	rows, err := s.versions(inv, where, args...)
	if err != nil {
		return nil, err
	}
	list, err := s.looks(inv)
	if err != nil {
		return nil, err
	}
	if err := s.decoder().decode(pointers(rows)); err != nil {
		return nil, err
	}
	var out []models.Past
	anyGone := false
	for i := range rows {
		v := &rows[i]
		if i == 0 || v.instance != rows[i-1].instance || v.lane != rows[i-1].lane {
			out = append(out, models.Past{})
		}
		p := &out[len(out)-1]
		last := v.last.n
		if !v.last.set {
			last = list.lastCovering(v.instance, v.first)
		}
		p.Versions = append(p.Versions, models.Version{Item: v.item, First: at(v.first), Last: at(last)})
		p.GoneAfter, p.GoneBy = time.Time{}, time.Time{}
		if v.until.set {
			p.Versions[len(p.Versions)-1].Until = at(v.until.n)
			p.GoneAfter, p.GoneBy = at(list.began(last)), at(v.until.n)
			anyGone = true
		}
	}
	if !anyGone {
		return out, nil
	}
	elsewhere, err := s.elsewhere(inv, where, args...)
	if err != nil {
		return nil, err
	}
	for i := range out {
		if p := &out[i]; p.Gone() {
			why(p, elsewhere)
		}
	}
	return out, nil
}

// why sets the reason why an item is gone.
func why(p *models.Past, elsewhere map[models.InstanceID]sighting) {
	// A look at another inventory from before the item came here proves nothing.
	if x, ok := elsewhere[p.Item().Instance()]; ok && at(x.last).After(p.Last()) {
		p.Reason, p.MovedTo = models.GoneMoved, x.holder
		return
	}
	if r := p.Item().Rental(p.GoneBy); r.State == models.RentalExpired {
		p.Reason = models.GoneRentalEnded
		p.Ended = r.Ends
	}
}

// sighting is whose inventory an item was seen in, and when last.
type sighting struct {
	holder models.Holder
	last   int64
}

// elsewhere are the ids that match a condition and are in another inventory of the same player, as far as is known.
func (s *Store) elsewhere(inv int64, where string, args ...any) (map[models.InstanceID]sighting, error) {
	type other struct {
		id     int64
		holder models.Holder
	}
	var others []other
	err := s.query(`SELECT o.id, n.player, n.kind, n.id FROM inventory i JOIN inventory o ON o.scope = i.scope AND o.player = i.player AND o.id <> i.id
		JOIN name n ON n.inventory = o.id WHERE i.id = ? AND i.player <> '' ORDER BY o.id, n.kind = 'player' DESC, n.kind = 'character' DESC, n.id`, func(r *sqlite3.Stmt) error {
		h, err := holderOf(r.ColumnText(1), r.ColumnText(2), r.ColumnText(3))
		if n := len(others); n == 0 || others[n-1].id != r.ColumnInt64(0) {
			others = append(others, other{r.ColumnInt64(0), h})
		}
		return err
	}, inv)
	if err != nil {
		return nil, err
	}
	found := map[models.InstanceID]sighting{}
	for _, o := range others {
		list, err := s.looks(o.id)
		if err != nil {
			return nil, err
		}
		err = s.query(`SELECT instance, first FROM version WHERE inventory = ? AND until IS NULL AND instance <> '' AND `+where, func(r *sqlite3.Stmt) error {
			id, err := instance(r, 0)
			if last := list.lastCovering(id, r.ColumnInt64(1)); last > found[id].last {
				found[id] = sighting{o.holder, last}
			}
			return err
		}, append([]any{o.id}, args...)...)
		if err != nil {
			return nil, err
		}
	}
	return found, nil
}
