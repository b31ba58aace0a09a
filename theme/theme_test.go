package theme

import (
	"fmt"
	"math"
	"reflect"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/clipperhouse/displaywidth"
	"github.com/lucasb-eyer/go-colorful"
	"github.com/mattn/go-runewidth"
	"golang.org/x/image/colornames"
)

var palettes = map[string]func() Theme{"dark": Dark, "light": Light, "plain": Plain}

// inks lists every ink of a theme by field name.
func inks(t Theme) map[string]Ink {
	all := map[string]Ink{}
	var walk func(prefix string, v reflect.Value)
	walk = func(prefix string, v reflect.Value) {
		for i := range v.NumField() {
			f := v.Type().Field(i)
			if !f.IsExported() {
				continue
			}
			switch x := v.Field(i).Interface().(type) {
			case Ink:
				all[prefix+f.Name] = x
			case JSON:
				walk("JSON.", v.Field(i))
			}
		}
	}
	walk("", reflect.ValueOf(t))
	return all
}

func TestEveryInkIsReadable(t *testing.T) {
	t.Parallel()
	assumed := map[string][]string{
		"dark":  {"#000000", "#1e1e1e", Dark().Selected.bg},
		"light": {"#ffffff", "#eeeeee", Light().Selected.bg},
	}
	for name, grounds := range assumed {
		all := inks(palettes[name]())
		if len(all) < 25 {
			t.Fatalf("%s: only %d inks found", name, len(all))
		}
		for field, i := range all {
			want := minContrast
			if field == "Border" {
				want = 3 // WCAG for what is no text
			}
			on := grounds
			if i.bg != "" {
				on = []string{i.bg}
			}
			if i.fg == "" {
				if field != "Text" {
					t.Errorf("%s: %s has no colour", name, field)
				}
				continue
			}
			for _, g := range on {
				fg, bg := parseHex(i.fg), parseHex(g)
				// tmux and many terminals have no more than 256 colours.
				if got := min(contrast(fg, bg), contrast(in256(fg), in256(bg))); got < want && (field != "Border" || g != grounds[2]) {
					t.Errorf("%s: %s %s on %s has contrast %.2f, want %.1f", name, field, i.fg, g, got, want)
				}
			}
		}
	}
}

func TestPlainHasNoColour(t *testing.T) {
	t.Parallel()
	p := Plain()
	all := inks(p)
	all["rarity"] = p.Rarity("#ff8800")
	for field, i := range all {
		if strings.Contains(i.open, "8;") || i.fg != "" || i.bg != "" {
			t.Errorf("%s: %q", field, i.open)
		}
	}
	if p.Selected.open == "" || p.Live.open == "" || p.Error.open == "" {
		t.Error("the selected row, the live badge or an error cannot be told from text")
	}
}

func TestInk(t *testing.T) {
	t.Parallel()
	for name, palette := range palettes {
		for field, i := range inks(palette()) {
			var b strings.Builder
			i.Write(&b, "héllo")
			painted := i.Paint("héllo")
			if b.String() != painted || ansi.Strip(painted) != "héllo" || i.Open()+"héllo"+i.Close() != painted {
				t.Errorf("%s: %s: %q and %q", name, field, b.String(), painted)
			}
			if i.Paint("") != "" {
				t.Errorf("%s: %s paints nothing as %q", name, field, i.Paint(""))
			}
		}
	}
	d := Dark()
	on := d.Error.On(d.Selected)
	if on.Background() != d.Selected.bg || on.Foreground() != d.Error.fg || !on.Bold() {
		t.Errorf("error on selected: %+v", on)
	}
	if got, want := on.Paint("x"), "\x1b[1;38;5;255;48;5;236m\x1b[38;5;210mx\x1b[m"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := d.Text.On(d.Selected).Foreground(); got != d.Selected.fg {
		t.Errorf("text on selected has colour %q", got)
	}
	if !d.Link.Underline() || !Plain().Selected.Reverse() {
		t.Error("attributes lost")
	}
}

// A colour that is written by its number is the very colour.
func TestPaletteNumbers(t *testing.T) {
	t.Parallel()
	for n := 16; n < 256; n++ {
		c, _ := colorful.MakeColor(ansi.IndexedColor(n))
		if got := sgr(c.Hex()); got != fmt.Sprintf("5;%d", n) {
			t.Errorf("%s is %d, not %s", c.Hex(), n, got)
		}
	}
	for hex, want := range map[string]string{"#000001": "2;0;0;1", "#5f5f5e": "2;95;95;94", "#f8f8f8": "2;248;248;248", "#090909": "2;9;9;9"} {
		if got := sgr(hex); got != want {
			t.Errorf("%s is %s, want %s", hex, got, want)
		}
	}
}

func TestAuto(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		dark, noColor bool
		want          Kind
	}{{true, false, DarkKind}, {false, false, LightKind}, {true, true, PlainKind}, {false, true, PlainKind}} {
		if got := Auto(tt.dark, tt.noColor).Kind; got != tt.want {
			t.Errorf("Auto(%v, %v) = %v", tt.dark, tt.noColor, got)
		}
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
		if got := d.Rarity(s); got != d.Text {
			t.Errorf("Rarity(%.20q) = %+v, want the neutral ink", s, got)
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
			i := th.Rarity(s)
			got := parseHex(i.fg)
			for _, g := range th.grounds {
				if c := contrast(got, parseHex(g)); c < minContrast {
					t.Errorf("%s: %s became %s, contrast %.2f on %s", name, s, i.fg, c, g)
				}
			}
			was, _ := parse(s)
			_, c0, h0 := was.OkLch()
			_, c1, h1 := got.OkLch()
			d := math.Abs(math.Mod(h1-h0+540, 360) - 180)
			if c0 > 0.05 && c1 > 0.03 && d > 8 {
				t.Errorf("%s: %s became %s, hue off by %.0f°", name, s, i.fg, d)
			}
			if th.Rarity(s) != i {
				t.Errorf("%s: %s differs the second time", name, s)
			}
		}
	}
	if got := Dark().Rarity("#ff8800").fg; got != "#ff8800" {
		t.Errorf("a readable colour became %s", got)
	}
}

func TestRarityRemembersABoundedNumber(t *testing.T) {
	t.Parallel()
	d := Dark()
	var wg sync.WaitGroup
	for g := range 4 {
		wg.Go(func() {
			for i := range 1000 {
				d.Rarity(fmt.Sprintf("#%02x%04x", g, i))
			}
		})
	}
	wg.Wait()
	if n := len(d.rarities.inks); n != maxRarities {
		t.Errorf("%d remembered, want %d", n, maxRarities)
	}
}

func TestRarityGlyph(t *testing.T) {
	t.Parallel()
	th := Dark()
	for _, tt := range []struct {
		name     string
		rank, of int
		want     string
	}{
		{"Common", -1, 0, "◦"}, {" LEGENDARY ", 0, 6, "✦"}, {"Mythic", 5, 6, "❖"},
		{"Bronze", 0, 3, "◦"}, {"Gold", 2, 3, "⬥"}, {"Tier 10", 9, 10, "❖"}, {"Tier 1", 0, 10, "◦"},
		{"", -1, 0, "∙"}, {"x", 3, 3, "∙"}, {"x", -5, 9, "∙"},
	} {
		if got := th.RarityGlyph(tt.name, tt.rank, tt.of); got != tt.want {
			t.Errorf("RarityGlyph(%q, %d, %d) = %s, want %s", tt.name, tt.rank, tt.of, got, tt.want)
		}
	}
	wide := displaywidth.Options{EastAsianWidth: true}
	for _, g := range append(glyphs[:], noGlyph) {
		if ansi.StringWidth(g) != 1 || ansi.StringWidthWc(g) != 1 || wide.String(g) != 1 ||
			(&runewidth.Condition{EastAsianWidth: true, StrictEmojiNeutral: true}).StringWidth(g) != 1 {
			t.Errorf("%s is not one cell everywhere", g)
		}
	}
}

func FuzzRarity(f *testing.F) {
	for _, s := range []string{"#fff", "lime", "é", "#12345678", ""} {
		f.Add(s)
	}
	d, l := Dark(), Light()
	sgr := regexp.MustCompile(`^(\x1b\[38;(2(;[0-9]{1,3}){3}|5;[0-9]{1,3})m)?$`)
	f.Fuzz(func(t *testing.T, s string) {
		for _, i := range []Ink{d.Rarity(s), l.Rarity(s)} {
			if !sgr.MatchString(i.Open()) {
				t.Errorf("%q: %q", s, i.Open())
			}
		}
	})
}

func BenchmarkRarity(b *testing.B) {
	d := Dark()
	for b.Loop() {
		d.Rarity("#123456")
	}
}
