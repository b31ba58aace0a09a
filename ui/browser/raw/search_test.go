package raw

import (
	"context"
	"slices"
	"strings"
	"testing"
)

func TestSearch(t *testing.T) {
	t.Parallel()
	raw := `{"Name":"name nAmE","x":["ÄRGER ärger",{"name":1}],"y":"Sword \u0026 Shield","z":"Caf\u00e9, cafe\u0301, CAFÉ",` +
		`"\u0065\u0301t\u00E9":"a\\b\n","emoji":"\ud83d\ude00!","fi":"ﬁne","ad\u200Bmin":"Straße"}`
	d := newDocument([]byte(raw))
	for _, tt := range []struct {
		query string
		want  []string // what is marked
	}{
		{"name", []string{"Name", "name", "nAmE", "name"}},
		{"ärger", []string{"ÄRGER", "ärger"}},
		{"arger", []string{"ÄRGER", "ärger"}},
		{`": "NAME`, []string{`": "name`}},
		{"nothing", nil},
		{"& shield", []string{`\u0026 Shield`}},
		{`\u0026 S`, []string{`\u0026 S`}},
		{`u0026`, []string{`u0026`}},
		{"cafe", []string{`Caf\u00e9`, `cafe\u0301`, "CAFÉ"}},
		{"café", []string{`Caf\u00e9`, `cafe\u0301`, "CAFÉ"}},
		{"cafe\u0301", []string{`Caf\u00e9`, `cafe\u0301`, "CAFÉ"}},
		{"ÉTÉ", []string{`\u0065\u0301t\u00E9`}},
		{`a\b`, []string{`a\\b`}},
		{`a\\b`, []string{`a\\b`}},
		{"😀", []string{`\ud83d\ude00`}},
		{"fine", []string{"ﬁne"}},
		{"admin", []string{`ad\u200Bmin`}},
		{"STRASSE", []string{"Straße"}},
	} {
		f, err := d.search(context.Background(), tt.query)
		if err != nil || f.more {
			t.Fatalf("%q: more is %v, error %v", tt.query, f.more, err)
		}
		var got []string
		for _, m := range f.matches {
			got = append(got, string(d.appendLine(nil, int(m.line))[m.from:m.to]))
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%q marks %q, want %q", tt.query, got, tt.want)
		}
	}
	stopped, cancel := context.WithCancel(context.Background())
	cancel()
	if f, err := d.search(stopped, "name"); err == nil || f.matches != nil {
		t.Error("a search goes on after it is cancelled")
	}
	many := newDocument([]byte(`"` + strings.Repeat("a", maxMatches+1) + `"`))
	if f, _ := many.search(context.Background(), "a"); len(f.matches) != maxMatches || !f.more {
		t.Errorf("%d matches, more is %v", len(f.matches), f.more)
	}
}

// In a text that is not JSON a backslash is a character.
func TestSearchInText(t *testing.T) {
	t.Parallel()
	d := newDocument([]byte("<b>C:\\users\\u0041\nCafé"))
	for query, want := range map[string]int{`\U0041`: 1, "A": 1, "cafe": 1, `users\`: 1} {
		if f, _ := d.search(context.Background(), query); len(f.matches) != want {
			t.Errorf("%q has %d matches, want %d", query, len(f.matches), want)
		}
	}
}

// Matches are within their line, in order and without overlap, and ASCII text is found by itself.
func FuzzSearch(f *testing.F) {
	f.Add(`{"a":"Sword \u0026 Shield"}`, "& shield")
	f.Add(`["cafe\u0301 \ud83d\ude00 ﬁ"]`, "É")
	f.Add("<b>\u202e\xff", "\u202e")
	f.Fuzz(func(t *testing.T, raw, query string) {
		if query == "" || len(raw) > 10_000 {
			return
		}
		d := newDocument([]byte(raw))
		found, _ := d.search(context.Background(), query)
		end := row{}
		for _, m := range found.matches {
			line := d.appendLine(nil, int(m.line))
			if m.from >= m.to || int(m.to) > len(line) || before(m.start(), end) {
				t.Fatalf("%q in %q: match %v after %v", query, raw, m, end)
			}
			end = row{m.line, m.to}
		}
		plain := !d.json() && ascii([]byte(raw)) && !strings.Contains(query, "\n")
		if plain && strings.Contains(raw, query) && len(found.matches) == 0 {
			t.Fatalf("%q is not found in %q", query, raw)
		}
	})
}
