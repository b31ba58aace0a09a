package history

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"lootlens/models"
)

// Snapshot is what one look at an inventory found.
type Snapshot struct {
	Holder  models.Holder
	Aliases []models.Holder // the inventory's other names, as far as known: see models.PlayerInventory
	// Began and Ended are when the first page was requested and when the last answer came.
	Began, Ended time.Time
	Items        []*models.Item
	// Complete reports whether the walk went from the start to the end, and nothing says that items are missing.
	Complete bool
	// A part covers the ids above After, from the lowest one where After is zero, up to Through: what it did not find there
	// is gone. Set Through only where the ids ascended. Where it is zero, the part says something only about what it found.
	After, Through models.InstanceID
}

// Record adds a look to its inventory. The result counts what is different from what was known of the ids that the look
// covered. Several processes can record at the same time.
func (b *Book) Record(ctx context.Context, snap Snapshot) (models.Look, error) {
	if snap.Ended.IsZero() {
		return models.Look{}, errors.New("a look without a time cannot be recorded")
	}
	if snap.Began.IsZero() || snap.Began.After(snap.Ended) {
		snap.Began = snap.Ended
	}
	f := &finding{intake: newIntake(snap.Items)}
	f.look = look{ended: millis(snap.Ended), began: millis(snap.Began), complete: snap.Complete, after: snap.After, through: snap.Through, items: len(snap.Items)}
	s := b.store
	err := s.write(ctx, func() error {
		scope, err := b.makeID()
		if err != nil {
			return err
		}
		f.inventory, err = b.resolve(scope, append([]models.Holder{snap.Holder}, snap.Aliases...))
		if err != nil {
			return err
		}
		if err := f.findContent(s); err != nil {
			return err
		}
		later, err := s.cutOff(f.inventory, f.ended)
		if err != nil {
			return err
		}
		return s.replay(f.inventory, append(later, f))
	})
	return f.model(snap.Holder), err
}

// finding is a look and what it found.
type finding struct {
	look
	*intake
}

// cutOff takes the looks from a time on out of an inventory and returns them.
func (s *Store) cutOff(inventory, from int64) (list []*finding, err error) {
	all, err := s.looks(inventory)
	if err != nil {
		return nil, err
	}
	for _, l := range all[len(all.upTo(from-1)):] {
		state, err := s.stateAt(inventory, l.ended)
		if err != nil {
			return nil, err
		}
		state = slices.DeleteFunc(state, func(v version) bool { return v.first != l.ended && !l.covers(v.instance) })
		list = append(list, &finding{l, &intake{rows: state}})
	}
	if len(list) == 0 {
		return nil, nil
	}
	return list, errors.Join(
		s.query(`DELETE FROM version WHERE inventory = ? AND first >= ?`, nil, inventory, from),
		s.query(`UPDATE version SET last = NULL, until = NULL WHERE inventory = ? AND until >= ?`, nil, inventory, from),
		s.query(`DELETE FROM look WHERE inventory = ? AND ended >= ?`, nil, inventory, from),
	)
}

// replay adds looks that are newer than all that the inventory has, in the order of their times. Two looks cannot have one
// time: a later one gets the next millisecond.
func (s *Store) replay(inventory int64, list []*finding) error {
	slices.SortStableFunc(list, func(a, b *finding) int { return cmp.Compare(a.ended, b.ended) })
	earlier, err := s.looks(inventory)
	if err != nil {
		return err
	}
	for _, f := range list {
		f.inventory, f.added, f.removed, f.changed = inventory, 0, 0, 0
		if n := len(earlier); n > 0 {
			f.ended = max(f.ended, earlier[n-1].ended+1)
		}
		if err := s.apply(earlier, f); err != nil {
			return err
		}
		earlier = append(earlier, f.look)
	}
	return nil
}

// merge moves the looks of one inventory, and its names, to another.
func (s *Store) merge(into, from int64) error {
	moved, err := s.cutOff(from, 0)
	if err != nil {
		return err
	}
	if len(moved) > 0 {
		own, err := s.cutOff(into, moved[0].ended)
		if err != nil {
			return err
		}
		if err := s.replay(into, append(own, moved...)); err != nil {
			return err
		}
	}
	return errors.Join(
		s.query(`UPDATE name SET inventory = ? WHERE inventory = ?`, nil, into, from),
		s.query(`DELETE FROM inventory WHERE id = ?`, nil, from),
	)
}

// apply compares what a look found with what is open and writes the look and the difference. earlier are all other looks
// of the inventory, and all are older.
func (s *Store) apply(earlier looks, f *finding) error {
	open, err := s.versions(f.inventory, `until IS NULL`)
	if err != nil {
		return err
	}
	d := difference{decoder: s.decoder(), earlier: earlier, finding: f}
	if err := d.run(open); err != nil {
		return err
	}
	return s.addLook(f.look)
}
