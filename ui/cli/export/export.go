// Package export writes inventories for scripts, spreadsheets, tickets and people. Each
// format has a streaming writer, whose memory does not grow with the inventory. A File
// gets its name once it is complete. The package uses neither network nor terminal; the
// caller chooses colours and width.
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
	// between them. An item that is not JSON is a string with its bytes.
	NDJSON Format = "ndjson"
	// JSON is one object, {"items":[…],"total":…,"lootlens":{…}}: LootLocker's own
	// answer with a saved.Meta beside it. "total" is the server's, null if unknown.
	JSON Format = "json"
	// CSV is RFC 4180 with the columns of CSVColumns.
	CSV Format = "csv"
	// Table is aligned columns for people.
	Table Format = "table"
	// Parquet has the columns of ParquetColumns, each with a type.
	Parquet Format = "parquet"
	// Markdown is a table for tickets, with a line below it that says whose inventory it
	// is and whether it is complete.
	Markdown Format = "markdown"
)

// Formats lists all formats.
func Formats() []Format { return []Format{NDJSON, JSON, CSV, Table, Markdown, Parquet} }

// ParseFormat reads the name of a format.
func ParseFormat(s string) (Format, error) {
	for _, f := range Formats() {
		if string(f) == s {
			return f, nil
		}
	}
	return "", fmt.Errorf("unknown format %q: use %s, %s, %s, %s, %s or %s", s, NDJSON, JSON, CSV, Table, Markdown, Parquet)
}

// Extension is the usual ending of a file's name, with the dot.
func (f Format) Extension() string {
	switch f {
	case Table:
		return ".txt"
	case Markdown:
		return ".md"
	}
	return "." + string(f)
}

// FormatOf is the format that the ending of a file's name means; false if it means none.
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

// Options are the settings of a Writer. The zero value works for all formats.
type Options struct {
	// Meta is written by JSON and Markdown. Complete, Notice and Count are set from the
	// Summary; JSON sets Time and Until from the items if there are any.
	Meta saved.Meta
	// Theme styles the table; the zero value has no colours.
	Theme theme.Theme
	// Width is that of the terminal in cells; with 0 nothing is cut.
	Width int
	// Now is the time that rentals are computed for. If it is zero, it is when each item
	// was fetched, which gives the server's own numbers.
	Now time.Time
	// Zone is the time zone of dates in CSV, table and Markdown; nil is UTC.
	Zone *time.Location
	// BOM starts CSV with a byte order mark.
	BOM bool
	// Environment is what the key opens, and Reference how the player was named, for the
	// columns of these names.
	Environment, Reference string
	// Many is for items of several players: each row of CSV and NDJSON says whose it is.
	// Rows leaves out what Frame has, for the rows of one player among others.
	Many, Rows bool
	// Partitioned is for a file in a folder environment=…, which then has no such column.
	Partitioned bool
	// TextCells writes the texts of CSV as formulas, ="007", since a spreadsheet would read
	// some as numbers or dates; ids of more than 15 digits too.
	TextCells bool
	// Columns are the columns of CSV, table, Markdown and Parquet: names of Columns or
	// "storage.KEY"; nil means the default ones. New returns an error for other names.
	Columns []string
	// Past is what recorded looks know of an item, for the columns of PastColumns; nil where there are none.
	Past func(*models.Item) *models.Past
	// Below are lines of safe text below the item's row of a table; nil is none.
	Below func(*models.Item) []string
	// Cells shares what cells of CSV are among Writers of the same Options; nil is for one Writer.
	Cells *Cells
	// StorageColumns adds one column per storage key to CSV. The rows wait in a
	// temporary file until all keys are known.
	StorageColumns bool
}

// Summary describes an inventory whose items are all written.
type Summary struct {
	// Complete reports whether no item is missing; Notice says why one may be, and is
	// safe to print.
	Complete bool
	Notice   string
	// Total is the number of items by the server.
	Total models.Total
}

// Writer writes items in one format. Errors are those of the io.Writer. It is not
// safe for concurrent use.
type Writer interface {
	// Write adds an item. It keeps of the item only what is still to be written.
	Write(*models.Item) error
	// Flush writes what is buffered. The table sets the widths of its columns at the
	// first Flush, or after 200 items.
	Flush() error
	// SetPlayer and Fail are for NDJSON, JSON, CSV and Parquet with Options.Many.
	SetPlayer(reference string, h models.Holder)
	Fail(reason string) error
	// Count is the number of items that were written.
	Count() uint64
	// Close ends the document and flushes it, but does not close the io.Writer. Every
	// Writer must be closed, since it may have a temporary file.
	Close(Summary) error
}

// New starts a document on w.
func New(f Format, w io.Writer, opt Options) (Writer, error) {
	if opt.Zone == nil {
		opt.Zone = time.UTC
	}
	if opt.Theme.Styles == nil && (f == Table || f == Markdown) {
		opt.Theme = theme.None()
	}
	size := 64 << 10
	if opt.Rows { // the writer has a buffer of its own
		size = 4 << 10
	}
	out := output{Writer: bufio.NewWriterSize(w, size), opt: opt}
	switch f {
	case NDJSON:
		l := newLines(out, w)
		return &l, nil
	case JSON:
		return &document{lines: newLines(out, w)}, nil
	case CSV:
		return newCSV(out)
	case Table:
		return newTable(out)
	case Parquet:
		return newParquet(out)
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
	facts facts // of the current item
}

func (o *output) Count() uint64 { return o.count }

// now is the time that an item's rental is computed for.
func (o *output) now(it *models.Item) time.Time {
	if o.opt.Now.IsZero() {
		return it.Origin().Fetched
	}
	return o.opt.Now
}
