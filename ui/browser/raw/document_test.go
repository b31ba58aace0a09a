package raw

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
)

// joined is the lines of a document, one below the other without indent.
func joined(d *document) []byte {
	var out []byte
	for i := range d.lines() {
		if i > 0 {
			out = append(out, '\n')
		}
		out = d.appendLine(out, i)
	}
	return out
}

func parent(d *document, line int) int {
	at, _ := d.parent(line)
	return at
}

func check(t *testing.T, raw []byte) {
	t.Helper()
	d := newDocument(raw)
	out := joined(d)
	if !d.json() {
		if !bytes.Equal(out, raw) {
			t.Fatalf("text %q is shown as %q", raw, out)
		}
		return
	}
	// Compact removes white space and leaves numbers, strings and repeated names.
	was, is := jsontext.Value(bytes.Clone(raw)), jsontext.Value(out)
	if err := was.Compact(lenient...); err != nil {
		t.Fatalf("%q is taken for JSON: %v", raw, err)
	}
	if err := is.Compact(lenient...); err != nil || !bytes.Equal(was, is) {
		t.Fatalf("%q is shown as %q (%v)", raw, is, err)
	}
	for i := range d.lines() {
		if d.opens(i) {
			if got := parent(d, d.end(i)); got != parent(d, i) || !d.closes(d.end(i)) {
				t.Fatalf("%q: the parent of line %d is %d, of its end %d", raw, i, parent(d, i), got)
			}
			if got := parent(d, i+1); got != i {
				t.Fatalf("%q: the parent of line %d is %d, want %d", raw, i+1, got, i)
			}
		}
	}
}

func TestValueIsShownExactly(t *testing.T) {
	t.Parallel()
	for _, raw := range []string{
		`{}`, `[]`, `[[]]`, `{"a":{}}`, ` { "a" : [ 1 , 2 ] , "b" : null } `, `"x"`, `1`, `-0.0e+10`, `1E400`, `123456789012345678901234567890`,
		`{"a":1,"a":2}`, `"\u001b[2J\ud800"`, "\"\xff\"", `[true,false,null,"\\\""]`, `[{"a":[{"b":{}}]},[]]`, "\t[\r\n1]\n", `{"a":{ },"b":[ ]}`,
	} {
		if d := newDocument([]byte(raw)); !d.json() {
			t.Errorf("%q is not taken for JSON: byte %d", raw, d.bad)
		}
		check(t, []byte(raw))
	}
}

func TestNotJSONIsText(t *testing.T) {
	t.Parallel()
	for raw, bad := range map[string]int{
		"": 0, "<html>\n<b>": 0, `{"a":NaN}`: 5, `[1,]`: 2, `[1 2]`: 3, `{"a" 1}`: 5, `{1:2}`: 1, `{"a":01}`: 6, `[1`: 2, `"a`: 2, "\"\n\"": 1,
		`"\x"`: 1, `1.`: 0, `1e`: 0, `-`: 0, `tru`: 3, `{}{}`: 2, "[1]\x00": 3, `"\u12g4"`: 1, `{"a":1,}`: 6, `]`: 0,
	} {
		d := newDocument([]byte(raw))
		if d.bad != bad {
			t.Errorf("%q: JSON ends at %d, want %d", raw, d.bad, bad)
		}
		check(t, []byte(raw))
	}
}

func TestDeep(t *testing.T) {
	t.Parallel()
	nested := func(levels int) *document {
		return newDocument([]byte(strings.Repeat(`[`, levels) + strings.Repeat(`]`, levels)))
	}
	d := nested(10_000)
	if !d.json() || d.lines() != 2*(10_000-1)+1 {
		t.Fatalf("%d lines, bad at %d", d.lines(), d.bad)
	}
	for _, i := range []int{0, 255, 256, 5000} {
		if got, want := d.end(i), d.lines()-1-i; got != want {
			t.Errorf("line %d ends at %d, want %d", i, got, want)
		}
		if got := parent(d, i+1); got != i {
			t.Errorf("the parent of line %d is %d", i+1, got)
		}
	}
	if !d.opens(10_000-2) || d.opens(10_000-1) {
		t.Error("the innermost array is the only one without members")
	}
	if deeper := nested(100_000); deeper.json() {
		t.Error("100,000 levels are JSON, which jsontext does not read")
	}
}

func TestPath(t *testing.T) {
	t.Parallel()
	d := newDocument([]byte(`{"items":[1,{"asset":{"storage":[{"value":"x"}]}}],"two words":{"3":[]},"\u0061b":[[],[0]],"é":1,"\u202e":0}`))
	var got []string
	for i := range d.lines() {
		got = append(got, d.path(i, 100))
	}
	want := []string{
		"", "items", "items[0]", "items[1]", "items[1].asset", "items[1].asset.storage", "items[1].asset.storage[0]", "items[1].asset.storage[0].value",
		"items[1].asset.storage[0]", "items[1].asset.storage", "items[1].asset", "items[1]", "items",
		`["two words"]`, `["two words"]["3"]`, `["two words"]`, "ab", "ab[0]", "ab[1]", "ab[1][0]", "ab[1]", "ab", "é", `["\u202e"]`, "",
	}
	if !slices.Equal(got, want) {
		t.Errorf("\n got %q\nwant %q", got, want)
	}
	if got := d.path(7, 20); got != "….storage[0].value" {
		t.Errorf("in 20 cells: %q", got)
	}
	if got := newDocument([]byte("<html>")).path(0, 20); got != "" {
		t.Errorf("of a text: %q", got)
	}
}

func FuzzPretty(f *testing.F) {
	for _, s := range []string{`{"a":[1,{"b":"\u001b"}],"a":{}}`, "<html>", `[1e5,-0,""]`, "\"\xff\"", `{"a":NaN}`, `[[[[]]]]`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		d := newDocument(raw)
		if want := jsontext.Value(raw).IsValid(lenient...); d.json() != want {
			t.Fatalf("%q is JSON: %v, want %v", raw, d.json(), want)
		}
		check(t, raw)
		for i := range d.lines() {
			d.path(i, 40)
		}
	})
}
