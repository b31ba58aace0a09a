package export

import (
	"bytes"
	"strconv"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"lootlens/models"
	"lootlens/models/jsonscan"
	"lootlens/models/text"
)

// AppendItem appends the item as JSON in one line: the values that the server sent,
// without blanks between them, and with \u escapes for control characters. So that every
// reader takes it, lone surrogates and bytes that are not UTF-8 become U+FFFD, and of
// members with one name the last stays. An item that is not JSON is a string with its
// bytes.
func AppendItem(dst []byte, it *models.Item) []byte { return appendItem(dst, it, nil) }

// appendItem is AppendItem. known are assets whose JSON was looked at; nil is none.
func appendItem(dst []byte, it *models.Item, known *assets) []byte {
	from := len(dst)
	dst = it.AppendJSON(dst)
	dst = compact(dst[:from], dst[from:])
	if !printable(dst[from:]) || bytes.Contains(dst[from:], escape) { // few are so
		dst = append(dst[:from], text.JSON(bytes.Clone(dst[from:]))...)
	}
	if known.unique(it) || jsontext.Value(dst[from:]).IsValid() {
		return dst
	}
	return append(dst[:from], text.JSON(lastMembers(nil, bytes.Clone(dst[from:])))...)
}

// assets remembers assets whose JSON has no name twice in one object.
type assets struct{ ok map[*models.Asset]bool }

// maxAssets is how many are remembered: a walk has no end.
const maxAssets = 4096

// unique reports whether the item's JSON is known to have no name twice in one object.
func (a *assets) unique(it *models.Item) bool {
	if a == nil || it.Asset() == nil {
		return false
	}
	own, at := it.AppendOwn(nil)
	if at < 0 || !jsontext.Value(own).IsValid() {
		return false
	}
	ok, known := a.ok[it.Asset()]
	if !known {
		if a.ok == nil || len(a.ok) >= maxAssets {
			a.ok = map[*models.Asset]bool{}
		}
		ok = it.Asset().Raw().IsValid()
		a.ok[it.Asset()] = ok
	}
	return ok
}

// lastMembers appends valid JSON, in each object without the members that another of the
// same name follows.
func lastMembers(dst []byte, v jsontext.Value) []byte {
	switch v.Kind() {
	case '[':
		dst = append(dst, '[')
		for i, e := range jsonscan.Elements(v) {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = lastMembers(dst, e)
		}
		return append(dst, ']')
	case '{':
		last, n := map[string]int{}, 0
		for name := range jsonscan.Members(v) {
			last[string(name)] = n
			n++
		}
		dst, n = append(dst, '{'), 0
		for name, value := range jsonscan.Members(v) {
			if last[string(name)] == n {
				if dst[len(dst)-1] != '{' {
					dst = append(dst, ',')
				}
				dst, _ = jsontext.AppendQuote(dst, name)
				dst = lastMembers(append(dst, ':'), value)
			}
			n++
		}
		return append(dst, '}')
	}
	return append(dst, v...)
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
	buf   []byte
	known assets
}

func (l *lines) Write(it *models.Item) error {
	l.count++
	if l.opt.Many {
		r := l.of()
		r.ReadAt = it.Origin().Fetched.UTC()
		l.buf = append(appendRow(l.buf[:0], r), `,"item":`...)
		l.buf = append(appendItem(l.buf, it, &l.known), "}\n"...)
		_, err := l.output.Write(l.buf)
		return err
	}
	l.buf = append(appendItem(l.buf[:0], it, &l.known), '\n')
	_, err := l.output.Write(l.buf)
	return err
}

func (l *lines) Close(Summary) error { return l.Flush() }

// document is JSON, with an item a line.
type document struct {
	lines
	from, until time.Time // when the first and last item were fetched
	failed      bool      // instead of items there is an error
}

func (d *document) Write(it *models.Item) error {
	before := ",\n"
	if d.count == 0 {
		before = d.begin() + "\n"
	}
	d.count++
	at := it.Origin().Fetched
	if d.from.IsZero() || at.Before(d.from) {
		d.from = at
	}
	if at = at.Add(it.Origin().Within); at.After(d.until) {
		d.until = at
	}
	d.buf = appendItem(append(d.buf[:0], before...), it, &d.known)
	_, err := d.output.Write(d.buf)
	return err
}

// begin is the document's beginning.
func (d *document) begin() string {
	if !d.opt.Many {
		return `{"items":[`
	}
	return string(appendRow(nil, d.of())) + `,"items":[`
}

func (d *document) Close(s Summary) error {
	if d.failed {
		return d.Flush()
	}
	b := d.buf[:0]
	if d.count == 0 {
		b = append(b, d.begin()...)
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
