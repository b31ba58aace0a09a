package parts

import (
	"strings"

	"charm.land/lipgloss/v2"

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
	from, size := Thumb(x.Scroll.Total, x.Scroll.Offset, x.Scroll.Visible, ih)

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
