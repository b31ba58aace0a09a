package theme

import (
	"fmt"
	"image/color"
	"reflect"
	"regexp"
	"strings"
	"sync"
	"testing"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
	"github.com/lucasb-eyer/go-colorful"
	"golang.org/x/image/colornames"
)

// palettes are all that a terminal can be given.
func palettes() map[string]Theme {
	all := map[string]Theme{}
	for _, dark := range []bool{false, true} {
		for _, p := range []colorprofile.Profile{colorprofile.NoTTY, colorprofile.ASCII, colorprofile.ANSI, colorprofile.ANSI256, colorprofile.TrueColor} {
			all[fmt.Sprintf("dark=%v %v", dark, p)] = build(dark, p)
		}
	}
	return all
}

// styles lists every style of a theme by field name.
func styles(t Theme) map[string]lipgloss.Style {
	all := map[string]lipgloss.Style{}
	var walk func(prefix string, v reflect.Value)
	walk = func(prefix string, v reflect.Value) {
		for i := range v.NumField() {
			f := v.Type().Field(i)
			if !f.IsExported() {
				continue
			}
			switch x := v.Field(i).Interface().(type) {
			case lipgloss.Style:
				all[prefix+f.Name] = x
			case JSON:
				walk("JSON.", v.Field(i))
			}
		}
	}
	walk("", reflect.ValueOf(*t.Styles))
	return all
}

// rgbOf returns a colour that is none of the 16, which a terminal's user may change.
func rgbOf(t *testing.T, c color.Color) (colorful.Color, bool) {
	t.Helper()
	switch c.(type) {
	case lipgloss.NoColor:
		return colorful.Color{}, false
	case ansi.BasicColor:
		t.Errorf("%v is one of the 16 colours", c)
	}
	return colorful.MakeColor(c)
}

func TestEveryStyleIsReadable(t *testing.T) {
	t.Parallel()
	var all []Theme
	for v := range variants {
		for _, dark := range []bool{true, false} {
			all = append(all, variant(v, dark, colorprofile.TrueColor), variant(v, dark, colorprofile.ANSI256))
		}
	}
	for _, th := range all {
		all := styles(th)
		if len(all) < 25 {
			t.Fatalf("%+v: only %d styles found", th.Kind, len(all))
		}
		for field, s := range all {
			want := th.Kind.leastContrast()
			if field == "Border" {
				want = 3 // WCAG for what is no text
			}
			var backgrounds []colorful.Color
			for _, b := range th.Kind.backgrounds() {
				backgrounds = append(backgrounds, parseHex(b))
			}
			if bg, ok := rgbOf(t, s.GetBackground()); ok {
				backgrounds = []colorful.Color{bg}
			}
			fg, ok := rgbOf(t, s.GetForeground())
			if !ok {
				if field != "Text" && !s.GetReverse() {
					t.Errorf("%+v: %s has no colour", th.Kind, field)
				}
				continue
			}
			for i, bg := range backgrounds {
				// tmux and many terminals have no more than 256 colours. No border is on the selected row, and what an
				// overlay is over need not be read.
				got := min(contrast(fg, bg), contrast(in256(fg), in256(bg)))
				if got < want && field != "Dimmed" && (field != "Border" || i < 2) {
					t.Errorf("%+v: %s %s on %s has contrast %.2f, want %.1f", th.Kind, field, fg.Hex(), bg.Hex(), got, want)
				}
			}
		}
	}
}

// What 16 colours look like in common terminals, black to white and bright black to bright white.
var terminals16 = map[string][16]string{
	"xterm":     {"#000000", "#cd0000", "#00cd00", "#cdcd00", "#0000ee", "#cd00cd", "#00cdcd", "#e5e5e5", "#7f7f7f", "#ff0000", "#00ff00", "#ffff00", "#5c5cff", "#ff00ff", "#00ffff", "#ffffff"},
	"VGA":       {"#000000", "#aa0000", "#00aa00", "#aa5500", "#0000aa", "#aa00aa", "#00aaaa", "#aaaaaa", "#555555", "#ff5555", "#55ff55", "#ffff55", "#5555ff", "#ff55ff", "#55ffff", "#ffffff"},
	"Solarized": {"#073642", "#dc322f", "#859900", "#b58900", "#268bd2", "#d33682", "#2aa198", "#eee8d5", "#002b36", "#cb4b16", "#586e75", "#657b83", "#839496", "#6c71c4", "#93a1a1", "#fdf6e3"},
}

// Whatever a terminal's 16 colours are, all text can be told from the background. Solarized Dark has bright black as
// its background.
func TestStylesIn16Colors(t *testing.T) {
	t.Parallel()
	for terminal, colors := range terminals16 {
		for dark, backgrounds := range map[bool][]string{true: {"#000000", "#002b36"}, false: {"#ffffff", "#fdf6e3"}} {
			background := backgrounds[0]
			if terminal == "Solarized" {
				background = backgrounds[1]
			}
			th := build(dark, colorprofile.ANSI)
			all := styles(th)
			for v := range variants {
				for name, s := range styles(variant(v, dark, colorprofile.ANSI)) {
					all[string(v)+" "+name] = s
				}
			}
			for _, name := range []string{"Common", "Uncommon", "Rare", "Epic", "Legendary", "Mythic"} {
				all[name] = th.Rarity(name, "shiny")
			}
			for _, c := range []string{"red", "orange", "yellow", "lime", "cyan", "blue", "purple", "gray", "black", "white"} {
				all[c] = th.Rarity("", c)
			}
			for field, s := range all {
				seen := func(c color.Color, otherwise string) colorful.Color {
					switch c := c.(type) {
					case lipgloss.NoColor:
					case ansi.BasicColor:
						if c == lipgloss.BrightBlack {
							t.Errorf("dark=%v: %s is bright black", dark, field)
						}
						return parseHex(colors[c])
					default:
						t.Errorf("dark=%v: %s has the colour %v", dark, field, c)
					}
					return parseHex(otherwise)
				}
				if _, none := s.GetForeground().(lipgloss.NoColor); none {
					continue // the terminal's own
				}
				fg, bg := seen(s.GetForeground(), ""), seen(s.GetBackground(), background)
				if got := contrast(fg, bg); got < 2.4 {
					t.Errorf("%s, dark=%v: %s has contrast %.2f", terminal, dark, field, got)
				}
			}
		}
	}
}

func TestPlainHasNoColor(t *testing.T) {
	t.Parallel()
	for name, th := range palettes() {
		if th.Kind.Colored() {
			continue
		}
		all := styles(th)
		all["rarity"] = th.Rarity("Epic", "#ff8800")
		for field, s := range all {
			if got := s.Render("x"); strings.Contains(got, "8;") {
				t.Errorf("%s: %s: %q", name, field, got)
			}
		}
		for _, field := range []string{"Selected", "Live", "Error", "BorderFocused", "Match"} {
			if all[field].Render("x") == "x" {
				t.Errorf("%s: %s is as text", name, field)
			}
		}
	}
}

// Text keeps its width and stays on its line in every style.
func TestStylesKeepTheText(t *testing.T) {
	t.Parallel()
	for name, th := range palettes() {
		for field, s := range styles(th) {
			if got := ansi.Strip(s.Render("  héllo 炎 ")); got != "  héllo 炎 " {
				t.Errorf("%s: %s changes the text to %q", name, field, got)
			}
			if got := s.Render("two\nlines"); strings.Contains(got, "\n") {
				t.Errorf("%s: %s keeps a line break", name, field)
			}
		}
	}
}

func TestOn(t *testing.T) {
	t.Parallel()
	d := Dark()
	if got, want := On(d.Error, d.Selected).Render("x"), "\x1b[1;38;5;210;48;5;236mx\x1b[m"; got != want {
		t.Errorf("error on selected is %q, want %q", got, want)
	}
	if got := On(d.Text, d.Selected).Render("x"); got != d.Selected.Render("x") {
		t.Errorf("text on selected is %q", got)
	}
	basic := build(true, colorprofile.ANSI)
	if got, want := On(basic.Error, basic.Selected).Render("x"), "\x1b[1;7mx\x1b[m"; got != want {
		t.Errorf("error on a reversed row is %q, want %q", got, want)
	}
}

func TestRarityForms(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ in, want string }{
		{"#0f8", "#00ff88"}, {"0F8", "#00ff88"}, {"#0f8c", "#00ff88"}, {"00ff88", "#00ff88"}, {"#00FF88", "#00ff88"},
		{"#00ff8880", "#00ff88"}, {"00FF88FF", "#00ff88"}, {" lime ", "#00ff00"}, {"Turquoise", "#40e0d0"}, {"RED", "#ff0000"},
	} {
		c, ok := parse(tt.in)
		if !ok || c.Hex() != tt.want {
			t.Errorf("parse(%q) = %s %v, want %s", tt.in, c.Hex(), ok, tt.want)
		}
	}
	d := Dark()
	for _, s := range []string{"", "#", "nonsense", "#12", "#12345", "#gggggg", "ffffé", "1234567", "#1234567890", "transparent", strings.Repeat("a", 1<<20), "\x1b[2J"} {
		if got := d.Rarity("", s).Render("x"); got != "x" {
			t.Errorf("Rarity(%.20q) gives %q, want plain text", s, got)
		}
	}
}

func TestRarityIsReadableAndKeepsItsHue(t *testing.T) {
	t.Parallel()
	in := map[string]string{}
	for name := range colornames.Map {
		in[name] = name
	}
	for _, v := range []int{0x00, 0x33, 0x80, 0xcc, 0xff} {
		for _, w := range []int{0x00, 0x33, 0x80, 0xcc, 0xff} {
			for _, x := range []int{0x00, 0x33, 0x80, 0xcc, 0xff} {
				s := fmt.Sprintf("%02x%02x%02x", v, w, x)
				in[s] = s
			}
		}
	}
	for name, th := range map[string]Theme{"dark": Dark(), "light": Light()} {
		for _, s := range in {
			got, _ := colorful.MakeColor(th.Rarity("", s).GetForeground())
			for _, b := range th.Kind.backgrounds() {
				if c := contrast(got, parseHex(b)); c < minContrast {
					t.Errorf("%s: %s became %s, contrast %.2f on %s", name, s, got.Hex(), c, b)
				}
			}
			was, _ := parse(s)
			_, c0, h0 := was.OkLch()
			_, c1, h1 := got.OkLch()
			if d := hueDistance(h0, h1); c0 > 0.05 && c1 > 0.03 && d > 8 {
				t.Errorf("%s: %s became %s, hue off by %.0f°", name, s, got.Hex(), d)
			}
			if th.Rarity("", s).GetForeground() != th.Rarity("", s).GetForeground() {
				t.Errorf("%s: %s differs the second time", name, s)
			}
		}
	}
	for in, want := range map[string]string{"#ff8800": "\x1b[38;2;255;136;0mx\x1b[m", "#ff8700": "\x1b[38;5;208mx\x1b[m"} {
		if got := Dark().Rarity("", in).Render("x"); got != want {
			t.Errorf("a readable colour %s became %q", in, got)
		}
	}
}

// A colour that says nothing must not make a rare item look like a common one.
func TestRarityWithoutAColor(t *testing.T) {
	t.Parallel()
	for name, th := range palettes() {
		if !th.Kind.Colored() {
			continue
		}
		common := th.Rarity("Common", "shiny").Render("x")
		for _, rarity := range []string{"Uncommon", "rare", " EPIC ", "Legendary", "Mythic"} {
			if got := th.Rarity(rarity, "shiny").Render("x"); got == common {
				t.Errorf("%s: %s looks like Common", name, rarity)
			}
		}
	}
}

func TestRarityRemembersABoundedNumber(t *testing.T) {
	t.Parallel()
	d := Dark()
	var wg sync.WaitGroup
	for g := range 4 {
		wg.Go(func() {
			for i := range maxRarities/4 + 50 {
				d.Rarity("", fmt.Sprintf("#%02x%04x", g, i))
			}
		})
	}
	wg.Wait()
	if n := len(d.rarities.styles); n != maxRarities {
		t.Errorf("%d remembered, want %d", n, maxRarities)
	}
}

func TestRarityGlyph(t *testing.T) {
	t.Parallel()
	th := Dark()
	for name, want := range map[string]string{
		"Common": "◦", " LEGENDARY ": "✦", "Mythic": "❖", "rare": "◆", "Uncommon": "◇", "": "∙", "Tier 10": "∙",
	} {
		if got := th.RarityGlyph(name); got != want {
			t.Errorf("RarityGlyph(%q) = %s, want %s", name, got, want)
		}
	}
	for _, g := range append(glyphs[:], noGlyph) {
		if ansi.StringWidth(g) != 1 || ansi.StringWidthWc(g) != 1 {
			t.Errorf("%s is not one cell", g)
		}
	}
}

func FuzzRarity(f *testing.F) {
	for _, s := range []string{"#fff", "lime", "é", "#12345678", ""} {
		f.Add(s)
	}
	d, l := Dark(), Light()
	styled := regexp.MustCompile(`^(\x1b\[38;(2(;[0-9]{1,3}){3}|5;[0-9]{1,3})m)?x(\x1b\[m)?$`)
	f.Fuzz(func(t *testing.T, s string) {
		for _, style := range []lipgloss.Style{d.Rarity("", s), l.Rarity("", s)} {
			if got := style.Render("x"); !styled.MatchString(got) {
				t.Errorf("%q: %q", s, got)
			}
		}
	})
}

func BenchmarkRarity(b *testing.B) {
	d := Dark()
	for b.Loop() {
		d.Rarity("Epic", "#123456")
	}
}
