package main

import (
	"fmt"
	"image/color"
	"strconv"
	"strings"

	uv "github.com/charmbracelet/ultraviolet"
)

// Screen is what an SVG is drawn from. CellAt may return nil for a blank cell.
type Screen interface {
	Width() int
	Height() int
	CellAt(x, y int) *uv.Cell
}

// A cell is as wide as a character of most monospace fonts is at this size; where
// one is not, textLength makes it so. All sizes are in pixels.
const (
	fontSize = 14
	cellW    = 8.4
	cellH    = 18.0
	baseline = 13.5 // from a cell's top
	margin   = 14.0
	barH     = 36.0 // the title bar
)

// Palette holds the terminal's own colours, and those of its window's title.
type Palette struct{ Foreground, Background, Bar, Title color.RGBA }

var (
	Dark  = Palette{color.RGBA{0xdc, 0xe0, 0xec, 0xff}, color.RGBA{0x15, 0x17, 0x1e, 0xff}, color.RGBA{0x26, 0x2a, 0x35, 0xff}, color.RGBA{0xb4, 0xb9, 0xc9, 0xff}}
	Light = Palette{color.RGBA{0x24, 0x28, 0x32, 0xff}, color.RGBA{0xfb, 0xfb, 0xf8, 0xff}, color.RGBA{0xe3, 0xe5, 0xea, 0xff}, color.RGBA{0x50, 0x56, 0x66, 0xff}}
)

const fonts = "ui-monospace,SFMono-Regular,Menlo,Consolas,DejaVu Sans Mono,Liberation Mono,monospace"

// SVG draws a screen in a window with a title. The same screen gives the same
// bytes. It uses no font, script or file from outside.
func SVG(s Screen, p Palette, title string) []byte {
	d := drawing{s: s, p: p}
	w, h := 2*margin+float64(s.Width())*cellW, barH+margin+float64(s.Height())*cellH
	d.f(`<svg xmlns="http://www.w3.org/2000/svg" width="%s" height="%s" viewBox="0 0 %[1]s %[2]s" role="img" aria-label="%s">`, num(w), num(h), escape(title))
	d.f(`<rect width="%s" height="%s" rx="10" fill="%s"/>`, num(w), num(h), hex(p.Background))
	d.f(`<path d="M0 %s V10 a10 10 0 0 1 10 -10 H%s a10 10 0 0 1 10 10 V%[1]s z" fill="%[3]s"/>`, num(barH-8), num(w-10), hex(p.Bar))
	for i, c := range []string{"#ff5f57", "#febc2e", "#28c840"} {
		d.f(`<circle cx="%d" cy="14" r="5.5" fill="%s"/>`, 20+19*i, c)
	}
	d.f(`<g font-family="%s" font-size="%d" fill="%s">`, fonts, fontSize, hex(p.Foreground))
	d.f(`<text x="%s" y="18.5" font-size="13" text-anchor="middle" fill="%s">%s</text>`, num(w/2), hex(p.Title), escape(title))
	for y := range s.Height() {
		d.backgrounds(y)
	}
	for y := range s.Height() {
		d.texts(y)
	}
	d.f(`</g>`)
	d.f(`</svg>`)
	return []byte(d.out.String())
}

type drawing struct {
	s   Screen
	p   Palette
	out strings.Builder
}

// f writes a line.
func (d *drawing) f(format string, args ...any) {
	fmt.Fprintf(&d.out, format, args...)
	d.out.WriteByte('\n')
}

// look is how a cell is drawn.
type look struct {
	fg, bg                          color.RGBA
	bold, italic, underline, struck bool
}

// cell is the text of a cell, how it looks and how many cells it takes.
func (d *drawing) cell(x, y int) (string, look, int) {
	l := look{fg: d.p.Foreground, bg: d.p.Background}
	c := d.s.CellAt(x, y)
	if c == nil {
		return " ", l, 1
	}
	if c.Style.Fg != nil {
		l.fg = rgb(c.Style.Fg)
	}
	if c.Style.Bg != nil {
		l.bg = rgb(c.Style.Bg)
	}
	a := c.Style.Attrs
	if a&uv.AttrReverse != 0 {
		l.fg, l.bg = l.bg, l.fg
	}
	if a&uv.AttrFaint != 0 {
		l.fg = between(l.fg, l.bg)
	}
	l.bold, l.italic, l.struck = a&uv.AttrBold != 0, a&uv.AttrItalic != 0, a&uv.AttrStrikethrough != 0
	l.underline = c.Style.Underline != uv.UnderlineNone
	text := c.Content
	if text == "" || a&uv.AttrConceal != 0 {
		text = " "
	}
	return text, l, max(1, c.Width)
}

// backgrounds fills the cells of a row that have a colour of their own.
func (d *drawing) backgrounds(y int) {
	for x := 0; x < d.s.Width(); {
		_, l, n := d.cell(x, y)
		from := x
		for x += n; x < d.s.Width(); x += n {
			var next look
			if _, next, n = d.cell(x, y); next.bg != l.bg {
				break
			}
		}
		if l.bg != d.p.Background {
			d.f(`<rect x="%s" y="%s" width="%s" height="%s" fill="%s"/>`, num(left(from)), num(top(y)), num(float64(x-from)*cellW), num(cellH), hex(l.bg))
		}
	}
}

// texts writes the characters of a row: those that every font has in runs of one
// style, all others each in the middle of its cells, lines and blocks as shapes
// that join those of the next cell.
func (d *drawing) texts(y int) {
	var run strings.Builder
	var from, to int
	var of look
	flush := func() {
		text := strings.TrimRight(run.String(), " ")
		run.Reset()
		if text != "" {
			d.f(`<text x="%s" y="%s" textLength="%s"%s>%s</text>`, num(left(from)), num(top(y)+baseline), num(float64(len([]rune(text)))*cellW), d.style(of), escape(text))
		}
	}
	for x := 0; x < d.s.Width(); {
		text, l, n := d.cell(x, y)
		l.bg = d.p.Background // drawn already
		if of != l || x != to || text == " " && strings.HasSuffix(run.String(), " ") {
			flush()
		}
		switch {
		case text == " " && run.Len() == 0 && !l.underline:
		case plain(text):
			if run.Len() == 0 {
				from, of = x, l
			}
			run.WriteString(text)
			to = x + n
		default:
			flush()
			d.special(x, y, n, text, l)
		}
		x += n
	}
	flush()
}

// plain reports whether every monospace font has a character, in its usual width.
func plain(s string) bool {
	r := []rune(s)
	return len(r) == 1 && (r[0] >= ' ' && r[0] < 0x7f || r[0] >= 0xa1 && r[0] < 0x17f || strings.ContainsRune("…–—‘’“”•", r[0]))
}

// shapes are characters as paths from edge to edge of a cell, whose middle is 0,0
// and whose corners are at 4.2,9: lines, which have to join those of the next cell,
// and marks, which many fonts have in another width or not at all.
var shapes = map[string]struct {
	path   string
	filled bool
}{
	"─": {"M-4.2 0H4.2", false}, "│": {"M0-9V9", false},
	"╭": {"M4.2 0Q0 0 0 9", false}, "╮": {"M-4.2 0Q0 0 0 9", false}, "╰": {"M4.2 0Q0 0 0-9", false}, "╯": {"M-4.2 0Q0 0 0-9", false},
	"├": {"M0-9V9M0 0H4.2", false}, "┤": {"M0-9V9M0 0H-4.2", false}, "┬": {"M-4.2 0H4.2M0 0V9", false}, "┴": {"M-4.2 0H4.2M0 0V-9", false},
	"┼": {"M-4.2 0H4.2M0-9V9", false},
	"━": {"M-4.3-1H4.3V1H-4.3z", true}, "┃": {"M-1-9H1V9H-1z", true}, "▐": {"M0-9H4.2V9H0z", true},
	"┏": {"M4.3-1H-1V9H1V1H4.3z", true}, "┓": {"M-4.3-1H1V9H-1V1H-4.3z", true}, "┗": {"M4.3 1H-1V-9H1V-1H4.3z", true}, "┛": {"M-4.3 1H1V-9H-1V-1H-4.3z", true},
	"◦": {"M-2.2 0a2.2 2.2 0 1 0 4.4 0a2.2 2.2 0 1 0-4.4 0", false},
	"⬦": {"M0-4.4L3.8 0L0 4.4L-3.8 0z", false}, "⬥": {"M0-4.6L4 0L0 4.6L-4 0z", true},
	"✧": {"M0-5Q.7-.7 4 0Q.7.7 0 5Q-.7.7-4 0Q-.7-.7 0-5z", false}, "✦": {"M0-5.4Q.9-.9 4.2 0Q.9.9 0 5.4Q-.9.9-4.2 0Q-.9-.9 0-5.4z", true},
	"❖": {"M0-5L1.9-2.7L0-.4L-1.9-2.7zM0 5L1.9 2.7L0 .4L-1.9 2.7zM-4.1 0L-2.2-2.3L-.3 0L-2.2 2.3zM4.1 0L2.2-2.3L.3 0L2.2 2.3z", true},
}

// blocks are block elements as parts of a cell's width, with their opacity.
var blocks = map[string][2]float64{
	"█": {1, 1}, "▉": {7. / 8, 1}, "▊": {6. / 8, 1}, "▋": {5. / 8, 1}, "▌": {4. / 8, 1}, "▍": {3. / 8, 1}, "▎": {2. / 8, 1}, "▏": {1. / 8, 1},
	"░": {1, .25}, "▒": {1, .5}, "▓": {1, .75},
}

func (d *drawing) special(x, y, n int, text string, l look) {
	midX, midY := left(x)+float64(n)*cellW/2, top(y)+cellH/2
	if shape, ok := shapes[text]; ok {
		paint := fmt.Sprintf(`fill="none" stroke="%s" stroke-width="1.2" stroke-linecap="square"`, hex(l.fg))
		if shape.filled {
			paint = fmt.Sprintf(`fill="%s"`, hex(l.fg))
		}
		d.f(`<path transform="translate(%s %s)" d="%s" %s/>`, num(midX), num(midY), shape.path, paint)
		return
	}
	if b, ok := blocks[text]; ok {
		d.f(`<rect x="%s" y="%s" width="%s" height="%s" fill="%s" fill-opacity="%s" shape-rendering="crispEdges"/>`, num(left(x)), num(top(y)), num(b[0]*cellW), num(cellH), hex(l.fg), num(b[1]))
		return
	}
	d.f(`<text x="%s" y="%s" text-anchor="middle"%s>%s</text>`, num(midX), num(top(y)+baseline), d.style(l), escape(text))
}

func (d *drawing) style(l look) string {
	var b strings.Builder
	if l.fg != d.p.Foreground {
		fmt.Fprintf(&b, ` fill="%s"`, hex(l.fg))
	}
	if l.bold {
		b.WriteString(` font-weight="bold"`)
	}
	if l.italic {
		b.WriteString(` font-style="italic"`)
	}
	switch {
	case l.underline:
		b.WriteString(` text-decoration="underline"`)
	case l.struck:
		b.WriteString(` text-decoration="line-through"`)
	}
	return b.String()
}

func left(x int) float64 { return margin + float64(x)*cellW }
func top(y int) float64  { return barH + float64(y)*cellH }

// num is a number of pixels with at most two decimals.
func num(f float64) string {
	s := strings.TrimRight(strconv.FormatFloat(f, 'f', 2, 64), "0")
	return strings.TrimSuffix(s, ".")
}

func hex(c color.RGBA) string { return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B) }

func rgb(c color.Color) color.RGBA { return color.RGBAModel.Convert(c).(color.RGBA) }

func between(a, b color.RGBA) color.RGBA {
	mid := func(a, b uint8) uint8 { return uint8((int(a) + int(b)) / 2) }
	return color.RGBA{mid(a.R, b.R), mid(a.G, b.G), mid(a.B, b.B), 0xff}
}

var escape = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;").Replace
