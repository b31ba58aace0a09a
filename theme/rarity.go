package theme

import (
	"image/color"
	"math"
	"strconv"
	"strings"
	"sync"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
	"github.com/lucasb-eyer/go-colorful"
	"golang.org/x/image/colornames"
)

// maxRarities bounds what is remembered: a game has a handful of rarities, a hostile answer any number.
const maxRarities = 1024

// rarities remembers the styles of colours already worked out.
type rarities struct {
	mu     sync.RWMutex
	styles map[string]lipgloss.Style
}

// Rarity returns the style of a rarity by its name and its colour as the API sends them. The colour is hex with or
// without #, of 3, 4, 6 or 8 digits, or a CSS colour name in any case. Its hue is kept and its lightness changed until
// the contrast to every background of the theme (the selected row's too) is at least 4.5 to 1. Where the colour is
// none that is known, a name that games commonly use decides, so that the rarest does not look like the commonest;
// other names, and all in a palette without colours, are plain text. Results are remembered.
func (t Theme) Rarity(name, colour string) lipgloss.Style {
	if t.rarities == nil || len(colour) > 64 {
		return t.Text
	}
	c, ok := parse(colour)
	if !ok {
		r, known := rankOf(name)
		if !known || r == 0 {
			return t.Text
		}
		colour = rankColors[r]
		c, _ = parse(colour)
	}
	t.rarities.mu.RLock()
	s, ok := t.rarities.styles[colour]
	t.rarities.mu.RUnlock()
	if ok {
		return s
	}
	s = t.Text
	if shown := t.Kind.rarity(c); shown != nil {
		s = s.Foreground(shown)
	}
	t.rarities.mu.Lock()
	if len(t.rarities.styles) < maxRarities {
		t.rarities.styles[strings.Clone(colour)] = s
	}
	t.rarities.mu.Unlock()
	return s
}

// Swatch returns two cells of exactly the colour that the API sends, in any of its forms, as near as the terminal has
// it; "" where it is no colour or the palette has none.
func (t Theme) Swatch(colour string) string {
	c, ok := parse(colour)
	if !ok || len(colour) > 64 || t.Kind.Profile < colorprofile.ANSI256 {
		return ""
	}
	return t.Text.Foreground(lipgloss.Color(c.Hex())).Render("██")
}

// rarity returns what palettes of kind k show for a colour, nil for the terminal's own foreground.
func (k Kind) rarity(c colorful.Color) color.Color {
	if k.Profile != colorprofile.ANSI {
		c = readable(c, k.backgrounds(), k.leastContrast())
		if n := ansi.Convert256(c); in256(c) == c {
			return n // the same colour in fewer bytes
		}
		return lipgloss.Color(c.Hex())
	}
	_, chroma, hue := c.OkLch()
	if chroma < 0.05 {
		return nil // a grey
	}
	basic := []color.Color{lipgloss.Red, lipgloss.Blue, lipgloss.Magenta}
	if k.Dark {
		basic = []color.Color{lipgloss.Red, lipgloss.Green, lipgloss.Yellow, lipgloss.Magenta, lipgloss.Cyan}
	}
	nearest, least := color.Color(nil), math.Inf(1)
	for _, b := range basic {
		bc, _ := colorful.MakeColor(b)
		_, _, h := bc.OkLch()
		if d := hueDistance(h, hue); d < least {
			nearest, least = b, d
		}
	}
	return nearest
}

// leastContrast is that of text to every background.
func (k Kind) leastContrast() float64 {
	if k.Variant == HighContrast {
		return highContrast
	}
	return minContrast
}

// backgrounds are the colours on which text has to be readable: the darkest and the lightest terminal of the kind, and
// the selected row.
func (k Kind) backgrounds() []string {
	switch {
	case k.Variant == HighContrast && k.Dark: // its selected row is reversed
		return []string{"#000000", "#1e1e1e"}
	case k.Variant == HighContrast:
		return []string{"#ffffff"}
	case k.Dark:
		return []string{"#000000", "#1e1e1e", "#303030"}
	}
	return []string{"#ffffff", "#eeeeee", "#d6e0f5"}
}

// glyphs go from common to rare. DejaVu Sans Mono, the usual font of Linux terminals, has all of them.
var glyphs = [...]string{"◦", "◇", "◆", "✧", "✦", "❖"}

// rankColors are the colours of the ranks where the server sends none, as many games have them.
var rankColors = [len(glyphs)]string{"", "#3fbf3f", "#3f8fef", "#b060f0", "#ff8c1a", "#f0407f"}

const noGlyph = "∙"

// ranks are the names that games give their rarities, as indexes of glyphs.
var ranks = map[string]int{
	"common": 0, "basic": 0, "normal": 0, "standard": 0, "default": 0,
	"uncommon": 1, "magic": 1,
	"rare": 2,
	"epic": 3, "very rare": 3,
	"legendary": 4, "ultra rare": 4,
	"mythic": 5, "mythical": 5, "exotic": 5, "unique": 5, "artifact": 5, "ancient": 5, "divine": 5, "transcendent": 5,
}

func rankOf(name string) (rank int, known bool) {
	rank, known = ranks[strings.ToLower(strings.TrimSpace(name))]
	return rank, known
}

// RarityGlyph returns the glyph of a rarity, one cell wide, so that colour is never all that tells rarities apart. A
// name that games do not commonly use gives a dot.
func (t Theme) RarityGlyph(name string) string {
	if r, ok := rankOf(name); ok {
		return glyphs[r]
	}
	return noGlyph
}

// minContrast is the contrast that WCAG requires of text, highContrast that of its strictest level.
const (
	minContrast  = 4.5
	highContrast = 7.0
)

func rgb(hex string) (r, g, b uint8) {
	n, _ := strconv.ParseUint(strings.TrimPrefix(hex, "#"), 16, 32)
	return uint8(n >> 16), uint8(n >> 8), uint8(n)
}

func parseHex(hex string) colorful.Color {
	r, g, b := rgb(hex)
	return colorful.Color{R: float64(r) / 255, G: float64(g) / 255, B: float64(b) / 255}
}

// parse reads a colour in any form that the API sends: hex with or without #, of 3, 4, 6 or 8 digits (transparency is
// ignored, since terminals have none), or a CSS name, in upper or lower case.
func parse(s string) (colorful.Color, bool) {
	s = strings.ToLower(strings.TrimSpace(s))
	if c, ok := colornames.Map[s]; ok {
		return colorful.Color{R: float64(c.R) / 255, G: float64(c.G) / 255, B: float64(c.B) / 255}, true
	}
	s = strings.TrimPrefix(s, "#")
	switch len(s) {
	case 3, 4:
		s = string([]byte{s[0], s[0], s[1], s[1], s[2], s[2]}) + s[3:]
	case 6, 8:
	default:
		return colorful.Color{}, false
	}
	if strings.Trim(s, "0123456789abcdef") != "" {
		return colorful.Color{}, false
	}
	return parseHex(s[:6]), true
}

// contrast is the WCAG contrast ratio of two colours, 1 to 21.
func contrast(a, b colorful.Color) float64 {
	la, lb := luminance(a), luminance(b)
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

func luminance(c colorful.Color) float64 {
	r, g, b := c.LinearRgb()
	return 0.2126*r + 0.7152*g + 0.0722*b
}

// hueDistance is the angle between two hues, in degrees.
func hueDistance(a, b float64) float64 { return math.Abs(math.Mod(a-b+540, 360) - 180) }

// in256 is the colour that a terminal with 256 colours shows for c.
func in256(c colorful.Color) colorful.Color {
	out, _ := colorful.MakeColor(ansi.Convert256(c))
	return out
}

// readable returns the colour of c's hue, nearest to it in lightness, whose contrast to all backgrounds is at least
// least, also when the renderer converts it to 256 colours. The backgrounds are all light or all dark.
func readable(c colorful.Color, backgrounds []string, least float64) colorful.Color {
	worst := func(c colorful.Color) float64 {
		w := math.Inf(1)
		for _, g := range backgrounds {
			w = min(w, contrast(c, parseHex(g)), contrast(in256(c), in256(parseHex(g))))
		}
		return w
	}
	step := 0.005
	if luminance(parseHex(backgrounds[0])) > 0.5 {
		step = -step
	}
	l, chroma, hue := c.OkLch()
	for worst(c) < least && l > -0.01 && l < 1.01 {
		l += step
		c = inGamut(l, chroma, hue)
	}
	return c
}

// inGamut reduces the chroma to what a screen can show at this lightness, since clamping the channels would change the
// hue. The result is exact in 8 bits a channel.
func inGamut(l, chroma, hue float64) colorful.Color {
	l = min(max(l, 0), 1)
	for i := 0; i < 60; i++ {
		if c := colorful.OkLch(l, chroma, hue); c.IsValid() {
			return parseHex(c.Hex())
		}
		chroma *= 0.93
	}
	return parseHex(colorful.OkLch(l, 0, 0).Clamped().Hex())
}
