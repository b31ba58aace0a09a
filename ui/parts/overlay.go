package parts

import (
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"lootlens/theme"
)

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
