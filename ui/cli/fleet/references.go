package fleet

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"lootlens/models"
	"lootlens/models/text"
)

// maxLine is the longest line of a list, in bytes.
const maxLine = 64 << 10

// Reference is one entry of a list of players.
type Reference struct {
	Text string // as given, without blanks around it
	Line int    // from 1
	// Kinds is what the text may be, likeliest first; empty where Err is set.
	Kinds []models.PlayerRef
	Err   error // why the entry cannot be read

	place int // in its List, from 0
}

// key is the same for references that are looked up in the same way.
func (r Reference) key() string {
	if r.Err != nil {
		return "?" + r.Text
	}
	var b strings.Builder
	for _, k := range r.Kinds {
		b.WriteString(k.Typed() + "\n")
	}
	return b.String()
}

// columns are the names of columns and members that hold a player, and the prefix that
// their values have; "" is any kind. In an object the first one that is there counts.
var columns = []struct{ name, prefix string }{
	{"player_id", "id:"}, {"player_ulid", "ulid:"}, {"ulid", "ulid:"}, {"player_public_uid", "uid:"}, {"public_uid", "uid:"},
	{"ref", ""}, {"reference", ""}, {"player", ""}, {"steam_id", "steam:"}, {"psn_id", "psn:"}, {"xbox_id", "xbox:"},
	{"player_guest_login_id", "guest:"}, {"player_name", "name:"}, {"name", "name:"}, {"id", ""},
}

// prefixOf is the prefix of a column's values; false for a column of no known name.
func prefixOf(column string) (string, bool) {
	column = strings.ReplaceAll(strings.ToLower(strings.TrimSpace(column)), " ", "_")
	for _, c := range columns {
		if c.name == column {
			return c.prefix, true
		}
	}
	return "", false
}

// newReference reads one entry; prefix is that of its column.
func newReference(line int, prefix, s string) Reference {
	r := Reference{Text: strings.TrimSpace(s), Line: line}
	switch {
	case !utf8.ValidString(r.Text):
		r.Text, r.Err = strings.ToValidUTF8(r.Text, "\ufffd"), errors.New("the reference is not UTF-8")
	case r.Text == "":
		r.Err = errors.New("the entry names no player")
	default:
		if r.Kinds = models.ParsePlayerRef(prefix + r.Text); len(r.Kinds) == 0 {
			r.Err = errors.New("the reference is only a prefix: give a value after the colon")
		}
	}
	return r
}

// FormatError is a list that cannot be read as a whole.
type FormatError struct {
	Line int // 0 where it is not about one
	What string
}

func (e *FormatError) Error() string {
	if e.Line == 0 {
		return e.What
	}
	return fmt.Sprintf("line %d: %s", e.Line, e.What)
}

// readReferences reads a list of players, in UTF-8 or, with a byte order mark, UTF-16, whose
// lines end in LF, CRLF or CR:
//
//   - lines, each an id, a ULID, a public UID, a name or a prefixed form such as
//     steam:ID; empty ones and those that begin with # do not count;
//   - CSV with a header, separated by commas, semicolons or tabs; column names the
//     column, and "" means the only one with a usual name;
//   - JSON values, one a line, where the first line begins with { or ": objects with a
//     member of such a name, strings and numbers.
//
// An entry that cannot be read has its Err set, which names the line. The error that ends the sequence is a
// *FormatError or that of r. Memory does not grow with the list.
func readReferences(r io.Reader, column string) iter.Seq2[Reference, error] {
	return func(each func(Reference, error) bool) {
		yield := func(ref Reference, err error) bool {
			if ref.Err != nil {
				ref.Err = fmt.Errorf("line %d: %w", ref.Line, ref.Err)
			}
			return each(ref, err)
		}
		decoded := transform.NewReader(r, transform.Chain(unicode.BOMOverride(encoding.Nop.NewDecoder()), carriageReturns{}))
		in := &lines{r: bufio.NewReaderSize(decoded, maxLine)}
		first, ok := in.next()
		for ok && skipped(first) {
			first, ok = in.next()
		}
		var err error
		if ok {
			switch comma := delimiter(first); {
			case first == "{" || first == "[" || first[0] == '[' && jsontext.Value(first).IsValid():
				err = &FormatError{in.line, "this is JSON, but not one value a line: `jq -c` writes objects so, and `jq -c .[]` the elements of an array"}
			case first[0] == '{' || first[0] == '"' && jsontext.Value(first).IsValid() && !isHeader(first):
				err = in.each(first, yield, func(s string) Reference { return jsonReference(in.line, column, s) })
			case column != "" || comma != 0 || isHeader(first):
				err = in.csv(first, comma, column, yield)
			default:
				err = in.each(first, yield, func(s string) Reference { return newReference(in.line, "", s) })
			}
		}
		if err == nil && in.err != io.EOF {
			err = in.err
		}
		if err != nil && !errors.Is(err, errStopped) {
			yield(Reference{}, err)
		}
	}
}

// carriageReturns makes a CR that no LF follows an LF: Excel for Mac ends lines so.
type carriageReturns struct{ transform.NopResetter }

// Transform implements transform.Transformer.
func (carriageReturns) Transform(dst, src []byte, atEOF bool) (nDst, nSrc int, err error) {
	n := copy(dst, src)
	for i, b := range dst[:n] {
		if b != '\r' {
			continue
		}
		switch last := i+1 == len(src); {
		case last && !atEOF:
			return i, i, transform.ErrShortSrc
		case last || src[i+1] != '\n':
			dst[i] = '\n'
		}
	}
	if n < len(src) {
		err = transform.ErrShortDst
	}
	return n, n, err
}

var errStopped = errors.New("the reader of the list wants no more")

// lines reads line by line. Of a line over maxLine only its beginning is kept.
type lines struct {
	r    *bufio.Reader
	line int
	long bool // the line goes on
	err  error
}

func (l *lines) next() (string, bool) {
	if l.err != nil {
		return "", false
	}
	b, err := l.r.ReadSlice('\n')
	s := strings.TrimSpace(string(b))
	for l.long = false; err == bufio.ErrBufferFull; l.long = true {
		_, err = l.r.ReadSlice('\n')
	}
	l.line++
	l.err = err
	return s, len(b) > 0
}

func skipped(line string) bool { return line == "" || line[0] == '#' }

// each yields what read makes of first and of each further line.
func (l *lines) each(s string, yield func(Reference, error) bool, read func(string) Reference) error {
	for ok := true; ok; s, ok = l.next() {
		if skipped(s) {
			continue
		}
		ref := read(s)
		if l.long {
			ref = Reference{Text: ref.Text[:min(len(ref.Text), 100)] + "…", Line: l.line, Err: fmt.Errorf("the line is longer than %d bytes", maxLine)}
		}
		if !yield(ref, nil) {
			return errStopped
		}
	}
	return nil
}

// delimiter is what separates the columns where a line is a header; 0 where it is none.
// "steam:1,2" is not one, and one column has no delimiter.
func delimiter(line string) rune {
	if kinds := models.ParsePlayerRef(line); len(kinds) == 1 {
		return 0
	}
	for _, comma := range ",;\t" {
		if strings.ContainsRune(line, comma) {
			return comma
		}
	}
	return 0
}

func isHeader(line string) bool {
	_, known := prefixOf(strings.Trim(line, `"`))
	return known
}

// csv yields the values of one column.
func (l *lines) csv(header string, comma rune, column string, yield func(Reference, error) bool) error {
	before := l.line - 1
	r := csv.NewReader(io.MultiReader(strings.NewReader(header+"\n"), l.r))
	if r.FieldsPerRecord, r.ReuseRecord = -1, true; comma != 0 {
		r.Comma = comma
	}
	at, prefix := -1, ""
	for {
		record, err := r.Read()
		if bad, ok := errors.AsType[*csv.ParseError](err); ok {
			return &FormatError{bad.StartLine + before, bad.Err.Error()}
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		line, _ := r.FieldPos(0)
		switch {
		case at < 0:
			if at, prefix, err = choose(record, column); err != nil {
				return err
			}
			continue
		case len(record) == 1 && skipped(strings.TrimSpace(record[0])):
			continue
		}
		ref := Reference{Text: strings.Join(record, string(r.Comma)), Line: line + before, Err: fmt.Errorf("the line ends before column %d, which has the player", at+1)}
		if at < len(record) {
			ref = newReference(line+before, prefix, record[at])
		}
		if !yield(ref, nil) {
			return errStopped
		}
	}
}

// choose finds the column with the players in a header.
func choose(header []string, column string) (at int, prefix string, err error) {
	var fit []int
	for i, name := range header {
		_, usual := prefixOf(name)
		if column == "" && usual || column != "" && strings.EqualFold(strings.TrimSpace(name), column) {
			fit = append(fit, i)
		}
	}
	if len(fit) == 1 {
		prefix, _ = prefixOf(header[fit[0]])
		return fit[0], prefix, nil
	}
	names := listed(header)
	switch {
	case len(fit) > 1 && !slices.ContainsFunc(fit, func(i int) bool {
		return !strings.EqualFold(strings.TrimSpace(header[i]), strings.TrimSpace(header[fit[0]]))
	}):
		return 0, "", &FormatError{0, fmt.Sprintf("%d columns are called %q: give the one with the players another name", len(fit), text.Of(strings.TrimSpace(header[fit[0]])).Line())}
	case column != "":
		return 0, "", &FormatError{0, fmt.Sprintf("there is no column %q: the first line has %s", text.Of(column).Line(), names)}
	case len(fit) == 0:
		return 0, "", &FormatError{0, "the first line is not a header with a column such as player_id: name the column of " + names + " with --player-column, or write name: before a name that has a comma"}
	}
	var usual []string
	for _, i := range fit {
		usual = append(usual, header[i])
	}
	return 0, "", &FormatError{0, "several columns may hold the player: choose one of " + listed(usual) + " with --player-column"}
}

// listed is a list of columns; safe to print.
func listed(columns []string) string { return text.Of(strings.Join(columns, ", ")).Line() }

// jsonReference reads a line of JSON.
func jsonReference(line int, column, s string) Reference {
	bad := Reference{Text: s, Line: line, Err: errors.New("the line is not a JSON object, string or number")}
	value := jsontext.Value(s)
	if !value.IsValid() {
		return bad
	}
	prefix := ""
	if value.Kind() == '{' {
		var ambiguous bool
		value, prefix, ambiguous = member(value, column)
		if ambiguous {
			bad.Err = errors.New("id and the name may be those of different players: choose one with --player-column")
			return bad
		}
		if value == nil {
			bad.Err = errors.New("the object has no member such as player_id that names a player")
			if column != "" {
				bad.Err = fmt.Errorf("the object has no member %q that names a player", text.Of(column).Line())
			}
			return bad
		}
	}
	switch value.Kind() {
	case '"':
		b, err := jsontext.AppendUnquote(nil, value)
		if err != nil {
			return bad
		}
		return newReference(line, prefix, string(b))
	case '0':
		return newReference(line, prefix, string(value))
	}
	return bad
}

// member is the value of the member that names the player, and its prefix; nil where there is
// none. With an id of no known kind beside a name, nobody can tell which one does.
func member(object jsontext.Value, column string) (found jsontext.Value, prefix string, ambiguous bool) {
	best, id := len(columns), false
	d := jsontext.NewDecoder(bytes.NewReader(object))
	_, _ = d.ReadToken()
	for d.PeekKind() == '"' {
		name, err := d.ReadToken()
		if err != nil {
			return nil, "", false
		}
		key := name.String()
		value, err := d.ReadValue()
		if err != nil {
			return nil, "", false
		}
		if kind := value.Kind(); kind != '"' && kind != '0' || string(value) == `""` {
			continue
		}
		at := slices.IndexFunc(columns, func(c struct{ name, prefix string }) bool { return c.name == key })
		switch {
		case column != "" && key == column:
			prefix, _ = prefixOf(key)
			return value.Clone(), prefix, false
		case column == "" && at >= 0 && at < best:
			best, found, prefix = at, value.Clone(), columns[at].prefix
		}
		id = id || key == "id"
	}
	return found, prefix, id && prefix == "name:"
}
