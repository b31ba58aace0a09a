package items

import (
	"testing"

	tea "charm.land/bubbletea/v2"

	"lootlens/api/demo"
	"lootlens/models"
	"lootlens/ui/browser/msg"
	"lootlens/ui/internal/panetest"
)

func (b *bench) jump(id string) {
	b.Type("#" + id)
	b.Press(tea.KeyEnter)
}

// A jump moves the cursor to the instance, whether it is loaded or not and however the
// rows are arranged.
func TestJumpInEveryArrangement(t *testing.T) {
	t.Parallel()
	for name, keys := range map[string]string{"plain": "", "sorted": "s", "grouped": "x", "grouped by rarity": "ssx"} {
		b := newBench(t, demo.Options{})
		b.open(demo.PlayerHuge)
		all := demo.New(demo.Options{}).Instances(demo.Holder{Player: demo.PlayerHuge}, 500)
		b.Type(keys)
		loaded := b.load.inv.At(b.load.inv.Len() - 1).Instance().String()
		far := models.CursorAt(all[0]).String()
		for _, id := range []string{loaded, far} {
			b.jump(id)
			if it := b.Item(); it == nil || it.Instance().String() != id || b.rows.at(b.cursor).count > 1 {
				t.Errorf("%s: a jump to %s leads to %v\n%s", name, id, it, b.screen())
			}
		}
	}
}

// What was loaded stays after a jump, and a search covers all of the inventory.
func TestSearchAfterAJump(t *testing.T) {
	t.Parallel()
	want := newBench(t, demo.Options{})
	want.open(demo.PlayerLarge)
	want.keys("/helm\n")

	b := newBench(t, demo.Options{})
	b.open(demo.PlayerLarge)
	ids := demo.New(demo.Options{}).Instances(demo.Holder{Player: demo.PlayerLarge}, 400)
	for _, id := range []uint64{ids[399], ids[10], ids[0]} {
		b.jump(models.CursorAt(id).String())
	}
	b.keys("/helm\n")
	if got, n := len(b.Shown()), len(want.Shown()); got != n || n == 0 || !b.Complete() {
		t.Errorf("%d matches after jumps, want %d\n%s", got, n, b.screen())
	}
	seen := map[models.InstanceID]bool{}
	for _, it := range b.Shown() {
		if seen[it.Instance()] {
			t.Errorf("%v is shown twice", it.Instance())
		}
		seen[it.Instance()] = true
	}
}

func TestJumpEndsAQueryThatHidesTheInstance(t *testing.T) {
	t.Parallel()
	b := newBench(t, demo.Options{})
	b.open(demo.PlayerSmall)
	id := b.Loaded()[3].Instance().String()
	b.Run(b.setQuery("-instance:" + id))
	b.jump(id)
	if it := b.Item(); b.Query() != "" || it == nil || it.Instance().String() != id {
		t.Errorf("query %q, the cursor is on %v", b.Query(), it)
	}
}

// A jump to what is not there keeps list and cursor, says so, and offers the player's
// other inventories.
func TestJumpToWhatIsNotThere(t *testing.T) {
	t.Parallel()
	for name, player := range map[string]uint64{"all loaded": demo.PlayerSmall, "a part loaded": demo.PlayerHuge} {
		b := newBench(t, demo.Options{})
		b.open(player)
		b.Type("jj")
		before, loaded := b.Item(), b.load.inv.Len()
		id := models.CursorAt(idNumber(t, b.Loaded()[0].Instance()) + 1).String()
		b.jump(id)
		if b.Item() != before || b.load.inv.Len() != loaded {
			t.Errorf("%s: the cursor is on %v, was on %v; %d items of %d", name, b.Item(), before, b.load.inv.Len(), loaded)
		}
		b.shows("item "+id+" is not in this inventory", "enter looks in the player's others")
		b.Press(tea.KeyEnter)
		if asked := panetest.Took[msg.FindInstance](b.Rig); len(asked) != 1 || asked[0].Instance != b.mustID(t, id) {
			t.Errorf("%s: enter asks for %v", name, asked)
		}
	}
}

// An asset's id is not an instance's, and the answer says what it is.
func TestJumpToAnAsset(t *testing.T) {
	t.Parallel()
	b := newBench(t, demo.Options{})
	b.open(demo.PlayerSmall)
	asset := b.Loaded()[0].Asset().ID.String()
	b.jump(asset)
	b.shows("is not in this inventory", asset+" is an asset", "asset:"+asset)
}

func (b *bench) mustID(t *testing.T, s string) models.InstanceID {
	t.Helper()
	id, err := models.ParseInstanceID(s)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// An id is understood as it was copied from a ticket or a table.
func TestJumpToACopiedID(t *testing.T) {
	t.Parallel()
	for _, pasted := range []string{"110000026", " 110000026\n", "#110000026", "`110000026`", "110,000,026", "110\u00a0000\u00a0026"} {
		b := newBench(t, demo.Options{})
		b.open(demo.PlayerLarge)
		b.Type("#")
		b.Send(tea.PasteMsg{Content: pasted})
		b.Keys("enter")
		if it := b.Item(); it == nil || it.Instance() != instanceID(110000026) || b.typing() {
			t.Errorf("%q leads to %v", pasted, it)
		}
	}
}
