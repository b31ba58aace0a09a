package parts

import (
	tea "charm.land/bubbletea/v2"
)

// None is the Row of a line that cannot be chosen.
const None = -1

// Line is one line of the body: a row by its index, or a text that is painted
// already.
type Line struct {
	Row  int // index of the row, or None
	Text string
}

// Window is what of the lines is on the screen. The zero value stands at the start.
type Window struct {
	top    int
	total  int
	height int   // lines on the screen
	y      int   // of the first of them
	shown  []int // the row of each
	free   bool  // the wheel took it off the chosen row
}

// Show returns the lines that are on the screen when height lines fit, from line y
// of the pane on. The line of the chosen row is among them, unless Wheel was
// called since Follow; with no such row the window goes to the start.
func (w *Window) Show(lines []Line, chosen, y, height int) []Line {
	height = max(0, height)
	w.total, w.height, w.y = len(lines), height, y
	if !w.free {
		w.toChosen(lines, chosen)
	}
	w.top = max(0, min(w.top, len(lines)-height))
	out := lines[min(w.top, len(lines)):min(w.top+height, len(lines))]
	w.shown = w.shown[:0]
	for _, l := range out {
		w.shown = append(w.shown, l.Row)
	}
	return out
}

func (w *Window) toChosen(lines []Line, chosen int) {
	at, first := 0, true // the chosen line; whether no row stands above it
	for i, l := range lines {
		if l.Row == chosen && chosen != None {
			at = i
			break
		}
		first = first && (l.Row == None || chosen == None)
	}
	from := at
	for from > 0 && lines[from-1].Row == None && at-from < w.height-1 {
		from-- // what heads the row is shown with it
	}
	if first {
		w.top = 0 // and all that stands above, if it fits
	}
	w.top = max(min(w.top, from), at-w.height+1)
}

// Wheel scrolls as the mouse's wheel turns.
func (w *Window) Wheel(e tea.Mouse) {
	switch e.Button {
	case tea.MouseWheelUp:
		w.scroll(-wheelStep)
	case tea.MouseWheelDown:
		w.scroll(wheelStep)
	}
}

// scroll moves the window by n lines without choosing another row.
func (w *Window) scroll(n int) {
	w.free = true
	w.top = max(0, min(w.top+n, w.total-w.height))
}

// Follow brings the window back to the chosen row.
func (w *Window) Follow() { w.free = false }

// At returns the row in line y of the pane; false where there is none.
func (w *Window) At(y int) (int, bool) {
	i := y - w.y
	if i < 0 || i >= len(w.shown) || w.shown[i] == None {
		return None, false
	}
	return w.shown[i], true
}

// Height is the lines that were on the screen last.
func (w *Window) Height() int { return w.height }

// Bar is where the window stands, for the border of a box.
func (w *Window) Bar() Scroll {
	return Scroll{Total: w.total, Offset: w.top, Visible: w.height}
}
