package parts

import (
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"lootlens/models/text"
	"lootlens/ui/internal/geometry"
)

func TestWrap(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		s     string
		width int
		want  []string
	}{
		{"", 5, []string{""}},
		{"one two three", 7, []string{"one two", "three"}},
		{"one two  three", 8, []string{"one two", "three"}},
		{"a\n\nb", 5, []string{"a", "", "b"}},
		{"abcdefgh", 3, []string{"abc", "def", "gh"}},
		{"ab abcdefgh", 4, []string{"ab", "abcd", "efgh"}},
		{"炎の剣炎の剣", 5, []string{"炎の", "剣炎", "の剣"}},
		{"a炎の剣", 4, []string{"a炎", "の剣"}},
		{"a-b-c", 3, []string{"a-b", "-c"}},
		{"ends 2026-09-01 10:06", 12, []string{"ends", "2026-09-01", "10:06"}},
		{"on 2026-09-01\u2011", 8, []string{"on 2026-", "09-01\u2011"}}, // as it came, hyphens that do not break among it
		{"  indented words", 10, []string{"  indented", "words"}},
		{"https://game.example/icons/slow-toast.png", 30, []string{"https://game.example/icons/", "slow-toast.png"}},
		{`{"by":["smith",null],"now":75}`, 26, []string{`{"by":["smith",null],`, `"now":75}`}},
		{"x", 0, nil},
		{"x", -1, nil},
	} {
		if got := Wrap(tt.s, tt.width); !slices.Equal(got, tt.want) {
			t.Errorf("Wrap(%q, %d) = %q, want %q", tt.s, tt.width, got, tt.want)
		}
	}
}

func checkWrap(t *testing.T, raw string, width int) {
	t.Helper()
	s := text.Of(raw).Block()
	width = width&63 + 2 // a wide character fits
	lines := Wrap(s, width)
	for _, l := range lines {
		if n := ansi.StringWidth(l); n > width {
			t.Errorf("Wrap(%q, %d): %q has %d cells", s, width, l, n)
		}
	}
	bare := strings.NewReplacer(" ", "", "\n", "")
	if width > 1 && bare.Replace(strings.Join(lines, "")) != bare.Replace(s) {
		t.Errorf("Wrap(%q, %d) loses text: %q", s, width, lines)
	}
}

func checkWrapStyled(t *testing.T, raw string, width int) {
	t.Helper()
	s := text.Styled(raw)
	width = width&63 + 2 // a wide character fits
	lines := Wrap(s, width)
	for _, l := range lines {
		if n := ansi.StringWidth(l); n > width {
			t.Errorf("Wrap(%q, %d): %q has %d cells", s, width, l, n)
		}
		if err := geometry.Check(l, ansi.StringWidth(l), 1); err != nil && !strings.ContainsAny(s, corners) {
			t.Errorf("Wrap(%q, %d): %v", s, width, err)
		}
	}
	bare := strings.NewReplacer(" ", "", "\n", "")
	if got, want := bare.Replace(ansi.Strip(strings.Join(lines, ""))), bare.Replace(ansi.Strip(s)); width > 1 && got != want {
		t.Errorf("Wrap(%q, %d) loses text: %q", s, width, lines)
	}
}

// corners in a text look to Check like boxes that are broken.
const corners = "╭╮╰╯┏┓┗┛"

func TestWrapKeepsTheText(t *testing.T) {
	t.Parallel()
	long := strings.Join(words, " ") + "\n" + strings.Join(words, "\n")
	for width := range 64 {
		checkWrap(t, ansi.Strip(long), width)
		checkWrapStyled(t, long, width)
	}
}

func TestWrapStyled(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		s     string
		width int
		want  []string
	}{
		{"\x1b[1mabcdef\x1b[m", 3, []string{"\x1b[1mabc\x1b[m", "\x1b[1mdef\x1b[m"}},
		{"\x1b]8;;http://e.com\x1b\\abcd\x1b]8;;\x1b\\", 2, []string{
			"\x1b]8;;http://e.com\x1b\\ab\x1b]8;;\a", "\x1b]8;;http://e.com\acd\x1b]8;;\x1b\\",
		}},
		{"https://game.example/icons/slow-toast.png", 30, []string{"https://game.example/icons/", "slow-toast.png"}},
		{`{"by":["smith",null],"now":75}`, 26, []string{`{"by":["smith",null],`, `"now":75}`}},
		{"x", 0, nil},
	} {
		if got := Wrap(tt.s, tt.width); !slices.Equal(got, tt.want) {
			t.Errorf("Wrap(%q, %d)\n got %q\nwant %q", tt.s, tt.width, got, tt.want)
		}
	}
}

func TestCut(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		s        string
		from, to int
		want     string
	}{
		{"abcdef", 1, 3, "bc"}, {"abc", 2, 6, "c   "}, {"abc", 5, 7, "  "}, {"abc", 2, 2, ""}, {"abc", -2, 1, "a"}, {"abc", 3, 1, ""},
		{"炎炎炎", 1, 5, " 炎 "}, {"炎", 0, 1, " "},
		{"\x1b[1mabc\x1b[mdef", 1, 4, "\x1b[1mbc\x1b[md"}, {"\x1b[1mabc\x1b[mdef", 3, 5, "\x1b[1m\x1b[mde"}, {"\x1b[1mabc\x1b[m", 1, 2, "\x1b[1mb\x1b[m"},
		{"a\x1b]8;;http://e.com\x1b\\bc\x1b]8;;\x1b\\d", 2, 4, "\x1b]8;;http://e.com\x1b\\c\x1b]8;;\x1b\\d"},
	} {
		if got := Cut(tt.s, tt.from, tt.to); got != tt.want {
			t.Errorf("Cut(%q, %d, %d) = %q, want %q", tt.s, tt.from, tt.to, got, tt.want)
		}
	}
	for _, s := range safeWords() {
		for from := 0; from < 40; from += 3 {
			for to := from; to < 50; to += 2 {
				if err := geometry.Check(Cut(s, from, to), to-from, 1); err != nil {
					t.Errorf("Cut(%q, %d, %d): %v", s, from, to, err)
				}
			}
		}
	}
}

func FuzzWrap(f *testing.F) {
	for _, w := range words {
		f.Add(w+" "+w, 7)
	}
	f.Fuzz(checkWrap)
}

func FuzzWrapStyled(f *testing.F) {
	for _, w := range words {
		f.Add(w+" "+w, 7)
	}
	f.Fuzz(checkWrapStyled)
}

func FuzzFit(f *testing.F) {
	for _, w := range words {
		f.Add(w, 7)
	}
	f.Fuzz(func(t *testing.T, raw string, width int) {
		width &= 127
		s := text.Styled(strings.ReplaceAll(raw, "\n", " "))
		if strings.ContainsAny(s, corners+"\n") {
			return
		}
		if err := geometry.Check(Fit(s, width), width, 1); err != nil {
			t.Error(err)
		}
	})
}

// Phrases stay whole where they fit on a line, and no line begins or ends with the dot between them.
func TestWrapKeepsPhrases(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		s     string
		width int
		want  []string
	}{
		{"r tries again · E shows the answer · y r copies", 40, []string{"r tries again · E shows the answer", "y r copies"}},
		{"r tries again · E shows the answer · y r copies", 60, []string{"r tries again · E shows the answer · y r copies"}},
		{"r tries again · E shows the answer", 13, []string{"r tries again", "E shows the", "answer"}},
		{"a · b\nc · d", 40, []string{"a · b", "c · d"}},
		{"one", 3, []string{"one"}},
	} {
		if got := Wrap(tt.s, tt.width); !slices.Equal(got, tt.want) {
			t.Errorf("%q in %d cells: %q, want %q", tt.s, tt.width, got, tt.want)
		}
	}
}
