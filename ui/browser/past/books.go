package past

import (
	"context"
	"errors"
	"time"

	"lootlens/api/history"
	"lootlens/models"
)

// Books is a [Store] on the history's file. Its functions may be called by several goroutines at once.
type Books struct {
	// Open returns the book with what it has of a player.
	Open func(context.Context, models.PlayerID) (*history.Book, error)
	// Keep records a snapshot in a book.
	Keep func(context.Context, *history.Book, history.Snapshot) (models.Look, error)
}

func of[T any](ctx context.Context, s Books, player models.PlayerID, read func(*history.Book) (T, error)) (T, error) {
	book, err := s.Open(ctx, player)
	if err != nil {
		var none T
		return none, err
	}
	return read(book)
}

// Record keeps a snapshot.
func (s Books) Record(ctx context.Context, snap Snapshot) (models.Look, error) {
	return of(ctx, s, snap.Holder.Player, func(b *history.Book) (models.Look, error) {
		return s.Keep(ctx, b, history.Snapshot(snap))
	})
}

// Looks are the looks at an inventory, oldest first.
func (s Books) Looks(ctx context.Context, h models.Holder) ([]models.Look, error) {
	return of(ctx, s, h.Player, func(b *history.Book) ([]models.Look, error) { return b.Looks(ctx, h) })
}

// At is what an inventory held at a time.
func (s Books) At(ctx context.Context, h models.Holder, at time.Time) ([]*models.Item, error) {
	return of(ctx, s, h.Player, func(b *history.Book) ([]*models.Item, error) {
		_, items, err := b.At(ctx, h, at)
		if errors.Is(err, history.ErrNoLook) {
			err = ErrPartOnly
		}
		return items, err
	})
}

// Items are the pasts of all items of an inventory.
func (s Books) Items(ctx context.Context, h models.Holder) ([]models.Past, error) {
	return of(ctx, s, h.Player, func(b *history.Book) ([]models.Past, error) { return b.Items(ctx, h) })
}

// Item is the past of one item.
func (s Books) Item(ctx context.Context, h models.Holder, id models.InstanceID) (p models.Past, ok bool, err error) {
	p, err = of(ctx, s, h.Player, func(b *history.Book) (models.Past, error) { return b.Item(ctx, h, id) })
	if errors.Is(err, history.ErrNoLook) {
		return p, false, nil
	}
	return p, err == nil, err
}
