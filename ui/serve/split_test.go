package serve

import (
	"slices"
	"strings"
	"testing"
)

func TestSplit(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		line string
		want []string
	}{
		{"", nil},
		{"  \t ", nil},
		{"export 1250", []string{"export", "1250"}},
		{" export\t1250  --query  'a b' ", []string{"export", "1250", "--query", "a b"}},
		{`a '' ""`, []string{"a", "", ""}},
		{`'price>100 $(x) ; | & < ( ) \` + "`" + `'`, []string{`price>100 $(x) ; | & < ( ) \` + "`"}},
		{`"price>100 $(x) ;"`, []string{"price>100 $(x) ;"}},
		{`"a\"b\\c\$d\` + "`" + `e\n"`, []string{`a"b\c$d` + "`" + `e\n`}},
		{`a\ b\;c\'d`, []string{`a b;c'd`}},
		{`--query=name:"Iron Sword"`, []string{"--query=name:Iron Sword"}},
		{`it''s 'a'"b"c`, []string{"its", "abc"}},
		{"* ? [a] ~ # ! {a,b} =x", []string{"*", "?", "[a]", "~", "#", "!", "{a,b}", "=x"}},
		{"'two\nlines'", []string{"two\nlines"}},
		{"Ünï 🎮", []string{"Ünï", "🎮"}},
	} {
		got, err := Split(test.line)
		if err != nil || !slices.Equal(got, test.want) {
			t.Errorf("%q: %q, %v, want %q", test.line, got, err, test.want)
		}
	}
}

func TestSplitRefused(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ line, says string }{
		{"export 1; rm -rf /", `";" at character 9`},
		{"export 1 | sh", `"|"`},
		{"export 1 || sh", `"|"`},
		{"export 1 && sh", `"&"`},
		{"sleep 1 &", `"&"`},
		{"export $(id)", `"$"`},
		{"export $HOME", `"$"`},
		{"export `id`", "\"`\""},
		{"export 1 > file", `">"`},
		{"export 1 2>&1", `">"`},
		{"verify - < file", `"<"`},
		{"(id)", `"("`},
		{"export --query price>100", "quote twice"},
		{"export 'a", "a ' without its pair"},
		{`export "a`, `a " without its pair`},
		{`export "a\"`, `a " without its pair`},
		{`export a\`, "ends with a backslash"},
		{"export 1\nid", "control character, U+000A, at character 9"},
		{"export \x00", "control character"},
		{"export '\x1b[2J'", "control character"},
		{"export \\\nid", "control character"},
		{"export \xff", "not valid UTF-8"},
		{strings.Repeat("a", maxCommand+1), "longer than"},
	} {
		got, err := Split(test.line)
		if err == nil || !strings.Contains(err.Error(), test.says) {
			t.Errorf("%.40q: %q, %v, want %s", test.line, got, err, test.says)
		}
	}
}

// quote quotes a word for a POSIX shell.
func quote(word string) string { return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'" }

// Words that are quoted come back as they were; a line that is accepted means the same
// when its words are quoted; and no character that a shell would act on is outside quotes.
func FuzzSplit(f *testing.F) {
	for _, seed := range []string{"", "export 1250 --query 'a b'", `a "b\"c" d\ e`, "a; b", "'", `\`, "$(x)", "a\x00b", "price>1", "''", "\xff", "'a\nb'"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, line string) {
		words, err := Split(line)
		if err != nil {
			if len(words) > 0 {
				t.Fatalf("%q beside %v", words, err)
			}
			return
		}
		var quoted []string
		for _, w := range words {
			quoted = append(quoted, quote(w))
		}
		again, err := Split(strings.Join(quoted, " "))
		if len(strings.Join(quoted, " ")) <= maxCommand && (err != nil || !slices.Equal(again, words)) {
			t.Fatalf("%q is %q, and quoted %q, %v", line, words, again, err)
		}
		if !strings.ContainsAny(line, `'"\`) && strings.ContainsAny(line, ";|&<>()$`\n") {
			t.Fatalf("%q is accepted", line)
		}
	})
}
