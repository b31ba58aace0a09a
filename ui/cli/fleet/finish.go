package fleet

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"lootlens/api"
)

// StoppedError is why a player has no answer where the run ended before.
type StoppedError struct{ Err error }

func (e *StoppedError) Error() string {
	if errors.Is(e.Err, context.Canceled) {
		return "the run was interrupted before this player was done"
	}
	return "the run ended before this player was done: " + e.Err.Error()
}

func (e *StoppedError) Unwrap() error { return e.Err }

// lateRow is the row of a failure that may pass: it is written last.
type lateRow struct {
	place int // in the list
	row   []byte
}

// fatal returns the error that ends the run, or nil where the failure is that of one player
// alone.
func (r *run) fatal(ctx context.Context, err error) error {
	switch {
	case ctx.Err() != nil, errors.Is(err, api.ErrAuth):
		return err
	case !passing(err):
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if time.Since(r.pinged) < time.Second { // the service answered just now
		return nil
	}
	_, down := r.opt.Client.Ping(ctx)
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case passing(down), errors.Is(down, api.ErrAuth):
		return fmt.Errorf("the service cannot be reached any more: %w", down)
	}
	r.pinged = time.Now()
	return nil
}

// finish writes what comes last. err is why the run ended early.
func (r *run) finish(err error) error {
	if j := r.opt.Journal; j != nil {
		err = cmp.Or(err, j.sync())
	}
	if err != nil && (r.opt.Unfinished == nil || r.broken) {
		return err
	}
	slices.SortFunc(r.late, func(a, b lateRow) int { return cmp.Compare(a.place, b.place) })
	for _, late := range r.late {
		err = cmp.Or(err, r.add(func(row *Row) error { row.buf = late.row; return nil }))
	}
	if err != nil && r.unfinished(err) != nil {
		return err
	}
	_, wrong := io.WriteString(r.opt.Out, r.opt.Footer)
	r.sum.Whole = wrong == nil
	return cmp.Or(err, wrong)
}

// add writes one more row.
func (r *run) add(fill func(*Row) error) error {
	row := &Row{ctx: context.Background(), out: r.out}
	defer row.release()
	if err := fill(row); err != nil {
		return err
	}
	return row.flush()
}

// unfinished writes the rows of the players that are not done. They are not in the
// journal, so that the next run cuts them off.
func (r *run) unfinished(why error) error {
	for ref, err := range r.opt.Players.All() {
		if err != nil || ref.place >= len(r.refs) {
			return err
		}
		t := &Target{Ref: ref.Text, Line: ref.Line, Err: ref.Err, ref: ref, run: r}
		shard, stopped := r.opt.Shard, &StoppedError{why}
		if ref.Err == nil {
			var numeric bool
			if t.Player.ID, numeric = ref.Kinds[0].PlayerID(); !numeric {
				t.Err, shard = stopped, Shard{} // whose player that is was not looked up
			}
		}
		progress := r.refs[ref.place]
		if progress == done || progress == waiting && (r.claims.done(ref) || r.claims.claim(t, shard) != mine) {
			continue
		}
		t.Err = cmp.Or[error](t.Err, stopped)
		if err := r.add(func(row *Row) error { return r.opt.Unfinished(t, row) }); err != nil {
			return err
		}
	}
	return nil
}
