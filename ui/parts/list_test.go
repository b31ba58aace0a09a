package parts

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"lootlens/theme"
)

// newWords is a list of words; those in brackets cannot be selected.
func newWords(height int, words ...string) *List[string, string] {
	l := NewList(func(w string) (string, bool) { return w, !strings.HasPrefix(w, "[") })
	l.Resize(2, height)
	l.SetRows(words)
	return l
}

// view marks the selected row.
func view(l *List[string, string]) string {
	return strings.Join(l.View(func(w string, selected bool) string {
		if selected {
			return "*" + w
		}
		return w
	}), " ")
}

func letters(from, to rune) (all []string) {
	for r := from; r <= to; r++ {
		all = append(all, string(r))
	}
	return all
}

func TestListMoves(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		do   func(*List[string, string])
		want string
	}{
		{"start", func(*List[string, string]) {}, "*a b c d"},
		{"down", func(l *List[string, string]) { l.Move(1) }, "a *b c d"},
		{"off the window", func(l *List[string, string]) { l.Move(4) }, "b c d *e"},
		{"beyond the end", func(l *List[string, string]) { l.Move(1 << 30) }, "e f g *h"},
		{"and back", func(l *List[string, string]) { l.Move(1 << 30); l.Move(-2) }, "e *f g h"},
		{"beyond the start", func(l *List[string, string]) { l.Move(5); l.Move(-1 << 30) }, "*a b c d"},
		{"to an id", func(l *List[string, string]) { l.Select("g") }, "d e f *g"},
		{"to an id that is not there", func(l *List[string, string]) { l.Select("x") }, "*a b c d"},
		{"nothing selected", func(l *List[string, string]) { l.Move(6); l.Deselect(); l.SetRows(letters('a', 'h')) }, "a b c d"},
		{"nothing selected and wheel", func(l *List[string, string]) {
			l.Deselect()
			l.Wheel(tea.Mouse{Button: tea.MouseWheelDown})
			l.Deselect()
		}, "d e f g"},
		{"selected again", func(l *List[string, string]) { l.Deselect(); l.Move(1) }, "*a b c d"},
		{"to an index", func(l *List[string, string]) { l.SelectAt(6) }, "d e f *g"},
		{"to an index beyond the ends", func(l *List[string, string]) { l.SelectAt(99); l.SelectAt(-1) }, "*a b c d"},
		{"wheel", func(l *List[string, string]) { l.Wheel(tea.Mouse{Button: tea.MouseWheelDown}) }, "d e f g"},
		{"wheel to the end", func(l *List[string, string]) {
			for range 9 {
				l.Wheel(tea.Mouse{Button: tea.MouseWheelDown})
			}
		}, "e f g h"},
		{"a key after the wheel", func(l *List[string, string]) { l.Wheel(tea.Mouse{Button: tea.MouseWheelDown}); l.Move(1) }, "*b c d e"},
		{"click", func(l *List[string, string]) { l.Click(4) }, "a b *c d"},
		{"click outside", func(l *List[string, string]) { l.Click(1); l.Click(6); l.Click(99) }, "*a b c d"},
		{"taller", func(l *List[string, string]) { l.Move(1 << 30); l.Resize(0, 6) }, "c d e f g *h"},
		{"shorter", func(l *List[string, string]) { l.Move(3); l.Resize(0, 2) }, "c *d"},
		{"no room", func(l *List[string, string]) { l.Resize(0, -1); l.Move(1) }, ""},
	} {
		l := newWords(4, letters('a', 'h')...)
		tt.do(l)
		if got := view(l); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

// The cursor is on a row, not on a place.
func TestListKeepsTheCursor(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		rows []string
		want string
	}{
		{"inserted before", []string{"x", "y", "a", "b", "c", "d"}, "y a b *c"},
		{"sorted", []string{"d", "c", "b", "a"}, "d *c b a"},
		{"filtered", []string{"c"}, "*c"},
		{"gone: what takes its place", []string{"a", "b", "d", "e"}, "a b *d e"},
		{"gone at the end", []string{"a", "b"}, "a *b"},
		{"nothing left", nil, ""},
	} {
		l := newWords(4, "a", "b", "c", "d")
		l.Select("c")
		l.SetRows(tt.rows)
		if got := view(l); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
		if row, ok := l.Selected(); ok != strings.Contains(tt.want, "*") || ok && !strings.Contains(tt.want, "*"+row) {
			t.Errorf("%s: selected %q %v", tt.name, row, ok)
		}
	}
	l := newWords(4)
	l.SetRows(letters('a', 'c'))
	if got := view(l); got != "*a b c" {
		t.Errorf("rows after none: %q", got)
	}
}

func TestListHeadings(t *testing.T) {
	t.Parallel()
	l := newWords(4, "[one]", "a", "b", "[two]", "[three]", "c", "d", "[end]")
	for _, want := range []string{"[one] *a b [two]", "[one] a *b [two]", "[two] [three] *c d", "[three] c *d [end]"} {
		if got := view(l); got != want && !strings.Contains(got, "*") {
			t.Errorf("%q, want %q", got, want)
		}
		l.Move(1)
	}
	if !l.Last() {
		t.Error("not at the last row")
	}
	l.Move(-3)
	if got := view(l); got != "[one] *a b [two]" {
		t.Errorf("back at the first row: %q", got)
	}
	if hit, _ := l.Click(2); hit {
		t.Error("a heading was clicked")
	}
	if hit, again := l.Click(3); !hit || !again {
		t.Error("the selected row was not clicked again")
	}
	none := newWords(3, "[nothing]")
	none.Move(1)
	if _, ok := none.Selected(); ok || !none.Last() {
		t.Error("a heading is selected")
	}
}

// Whatever happens, the window is within the rows and the cursor on one that can be selected.
func TestListStaysInBounds(t *testing.T) {
	t.Parallel()
	l := newWords(3, letters('a', 'z')...)
	seed := uint32(1)
	for range 20000 {
		seed = seed*1664525 + 1013904223
		n := int(seed>>16) % 40
		switch seed >> 8 % 7 {
		case 0:
			l.Move(n - 20)
		case 1:
			l.Resize(0, n%9-1)
		case 2:
			rows := slices.Clone(letters('a', 'a'+rune(n)))
			if n > 3 {
				rows[n/2] = "[heading]"
			}
			l.SetRows(rows)
		case 3:
			l.Wheel(tea.Mouse{Button: tea.MouseWheelUp})
		case 4:
			l.Wheel(tea.Mouse{Button: tea.MouseWheelDown})
		case 5:
			l.Click(n)
		case 6:
			l.Select(string(rune('a' + n%26)))
		}
		first, end := l.Visible()
		if first < 0 || end > len(l.Rows()) || end-first > l.Height() || first > end {
			t.Fatalf("rows %d to %d of %d, height %d", first, end, len(l.Rows()), l.Height())
		}
		row, ok := l.Selected()
		if ok && strings.HasPrefix(row, "[") || !ok && slices.ContainsFunc(l.Rows(), func(r string) bool { return r[0] != '[' }) {
			t.Fatalf("selected %q %v of %q", row, ok, l.Rows())
		}
	}
}

// What Style.Render costs for the rows of a screen of 140 by 40 cells.
func BenchmarkRows(b *testing.B) {
	th := theme.Dark()
	l := NewList(func(i int) (int, bool) { return i, true })
	rows := make([]int, 10000)
	for i := range rows {
		rows[i] = i
	}
	l.SetRows(rows)
	l.Resize(0, 36)
	widths := []int{1, 2, 30, 12, 14, 10, 12}
	b.ReportAllocs()
	for b.Loop() {
		l.View(func(i int, selected bool) string {
			return RenderRow(th, selected, []Cell{
				{Text: "◆", Style: th.Success}, {Text: "R", Style: th.Success}, {Text: "Flame Sword of the Ninth Gate", Style: th.Success}, {Text: "equipped", Style: th.Warning},
				{Text: "grant_admin", Style: th.Muted}, {Text: fmt.Sprint(i), Style: th.Faint}, {Text: "3 years ago", Style: th.Muted},
			}, widths, 90)
		})
	}
}
