package theme

import (
	"math"
	"strconv"
	"strings"

	"github.com/charmbracelet/x/ansi"
	"github.com/lucasb-eyer/go-colorful"
	"golang.org/x/image/colornames"
)

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
