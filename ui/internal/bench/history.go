package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"lootlens/api"
	"lootlens/api/history"
	"lootlens/models"
)

const (
	yearDays     = 365
	turnover     = 100 // items that are replaced each day: 1 %
	firstNewItem = 900_000_000
)

// recorder records looks at the 10,000 items into one file.
type recorder struct {
	ctx    context.Context
	path   string
	store  *history.Store
	book   *history.Book
	holder models.Holder
	items  []*models.Item
	day    time.Time
}

// history measures what recording and reading a history costs. The inventory is the double's; items that come later are
// its items with other ids.
func (b *bench) history() error {
	c, h, err := inventoryOf(b.base)
	if err != nil {
		return err
	}
	defer c.Close()
	inv := models.NewInventory(models.Cursor{})
	for page, err := range c.Walk(b.ctx, h, api.WalkOptions{Into: inv}) {
		if err != nil {
			return err
		}
		_ = page
	}
	r := &recorder{ctx: b.ctx, path: filepath.Join(b.dir, "history.db"), holder: h, items: inv.Items(), day: time.Now().UTC().AddDate(-1, 0, 0)}
	if err := r.open(); err != nil {
		return err
	}
	defer func() { r.store.Close() }()
	empty, err := r.size()
	if err != nil {
		return err
	}
	took, err := timed(r.look)
	if err != nil {
		return err
	}
	size, err := r.size()
	if err != nil {
		return err
	}
	b.add("history: a first look at 10,000 items", "", "%s", ms(took))
	b.add(fmt.Sprintf("history: a first look, on disk, %d assets", inv.Pool().Assets()), "≤ 200 B an item", "%.0f B an item", float64(size-empty)/float64(len(r.items)))
	if err := b.unchanged(r, size); err != nil {
		return err
	}
	if err := r.year(inv.Pool()); err != nil {
		return err
	}
	if size, err = r.size(); err != nil {
		return err
	}
	b.add("history: 365 daily looks, 1 % turnover", "≤ 25 MiB", "%.1f MiB", float64(size)/(1<<20))
	return b.readHistory(r)
}

// unchanged measures looks that find nothing different.
func (b *bench) unchanged(r *recorder, size int64) error {
	var times []float64
	for range b.runs {
		took, err := timed(r.look)
		if err != nil {
			return err
		}
		times = append(times, float64(took))
	}
	for range 100 { // so that whole blocks of the file average out
		if err := r.look(); err != nil {
			return err
		}
	}
	now, err := r.size()
	if err != nil {
		return err
	}
	b.add("history: a look that finds nothing different", "≤ 60 ms", "%s", ms(time.Duration(middle(times))))
	b.add("history: the same, on disk", "≤ 1 KiB", "%d B", (now-size)/int64(b.runs+100))
	return nil
}

// readHistory measures answers from a year of looks.
func (b *bench) readHistory(r *recorder) error {
	id := r.items[len(r.items)/2].Instance()
	for _, q := range []struct {
		what, want string
		ask        func() error
	}{
		{"history: one item's past", "≤ 5 ms", func() error { _, err := r.book.Item(r.ctx, r.holder, id); return err }},
		{"history: a look of 10,000 items, half a year ago", "≤ 60 ms", func() error {
			_, _, err := r.book.At(r.ctx, r.holder, r.day.AddDate(0, 0, -yearDays/2))
			return err
		}},
		{"history: all pasts of a year", "", func() error { _, err := r.book.Items(r.ctx, r.holder); return err }},
	} {
		var times []float64
		for range b.runs {
			took, err := timed(q.ask)
			if err != nil {
				return err
			}
			times = append(times, float64(took))
		}
		b.add(q.what, q.want, "%s", ms(time.Duration(middle(times))))
	}
	return nil
}

func timed(f func() error) (time.Duration, error) {
	began := time.Now()
	err := f()
	return time.Since(began), err
}

func (r *recorder) open() (err error) {
	if r.store, err = history.Open(r.ctx, r.path); err != nil {
		return err
	}
	r.book, err = r.store.In(r.ctx, history.Scope{BaseURL: "https://bench", Key: "bench"})
	return err
}

// size is the file's in bytes, once everything is in it.
func (r *recorder) size() (int64, error) {
	if err := r.store.Close(); err != nil {
		return 0, err
	}
	info, err := os.Stat(r.path)
	if err != nil {
		return 0, err
	}
	return info.Size(), r.open()
}

// look records the items a minute later.
func (r *recorder) look() error {
	r.day = r.day.Add(time.Minute)
	_, err := r.book.Record(r.ctx, history.Snapshot{Holder: r.holder, Began: r.day, Ended: r.day, Items: r.items, Complete: true})
	return err
}

// year records a look a day. Each day the oldest items are gone and new ones are there.
func (r *recorder) year(pool *models.Pool) error {
	next := firstNewItem
	for range yearDays {
		body := []byte(`{"items":[`)
		for i, it := range r.items[:turnover] {
			if i > 0 {
				body = append(body, ',')
			}
			was, is := `"instance_id":`+it.Instance().String(), `"instance_id":`+strconv.Itoa(next)
			body = append(body, bytes.Replace(it.Raw(), []byte(was), []byte(is), 1)...)
			next++
		}
		r.day = r.day.AddDate(0, 0, 1)
		page, err := models.DecodePage(append(body, "]}"...), pool, models.Origin{Fetched: r.day})
		if err != nil {
			return err
		}
		items := append([]*models.Item{}, r.items[turnover:]...)
		for i := range page.Items {
			items = append(items, &page.Items[i])
		}
		r.items = items
		if err := r.look(); err != nil {
			return err
		}
	}
	return nil
}
