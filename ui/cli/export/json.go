package export

import (
	"bytes"
	"strconv"
	"time"

	"lootlens/models"
	"lootlens/models/jsonscan"
	"lootlens/models/text"
)

// AppendItem appends the item as JSON in one line: the values that the server sent,
// without blanks between them, and with \u escapes for control characters. Lone surrogates and bytes that are not UTF-8 become U+FFFD. An item that
// is not JSON is a string with its bytes.
func AppendItem(dst []byte, it *models.Item) []byte {
	from := len(dst)
	dst = it.AppendJSON(dst)
	dst = compact(dst[:from], dst[from:])
	if printable(dst[from:]) && !bytes.Contains(dst[from:], escape) {
		return dst // as nearly all are
	}
	return append(dst[:from], text.JSON(bytes.Clone(dst[from:]))...)
}

// escape is the start of what may be a lone surrogate.
var escape = []byte(`\u`)

func printable(b []byte) bool {
	for _, c := range b {
		if c-0x20 >= 0x5F {
			return false
		}
	}
	return true
}

// compact appends valid JSON without the blanks between its tokens. src may begin where
// dst ends.
func compact(dst, src []byte) []byte {
	for len(src) > 0 {
		switch src[0] {
		case ' ', '\t', '\r', '\n':
			src = src[1:]
		case '"':
			n := jsonscan.SkipString(src, 0)
			dst = append(dst, src[:n]...)
			src = src[n:]
		default:
			dst = append(dst, src[0])
			src = src[1:]
		}
	}
	return dst
}

// lines is NDJSON.
type lines struct {
	output
	buf []byte
}

func (l *lines) Write(it *models.Item) error {
	l.count++
	l.buf = append(AppendItem(l.buf[:0], it), '\n')
	_, err := l.output.Write(l.buf)
	return err
}

func (l *lines) Close(Summary) error { return l.Flush() }

// document is JSON, with an item a line.
type document struct {
	lines
	from, until time.Time // when the first and last item were fetched
}

func (d *document) Write(it *models.Item) error {
	before := ",\n"
	if d.count == 0 {
		before = "{\"items\":[\n"
	}
	d.count++
	at := it.Origin().Fetched
	if d.from.IsZero() || at.Before(d.from) {
		d.from = at
	}
	if at = at.Add(it.Origin().Within); at.After(d.until) {
		d.until = at
	}
	d.buf = AppendItem(append(d.buf[:0], before...), it)
	_, err := d.output.Write(d.buf)
	return err
}

func (d *document) Close(s Summary) error {
	b := d.buf[:0]
	if d.count == 0 {
		b = append(b, `{"items":[`...)
	}
	b = append(b, "\n],\n\"total\":"...)
	if s.Total.Known {
		b = strconv.AppendUint(b, s.Total.N, 10)
	} else {
		b = append(b, "null"...)
	}
	b = append(b, ",\n\"lootlens\":"...)
	m := d.opt.Meta
	m.Complete, m.Notice, m.Count = s.Complete, s.Notice, d.count
	if !d.from.IsZero() {
		m.Time, m.Until = d.from, d.until
	}
	b = append(m.AppendJSON(b), "\n}\n"...)
	if _, err := d.output.Write(b); err != nil {
		return err
	}
	return d.Flush()
}
