package history

import (
	"slices"
	"time"

	"lootlens/models"
	"lootlens/models/compare"
)

// difference compares what a look found with the open versions of its inventory, and writes what is different.
type difference struct {
	*decoder
	earlier looks // oldest first
	*finding
	// What a comparison of columns does not decide.
	old, new []*version
}

// run compares by id.
func (d *difference) run(open []version) error {
	byID := func(a, b version) int { return a.instance.Compare(b.instance) }
	slices.SortStableFunc(open, byID)
	slices.SortStableFunc(d.rows, byID)
	for i, j := 0, 0; i < len(open) || j < len(d.rows); {
		var id models.InstanceID
		if j == len(d.rows) || i < len(open) && open[i].instance.Compare(d.rows[j].instance) < 0 {
			id = open[i].instance
		} else {
			id = d.rows[j].instance
		}
		was, is := sameID(open[i:], id), sameID(d.rows[j:], id)
		i, j = i+len(was), j+len(is)
		if err := d.compare(was, is, id); err != nil {
			return err
		}
	}
	return d.compareItems()
}

// sameID is the beginning of list that has the id.
func sameID(list []version, id models.InstanceID) []version {
	n := 0
	for n < len(list) && list[n].instance == id {
		n++
	}
	return list[:n]
}

func (d *difference) compare(was, is []version, id models.InstanceID) error {
	switch {
	case len(is) == 0:
		for i := range was {
			if err := d.gone(&was[i]); err != nil {
				return err
			}
		}
	case len(was) == 0:
		for i := range is {
			if err := d.add(&is[i], int64(i)); err != nil {
				return err
			}
		}
	case len(was) == 1 && len(is) == 1 && !id.IsZero():
		same, err := d.same(&was[0], &is[0])
		if err != nil || same {
			return err
		}
		fallthrough
	default:
		for i := range was {
			d.old = append(d.old, &was[i])
		}
		for i := range is {
			d.new = append(d.new, &is[i])
		}
	}
	return nil
}

// same reports whether two versions are the same for certain: their JSON is, but for the time left of a rental that runs
// and ends when it did.
func (d *difference) same(was, is *version) (bool, error) {
	if !was.sameContent(is) {
		return false, nil
	}
	if was.left == is.left {
		return true, nil
	}
	if is.left.n <= 0 || was.left.n <= 0 || is.item == nil {
		return false, nil
	}
	if r := is.item.Rental(time.Time{}); r.State != models.RentalActive {
		return false, nil
	}
	o, err := d.origin(was.origin)
	if err != nil {
		return false, err
	}
	n := is.item.Origin()
	if o.Fetched.IsZero() || n.Fetched.IsZero() {
		return false, nil
	}
	ends := func(o *models.Origin, left int64) time.Time { return o.Fetched.Add(time.Duration(left) * time.Second) }
	off := ends(n, is.left.n).Sub(ends(o, was.left.n))
	margin := compare.Slack + o.Within + n.Within
	return off.Abs() <= margin, nil
}

// compareItems compares the items that the columns do not decide about, as models/compare does.
func (d *difference) compareItems() error {
	if len(d.old) == 0 && len(d.new) == 0 {
		return nil
	}
	old, err := d.items(d.old)
	if err != nil {
		return err
	}
	now, err := d.items(d.new)
	if err != nil {
		return err
	}
	changed := map[*models.Item]bool{}
	for _, c := range compare.Diff(old, now).Changed {
		changed[c.New] = true
	}
	before, gone := compare.Match(old, now)
	place := make(map[*models.Item]int, len(old))
	lanes := map[models.InstanceID]int64{} // the next one that no open version has
	for i, it := range old {
		place[it] = i
		lanes[it.Instance()] = max(lanes[it.Instance()], d.old[i].lane+1)
	}
	for i, v := range d.old {
		if gone[i] {
			if err := d.gone(v); err != nil {
				return err
			}
		}
	}
	for i, v := range d.new {
		switch {
		case before[i] == nil:
			id := v.instance
			err = d.add(v, lanes[id])
			lanes[id]++
		case changed[now[i]]:
			err = d.change(d.old[place[before[i]]], v)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// gone ends a version that the look covered and did not find.
func (d *difference) gone(v *version) error {
	if !d.covers(v.instance) {
		return nil
	}
	d.removed++
	return d.end(v)
}

func (d *difference) end(v *version) error {
	return d.store.endVersion(d.inventory, v, d.earlier.lastCovering(v.instance, v.first), d.ended)
}

func (d *difference) change(was, is *version) error {
	d.changed++
	if err := d.end(was); err != nil {
		return err
	}
	return d.insert(is, was.lane)
}

// add adds an item that was not there. It counts as added where an earlier look covered its id.
func (d *difference) add(v *version, lane int64) error {
	for i := len(d.earlier) - 1; i >= 0; i-- {
		if d.earlier[i].covers(v.instance) {
			d.added++
			break
		}
	}
	return d.insert(v, lane)
}

func (d *difference) insert(v *version, lane int64) error {
	v.lane, v.first, v.last, v.until = lane, d.ended, optional{}, optional{}
	if err := d.keep(d.store, v); err != nil {
		return err
	}
	return d.store.addVersion(d.inventory, v)
}
