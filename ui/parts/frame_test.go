package parts

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"lootlens/models/text"
	"lootlens/theme"
	"lootlens/ui/internal/geometry"
)

// words are lines as panes make them.
var words = []string{
	"", "a", "plain", "Flame Sword of the Ninth Gate, forged twice", "Überschwert", "炎の剣 第九門の炎の剣 第九門の炎",
	"e\u0301e\u0301e\u0301 marks\u0301\u0301", "🔥🔥🔥 fire 🔥", "한국 검 한국 검", "سيف النار", "✦ ◦ ∙ ❖", "ก\u0E4Dา กำ",
	"\x1b[1mbold\x1b[m and \x1b[38;2;1;2;3mcoloured\x1b[m text that goes on", "\x1b[7m炎の剣 reversed\x1b[m", "\x1b[1;4mall of it is one style\x1b[0m",
	"\x1b]8;;https://e.com/x\x1b\\a link with words\x1b]8;;\x1b\\ and more", "\x1b[1m\x1b[m", "┌box│ drawn█ ░", "a\x1b[1mé\u0301\x1b[mz",
}

func safeWords() []string {
	var out []string
	for _, w := range words {
		out = append(out, " "+text.Styled(w))
	}
	return out
}

func TestFit(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		s     string
		width int
		want  string
	}{
		{"abc", 3, "abc"}, {"abc", 5, "abc  "}, {"abcdef", 4, "abc…"}, {"abc", 1, "…"}, {"abc", 0, ""}, {"abc", -3, ""}, {"", 2, "  "},
		{"炎炎炎", 5, "炎炎…"}, {"炎炎炎", 4, "炎… "}, {"炎", 1, "…"},
		{"\x1b[1mabcdef\x1b[m", 4, "\x1b[1mabc…\x1b[m"}, {"ab\x1b[1mcd\x1b[mef", 5, "ab\x1b[1mcd\x1b[m…"},
		{"abcde\u0301f", 5, "abcd…"}, {"abcd\u0301ef", 5, "abcd\u0301…"},
	} {
		if got := Fit(tt.s, tt.width); got != tt.want {
			t.Errorf("Fit(%q, %d) = %q, want %q", tt.s, tt.width, got, tt.want)
		}
	}
	if got := FitRight("42", 5); got != "   42" {
		t.Errorf("FitRight = %q", got)
	}
	for _, s := range safeWords() {
		if Width(s) != ansi.StringWidth(s) {
			t.Errorf("Width(%q) = %d, want %d", s, Width(s), ansi.StringWidth(s))
		}
		for w := range 60 {
			for _, got := range []string{Fit(s, w), FitRight(s, w)} {
				if err := geometry.Check(got, w, 1); err != nil {
					t.Errorf("Fit(%q, %d): %v", s, w, err)
				}
			}
			if got := ansi.Strip(Fit(s, w)); !strings.HasPrefix(got, strings.TrimSuffix(strings.TrimRight(got, " "), ellipsis)) ||
				!strings.HasPrefix(ansi.Strip(s), strings.TrimSuffix(strings.TrimRight(got, " "), ellipsis)) {
				t.Errorf("Fit(%q, %d) = %q", s, w, got)
			}
		}
	}
	if got := Fit("x", 500); len(got) != 500 {
		t.Errorf("%d bytes", len(got))
	}
}

func box() Box {
	return Box{
		Title: "Items \x1b[1m炎\x1b[m of player", Note: "12-40 of 1,250", Foot: "? help", Focused: true,
		Lines: safeWords(), Scroll: Scroll{Total: 100, Offset: 37, Visible: 20},
	}
}

// Every part at every size is exactly that size.
func TestEverySize(t *testing.T) {
	t.Parallel()
	th := theme.Dark()
	for w := -1; w <= 200; w++ {
		for h := -1; h <= 60; h++ {
			if w > 20 && w%9 != 0 || h > 14 && h%9 != 0 {
				continue
			}
			b := box()
			b.Scroll.Visible = max(0, h-2)
			cw, ch := max(0, w), max(0, h)
			for _, b.Focused = range []bool{false, true} {
				if err := geometry.Check(b.View(th, w, h), cw, ch); err != nil {
					t.Fatalf("box %d×%d: %v", w, h, err)
				}
			}
			screen := b.View(th, w, h)
			if err := geometry.Check(Toast(th, screen, "saved to a file", th.Warning, w, h), cw, ch); err != nil && cw >= 24 && ch >= 6 {
				t.Fatalf("toast %d×%d: %v", w, h, err)
			}
			dialog := Overlay(th, screen, box().View(th, 40, 9), w, h)
			if err := geometry.Check(dialog, cw, ch); err != nil && cw >= 40 && ch >= 9 {
				t.Fatalf("overlay %d×%d: %v\n%s", w, h, err, dialog)
			}
			for y, l := range strings.Split(dialog, "\n")[:ch] {
				if n := ansi.StringWidth(l); n != cw || ansi.StringWidthWc(l) != cw {
					t.Fatalf("overlay %d×%d: line %d has %d cells", w, h, y, n)
				}
			}
		}
	}
}

func TestBox(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		box  Box
		w, h int
		want string
	}{
		{Box{Title: "Items", Note: "1 of 9", Foot: "q back", Lines: []string{"one", "two is long"}, Scroll: Scroll{9, 0, 2}}, 24, 5, `
╭─ Items ───── 1 of 9 ─╮
│one                   ▐
│two is long           │
│                      │
╰─ q back ─────────────╯`},
		{Box{Title: "Items", Focused: true, Scroll: Scroll{9, 8, 1}}, 12, 4, `
┏━ Items ━━┓
┃          ┃
┃          ▐
┗━━━━━━━━━━┛`},
		{Box{Title: "Items", Note: "1 of 9"}, 14, 2, "\n╭─ Items ────╮\n╰────────────╯"},
		{Box{Title: "Items of a player", Note: "1 of 9"}, 14, 2, "\n╭─ Items o… ─╮\n╰────────────╯"},
	} {
		if got := ansi.Strip(tt.box.View(theme.Plain(), tt.w, tt.h)); got != tt.want[1:] {
			t.Errorf("got\n%s\nwant%s", got, tt.want)
		}
	}
}

// A dialog covers what is below it; the rest is dimmed and none of it keeps a colour.
func TestOverlayDims(t *testing.T) {
	t.Parallel()
	th := theme.Dark()
	base := Screen([]string{th.Error.Render("0123456789"), "0123456789", "0123456789"}, 10, 3)
	got := Overlay(th, base, "abcd", 10, 3)
	if want := "0123456789\n012abcd789\n0123456789"; ansi.Strip(got) != want {
		t.Errorf("got\n%s\nwant\n%s", ansi.Strip(got), want)
	}
	if open := strings.TrimSuffix(th.Dimmed.Render(""), "\x1b[m"); strings.Count(got, open) != 4 || strings.Contains(got, "210") {
		t.Errorf("%q is not dimmed", got)
	}
}

func TestThumb(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ total, offset, visible, height, start, size int }{
		{0, 0, 0, 10, 0, 0}, {10, 0, 10, 10, 0, 0}, {20, 0, 10, 10, 0, 5}, {20, 10, 10, 10, 5, 5}, {20, 1, 10, 10, 1, 5},
		{1000000, 0, 10, 10, 0, 1}, {1000000, 1, 10, 10, 1, 1}, {1000000, 999990, 10, 10, 9, 1}, {1000000, 999989, 10, 10, 8, 1},
		{100, 500, 10, 10, 9, 1}, {100, -5, 10, 10, 0, 1}, {100, 0, 10, 0, 0, 0}, {100, 50, 10, 1, 0, 1}, {100, 0, -1, 5, 0, 0},
	} {
		if start, size := thumbOf(tt.total, tt.offset, tt.visible, tt.height); start != tt.start || size != tt.size {
			t.Errorf("Thumb(%d, %d, %d, %d) = %d, %d, want %d, %d", tt.total, tt.offset, tt.visible, tt.height, start, size, tt.start, tt.size)
		}
	}
	for h := range 20 {
		for offset := range 120 {
			if start, size := thumbOf(100, offset, 7, h); start < 0 || start+size > h {
				t.Errorf("offset %d, height %d: %d, %d", offset, h, start, size)
			}
		}
	}
}

func TestBar(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		fraction float64
		width    int
		want     string
	}{
		{0, 4, "░░░░"}, {1, 4, "████"}, {0.5, 4, "██░░"}, {0.0001, 4, "█░░░"}, {0.9999, 4, "███░"}, {-2, 2, "░░"}, {7, 2, "██"},
		{math.NaN(), 3, "░░░"}, {math.Inf(1), 3, "███"}, {math.Inf(-1), 3, "░░░"}, {0.5, 0, ""}, {0.5, -1, ""}, {0.4, 1, "░"}, {0.6, 1, "█"},
	} {
		if got := Bar(tt.fraction, tt.width); got != tt.want {
			t.Errorf("Bar(%v, %d) = %s, want %s", tt.fraction, tt.width, got, tt.want)
		}
	}
}

func TestColumns(t *testing.T) {
	t.Parallel()
	cols := []Column{{Min: 2, Max: 2}, {Min: 10, Weight: 3}, {Min: 8, Max: 14, Weight: 1, Priority: 2}, {Min: 12, Priority: 1}}
	for _, tt := range []struct {
		width int
		want  string
	}{
		{100, "[2 69 14 12]"}, {36, "[2 11 8 12]"}, {35, "[2 10 8 12]"}, {34, "[2 18 0 12]"}, {25, "[2 22 0 0]"}, {13, "[2 10 0 0]"},
		{12, "[2 0 0 0]"}, {1, "[1 0 0 0]"}, {0, "[0 0 0 0]"}, {-4, "[0 0 0 0]"},
	} {
		if got := fmt.Sprint(Columns(tt.width, 1, cols)); got != tt.want {
			t.Errorf("Columns(%d) = %s, want %s", tt.width, got, tt.want)
		}
	}
	for width := range 200 {
		for gap := -1; gap < 4; gap++ {
			sum, n := 0, 0
			for _, c := range Columns(width, gap, cols) {
				if c > 0 {
					sum, n = sum+c, n+1
				}
			}
			if width > 0 && n == 0 || sum+max(0, gap)*max(0, n-1) > width {
				t.Errorf("width %d, gap %d: %d columns of %d cells", width, gap, n, sum)
			}
		}
	}
}

func TestCheckFindsFaults(t *testing.T) {
	t.Parallel()
	good := Box{Lines: []string{"ab"}}.View(theme.None(), 6, 3)
	heavy := Box{Lines: []string{"ab"}, Focused: true}.View(theme.None(), 6, 3)
	if err := geometry.Check(heavy, 6, 3); err != nil {
		t.Fatal(err)
	}
	if err := geometry.Check(good, 6, 3); err != nil {
		t.Fatal(err)
	}
	for name, view := range map[string]string{
		"a line less":     strings.Join(strings.Split(good, "\n")[:2], "\n"),
		"a line more":     good + "\n      ",
		"too wide":        strings.Replace(good, "ab", "abc", 1),
		"too narrow":      strings.Replace(good, "ab", "a", 1),
		"emoji style":     strings.Replace(good, "ab", "❤\uFE0F", 1),
		"control":         strings.Replace(good, "ab", "ab\x07", 1),
		"clear":           strings.Replace(good, "ab", "ab\x1b[2J", 1),
		"c1":              strings.Replace(good, "ab", "ab\u009b", 1),
		"invalid":         strings.Replace(good, "ab", "a\xff", 1),
		"title":           strings.Replace(good, "ab", "ab\x1b]0;x\a", 1),
		"style left open": strings.Replace(good, "ab", "\x1b[1mab", 1),
		"link left open":  strings.Replace(good, "ab", "\x1b]8;;http://e.com\x1b\\ab", 1),
		"side gone":       strings.Replace(good, "│", " ", 1),
		"side moved":      strings.Replace(good, "ab  │", "ab │ ", 1),
		"corner gone":     strings.Replace(good, "╯", "─", 1),
		"top corner gone": strings.Replace(good, "╮", "─", 1),
		"corner alone":    strings.Replace(good, "╭", "─", 1),
		"heavy side":      strings.Replace(good, "│", "┃", 1),
		"light side":      strings.Replace(heavy, "┃", "│", 1),
		"mixed corners":   strings.Replace(heavy, "┛", "╯", 1),
		"bottom gone":     strings.Join([]string{"╭────╮", "│    │", "│    │"}, "\n"),
	} {
		if geometry.Check(view, 6, 3) == nil {
			t.Errorf("%s passes:\n%s", name, view)
		}
	}
	if err := geometry.Check("", 0, 0); err != nil {
		t.Error(err)
	}
}

func BenchmarkFit(b *testing.B) {
	for name, s := range map[string]string{
		"ascii": "Flame Sword of the Ninth Gate", "cjk": "炎の剣 第九門の炎の剣", "styled": "\x1b[1;38;2;1;2;3mFlame Sword\x1b[m of the Ninth Gate",
		"emoji": "🔥 Flame Sword 🔥 of the Ninth Gate",
	} {
		for _, w := range []int{12, 60} {
			b.Run(fmt.Sprintf("%s/%d", name, w), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					_ = Fit(s, w)
				}
			})
		}
	}
}

// A list of 60 and a detail of 80 columns.
func BenchmarkScreen140x40(b *testing.B) {
	th := theme.Dark()
	b.ReportAllocs()
	for b.Loop() {
		var list, detail []string
		for i := range 40 {
			list = append(list, th.Rarity("", "#ff8800").Render("✦ Flame Sword of the Ninth Gate")+" "+th.Muted.Render("grant_admin")+fmt.Sprintf(" %10d", i))
			detail = append(detail, th.Key.Render("storage.level")+" = "+th.JSON.Number.Render("12")+" 炎の剣 and some words that go on and on over the width of this pane, until they are cut")
		}
		left := Box{Title: "Items", Note: "1-38 of 1,250", Focused: true, Lines: list, Scroll: Scroll{1250, 0, 38}}.View(th, 60, 40)
		right := Box{Title: "Flame Sword", Lines: detail}.View(th, 80, 40)
		lipgloss.JoinHorizontal(lipgloss.Top, left, right)
	}
}

func BenchmarkOverlay140x40(b *testing.B) {
	th := theme.Dark()
	screen, dialog := box().View(th, 140, 40), box().View(th, 70, 20)
	for b.Loop() {
		Overlay(th, screen, dialog, 140, 40)
	}
}
