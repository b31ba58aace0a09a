package items

import (
	"testing"

	tea "charm.land/bubbletea/v2"

	"lootlens/api/demo"
	"lootlens/models"
)

func (b *bench) jump(id string) {
	b.Type("#" + id)
	b.Press(tea.KeyEnter)
}

// However the rows are arranged, a jump stands on the instance.
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
				t.Errorf("%s: jumped to %s, stands on %v\n%s", name, id, it, b.screen())
			}
		}
	}
}

func TestJumpEndsAQueryThatHidesTheInstance(t *testing.T) {
	t.Parallel()
	b := newBench(t, demo.Options{})
	b.open(demo.PlayerSmall)
	id := b.Loaded()[3].Instance().String()
	b.Run(b.SetQuery("-instance:" + id))
	b.jump(id)
	if it := b.Item(); b.Query() != "" || it == nil || it.Instance().String() != id {
		t.Errorf("query %q, stands on %v", b.Query(), it)
	}
}

func TestJumpToWhatIsNotThereSaysSo(t *testing.T) {
	t.Parallel()
	b := newBench(t, demo.Options{})
	b.open(demo.PlayerHuge)
	gap := idNumber(t, b.Loaded()[0].Instance()) + 1
	b.jump(models.CursorAt(gap).String())
	b.shows("no item "+models.CursorAt(gap).String()+" here", "begins at the next, "+b.Loaded()[0].Instance().String())
}
