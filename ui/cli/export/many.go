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

func (t *table4180) Fail(reason string) error {
	t.facts = facts{asset: &noAsset, opt: &t.opt, failure: reason}
	return t.put(t.Writer, t.facts.cells(t.row[:0], t.columns, func(c *column) string { return t.cell(c, &t.facts) }))
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

// Convert reads NDJSON with many players, and passes the players' items on to the writer
// that next returns; it is called before every batch of rows.
func Convert(in *bufio.Reader, next func() (Writer, error)) error {
	var rows []manyRow
	pool := models.NewPool()
	for {
		line, err := in.ReadBytes('\n')
		if err != nil && (err != io.EOF || len(line) > 0) {
			return fmt.Errorf("rows that were kept: %w", err)
		}
		var r manyRow
		if err == nil {
			if err := json.Unmarshal(line, &r, jsontext.AllowDuplicateNames(true)); err != nil {
				return fmt.Errorf("rows that were kept: %w", err)
			}
			r.Item = slices.Clone(r.Item)
		}
		if len(rows) > 0 && (err == io.EOF || len(rows) == batch || !rows[0].sameWalk(r)) {
			if pool.Assets() > maxCached {
				pool = models.NewPool()
			}
			if err := convertRows(rows, pool, next); err != nil {
				return err
			}
			rows = rows[:0]
		}
		if err == io.EOF {
			return nil
		}
		rows = append(rows, r)
	}
}

// sameWalk reports whether two rows have items of one answer.
func (r manyRow) sameWalk(other manyRow) bool {
	return r.Player == other.Player && bytes.Equal(r.PlayerID, other.PlayerID) && r.HolderKind == other.HolderKind && bytes.Equal(r.HolderID, other.HolderID) &&
		r.ReadAt.Equal(other.ReadAt) && (r.Item == nil) == (other.Item == nil)
}

func convertRows(rows []manyRow, pool *models.Pool, next func() (Writer, error)) error {
	w, err := next()
	if err != nil {
		return err
	}
	r := rows[0]
	var h models.Holder
	h.Player, _ = models.ParsePlayerID(string(r.PlayerID))
	switch r.HolderKind {
	case models.CharacterHolder.Code():
		h.Kind = models.CharacterHolder
		h.Character, _ = models.ParseCharacterID(string(r.HolderID))
	case models.HeroHolder.Code():
		h.Kind = models.HeroHolder
		h.Hero, _ = models.ParseHeroID(string(r.HolderID))
	}
	w.SetPlayer(r.Player.Raw(), h)
	if r.Item == nil {
		for _, r := range rows {
			if err := w.Fail(r.Error.Raw()); err != nil {
				return err
			}
		}
		return nil
	}
	values := make([]jsontext.Value, len(rows))
	for i := range rows {
		values[i] = rows[i].Item
	}
	page, err := saved.Page(values, pool, models.Origin{Fetched: r.ReadAt})
	if err != nil {
		return err
	}
	for i := range page.Items {
		if err := w.Write(&page.Items[i]); err != nil {
			return err
		}
	}
	return nil
}
