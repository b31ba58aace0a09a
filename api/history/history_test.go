package history

import (
	"bytes"
	"context"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"lootlens/models"
)

var (
	start  = time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)
	scope  = Scope{"https://api.lootlocker.io", "a1"}
	player = must(models.ParsePlayerID("363"))
	own    = models.Holder{Kind: models.PlayerHolder, Player: player}
)

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// thing is an item of a test.
type thing struct {
	id       int
	name     string
	left     int // seconds; 0 is no rental
	duration int
}

func (x thing) json() string {
	rental := `{"is_rental":false,"time_left":null,"duration":null,"is_active":null}`
	if x.duration > 0 {
		left := strconv.Itoa(x.left)
		if x.id%2 == 0 { // as LootLocker sends it
			left = strconv.Quote(left)
		}
		rental = fmt.Sprintf(`{"is_rental":true,"time_left":%s,"duration":%d,"is_active":true}`, left, x.duration)
	}
	return fmt.Sprintf(`{"instance_id":%d,"variation_id":null,"rental_option_id":null,"acquisition_source":"store","asset":{"id":%d,"uuid":"55de763e-e5e6-8f82-37ff-67bde6a0ee09","name":%q,"rarity":{"name":"Rare","short_name":"R","color":"0000ff"}},"rental":%s,"acquisition_date":"2026-10-02T03:04:05Z"}`, x.id, len(x.name), x.name, rental)
}

// page decodes items as they came at a time.
func page(t testing.TB, fetched time.Time, jsons ...string) []*models.Item {
	t.Helper()
	p, err := models.DecodePage([]byte(`{"items":[`+strings.Join(jsons, ",")+`]}`), models.NewPool(), models.Origin{Fetched: fetched, RequestID: "req-1"})
	if err != nil {
		t.Fatal(err)
	}
	items := make([]*models.Item, len(p.Items))
	for i := range p.Items {
		items[i] = &p.Items[i]
	}
	return items
}

func things(t testing.TB, fetched time.Time, list ...thing) []*models.Item {
	jsons := make([]string, len(list))
	for i, x := range list {
		jsons[i] = x.json()
	}
	return page(t, fetched, jsons...)
}

func day(n int) time.Time { return start.AddDate(0, 0, n) }

func openBook(t testing.TB) *Book {
	t.Helper()
	s, err := Open(context.Background(), filepath.Join(t.TempDir(), "sub", "history.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Check(context.Background()); err != nil {
			t.Error(err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return must(s.In(context.Background(), scope))
}

func TestUnchangedInventoryAddsOneLook(t *testing.T) {
	t.Parallel()
	b, ctx := openBook(t), context.Background()
	for n := range 4 {
		when := start.Add(time.Duration(n) * time.Hour)
		look, err := b.Record(ctx, Snapshot{Holder: own, Ended: when, Complete: true, Items: things(t, when,
			thing{id: 1, name: "sword"}, thing{id: 2, name: "helm", left: 90000 - 3600*n, duration: 604800})})
		if err != nil {
			t.Fatal(err)
		}
		if !look.Same() || look.Items != 2 {
			t.Errorf("look %d: %+v", n, look)
		}
	}
	if n := must(b.store.number(`SELECT count(*) FROM version`)); n != 2 {
		t.Errorf("%d versions, want 2", n)
	}
	looks := must(b.Looks(ctx, own))
	if len(looks) != 4 {
		t.Fatalf("%d looks", len(looks))
	}
	look, items, err := b.At(ctx, own, looks[2].Ended)
	if err != nil || look != looks[2] || len(items) != 2 {
		t.Fatalf("%+v %v %v", look, items, err)
	}
	want := things(t, start, thing{id: 1, name: "sword"}, thing{id: 2, name: "helm", left: 90000, duration: 604800})
	for i := range items {
		if string(items[i].Raw()) != string(want[i].Raw()) {
			t.Errorf("got  %s\nwant %s", items[i].Raw(), want[i].Raw())
		}
	}
	if *items[0].Origin() != *want[0].Origin() {
		t.Errorf("origin %+v", *items[0].Origin())
	}
}

// Rentals that run are one shape, whether their time left comes as a number or as a text.
// Shapes are compared by their bytes with those that earlier versions stored.
func TestStoredShape(t *testing.T) {
	t.Parallel()
	x := shapeOf(page(t, start, `{"instance_id":12,"asset":{"id":3},"rental":{"is_rental":true,"time_left":"5","duration":9},"acquisition_date":"2026-10-02T03:04:05Z"}`)[0])
	const want = `{"instance_id":null,"asset":null,"rental":{"is_rental":true,"time_left":"null","duration":9},"acquisition_date":null}`
	if slots := []byte{15, 0, 13, 3, 45, 2, 39, 1}; string(x.json) != want || !bytes.Equal(x.slots, slots) {
		t.Errorf("%s with slots %d, want %d", x.json, x.slots, slots)
	}
}

func TestShapesOfRentals(t *testing.T) {
	t.Parallel()
	b, ctx := openBook(t), context.Background()
	for n := range 3 {
		when := start.Add(time.Duration(n) * time.Hour)
		var list []thing
		for id := range 20 {
			list = append(list, thing{id: 1 + id, name: "helm", left: 90000 + id - 3600*n, duration: 604800})
		}
		look, err := b.Record(ctx, Snapshot{Holder: own, Ended: when, Complete: true, Items: things(t, when, list...)})
		if err != nil || !look.Same() {
			t.Fatalf("look %d: %+v, %v", n, look, err)
		}
	}
	if n := must(b.store.number(`SELECT count(*) FROM shape`)); n != 2 {
		t.Errorf("%d shapes, want 2", n)
	}
}

// An item may have gone as soon as its page came: what a look of three hours found is known to be there at its beginning.
func TestGoneAfterALongLook(t *testing.T) {
	t.Parallel()
	b, ctx := openBook(t), context.Background()
	sword, axe := thing{id: 1, name: "sword"}, thing{id: 2, name: "axe"}
	for _, s := range []Snapshot{
		{Began: day(0), Ended: day(0).Add(3 * time.Hour), Items: things(t, day(0), sword, axe)},
		{Began: day(1), Ended: day(1).Add(time.Hour), Items: things(t, day(1), axe)},
	} {
		s.Holder, s.Complete = own, true
		must(b.Record(ctx, s))
	}
	p := must(b.Items(ctx, own))[0]
	if !p.Last().Equal(day(0).Add(3*time.Hour)) || !p.GoneAfter.Equal(day(0)) || !p.GoneBy.Equal(day(1).Add(time.Hour)) {
		t.Errorf("%+v", p)
	}
	must(b.store.Prune(ctx, day(1)))
	if p = must(b.Items(ctx, own))[0]; len(p.Versions) != 1 || p.Item().Instance().String() != "2" {
		t.Errorf("after pruning: %+v", p)
	}
}

func TestPast(t *testing.T) {
	t.Parallel()
	b, ctx := openBook(t), context.Background()
	record := func(n int, list ...thing) models.Look {
		t.Helper()
		look, err := b.Record(ctx, Snapshot{Holder: own, Ended: day(n), Complete: true, Items: things(t, day(n), list...)})
		if err != nil {
			t.Fatal(err)
		}
		return look
	}
	sword, axe := thing{id: 1, name: "sword"}, thing{id: 1, name: "sharp axe"}
	helm := func(n int) thing { return thing{id: 2, name: "helm", left: 2*86400 + 3600 - 86400*n, duration: 604800} }
	record(0, sword, helm(0))
	record(1, sword, helm(1))
	if l := record(2, axe, helm(2)); l.Changed != 1 || l.Added+l.Removed != 0 {
		t.Errorf("%+v", l)
	}
	if l := record(3, thing{id: 3, name: "new"}); l.Added != 1 || l.Removed != 2 {
		t.Errorf("%+v", l)
	}
	record(4, axe, thing{id: 3, name: "new"})
	all := must(b.Items(ctx, own))
	if len(all) != 3 {
		t.Fatalf("%d items", len(all))
	}
	p := all[0]
	if len(p.Versions) != 3 || !p.First().Equal(day(0)) || !p.Last().Equal(day(4)) || p.Gone() {
		t.Errorf("%+v", p)
	}
	if v := p.Versions[1]; !v.First.Equal(day(2)) || !v.Last.Equal(day(2)) {
		t.Errorf("%+v", v)
	}
	p = must(b.Item(ctx, own, all[1].Item().Instance()))
	if !p.Gone() || !p.GoneAfter.Equal(day(2)) || !p.GoneBy.Equal(day(3)) || p.Reason != models.GoneRentalEnded || !p.Ended.Equal(day(2).Add(time.Hour)) {
		t.Errorf("%+v", p)
	}
}
