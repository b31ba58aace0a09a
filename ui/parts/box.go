package parts

import (
	"strings"

	"lootlens/theme"
)

// Box is a bordered pane. All its strings are single lines, cut to the room that there is.
type Box struct {
	Title  string    // in the top border, at the left
	Note   string    // in the top border, at the right; left out before the title is cut
	Foot   string    // in the bottom border, at the left
	Border theme.Ink // of the lines
	Lines  []string  // body; what is missing is blank, what is too much is left out
	Scroll Scroll    // shown in the right border when not all is visible
}

// Scroll is where a window of rows stands in all of them.
type Scroll struct{ Total, Offset, Visible int }

// Inner returns the size of a box's body, for a box of w × h cells.
func Inner(w, h int) (width, height int) { return max(0, w-2), max(0, h-2) }

// Draw returns the box as exactly h lines of exactly w cells. Where no border fits (w or h below 2), there is the body
// alone.
func (x Box) Draw(w, h int) []string {
	w, h = max(0, w), max(0, h)
	if w < 2 || h < 2 {
		return Block(x.Lines, w, h)
	}
	iw, ih := Inner(w, h)
	open, end := x.Border.Open(), x.Border.Close()
	c := newCanvas(h, (w+2*(len(open)+len(end))+24)*h)

	c.WriteString(open + "╭")
	x.top(c, iw, open, end)
	c.WriteString("╮" + end)
	c.end()

	side, thumb := open+"│"+end, open+"┃"+end
	from, size := Thumb(x.Scroll.Total, x.Scroll.Offset, x.Scroll.Visible, ih)
	for i := range ih {
		c.WriteString(side)
		if i < len(x.Lines) {
			WriteFit(&c.Builder, x.Lines[i], iw)
		} else {
			WriteSpaces(&c.Builder, iw)
		}
		if i >= from && i < from+size {
			c.WriteString(thumb)
		} else {
			c.WriteString(side)
		}
		c.end()
	}

	c.WriteString(open + "╰")
	x.label(c, x.Foot, iw, open, end)
	c.WriteString("╯" + end)
	c.end()
	return c.lines()
}

// top writes what stands between the upper corners, iw cells.
func (x Box) top(c *canvas, iw int, open, end string) {
	// "─ note ─" behind at least "─ title ─" in full
	if n := Width(x.Note); x.Note != "" && n+4+min(1, Width(x.Title))*(Width(x.Title)+3) <= iw {
		x.label(c, x.Title, iw-n-3, open, end)
		c.WriteString(end + " " + x.Note + " " + open + "─")
		return
	}
	x.label(c, x.Title, iw, open, end)
}

// label writes "─ s ────" in width cells. It begins and ends with the border's ink open.
func (x Box) label(c *canvas, s string, width int, open, end string) {
	room := width - 4 // "─ " and " ─"
	if s == "" || room < 1 {
		rule(c, width)
		return
	}
	n := min(Width(s), room)
	c.WriteString("─" + end + " ")
	WriteFit(&c.Builder, s, n)
	c.WriteString(" " + open)
	rule(c, width-n-3)
}

func rule(c *canvas, n int) {
	const line = "────────────────────────────────────────────────────────────────"
	for ; n > len(line)/3; n -= len(line) / 3 {
		c.WriteString(line)
	}
	if n > 0 {
		c.WriteString(line[:3*n])
	}
}

// Thumb returns the first row and the number of rows of a scrollbar's thumb in a bar of height rows. Its size is 0 when
// all is visible; else it is at least 1, and the thumb touches an end only when the window does (where height allows).
func Thumb(total, offset, visible, height int) (start, size int) {
	if height <= 0 || visible <= 0 || total <= visible {
		return 0, 0
	}
	size = min(max(1, int(float64(height)*float64(visible)/float64(total))), height)
	last, free := total-visible, height-size
	offset = min(max(0, offset), last)
	start = int(float64(free)*float64(offset)/float64(last) + 0.5)
	if free >= 2 {
		if offset > 0 {
			start = max(1, start)
		}
		if offset < last {
			start = min(start, free-1)
		}
	}
	return start, size
}

// canvas collects lines in one string.
type canvas struct {
	strings.Builder
	ends []int
}

func newCanvas(lines, bytes int) *canvas {
	c := &canvas{ends: make([]int, 0, lines)}
	c.Grow(bytes)
	return c
}

func (c *canvas) end() { c.ends = append(c.ends, c.Len()) }

func (c *canvas) lines() []string {
	s, out, from := c.String(), make([]string, len(c.ends)), 0
	for i, to := range c.ends {
		out[i], from = s[from:to], to
	}
	return out
}
