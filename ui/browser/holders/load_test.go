package holders

import (
	"errors"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"lootlens/api"
	"lootlens/api/demo"
	"lootlens/theme"
	"lootlens/ui/browser/msg"
)

func TestEmptyPlayer(t *testing.T) {
	t.Parallel()
	r := newRig(t, theme.Plain())
	r.Run(r.Open(r.player(demo.PlayerEmpty, true)))
	r.sees("no characters", "no heroes", "Own inventory")
}

func TestEachSectionLoadsAndFailsAlone(t *testing.T) {
	t.Parallel()
	r := newRig(t, theme.Plain())
	p := r.player(demo.PlayerLarge, true)
	r.Hold = true
	r.Run(r.Open(p))
	r.sees("loading characters…", "loading heroes…", "Own inventory")
	if !r.busy() {
		t.Error("not busy")
	}
	r.Hold, r.Held = false, nil
	r.double.SetFaults(demo.Fault{Kind: demo.KindStatus, Status: 403, Path: "heroes"})
	r.Keys("r")
	r.sees("Mirelle (12508)", "Could not read the heroes", "request id", "r tries again")
	if f, ok := last[msg.Failed](r); !ok || !errors.Is(f.Err, api.ErrForbidden) {
		t.Errorf("the root is told %v", f.Err)
	}
	r.Keys("down")
	r.double.SetFaults(demo.Fault{Kind: demo.KindStatus, Status: 403, Path: "characters"})
	r.Keys("r")
	r.sees("Mirelle (12508)", "Could not read the characters", "▌ Kestrel")
	if n, ok := last[msg.Note](r); !ok || !strings.HasPrefix(n.Text, "not all could be refreshed: ") {
		t.Errorf("the refresh is answered with %q", n.Text)
	}
	r.double.SetFaults()
	r.Keys("r")
	r.sees("▌ Kestrel")
	if n, ok := last[msg.Note](r); !ok || n.Text != "refreshed 12:00:00 UTC" {
		t.Errorf("the refresh is answered with %q", n.Text)
	}
	if s := ansi.Strip(r.View(60, 40, true)); strings.Contains(s, "Could not") || r.busy() {
		t.Errorf("the failure stays:\n%s", s)
	}
}

func TestKnownByNumberOnly(t *testing.T) {
	t.Parallel()
	r := newRig(t, theme.Plain())
	r.Hold = true
	r.Run(r.Open(r.player(demo.PlayerSmall, false)))
	r.sees("Player 1007", "loading player…")
	r.Keys("v")
	if n, ok := last[msg.Note](r); !ok || !strings.Contains(n.Text, "r tries again") {
		t.Errorf("note %q", n.Text)
	}
	r.Hold = false
	held := r.Held
	for _, a := range held {
		r.Run(r.Update(a))
	}
	r.sees("Pim Okafor", "also character Thistle (10071), default", "Gold")
	if k, ok := last[msg.PlayerKnown](r); !ok || k.Player.Name.Raw() != "Pim Okafor" {
		t.Error("nobody is told who it is")
	}
	r.Keys("v")
	if raw, ok := last[msg.ShowRaw](r); !ok || !strings.Contains(string(raw.Raw), "Pim Okafor") || raw.Title != "player 1007, character 10071" {
		t.Errorf("raw %+v", raw)
	}

	r.Run(r.Open(r.player(99, false)))
	r.sees("Player 99", "No player 99 was found", "The wallet cannot be read", "Could not read the characters")
	r.double.SetFaults(demo.Fault{Kind: demo.KindStatus, Status: 403, Path: "lookup"})
	r.Run(r.Open(r.player(demo.PlayerSmall, false)))
	r.sees("Could not read the player", "Thistle (10071)")
	r.Keys("enter")
	if o, _ := last[msg.OpenHolder](r); o.Holder.String() != "player 1007" {
		t.Errorf("opened %s", o.Holder)
	}
}

// Answers for one player come after another was opened, in every order.
func TestStaleAnswers(t *testing.T) {
	t.Parallel()
	const answers = 2
	for turn := range 2 * answers {
		r := newRig(t, theme.Plain())
		large, small := r.player(demo.PlayerLarge, true), r.player(demo.PlayerSmall, true)
		r.Hold = true
		r.Run(r.Open(large))
		old := r.Held
		r.Held = nil
		r.Run(r.Open(small))
		r.Hold = false
		if len(old) != answers || len(r.Held) != answers {
			t.Fatalf("%d and %d answers", len(old), len(r.Held))
		}
		all := append(slices.Clone(old), r.Held...)
		all = append(all[turn:], all[:turn]...)
		if turn%2 == 1 {
			slices.Reverse(all)
		}
		for _, a := range all {
			r.Run(r.Update(a))
		}
		r.sees("Pim Okafor", "Thistle (10071)", "no heroes")
		if s := r.View(60, 40, true); strings.Contains(s, "Kestrel") || r.busy() || len(r.inventories) != 1 {
			t.Errorf("two players are mixed:\n%s", s)
		}
	}
}

func TestClosingEndsRequests(t *testing.T) {
	t.Parallel()
	for name, stop := range map[string]func(*rig){
		"close": func(r *rig) { r.Close() },
		"other": func(r *rig) { r.Open(r.player(demo.PlayerSmall, false)) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, theme.Plain())
			p := r.player(demo.PlayerLarge, true)
			r.double.SetFaults(demo.Fault{Kind: demo.KindHang})
			r.hidden = true
			batch := r.Open(p)().(tea.BatchMsg)
			done := make(chan tea.Msg)
			for _, cmd := range batch {
				go func() { done <- cmd() }()
			}
			stop(r)
			for range batch {
				r.Run(r.Update(<-done))
			}
			if len(r.Up) > 0 {
				t.Errorf("a late answer said %v", r.Up[0])
			}
		})
	}
}

// Nothing is asked for what is not on the screen, and the inventories can be read before anything else is asked for.
func TestOnlyWhatIsShownIsAskedFor(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		width  int
		hidden bool
		want   string // what is asked for once the inventories are there
	}{
		{"not seen", 140, true, ""},
		{"one pane", 99, false, "balances holder"},
		{"two panes", 100, false, "balances holder progressions"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, theme.Plain())
			p := r.player(demo.PlayerLarge, true)
			r.hidden, r.Hold = tt.hidden, true
			r.View(tt.width, 40, true)
			before := len(r.double.Requests())
			r.Run(r.Open(p))
			r.View(tt.width, 40, true)
			if n := len(r.double.Requests()) - before; n != 2 || len(r.Held) != 2 {
				t.Fatalf("%d requests before the inventories can be read", n)
			}
			r.Hold = false
			for _, a := range r.Held {
				r.Run(r.Update(a))
			}
			var asked []string
			for _, q := range r.double.Requests()[before+2:] {
				for _, s := range []string{"balances", "holder", "progressions"} {
					if strings.Contains(q.Path, "/"+s) {
						asked = append(asked, s)
					}
				}
			}
			slices.Sort(asked)
			if got := strings.Join(asked, " "); got != tt.want {
				t.Errorf("asked for %q, want %q", got, tt.want)
			}
			r.Run(r.Update(msg.Tick{Now: start})) // and not twice
			if n := len(r.double.Requests()) - before - 2; n != len(asked) {
				t.Errorf("%d requests, then %d", len(asked), n)
			}
		})
	}
}
