package search

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"lootlens/keymap"
	"lootlens/models"
	"lootlens/models/query"
	"lootlens/ui/browser/msg"
	"lootlens/ui/internal/panetest"
)

// The field refuses what is no query at its place, completes words, and brings back earlier queries.
func TestPrompt(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.SetHistory([]string{"rental:expired", "sword"})
	r.Run(r.Open([]models.Player{r.player("1250")}, ""))
	if r.Place() != keymap.InQuery {
		t.Fatal("the field is closed")
	}
	r.sees("Looks in all inventories of Mirelle Ashdown (1250)", "the asset's name", "1–10 of ", "items have been read.")
	for _, tt := range []struct{ typed, says string }{
		{"rarty:epic", "there is no field \"rarty\""}, {"diff:any", "compares with an earlier state"},
	} {
		r.Type(tt.typed)
		r.press("enter")
		r.sees(tt.says)
		r.press("ctrl+u")
	}
	r.Type("rar")
	r.press("tab")
	if v := r.prompt.in.Value(); v != "rarity:" {
		t.Errorf("tab makes %q", v)
	}
	r.press("up", "up", "up")
	if v := r.prompt.in.Value(); v != "sword" {
		t.Errorf("up brings %q", v)
	}
	r.press("down", "down")
	if v := r.prompt.in.Value(); v != "rarity:" {
		t.Errorf("down brings %q", v)
	}
	r.press("ctrl+u")
	r.Type("helm ") // as behind a completion
	r.press("enter")
	if used := panetest.Took[msg.QueryUsed](&r.Rig); len(used) != 1 || used[0].Query != "helm" {
		t.Errorf("used %v", used)
	}
	r.sees("27 found")
	r.press("/", "esc")
	if panetest.Took[msg.Back](&r.Rig) != nil || r.Query() != "helm" {
		t.Error("esc in the field leaves the results")
	}
	r.Run(r.Open(r.Players(), "diff:any"))
	r.sees("compares with an earlier state")
}

// The drop-down is the list's: what a field means, how many of the items that were read have a value, and which keys and
// clicks choose; it is there at every width.
func TestDropDown(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.search("helm", "1250")
	want, err := query.Parse("rarity:epic", clock, clock.Location())
	if err != nil {
		t.Fatal(err)
	}
	epics := 0
	for _, p := range r.places() {
		for _, it := range p.items {
			if want.Matcher(query.Context{Now: clock}).Match(it) == query.Yes {
				epics++
			}
		}
	}
	r.press("/", "ctrl+u")
	for _, offer := range r.prompt.in.Offers() {
		if slices.Contains([]string{"new:", "changed:", "removed:", "diff:"}, offer.Text) {
			t.Errorf("%s is offered, which needs a baseline", offer.Text)
		}
	}
	r.Type("rarity:")
	for _, size := range [][2]int{{200, 50}, {140, 40}, {100, 30}, {80, 24}, {60, 15}} {
		lines := strings.Split(ansi.Strip(r.View(size[0], size[1], true)), "\n")
		below := strings.Join(lines[2:], "\n")
		if !strings.HasPrefix(lines[2], "┃   =Common") || !strings.Contains(below, fmt.Sprintf("Epic        %d items", epics)) || !strings.Contains(below, "tab takes") {
			t.Errorf("%v: below the field:\n%s", size, below)
		}
		if strings.Contains(below, "Helm") && !strings.Contains(r.View(size[0], size[1], true), r.th.Dimmed.Render("x")[:4]) {
			t.Errorf("%v: the rows of another query are not dimmed", size)
		}
	}
	r.press("down", "down", "enter")
	if v := r.prompt.in.Value(); v != "rarity:Uncommon " || !r.prompt.open {
		t.Errorf("enter takes %q of what was chosen", v)
	}
	r.Type("ren")
	r.screen()
	r.Send(tea.MouseClickMsg{X: 5, Y: 2, Button: tea.MouseLeft})
	if v := r.prompt.in.Value(); v != "rarity:Uncommon rental:" {
		t.Errorf("a click takes %q", v)
	}
	r.Type("expird")
	r.sees("did you mean")
	r.press("enter")
	if !r.prompt.open || r.Query() != "helm" {
		t.Errorf("what is no query is accepted: %q", r.Query())
	}
	r.press("esc")
	r.sees("27 found", "Saltcured Helm")
}

// Until the search has read as many, the values are those of the list that it was opened from.
func TestKnownValues(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.SetKnown(func(string) []query.Value { return []query.Value{{Text: "Epic", Items: 3}} }, 40)
	r.Run(r.Open([]models.Player{r.player("1250")}, ""))
	r.Type("rarity:")
	r.sees("3 items of the 40 read")
	r.Run(r.Search("helm"))
	r.sees("Legendary   ")
	if s := r.screen(); strings.Contains(s, " 3 items") {
		t.Errorf("after all was read:\n%s", s)
	}
}
