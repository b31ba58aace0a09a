package history

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/ncruces/go-sqlite3"

	"lootlens/models"
)

// shape is an item's own JSON without what differs from item to item. JSON has null for each value that was cut out, and
// slots says where: for each an uvarint of its distance from the previous one, and its kind.
type shape struct {
	json, slots []byte
}

const null = "null"

// dateLayout is the form in which dates are cut out.
const dateLayout = "2006-01-02T15:04:05Z"

// values are what was cut out of an item.
type values struct {
	acquired, left optional
}

func valuesOf(it *models.Item) (v values) {
	v.acquired.n, v.acquired.set = it.SlotValue(models.DateSlot)
	v.left.n, v.left.set = it.SlotValue(models.LeftSlot)
	return v
}

// shapeOf is the shape of an item, in memory of its own.
func shapeOf(it *models.Item) shape {
	x := shape{slots: []byte{}}
	if !it.Valid() {
		if x.json = it.Raw(); !standsAlone(x.json) {
			x.json = it.AppendJSON(nil)
		}
		return x
	}
	last := 0
	x.json = it.Template().AppendJSON(nil, func(at int, kind models.SlotKind) {
		x.slots = append(binary.AppendUvarint(x.slots, uint64(at-last)), byte(kind))
		last = at
	})
	return x
}

// standsAlone reports whether malformed JSON is read as one item in any page, as it was in its own. Where the brackets do
// not fit, the item is kept as a string.
func standsAlone(raw []byte) bool {
	page, err := models.DecodePage(slices.Concat([]byte(`{"items":[`), raw, []byte(`,0]}`)), models.NewPool(), models.Origin{})
	return err == nil && len(page.Items) == 2 && string(page.Items[0].Raw()) == string(raw)
}

var errShape = fmt.Errorf("%w: an item's slots are out of place", ErrCorrupt)

// append appends the item's JSON.
func (s shape) append(dst []byte, id models.InstanceID, v values, asset []byte) ([]byte, error) {
	pos, slot := 0, 0
	for rest := s.slots; len(rest) > 0; {
		distance, n := binary.Uvarint(rest)
		if n <= 0 || n >= len(rest) || distance > uint64(len(s.json)-slot) {
			return dst, errShape
		}
		kind := models.SlotKind(rest[n])
		rest = rest[n+1:]
		slot += int(distance)
		if slot < pos || !bytes.HasPrefix(s.json[slot:], []byte(null)) {
			return dst, errShape
		}
		dst = append(dst, s.json[pos:slot]...)
		switch kind {
		case models.IDSlot:
			dst = append(dst, id.String()...)
		case models.DateSlot:
			dst = append(dst, '"')
			dst = time.Unix(v.acquired.n, 0).UTC().AppendFormat(dst, dateLayout)
			dst = append(dst, '"')
		case models.LeftSlot:
			dst = strconv.AppendInt(dst, v.left.n, 10)
		case models.AssetSlot:
			if len(asset) == 0 {
				return dst, errShape
			}
			dst = append(dst, asset...)
		default:
			return dst, errShape
		}
		pos = slot + len(null)
	}
	return append(dst, s.json[pos:]...), nil
}

// sum names content.
func sum(parts ...[]byte) []byte {
	h := sha256.New()
	for _, p := range parts {
		h.Write(binary.AppendUvarint(nil, uint64(len(p))))
		h.Write(p)
	}
	return h.Sum(nil)[:16]
}

// keepShape returns the id of a shape, which it adds where it is new.
func (s *Store) keepShape(x shape) (int64, error) {
	hash := sum(x.slots, x.json)
	id, err := s.number(`SELECT id FROM shape WHERE hash = ?`, hash)
	if err != nil || id != 0 {
		return id, err
	}
	err = s.query(`INSERT INTO shape (hash, slots, json) VALUES (?, ?, ?)`, nil, hash, x.slots, x.json)
	return s.conn.LastInsertRowID(), err
}

// keepAsset is keepShape for an asset.
func (s *Store) keepAsset(a *models.Asset) (int64, error) {
	hash := sum([]byte(a.JSON()))
	id, err := s.number(`SELECT id FROM asset WHERE hash = ?`, hash)
	if err != nil || id != 0 {
		return id, err
	}
	packed, size := s.pack([]byte(a.JSON()))
	err = s.query(`INSERT INTO asset (hash, asset_id, name, rarity, size, json) VALUES (?, ?, ?, ?, ?, ?)`, nil,
		hash, a.ID.String(), a.Name.Line(), a.Rarity.Name.Line(), int64(size), packed)
	return s.conn.LastInsertRowID(), err
}

// keepOrigin adds an origin.
func (s *Store) keepOrigin(o models.Origin) (int64, error) {
	err := s.query(`INSERT INTO origin (fetched, within, request_id, after) VALUES (?, ?, ?, ?)`, nil,
		millis(o.Fetched), o.Within.Milliseconds(), o.RequestID, o.After.String())
	return s.conn.LastInsertRowID(), err
}

// key is an instance id as a column's value: a number where SQLite has it, else a text that sorts behind all numbers.
func key(id models.InstanceID) any {
	s := id.String()
	if n, err := strconv.ParseInt(s, 10, 64); err == nil {
		return n
	}
	if s == "" {
		return ""
	}
	return fmt.Sprintf("%020s", s)
}

// instance is the reverse of key.
func instance(stmt *sqlite3.Stmt, i int) (models.InstanceID, error) {
	s := stmt.ColumnText(i)
	if s == "" {
		return models.InstanceID{}, nil
	}
	if stmt.ColumnType(i) == sqlite3.TEXT {
		for len(s) > 1 && s[0] == '0' {
			s = s[1:]
		}
	}
	id, err := models.ParseInstanceID(s)
	if err != nil {
		return id, fmt.Errorf("%w: %w", ErrCorrupt, err)
	}
	return id, nil
}
