package past

import (
	"context"
	"time"

	"lootlens/models"
)

// Gated is a store that is used only once open is closed: opening a history takes time that the first screen needs.
func Gated(s Store, open <-chan struct{}) Store { return gated{s, open} }

type gated struct {
	store Store
	open  <-chan struct{}
}

func (g gated) wait(ctx context.Context) error {
	select {
	case <-g.open:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (g gated) Record(ctx context.Context, s Snapshot) (l models.Look, err error) {
	if err = g.wait(ctx); err == nil {
		l, err = g.store.Record(ctx, s)
	}
	return l, err
}

func (g gated) Looks(ctx context.Context, h models.Holder) (l []models.Look, err error) {
	if err = g.wait(ctx); err == nil {
		l, err = g.store.Looks(ctx, h)
	}
	return l, err
}

func (g gated) At(ctx context.Context, h models.Holder, at time.Time) (items []*models.Item, err error) {
	if err = g.wait(ctx); err == nil {
		items, err = g.store.At(ctx, h, at)
	}
	return items, err
}

func (g gated) Items(ctx context.Context, h models.Holder) (p []models.Past, err error) {
	if err = g.wait(ctx); err == nil {
		p, err = g.store.Items(ctx, h)
	}
	return p, err
}

func (g gated) Item(ctx context.Context, h models.Holder, id models.InstanceID) (p models.Past, ok bool, err error) {
	if err = g.wait(ctx); err == nil {
		p, ok, err = g.store.Item(ctx, h, id)
	}
	return p, ok, err
}
