package export

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	kzstd "github.com/klauspost/compress/zstd"
	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress"
	"github.com/parquet-go/parquet-go/compress/zstd"

	"lootlens/models"
)

// Limits of a row group: what one has is kept in memory until it is written.
const (
	groupRows  = 50_000
	groupBytes = 32 << 20 // of values, before they are encoded
)

// columnar writes Parquet. A value that its column's type cannot hold is null, and fault
// names it; the item's JSON has it.
type columnar struct {
	output
	rows    rows[[]parquet.Value]
	file    *parquet.GenericWriter[any]
	waiting []parquet.Row
	items   []byte          // their JSON
	value   []parquet.Value // has room for one that is not kept
	size    int             // bytes in the row group
}

// fewRows is how many rows are written together.
const fewRows = 32

func newParquet(out output) (*columnar, error) {
	usual := usualParquet
	if out.opt.Partitioned { // the folder's name says it
		usual = slices.DeleteFunc(slices.Clone(usual), func(name string) bool { return name == "environment" })
	}
	columns, err := out.opt.chosen(usual)
	if err != nil {
		return nil, err
	}
	root := ordered{Group: parquet.Group{}}
	for _, c := range columns {
		if strings.HasPrefix(c.name, ofKey) {
			return nil, fmt.Errorf("column %q: Parquet has all keys in the column storage", c.name)
		}
		root.Group[c.name] = c.kind.node()
	}
	fields := root.Group.Fields()
	leaf := 0
	for i, c := range columns {
		columns[i].leaf = leaf
		if leaf++; c.kind == pairs {
			leaf++
		}
		root.fields = append(root.fields, fields[slices.IndexFunc(fields, func(f parquet.Field) bool { return f.Name() == c.name })])
	}
	p := &columnar{output: out, rows: rows[[]parquet.Value]{memo: newMemo[[]parquet.Value](), columns: columns}, value: make([]parquet.Value, 0, 1)}
	p.file = parquet.NewGenericWriter[any](p.Writer, parquet.NewSchema("item", root),
		parquet.Compression(compression()),
		parquet.SkipPageBounds("item"), // which would keep the longest JSON until the end
		parquet.DataPageVersion(1),     // which every reader knows
		parquet.MaxRowsPerRowGroup(groupRows),
		parquet.DictionaryMaxBytes(1<<20),
		parquet.CreatedBy("lootlens", "", ""))
	return p, nil
}

// codec compresses with one encoder. zstd.Codec has new ones now and then, each with a
// window of 8 MiB for pages of 256 KiB.
type codec struct {
	zstd.Codec
	encoder *kzstd.Encoder
}

func compression() compress.Codec {
	encoder, _ := kzstd.NewWriter(nil, kzstd.WithEncoderLevel(kzstd.SpeedFastest), kzstd.WithEncoderConcurrency(1), kzstd.WithWindowSize(512<<10), kzstd.WithLowerEncoderMem(true), kzstd.WithEncoderCRC(false), kzstd.WithZeroFrames(true)) // the error would be about the options
	return &codec{encoder: encoder}
}

func (c *codec) Encode(dst, src []byte) ([]byte, error) {
	return c.encoder.EncodeAll(src, dst[:0]), nil
}

// ordered is a group whose fields are in the order of the columns.
type ordered struct {
	parquet.Group
	fields []parquet.Field
}

func (o ordered) Fields() []parquet.Field { return o.fields }

// node is the type of a column in Parquet. All can be null.
func (k kind) node() parquet.Node {
	switch k {
	case whole:
		return parquet.Optional(parquet.Int(64))
	case number:
		return parquet.Optional(parquet.Leaf(parquet.DoubleType))
	case flag:
		return parquet.Optional(parquet.Leaf(parquet.BooleanType))
	case moment:
		return parquet.Optional(parquet.Timestamp(parquet.Microsecond))
	case pairs:
		text := parquet.Encoded(parquet.String(), &parquet.RLEDictionary)
		return parquet.Optional(parquet.Map(text, text))
	case itemJSON:
		return parquet.Optional(parquet.JSON())
	}
	return parquet.Optional(parquet.Encoded(parquet.String(), &parquet.RLEDictionary))
}

func (p *columnar) Write(it *models.Item) error {
	p.count++
	return p.put(p.look(it))
}

func (p *columnar) put(f *facts) error {
	n := len(p.waiting)
	if p.waiting = slices.Grow(p.waiting, 1)[:n+1]; n == 0 {
		p.items = p.items[:0]
	}
	row, fault := p.waiting[n][:0], -1
	p.rows.each(f, func(c *column) (values []parquet.Value, odd bool) {
		if c.scope == ofItem {
			values = p.value[:0] // not kept
		}
		switch {
		case c.kind == pairs:
			return appendMap(values, f, c)
		case c.kind == itemJSON && f.it != nil:
			from := len(p.items)
			p.items = f.it.AppendPortable(p.items)
			return append(values, optional(parquet.ByteArrayValue(p.items[from:]), c.leaf)), false
		}
		v := c.typed(f)
		return append(values, optional(v, c.leaf)), v.IsNull() && c.path != nil && c.kind != moment && f.it != nil && f.member(c.path) != ""
	}, func(c *column, values []parquet.Value) {
		if c.name == "fault" {
			fault = len(row)
		}
		row = append(row, values...)
	})
	if fault >= 0 && f.it != nil && f.fault() != "" {
		row[fault] = optional(textValue(f.fault()), row[fault].Column())
	}
	for _, v := range row {
		p.size += 8
		if k := v.Kind(); k == parquet.ByteArray {
			p.size += len(v.ByteArray())
		}
	}
	p.waiting[n] = row
	if p.size < groupBytes && len(p.waiting) < fewRows {
		return nil
	}
	if err := p.write(); err != nil || p.size < groupBytes {
		return err
	}
	p.size = 0
	return p.file.Flush()
}

// write writes the rows that wait.
func (p *columnar) write() error {
	_, err := p.file.WriteRows(p.waiting)
	p.waiting = p.waiting[:0]
	return err
}

func optional(v parquet.Value, column int) parquet.Value {
	if v.IsNull() {
		return v.Level(0, 0, column)
	}
	return v.Level(0, 1, column)
}

// typed is the value of a column that is no map; null where there is none, or none of
// its type.
func (c *column) typed(f *facts) parquet.Value {
	if f.it == nil && c.scope != ofOwner {
		return parquet.NullValue()
	}
	if c.name == "acquired" { // with the parts of a second that the server sent
		if _, whole := f.it.SlotValue(models.DateSlot); !whole {
			if at, ok := models.ParseDate(f.details().Acquired.Raw()); ok {
				return parquet.Int64Value(at.UnixMicro())
			}
			return parquet.NullValue()
		}
	}
	if c.kind == moment {
		if at, ok := c.at(f); ok {
			return parquet.Int64Value(at.UnixMicro())
		}
		return parquet.NullValue()
	}
	s := c.value(f)
	switch c.kind {
	case whole:
		if n, ok := wholeNumber(s); ok {
			return parquet.Int64Value(n)
		}
	case number:
		if n, err := strconv.ParseFloat(s, 64); err == nil {
			return parquet.DoubleValue(n)
		}
	case flag:
		if b, err := strconv.ParseBool(s); err == nil {
			return parquet.BooleanValue(b)
		}
	default:
		if s != "" || f.it != nil && c.path != nil && f.isEmptyText(c.path) {
			return textValue(s)
		}
	}
	return parquet.NullValue()
}

// wholeNumber reads an integer, also one that is written as 1e3 or 5.0.
func wholeNumber(s string) (int64, bool) {
	if n, err := strconv.ParseInt(s, 10, 64); err == nil {
		return n, true
	}
	n, err := strconv.ParseFloat(s, 64)
	return int64(n), err == nil && n == math.Trunc(n) && math.Abs(n) < 1<<53
}

func textValue(s string) parquet.Value {
	return parquet.ByteArrayValue([]byte(strings.ToValidUTF8(s, "\ufffd")))
}

// appendMap appends the keys and then the values of the storage. A key that comes twice is
// there once, with both values, a line each: readers take a map with equal keys for
// damaged. odd reports that something else was sent.
func appendMap(row []parquet.Value, f *facts, c *column) (_ []parquet.Value, odd bool) {
	var keys, values []string
	if f.it != nil {
		for _, p := range f.asset.Storage {
			if i := slices.Index(keys, p.Key.Raw()); i >= 0 {
				values[i] += "\n" + p.Value.Raw()
				continue
			}
			keys, values = append(keys, p.Key.Raw()), append(values, p.Value.Raw())
		}
	}
	empty := 0 // null
	if len(keys) == 0 && f.it != nil {
		switch f.memberText(c.path) {
		case "[]", "{}":
			empty = 1
		case "", "null":
		default:
			odd = true
		}
	}
	for i, list := range [][]string{keys, values} {
		if len(list) == 0 {
			row = append(row, parquet.NullValue().Level(0, empty, c.leaf+i))
		}
		for n, s := range list {
			row = append(row, textValue(s).Level(min(n, 1), 2, c.leaf+i))
		}
	}
	return row, odd
}

// Flush does nothing: a row group is written once it is complete.
func (p *columnar) Flush() error { return nil }

func (p *columnar) Close(s Summary) error {
	m := p.opt.Meta
	m.Complete, m.Notice, m.Count = s.Complete, s.Notice, p.count
	p.file.SetKeyValueMetadata("lootlens", string(m.AppendJSON(nil)))
	if err := p.write(); err != nil {
		return err
	}
	if err := p.file.Close(); err != nil {
		return err
	}
	return p.output.Flush()
}
