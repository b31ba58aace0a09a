package raw

import (
	"bytes"
	"math"
)

// doc is a text cut into the lines that show it. Of JSON these are the lines of
// its pretty form, each known by where it begins in the bytes that came; what a
// line says is read from there when it is drawn, so that 32 MiB open quickly and
// cost 5 bytes a line. Anything else is shown as it came, line by line.
type doc struct {
	raw   []byte
	start []uint32 // where each line begins: at a key, a value or a closing bracket
	depth []uint8  // of each line, deepest at most; nil for text
	bad   int      // where the text stops being JSON; -1 for JSON
}

const deepest = math.MaxUint8

// newDoc indexes raw, which it keeps and never changes.
func newDoc(raw []byte) *doc {
	d := &doc{raw: raw, bad: -1}
	if bad := d.index(); bad >= 0 {
		return textDoc(raw, bad)
	}
	return d
}

func textDoc(raw []byte, bad int) *doc {
	d := &doc{raw: raw, bad: bad, start: make([]uint32, 0, bytes.Count(raw, []byte("\n"))+1)}
	d.start = append(d.start, 0)
	for i, b := range raw {
		if b == '\n' {
			d.start = append(d.start, uint32(i+1))
		}
	}
	return d
}

func (d *doc) json() bool { return d.bad < 0 }

func (d *doc) lines() int { return len(d.start) }

// index finds the lines of the pretty form and returns where the text stops being
// JSON, or -1. It accepts what jsontext does with repeated names and broken UTF-8
// allowed, to any depth: its stack is a byte a level.
func (d *doc) index() (bad int) {
	raw := d.raw
	if uint64(len(raw)) > math.MaxUint32 {
		return 0
	}
	most := 1
	for _, sep := range []string{",", "{", "[", "}", "]"} {
		most += bytes.Count(raw, []byte(sep))
	}
	d.start = make([]uint32, 0, most)
	d.depth = make([]uint8, 0, most)
	var closers []byte
	line := func(i int) {
		d.start = append(d.start, uint32(i))
		d.depth = append(d.depth, uint8(min(deepest, len(closers))))
	}
	i := skipSpace(raw, 0)
	for {
		// A member, an element or the whole begins at i.
		line(i)
		if n := len(closers); n > 0 && closers[n-1] == '}' {
			end := scanString(raw, i)
			if end < 0 {
				return i
			}
			if i = skipSpace(raw, end); at(raw, i) != ':' {
				return i
			}
			i = skipSpace(raw, i+1)
		}
		switch c := at(raw, i); c {
		case '{', '[':
			j := skipSpace(raw, i+1)
			if at(raw, j) != c+2 {
				closers = append(closers, c+2)
				i = j
				continue
			}
			i = j + 1
		default:
			end := scanScalar(raw, i)
			if end < 0 {
				return i
			}
			i = end
		}
		for more := false; !more; {
			i = skipSpace(raw, i)
			n := len(closers)
			switch {
			case n == 0 && i == len(raw):
				return -1
			case n == 0:
				return i
			case at(raw, i) == ',':
				i = skipSpace(raw, i+1)
				more = true
			case at(raw, i) == closers[n-1]:
				closers = closers[:n-1]
				line(i)
				i++
			default:
				return i
			}
		}
	}
}

// lineParts are what a line says, as pieces of the bytes that came.
type lineParts struct {
	key   []byte // with its quotes; nil for none
	value []byte // a scalar, a bracket, or "{}" and "[]"; the whole line of a text
	comma bool
}

// line reads line i.
func (d *doc) line(i int) (p lineParts) {
	raw, from := d.raw, int(d.start[i])
	if !d.json() {
		end := len(raw)
		if i+1 < len(d.start) {
			end = int(d.start[i+1]) - 1
		}
		return lineParts{value: raw[from:end]}
	}
	end := from
	if raw[from] == '"' {
		end = skipString(raw, from)
		if j := skipSpace(raw, end); at(raw, j) == ':' {
			p.key = raw[from:end]
			from = skipSpace(raw, j+1)
			end = from
		}
	}
	switch c := raw[from]; c {
	case '{', '[':
		if j := skipSpace(raw, from+1); raw[j] == c+2 {
			p.value = emptyOf(c)
			end = j + 1
			break
		}
		p.value = raw[from : from+1]
		return p
	case '}', ']':
		end = from + 1
		p.value = raw[from:end]
	case '"':
		end = skipString(raw, from)
		p.value = raw[from:end]
	default:
		for end < len(raw) && !delimiter(raw[end]) {
			end++
		}
		p.value = raw[from:end]
	}
	p.comma = at(raw, skipSpace(raw, end)) == ','
	return p
}

func emptyOf(c byte) []byte {
	if c == '{' {
		return []byte("{}")
	}
	return []byte("[]")
}

// appendLine appends what line i says, without its indent.
func (d *doc) appendLine(dst []byte, i int) []byte {
	p := d.line(i)
	if p.key != nil {
		dst = append(append(dst, p.key...), ": "...)
	}
	dst = append(dst, p.value...)
	if p.comma {
		dst = append(dst, ',')
	}
	return dst
}

// opens reports whether line i begins an object or a list that has members.
func (d *doc) opens(i int) bool {
	if !d.json() || i+1 >= len(d.depth) {
		return false
	}
	if d.depth[i] < deepest {
		return d.depth[i+1] > d.depth[i]
	}
	v := d.line(i).value
	return len(v) == 1 && (v[0] == '{' || v[0] == '[')
}

// end is the line that closes what line i opens.
func (d *doc) end(i int) int {
	if d.depth[i] < deepest {
		j := i + 1
		for d.depth[j] > d.depth[i] {
			j++
		}
		return j
	}
	// The depths say no more: the brackets do.
	level := 0
	for j := i; ; j++ {
		switch v := d.line(j).value; v[0] {
		case '{', '[':
			if len(v) == 1 {
				level++
			}
		case '}', ']':
			level--
		}
		if level == 0 {
			return j
		}
	}
}

// parent is the line that opens what line i is in, or -1.
func (d *doc) parent(i int) int {
	if !d.json() || d.depth[i] == 0 {
		return -1
	}
	if d.depth[i] < deepest {
		j := i - 1
		for d.depth[j] >= d.depth[i] {
			j--
		}
		return j
	}
	level := 0
	for j := i - 1; ; j-- {
		switch v := d.line(j).value; v[0] {
		case '{', '[':
			if len(v) == 1 {
				level--
			}
		case '}', ']':
			level++
		}
		if level < 0 {
			return j
		}
	}
}
