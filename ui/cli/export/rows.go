package export

import (
	"io"
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
)

// Rows writes aligned columns under titles, all at once: for short lists of other
// things than items. Cells are safe text of one line; title is the style of the first
// line.
func Rows(w io.Writer, titles []string, rows [][]string, title lipgloss.Style) error {
	widths := make([]int, len(titles))
	for _, r := range append([][]string{titles}, rows...) {
		for i, c := range r {
			widths[i] = max(widths[i], min(ansi.StringWidth(c), widest))
		}
	}
	var b strings.Builder
	for n, r := range append([][]string{titles}, rows...) {
		pad := 0
		for i, c := range r {
			if c != "" {
				b.WriteString(strings.Repeat(" ", pad))
				pad = 0
			}
			if n == 0 {
				b.WriteString(title.Render(c))
			} else {
				b.WriteString(c)
			}
			pad += max(0, widths[i]-ansi.StringWidth(c)) + gap
		}
		b.WriteByte('\n')
	}
	_, err := io.WriteString(w, b.String())
	return err
}
