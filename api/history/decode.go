package history

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/ncruces/go-sqlite3"

	"lootlens/models"
)

// decoder makes items of versions. It reads each shape, asset and origin once.
type decoder struct {
	store   *Store
	pool    *models.Pool
	shapes  map[int64]shape
	assets  map[int64][]byte
	origins map[int64]*models.Origin
	page    []byte
}

func (s *Store) decoder() *decoder {
	return &decoder{store: s, pool: models.NewPool(), shapes: map[int64]shape{}, assets: map[int64][]byte{}, origins: map[int64]*models.Origin{}}
}

// items returns the items of versions and sets them.
func (d *decoder) items(list []*version) ([]*models.Item, error) {
	if err := d.decode(list); err != nil {
		return nil, err
	}
	items := make([]*models.Item, len(list))
	for i, v := range list {
		items[i] = v.item
	}
	return items, nil
}

const batch = 200 // items that are decoded together

// decode sets the items of versions that have none. Those with one origin become pages, as they came.
func (d *decoder) decode(list []*version) error {
	var todo []*version
	for _, v := range list {
		if v.item == nil {
			todo = append(todo, v)
		}
	}
	slices.SortStableFunc(todo, func(a, b *version) int { return cmp.Compare(a.origin, b.origin) })
	for len(todo) > 0 {
		n := 1
		for n < len(todo) && n < batch && todo[n].origin == todo[0].origin {
			n++
		}
		if err := d.decodePage(todo[:n]); err != nil {
			return err
		}
		todo = todo[n:]
	}
	return nil
}

func (d *decoder) decodePage(list []*version) error {
	origin, err := d.origin(list[0].origin)
	if err != nil {
		return err
	}
	d.page = append(d.page[:0], `{"items":[`...)
	for i, v := range list {
		if i > 0 {
			d.page = append(d.page, ',')
		}
		x, err := d.shape(v.shape)
		if err != nil {
			return err
		}
		var asset []byte
		if v.asset != 0 {
			if asset, err = d.asset(v.asset); err != nil {
				return err
			}
		}
		if d.page, err = x.append(d.page, v.instance, v.values, asset); err != nil {
			return err
		}
	}
	d.page = append(d.page, `]}`...)
	page, err := models.DecodePage(d.page, d.pool, *origin)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrCorrupt, err)
	}
	if len(page.Items) != len(list) {
		return fmt.Errorf("%w: %d items became %d", ErrCorrupt, len(list), len(page.Items))
	}
	for i, v := range list {
		v.item = &page.Items[i]
	}
	return nil
}

func (d *decoder) shape(id int64) (shape, error) {
	x, ok := d.shapes[id]
	if ok {
		return x, nil
	}
	err := d.store.query(`SELECT slots, json FROM shape WHERE id = ?`, func(r *sqlite3.Stmt) error {
		x, ok = shape{slots: r.ColumnBlob(0, nil), json: r.ColumnBlob(1, nil)}, true
		return nil
	}, id)
	if err == nil && !ok {
		err = fmt.Errorf("%w: there is no shape %d", ErrCorrupt, id)
	}
	if err == nil {
		d.shapes[id] = x
	}
	return x, err
}

func (d *decoder) asset(id int64) ([]byte, error) {
	x, ok := d.assets[id]
	if ok {
		return x, nil
	}
	err := d.store.query(`SELECT json, size FROM asset WHERE id = ?`, func(r *sqlite3.Stmt) (err error) {
		ok = true
		x, err = d.store.unpack(r.ColumnRawBlob(0), r.ColumnInt(1))
		return err
	}, id)
	if err == nil && !ok {
		err = fmt.Errorf("%w: there is no asset %d", ErrCorrupt, id)
	}
	if err == nil {
		d.assets[id] = x
	}
	return x, err
}

func (d *decoder) origin(id int64) (*models.Origin, error) {
	if o := d.origins[id]; o != nil {
		return o, nil
	}
	o, err := d.store.origin(id)
	d.origins[id] = o
	return o, err
}

// origin reads a row of origins.
func (s *Store) origin(id int64) (o *models.Origin, err error) {
	err = s.query(`SELECT fetched, within, request_id, after FROM origin WHERE id = ?`, func(r *sqlite3.Stmt) error {
		o = &models.Origin{Fetched: at(r.ColumnInt64(0)), Within: time.Duration(r.ColumnInt64(1)) * time.Millisecond, RequestID: r.ColumnText(2)}
		if n, err := strconv.ParseUint(r.ColumnText(3), 10, 64); err == nil {
			o.After = models.CursorAt(n)
		}
		return nil
	}, id)
	if err == nil && o == nil {
		err = fmt.Errorf("%w: there is no origin %d", ErrCorrupt, id)
	}
	return o, err
}
