// Package export writes inventories for scripts, spreadsheets, tickets and people:
// one streaming writer a format, whose memory does not grow with the inventory, and
// a file that appears under its name only when it is whole. It asks the network and
// the terminal nothing; whoever calls decides about colour and width.
package export

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"time"

	"lootlens/models"
	"lootlens/models/saved"
	"lootlens/theme"
)

// Format is how items are written.
type Format string

// The formats.
const (
	// NDJSON is one item a line: the values that the server sent, without blanks
	// between them. An item that is no JSON is a string with its bytes.
	NDJSON Format = "ndjson"
	// JSON is one object, {"items":[…],"total":…,"lootlens":{…}}: LootLocker's own
	// answer with a saved.Meta beside it. "total" is the server's, null if unknown.
	JSON Format = "json"
	// CSV is RFC 4180 with the columns of CSVColumns.
	CSV Format = "csv"
	// Table is aligned columns for people.
	Table Format = "table"
	// Markdown is a table with a line below that says whose it is and whether it is
	// all: for tickets.
	Markdown Format = "markdown"
)

// Formats lists all formats.
func Formats() []Format { return []Format{NDJSON, JSON, CSV, Table, Markdown} }

// ParseFormat reads the name of a format.
func ParseFormat(s string) (Format, error) {
	for _, f := range Formats() {
		if string(f) == s {
			return f, nil
		}
	}
	return "", fmt.Errorf("unknown format %q: use %s", s, list(Formats()))
}

func list(formats []Format) string {
	words := make([]string, len(formats))
	for i, f := range formats {
		words[i] = string(f)
	}
	return strings.Join(words[:len(words)-1], ", ") + " or " + words[len(words)-1]
}

// Extension is the usual end of a file's name, with the dot.
func (f Format) Extension() string {
	switch f {
	case Table:
		return ".txt"
	case Markdown:
		return ".md"
	}
	return "." + string(f)
}

// FormatOf is the format that a file's name asks for by its end; false where it
// asks for none.
func FormatOf(name string) (Format, bool) {
	for _, f := range Formats() {
		if strings.HasSuffix(strings.ToLower(name), f.Extension()) {
			return f, true
		}
	}
	if strings.HasSuffix(strings.ToLower(name), ".jsonl") {
		return NDJSON, true
	}
	return "", false
}

// Options says what is written beside the items. The zero value is enough for all
// formats.
type Options struct {
	// Meta is written by JSON and Markdown. Complete, Notice and Count come from the
	// Summary, and JSON takes Time and Until from the items where there are any.
	Meta saved.Meta
	// Theme colours the table; its zero value writes none.
	Theme theme.Theme
	// Width is the terminal's, in cells; 0 cuts nothing.
	Width int
	// Now is the time that rentals are shown at; the zero Time is when each item was
	// fetched, which gives the server's own numbers.
	Now time.Time
	// Zone is the time zone of dates in CSV, table and Markdown; nil is UTC.
	Zone *time.Location
	// BOM begins CSV with a byte order mark.
	BOM bool
	// Columns are names of Columns, or "storage.KEY", for CSV, table and Markdown; nil
	// for the usual ones. Another name is an error of New.
	Columns []string
	// StorageColumns adds one column per storage key to CSV. The rows wait in a
	// temporary file until all keys are known.
	StorageColumns bool
}

// Summary is what is known once all items are written.
type Summary struct {
	// Complete is whether these are all items that were asked for; Notice says why
	// not, and is safe to print.
	Complete bool
	Notice   string
	// Total is what the server says the inventory holds.
	Total models.Total
}

// Writer writes items in one format. Errors are those of the io.Writer. It is not
// safe for concurrent use.
type Writer interface {
	// Write adds an item. It keeps nothing of it but what it still has to write.
	Write(*models.Item) error
	// Flush hands on all that has been written. The table fixes its columns' widths
	// at the first Flush, and else after 200 items.
	Flush() error
	// Count is how many items were written.
	Count() uint64
	// Close ends the document and flushes; it does not close the io.Writer. A Writer
	// that is dropped must be closed too: it may hold a temporary file.
	Close(Summary) error
}

// New begins a document on w.
func New(f Format, w io.Writer, opt Options) (Writer, error) {
	if opt.Zone == nil {
		opt.Zone = time.UTC
	}
	out := output{Writer: bufio.NewWriterSize(w, 64<<10), opt: opt}
	switch f {
	case NDJSON:
		return &lines{output: out}, nil
	case JSON:
		return &document{lines: lines{output: out}}, nil
	case CSV:
		return newCSV(out)
	case Table:
		return newTable(out)
	case Markdown:
		columns, err := opt.chosen(usualTable)
		return &markdown{output: out, columns: columns}, err
	}
	_, err := ParseFormat(string(f))
	return nil, err
}

// output is what all writers share.
type output struct {
	*bufio.Writer
	opt   Options
	count uint64
	facts facts // of the item that is written
}

func (o *output) Count() uint64 { return o.count }

// now is the time that an item's rental is shown at.
func (o *output) now(it *models.Item) time.Time {
	if o.opt.Now.IsZero() {
		return it.Origin().Fetched
	}
	return o.opt.Now
}
