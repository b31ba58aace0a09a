package items

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"lootlens/api/demo"
	"lootlens/models"
	"lootlens/ui/browser/msg"
	"lootlens/ui/internal/panetest"
)

// arrangements are ways to look at the 1,250 items.
var arrangements = map[string]func(*bench){
	"as sent":        func(b *bench) { b.Type("jjj") },
	"queried":        func(b *bench) { b.Run(b.setQuery("rarity:=epic")); b.Type("jj") },
	"far":            func(b *bench) { b.Type("G") },
	"sorted":         func(b *bench) { b.Type("sjjjj") },
	"turned round":   func(b *bench) { b.Type("sssSajj") },
	"grouped":        func(b *bench) { b.Type("xjjj") },
	"a group open":   func(b *bench) { b.Type("xj"); b.Press(tea.KeyEnter); b.Type("jj") },
	"compared":       func(b *bench) { b.Type("bjj") },
	"all at once":    func(b *bench) { b.Type("abSx"); b.Run(b.setQuery("sword")); b.Type("jjj") },
	"jumped":         func(b *bench) { b.jump(b.Loaded()[30].Instance().String()) },
	"jumped far":     func(b *bench) { b.jump(instanceOf(b, 900).String()); b.Type("j") },
	"jumped, sorted": func(b *bench) { b.jump(instanceOf(b, 900).String()); b.Type("sj") },
}

// instanceOf is the id of an item of the 1,250, by its place.
func instanceOf(b *bench, place int) models.InstanceID {
	ids := b.server.Instances(demo.Holder{Player: demo.PlayerLarge}, 1250)
	return instanceID(ids[len(ids)-1-place])
}

// A view that was left is there again as it was, without a request; and as it was when
// it has to be loaded again, as far as what is loaded does not count.
func TestReturn(t *testing.T) {
	t.Parallel()
	for name, steps := range arrangements {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, demo.Options{})
			b.open(demo.PlayerLarge)
			steps(b)
			want, before, title, here := b.screen(), b.Item().Instance(), b.title(), b.Here()
			v := b.Leave()
			b.open(demo.PlayerSmall)
			b.Type("sxb")
			asked := b.pages()
			b.Run(b.Return(v))
			if got := b.screen(); got != want {
				t.Errorf("was\n%s\nis\n%s", want, got)
			}
			if n := b.pages() - asked; n > 0 {
				t.Errorf("%d pages asked for", n)
			}
			// It goes on from there.
			b.Type("G")
			if !b.load.inv.Ended() || b.load.failed.err != nil {
				t.Errorf("does not go on: %v", b.load.failed.err)
			}

			b.open(demo.PlayerSmall)
			v.Release()
			b.Run(b.Return(v))
			if it := b.Item(); it == nil || it.Instance() != before || b.title() != title || b.Query() != here.Query || b.compare.on() != (here.Baseline != nil) {
				t.Errorf("loaded again it stands on %v, want %v\n%s", it, before, b.screen())
			}
		})
	}
}

// Rows that are old say so, and a comparison says nothing before it has been made.
func TestReturnTellsOfAge(t *testing.T) {
	t.Parallel()
	b := newBench(t, demo.Options{})
	b.open(demo.PlayerLarge)
	b.Type("b")
	v := b.Leave()
	b.open(demo.PlayerSmall)
	b.Send(msg.Tick{Now: testNow.Add(50 * time.Second)})
	panetest.Took[msg.Note](b.Rig)
	b.Run(b.Return(v))
	if got := panetest.Took[msg.Note](b.Rig); len(got) > 0 {
		t.Errorf("said %v", got)
	}
	b.open(demo.PlayerSmall)
	b.Send(msg.Tick{Now: testNow.Add(150 * time.Second)})
	b.Run(b.Return(v))
	if got := panetest.Took[msg.Note](b.Rig); len(got) != 1 || !strings.Contains(got[0].Text, "2m ago") || !strings.Contains(got[0].Text, "r loads them again") {
		t.Errorf("said %v", got)
	}
	b.Model.Open(v.OpenHolder)
	b.shows("compared with the baseline of ", ": …")
}

// What was on its way when a view was left comes to nothing, and is asked for again.
func TestReturnDropsWhatComesLate(t *testing.T) {
	t.Parallel()
	b := newBench(t, demo.Options{})
	b.open(demo.PlayerLarge)
	loaded := b.load.inv.Len()
	late := panetest.Messages(b.Rig.Update(tea.KeyPressMsg{Code: 'G', Text: "G"}))
	v := b.Leave()
	b.open(demo.PlayerSmall)
	cmd := b.Return(v)
	for _, m := range late {
		b.Send(m)
	}
	if b.load.inv.Len() != loaded || b.load.walk != noWalk {
		t.Errorf("%d loaded, %d when it was left; walk %v", b.load.inv.Len(), loaded, b.load.walk)
	}
	b.Run(cmd)
	b.Type("G")
	if !b.Complete() || b.load.inv.Len() != 1250 {
		t.Errorf("%d loaded", b.load.inv.Len())
	}
}

// To come back to what is on the screen moves nothing: not from a group to its first.
func TestReturnToWhatIsThere(t *testing.T) {
	t.Parallel()
	for name, steps := range arrangements {
		b := newBench(t, demo.Options{})
		b.open(demo.PlayerLarge)
		steps(b)
		if name == "grouped" {
			for b.rows.at(b.cursor).count < 2 {
				b.Type("j")
			}
			b.Press(tea.KeyEnter)
		}
		want := b.screen()
		b.Close()
		b.Run(b.Return(b.Leave()))
		if got := b.screen(); got != want {
			t.Errorf("%s: was\n%s\nis\n%s", name, want, got)
		}
	}
}

// A jump leaves a view, within the rows and beyond them; the way back needs no page.
func TestJumpLeavesAView(t *testing.T) {
	t.Parallel()
	for name, place := range map[string]int{"near": 60, "far": 900} {
		b := newBench(t, demo.Options{})
		b.open(demo.PlayerLarge)
		b.Type("jjb")
		want := b.screen()
		b.jump(instanceOf(b, place).String())
		left := panetest.Took[Left](b.Rig)
		if len(left) != 1 {
			t.Fatalf("%s: told of %d views that were left", name, len(left))
		}
		there := b.Leave()
		asked := b.pages()
		b.Run(b.Return(left[0].View))
		if got := b.screen(); got != want {
			t.Errorf("%s: was\n%s\nis\n%s", name, want, got)
		}
		b.Run(b.Return(there))
		if it := b.Item(); it.Instance() != instanceOf(b, place) {
			t.Errorf("%s: forward again it stands on %v", name, it)
		}
		if n := b.pages() - asked; n > 0 {
			t.Errorf("%s: %d pages asked for", name, n)
		}
		b.jump(instanceOf(b, place).String())
		b.jump("-5")
		if left := panetest.Took[Left](b.Rig); len(left) > 0 {
			t.Errorf("%s: a jump that leads nowhere leaves a view", name)
		}
	}
}

// The item that a view is opened at is asked for where the user sees it, esc ends that, and
// one that is gone costs one request.
func TestOpenAtAnItem(t *testing.T) {
	t.Parallel()
	b := newBench(t, demo.Options{})
	b.open(demo.PlayerLarge)
	o := b.Here()
	far := instanceOf(b, 700)
	o.Select = far
	cmd := b.Open(o)
	first := panetest.Messages(cmd)
	late := panetest.Messages(b.Rig.Update(first[0]))
	b.shows("looking for item "+far.String(), "esc stops")
	b.Press(tea.KeyEscape)
	for _, m := range late {
		b.Send(m)
	}
	if n := b.load.inv.Len(); n > 400 || !b.seek.IsZero() {
		t.Errorf("%d loaded after esc", n)
	}
	if s := b.screen(); strings.Contains(s, "looking for") {
		t.Errorf("\n%s", s)
	}

	b.Run(b.Open(o))
	if it := b.Item(); it.Instance() != far || b.Complete() {
		t.Errorf("stands on %v, all loaded: %v", it, b.Complete())
	}
	if err := b.server.Revoke(idNumber(t, far)); err != nil {
		t.Fatal(err)
	}
	b.Run(b.Open(o))
	if b.Complete() || !b.seek.IsZero() {
		t.Errorf("all is loaded to look for an item that is gone")
	}
}

// A search that came to its end while its view was left is over when the view comes
// back: esc clears the query then, and stops nothing.
func TestAViewComesBackWithoutTheSearchThatEnded(t *testing.T) {
	t.Parallel()
	b := newBench(t, demo.Options{})
	b.open(demo.PlayerLarge)
	page := panetest.Messages(b.Rig.Update(panetest.KeyPress("/")))
	b.Rig.Update(tea.PasteMsg{Content: "name:of"})
	page = append(page, panetest.Messages(b.Rig.Update(tea.KeyPressMsg{Code: tea.KeyEnter}))...)
	left := b.Leave()
	b.Send(page...)
	b.jump("1")
	b.Run(b.Return(left))
	if !b.load.inv.Ended() || len(b.Bindings()) > 0 {
		t.Errorf("ended %v; the keys hinted are %v", b.load.inv.Ended(), b.Bindings())
	}
}
