package history

import (
	"github.com/ncruces/go-sqlite3"

	"lootlens/models"
)

// look is a row of looks.
type look struct {
	inventory                      int64
	ended, began                   int64
	complete                       bool
	after, through                 models.InstanceID
	items, added, removed, changed int
}

func (l look) model(h models.Holder) models.Look {
	return models.Look{ID: l.ended, Holder: h, Began: at(l.began), Ended: at(l.ended), Complete: l.complete, Items: l.items, Added: l.added, Removed: l.removed, Changed: l.changed}
}

// covers reports whether the look says something about an id that it did not find.
func (l look) covers(id models.InstanceID) bool {
	if l.complete {
		return true
	}
	return !id.IsZero() && !l.through.IsZero() && id.Compare(l.through) <= 0 && (l.after.IsZero() || id.Compare(l.after) > 0)
}

// looks are an inventory's looks, oldest first.
type looks []look

// lastCovering is the time of the newest look in list that covers id, but no earlier than first, a look that found it.
func (list looks) lastCovering(id models.InstanceID, first int64) int64 {
	for i := len(list) - 1; i >= 0 && list[i].ended > first; i-- {
		if list[i].covers(id) {
			return list[i].ended
		}
	}
	return first
}

// began is when the look that ended at a time began: what it found may have been there only then. It is the time itself
// where the look was removed.
func (list looks) began(ended int64) int64 {
	if i := len(list.upTo(ended)) - 1; i >= 0 && list[i].ended == ended {
		return list[i].began
	}
	return ended
}

// upTo are the looks until a time, that time included.
func (list looks) upTo(ended int64) looks {
	i := len(list)
	for i > 0 && list[i-1].ended > ended {
		i--
	}
	return list[:i]
}

func (s *Store) looks(inventory int64) (list looks, err error) {
	err = s.query(`SELECT ended, began, complete, after, through, items, added, removed, changed FROM look WHERE inventory = ? ORDER BY ended`,
		func(r *sqlite3.Stmt) error {
			l := look{inventory: inventory, ended: r.ColumnInt64(0), began: r.ColumnInt64(1), complete: r.ColumnBool(2),
				items: r.ColumnInt(5), added: r.ColumnInt(6), removed: r.ColumnInt(7), changed: r.ColumnInt(8)}
			if l.after, err = instance(r, 3); err == nil {
				l.through, err = instance(r, 4)
			}
			list = append(list, l)
			return err
		}, inventory)
	return list, err
}

func (s *Store) addLook(l look) error {
	return s.query(`INSERT INTO look (inventory, ended, began, complete, after, through, items, added, removed, changed) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, nil,
		l.inventory, l.ended, l.began, l.complete, key(l.after), key(l.through), int64(l.items), int64(l.added), int64(l.removed), int64(l.changed))
}

// version is a row of versions. In what a look found the shape or the asset can be 0: they are not in the store yet, and
// the item has them.
type version struct {
	instance     models.InstanceID
	lane         int64
	first        int64
	last, until  optional
	shape, asset int64
	values
	origin int64

	item    *models.Item // nil where it has not been decoded
	content *content     // the shape in an intake; nil in what comes from the store
}

// sameContent reports whether two versions have the same JSON, without regard to a rental's time.
func (v *version) sameContent(other *version) bool {
	return v.shape != 0 && v.shape == other.shape && v.asset == other.asset && v.acquired == other.acquired && v.left.set == other.left.set
}

const oneItem = `instance = ?`

const versionColumns = `instance, lane, first, last, until, shape, asset, acquired, time_left, origin`

// versions are the rows of an inventory that match a condition, in the order of their ids.
func (s *Store) versions(inventory int64, where string, args ...any) (list []version, err error) {
	if where != oneItem {
		n, err := s.number(`SELECT max(items) FROM look WHERE inventory = ?`, inventory)
		if err != nil {
			return nil, err
		}
		list = make([]version, 0, min(max(n, 0), 1<<20))
	}
	err = s.query(`SELECT `+versionColumns+` FROM version WHERE inventory = ? AND `+where+` ORDER BY instance, lane, first`,
		func(r *sqlite3.Stmt) error {
			v := version{lane: r.ColumnInt64(1), first: r.ColumnInt64(2), last: column(r, 3), until: column(r, 4),
				shape: r.ColumnInt64(5), asset: r.ColumnInt64(6), values: values{column(r, 7), column(r, 8)}, origin: r.ColumnInt64(9)}
			if v.instance, err = instance(r, 0); err != nil {
				return err
			}
			list = append(list, v)
			return nil
		}, append([]any{inventory}, args...)...)
	return list, err
}

// stateAt are the versions that were there at a look.
func (s *Store) stateAt(inventory, ended int64) ([]version, error) {
	return s.versions(inventory, `first <= ? AND (until IS NULL OR until > ?)`, ended, ended)
}

func (s *Store) addVersion(inventory int64, v *version) error {
	var asset optional
	if v.asset != 0 {
		asset = some(v.asset)
	}
	return s.query(`INSERT INTO version (inventory, `+versionColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, nil,
		inventory, key(v.instance), v.lane, v.first, v.last, v.until, v.shape, asset, v.acquired, v.left, v.origin)
}

// endVersion says which look ended a version, and which found it last.
func (s *Store) endVersion(inventory int64, v *version, last, until int64) error {
	return s.query(`UPDATE version SET last = ?, until = ? WHERE inventory = ? AND instance = ? AND lane = ? AND first = ?`, nil,
		last, until, inventory, key(v.instance), v.lane, v.first)
}
