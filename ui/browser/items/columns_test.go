package items

import (
	"strings"
	"testing"

	"lootlens/api/demo"
	"lootlens/models"
	"lootlens/models/query"
	"lootlens/ui/parts"
)

func TestChosenColumns(t *testing.T) {
	t.Parallel()
	b := newBench(t, demo.Options{})
	b.SetColumns([]parts.ItemColumn{parts.SourceColumn, parts.AssetColumn})
	b.open(demo.PlayerSmall)
	b.shows("NAME", "SOURCE", "ASSET", "Bane of Lowmarsh", "drop table")
	if s := b.screen(); strings.Contains(s, "108000003") || strings.Contains(s, "RENTAL") || strings.Contains(s, "RECEIVED") {
		t.Errorf("columns that were not chosen are shown:\n%s", s)
	}
	b.SetColumns(parts.NamedColumns([]string{"flags"}))
	b.shows("RENTAL")
}

// rowAt is the text of the nth line of rows, without the borders.
func (b *bench) rowAt(n int) string {
	b.t.Helper()
	line := []rune(strings.Split(b.screen(), "\n")[b.firstRow()+n])
	return string(line[1 : len(line)-1])
}

// Whatever the width, a row says the name, the state of the rental in the words of the query language, and when the
// item came; a wider list never says less.
func TestColumnsByWidth(t *testing.T) {
	t.Parallel()
	b := newBench(t, demo.Options{})
	b.open(demo.PlayerLarge)
	words, step := map[string]bool{}, 1
	if testing.Short() {
		step = 8
	}
	for w := 40; w <= 200; w += step {
		b.Run(b.Resize(w, 30))
		header := strings.Split(b.screen(), "\n")[1]
		has := func(title string) bool { return strings.Contains(header, title) }
		if !has("NAME") || !has("RENTAL") || !has("RECEIVED") && !has("AGE") {
			t.Fatalf("%d cells: %s", w, header)
		}
		if w >= 60 && !has("SOURCE") || w >= 84 && !has("INSTANCE") {
			t.Errorf("%d cells: %s", w, header)
		}
		for i := range b.listHeight() {
			it, line := b.rows.at(i).item, b.rowAt(i)
			state := it.Rental(testNow).State
			word := query.RentalWord(state)
			if state == models.RentalActive {
				word = "left"
			}
			words[word] = true
			if !strings.Contains(line, word) {
				t.Fatalf("%d cells: %q lacks %q", w, line, word)
			}
			if name := it.Name().Line(); !strings.Contains(line, name[:min(len(name), 8)]) {
				t.Fatalf("%d cells: %q lacks the name %q", w, line, name)
			}
			if at, ok := it.Acquired(); ok && has("RECEIVED") && !strings.Contains(line, at.In(testNow.Location()).Format("2006-01-02")) {
				t.Fatalf("%d cells: %q lacks %s", w, line, at)
			}
			if strings.Contains(line, "_") {
				t.Fatalf("%d cells: %q has a code", w, line)
			}
		}
	}
	for _, word := range []string{"owned", "left", "expired"} {
		if !words[word] {
			t.Errorf("no item is %s", word)
		}
	}
}

func TestEquippedStandsBesideTheName(t *testing.T) {
	t.Parallel()
	b := newBench(t, demo.Options{})
	b.open(demo.PlayerSmall)
	it := b.Item()
	if b.loadouts.Equipped = map[models.InstanceID]bool{it.Instance(): true}; !strings.Contains(b.rowAt(0), " equipped ") {
		t.Errorf("%q", b.rowAt(0))
	}
	if b.Run(b.Resize(40, 12)); !strings.Contains(b.rowAt(0), " E ") {
		t.Errorf("%q", b.rowAt(0))
	}
}

// A count stands below the others, whatever the names before them.
func TestCountsAreAColumn(t *testing.T) {
	t.Parallel()
	b := newBench(t, demo.Options{})
	b.open(demo.PlayerLarge)
	b.Type("x")
	end := -1
	for i := range b.listHeight() {
		if b.rows.at(i).count < 2 {
			continue
		}
		line := strings.TrimRight(b.rowAt(i), " ")
		if end < 0 {
			end = len([]rune(line))
		}
		if n := len([]rune(line)); n != end {
			t.Errorf("%q ends in cell %d, another one in %d", line, n, end)
		}
	}
	b.shows("COUNT")
}
