package parts

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"lootlens/theme"
)

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
