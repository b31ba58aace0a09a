package parts

import (
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"lootlens/theme"
)

// Box is a bordered pane. All its strings are single lines, cut to the room that there is.
type Box struct {
	Title   string // in the top border, at the left; without a style of its own
	Note    string // in the top border, at the right; left out before the title is cut
	Foot    string // in the bottom border, at the left
	Focused bool   // the pane that has the keys: its border is heavy, so that it stands out without colour too
	Lines   []string
	Scroll  Scroll // shown in the right border when not all is visible
}

// Scroll is which rows of all are visible.
type Scroll struct{ Total, Offset, Visible int }

// Inner returns the size of a box's body, for a box of w by h cells.
func Inner(w, h int) (width, height int) { return max(0, w-2), max(0, h-2) }

// thumb is the part of a scrollbar that stands for what is visible.
const thumb = "▐"

// View draws the box in exactly w by h cells. Lines that are missing are blank, and those that are too many are left
// out. Where no border fits (w or h below 2), there are the lines alone.
func (x Box) View(th theme.Theme, w, h int) string {
	if w < 2 || h < 2 {
		return Screen(x.Lines, w, h)
	}
	iw, ih := Inner(w, h)
	border, line, title := lipgloss.RoundedBorder(), th.Border, th.Text
	if x.Focused {
		border, line, title = lipgloss.ThickBorder(), th.BorderFocused, th.Title
	}
	left, right, mark := line.Render(border.Left), line.Render(border.Right), line.Render(thumb)
	from, size := thumbOf(x.Scroll.Total, x.Scroll.Offset, x.Scroll.Visible, ih)

	var b strings.Builder
	b.Grow((w + 40) * h)
	b.WriteString(edge(line, border.TopLeft, border.Top, border.TopRight, title.Render(x.Title), x.Note, iw))
	for i := range ih {
		side, body := right, ""
		if i >= from && i < from+size {
			side = mark
		}
		if i < len(x.Lines) {
			body = x.Lines[i]
		}
		if iw > 2 && Width(body) > iw {
			body = Fit(body, iw-1) // a blank before the border
		}
		b.WriteString("\n" + left + Fit(body, iw) + side)
	}
	b.WriteString("\n" + edge(line, border.BottomLeft, border.Bottom, border.BottomRight, x.Foot, "", iw))
	return b.String()
}

// edge draws a horizontal border of width cells between its corners, as "╭─ label ──── note ─╮".
func edge(style lipgloss.Style, left, line, right, label, note string, width int) string {
	room := width - 4 // "─ " and " ─" round the label
	if n := Width(note); note != "" && n+4+min(1, Width(label))*(Width(label)+3) <= width {
		room -= n + 3
		note = " " + note + " "
		right = line + right
	} else {
		note = ""
	}
	if n := min(Width(label), room); n > 0 {
		label = " " + Fit(label, n) + " "
		left += line
	} else {
		label = ""
	}
	rule := width + 2 - Width(left) - Width(label) - Width(note) - Width(right)
	if note == "" && label == "" {
		return style.Render(left + strings.Repeat(line, rule) + right)
	}
	return style.Render(left) + label + style.Render(strings.Repeat(line, rule)) + note + style.Render(right)
}

// thumbOf returns the first row and the number of rows of a scrollbar's thumb in a bar of height rows. Its size is 0 when
// all is visible; else it is at least 1, and the thumb touches an end only when the window does (where height allows).
func thumbOf(total, offset, visible, height int) (start, size int) {
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

// Overlay returns base, a screen of w by h cells, dimmed, with dialog in its middle. What of dialog is larger than the
// screen is left out.
func Overlay(th theme.Theme, base, dialog string, w, h int) string {
	x, y := Center(lipgloss.Width(dialog), lipgloss.Height(dialog), w, h)
	return place(dim(th, base), dialog, x, y, w, h)
}

// Center returns the cell of a screen of screenW by screenH cells on which [Overlay] puts the upper left corner of a
// dialog of w by h cells.
func Center(w, h, screenW, screenH int) (x, y int) {
	return max(0, screenW-w) / 2, max(0, screenH-h) / 2
}

// Toast returns base, a screen of w by h cells, with a message in a box at the top right, below the first line. The
// message is safe text without a style; it takes half of the height at most.
func Toast(th theme.Theme, base, message string, style lipgloss.Style, w, h int) string {
	lines := Wrap(message, max(1, w-6))
	lines = lines[:min(len(lines), max(1, h/2-2))]
	width := 0
	for i, l := range lines {
		lines[i] = " " + style.Render(l)
		width = max(width, Width(lines[i])+1)
	}
	box := Box{Lines: lines}.View(th, min(w, width+2), len(lines)+2)
	return place(base, box, max(0, w-lipgloss.Width(box)), 1, w, h)
}

func place(base, over string, x, y, w, h int) string {
	layers := lipgloss.NewCompositor(lipgloss.NewLayer(base), lipgloss.NewLayer(over).X(x).Y(y).Z(1))
	canvas := lipgloss.NewCanvas(max(0, w), max(0, h)).Compose(layers)
	return Screen(strings.Split(canvas.Render(), "\n"), w, h) // the canvas drops blanks at the ends of lines
}

// dim returns a screen in the style of what lies below an overlay.
func dim(th theme.Theme, screen string) string {
	lines := strings.Split(ansi.Strip(screen), "\n")
	for i, l := range lines {
		lines[i] = th.Dimmed.Render(l)
	}
	return strings.Join(lines, "\n")
}

// Widths in cells.
const (
	twoPanesFrom = 100 // from here on a screen is split into two panes
	wideFrom     = 160 // from here on the left one has room for whole ids
)

// Split returns the widths of the two panes of a screen of w cells: the left one has the larger part. The right one has
// none where the screen is too narrow for both.
func Split(w int) (left, right int) {
	if w < twoPanesFrom {
		return w, 0
	}
	left = w * 58 / 100
	if w >= wideFrom {
		left = w * 62 / 100
	}
	return left, w - left
}

// Fact is something that is known, and its label. Both are safe text of one line.
type Fact struct{ Label, Value string }

// Facts returns the facts that have a value as lines of at most width cells: the labels, then the values in one column. A
// value that is too long goes on below.
func Facts(th theme.Theme, facts []Fact, width int) (lines []string) {
	label, value := 0, 0
	for _, f := range facts {
		if f.Value != "" {
			label, value = max(label, Width(f.Label)), max(value, Width(f.Value))
		}
	}
	label = min(label, max(width*2/5, width-Gap-value)) // values have what labels leave, and at least three fifths
	for _, f := range facts {
		if f.Value == "" {
			continue
		}
		name := th.Muted.Render(Fit(f.Label, label))
		for _, l := range Wrap(f.Value, max(1, width-label-Gap)) {
			lines = append(lines, name+spaces(Gap)+th.Text.Render(l))
			name = spaces(label)
		}
	}
	return lines
}
