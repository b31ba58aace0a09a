package raw

import (
	"bytes"
	"errors"
	"regexp"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"lootlens/models/jsonscan"
	"lootlens/models/text"
	"lootlens/ui/parts"
)

// document is a text cut into the lines that show it. Of JSON these are the lines of its pretty form:
//
//	bytes   {"a":[1,2],"b":{}}
//	lines   {                 start 0,  depth 0
//	          "a": [          start 1,  depth 1
//	            1,            start 6,  depth 2
//	            2             start 8,  depth 2
//	          ],              start 9,  depth 1
//	          "b": {}         start 11, depth 1
//	        }                 start 17, depth 0
//
// Only start and depth, 6 bytes, are kept for a line. Its content is read from the bytes when it is drawn or searched, so
// a text of 20 MB opens in one pass. A text that is not JSON keeps its own lines.
type document struct {
	raw   []byte
	start []uint32 // offset of the name, value or closing bracket that each line begins with
	depth []uint16 // nil for a text that is not JSON
	bad   int      // offset of the first byte that is not JSON, or nested deeper than jsontext reads; -1 for JSON
}

// lenient takes JSON as servers send it.
var lenient = []jsontext.Options{jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)}

// newDocument indexes raw, which must not change any more.
func newDocument(raw []byte) *document {
	d := &document{raw: raw}
	if d.bad = d.index(); d.bad < 0 {
		return d
	}
	d.start, d.depth = []uint32{0}, nil
	for i, b := range raw {
		if b == '\n' {
			d.start = append(d.start, uint32(i+1))
		}
	}
	return d
}

func (d *document) json() bool { return d.bad < 0 }

func (d *document) lines() int { return len(d.start) }

// index finds the lines of JSON, and returns the offset of the first byte that is not JSON, or -1.
func (d *document) index() (bad int) {
	size := 1 // at least the number of lines: a larger array would be copied as it grows
	for _, c := range []byte(",{[}]") {
		size += bytes.Count(d.raw, []byte{c})
	}
	d.start, d.depth = make([]uint32, 0, size), make([]uint16, 0, size)
	dec := jsontext.NewDecoder(bytes.NewBuffer(d.raw), lenient...)
	for {
		kind, depth := dec.PeekKind(), dec.StackDepth()
		parent, index := dec.StackIndex(depth)
		length, closes := 1, kind == '}' || kind == ']'
		var err error
		if closes || kind == '{' || kind == '[' {
			_, err = dec.ReadToken()
		} else {
			var v jsontext.Value
			v, err = dec.ReadValue()
			length = len(v)
		}
		if err != nil {
			return badOffset(err)
		}
		end := int(dec.InputOffset())
		member := parent == '{' && index%2 == 1 && !closes // its line begins with its name
		if !member && (!closes || index > 0) {
			d.start = append(d.start, uint32(end-length))
			d.depth = append(d.depth, uint16(min(depth, dec.StackDepth())))
		}
		if dec.StackDepth() == 0 {
			if end = jsonscan.SkipSpace(d.raw, end); end < len(d.raw) {
				return end
			}
			return -1
		}
	}
}

func badOffset(err error) int {
	if syntax, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		return int(syntax.ByteOffset)
	}
	return 0 // io.EOF: there is no value
}

// bytes are those from the start of line i to that of the next.
func (d *document) bytes(i int) []byte {
	if i+1 < len(d.start) {
		return d.raw[d.start[i]:d.start[i+1]]
	}
	return d.raw[d.start[i]:]
}

// content is the content of a line without its indent: the quoted name and ": ", nil where there is none; a scalar, a bracket,
// an empty object or array, or the whole line of a text that is not JSON; and the comma, nil where there is none. Name and
// value are parts of the bytes that came.
type content struct{ name, colon, value, comma []byte }

func (c content) parts() [4][]byte { return [...][]byte{c.name, c.colon, c.value, c.comma} }

// size is the number of bytes.
func (c content) size() int { return len(c.name) + len(c.colon) + len(c.value) + len(c.comma) }

// line reads line i.
func (d *document) line(i int) (c content) {
	raw, from := d.raw, int(d.start[i])
	if !d.json() {
		c.value = bytes.TrimSuffix(d.bytes(i), []byte("\n"))
		return c
	}
	if raw[from] == '"' {
		end := jsonscan.SkipString(raw, from)
		if colon := jsonscan.SkipSpace(raw, end); colon < len(raw) && raw[colon] == ':' {
			c.name, c.colon = raw[from:end], []byte(": ")
			from = jsonscan.SkipSpace(raw, colon+1)
		}
	}
	end := from + 1
	switch b := raw[from]; {
	case d.opens(i):
		c.value = raw[from:end]
		return c
	case b == '{' || b == '[':
		c.value, end = []byte{b, b + 2}, jsonscan.SkipSpace(raw, end)+1
	case b == '}' || b == ']':
		c.value = raw[from:end]
	default:
		if end = jsonscan.SkipValue(raw, from); end < 0 {
			end = len(raw) // a number or literal ends the text
		}
		c.value = raw[from:end]
	}
	if end = jsonscan.SkipSpace(raw, end); end < len(raw) && raw[end] == ',' {
		c.comma = raw[end : end+1]
	}
	return c
}

// appendLine appends the content of line i.
func (d *document) appendLine(dst []byte, i int) []byte {
	for _, part := range d.line(i).parts() {
		dst = append(dst, part...)
	}
	return dst
}

// opens reports whether line i begins an object or array that has members.
func (d *document) opens(i int) bool {
	return d.json() && i+1 < len(d.depth) && d.depth[i+1] > d.depth[i]
}

// closes reports whether line i is a closing bracket.
func (d *document) closes(i int) bool {
	c := d.raw[d.start[i]]
	return c == '}' || c == ']'
}

// end is the line that closes what line i opens.
func (d *document) end(i int) int {
	end := i + 1
	for d.depth[end] > d.depth[i] {
		end++
	}
	return end
}

// parent is the line that opens the object or array around line i, and how many members precede i there; -1 for none.
func (d *document) parent(i int) (parent, index int) {
	if !d.json() || d.depth[i] == 0 {
		return -1, 0
	}
	parent = i - 1
	for ; d.depth[parent] >= d.depth[i]; parent-- {
		if d.depth[parent] == d.depth[i] && !d.closes(parent) {
			index++
		}
	}
	return parent, index
}

var identifier = regexp.MustCompile(`^[\pL_$][\pL\pN_$]*$`)

// path is the place of line i as jq and JavaScript write it: items[3].asset.name. Where it is wider than width cells, it
// begins with "…".
func (d *document) path(i, width int) string {
	path := ""
	if d.json() && d.closes(i) {
		closing := i
		for i--; d.depth[i] > d.depth[closing]; i-- {
		}
	}
	for {
		parent, index := d.parent(i)
		if parent < 0 {
			return strings.TrimPrefix(path, ".")
		}
		step := "[" + strconv.Itoa(index) + "]"
		if name := d.line(i).name; name != nil {
			step = "[" + text.Of(string(name)).Line() + "]"
			if plain := string(jsonscan.Unquote(name)); identifier.MatchString(plain) {
				step = "." + text.Of(plain).Line()
			}
		}
		if parts.Width(step+path) >= width {
			return "…" + path
		}
		path, i = step+path, parent
	}
}
