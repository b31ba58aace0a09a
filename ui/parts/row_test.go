package parts

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"lootlens/models"
	"lootlens/models/order"
	"lootlens/theme"
	"lootlens/ui/internal/geometry"
)

func TestRenderRow(t *testing.T) {
	t.Parallel()
	for _, th := range []theme.Theme{theme.Plain(), theme.Dark()} {
		cells := []Cell{{Text: "名前のとても長い", Style: th.Text}, {Text: "gone", Style: th.Muted}, {Text: "12", Style: th.Muted}}
		for width := range 40 {
			for _, chosen := range []bool{false, true} {
				got := RenderRow(th, chosen, cells, []int{9, 0, 4}, width)
				if err := geometry.Check(got, width, 1); err != nil {
					t.Fatal(err)
				}
				if plain := ansi.Strip(got); strings.Contains(plain, "▌") != (chosen && width > 0) || strings.Contains(plain, "gone") {
					t.Errorf("%d cells: %q", width, plain)
				}
			}
		}
	}
}

func TestRowMarks(t *testing.T) {
	t.Parallel()
	th := theme.Dark()
	cell := Cell{Text: "Saltcured Helm", Style: th.Text, Marks: [][2]int{{0, 4}, {10, 14}}}
	for width, want := range map[int]string{
		20: "  \x1b[1;38;5;222mSalt\x1b[mcured \x1b[1;38;5;222mHelm\x1b[m    ",
		14: "  \x1b[1;38;5;222mSalt\x1b[mcured \x1b[1;38;5;222mH\x1b[m…",
		5:  "  \x1b[1;38;5;222mSa\x1b[m…",
	} {
		got := RenderRow(th, false, []Cell{cell}, []int{width - Margin}, width)
		if err := geometry.Check(got, width, 1); err != nil {
			t.Fatal(err)
		}
		if got != want {
			t.Errorf("%d cells: %q, want %q", width, got, want)
		}
	}
}

func TestRenderHeader(t *testing.T) {
	t.Parallel()
	headings := []heading{{Text: "NAME", Arrow: "↑"}, {Text: "RENTAL"}, {Text: "INSTANCE", Right: true}}
	for _, tt := range []struct {
		widths []int
		width  int
		want   string
	}{
		{[]int{10, 8, 9}, 40, "  NAME ↑      RENTAL     INSTANCE"},
		{[]int{5, 0, 4}, 40, "  NAME↑  INS…"},
		{[]int{3, 2, 0}, 12, "  N…↑  R…"},
	} {
		got := renderHeader(theme.Plain(), headings, tt.widths, 0, tt.width)
		if err := geometry.Check(got, tt.width, 1); err != nil {
			t.Fatal(err)
		}
		if plain := strings.TrimRight(ansi.Strip(got), " "); plain != tt.want {
			t.Errorf("%v: %q, want %q", tt.widths, plain, tt.want)
		}
	}
}

// The number of items in a group is whole, with separators, and its title is whole beside the arrow, at every width.
func TestCountColumn(t *testing.T) {
	t.Parallel()
	p, err := models.DecodePage([]byte(`{"items":[{"instance_id":1,"asset":{"id":2,"name":"Pouch"}}]}`), models.NewPool(), models.Origin{})
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		n    int
		want string
	}{{2, "2"}, {1250, "1,250"}, {20_000, "20,000"}, {1_234_567, "1,234,567"}} {
		table := ItemTable{Theme: theme.Plain(), Most: tt.n, By: order.Count, Desc: true}
		for width := 40; width <= 200; width += 4 {
			layout := table.Layout(width)
			head, row := table.Header(layout), table.Render(ItemRow{Item: &p.Items[0], Count: tt.n}, layout)
			if !strings.Contains(head, "COUNT") || !strings.Contains(head, "↓") || !strings.Contains(row, " "+tt.want+" ") {
				t.Errorf("%d of %d cells:\n%s\n%s", tt.n, width, head, row)
			}
		}
	}
}
