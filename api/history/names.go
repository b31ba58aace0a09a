package history

import (
	"context"
	"fmt"
	"slices"

	"github.com/ncruces/go-sqlite3"

	"lootlens/models"
)

// Scope is what recorded inventories belong to: one environment of one game. Scopes never mix.
type Scope struct {
	BaseURL string
	Key     string // a fingerprint of the server key: see api.Client.Fingerprint
}

// Book is what was recorded in one Scope.
type Book struct {
	store *Store
	scope Scope
}

// In returns the book of a scope. It is empty where nothing was recorded.
func (s *Store) In(_ context.Context, scope Scope) (*Book, error) {
	if scope.BaseURL == "" || scope.Key == "" {
		return nil, fmt.Errorf("a history needs an address and a key's fingerprint, not %q and %q", scope.BaseURL, scope.Key)
	}
	return &Book{s, scope}, nil
}

// id is the scope's row; 0 where nothing was recorded in it.
func (b *Book) id() (int64, error) {
	return b.store.number(`SELECT id FROM scope WHERE base_url = ? AND key = ?`, b.scope.BaseURL, b.scope.Key)
}

// makeID is id where something is about to be recorded.
func (b *Book) makeID() (int64, error) {
	id, err := b.id()
	if err != nil || id != 0 {
		return id, err
	}
	err = b.store.query(`INSERT INTO scope (base_url, key) VALUES (?, ?)`, nil, b.scope.BaseURL, b.scope.Key)
	return b.store.conn.LastInsertRowID(), err
}

// nameKey is a holder as the columns player, kind and id.
func nameKey(h models.Holder) (player, kind, id string) {
	switch h.Kind {
	case models.UniversalHolder:
		return "", h.Kind.Code(), ""
	case models.PlayerHolder:
		return h.Player.String(), h.Kind.Code(), ""
	}
	return h.Player.String(), h.Kind.Code(), h.ID()
}

// holderOf is the reverse of nameKey.
func holderOf(player, kind, id string) (models.Holder, error) {
	h, err := models.ParseHolder(kind, player, id, id)
	if err != nil {
		err = fmt.Errorf("%w: %w", ErrCorrupt, err)
	}
	return h, err
}

// inventory is the row of a holder's inventory; 0 where there is none.
func (b *Book) inventory(h models.Holder) (int64, error) {
	scope, err := b.id()
	if err != nil || scope == 0 {
		return 0, err
	}
	return b.store.named(scope, h)
}

func (s *Store) named(scope int64, h models.Holder) (int64, error) {
	player, kind, id := nameKey(h)
	return s.number(`SELECT inventory FROM name WHERE scope = ? AND player = ? AND kind = ? AND id = ?`, scope, player, kind, id)
}

// resolve returns the inventory with these names, and makes it where there is none. A character's inventory is always the
// same; the player's own and a hero's are that of the character that they are named with, so these names can move.
func (b *Book) resolve(scope int64, names []models.Holder) (int64, error) {
	inventories := make([]int64, len(names))
	target := int64(0)
	character := false
	for i, h := range names {
		inv, err := b.store.named(scope, h)
		if err != nil {
			return 0, err
		}
		inventories[i] = inv
		if h.Kind == models.CharacterHolder {
			character, target = true, inv
		}
	}
	for _, inv := range inventories {
		if target != 0 || inv == 0 {
			continue
		}
		taken, err := b.store.hasCharacter(inv)
		if err != nil {
			return 0, err
		}
		if !character || !taken {
			target = inv
		}
	}
	if target == 0 {
		player, _, _ := nameKey(names[0])
		if err := b.store.query(`INSERT INTO inventory (scope, player) VALUES (?, ?)`, nil, scope, player); err != nil {
			return 0, err
		}
		target = b.store.conn.LastInsertRowID()
	}
	for i, h := range names {
		if inv := inventories[i]; inv != 0 && inv != target {
			taken, err := b.store.hasCharacter(inv)
			if err != nil {
				return 0, err
			}
			if !taken {
				if err := b.store.merge(target, inv); err != nil {
					return 0, err
				}
			}
		}
		player, kind, id := nameKey(h)
		err := b.store.query(`INSERT INTO name (scope, player, kind, id, inventory) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT DO UPDATE SET inventory = excluded.inventory WHERE inventory <> excluded.inventory`,
			nil, scope, player, kind, id, target)
		if err != nil {
			return 0, err
		}
	}
	return target, nil
}

// hasCharacter reports whether one of an inventory's names is a character's.
func (s *Store) hasCharacter(inventory int64) (bool, error) {
	n, err := s.number(`SELECT count(*) FROM name WHERE inventory = ? AND kind = 'character'`, inventory)
	return n > 0, err
}

// Recorded is an inventory that has looks.
type Recorded struct {
	Holder  models.Holder   // the most certain name, as in models.PlayerInventory
	Aliases []models.Holder // its other names
	Looks   int
	Last    models.Look
}

// Holders are a player's inventories that have looks, the most recent look first. The zero id is the game.
func (b *Book) Holders(ctx context.Context, player models.PlayerID) (list []Recorded, err error) {
	s := b.store
	err = s.read(ctx, func() error {
		scope, err := b.id()
		if err != nil {
			return err
		}
		byInventory := map[int64]*Recorded{}
		var ids []int64
		err = s.query(`SELECT inventory, player, kind, id FROM name WHERE scope = ? AND player = ? ORDER BY kind = 'player' DESC, kind = 'character' DESC, id`,
			func(r *sqlite3.Stmt) error {
				h, err := holderOf(r.ColumnText(1), r.ColumnText(2), r.ColumnText(3))
				if err != nil {
					return err
				}
				inv := r.ColumnInt64(0)
				if x := byInventory[inv]; x != nil {
					x.Aliases = append(x.Aliases, h)
					return nil
				}
				byInventory[inv], ids = &Recorded{Holder: h}, append(ids, inv)
				return nil
			}, scope, player.String())
		if err != nil {
			return err
		}
		for _, inv := range ids {
			x := byInventory[inv]
			looks, err := s.looks(inv)
			if err != nil {
				return err
			}
			if x.Looks = len(looks); x.Looks > 0 {
				x.Last = looks[x.Looks-1].model(x.Holder)
				list = append(list, *x)
			}
		}
		return nil
	})
	slices.SortStableFunc(list, func(a, b Recorded) int { return b.Last.Ended.Compare(a.Last.Ended) })
	return list, err
}
