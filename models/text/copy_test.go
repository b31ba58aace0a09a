package text

import (
	"strings"
	"testing"
	"unicode"
)

func TestCopy(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, raw, line, block string }{
		{"plain", "Sword of Dawn", "Sword of Dawn", "Sword of Dawn"},
		{"ends a bracketed paste", "Sword\x1b[201~\ntouch x\n", "Sword␛[201~ touch x ", "Sword␛[201~\ntouch x\n"},
		{"C1", "a\u009b201~", "a⟨U+009B⟩201~", "a⟨U+009B⟩201~"},
		{"carriage return", "a\rb\r\nc", "a␍b c", "a␍b\nc"},
		{"tab and DEL", "a\tb\x7f", "a b␡", "a\tb␡"},
		{"bidi", "a\u202eb\u2066", "a⟨U+202E⟩b⟨U+2066⟩", "a⟨U+202E⟩b⟨U+2066⟩"},
		{"line separator", "a\u2028b", "a b", "a\nb"},
		{"zero width", "a\u200Bb\uFEFF", "a⟨U+200B⟩b⟨U+FEFF⟩", "a⟨U+200B⟩b⟨U+FEFF⟩"},
		{"invalid UTF-8", "a\xffb", "a\uFFFDb", "a\uFFFDb"},
		{"a family, a heart", "👨\u200D👩\u200D👧 ❤\uFE0F", "👨\u200D👩\u200D👧 ❤\uFE0F", "👨\u200D👩\u200D👧 ❤\uFE0F"},
		{"a joiner that joins nothing", "\u200Da", "⟨U+200D⟩a", "⟨U+200D⟩a"},
		{"a hidden message", "a\U000E0041b\uFE0F\uFE01", "a⟨U+E0041⟩b\uFE0F⟨U+FE01⟩", "a⟨U+E0041⟩b\uFE0F⟨U+FE01⟩"},
		{"a heart on fire", "❤\uFE0F\u200D🔥", "❤\uFE0F\u200D🔥", "❤\uFE0F\u200D🔥"},
		{"vowel signs and accents", "कि e\u0301\u0302\u0303", "कि e\u0301\u0302\u0303", "कि e\u0301\u0302\u0303"},
		{"other blanks", "a\u00A0b\u3000c", "a\u00A0b\u3000c", "a\u00A0b\u3000c"},
	} {
		if got := Of(tt.raw).CopyLine(); got != tt.line {
			t.Errorf("%s: CopyLine %+q, want %+q", tt.name, got, tt.line)
		}
		if got := Of(tt.raw).CopyBlock(); got != tt.block {
			t.Errorf("%s: CopyBlock %+q, want %+q", tt.name, got, tt.block)
		}
	}
}

func FuzzCopy(f *testing.F) {
	f.Add("Sword\x1b[201~\ntouch x\n")
	f.Add("\u200d\u202e\u0085\xff")
	f.Fuzz(func(t *testing.T, s string) {
		for i, got := range []string{Of(s).CopyLine(), Of(s).CopyBlock()} {
			if i == 1 {
				got = strings.NewReplacer("\n", "", "\t", "").Replace(got)
			}
			for _, r := range got {
				if unicode.Is(unicode.Cc, r) || unicode.Is(unicode.Bidi_Control, r) {
					t.Fatalf("%q has U+%04X", got, r)
				}
			}
		}
	})
}
