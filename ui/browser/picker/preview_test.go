package picker

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"lootlens/ui/browser/msg"
	"lootlens/ui/parts"
)

// Several players can be chosen, to be searched together.
func TestChoosePlayers(t *testing.T) {
	t.Parallel()
	for name, choose := range map[string]string{"tab": "tab", "space": "space"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, "")
			r.start()
			r.Keys("tab")
			if n, _ := last[msg.Note](r); !strings.Contains(n.Text, "marks a player first") {
				t.Errorf("note %q", n.Text)
			}
			r.Type("Nova")
			r.Keys("enter", choose, choose)
			r.sees("enter searches the inventories of 2 chosen players", "✓ Nova steam 2001", "✓ Nova psn 2002", "▌ NOVA")
			r.Keys(choose, choose, "enter") // the cursor stays on the last player
			got, _ := last[msg.SearchPlayers](r)
			var ids []string
			for _, p := range got.Players {
				ids = append(ids, p.ID.String())
			}
			if strings.Join(ids, " ") != "2001 2002" || r.opened() != "" {
				t.Errorf("%v are searched, %q is opened", ids, r.opened())
			}
			r.Keys("esc")
			r.sees("enter opens the marked player", "3 players are called")
			r.Keys("shift+tab")
			r.sees("enter searches the inventories of 3 chosen players")
			r.Keys("shift+tab")
			r.sees("enter opens the marked player")
			r.Keys(choose)
			r.Type("x") // another question ends the choice
			if len(r.search.chosen) > 0 || r.field.Value() != "Novax" {
				t.Errorf("%v are chosen, %q is typed", r.search.chosen, r.field.Value())
			}
		})
	}
}

// The preview beside the list shows what was read, and asks the service for nothing.
func TestPreview(t *testing.T) {
	t.Parallel()
	r := newRig(t, "")
	r.start()
	wide := func(want ...string) {
		t.Helper()
		v := ansi.Strip(r.View(140, 30, true))
		for _, w := range want {
			if !strings.Contains(v, w) {
				t.Errorf("%q is not on the screen:\n%s", w, v)
			}
		}
	}
	wide("What can be typed", "steam:7656…")
	r.Type("Nova")
	r.Keys("enter")
	before := len(r.double.Requests())
	wide("─ Nova ─", "player id   2001", "steam 7656", "Characters, heroes, wallet and item counts")
	p := r.search.answer
	known, _ := p.Get()
	r.Run(r.Update(msg.Summary{Player: known.players[1].ID, Facts: []parts.Fact{{Label: "characters", Value: "Nova Prime"}, {Label: "items", Value: ""}}}))
	r.Keys("down")
	wide("player id   2002", "characters  Nova Prime")
	r.Keys("down", "down")
	wide("─ Universal inventory ─", "belong to no player")
	if n := len(r.double.Requests()); n != before {
		t.Errorf("%d requests were made", n-before)
	}
	if s := ansi.Strip(r.View(99, 30, true)); strings.Contains(s, "player id") {
		t.Errorf("there is no room for a preview:\n%s", s)
	}
}
