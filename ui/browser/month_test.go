package browser

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"lootlens/api"
	"lootlens/api/demo"
	record "lootlens/api/history"
	"lootlens/keymap"
	"lootlens/models"
	"lootlens/ui/browser/past"
	"lootlens/ui/browser/recents"
	"lootlens/ui/browser/requests"
	"lootlens/ui/internal/panetest"
)

// month is a double whose looks are recorded, and what the script knows of them by itself.
type month struct {
	*testing.T
	now    atomic.Int64 // Unix seconds
	double *demo.Server
	client *api.Client
	store  past.Store
	holder models.Holder
	looks  []seen
}

// seen is what a look found, read with encoding/json, and what it covered.
type seen struct {
	at       time.Time
	items    map[uint64]string // JSON by id
	complete bool
	through  uint64 // the last id of a look at a part
}

func (m *month) time() time.Time { return time.Unix(m.now.Load(), 0).UTC() }

func newMonth(t *testing.T) *month {
	m := &month{T: t, holder: models.Holder{Kind: models.PlayerHolder, Player: panetest.PlayerID(t, fmt.Sprint(demo.PlayerNova))}}
	m.now.Store(demo.Epoch)
	m.double, m.client = panetest.Double(t, demo.Options{Now: m.time})
	ctx := context.Background()
	file, err := record.Memory(ctx)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { file.Close() })
	book, err := file.In(ctx, record.Scope{BaseURL: "double", Key: "double"})
	if err != nil {
		t.Fatal(err)
	}
	m.store = past.Books{
		Open: func(context.Context, models.PlayerID) (*record.Book, error) { return book, nil },
		Keep: func(ctx context.Context, b *record.Book, s record.Snapshot) (models.Look, error) {
			return b.Record(ctx, s)
		},
	}
	return m
}

// look records what read finds, and keeps it for the script.
func (m *month) look(pages int) {
	m.Helper()
	s, snap := m.read(pages)
	if _, err := m.store.Record(context.Background(), snap); err != nil {
		m.Fatal(err)
	}
	m.looks = append(m.looks, s)
}

// read reads at most so many pages of 50 items.
func (m *month) read(pages int) (s seen, snap past.Snapshot) {
	m.Helper()
	s = seen{at: m.time(), items: map[uint64]string{}, complete: true}
	snap = past.Snapshot{Holder: m.holder, Began: s.at, Ended: s.at}
	for page, err := range m.client.Walk(context.Background(), m.holder, api.WalkOptions{Size: 50}) {
		for i := range page.Items {
			raw := page.Items[i].Raw()
			var item struct {
				ID uint64 `json:"instance_id"`
			}
			if err := json.Unmarshal(raw, &item); err != nil {
				m.Fatal(err)
			}
			s.items[item.ID], s.through = string(raw), item.ID
			snap.Items = append(snap.Items, &page.Items[i])
		}
		if pages--; err != nil || pages == 0 {
			s.complete = false
			break
		}
	}
	if snap.Complete = s.complete; !s.complete && len(snap.Items) > 0 {
		snap.Through = snap.Items[len(snap.Items)-1].Instance()
	}
	return s, snap
}

// state is what was there by a look, and by the one before it: what a look did not cover is as before.
func (m *month) state(n int) (now, before map[uint64]string) {
	now = map[uint64]string{}
	for _, s := range m.looks[:n+1] {
		before = maps.Clone(now)
		maps.DeleteFunc(now, func(id uint64, _ string) bool { return s.complete || id <= s.through })
		maps.Copy(now, s.items)
	}
	return now, before
}

const (
	day      = 24 * time.Hour
	allPages = -1
)

// play lets a month pass, and returns the items that it is about.
func (m *month) play() (refunded, edited, granted, rented uint64) {
	asset := m.double.Assets()[0]
	grant := func() uint64 {
		id, err := m.double.Grant(demo.PlayerNova, asset)
		if err != nil {
			m.Fatal(err)
		}
		return id
	}
	refunded, edited = grant(), grant()
	for _, step := range []struct {
		day   int
		do    func() error
		pages int
	}{
		{1, nil, allPages},
		{2, func() error { granted, rented = grant(), grant(); return nil }, allPages},
		{3, func() error { return m.double.Revoke(refunded) }, 1},
		{4, func() error {
			m.double.SetFaults(demo.Fault{Kind: demo.KindStatus, Path: "/inventory", Skip: 2, Status: 403})
			return nil
		}, allPages},
		{5, func() error {
			m.double.SetFaults(demo.Fault{Kind: demo.KindCut, Path: "/inventory", Skip: 1})
			return nil
		}, allPages},
		{6, func() error { m.double.SetFaults(); return nil }, allPages},
		{8, func() error {
			return m.double.SetStorage(edited, demo.Pair{Key: "level", Value: "9"})
		}, allPages},
		{9, func() error { return m.double.Restore(refunded) }, allPages},
		{10, func() error {
			return m.double.SetRental(rented, demo.Rental{IsRental: true, TimeLeft: 36000, Duration: 604800, IsActive: true})
		}, allPages},
		{11, func() error {
			if err := m.double.Revoke(granted); err != nil {
				return err
			}
			return m.double.Revoke(rented)
		}, allPages},
		{20, nil, allPages},
		{29, nil, allPages},
	} {
		m.now.Store(demo.Epoch + int64(step.day)*int64(day/time.Second))
		if step.do != nil {
			if err := step.do(); err != nil {
				m.Fatal(err)
			}
		}
		m.look(step.pages)
	}
	m.now.Store(demo.Epoch + int64(30*day/time.Second))
	return refunded, edited, granted, rented
}

// browse opens a browser on the double and its history.
func (m *month) browse() *rig {
	r := run(m.T, Options{
		Client: m.client, Keys: keymap.Default(), Save: save, Recents: recents.Open(filepath.Join(stateFolder(m.T), "recents.json"), func() string { return "tests" }),
		Log: requests.NewLog(m.time), Theme: "dark", Demo: true, Now: m.time, Getenv: func(string) string { return "" }, Stdin: strings.NewReader(""), Stdout: discard{},
	}, 140, 40)
	r.server = m.double
	r.look(func(b *model) { b.setPast(m.store) })
	return r
}

type discard struct{}

func (discard) Write(b []byte) (int, error) { return len(b), nil }

func number(it *models.Item) uint64 {
	if it == nil {
		return 0
	}
	id, _ := strconv.ParseUint(it.Instance().String(), 10, 64)
	return id
}

func moment(at time.Time) string { return at.Format("Mon 2006-01-02 15:04") }

// Every screen that shows the past says of a month what the script did in it.
func TestMonth(t *testing.T) {
	t.Parallel()
	m := newMonth(t)
	refunded, edited, granted, rented := m.play()
	n := len(m.looks)
	r := m.browse()

	// The player's screen.
	r.choose(fmt.Sprint(demo.PlayerNova))
	r.waitFor("last look", moment(m.looks[n-1].at))

	// Search everywhere.
	r.keys("/")
	r.typed("gone:true")
	r.keys("enter")
	inMonth := func(id uint64) time.Time { // of the latest look that found it
		for i := n - 1; ; i-- {
			if _, ok := m.looks[i].items[id]; ok {
				return m.looks[i].at
			}
		}
	}
	between := func(id uint64) string {
		last := inMonth(id)
		gone := slices.IndexFunc(m.looks, func(s seen) bool {
			return s.at.After(last) && (s.complete || id <= s.through)
		})
		return fmt.Sprintf("between %s and %s", moment(last), moment(m.looks[gone].at))
	}
	r.waitFor(fmt.Sprint(granted), fmt.Sprint(rented), "gone since some time "+between(granted))
	r.keys("esc")

	// The list: what is gone now, and why.
	r.waitFor("Inventories")
	r.keys("enter")
	r.waitFor("own inventory")
	r.keys("a")
	r.until("the whole inventory", func(b *model) bool { return b.items.Complete() })
	ids := func() (list []uint64) {
		r.look(func(b *model) {
			for _, it := range b.items.Shown() {
				list = append(list, number(it))
			}
		})
		slices.Sort(list)
		return list
	}
	query := func(text string) {
		r.keys("/", "ctrl+u")
		r.typed(text)
		r.keys("enter")
		r.until("the query "+text, func(b *model) bool { return b.items.Query() == text })
	}
	now, _ := m.read(allPages)
	ever := map[uint64]bool{}
	for _, s := range m.looks {
		for id := range s.items {
			ever[id] = true
		}
	}
	var gone []uint64
	for id := range ever {
		if _, here := now.items[id]; !here {
			gone = append(gone, id)
		}
	}
	slices.Sort(gone)
	query("gone:true")
	r.waitFor(fmt.Sprintf("%d matches in %d", len(gone), len(now.items)))
	var rows []uint64
	for range gone {
		r.look(func(b *model) { rows = append(rows, number(b.items.Item())) })
		r.keys("j")
	}
	slices.Sort(rows)
	if got := rows; !slices.Equal(got, gone) {
		t.Errorf("gone are %d, want %d", got, gone)
	}

	// The detail, and the summary for a ticket.
	for id, why := range map[uint64]string{granted: "why is not known", rented: "the rental ended"} {
		query(fmt.Sprintf("gone:true %d", id))
		r.waitFor(fmt.Sprintf("Item %d", id), "Seen", "Gone since some time")
		r.look(func(b *model) {
			s := b.summary(b.selected)
			if !strings.Contains(s, between(id)) || !strings.Contains(s, why) || !strings.Contains(s, "**Last seen:** "+moment(inMonth(id))) {
				t.Errorf("item %d: want %s, %s in the summary\n%s", id, between(id), why, s)
			}
		})
	}
	query(fmt.Sprint(refunded))
	r.waitFor("Seen", "First  "+moment(m.looks[0].at), "back, unchanged; last seen", moment(m.looks[1].at))
	query(fmt.Sprint(edited))
	r.waitFor("Seen", "First  "+moment(m.looks[0].at))
	query("")

	// The time line: each look with its items and counts.
	r.keys("H")
	r.waitFor("looks since " + moment(m.looks[0].at))
	for i := n - 1; i >= 0; i-- {
		r.keys("left")
		want, before := m.state(i)
		at := m.looks[i].at
		r.until("the look of "+moment(at), func(b *model) bool {
			l, ok := b.items.AtLook()
			return ok && l.Ended.Equal(at) && len(b.items.Shown()) > 0
		})
		r.waitFor("look of "+moment(at), fmt.Sprintf("look %d of %d", i+1, n))
		if got, want := ids(), slices.Sorted(maps.Keys(want)); !slices.Equal(got, want) {
			t.Errorf("look %d: %d items, want %d", i+1, len(got), len(want))
		}
		added, removed := 0, 0
		for id := range want {
			if _, ok := before[id]; !ok {
				added++
			}
		}
		for id := range before {
			if _, ok := want[id]; !ok {
				removed++
			}
		}
		r.look(func(b *model) {
			l, _ := b.items.AtLook()
			if l.Complete != m.looks[i].complete || l.Items != len(m.looks[i].items) || i > 0 && (l.Added != added || l.Removed != removed) {
				t.Errorf("look %d: %+v, want %d items, %d new, %d gone, complete %v", i+1, l, len(m.looks[i].items), added, removed, m.looks[i].complete)
			}
		})
	}
	r.keys("esc")
	r.until("now", func(b *model) bool {
		_, past := b.items.AtLook()
		return !past && len(b.items.Shown()) == len(now.items)
	})
}
