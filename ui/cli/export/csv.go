package export

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"lootlens/models"
	"lootlens/models/text"
)

// CSVColumns are the default columns of CSV, in order:
//
//   - instance_id (universal_id in the universal inventory), asset_id, ulid, uuid,
//     name, rarity, context, price, active (true, false or empty) and storage are the
//     asset's, source the item's acquisition_source;
//   - acquired is RFC 3339 in Options.Zone, or the server's text if it is not a date;
//   - rental_state is owned, active, expired, inactive or contradictory; the seconds
//     are empty if they are not known;
//   - storage is JSON, [{"key":…,"value":…}], or empty;
//   - fault is why an item is not understood, or which of its values, or empty; such a
//     value is written as its JSON.
//
// What a spreadsheet would run (= + - @ at the start of a cell, or after what it may
// take for the start of one) is prefixed with an apostrophe, and control characters are
// made visible. JSON has the values as they were sent.
func CSVColumns() []string { return slices.Clone(usualCSV) }

type table4180 struct {
	output
	rows rows[string]
	row  []string
	line []byte

	// For Options.StorageColumns: rows wait in the spool until all keys are known. Their
	// storage is in the last cell.
	spool *os.File
	gone  bool // the file is removed already
	wait  *bufio.Writer
	keys  []string
	known map[string]int
}

// maxStorageColumns limits the columns of a hostile inventory. The storage column has
// all keys.
const maxStorageColumns = 1000

func newCSV(out output) (*table4180, error) {
	usual := usualCSV
	if out.opt.Many {
		usual = usualManyCSV
	}
	columns, err := out.opt.chosen(usual)
	if err != nil {
		return nil, err
	}
	if out.opt.Cells == nil {
		out.opt.Cells = NewCells()
	}
	t := &table4180{output: out, rows: rows[string]{memo: out.opt.Cells.memo, columns: columns}}
	if out.opt.Rows {
		return t, nil
	}
	if out.opt.BOM {
		if _, err := t.WriteString("\ufeff"); err != nil {
			return nil, err
		}
	}
	if out.opt.StorageColumns {
		f, err := os.CreateTemp("", "lootlens-*.csv")
		if err != nil {
			return nil, fmt.Errorf("columns of storage need a temporary file: %w", err)
		}
		// Where an open file can be removed, nothing stays however the program ends.
		t.gone = os.Remove(f.Name()) == nil
		t.spool, t.wait, t.known = f, bufio.NewWriterSize(f, 64<<10), map[string]int{}
		return t, nil
	}
	return t, t.put(t.Writer, names(columns))
}

// put writes one record of values, and join one of cells.
func (t *table4180) put(w *bufio.Writer, values []string) error {
	t.line = appendRecord(t.line[:0], values)
	_, err := w.Write(t.line)
	return err
}

func (t *table4180) join(w *bufio.Writer, cells []string) error {
	t.line = appendCells(t.line[:0], cells)
	_, err := w.Write(t.line)
	return err
}

// cells are those of a row.
func (t *table4180) cells(f *facts) []string {
	t.row = f.cells(t.row[:0], &t.rows, func(c *column) string { return t.cell(c, f) }, quoted)
	return t.row
}

func (t *table4180) Write(it *models.Item) error {
	t.count++
	f := t.look(it)
	if cells := t.cells(f); t.spool == nil {
		return t.join(t.Writer, cells)
	}
	t.learn(f.asset.Storage)
	return t.join(t.wait, append(t.row, quoted(storageJSON(f.asset.Storage))))
}

// cell is the value of a column; with Options.TextCells only numbers and flags stay as
// they are.
func (t *table4180) cell(c *column, f *facts) string {
	s := c.cell(f)
	if !t.opt.TextCells || c.kind == flag || (c.kind == whole || c.kind == number && c.path != nil) && exact(s) {
		return s
	}
	return t.textCell(s)
}

// textCell is a cell as ="…". A longer text than a formula can have, or one of several
// lines, stays as it is: no spreadsheet takes it for a number.
func (t *table4180) textCell(s string) string {
	if s == "" || len(s) > maxFormulaText || strings.ContainsAny(s, "\r\n") || strings.HasPrefix(s, "'") {
		return s
	}
	return `="` + strings.ReplaceAll(s, `"`, `""`) + `"`
}

// maxFormulaText is how many characters a text within a formula of Excel's may have.
const maxFormulaText = 255

// exact reports whether s is a number that a spreadsheet keeps: one of up to 15 digits.
func exact(s string) bool {
	return len(s) <= 16 && plainNumber.MatchString(s)
}

var plainNumber = regexp.MustCompile(`^-?(0|[1-9][0-9]{0,14})(\.[0-9]+)?$`)

func wholeSeconds(d time.Duration) string { return strconv.FormatInt(int64(d/time.Second), 10) }

func (t *table4180) Close(Summary) error {
	err := t.Flush()
	if t.spool != nil {
		if err == nil {
			err = t.widen()
		}
		err = errors.Join(err, t.spool.Close())
		if !t.gone {
			err = errors.Join(err, os.Remove(t.spool.Name()))
		}
	}
	return err
}

func (t *table4180) learn(pairs []models.StoragePair) {
	for _, p := range pairs {
		k := p.Key.Raw()
		if _, ok := t.known[k]; !ok && len(t.keys) < maxStorageColumns && !slices.Contains(t.opt.Columns, ofKey+k) {
			t.known[k] = len(t.keys)
			t.keys = append(t.keys, k)
		}
	}
}

// widen writes the spooled rows with a column for each storage key.
func (t *table4180) widen() error {
	if err := t.wait.Flush(); err != nil {
		return err
	}
	if _, err := t.spool.Seek(0, io.SeekStart); err != nil {
		return err
	}
	in := csv.NewReader(bufio.NewReaderSize(t.spool, 64<<10))
	in.ReuseRecord = true
	header := names(t.rows.columns)
	for _, k := range t.keys {
		header = append(header, keyHeader(k))
	}
	if err := t.put(t.Writer, header); err != nil {
		return err
	}
	row := make([]string, len(header))
	for {
		fixed, err := in.Read()
		if err == io.EOF {
			return t.Flush()
		}
		if err != nil {
			return err
		}
		clear(row)
		n := copy(row, fixed[:len(t.rows.columns)])
		if err := t.spread(row[n:], fixed[n]); err != nil {
			return err
		}
		if err := t.put(t.Writer, row); err != nil {
			return err
		}
	}
}

// keyHeader is the header of a storage key's column: one line, since not every program
// accepts more.
func keyHeader(key string) string {
	return ofKey + cell(text.Of(oneLine.Replace(key)))
}

var oneLine = strings.NewReplacer("\r\n", "␊", "\n", "␊", "\r", "␍", "\t", "␉")

// spread writes the pairs of a storage cell to their columns. A key that comes twice has
// both values, a line each.
func (t *table4180) spread(columns []string, storage string) error {
	if storage == "" {
		return nil
	}
	var pairs []pair
	if err := json.Unmarshal([]byte(storage), &pairs); err != nil {
		return err
	}
	for _, p := range pairs {
		i, ok := t.known[p.Key.Raw()]
		if !ok {
			continue
		}
		if columns[i] != "" {
			columns[i] += "\n"
		}
		columns[i] += p.Value.Raw()
	}
	for i := range columns {
		if columns[i] = cellOrNumber(columns[i]); t.opt.TextCells {
			columns[i] = t.textCell(columns[i])
		}
	}
	return nil
}

type pair struct {
	Key   text.Text `json:"key"`
	Value text.Text `json:"value"`
}

func storageJSON(pairs []models.StoragePair) string {
	if len(pairs) == 0 {
		return ""
	}
	list := make([]pair, len(pairs))
	for i, p := range pairs {
		list[i] = pair{p.Key, p.Value}
	}
	// The error is about invalid UTF-8 only, which is repaired already.
	b, _ := json.Marshal(list, jsontext.AllowInvalidUTF8(true))
	// Some spreadsheets end a cell at a semicolon.
	return strings.ReplaceAll(string(text.JSON(b)), ";", `\u003b`)
}

var numberShape = regexp.MustCompile(`^-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?$`)

// cellOrNumber keeps a number as it is, also a negative one. What a malformed item has in
// the place of a number may be another text.
func cellOrNumber(s string) string {
	if s == "" || allDigits(s) || numberShape.MatchString(s) {
		return s
	}
	return cell(text.Of(s))
}

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// cell is a text for a spreadsheet: control characters are made visible, and nothing
// in it is run.
func cell(t text.Text) string { return guarded(shown(t.Raw())) }

// appendRecord appends a record of RFC 4180.
func appendRecord(dst []byte, values []string) []byte {
	cells := make([]string, len(values))
	for i, v := range values {
		cells[i] = quoted(v)
	}
	return appendCells(dst, cells)
}

// appendCells appends a record of cells that are quoted where they must be. A single empty
// cell is quoted too: its record would be an empty line.
func appendCells(dst []byte, cells []string) []byte {
	if len(cells) == 1 && cells[0] == "" {
		return append(dst, "\"\"\r\n"...)
	}
	for i, c := range cells {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(dst, c...)
	}
	return append(dst, "\r\n"...)
}

// quoted is a value as a cell of RFC 4180. It also quotes what some programs take for the
// end of a cell.
func quoted(s string) string {
	if allDigits(s) || !strings.ContainsAny(s, ",;\t\r\n\"") && strings.TrimSpace(s) == s {
		return s
	}
	return `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
}

// guarded is s with an apostrophe before whatever a spreadsheet would run: the start of
// a cell, also after blanks and quotes. Where the comma is the decimal separator, a
// spreadsheet ends cells at a semicolon, and others do at a tab. The quotes do not match
// then, so that a line break ends a row too.
func guarded(s string) string {
	if !strings.ContainsAny(s, ";\t\r\n") { // it is one cell
		first, _ := utf8.DecodeRuneInString(strings.TrimLeftFunc(s, func(r rune) bool { return unicode.IsSpace(r) || r == '"' }))
		if !strings.ContainsRune("=+-@＝＋－＠", first) {
			return s
		}
	}
	var b strings.Builder
	begin, open := 0, true // where the cell begins; whether only blanks have come since
	done := 0
	guard := func() {
		b.WriteString(s[done:begin])
		b.WriteByte('\'')
		done = begin
	}
	for i, r := range s {
		switch {
		case strings.ContainsRune("\t\r\n", r) && i == 0: // some programs drop it
			guard()
			fallthrough
		case strings.ContainsRune(";\t\r\n", r):
			begin, open = i+1, true
		case !open || unicode.IsSpace(r) || r == '"':
		case strings.ContainsRune("=+-@＝＋－＠", r):
			guard()
			fallthrough
		default:
			open = false
		}
	}
	if done == 0 && b.Len() == 0 {
		return s
	}
	b.WriteString(s[done:])
	return b.String()
}

// shown is a server's text with its control characters made visible. Unlike the forms of
// text.Text it keeps everything else, lines and any length, as it is for files.
func shown(s string) string {
	if text.PrintableASCII(s) || strings.IndexFunc(s, acts) < 0 && utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	s = strings.ReplaceAll(s, "\r\n", "\n")
	for _, r := range s {
		if acts(r) {
			b.WriteString(text.Of(string(r)).Line())
		} else {
			b.WriteRune(r) // U+FFFD for a byte that is no UTF-8
		}
	}
	return b.String()
}

// acts reports whether a terminal may do something other than draw r.
func acts(r rune) bool {
	switch r {
	case '\n', '\t', '\u200c', '\u200d': // the joiners are part of words and emoji
		return false
	}
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co, unicode.Cs)
}
