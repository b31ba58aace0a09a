package raw

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
)

var lenient = []jsontext.Options{jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)}

// joined is the lines of a doc, one under the other without indent.
func joined(d *doc) []byte {
	var out []byte
	for i := range d.lines() {
		if i > 0 {
			out = append(out, '\n')
		}
		out = d.appendLine(out, i)
	}
	return out
}

func check(t *testing.T, raw []byte) {
	t.Helper()
	d := newDoc(raw)
	out := joined(d)
	if !d.json() {
		if !bytes.Equal(out, raw) {
			t.Fatalf("text %q is shown as %q", raw, out)
		}
		return
	}
	// Compact takes blanks away and leaves numbers, strings and repeated names.
	was, is := jsontext.Value(bytes.Clone(raw)), jsontext.Value(out)
	if was.Compact(lenient...) != nil {
		return // deeper than jsontext goes
	}
	if err := is.Compact(lenient...); err != nil || !bytes.Equal(was, is) {
		t.Fatalf("%q is shown as %q (%v)", raw, is, err)
	}
	for i := range d.lines() {
		if d.opens(i) {
			if got := d.parent(d.end(i)); got != d.parent(i) {
				t.Fatalf("%q: the parent of line %d is %d, of its end %d", raw, i, d.parent(i), got)
			}
			if got := d.parent(i + 1); got != i {
				t.Fatalf("%q: the parent of line %d is %d, want %d", raw, i+1, got, i)
			}
		}
	}
}

func TestValueExact(t *testing.T) {
	t.Parallel()
	for _, raw := range []string{
		`{}`, `[]`, `[[]]`, `{"a":{}}`, ` { "a" : [ 1 , 2 ] , "b" : null } `, `"x"`, `1`, `-0.0e+10`, `1E400`, `123456789012345678901234567890`,
		`{"a":1,"a":2}`, `"\u001b[2J\ud800"`, "\"\xff\"", `[true,false,null,"\\\""]`, `[{"a":[{"b":{}}]},[]]`, "\t[\r\n1]\n",
	} {
		if d := newDoc([]byte(raw)); !d.json() {
			t.Errorf("%q is not taken for JSON: byte %d", raw, d.bad)
		}
		check(t, []byte(raw))
	}
}

func TestNotJSONIsText(t *testing.T) {
	t.Parallel()
	for raw, bad := range map[string]int{
		"": 0, "<html>\n<b>": 0, `{"a":NaN}`: 5, `[1,]`: 3, `[1 2]`: 3, `{"a" 1}`: 5, `{1:2}`: 1, `{"a":01}`: 6, `[1`: 2, `"a`: 0, "\"\n\"": 0,
		`"\x"`: 0, `1.`: 0, `1e`: 0, `-`: 0, `tru`: 0, `{}{}`: 2, "[1]\x00": 3, `"\u12g4"`: 0, `{"a":1,}`: 7, `]`: 0,
	} {
		d := newDoc([]byte(raw))
		if d.bad != bad {
			t.Errorf("%q: JSON ends at %d, want %d", raw, d.bad, bad)
		}
		check(t, []byte(raw))
	}
}

func TestDeep(t *testing.T) {
	t.Parallel()
	const levels = 100_000
	d := newDoc([]byte(strings.Repeat(`[`, levels) + strings.Repeat(`]`, levels)))
	if !d.json() || d.lines() != 2*(levels-1)+1 {
		t.Fatalf("%d lines, bad at %d", d.lines(), d.bad)
	}
	for _, i := range []int{0, 100, 254, 255, 256, 50_000} {
		if got, want := d.end(i), d.lines()-1-i; got != want {
			t.Errorf("line %d ends at %d, want %d", i, got, want)
		}
		if got := d.parent(i + 1); got != i {
			t.Errorf("the parent of line %d is %d", i+1, got)
		}
	}
	if !d.opens(levels-2) || d.opens(levels-1) {
		t.Error("the innermost list is the only one without members")
	}
}

func TestSearch(t *testing.T) {
	t.Parallel()
	d := newDoc([]byte(`{"Name":"name nAmE","x":["ÄRGER ärger",{"name":1}]}`))
	for _, tt := range []struct {
		query string
		lines []uint32
	}{
		{"name", []uint32{1, 1, 1, 5}}, {"ärger", []uint32{3, 3}}, {`": "NAME`, []uint32{1}}, {"nothing", nil}, {"{", []uint32{0, 4}}, {"r", []uint32{3, 3, 3, 3}},
	} {
		found, more := d.search(context.Background(), newNeedle(tt.query))
		var lines []uint32
		for _, m := range found {
			lines = append(lines, m.line)
			line := d.appendLine(nil, int(m.line))
			if !strings.EqualFold(string(line[m.from:m.to]), tt.query) {
				t.Errorf("%q found %q", tt.query, line[m.from:m.to])
			}
		}
		if !slices.Equal(lines, tt.lines) || more {
			t.Errorf("%q is found in lines %v, want %v", tt.query, lines, tt.lines)
		}
	}
	stopped, cancel := context.WithCancel(context.Background())
	cancel()
	if found, _ := d.search(stopped, newNeedle("name")); found != nil {
		t.Error("a search goes on after it is cancelled")
	}
	many := newDoc([]byte(`"` + strings.Repeat("a", maxMatches+1) + `"`))
	if found, more := many.search(context.Background(), newNeedle("a")); len(found) != maxMatches || !more {
		t.Errorf("%d matches, more is %v", len(found), more)
	}
}

func TestFolds(t *testing.T) {
	t.Parallel()
	d := newDoc([]byte(`{"a":[1,{"b":2}],"c":{"d":[3]},"e":4}`))
	// 0 { 1 "a":[ 2 1 3 { 4 "b":2 5 } 6 ] 7 "c":{ 8 "d":[ 9 3 10 ] 11 } 12 "e":4 13 }
	shown := func(f folds) (out []int) {
		for i := range f.count(d) {
			out = append(out, f.line(i))
			if f.place(f.line(i)) != i {
				t.Errorf("line %d is not found at place %d", f.line(i), i)
			}
		}
		return out
	}
	var f folds
	if got := shown(f); len(got) != 14 {
		t.Fatalf("%v", got)
	}
	f.all(d)
	f.update(d)
	if got := shown(f); !slices.Equal(got, []int{0, 1, 7, 12, 13}) {
		t.Errorf("all folded: %v", got)
	}
	if f.place(4) != 1 {
		t.Errorf("a hidden line is at place %d", f.place(4))
	}
	f.reveal(d, 4)
	if got := shown(f); !slices.Equal(got, []int{0, 1, 2, 3, 4, 5, 6, 7, 12, 13}) {
		t.Errorf("line 4 revealed: %v", got)
	}
	f.set(d, 7, false)
	f.set(d, 8, false)
	f.update(d)
	if f.closed != nil || f.count(d) != 14 {
		t.Error("nothing is folded, but something is hidden")
	}
}

func FuzzPretty(f *testing.F) {
	for _, s := range []string{`{"a":[1,{"b":"\u001b"}],"a":{}}`, "<html>", `[1e5,-0,""]`, "\"\xff\"", `{"a":NaN}`, `[[[[]]]]`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		if len(raw) < 10_000 {
			if got, want := newDoc(raw).json(), jsontext.Value(raw).IsValid(lenient...); got != want {
				t.Fatalf("%q is JSON: %v, want %v", raw, got, want)
			}
		}
		check(t, raw)
	})
}
