package items

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"lootlens/api/demo"
	"lootlens/ui/internal/panetest"
)

// What is arranged beside the program must not be missed meanwhile: the rows that
// were there stay until the new ones are, and the cursor stays on its item.
func TestLargeListsKeepRowsAndCursorWhileArranging(t *testing.T) {
	t.Parallel()
	b := newBench(t, demo.Options{Items: syncRows + 2_000})
	b.open(demo.PlayerHuge)
	b.Type("a")
	if n := b.load.inv.Len(); n != syncRows+2_000 {
		t.Fatalf("%d loaded", n)
	}
	b.Type("G")
	for range 40 {
		b.Type("k")
	}
	asset := b.Item().Asset().ID
	for _, key := range strings.Split("s S x x / r", " ") {
		before := b.Item().Instance()
		if key == "/" {
			b.Run(b.setQuery("asset:" + asset.String()))
			if got := b.Item(); got == nil || got.Instance() != before {
				t.Errorf("the query leaves the item")
			}
			continue
		}
		answers := []tea.Cmd{b.Rig.Update(panetest.KeyPress(key))}
		for len(answers) > 0 {
			messages := panetest.Messages(answers[0])
			answers = answers[1:]
			if b.rows.len() == 0 {
				t.Fatalf("%s empties the list", key)
			}
			b.screen()
			for _, m := range messages {
				answers = append(answers, b.Rig.Update(m))
			}
		}
		if key == "s" || key == "S" {
			if b.cursor != 0 {
				t.Errorf("after %s the cursor is on row %d", key, b.cursor)
			}
			asset = b.Item().Asset().ID
			continue
		}
		if got := b.Item(); got == nil || got.Asset().ID != asset {
			t.Fatalf("after %s the cursor is on another asset", key)
		}
		// A group that closes is before for by its first item.
		if got := b.Item().Instance(); key != "x" && got != before {
			t.Errorf("after %s the cursor is on %v, was on %v", key, got, before)
		}
	}
}

// Trying again works for the storage that a query needs, too.
func TestStorageOfAQueryIsTriedAgain(t *testing.T) {
	t.Parallel()
	b := newBench(t, demo.Options{})
	b.open(demo.PlayerSmall)
	first := b.Loaded()[0].Instance()
	if err := b.server.SetStorage(idNumber(t, first), demo.Pair{Key: "owner_note", Value: "found me"}); err != nil {
		t.Fatal(err)
	}
	b.server.SetFaults(demo.Fault{Kind: demo.KindStatus, Status: 403, Path: "/storage"})
	b.Run(b.setQuery("istorage.owner_note:found"))
	if b.load.failed.err == nil {
		t.Fatal("the failure is not told")
	}
	b.shows("r tries again")
	b.server.SetFaults()
	b.Type("r")
	if len(b.Shown()) != 1 || b.Shown()[0].Instance() != first || b.load.failed.err != nil {
		t.Errorf("%d shown after trying again, error %v", len(b.Shown()), b.load.failed.err)
	}
}

// A refresh or a jump drops the answers on their way, and not the questions.
func TestStorageOfAQueryIsAskedForAfterARefresh(t *testing.T) {
	t.Parallel()
	b := newBench(t, demo.Options{})
	b.open(demo.PlayerSmall)
	first := b.Loaded()[0].Instance()
	if err := b.server.SetStorage(idNumber(t, first), demo.Pair{Key: "owner_note", Value: "found me"}); err != nil {
		t.Fatal(err)
	}
	late := panetest.Messages(b.setQuery("istorage.owner_note:found"))
	b.Type("r")
	for _, m := range late {
		b.Send(m)
	}
	if len(b.Shown()) != 1 || b.Shown()[0].Instance() != first {
		t.Errorf("%d shown, %d not judged", len(b.Shown()), len(b.rows.unknown))
	}
	late = panetest.Messages(b.setQuery("istorage.owner_note:nowhere"))
	b.Run(b.begin())
	b.Run(b.settle())
	for _, m := range late {
		b.Send(m)
	}
	if len(b.Shown()) != 0 {
		t.Errorf("%d shown, %d not judged", len(b.Shown()), len(b.rows.unknown))
	}
}

// A search of the instances' storage that was stopped goes on with all that is loaded.
func TestAStoppedSearchOfStorageGoesOn(t *testing.T) {
	t.Parallel()
	b := newBench(t, demo.Options{})
	b.open(demo.PlayerLarge)
	walk := panetest.Messages(b.setQuery("rarity:epic istorage.owner_note:nowhere"))
	b.Press(tea.KeyEscape)
	b.Send(walk...)
	b.Type("a")
	if n := len(b.rows.unknown); n > 0 || !b.load.inv.Ended() {
		t.Errorf("%d not judged, %d loaded:\n%s", n, b.load.inv.Len(), b.screen())
	}
}

// What was being arranged when a query ended is not shown after it.
func TestAnArrangementThatComesLateIsDropped(t *testing.T) {
	t.Parallel()
	b := newBench(t, demo.Options{Items: syncRows + 2_000})
	b.open(demo.PlayerHuge)
	b.Type("G")
	late := panetest.Messages(b.setQuery("sword"))
	b.Run(b.setQuery(""))
	before := b.Item()
	b.Send(late...)
	if b.rows.len() != b.load.inv.Len() || b.Item() != before {
		t.Errorf("without a query %d rows are shown of %d; the cursor went from %v to %v", b.rows.len(), b.load.inv.Len(), before, b.Item())
	}
}
