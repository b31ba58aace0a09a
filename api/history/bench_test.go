package history

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lootlens/models"
)

const (
	benchItems  = 10_000
	benchAssets = 400
)

// fakeWorld makes inventories: a third of the items are rentals, the assets have 2 KiB.
type fakeWorld struct {
	next   int
	ids    []int
	assets []string
}

func newWorld() *fakeWorld {
	w := &fakeWorld{next: 110_000_000}
	for n := range benchAssets {
		w.assets = append(w.assets, fmt.Sprintf(`{"id":%d,"uuid":"%08x-e5e6-8f82-37ff-67bde6a0ee09","ulid":"01J8J4FJG869W5Q19FSD%06X","name":"Blade of the %d. dawn","active":true,"purchasable":true,"price":%d,"sales_price":null,"display_price":null,"context":"Weapon","context_id":%d,"character_classes":null,"unlocks_context":null,"detachable":null,"updated":"2024-09-26T11:42:43.639Z","marked_new":null,"default_variation_id":null,"default_loadouts":null,"description":"%s","links":{"thumbnail":"https://cdn.lootlocker.com/%08x.png"},"storage":[{"key":"level","value":"%d"}],"rarity":{"name":"Rare","short_name":"R","color":"3355ff"},"popular":false,"popularity_score":%d,"package_contents":null,"unique_instance":false,"external_identifiers":null,"rental_options":null,"filters":[{"value":"blade","name":"type"}],"variations":[],"featured":false,"context_locked":false,"initially_purchasable":false,"files":[],"data_entities":[],"hero_equip_exceptions":null}`,
			n, uint32(n*40503), n, n, n*7, n%12, lorem(n), n*40503, n%50, n%1000))
	}
	w.grow(benchItems)
	return w
}

func (w *fakeWorld) grow(n int) {
	for range n {
		w.ids = append(w.ids, w.next)
		w.next += 1 + w.next%7
	}
}

// turn replaces one item of a hundred.
func (w *fakeWorld) turn(day int) {
	kept := w.ids[:0]
	for i, id := range w.ids {
		if i%100 != day%100 {
			kept = append(kept, id)
		}
	}
	w.ids = kept
	w.grow(benchItems - len(w.ids))
}

func (w *fakeWorld) items(when time.Time) []*models.Item {
	pool := models.NewPool()
	var items []*models.Item
	for from := 0; from < len(w.ids); from += 200 {
		var body strings.Builder
		body.WriteString(`{"items":[`)
		for i, id := range w.ids[from:min(len(w.ids), from+200)] {
			if i > 0 {
				body.WriteByte(',')
			}
			fmt.Fprintf(&body, `{"instance_id":%d,"variation_id":null,"rental_option_id":null,"acquisition_source":%q,"asset":%s`, id, []string{"store", "grant_admin", "mission", "reward_level"}[id%4], w.assets[id%benchAssets])
			if id%3 == 0 {
				left := 86400*400 + id%86400 - int(when.Sub(start)/time.Second)
				fmt.Fprintf(&body, `,"rental":{"is_rental":true,"time_left":"%d","duration":"604800","is_active":"true"}`, left)
			} else {
				body.WriteString(`,"rental":{"is_rental":false,"time_left":null,"duration":null,"is_active":null}`)
			}
			fmt.Fprintf(&body, `,"acquisition_date":%q}`, start.Add(-time.Duration(id%40_000_000)*time.Second).Format(dateLayout))
		}
		body.WriteString(`]}`)
		p, err := models.DecodePage([]byte(body.String()), pool, models.Origin{Fetched: when, RequestID: fmt.Sprintf("9d1c7f3e-%012d", from)})
		if err != nil {
			panic(err)
		}
		for i := range p.Items {
			items = append(items, &p.Items[i])
		}
	}
	return items
}

// lorem is a text of about 900 bytes that differs from asset to asset.
func lorem(n int) string {
	words := strings.Fields("a blade forged in the light of dawn by smiths who knew that steel remembers every hand which held it and each war it ended before the rain")
	var b strings.Builder
	for i := range 170 {
		b.WriteString(words[(n*7+i*i*(n+3)+i)%len(words)])
		b.WriteByte(' ')
	}
	return b.String()
}

func benchBook(b *testing.B) (*Book, string) {
	path := filepath.Join(b.TempDir(), "history.db")
	s, err := Open(context.Background(), path)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { s.Close() })
	return must(s.In(context.Background(), scope)), path
}

func record(b testing.TB, book *Book, items []*models.Item, when time.Time) models.Look {
	b.Helper()
	look, err := book.Record(context.Background(), Snapshot{Holder: own, Began: when, Ended: when, Complete: true, Items: items})
	if err != nil {
		b.Fatal(err)
	}
	return look
}

// fileSize is the size after all changes are in the file.
func fileSize(b *testing.B, book *Book, path string) int64 {
	b.Helper()
	if err := book.store.checkpoint(context.Background(), nil); err != nil {
		b.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		b.Fatal(err)
	}
	return info.Size()
}

func BenchmarkFirst(b *testing.B) {
	w := newWorld()
	for b.Loop() {
		b.StopTimer()
		book, path := benchBook(b)
		empty := fileSize(b, book, path)
		items := w.items(start)
		b.StartTimer()
		record(b, book, items, start)
		b.StopTimer()
		b.ReportMetric(float64(fileSize(b, book, path)-empty)/benchItems, "B/item")
		b.StartTimer()
	}
}

func BenchmarkUnchanged(b *testing.B) {
	w := newWorld()
	book, path := benchBook(b)
	record(b, book, w.items(start), start)
	size := fileSize(b, book, path)
	n := 0
	for b.Loop() {
		b.StopTimer()
		n++
		when := start.Add(time.Duration(n) * time.Hour)
		items := w.items(when)
		b.StartTimer()
		if l := record(b, book, items, when); !l.Same() {
			b.Fatalf("%+v", l)
		}
	}
	b.ReportMetric(float64(fileSize(b, book, path)-size)/float64(n), "B/look")
}

func BenchmarkYear(b *testing.B) {
	w := newWorld()
	book, path := benchBook(b)
	for n := range 365 {
		record(b, book, w.items(day(n)), day(n))
		w.turn(n)
	}
	size := float64(fileSize(b, book, path)) / (1 << 20)
	ctx := context.Background()
	now := day(365)
	items := w.items(now)
	b.Run("Size", func(b *testing.B) { b.ReportMetric(size, "MiB") })
	b.Run("Record", func(b *testing.B) {
		n := 0
		for b.Loop() {
			n++
			record(b, book, items, now.Add(time.Duration(n)*time.Millisecond))
		}
	})
	for name, when := range map[string]time.Time{"First": day(0), "Middle": day(180), "Last": now} {
		b.Run("At"+name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, items, err := book.At(ctx, own, when); err != nil || len(items) != benchItems {
					b.Fatal(len(items), err)
				}
			}
		})
	}
	b.Run("Item", func(b *testing.B) {
		id := items[5000].Instance()
		for b.Loop() {
			if _, err := book.Item(ctx, own, id); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("Items", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if list, err := book.Items(ctx, own); err != nil || len(list) < 40_000 {
				b.Fatal(len(list), err)
			}
		}
	})
}
