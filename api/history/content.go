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
	"lootlens/models/jsonscan"
)

// shape is an item's own JSON without what differs from item to item. JSON has null for each value that was cut out, and
// slots says where: for each an uvarint of its distance from the previous one, and its kind.
type shape struct {
	json, slots []byte
}

// The kinds of slot.
const (
	idSlot byte = iota
	dateSlot
	leftSlot
	assetSlot
)

const null = "null"

// dateLayout is the form in which dates are cut out.
const dateLayout = "2006-01-02T15:04:05Z"

// values are what was cut out of an item.
type values struct {
	acquired, left optional
}

// cutter cuts items. Its buffers are used again.
type cutter struct {
	own, json, slots []byte
	date             []byte
	pos, slot        int // what of own is in json, and where the latest slot is
}

// cut cuts an item; what it returns is valid until the next call. A value is cut out only where it can be put back byte for
// byte.
func (c *cutter) cut(it *models.Item) (shape, values) {
	var v values
	c.json, c.slots, c.pos, c.slot = c.json[:0], c.slots[:0], 0, 0
	if !it.Valid() {
		if c.json = it.AppendRaw(c.json); !standsAlone(c.json) {
			c.json = it.AppendJSON(c.json[:0])
		}
		return shape{c.json, c.slots}, v
	}
	var at int
	c.own, at = it.AppendOwn(c.own[:0])
	if len(c.own) > 0 && c.own[0] == '{' {
		c.members(it, at, &v)
	}
	c.json = append(c.json, c.own[c.pos:]...)
	return shape{c.json, c.slots}, v
}

// standsAlone reports whether malformed JSON is read as one item in any page, as it was in its own. Where the brackets do
// not fit, the item is kept as a string.
func standsAlone(raw []byte) bool {
	page, err := models.DecodePage(slices.Concat([]byte(`{"items":[`), raw, []byte(`,0]}`)), models.NewPool(), models.Origin{})
	return err == nil && len(page.Items) == 2 && string(page.Items[0].Raw()) == string(raw)
}

func (c *cutter) members(it *models.Item, asset int, v *values) {
	var done [assetSlot + 1]bool
	once := func(kind byte) bool { first := !done[kind]; done[kind] = true; return first }
	o := jsonscan.Open(c.own, 0)
	for {
		quoted, ok := o.Name()
		if !ok {
			return
		}
		from := o.Pos
		raw, ok := o.Value()
		if !ok {
			return
		}
		if from == asset {
			c.take(from, o.Pos, assetSlot)
			continue
		}
		switch string(jsonscan.Unquote(quoted)) {
		case "instance_id", "universal_id":
			if string(raw) == it.Instance().String() && once(idSlot) {
				c.take(from, o.Pos, idSlot)
			}
		case "acquisition_date":
			c.date = append(c.date[:0], '"')
			t, ok := it.Acquired()
			c.date = append(t.UTC().AppendFormat(c.date, dateLayout), '"')
			if ok && string(raw) == string(c.date) && once(dateSlot) {
				v.acquired = some(t.Unix())
				c.take(from, o.Pos, dateSlot)
			}
		case "rental":
			if raw.Kind() == '{' {
				c.rental(from, o.Pos, v, once)
			}
		}
	}
}

// rental cuts the time left out of the rental that is own[from:to].
func (c *cutter) rental(from, to int, v *values, once func(byte) bool) {
	o := jsonscan.Open(c.own[:to], from)
	for {
		quoted, ok := o.Name()
		if !ok {
			return
		}
		from := o.Pos
		raw, ok := o.Value()
		if !ok {
			return
		}
		if string(jsonscan.Unquote(quoted)) != "time_left" {
			continue
		}
		to := o.Pos
		if raw.Kind() == '"' { // LootLocker sends it as a text
			raw, from, to = raw[1:len(raw)-1], from+1, to-1
		}
		n, err := strconv.ParseInt(string(raw), 10, 64)
		if err == nil && strconv.FormatInt(n, 10) == string(raw) && once(leftSlot) {
			v.left = some(n)
			c.take(from, to, leftSlot)
		}
	}
}

func (c *cutter) take(from, to int, kind byte) {
	c.json = append(c.json, c.own[c.pos:from]...)
	c.slots = append(binary.AppendUvarint(c.slots, uint64(len(c.json)-c.slot)), kind)
	c.slot = len(c.json)
	c.json = append(c.json, null...)
	c.pos = to
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
		kind := rest[n]
		rest = rest[n+1:]
		slot += int(distance)
		if slot < pos || !bytes.HasPrefix(s.json[slot:], []byte(null)) {
			return dst, errShape
		}
		dst = append(dst, s.json[pos:slot]...)
		switch kind {
		case idSlot:
			dst = append(dst, id.String()...)
		case dateSlot:
			dst = append(dst, '"')
			dst = time.Unix(v.acquired.n, 0).UTC().AppendFormat(dst, dateLayout)
			dst = append(dst, '"')
		case leftSlot:
			dst = strconv.AppendInt(dst, v.left.n, 10)
		case assetSlot:
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
