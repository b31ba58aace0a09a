package query

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"lootlens/models/text"
)

// Marks returns where the plain words and the name: terms of the query are in a name, as byte offsets from and to, in
// order and apart from each other. Negated terms mark nothing. An accent counts as the letter that it is on.
func (q Query) Marks(name string) [][2]int {
	var marks [][2]int
	var f folded
	for i := range q.terms {
		t := &q.terms[i]
		if t.not || t.field != fieldWord && t.field != fieldName {
			continue
		}
		for j := range t.alts {
			word := t.alts[j].fold
			if word == "" || t.alts[j].kind != asText {
				continue
			}
			if f.s == "" {
				f = fold(name)
			}
			if t.alts[j].whole && word != f.s {
				continue
			}
			for from := 0; ; {
				at := strings.Index(f.s[from:], word)
				if at < 0 {
					break
				}
				marks = append(marks, f.place(from+at, from+at+len(word)))
				from += at + len(word)
			}
		}
	}
	return joined(marks)
}

// folded is a text as a search compares it, and where its bytes come from.
type folded struct {
	s    string
	from []int // offset in the text of each byte of s; nil where all are the same
	size int   // of the text
}

func fold(s string) folded {
	if all := text.Fold(s); len(all) == len(s) && !strings.ContainsFunc(s, func(r rune) bool { return r >= utf8.RuneSelf }) {
		return folded{s: all, size: len(s)}
	}
	f := folded{size: len(s)}
	var b strings.Builder
	for i, r := range s {
		part := text.Fold(string(r))
		if part == string(r) && i > 0 && r >= utf8.RuneSelf && text.Fold("a"+part) == "a" {
			continue // an accent of its own
		}
		b.WriteString(part)
		for range len(part) {
			f.from = append(f.from, i)
		}
	}
	f.s = b.String()
	return f
}

// place is where the bytes from and up to to of the folded text are in the text.
func (f folded) place(from, to int) [2]int {
	if f.from == nil {
		return [2]int{from, to}
	}
	end := f.size
	for ; to < len(f.from); to++ {
		if f.from[to] != f.from[to-1] {
			end = f.from[to]
			break
		}
	}
	return [2]int{f.from[from], end}
}

// joined puts marks in order and makes one of those that touch.
func joined(marks [][2]int) [][2]int {
	if len(marks) < 2 {
		return marks
	}
	slices.SortFunc(marks, func(a, b [2]int) int { return cmp.Compare(a[0], b[0]) })
	out := marks[:1]
	for _, m := range marks[1:] {
		if last := &out[len(out)-1]; m[0] <= last[1] {
			last[1] = max(last[1], m[1])
		} else {
			out = append(out, m)
		}
	}
	return out
}
