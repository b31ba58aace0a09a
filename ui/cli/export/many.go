package export

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"lootlens/models"
	"lootlens/models/saved"
	"lootlens/models/text"
)

// Frame is what a document of many players has round the rows of its players, which
// Writers with Options.Rows write: a beginning, what stands between two players, and an end.
func Frame(f Format, opt Options) (begin, between, end string, err error) {
	switch f {
	case NDJSON:
		return "", "", "", nil
	case JSON:
		return "{\"players\":[\n", ",\n", "]}\n", nil
	case CSV:
		columns, err := opt.chosen(usualManyCSV)
		if opt.BOM {
			begin = "\ufeff"
		}
		return begin + string(appendRecord(nil, names(columns))), "", "", err
	}
	return "", "", "", fmt.Errorf("%s is for one player: use ndjson, json, csv or parquet for many", f)
}

// SetPlayer says whose the next items are. The holder's player is zero where the
// reference names none.
func (o *output) SetPlayer(reference string, h models.Holder) {
	o.opt.Reference, o.opt.Meta.Holder = reference, h
}

// Fail writes a row that says why a player has no items, or not all.
func (o *output) Fail(string) error { return errors.ErrUnsupported }

func (t *table4180) SetPlayer(reference string, h models.Holder) {
	t.output.SetPlayer(reference, h)
	t.rows.owner = nil
}

func (p *columnar) SetPlayer(reference string, h models.Holder) {
	p.output.SetPlayer(reference, h)
	p.rows.owner = nil
}

func (t *table4180) Fail(reason string) error {
	t.facts = facts{asset: &noAsset, opt: &t.opt, failure: reason}
	return t.join(t.Writer, t.cells(&t.facts))
}

func (p *columnar) Fail(reason string) error {
	p.facts = facts{asset: &noAsset, opt: &p.opt, failure: reason}
	return p.put(&p.facts)
}

// manyRow is a line of NDJSON with many players.
type manyRow struct {
	Player     text.Text      `json:"player"` // the reference as given
	PlayerID   jsontext.Value `json:"player_id"`
	HolderKind string         `json:"holder_kind,omitzero"`
	HolderID   jsontext.Value `json:"holder_id,omitzero"`
	ReadAt     time.Time      `json:"read_at,omitzero"`
	Item       jsontext.Value `json:"item,omitzero"`
	Error      text.Text      `json:"error,omitzero"`
}

// of is the row without item and error.
func (o *output) of() manyRow {
	h := o.opt.Meta.Holder
	r := manyRow{Player: text.Of(o.opt.Reference), PlayerID: jsontext.Value("null")}
	if !h.Player.IsZero() {
		r.PlayerID = jsontext.Value(h.Player.String())
		r.HolderKind, r.HolderID = h.Kind.Code(), jsontext.Value(h.ID())
	}
	return r
}

// appendRow appends a row without its closing brace.
func appendRow(dst []byte, r manyRow) []byte {
	b, _ := json.Marshal(r, jsontext.AllowInvalidUTF8(true)) // the error would be about UTF-8
	return append(dst, b[:len(b)-1]...)
}

func (l *lines) Fail(reason string) error {
	r := l.of()
	r.Error = text.Of(reason)
	_, err := l.to.Write(append(appendRow(nil, r), "}\n"...))
	return err
}

func (d *document) Fail(reason string) error {
	r := d.of()
	r.Error, d.failed = text.Of(reason), true
	_, err := d.to.Write(append(appendRow(nil, r), '}'))
	return err
}

// batch is how many rows of NDJSON are decoded together.
const batch = 500

// kept reads the rows that an export has kept as NDJSON.
type kept struct {
	in   *bufio.Reader
	line []byte
	head []byte // what the line before began with, up to its item; then row holds what it says
	row  manyRow
}

// next reads a row and returns its item, which is valid until the next call.
func (k *kept) next() (item []byte, err error) {
	k.line = k.line[:0]
	for err = bufio.ErrBufferFull; err == bufio.ErrBufferFull; {
		var part []byte
		part, err = k.in.ReadSlice('\n')
		k.line = append(k.line, part...)
	}
	switch {
	case err == io.EOF && len(k.line) == 0:
		return nil, io.EOF
	case err == io.EOF:
		return nil, io.ErrUnexpectedEOF
	case err != nil:
		return nil, err
	}
	if len(k.head) > 0 && bytes.HasPrefix(k.line, k.head) && bytes.HasSuffix(k.line, endOfRow) {
		return k.line[len(k.head) : len(k.line)-len(endOfRow)], nil
	}
	k.row, k.head = manyRow{}, k.head[:0]
	if err := json.Unmarshal(k.line, &k.row, jsontext.AllowDuplicateNames(true)); err != nil {
		return nil, err
	}
	if head, ok := bytes.CutSuffix(k.line, append(slices.Clip(k.row.Item), endOfRow...)); ok && k.row.Item != nil {
		k.head = append(k.head, head...)
	}
	return k.row.Item, nil
}

var endOfRow = []byte("}\n")

// Convert reads NDJSON with many players, and passes the players' items on to the writer
// that next returns; it is called before every batch of rows.
func Convert(in *bufio.Reader, next func() (Writer, error)) error {
	c := converter{pool: models.NewPool(), next: next}
	k := kept{in: in}
	for {
		item, err := k.next()
		if err != nil && err != io.EOF {
			return fmt.Errorf("rows that were kept: %w", err)
		}
		if err == io.EOF || c.n == batch || !c.of.sameWalk(k.row) {
			if err := c.flush(); err != nil {
				return err
			}
		}
		if err == io.EOF {
			return nil
		}
		if c.of = k.row; item == nil {
			err = c.fail()
		} else {
			c.add(item)
		}
		if err != nil {
			return err
		}
	}
}

// converter passes rows on to the writers that next returns.
type converter struct {
	pool  *models.Pool
	next  func() (Writer, error)
	of    manyRow // of the rows that wait, or the latest
	page  []byte  // the items that wait, as an answer
	n     int     // how many
	texts int     // how many may be malformed: they are kept as texts
}

// add keeps an item until flush.
func (c *converter) add(item jsontext.Value) {
	if c.n++; c.n == 1 {
		c.page = append(c.page[:0], `{"items":[`...)
	} else {
		c.page = append(c.page, ',')
	}
	if item.Kind() == '"' {
		c.texts++
	}
	c.page = saved.AppendItem(c.page, item)
}

// sameWalk reports whether two rows have items of one answer.
func (r manyRow) sameWalk(other manyRow) bool {
	return r.Player == other.Player && bytes.Equal(r.PlayerID, other.PlayerID) && r.HolderKind == other.HolderKind && bytes.Equal(r.HolderID, other.HolderID) &&
		r.ReadAt.Equal(other.ReadAt) && (r.Item == nil) == (other.Item == nil)
}

// writer is the one for the rows that are due, and knows whose they are.
func (c *converter) writer() (Writer, error) {
	w, err := c.next()
	if err != nil {
		return nil, err
	}
	var h models.Holder
	h.Player, _ = models.ParsePlayerID(string(c.of.PlayerID))
	switch c.of.HolderKind {
	case models.CharacterHolder.Code():
		h.Kind = models.CharacterHolder
		h.Character, _ = models.ParseCharacterID(string(c.of.HolderID))
	case models.HeroHolder.Code():
		h.Kind = models.HeroHolder
		h.Hero, _ = models.ParseHeroID(string(c.of.HolderID))
	}
	w.SetPlayer(c.of.Player.Raw(), h)
	return w, nil
}

// fail writes a row that has an error instead of an item.
func (c *converter) fail() error {
	w, err := c.writer()
	if err != nil {
		return err
	}
	return w.Fail(c.of.Error.Raw())
}

// flush writes the items that wait.
func (c *converter) flush() error {
	if c.n == 0 {
		return nil
	}
	w, err := c.writer()
	if err != nil {
		return err
	}
	if c.pool.Assets() > mostAssets {
		c.pool = models.NewPool()
	}
	page, err := models.DecodePage(append(c.page, "]}"...), c.pool, models.Origin{Fetched: c.of.ReadAt})
	if err == nil && len(page.Items) != c.n {
		err = fmt.Errorf("%d items are read as %d", c.n, len(page.Items))
	}
	if err != nil {
		return fmt.Errorf("rows that were kept: %w", err)
	}
	for i := range page.Items {
		it := &page.Items[i]
		if !it.Valid() {
			c.texts--
		}
		if c.texts < 0 {
			return fmt.Errorf("rows that were kept: %s is no JSON", text.Of(string(it.Raw())).Line())
		}
		if err := w.Write(it); err != nil {
			return err
		}
	}
	c.n, c.texts = 0, 0
	return nil
}
