package search

import (
	"slices"
	"strings"
	"testing"

	"lootlens/models"
	"lootlens/models/order"
	"lootlens/ui/parts"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// The items have the columns, the marks and the orders of every list of items.
func TestItemsAsInEveryList(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.search("helm", "1250")
	for l := range strings.SplitSeq(r.View(140, 60, true), "\n") { // underlined where there are no colours
		if strings.Contains(l, "Saltcured") && !strings.Contains(l, "4mH") {
			t.Errorf("what was looked for is not marked: %q", l)
		}
	}
	r.sees("WHERE ↑")
	for _, tt := range []struct {
		by    order.Key
		desc  bool
		arrow string
	}{{order.Name, false, "NAME ↑"}, {order.Acquired, true, "RECEIVED ↓"}, {order.Server, true, "INSTANCE↓"}} {
		r.Run(r.Sort(tt.by, tt.desc))
		r.sees(tt.arrow)
		var items []*models.Item
		for _, l := range r.list.Rows() {
			if l.item != nil {
				items = append(items, l.item)
			}
		}
		if len(items) != 27 {
			t.Fatalf("%d items", len(items))
		}
		if want := order.Sort(items, tt.by, tt.desc, r.now); tt.by != order.Server && !slices.Equal(items, want) {
			t.Errorf("not sorted by %s", tt.by)
		}
		if _, _, it := r.Selected(); it != items[0] {
			t.Errorf("the cursor is not on the first item by %s", tt.by)
		}
	}
	r.SetColumns([]parts.ItemColumn{parts.PriceColumn})
	if s := r.screen(); !strings.Contains(s, "PRICE") || strings.Contains(s, "RECEIVED") || !strings.Contains(s, "WHERE") {
		t.Errorf("the columns are not the chosen ones:\n%s", s)
	}
}

// A click on a column's title sorts by it; by the inventory, the items of each stand together.
func TestAClickOnTheHeaderSorts(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.search("helm", "1250")
	for _, tt := range []struct {
		title string
		by    order.Key
		desc  bool
	}{{"NAME", order.Name, false}, {"NAME", order.Name, true}, {"RARITY", order.Rarity, true}, {"WHERE", order.Server, false}, {"WHERE", order.Server, false}} {
		line := strings.Split(r.screen(), "\n")[1]
		at := strings.Index(line, tt.title)
		if at < 0 {
			t.Fatalf("no %s in %q", tt.title, line)
		}
		r.Send(tea.MouseClickMsg{X: parts.Width(line[:at]), Y: 1, Button: tea.MouseLeft})
		if by, desc := r.Order(); by != tt.by || desc != tt.desc {
			t.Errorf("a click on %s sorts by %s, descending %t", tt.title, by, desc)
		}
	}
}

// How much was searched is said at every width.
func TestProgressFits(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.search("helm", "1250")
	for w, want := range map[int]string{140: "8 of 8 inventories · 2,075 items read", 80: "8 of 8 · 2,075 items"} {
		if top, _, _ := strings.Cut(ansi.Strip(r.View(w, 24, true)), "\n"); !strings.Contains(top, " "+want+" ") {
			t.Errorf("%d cells: %q lacks %q", w, top, want)
		}
	}
}
