package theme

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/charmbracelet/x/ansi"
	"github.com/lucasb-eyer/go-colorful"
	"golang.org/x/image/colornames"
)

// minContrast is what WCAG asks of text.
const minContrast = 4.5

// sgr turns #rrggbb into what SGR wants after 38 or 48: the number of a colour that is
// in the palette of 256, which is half the bytes, and else its channels.
func sgr(hex string) string {
	r, g, b := rgb(hex)
	if n, ok := number256(r, g, b); ok {
		return "5;" + strconv.Itoa(n)
	}
	return "2;" + strconv.Itoa(int(r)) + ";" + strconv.Itoa(int(g)) + ";" + strconv.Itoa(int(b))
}

// number256 finds a colour among those of the palette that no terminal lets its user
// change: the cube and the greys.
func number256(r, g, b uint8) (int, bool) {
	if r == g && g == b && r >= 8 && r <= 238 && (r-8)%10 == 0 {
		return 232 + int(r-8)/10, true
	}
	n := 16
	for i, c := range []uint8{r, g, b} {
		level := slices.Index([]uint8{0, 95, 135, 175, 215, 255}, c)
		if level < 0 {
			return 0, false
		}
		n += level * []int{36, 6, 1}[i]
	}
	return n, true
}

func rgb(hex string) (r, g, b uint8) {
	n, _ := strconv.ParseUint(strings.TrimPrefix(hex, "#"), 16, 32)
	return uint8(n >> 16), uint8(n >> 8), uint8(n)
}

func parseHex(hex string) colorful.Color {
	r, g, b := rgb(hex)
	return colorful.Color{R: float64(r) / 255, G: float64(g) / 255, B: float64(b) / 255}
}

// parse reads a colour in any form in which the API gives one: hex with or without #, of 3, 4, 6 or 8 digits (what is
// said of transparency is ignored: a terminal has none), or a CSS name, in upper or lower case.
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

// in256 is the colour that a terminal with 256 colours shows for c.
func in256(c colorful.Color) colorful.Color {
	out, _ := colorful.MakeColor(ansi.Convert256(c))
	return out
}

// readable returns the colour nearest to c in lightness, of its hue, that has at least minContrast to all grounds, also
// when the renderer brings it down to 256 colours. The grounds are all light or all dark.
func readable(c colorful.Color, grounds []string) colorful.Color {
	worst := func(c colorful.Color) float64 {
		w := math.Inf(1)
		for _, g := range grounds {
			w = min(w, contrast(c, parseHex(g)), contrast(in256(c), in256(parseHex(g))))
		}
		return w
	}
	step := 0.005
	if luminance(parseHex(grounds[0])) > 0.5 {
		step = -step
	}
	l, chroma, hue := c.OkLch()
	for worst(c) < minContrast && l > -0.01 && l < 1.01 {
		l += step
		c = inGamut(l, chroma, hue)
	}
	return c
}

// inGamut gives up as much of the chroma as the screen cannot show at this lightness, since cutting off the channels
// would change the hue. What comes back is exact in 8 bits a channel.
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
