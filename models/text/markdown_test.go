package text

import (
	"html"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

var markdownCases = []struct{ name, src, want string }{
	{"plain", "# Flame\n\n*burns* & glows\n", "# Flame\n\n*burns* & glows\n"},
	{"harmless references", "&lt;b&gt; &eacute; &#169; &amp; R&D", "&lt;b&gt; &eacute; &#169; &amp; R&D"},
	{"raw controls", "a\x1b[2J\r\nb\tc", "a␛[2J\nb   c"},
	{"esc", "&#27;[2J &#x1b; &#X1B; &#0027", "␛[2J ␛ ␛ ␛"},
	{"c1", "&#155;31m &#x9b;", "⟨U+009B⟩31m ⟨U+009B⟩"},
	{"nul", "&#0;", "␀"},
	{"too large", "&#99999999;", "&#99999999;"},
	{"surrogate", "&#xD800;", "&#xD800;"},
	{"bidi", "&#8238;x &rlm;", "⟨U+202E⟩x ⟨U+200F⟩"},
	{"zero width", "a&ZeroWidthSpace;b&zwj;c&shy;d&shye", "a⟨U+200B⟩b⟨U+200D⟩c⟨U+00AD⟩d⟨U+00AD⟩e"},
	{"blanks", "a&nbsp;b&Tab;c&NewLine;d", "a b c d"},
	{"in code", "```\n&#27;[31m\n```\n`&#27;`", "```\n␛[31m\n```\n`␛`"},
	{"in a link", "[x](http://e.com/&#27;]0;a&#7;)", "[x](http://e.com/␛]0;a␇)"},
	{"nested", "&amp;#27;[2J &lt;", "＆amp;#27;[2J ＆lt;"},
	{"nested deeper", "&amp;amp;#x9b;", "＆amp;amp;#x9b;"},
	{"nested by number", "&#38;#27;", "＆#38;#27;"},
	{"joined by what is dropped", "&\uFE0F#27;", "␛"},
	{"flag by reference", "&#x1F1E9;&#x1F1EA;", "DE"},
}

func TestMarkdown(t *testing.T) {
	t.Parallel()
	for _, tt := range markdownCases {
		if got := Markdown(tt.src); got != tt.want {
			t.Errorf("%s: %q\n got %q\nwant %q", tt.name, tt.src, got, tt.want)
		}
		checkMarkdown(t, tt.src)
	}
	for _, tt := range hostile {
		checkMarkdown(t, tt.raw)
	}
}

// checkMarkdown unescapes what comes out as often as a renderer may.
func checkMarkdown(t *testing.T, src string) {
	t.Helper()
	got := Markdown(src)
	for range 3 {
		for _, r := range got {
			if r != '\n' && !visible(r) {
				t.Errorf("%.60q: %U in %.200q", src, r, got)
			}
		}
		got = html.UnescapeString(entity.ReplaceAllStringFunc(got, number))
	}
}

func FuzzMarkdown(f *testing.F) {
	for _, tt := range markdownCases {
		f.Add(tt.src)
	}
	f.Fuzz(checkMarkdown)
}

var styledCases = []struct{ name, in, want string }{
	{"plain", "abc", "abc"},
	{"sgr", "\x1b[1;38;2;1;2;3mabc\x1b[0m\n\x1b[mx\x1b[4:3mq\x1b[m", "\x1b[1;38;2;1;2;3mabc\x1b[0m\n\x1b[mx\x1b[4:3mq\x1b[m"},
	{"style left open", "\x1b[7mabc", "\x1b[7mabc\x1b[m"},
	{"clear", "a\x1b[2Jb", "a␛[2Jb"},
	{"private sgr", "\x1b[>4;2mx", "␛[>4;2mx"},
	{"sgr with an intermediate", "\x1b[ mx", "␛[ mx"},
	{"sgr cut off", "a\x1b[31", "a␛[31"},
	{"endless sgr", "\x1b[" + strings.Repeat("1;", 60) + "m", "␛[" + strings.Repeat("1;", 60) + "m"},
	{"title", "\x1b]0;x\a", "␛]0;x␇"},
	{"c1 csi", "\u009b31m", "⟨U+009B⟩31m"},
	{"link", "\x1b]8;id=a;https://e.com/x\ax\x1b]8;;\a", "\x1b]8;id=a;https://e.com/x\x1b\\x\x1b]8;;\x1b\\"},
	{"mail", "\x1b]8;;mailto:a@e.com\x1b\\x\x1b]8;;\x1b\\", "\x1b]8;;mailto:a@e.com\x1b\\x\x1b]8;;\x1b\\"},
	{"link left open", "\x1b]8;;http://e.com\x1b\\x", "\x1b]8;;http://e.com\x1b\\x\x1b]8;;\x1b\\"},
	{"file link", "\x1b]8;;file:///etc/passwd\x1b\\x\x1b]8;;\x1b\\", "x\x1b]8;;\x1b\\"},
	{"script link", "\x1b]8;;javascript:alert(1)\x1b\\x", "x"},
	{"link without host", "\x1b]8;;http:x\x1b\\x", "x"},
	{"link in other letters", "\x1b]8;;http://еxample.com\x1b\\x", "x"},
	{"link with params", "\x1b]8;a=b:c;http://e.com\x1b\\x", "x"},
	{"link never ended", "\x1b]8;;http://e.com", "␛]8;;http://e.com"},
	{"link ended by a control", "\x1b]8;;http://e.com\x1b[2J", "␛]8;;http://e.com␛[2J"},
	{"osc 52 in a link", "\x1b]8;;http://e.com\x1b]52;c;x\a", "␛]8;;http://e.com␛]52;c;x␇"},
	{"words", "👨\u200D👩\x1b[1m\u202E\x1b[m", "👨👩\x1b[1m⟨U+202E⟩\x1b[m"},
}

func TestStyled(t *testing.T) {
	t.Parallel()
	for _, tt := range styledCases {
		if got := Styled(tt.in); got != tt.want {
			t.Errorf("%s: %q\n got %q\nwant %q", tt.name, tt.in, got, tt.want)
		}
		checkStyled(t, tt.in)
	}
	for _, tt := range hostile {
		checkStyled(t, tt.raw)
	}
	long := strings.Repeat("\x1b[1m炎\x1b[m ", MaxBlock)
	if got := Styled(long); got != long {
		t.Error("a long text does not pass whole")
	}
}

var allowed = regexp.MustCompile(`\x1b\[[0-9;:]*m|\x1b\]8;(id=[\w.-]*)?;((https?://|mailto:)[!-~]+)?\x1b\\`)

func checkStyled(t *testing.T, in string) {
	t.Helper()
	got := Styled(in)
	if !utf8.ValidString(got) {
		t.Errorf("%.60q: invalid UTF-8", in)
	}
	for _, r := range allowed.ReplaceAllString(got, "") {
		if r != '\n' && !visible(r) {
			t.Errorf("%.60q: %U in %.200q", in, r, got)
		}
	}
	if again := Styled(got); again != got {
		t.Errorf("%.60q: %.200q, and again %.200q", in, got, again)
	}
}

func FuzzStyled(f *testing.F) {
	for _, tt := range styledCases {
		f.Add(tt.in)
	}
	for _, tt := range hostile {
		f.Add(tt.raw)
	}
	f.Fuzz(checkStyled)
}
