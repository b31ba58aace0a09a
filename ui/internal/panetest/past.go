package panetest

import (
	"context"
	"strconv"
	"testing"

	"lootlens/api/demo"
	"lootlens/api/history"
	"lootlens/models"
	"lootlens/ui/browser/past"
)

// Past is a history in memory with the double's past of one player's own inventory, until the test ends.
func Past(t testing.TB, server *demo.Server, player uint64) past.Store {
	t.Helper()
	ctx := context.Background()
	file, err := history.Memory(ctx)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { file.Close() })
	book, err := file.In(ctx, history.Scope{BaseURL: "double", Key: "double"})
	if err != nil {
		t.Fatal(err)
	}
	holder := models.Holder{Kind: models.PlayerHolder, Player: PlayerID(t, strconv.FormatUint(player, 10))}
	pool := models.NewPool()
	for look := range server.Past(demo.Holder{Player: player}) {
		page, err := models.DecodePage(look.Body, pool, models.Origin{Fetched: look.At})
		if err != nil {
			t.Fatal(err)
		}
		items := make([]*models.Item, len(page.Items))
		for i := range page.Items {
			items[i] = &page.Items[i]
		}
		if _, err := book.Record(ctx, history.Snapshot(past.Taken(holder, items, look.At, look.Complete, ""))); err != nil {
			t.Fatal(err)
		}
	}
	return past.Books{
		Open: func(context.Context, models.PlayerID) (*history.Book, error) { return book, nil },
		Keep: func(ctx context.Context, b *history.Book, s history.Snapshot) (models.Look, error) {
			return b.Record(ctx, s)
		},
	}
}
