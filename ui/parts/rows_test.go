package parts

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"lootlens/theme"
)

// body is lines of the shape "hrrrhrr": headings and rows.
func body(shape string) []Line {
	var out []Line
	n := 0
	for _, c := range shape {
		if c == 'r' {
			out = append(out, Line{Row: n})
			n++
		} else {
			out = append(out, Line{Row: None, Text: string(c)})
		}
	}
	return out
}

func TestChosenRowIsShown(t *testing.T) {
	t.Parallel()
	for _, shape := range []string{"", "r", "hhhr", "hhrrrrhhrrrrhr", "rrrrrrrr", "hhhhhhhhhhhhrh"} {
		lines := body(shape)
		n := strings.Count(shape, "r")
		for height := range 12 {
			var w Window
			for step := range 4 * n {
				chosen := (step * 5) % n
				got := w.Show(lines, chosen, 3, height)
				if len(got) != min(height, len(lines)) {
					t.Fatalf("%s, %d lines: %d are shown", shape, height, len(got))
				}
				seen := false
				for i, l := range got {
					row, ok := w.At(3 + i)
					if ok != (l.Row != None) || row != l.Row {
						t.Fatalf("%s: line %d is row %d, %v", shape, i, row, ok)
					}
					seen = seen || l.Row == chosen
				}
				if !seen && height > 0 {
					t.Fatalf("%s, %d lines: row %d is not shown", shape, height, chosen)
				}
			}
		}
	}
}

func TestFirstRowShowsWhatIsAbove(t *testing.T) {
	t.Parallel()
	var w Window
	lines := body("hhrrrrrrr")
	w.Show(lines, 6, 0, 4)
	if got := w.Show(lines, 0, 0, 4); got[0].Row != None || w.Bar().Offset != 0 {
		t.Errorf("begins at %d", w.Bar().Offset)
	}
	w.Show(lines, 6, 0, 4)
	if got := w.Show(lines, None, 0, 4); got[0].Text != "h" {
		t.Error("with no row chosen the start is not shown")
	}
}

func TestWheelStaysWithinTheLines(t *testing.T) {
	t.Parallel()
	var w Window
	lines := body("hrrrrrrrrr")
	w.Show(lines, 0, 0, 4)
	w.scroll(100)
	if got := w.Show(lines, 0, 0, 4); got[3].Row != 8 {
		t.Errorf("the end shows row %d", got[3].Row)
	}
	w.scroll(-1)
	if got := w.Show(lines, 0, 0, 4); got[3].Row != 7 {
		t.Errorf("one up shows row %d", got[3].Row)
	}
	w.Show(lines[:2], 0, 0, 4) // fewer lines than the window stood at
	w.Follow()
	if got := w.Show(lines, 0, 0, 4); got[1].Row != 0 {
		t.Error("it does not come back to the chosen row")
	}
	for _, y := range []int{-1, 4, 99} {
		if _, ok := w.At(y); ok {
			t.Errorf("there is a row in line %d", y)
		}
	}
}

func TestRenderRow(t *testing.T) {
	t.Parallel()
	for _, th := range []theme.Theme{theme.Plain(), theme.Dark()} {
		cells := []Cell{{Text: "名前のとても長い", Style: th.Text}, {Text: "gone", Style: th.Muted}, {Text: "12", Style: th.Muted}}
		for width := range 40 {
			for _, chosen := range []bool{false, true} {
				got := RenderRow(th, chosen, cells, []int{9, 0, 4}, width)
				if err := Check(got, width, 1); err != nil {
					t.Fatal(err)
				}
				if plain := ansi.Strip(got); strings.Contains(plain, "▌") != (chosen && width > 0) || strings.Contains(plain, "gone") {
					t.Errorf("%d cells: %q", width, plain)
				}
			}
		}
	}
}
