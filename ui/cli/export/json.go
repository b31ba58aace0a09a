package export

import (
	"io"
	"strconv"
	"time"

	"lootlens/models"
)

// buffer is an io.Writer that says where its buffer has room, so that what is appended
// there is not copied. A bufio.Writer is one.
type buffer interface {
	io.Writer
	AvailableBuffer() []byte
}

// lines is NDJSON.
type lines struct {
	output
	to buffer // output, or with Options.Rows what it writes to

	// With Options.Many, what begins the rows of one answer's items.
	head   []byte
	answer *models.Origin
}

func newLines(out output, w io.Writer) lines {
	l := lines{output: out}
	if to, ok := w.(buffer); ok && out.opt.Rows {
		l.to = to
	} else {
		l.to = l.output.Writer
	}
	return l
}

func (l *lines) Write(it *models.Item) error {
	l.count++
	row, end := l.to.AvailableBuffer(), "\n"
	if l.opt.Many {
		if l.answer != it.Origin() {
			l.answer = it.Origin()
			r := l.of()
			r.ReadAt = l.answer.Fetched.UTC()
			l.head = append(appendRow(l.head[:0], r), `,"item":`...)
		}
		row, end = append(row, l.head...), "}\n"
	}
	_, err := l.to.Write(append(it.AppendPortable(row), end...))
	return err
}

func (l *lines) SetPlayer(reference string, h models.Holder) {
	l.output.SetPlayer(reference, h)
	l.answer = nil
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
	_, err := d.to.Write(it.AppendPortable(append(d.to.AvailableBuffer(), before...)))
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
	var b []byte
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
	if _, err := d.to.Write(b); err != nil {
		return err
	}
	return d.Flush()
}
