package jsonscan

import (
	"bytes"
	"os"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
)

func TestMembers(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ object, name, want string }{
		{`{"a":1,"b":{"a":2}}`, "a", "1"}, {`{"a":1,"a":2}`, "a", "2"}, {`{"\u0061":1}`, "a", "1"}, {`{"b":1}`, "a", ""}, {`{}`, "a", ""}, {`[1]`, "a", ""}, {``, "a", ""}, {`{"a":1,"b`, "a", "1"},
	} {
		if got := Member([]byte(tt.object), tt.name); string(got) != tt.want {
			t.Errorf("%s of %s: %s, want %s", tt.name, tt.object, string(got), tt.want)
		}
	}
	if got := Elements([]byte(`[1, {"a":[2]} ,"x"]`)); len(got) != 3 || string(got[1]) != `{"a":[2]}` {
		t.Errorf("elements %v", got)
	}
	if Elements([]byte(`{}`)) != nil {
		t.Error("an object has elements")
	}
}

func TestSkip(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]int{
		`"a" `: 3, `"a\"b",`: 6, `"a\\"`: 5, `"a`: -1, `"a\"`: -1, `"\u00e9"`: 8, "\"a\nb\"": 5, "\"\xff\"": 3,
		`{"a":[1,{"b":"}"}]} x`: 19, `[[]`: -1, `{`: -1, ``: -1,
		`12,`: 2, `12`: -1, `-0.5e+7]`: 7, `true}`: 4, `false `: 5, `]`: 0,
	} {
		if got := SkipValue([]byte(in), 0); got != want {
			t.Errorf("SkipValue(%q) = %d, want %d", in, got, want)
		}
	}
}

// On valid JSON the scanner and jsontext agree; on any other text nothing panics.
func FuzzScan(f *testing.F) {
	f.Add([]byte(`{"a":[1,"\u00e9",{"b":null}],"a":true}`))
	f.Add([]byte(`["a\\",-1.5e3`))
	f.Fuzz(func(t *testing.T, b []byte) {
		i := SkipSpace(b, 0)
		end := SkipValue(append(b[:len(b):len(b)], ' '), i)
		for range Members(b) {
		}
		Elements(b)
		Member(b, "a")
		valid := jsontext.Value(b).IsValid(jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
		if valid && SkipSpace(b, end) < len(b) {
			t.Fatalf("%q ends at %d", b, end)
		}
	})
}

func BenchmarkScan(b *testing.B) {
	body, err := os.ReadFile("../testdata/character-inventory.json")
	if err != nil {
		b.Fatal(err)
	}
	for name, scan := range map[string]func() bool{
		"SkipValue": func() bool { return SkipValue(body, 0) > 0 },
		"jsontext":  func() bool { return jsontext.NewDecoder(bytes.NewReader(body)).SkipValue() == nil },
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(body)))
			b.ReportAllocs()
			for b.Loop() {
				if !scan() {
					b.Fatal("no value")
				}
			}
		})
	}
}
