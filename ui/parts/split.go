package parts

import "lootlens/theme"

// twoPanesFrom is the width in cells from which a screen is split into two panes.
const twoPanesFrom = 100

// Split returns the widths of the two panes of a screen of w cells: the left one has the larger part. The right one has
// none where the screen is too narrow for both.
func Split(w int) (left, right int) {
	if w < twoPanesFrom {
		return w, 0
	}
	left = w * 58 / 100
	return left, w - left
}

// Fact is something that is known, and its label. Both are safe text of one line.
type Fact struct{ Label, Value string }

// Facts returns the facts that have a value as lines of at most width cells: the labels, then the values in one column. A
// value that is too long goes on below.
func Facts(th theme.Theme, facts []Fact, width int) (lines []string) {
	label := 0
	for _, f := range facts {
		if f.Value != "" {
			label = max(label, min(Width(f.Label), width/3))
		}
	}
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
