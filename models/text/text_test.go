package text

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// hostile is every kind of text that must not reach a terminal as it is, with what a one-line place shows instead.
var hostile = []struct{ name, raw, line string }{
	{"ascii", "Flame Sword +1 (new)", "Flame Sword +1 (new)"},
	{"latin", "Überschwert", "Überschwert"},
	{"cjk", "炎の剣", "炎の剣"},
	{"hangul", "한국 검", "한국 검"},
	{"arabic", "سيف النار", "سيف النار"},
	{"nul", "a\x00b", "a␀b"},
	{"bell", "a\ab", "a␇b"},
	{"backspace", "a\bb", "a␈b"},
	{"del", "a\x7fb", "a␡b"},
	{"csi clear", "\x1b[2Jx", "␛[2Jx"},
	{"sgr", "\x1b[31mred", "␛[31mred"},
	{"osc title", "\x1b]0;owned\a", "␛]0;owned␇"},
	{"osc 8", "\x1b]8;;http://evil\x1b\\x\x1b]8;;\x1b\\", "␛]8;;http://evil␛\\x␛]8;;␛\\"},
	{"osc 52", "\x1b]52;c;ZXZpbA==\a", "␛]52;c;ZXZpbA==␇"},
	{"osc 11 query", "\x1b]11;?\a", "␛]11;?␇"},
	{"dcs", "\x1bP$qm\x1b\\", "␛P$qm␛\\"},
	{"apc", "\x1b_Gi=1\x1b\\", "␛_Gi=1␛\\"},
	{"private mode", "\x1b[?1049h", "␛[?1049h"},
	{"cursor query", "\x1b[6n", "␛[6n"},
	{"device query", "\x1b[c", "␛[c"},
	{"reset", "\x1bc", "␛c"},
	{"c1 byte", "\x9b31m", "\uFFFD31m"},
	{"c1 as utf-8", "\u009b31m\u009d0;x\u009c", "⟨U+009B⟩31m⟨U+009D⟩0;x⟨U+009C⟩"},
	{"next line", "a\u0085b", "a⟨U+0085⟩b"},
	{"bidi override", "\u202Egpj.exe", "⟨U+202E⟩gpj.exe"},
	{"bidi isolate", "\u2066a\u2069", "⟨U+2066⟩a⟨U+2069⟩"},
	{"bidi marks", "\u200Ea\u200F\u061C", "⟨U+200E⟩a⟨U+200F⟩⟨U+061C⟩"},
	{"zero width", "ad\u200Bmin\u200C\u2060\uFEFF", "ad⟨U+200B⟩min⟨U+200C⟩⟨U+2060⟩⟨U+FEFF⟩"},
	{"joiner in a word", "ad\u200Dmin", "ad⟨U+200D⟩min"},
	{"soft hyphen", "ad\u00ADmin", "ad⟨U+00AD⟩min"},
	{"tags", "a\U000E0068\U000E0069", "a⟨tag:hi⟩"},
	{"tag end alone", "\U000E007F", "⟨U+E007F⟩"},
	{"language tag", "\U000E0001", "⟨U+E0001⟩"},
	{"selectors as data", "a\U000E0101\uFE01", "a⟨U+E0101⟩⟨U+FE01⟩"},
	{"selector twice", "❤\uFE0F\uFE0F", "❤⟨U+FE0F⟩"},
	{"fillers", "\u3164\u115F\u2800", "⟨U+3164⟩⟨U+115F⟩⟨U+2800⟩"},
	{"private use", "\uE0B0", "⟨U+E0B0⟩"},
	{"unassigned", "\U000E0FFF", "⟨U+E0FFF⟩"},
	{"noncharacter", "\uFFFF", "⟨U+FFFF⟩"},
	{"newlines", "a\nb\r\nc\u2028d\u2029e", "a b c d e"},
	{"lone cr", "safe\revil", "safe␍evil"},
	{"tab", "a\tb", "a b"},
	{"form feed", "a\fb\v", "a␌b␋"},
	{"blanks", "a\u00A0b\u2003c\u3000d", "a b c  d"},
	{"invalid utf-8", "a\xff\xfeb\xc3", "a\uFFFDb\uFFFD"},
	{"surrogate", "a\xed\xa0\x80", "a\uFFFD"},
	{"emoji", "🔥", "🔥"},
	{"vs16", "❤\uFE0F ⚔\uFE0F", "❤ ⚔"},
	{"vs15", "☎\uFE0E", "☎"},
	{"zwj family", "👨\u200D👩\u200D👧", "👨👩👧"},
	{"skin tone", "👍🏽", "👍"},
	{"skin tone alone", "x🏽", "x⟨U+1F3FD⟩"},
	{"flag", "🇩🇪!", "DE!"},
	{"half a flag", "🇩", "D"},
	{"tag flag", "🏴\U000E0067\U000E0062\U000E0065\U000E006E\U000E0067\U000E007F", "🏴⟨tag:gbeng⟩"},
	{"keycap", "1\uFE0F\u20E3", "1"},
	{"keycap on a letter", "a\u20E3", "a⟨U+20E3⟩"},
	{"devanagari", "हिन्दी", "ह·न·द·"},
	{"one mark", "e\u0301", "e\u0301"},
	{"leading mark", "\u0301e", "⟨U+0301⟩e"},
	{"60 marks", "a" + strings.Repeat("\u0301", 60) + "b", "a\u0301\u0301⟨+58⟩b"},
	{"thai sara am", "กำ", "ก\u0E4Dา"},
	{"half-width kana", "ｶﾞ", "ガ"},
	{"decomposed hangul", "\u1112\u1161\u11AB", "한"},
	{"decomposed hangul alone", "\u1161", "⟨U+1161⟩"},
	{"5000-character word", strings.Repeat("W", 5000), strings.Repeat("W", MaxLine-1) + "…"},
	{"5000 controls", strings.Repeat("\x1b", 5000), strings.Repeat("␛", MaxLine-1) + "…"},
}

func TestLine(t *testing.T) {
	t.Parallel()
	for _, tt := range hostile {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := Of(tt.raw).Line(); got != tt.line {
				t.Errorf("Line(%q)\n got %q\nwant %q", tt.raw, got, tt.line)
			}
			checkLine(t, tt.raw)
			checkBlock(t, tt.raw)
		})
	}
}

func TestLineOfPairs(t *testing.T) {
	t.Parallel()
	for _, a := range hostile {
		for _, b := range hostile {
			if len(a.raw) < 1000 && len(b.raw) < 1000 {
				checkLine(t, a.raw+b.raw)
			}
		}
	}
}

func TestEveryCharacter(t *testing.T) {
	t.Parallel()
	step := rune(1)
	if testing.Short() {
		step = 7
	}
	for r := rune(0); r <= utf8.MaxRune; r += step {
		if r >= 0x20000 && r < 0xDFF00 { // ideographs, then nothing up to the tags
			r += 0xFF
		}
		if r >= 0xE1000 && r < 0x10FF00 {
			r = 0x10FF00
		}
		checkLine(t, string(r))
		checkLine(t, "x"+string(r))
	}
	for r := rune(0); r <= 0xFFFF; r += step {
		checkLine(t, string(r)+"क\u094D"+string(r)+"\u200D")
	}
}

func checkLine(t *testing.T, raw string) {
	t.Helper()
	got := Of(raw).Line()
	checkSafe(t, raw, got, "")
	if n := utf8.RuneCountInString(got); n > MaxLine {
		t.Errorf("Line(%.60q) has %d runes", raw, n)
	}
	if again := Of(got).Line(); again != got {
		t.Errorf("Line(%.60q) = %.200q, and again %.200q", raw, got, again)
	}
}

func checkBlock(t *testing.T, raw string) {
	t.Helper()
	got := Of(raw).Block()
	checkSafe(t, raw, got, "\n")
	if n := utf8.RuneCountInString(got); n > MaxBlock {
		t.Errorf("Block(%.60q) has %d runes", raw, n)
	}
}

// What OneCell knows takes one cell by every measure, whatever stands beside it.
func TestOneCell(t *testing.T) {
	t.Parallel()
	var all strings.Builder
	n := 0
	for r := rune(utf8.RuneSelf); r <= utf8.MaxRune; r++ {
		s := string(r)
		if !OneCell(s) {
			continue
		}
		n++
		for _, both := range []string{s + s, "a" + s, s + "a", s + "│", " " + s} {
			first, size := utf8.DecodeRuneInString(both)
			cluster, width := ansi.FirstGraphemeCluster(both, ansi.GraphemeWidth)
			if len(cluster) != size || width != 1 || ansi.StringWidthWc(string(first)) != 1 {
				t.Errorf("%U in %q: the cluster %q has %d cells", r, both, cluster, width)
			}
		}
		if !visible(r) || extends(r) {
			t.Errorf("%U is not a character by itself", r)
		}
		all.WriteRune(r)
	}
	if got := ansi.StringWidth(all.String()); n < 1000 || got != n || !OneCell(all.String()) {
		t.Errorf("%d characters take %d cells", n, got)
	}
	for _, s := range []string{"名", "e\u0301", "👍", "a\u200d", "\u202e", "\u00ad", "ﬁ", "\xff"} {
		if OneCell(s) {
			t.Errorf("%q is said to take a cell a character", s)
		}
	}
	for _, s := range []string{"", "plain", "\x1b[1mÜbung – “…” ◆\n"} {
		if !OneCell(s) {
			t.Errorf("%q is said not to take a cell a character", s)
		}
	}
}

func checkSafe(t *testing.T, raw, got, allowed string) {
	t.Helper()
	if !utf8.ValidString(got) {
		t.Errorf("%.60q: invalid UTF-8 in %.200q", raw, got)
	}
	for _, r := range got {
		if !visible(r) && !strings.ContainsRune(allowed, r) {
			t.Errorf("%.60q: %U in %.200q", raw, r, got)
		}
	}
	if g, wc := ansi.StringWidth(got), ansi.StringWidthWc(got); g != wc {
		t.Errorf("%.60q: %.200q is %d cells by cluster, %d by character", raw, got, g, wc)
	}
}

func TestBlock(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ raw, want string }{
		{"a\nb\r\nc", "a\nb\nc"},
		{"a\u2028b", "a\nb"},
		{"a\rb", "a␍b"},
		{"\tx\n炎\ty\n123\tz", "    x\n炎  y\n123 z"},
		{"\x1b]0;x\a\n🇩🇪", "␛]0;x␇\nDE"},
		{strings.Repeat("y", MaxBlock+1), strings.Repeat("y", MaxBlock-1) + "…"},
	} {
		if got := Of(tt.raw).Block(); got != tt.want {
			t.Errorf("Block(%.60q)\n got %.200q\nwant %.200q", tt.raw, got, tt.want)
		}
	}
}

func TestPrintingIsSafe(t *testing.T) {
	t.Parallel()
	x := Of("\x1b[2J\u202E")
	shown := struct {
		Name Text
		List []Text
		Ptr  *Text
	}{x, []Text{x}, &x}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%+q", "%#q", "%x", "% X", "%d", "%T", "%10.3s"} {
		for _, v := range []any{x, &x, shown, map[Text]Text{x: x}} {
			if got := fmt.Sprintf(verb, v); strings.ContainsAny(got, "\x1b\u202E") {
				t.Errorf("%s of %T prints %q", verb, v, got)
			}
		}
	}
	if got := fmt.Sprint(x); got != "␛[2J⟨U+202E⟩" {
		t.Errorf("Sprint = %q", got)
	}
	if got := x.String(); got != x.Line() {
		t.Errorf("String = %q", got)
	}
}

func TestJSONKeepsTheValue(t *testing.T) {
	t.Parallel()
	for _, tt := range hostile {
		b, err := json.Marshal(Of(tt.raw))
		if err != nil {
			t.Fatalf("%s: %v", tt.name, err)
		}
		var back Text
		if err := json.Unmarshal(b, &back); err != nil {
			t.Fatalf("%s: %s: %v", tt.name, b, err)
		}
		want := []rune(tt.raw) // invalid bytes become U+FFFD, one for each
		if back.Raw() != string(want) {
			t.Errorf("%s: %q came back as %q", tt.name, tt.raw, back.Raw())
		}
		for _, r := range string(b) {
			if !visible(r) {
				t.Errorf("%s: %U in %s", tt.name, r, b)
			}
		}
	}
	var null Text
	if err := json.Unmarshal([]byte("null"), &null); err != nil || !null.Empty() {
		t.Errorf("null: %v %v", null, err)
	}
	if err := json.Unmarshal([]byte(`[1]`), &null); err == nil {
		t.Error("an array passes for a text")
	}
	if got := string(JSON([]byte("{\n\t\"a\": \"\u202E\U000E0041\x7f\x9b\u009b\"\n}"))); got != "{\n\t\"a\": \"\\u202e\\udb40\\udc41\\u007f\\ufffd\\u009b\"\n}" {
		t.Errorf("JSON = %s", got)
	}
}

func TestPlainASCIIDoesNotAllocate(t *testing.T) {
	x := Of("Flame Sword of the Ninth Gate")
	y := Of("Überschwert 炎の剣")
	if n := testing.AllocsPerRun(100, func() { _ = x.Line(); _ = y.Line(); _ = x.Block() }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func FuzzLine(f *testing.F) {
	for _, tt := range hostile {
		f.Add(tt.raw)
	}
	f.Fuzz(checkLine)
}

func FuzzBlock(f *testing.F) {
	for _, tt := range hostile {
		f.Add(tt.raw + "\n" + tt.raw)
	}
	f.Fuzz(checkBlock)
}

func BenchmarkLine(b *testing.B) {
	for name, raw := range map[string]string{"ascii": "Flame Sword of the Ninth Gate", "cjk": "炎の剣 第九門", "hostile": "\x1b[2J👨\u200D👩 हिन्दी"} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_ = Of(raw).Line()
			}
		})
	}
}

// No character joins the blank that pads a cell, or the text beside it.
func TestNothingJoinsWhatFollows(t *testing.T) {
	t.Parallel()
	for r := rune(0x20); r <= 0x1FFFF; r++ {
		for _, s := range []string{string(r), "a" + string(r)} {
			line := Of(s).Line()
			if alone, padded := ansi.StringWidth(line), ansi.StringWidth(line+" "); padded != alone+1 {
				t.Errorf("%U: %q has %d cells, and %d with a blank behind", r, line, alone, padded)
			}
		}
	}
}
