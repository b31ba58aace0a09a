package items

import (
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"lootlens/api/demo"
	"lootlens/theme"
	"lootlens/ui/browser/msg"
	"lootlens/ui/internal/panetest"
)

// lines are those of the pane, without the borders.
func (b *bench) lines() []string {
	b.t.Helper()
	lines := strings.Split(b.screen(), "\n")
	for i, l := range lines {
		r := []rune(l)
		lines[i] = string(r[1 : len(r)-1])
	}
	return lines
}

// What completes a term stands right below the field; down chooses, tab takes it with a blank behind.
func TestDropDown(t *testing.T) {
	t.Parallel()
	b := newBench(t, demo.Options{})
	b.open(demo.PlayerLarge)
	b.Type("a/")
	if l := b.lines(); !strings.Contains(l[2], "name:") || !strings.Contains(l[2], "the asset's name") || !strings.Contains(l[3], "asset:") {
		t.Fatalf("below the field:\n%s", b.screen())
	}
	b.Type("rental:")
	if l := b.lines(); !strings.Contains(l[2], "running") || !strings.Contains(l[2], " items") {
		t.Errorf("below the field:\n%s", b.screen())
	}
	b.Press(tea.KeyDown, tea.KeyDown)
	if l := b.lines(); !strings.HasPrefix(l[3], "▌") {
		t.Errorf("the second one is not chosen:\n%s", b.screen())
	}
	b.Press(tea.KeyTab)
	if got := b.prompt.in.Value(); got != "rental:expired " {
		t.Errorf("tab takes %q", got)
	}
	b.Type("-rar")
	b.Press(tea.KeyDown, tea.KeyEnter)
	if got := b.prompt.in.Value(); got != "rental:expired -rarity:" || !b.typing() {
		t.Errorf("enter takes %q of what was chosen", got)
	}
	b.Press(tea.KeyEscape)
	b.SetHistory([]string{"rarity:epic"})
	b.Type("/")
	b.Press(tea.KeyUp)
	if got := b.prompt.in.Value(); got != "rarity:epic" {
		t.Errorf("up brings %q", got)
	}
	b.Press(tea.KeyDown, tea.KeyEscape)
	b.Type("/")
	b.screen()
	b.Send(tea.MouseClickMsg{X: 5, Y: 3, Button: tea.MouseLeft})
	if got := b.prompt.in.Value(); got != "asset:" {
		t.Errorf("a click takes %q", got)
	}
}

// How many items have a value follows the items that come while it is typed, and what is chosen stays.
func TestDropDownCountsWhatComes(t *testing.T) {
	t.Parallel()
	b := newBench(t, demo.Options{})
	b.open(demo.PlayerLarge)
	b.Type("/rarity:")
	rare := func() (n int) {
		for _, it := range b.load.inv.Items() {
			if it.Rarity().Name.Raw() == "Rare" {
				n++
			}
		}
		return n
	}
	first := rare()
	b.Press(tea.KeyDown, tea.KeyDown)
	b.Run(b.loadAll())
	if all := rare(); all == first {
		t.Fatalf("%d rare items came at once", all)
	} else {
		b.shows(fmt.Sprintf("Rare        %d items", all))
	}
	if l := b.lines()[3]; !strings.HasPrefix(l, "▌  Uncommon ") {
		t.Errorf("the second one is not chosen: %q", l)
	}
}

// While a term is not finished the rows from before stay, and so does the item under the cursor.
func TestUnfinishedTermsKeepTheRows(t *testing.T) {
	t.Parallel()
	b := newBench(t, demo.Options{})
	b.SetTheme(theme.Dark())
	b.open(demo.PlayerLarge)
	b.Type("a/")
	for _, key := range []string{"r", "e", "n", "t", "a", "l", ":", "e", "x", "p", "i", "r", "e", "d", " ", "r", "a", "r", "i", "t", "y", ":"} {
		before := b.rows.len()
		b.Type(key)
		if b.rows.len() == 0 || b.Item() == nil {
			t.Fatalf("after %q the list is empty", b.prompt.in.Value())
		}
		v := b.View(b.width, b.height, true)
		dim := strings.Contains(v, b.th.Dimmed.Render(ansi.Strip(b.table().Header(b.table().Layout(b.width-2)))))
		if stays := b.prompt.waits || b.prompt.err != nil; stays && b.rows.len() != before {
			t.Errorf("%q: %d rows, %d before", b.prompt.in.Value(), b.rows.len(), before)
		} else if last := strings.Split(v, "\n")[b.height-2]; stays != strings.Contains(last, b.th.Dimmed.Render("")[:4]) && stays && !dim {
			t.Errorf("%q: the rows are not dimmed: %q", b.prompt.in.Value(), last)
		}
	}
}

// Esc shows rows, cursor and scroll as they were.
func TestEscRestoresTheList(t *testing.T) {
	t.Parallel()
	for _, keys := range []string{"/sword", "/rental:expired", "/zzzzz", "/ren", "/price:"} {
		b := newBench(t, demo.Options{})
		b.open(demo.PlayerLarge)
		b.Type("a")
		b.Send(msg.Tick{Now: testNow})
		for range 60 {
			b.Type("j")
		}
		b.Type("kkkkk")
		before := b.screen()
		b.Type(keys)
		b.Press(tea.KeyEscape)
		if got := b.screen(); got != before {
			t.Errorf("%s: was\n%s\nis\n%s", keys, before, got)
		}
	}
}

// An accepted query is a view to go back from.
func TestAcceptedQueryIsAView(t *testing.T) {
	t.Parallel()
	b := newBench(t, demo.Options{})
	b.open(demo.PlayerLarge)
	b.Type("ajjj/sword")
	b.Press(tea.KeyEnter)
	left := panetest.Took[Left](b.Rig)
	if len(left) != 1 {
		t.Fatalf("%d views", len(left))
	}
	b.Run(b.Return(left[0].View))
	if b.Query() != "" || b.cursor != 3 {
		t.Errorf("back with the query %q on row %d", b.Query(), b.cursor)
	}
}

// The words of a query are marked where the names have them.
func TestMatchesAreMarked(t *testing.T) {
	t.Parallel()
	b := newBench(t, demo.Options{})
	b.open(demo.PlayerLarge)
	b.Type("a")
	b.Run(b.setQuery("helm"))
	if v := b.View(b.width, b.height, false); strings.Count(v, "4mH") != b.rows.len() {
		t.Errorf("%d marks in %d rows", strings.Count(v, "4mH"), b.rows.len())
	}
}

// Each refresh says what it found.
func TestRefreshAnswers(t *testing.T) {
	t.Parallel()
	b := newBench(t, demo.Options{})
	b.open(demo.PlayerSmall)
	answer := func() string {
		panetest.Took[msg.Note](b.Rig)
		b.Type("r")
		notes := panetest.Took[msg.Note](b.Rig)
		if len(notes) != 1 {
			t.Fatalf("%d notes", len(notes))
		}
		return notes[0].Text
	}
	if got := answer(); got != "refreshed 12:00:00 UTC: nothing changed" {
		t.Errorf("%q", got)
	}
	if _, err := b.server.Grant(demo.PlayerSmall, b.server.Assets()[7]); err != nil {
		t.Fatal(err)
	}
	if got := answer(); got != "refreshed 12:00:00 UTC: 1 new" {
		t.Errorf("%q", got)
	}
	large := newBench(t, demo.Options{})
	large.open(demo.PlayerLarge)
	b = large
	if got := answer(); !strings.HasPrefix(got, "refreshed 12:00:00 UTC: nothing changed in the 2") {
		t.Errorf("%q", got)
	}
}
