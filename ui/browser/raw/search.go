package raw

import (
	"context"
	"sort"
	"unicode"
	"unicode/utf8"
)

// maxMatches bounds what a search remembers.
const maxMatches = 100_000

// match is a place in a line: bytes of what appendLine gives.
type match struct{ line, from, to uint32 }

// needle is what is searched for, in lower case.
type needle []rune

func newNeedle(s string) (n needle) {
	for _, r := range s {
		n = append(n, unicode.ToLower(r))
	}
	return n
}

// next is the first match in line at or behind the byte i; from is -1 for none.
func (n needle) next(line []byte, i int) (from, to int) {
	for i < len(line) {
		r, size := rune(line[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRune(line[i:])
		}
		if unicode.ToLower(r) == n[0] {
			if end := n.match(line, i); end > 0 {
				return i, end
			}
		}
		i += size
	}
	return -1, -1
}

func (n needle) match(line []byte, i int) (end int) {
	for _, want := range n {
		r, size := utf8.DecodeRune(line[i:])
		if size == 0 || unicode.ToLower(r) != want {
			return -1
		}
		i += size
	}
	return i
}

// search finds the needle in what the lines say. It gives up when ctx ends; more
// is set where there are more than maxMatches.
func (d *doc) search(ctx context.Context, n needle) (found []match, more bool) {
	var buf []byte
	for i := range d.lines() {
		if i%1024 == 0 && ctx.Err() != nil {
			return nil, false
		}
		buf = d.appendLine(buf[:0], i)
		for from, to := n.next(buf, 0); from >= 0; from, to = n.next(buf, to) {
			if len(found) == maxMatches {
				return found, true
			}
			found = append(found, match{uint32(i), uint32(from), uint32(to)})
		}
	}
	return found, false
}

// inLine are the matches of one line.
func inLine(found []match, line int) []match {
	from := sort.Search(len(found), func(i int) bool { return found[i].line >= uint32(line) })
	to := from
	for to < len(found) && found[to].line == uint32(line) {
		to++
	}
	return found[from:to]
}
