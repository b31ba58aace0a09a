package history

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/ncruces/go-sqlite3"

	"lootlens/models"
)

// Status is what a history holds.
type Status struct {
	Path           string // "" in memory
	Size           int64  // bytes on the disk
	Players        int    // of all environments
	Inventories    int
	Looks          int
	Items          int // distinct instances of inventories
	Oldest, Newest time.Time
	Schema         int
}

// Status counts what the history holds, of all environments.
func (s *Store) Status(ctx context.Context) (st Status, err error) {
	st.Path = s.path
	err = s.read(ctx, func() error {
		version, err := s.version()
		if err != nil {
			return err
		}
		st.Schema = version
		err = s.query(`SELECT count(DISTINCT scope || ' ' || player), count(*) FROM inventory`, func(r *sqlite3.Stmt) error {
			st.Players, st.Inventories = r.ColumnInt(0), r.ColumnInt(1)
			return nil
		})
		if err != nil {
			return err
		}
		items, err := s.number(`SELECT count(*) FROM (SELECT DISTINCT inventory, instance, lane FROM version)`)
		if err != nil {
			return err
		}
		st.Items = int(items)
		pages, err := s.number(`SELECT page_count * page_size FROM pragma_page_count, pragma_page_size`)
		if err != nil {
			return err
		}
		st.Size = pages
		return s.query(`SELECT count(*), min(ended), max(ended) FROM look`, func(r *sqlite3.Stmt) error {
			st.Looks, st.Oldest, st.Newest = r.ColumnInt(0), at(r.ColumnInt64(1)), at(r.ColumnInt64(2))
			return nil
		})
	})
	if err == nil && s.path != "" {
		st.Size = 0
		for _, suffix := range []string{"", "-wal"} {
			if info, err := os.Stat(s.path + suffix); err == nil {
				st.Size += info.Size()
			}
		}
	}
	return st, err
}

// Newest is when the newest look of all inventories ended; zero where there is none.
func (s *Store) Newest(ctx context.Context) (newest time.Time, err error) {
	err = s.read(ctx, func() error {
		ms, err := s.number(`SELECT max(ended) FROM look`)
		newest = at(ms)
		return err
	})
	return newest, err
}

// Removed is what Prune and Forget removed.
type Removed struct{ Inventories, Looks, Versions int }

// Prune removes the looks that ended before a time, and the states of items that no other look found. What is still there
// keeps the time when it was first seen.
func (s *Store) Prune(ctx context.Context, before time.Time) (Removed, error) {
	var n Removed
	err := s.write(ctx, func() error {
		if err := s.query(`DELETE FROM look WHERE ended < ?`, nil, millis(before)); err != nil {
			return err
		}
		n.Looks = int(s.conn.Changes())
		err := s.query(`DELETE FROM version WHERE coalesce(until <= (SELECT min(ended) FROM look WHERE look.inventory = version.inventory),
			NOT EXISTS (SELECT * FROM look WHERE look.inventory = version.inventory))`, nil)
		if err != nil {
			return err
		}
		n.Versions = int(s.conn.Changes())
		return s.sweep(&n)
	})
	return n, errors.Join(err, s.checkpoint(ctx, err))
}

// Forget removes all that was recorded of a player in the book's scope.
func (b *Book) Forget(ctx context.Context, player models.PlayerID) (Removed, error) {
	var n Removed
	s := b.store
	err := s.write(ctx, func() error {
		scope, err := b.id()
		if err != nil {
			return err
		}
		const his = ` WHERE inventory IN (SELECT id FROM inventory WHERE scope = ? AND player = ?)`
		for table, count := range map[string]*int{"version": &n.Versions, "look": &n.Looks} {
			if err := s.query(`DELETE FROM `+table+his, nil, scope, player.String()); err != nil {
				return err
			}
			*count = int(s.conn.Changes())
		}
		return s.sweep(&n)
	})
	return n, errors.Join(err, s.checkpoint(ctx, err))
}

// sweep removes what nothing refers to any more.
func (s *Store) sweep(n *Removed) error {
	for _, sql := range []string{
		`DELETE FROM name WHERE inventory NOT IN (SELECT inventory FROM look)`,
		`DELETE FROM inventory WHERE id NOT IN (SELECT inventory FROM look)`,
		`DELETE FROM scope WHERE id NOT IN (SELECT scope FROM inventory)`,
		`DELETE FROM shape WHERE id NOT IN (SELECT shape FROM version)`,
		`DELETE FROM asset WHERE id NOT IN (SELECT asset FROM version WHERE asset IS NOT NULL)`,
		`DELETE FROM origin WHERE id NOT IN (SELECT origin FROM version)`,
	} {
		if err := s.query(sql, nil); err != nil {
			return err
		}
		if strings.Contains(sql, "FROM inventory WHERE") {
			n.Inventories = int(s.conn.Changes())
		}
	}
	return nil
}

// checkpoint empties the log of changes into the file, so that what was removed is in neither.
func (s *Store) checkpoint(ctx context.Context, failed error) error {
	if failed != nil || s.path == "" {
		return nil
	}
	_, unlock, err := s.use(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	err = patiently(ctx, func() error {
		busy, err := s.number(`PRAGMA wal_checkpoint(TRUNCATE)`)
		if err == nil && busy != 0 {
			err = sqlite3.BUSY
		}
		return err
	})
	if errors.Is(err, sqlite3.BUSY) {
		return fmt.Errorf("%w; what was removed is still in %s-wal until the other program ends", ErrBusy, s.path)
	}
	return explain(err)
}

// Check reads all of the file and returns what is wrong with it.
func (s *Store) Check(ctx context.Context) error {
	return s.read(ctx, func() error {
		var found []error
		for _, sql := range []string{`PRAGMA integrity_check(10)`, `PRAGMA foreign_key_check`} {
			err := s.query(sql, func(r *sqlite3.Stmt) error {
				if text := r.ColumnText(0); text != "ok" {
					found = append(found, fmt.Errorf("%w: %s", ErrCorrupt, text))
				}
				return nil
			})
			if err != nil {
				return err
			}
		}
		return errors.Join(found...)
	})
}

// Vacuum rewrites the file as small as it can be. It needs as much free space as the file has.
func (s *Store) Vacuum(ctx context.Context) error {
	conn, unlock, err := s.use(ctx)
	if err != nil {
		return err
	}
	err = explain(conn.Exec(`VACUUM`))
	unlock()
	return errors.Join(err, s.checkpoint(ctx, err))
}
