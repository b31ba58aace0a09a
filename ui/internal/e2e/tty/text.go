package tty

import (
	"strings"

	"github.com/charmbracelet/x/vt"
)

// Text is what an emulator shows, a line for each row, without the blanks at their ends.
func Text(em *vt.Emulator) string {
	var b strings.Builder
	for y := range em.Height() {
		b.WriteString(strings.TrimRight(Row(em, y), " "))
		b.WriteByte('\n')
	}
	return b.String()
}

// Row is one row of an emulator's screen, from 0, in its whole width.
func Row(em *vt.Emulator, y int) string {
	var b strings.Builder
	for x := 0; x < em.Width(); {
		cell := em.CellAt(x, y)
		if cell == nil || cell.Content == "" {
			b.WriteByte(' ')
			x++
			continue
		}
		b.WriteString(cell.Content)
		x += max(1, cell.Width)
	}
	return b.String()
}
