package browser

import (
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"lootlens/models/order"
	"lootlens/ui/browser/recents"
	"lootlens/ui/parts"
)

// The menu of orders sorts in the direction that is asked for most; the order in force is turned round.
func TestSortMenu(t *testing.T) {
	t.Parallel()
	r := newReader(t, 140, 40)
	r.list()
	for _, tt := range []struct {
		typed string
		by    order.Key
		desc  bool
	}{
		{"price", order.Price, true}, {"price", order.Price, false}, {"newest", order.Acquired, true}, {"left", order.Left, false}, {"instance", order.Server, false},
	} {
		r.keys("s")
		for _, c := range tt.typed {
			r.keys(string(c))
		}
		r.keys("enter")
		if by, desc := r.items.Order(); by != tt.by || desc != tt.desc || len(r.overlays) > 0 {
			t.Errorf("%s: by %s, descending %v, %d overlays", tt.typed, by, desc, len(r.overlays))
		}
	}
}

// The menu of columns stays open, and what was chosen is kept for the next start.
func TestColumnsMenu(t *testing.T) {
	t.Parallel()
	r := newReader(t, 140, 40)
	r.list()
	has := func(c parts.ItemColumn) bool { return slices.Contains(r.columns, c) }
	r.keys("C", "down", "down", "enter")
	if has(parts.SourceColumn) || !has(parts.RentalColumn) || len(r.overlays) != 1 {
		t.Errorf("columns %v, %d overlays", r.columns, len(r.overlays))
	}
	if kept := r.recents.View.Columns; slices.Contains(kept, "source") || !slices.Contains(kept, "rental") {
		t.Errorf("kept %v", kept)
	}
	r.keys("enter")
	if !has(parts.SourceColumn) {
		t.Errorf("columns %v", r.columns)
	}
}

// The footer of a menu says what enter does there.
func TestMenusSayWhatEnterDoes(t *testing.T) {
	t.Parallel()
	for key, want := range map[string]string{
		"s": "enter sort", "C": "enter show or hide", "T": "enter keep the theme", "Q": "enter search", ":": "enter run",
	} {
		r := newReader(t, 100, 30)
		r.list()
		if key == "Q" {
			if r.keys("Q"); len(r.overlays) > 0 || r.note.Text != "no recent or pinned query: / searches" {
				t.Errorf("%d overlays, the note is %q", len(r.overlays), r.note.Text)
			}
			r.recents.Queries = []recents.Query{{Text: "helm"}}
		}
		r.keys(key)
		if foot := ansi.Strip(r.footer()); !strings.Contains(foot, want) {
			t.Errorf("%s: %q is missing in %q", key, want, foot)
		}
		if foot := ansi.Strip(r.footer()); strings.Contains(foot, "esc close") != (key == "C") { // what was shown or hidden stays so
			t.Errorf("%s: %q", key, foot)
		}
	}
}
