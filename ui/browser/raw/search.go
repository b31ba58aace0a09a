package raw

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"sort"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
	"github.com/go-json-experiment/json/jsontext"

	"lootlens/models/text"
)

// maxMatches bounds what a search remembers.
const maxMatches = 100_000

// match is a place in a line: bytes of what appendLine returns.
type match struct{ line, from, to uint32 }

func (m match) start() row { return row{m.line, m.from} }

// found is what a search found, in the order of the text; more says that there are more than maxMatches.
type found struct {
	matches []match
	more    bool
}

// search finds a text in the lines, both as they came and with JSON's escapes decoded. It compares as [text.Fold] does.
func (d *document) search(ctx context.Context, query string) (out found, err error) {
	needle := []byte(text.Fold(query))
	var line []byte
	var as folded
	for i := range d.lines() {
		if i%1024 == 0 && ctx.Err() != nil {
			return found{}, ctx.Err()
		}
		line = d.appendLine(line[:0], i)
		first := len(out.matches)
		as.fold(line, false)
		out.matches = as.appendMatches(out.matches, i, needle)
		if d.json() && bytes.IndexByte(line, '\\') >= 0 {
			as.fold(line, true)
			out.matches = as.appendMatches(out.matches, i, needle)
		}
		out.matches = distinct(out.matches, first)
		if len(out.matches) > maxMatches {
			return found{out.matches[:maxMatches], true}, nil
		}
	}
	return out, nil
}

// distinct sorts the matches from index first on, the longest of one place first, and drops those that overlap.
func distinct(all []match, first int) []match {
	slices.SortFunc(all[first:], func(a, b match) int {
		return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(b.to, a.to))
	})
	kept := all[:first]
	for _, m := range all[first:] {
		if len(kept) == first || m.from >= kept[len(kept)-1].to {
			kept = append(kept, m)
		}
	}
	return kept
}

// folded is a line as a search compares it, and where in the line its bytes came from.
type folded struct {
	text  []byte
	units []unit // the parts that are not folded byte by byte
}

// unit says that text[at:end] came from the bytes [from:to] of the line.
type unit struct{ at, end, from, to int }

// fold folds a line; decode says whether JSON's escapes stand for their characters.
func (f *folded) fold(line []byte, decode bool) {
	f.text, f.units = f.text[:0], f.units[:0]
	byteByByte := func(i int) bool { return line[i] < utf8.RuneSelf && (!decode || line[i] != '\\') }
	var decoded []byte
	var ends []int // where in the line the character of each decoded byte ends
	for i := 0; i < len(line); {
		// Accents belong to the character before them, also where both are escapes.
		decoded, ends = decoded[:0], ends[:0]
		from := i
		for i < len(line) && !(byteByByte(i) && (i+1 == len(line) || byteByByte(i+1))) {
			_, size := utf8.DecodeRune(line[i:])
			if line[i] == '\\' && decode {
				size = escapeSize(line[i:])
				decoded, _ = jsontext.AppendUnquote(decoded, `"`+string(line[i:i+size])+`"`)
			} else {
				decoded = append(decoded, line[i:i+size]...)
			}
			i += size
			for len(ends) < len(decoded) {
				ends = append(ends, i)
			}
		}
		for rest := decoded; len(rest) > 0; {
			cluster, _ := ansi.FirstGraphemeCluster(rest, ansi.GraphemeWidth)
			rest = rest[len(cluster):]
			to := ends[len(decoded)-len(rest)-1]
			at := len(f.text)
			// Behind a full stop, since a string of nothing but ignored characters folds to itself.
			f.text = append(f.text, text.Fold("." + string(cluster))[1:]...)
			f.units = append(f.units, unit{at, len(f.text), from, to})
			from = to
		}
		for i < len(line) && byteByByte(i) && (i+1 == len(line) || byteByByte(i+1)) {
			c := line[i]
			if 'A' <= c && c <= 'Z' {
				c += 'a' - 'A'
			}
			f.text = append(f.text, c)
			i++
		}
	}
}

// escapeSize is the length of the JSON escape that b begins with, with both halves of a surrogate pair.
func escapeSize(b []byte) int {
	switch {
	case len(b) < 6 || b[1] != 'u':
		return min(2, len(b))
	case len(b) >= 12 && b[2]|0x20 == 'd' && bytes.IndexByte([]byte("89abAB"), b[3]) >= 0 && b[6] == '\\' && b[7] == 'u':
		return 12
	}
	return 6
}

// appendMatches appends the places of needle in the line that was folded.
func (f *folded) appendMatches(dst []match, line int, needle []byte) []match {
	for at := 0; len(dst) <= maxMatches; {
		n := bytes.Index(f.text[at:], needle)
		if n < 0 {
			break
		}
		from, _ := f.origin(at + n)
		at += n + len(needle)
		_, to := f.origin(at - 1)
		dst = append(dst, match{uint32(line), uint32(from), uint32(to)})
	}
	return dst
}

// origin is the bytes of the line that the folded byte at came from.
func (f *folded) origin(at int) (from, to int) {
	i := sort.Search(len(f.units), func(i int) bool { return f.units[i].at > at }) - 1
	switch {
	case i < 0:
		return at, at + 1
	case at < f.units[i].end:
		return f.units[i].from, f.units[i].to
	}
	from = f.units[i].to + at - f.units[i].end
	return from, from + 1
}

// inLine are the matches of one line.
func inLine(all []match, line int) []match {
	from := sort.Search(len(all), func(i int) bool { return int(all[i].line) >= line })
	to := from
	for to < len(all) && int(all[to].line) == line {
		to++
	}
	return all[from:to]
}
