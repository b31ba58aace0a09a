package items

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"lootlens/api/demo"
	"lootlens/models"
	"lootlens/ui/browser/msg"
	"lootlens/ui/internal/panetest"
)

// pages is how many pages the double was asked for.
func (b *bench) pages() (n int) {
	for _, r := range b.server.Requests() {
		if strings.HasSuffix(r.Path, "/inventory") {
			n++
		}
	}
	return n
}

// Few rows on a tall screen are no reason to walk: what was not asked for is asked for
// only where it shows and esc ends it.
func TestNothingWalksUnasked(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		do   func(*bench)
		more int // pages
		says string
	}{
		"grouped":         {func(b *bench) { b.Type("x") }, 0, "a loads all"},
		"grouped, to end": {func(b *bench) { b.Type("x"); b.cursor = b.rows.len() - 1; b.Type("j") }, 1, "a loads all"},
		"a query stopped": {func(b *bench) {
			b.Type("/name:no-such-item")
			walks := b.Rig.Update(tea.KeyPressMsg{Code: tea.KeyEnter})
			b.Press(tea.KeyEscape)
			b.Run(walks)
		}, 1, "a searches on"},
		"and refreshed": {func(b *bench) {
			b.Type("/name:no-such-item")
			walks := b.Rig.Update(tea.KeyPressMsg{Code: tea.KeyEnter})
			b.Press(tea.KeyEscape)
			b.Run(walks)
			b.Type("rr")
		}, 12, "a searches on"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, demo.Options{})
			b.Run(b.Resize(100, 250))
			b.open(demo.PlayerHuge)
			before, loaded := b.pages(), b.load.inv.Len()
			tt.do(b)
			if n := b.pages() - before; n > tt.more {
				t.Errorf("%d pages asked for, want at most %d; %d items were loaded, %d are", n, tt.more, loaded, b.load.inv.Len())
			}
			b.shows(tt.says)
		})
	}
}

// A list that begins again with a query in force shows that it walks.
func TestAQueryWalksFromTheStartVisibly(t *testing.T) {
	t.Parallel()
	b := newBench(t, demo.Options{})
	b.open(demo.PlayerHuge)
	o := b.Here()
	o.Query = "name:no-such-item"
	first := panetest.Messages(b.Open(o))
	b.Rig.Update(first[0])
	b.shows("searched", "esc stops")
}

// Where all that the server says there is has come, nothing is said to be missing.
func TestAllThatThereIsIsNotPart(t *testing.T) {
	t.Parallel()
	b := newBench(t, demo.Options{})
	b.open(demo.PlayerLarge)
	pages := b.Rig.Update(tea.KeyPressMsg{Code: 's', Text: "s"})
	b.Press(tea.KeyEscape) // stops loading the rest
	b.Run(pages)
	b.shows("only ", "a loads all")
	b.Type("g")
	for b.load.inv.Len() < 1250 {
		b.Run(b.Resize(100, b.load.inv.Len()/3+4)) // a page at a time
		b.Type("g")
	}
	b.Run(b.Resize(100, 30))
	if s := b.screen(); b.load.inv.Ended() || strings.Contains(s, "only ") {
		t.Errorf("all loaded, ended %v:\n%s", b.load.inv.Ended(), s)
	}
}

// The universal inventory has no pages: of an answer that was cut, the rest comes when
// it is asked for again.
func TestUniversalInventoryThatIsCut(t *testing.T) {
	t.Parallel()
	b := newBench(t, demo.Options{})
	b.server.SetFaults(demo.Fault{Kind: demo.KindTruncated, Path: "/universal"})
	b.Run(b.Model.Open(msg.OpenHolder{Holder: models.Holder{Kind: models.UniversalHolder}}))
	if n := b.load.inv.Len(); n == 0 || n >= 12 || b.Complete() {
		t.Fatalf("%d items of a cut answer, complete %v", n, b.Complete())
	}
	b.shows("r tries again")
	b.server.SetFaults()
	b.Type("r")
	if n := b.load.inv.Len(); n != 12 || !b.Complete() {
		t.Errorf("%d items after trying again, complete %v", n, b.Complete())
	}
}

// A list that was left asks for nothing, also where its first page was on its way.
func TestAClosedListAsksForNothing(t *testing.T) {
	t.Parallel()
	b := newBench(t, demo.Options{})
	b.server.SetFaults(demo.Fault{Kind: demo.KindHang, Path: "/inventory"})
	player := playerID(demo.PlayerLarge)
	cmd := b.Model.Open(msg.OpenHolder{Player: models.Player{ID: player}, Holder: models.Holder{Player: player}})
	b.Close()
	for _, m := range panetest.Messages(cmd) {
		if again := panetest.Messages(b.Rig.Update(m)); len(again) > 0 {
			t.Errorf("after %T it goes on with %T", m, again[0])
		}
	}
	if again := panetest.Messages(b.Resize(120, 40)); len(again) > 0 {
		t.Errorf("another size goes on with %T", again[0])
	}
}

// Where items may be missing, a query's count does not read as if all had been searched.
func TestPartIsNotCountedAsAll(t *testing.T) {
	t.Parallel()
	b := newBench(t, demo.Options{})
	b.server.SetFaults(demo.Fault{Kind: demo.KindStuck, Path: "/inventory"})
	b.open(demo.PlayerLarge)
	b.Type("/helm")
	b.Press(tea.KeyEnter)
	b.shows("may be incomplete", "searched 200 of 1,250")
	if s := b.screen(); strings.Contains(s, "in 200") {
		t.Errorf("a part is counted as all:\n%s", s)
	}
}
