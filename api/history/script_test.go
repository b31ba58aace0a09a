package history_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lootlens/api"
	"lootlens/api/demo"
	"lootlens/api/history"
	"lootlens/models"
)

func openBook(t *testing.T) *history.Book {
	t.Helper()
	ctx := context.Background()
	s := must(history.Open(ctx, filepath.Join(t.TempDir(), "history.db")))
	t.Cleanup(func() {
		if err := errors.Join(s.Check(ctx), s.Close()); err != nil {
			t.Error(err)
		}
	})
	return must(s.In(ctx, scope))
}

// month is a double, a client and a book, and a clock that all follow.
type month struct {
	*testing.T
	now     time.Time
	double  *demo.Server
	client  *api.Client
	book    *history.Book
	holder  models.Holder
	journal journal
}

func newMonth(t *testing.T) *month {
	m := &month{T: t, now: time.Date(2026, 11, 1, 9, 0, 0, 0, time.UTC), holder: holder("1250"), book: openBook(t)}
	clock := func() time.Time { return m.now }
	m.double = demo.New(demo.Options{Items: 10, Now: clock})
	server := httptest.NewServer(m.double)
	t.Cleanup(server.Close)
	key := must(api.NewKey(demo.Key))
	m.client = must(api.New(api.Config{BaseURL: server.URL, PerMinute: -1, Now: clock, RetryWait: time.Millisecond,
		Key: func(context.Context) (api.Key, error) { return key, nil }}))
	t.Cleanup(m.client.Close)
	return m
}

// look walks at most so many pages, records what came, and keeps it in the journal.
func (m *month) look(pages int) models.Look {
	m.Helper()
	snap := history.Snapshot{Holder: m.holder, Began: m.now, Complete: true}
	for page, err := range m.client.Walk(context.Background(), m.holder, api.WalkOptions{}) {
		for i := range page.Items {
			snap.Items = append(snap.Items, &page.Items[i])
		}
		if pages--; err != nil || pages == 0 {
			snap.Complete = false
			break
		}
	}
	if n := len(snap.Items); n > 0 && !snap.Complete {
		snap.Through = snap.Items[n-1].Instance()
	}
	snap.Ended = m.now
	m.journal.add(snap)
	look, err := m.book.Record(context.Background(), snap)
	if err != nil {
		m.Fatal(err)
	}
	return look
}

const all = -1

func (m *month) past(id uint64) models.Past {
	m.Helper()
	return must(m.book.Item(context.Background(), m.holder, must(models.ParseInstanceID(fmt.Sprint(id)))))
}

// TestMonth plays a month on the double. What each look has to find is written beside what happened before it.
func TestMonth(t *testing.T) {
	t.Parallel()
	m := newMonth(t)
	asset := m.double.Assets()[0]
	grant := func() uint64 { return must(m.double.Grant(1250, asset)) }
	refunded, edited := grant(), grant()
	var granted, rented uint64
	day := func(n int) time.Time { return time.Date(2026, 11, n, 9, 0, 0, 0, time.UTC) }
	steps := []struct {
		day      int
		do       func()
		pages    int
		complete bool
		added    int // the rest is compared with the journal: rentals of the double end too
	}{
		{day: 1, pages: all, complete: true},
		{day: 2, do: func() { granted, rented = grant(), grant() }, pages: all, complete: true, added: 2},
		{day: 3, do: func() { m.double.Revoke(refunded) }, pages: 3},
		{day: 4, do: func() {
			m.double.SetFaults(demo.Fault{Kind: demo.KindStatus, Path: "/inventory", Skip: 2, Status: 403})
		}, pages: all},
		{day: 5, do: func() { m.double.SetFaults(demo.Fault{Kind: demo.KindCut, Path: "/inventory", Skip: 3}) }, pages: all},
		{day: 6, do: func() { m.double.SetFaults() }, pages: all, complete: true},
		{day: 8, do: func() { m.double.SetStorage(edited, demo.Pair{Key: "level", Value: "9"}) }, pages: all, complete: true},
		{day: 9, do: func() { m.double.Restore(refunded) }, pages: all, complete: true, added: 1},
		{day: 10, do: func() {
			m.double.SetRental(rented, demo.Rental{IsRental: true, TimeLeft: 36000, Duration: 604800, IsActive: true})
		}, pages: all, complete: true},
		{day: 11, do: func() { m.double.Revoke(rented); m.double.Revoke(granted) }, pages: all, complete: true},
		{day: 20, pages: all, complete: true},
		{day: 30, pages: all, complete: true},
	}
	for _, s := range steps {
		m.now = day(s.day)
		if s.do != nil {
			s.do()
		}
		l := m.look(s.pages)
		if l.Complete != s.complete || l.Added != s.added {
			t.Errorf("day %d: %+v", s.day, l)
		}
	}
	m.journal.check(t, m.book, m.holder)

	p := m.past(refunded)
	if len(p.Versions) != 2 || !p.Versions[0].Last.Equal(day(2)) || !p.Versions[1].First.Equal(day(9)) || p.Gone() {
		t.Errorf("the item that came back: %+v", p)
	}
	if p = m.past(edited); p.Gone() {
		t.Errorf("the edited item is gone: %+v", p)
	}
	p = m.past(rented)
	if !p.GoneAfter.Equal(day(10)) || !p.GoneBy.Equal(day(11)) || p.Reason != models.GoneRentalEnded || !p.Ended.Equal(day(10).Add(10*time.Hour)) {
		t.Errorf("the rental: %+v", p)
	}
	p = m.past(granted)
	if !p.First().Equal(day(2)) || !p.GoneAfter.Equal(day(10)) || !p.GoneBy.Equal(day(11)) || p.Reason != models.GoneUnknown {
		t.Errorf("the item that was taken away: %+v", p)
	}
}

// TestRandomLooks records random looks, a third of them late, and compares every answer with the journal's.
func TestRandomLooks(t *testing.T) {
	t.Parallel()
	for seed := range uint64(6) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			r := rand.New(rand.NewPCG(seed, 14))
			b, h := openBook(t), holder("7")
			var j, todo journal
			w := world{r: r, items: map[int]string{}}
			when := time.Date(2026, 11, 1, 9, 0, 0, 0, time.UTC)
			for range 40 {
				when = when.Add(time.Duration(1+r.IntN(100_000)) * time.Second)
				w.turn(when)
				todo.add(w.look(t, h, when))
			}
			for len(todo) > 0 {
				at := 0
				if r.IntN(3) == 0 {
					at = min(r.IntN(4), len(todo)-1)
				}
				if _, err := b.Record(context.Background(), todo[at]); err != nil {
					t.Fatal(err)
				}
				j.add(todo[at])
				todo = append(todo[:at:at], todo[at+1:]...)
			}
			j.check(t, b, h)
		})
	}
}

// world is a random inventory. A value is an item's JSON; "left" in it is when the rental ends, in Unix seconds.
type world struct {
	r     *rand.Rand
	items map[int]string
	ends  map[int]time.Time
}

func (w *world) turn(now time.Time) {
	for range 1 + w.r.IntN(6) {
		id := 1 + w.r.IntN(30)
		if _, here := w.items[id]; here && w.r.IntN(2) == 0 {
			delete(w.items, id)
			continue
		}
		name := []string{"sword", "axe", "\\u0000helm", "näil"}[w.r.IntN(4)]
		rental := []string{`{"is_rental":false}`, `{"is_rental":true,"time_left":%d,"duration":604800,"is_active":true}`, `null`}[w.r.IntN(3)]
		if w.ends == nil {
			w.ends = map[int]time.Time{}
		}
		w.ends[id] = now.Add(time.Duration(w.r.IntN(400_000)) * time.Second)
		w.items[id] = fmt.Sprintf(`{"instance_id":%d,"asset":{"id":%d,"name":"%s"},"rental":%s,"acquisition_date":"2026-10-0%dT00:00:00Z"}`, id, len(name), name, rental, 1+w.r.IntN(9))
	}
}

func (w *world) look(t *testing.T, h models.Holder, now time.Time) history.Snapshot {
	s := history.Snapshot{Holder: h, Began: now, Ended: now}
	kind, through := w.r.IntN(3), 1+w.r.IntN(30)
	body := `{"items":[`
	for id := 1; id <= 30; id++ {
		item, here := w.items[id]
		if !here || kind == 0 && id > through {
			continue
		}
		if left := w.ends[id].Sub(now) / time.Second; len(item) > 0 {
			item = replaceLeft(item, int(max(left, 0))+w.r.IntN(3))
		}
		if body[len(body)-1] != '[' {
			body += ","
		}
		body += item
	}
	page, err := models.DecodePage([]byte(body+`]}`), models.NewPool(), models.Origin{Fetched: now, RequestID: fmt.Sprint("r", now.Unix())})
	if err != nil {
		t.Fatal(err)
	}
	for i := range page.Items {
		s.Items = append(s.Items, &page.Items[i])
	}
	if s.Complete = kind > 0; kind == 0 && w.r.IntN(4) > 0 {
		s.Through = instance(through)
	}
	return s
}

func replaceLeft(item string, left int) string {
	if !strings.Contains(item, "%d") {
		return item
	}
	return fmt.Sprintf(item, left)
}
