// Package saved reads inventories from exports and from LootLocker's own answers, and
// defines what an export writes besides the items: whose they are, when they were read
// and whether all are there. It opens no file.
package saved

import (
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"lootlens/models"
	"lootlens/models/text"
)

// File is what an inventory in a file holds.
type File struct {
	Items []*models.Item // in the file's order; one that comes again unchanged once
	Total models.Total   // as the server sent it
	// Meta is what the export says about itself. HasMeta is false for NDJSON and for
	// LootLocker's answers.
	Meta    Meta
	HasMeta bool
}

// Missing says why items may be missing from the file, or is "".
func (f *File) Missing() string {
	n := uint64(len(f.Items))
	switch {
	case f.HasMeta && !f.Meta.Complete:
		return cmp.Or(text.Of(f.Meta.Notice).Line(), "its export was not finished")
	case f.HasMeta && f.Meta.Count > n:
		return fmt.Sprintf("its export wrote %d items, and the file has %d", f.Meta.Count, n)
	case !f.HasMeta && f.Total.Known && f.Total.N > n:
		return fmt.Sprintf("the server said that there are %d items, and the file has %d", f.Total.N, n)
	}
	return ""
}

// ErrNotExport: the file cannot be read as an inventory.
var ErrNotExport = errors.New("not an inventory: give a JSON or NDJSON export, or an answer of LootLocker's as it came")

const (
	batch = 200      // items that are decoded together
	peek  = 64 << 10 // bytes that show whether the file is an answer
)

var lenient = []jsontext.Options{jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)}

// Read reads a JSON export, an NDJSON export or an answer of the API, in UTF-8 or, with a
// byte order mark, UTF-16. It keeps the items in memory and never the whole file. The error
// wraps ErrNotExport, or is the reader's; a file that ends in the middle is an error, since
// what is missing would compare as removed.
func Read(r io.Reader) (*File, error) {
	in := bufio.NewReaderSize(transform.NewReader(r, unicode.BOMOverride(encoding.Nop.NewDecoder())), peek)
	begin, err := in.Peek(peek)
	if err != nil && err != io.EOF {
		return nil, err
	}
	f := &reader{pool: models.NewPool(), dec: jsontext.NewDecoder(in, lenient...)}
	if isAnswer(begin) {
		err = f.answer()
	} else {
		err = f.lines()
	}
	if err == nil {
		err = f.flush()
	}
	var syntax *jsontext.SyntacticError
	switch {
	case errors.As(err, &syntax), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return nil, fmt.Errorf("%w (it is not JSON after byte %d)", ErrNotExport, f.dec.InputOffset())
	case err != nil:
		return nil, err
	}
	f.Items = distinct(f.Items)
	f.setFetched()
	return &f.File, nil
}

// isAnswer reports whether a file begins with an object that holds a list of items.
func isAnswer(begin []byte) bool {
	dec := jsontext.NewDecoder(bytes.NewReader(begin), lenient...)
	if dec.PeekKind() != '{' {
		return false
	}
	dec.ReadToken()
	for dec.PeekKind() == '"' {
		name, err := dec.ReadToken()
		if err != nil {
			return false
		}
		switch name := name.String(); {
		case isList(name):
			return dec.PeekKind() == '[' || dec.PeekKind() == 'n'
		case name == "instance_id" || name == "universal_id": // an item, whatever it holds
			return false
		}
		if dec.SkipValue() != nil {
			return false
		}
	}
	return false
}

func isList(name string) bool { return name == "items" || name == "global_assets" }

type reader struct {
	File
	dec  *jsontext.Decoder
	pool *models.Pool
	// page collects items as the answer that DecodePage reads.
	page  []byte
	count int
}

func (f *reader) answer() error {
	if _, err := f.dec.ReadToken(); err != nil {
		return err
	}
	for f.dec.PeekKind() == '"' {
		token, err := f.dec.ReadToken()
		if err != nil {
			return err
		}
		switch name := token.String(); {
		case name == "looks": // before the items, as is "holds"
			return fmt.Errorf("%w (it is a history: `lootlens export PLAYER --at TIME` gives an inventory as it was)", ErrNotExport)
		case name == "holds":
			return fmt.Errorf("%w (it is an answer of verify, with some of the items that match: `lootlens export PLAYER --query …` gives all of them)", ErrNotExport)
		case isList(name) && f.dec.PeekKind() == '[':
			err = f.list()
		case name == "total":
			var v jsontext.Value
			if v, err = f.dec.ReadValue(); err == nil {
				f.total(v)
			}
		case name == "lootlens":
			var v jsontext.Value
			if v, err = f.dec.ReadValue(); err == nil {
				f.Meta, err = DecodeMeta(v)
				f.HasMeta = err == nil
			}
		default:
			err = f.dec.SkipValue()
		}
		if err != nil {
			return err
		}
	}
	if _, err := f.dec.ReadToken(); err != nil { // the closing brace
		return err
	}
	if _, err := f.dec.ReadToken(); err != io.EOF {
		return fmt.Errorf("%w (something follows its end)", ErrNotExport)
	}
	return nil
}

func (f *reader) total(v jsontext.Value) {
	if n, err := strconv.ParseUint(string(v), 10, 64); err == nil {
		f.Total = models.Total{N: n, Known: true}
	}
}

func (f *reader) list() error {
	if _, err := f.dec.ReadToken(); err != nil {
		return err
	}
	for f.dec.PeekKind() != ']' {
		v, err := f.dec.ReadValue()
		if err != nil {
			return err
		}
		if err := f.add(v); err != nil {
			return err
		}
	}
	_, err := f.dec.ReadToken()
	return err
}

// lines reads NDJSON. An item can be any value, but a file whose objects have no id, or one
// without any object or a string that looks like one, is some other file.
func (f *reader) lines() error {
	var stranger jsontext.Value // the first object, until one is an item
	items, objects, others := 0, 0, 0
	for {
		v, err := f.dec.ReadValue()
		switch {
		case err == io.EOF && items == 0 && objects > 0:
			if has(stranger, "players") || has(stranger, "player_id") {
				return fmt.Errorf("%w (it is about many players: choose the items of one, as with `jq -c 'select(.player_id == 1250).item // empty'`)", ErrNotExport)
			}
			return fmt.Errorf("%w (none of its %d objects has an instance_id)", ErrNotExport, objects)
		case err == io.EOF && items == 0 && others > 0:
			return fmt.Errorf("%w (none of its %d values is an item)", ErrNotExport, others)
		case err == io.EOF:
			return nil
		case err != nil:
			return err
		case items > 0 || bytes.HasPrefix(v, []byte(`"{`)):
			items++
		case v.Kind() == '{' && has(v, "instance_id", "universal_id"):
			items++
		case v.Kind() == '{':
			if objects++; objects == 1 {
				stranger = v.Clone()
			}
		default:
			others++
		}
		if err := f.add(v); err != nil {
			return err
		}
	}
}

// has reports whether an object has a member of one of these names.
func has(object jsontext.Value, names ...string) bool {
	dec := jsontext.NewDecoder(bytes.NewReader(object), lenient...)
	_, _ = dec.ReadToken()
	for dec.PeekKind() == '"' {
		name, err := dec.ReadToken()
		if err != nil || slices.Contains(names, name.String()) {
			return err == nil
		}
		if dec.SkipValue() != nil {
			return false
		}
	}
	return false
}

// add adds one item. A malformed one, which an export writes as a string, gets its own
// bytes back.
func (f *reader) add(v jsontext.Value) error {
	if len(f.page) == 0 {
		f.page = append(f.page, `{"items":[`...)
	} else {
		f.page = append(f.page, ',')
	}
	f.page = append(f.page, malformed(v)...)
	if f.count++; f.count < batch {
		return nil
	}
	return f.flush()
}

// AppendItem appends an item of an answer, as the server sent it: v is the item as an export
// wrote it.
func AppendItem(dst []byte, v jsontext.Value) []byte { return append(dst, malformed(v)...) }

// malformed is the item in a string where v is an item that is not JSON, and otherwise v.
func malformed(v jsontext.Value) []byte {
	if v.Kind() != '"' {
		return v
	}
	inner, err := jsontext.AppendUnquote(nil, v)
	if err != nil || len(inner) == 0 || inner[0] != '{' || jsontext.Value(inner).IsValid(lenient...) {
		return v
	}
	// Only what decodes as one element of a list was an item.
	page, err := models.DecodePage(append(append([]byte(`{"items":[`), inner...), "]}"...), models.NewPool(), models.Origin{})
	if err != nil || len(page.Items) != 1 {
		return v
	}
	return inner
}

func (f *reader) flush() error {
	if f.count == 0 {
		return nil
	}
	page, err := models.DecodePage(append(f.page, "]}"...), f.pool, models.Origin{})
	if err != nil {
		return fmt.Errorf("%w (%w)", ErrNotExport, err)
	}
	for i := range page.Items {
		f.Items = append(f.Items, &page.Items[i])
	}
	f.page, f.count = f.page[:0], 0
	return nil
}

// distinct removes items that repeat an earlier one, as where pages overlap or exports of one inventory were put together.
func distinct(items []*models.Item) []*models.Item {
	seen := make(map[models.InstanceID][]*models.Item, len(items))
	return slices.DeleteFunc(items, func(it *models.Item) bool {
		id := it.Instance()
		if id.IsZero() {
			return false
		}
		if slices.ContainsFunc(seen[id], it.Repeats) {
			return true
		}
		seen[id] = append(seen[id], it)
		return false
	})
}

// setFetched dates all items by the export's meta, which may come after them.
func (f *reader) setFetched() {
	if !f.HasMeta {
		return
	}
	for _, it := range f.Items {
		o := it.Origin()
		o.Fetched = f.Meta.Time
		// Until is cut to the millisecond.
		o.Within = max(0, f.Meta.Until.Sub(f.Meta.Time)+time.Millisecond)
	}
}
