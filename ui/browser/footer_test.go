package browser

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"lootlens/ui/parts"
)

// foot waits for a footer that has some hints and lacks others.
func (r *rig) foot(has []string, lacks ...string) {
	r.t.Helper()
	r.waitFor(has...)
	r.look(func(m *model) {
		foot := ansi.Strip(m.footer())
		for _, s := range has {
			if !strings.Contains(foot, s) {
				r.t.Errorf("the footer lacks %q: %s", s, foot)
			}
		}
		for _, s := range lacks {
			if strings.Contains(foot, s) {
				r.t.Errorf("the footer has %q: %s", s, foot)
			}
		}
	})
}

// The footer names no key that does nothing now.
func TestFooterKeysAct(t *testing.T) {
	t.Parallel()
	r := start(t, 200, 40)
	r.waitFor("Open a player")
	r.keys("ctrl+p")
	r.typed("log")
	r.foot([]string{"enter run"})
	r.typed("qqqq")
	r.waitFor("nothing matches")
	r.foot([]string{"esc cancel"}, "enter run", "↓ down")
	r.keys("esc")
	r.list()
	r.keys("v")
	r.foot([]string{"enter fold", "a asset", "p player"}, "next match", "i item")
	r.keys("/")
	r.typed("name")
	r.waitFor("matches")
	r.keys("enter")
	r.foot([]string{"n next match"})
	r.keys("a")
	r.foot([]string{"i item"}, "next match", "a asset")
	r.keys("p")
	r.foot([]string{"i item", "a asset"}, "p player")
	r.keys("esc", "L")
	r.foot([]string{"esc back"}, "enter open", "y copy", "follow")
	r.observe()
	r.keys("L", "L")
	r.foot([]string{"enter open", "y copy"}, "follow")
	r.keys("g")
	r.foot([]string{"f follow"})
	r.keys("esc", "/")
	r.foot([]string{"enter search", "tab complete"}, "previous query")
	r.keys("down")
	r.foot([]string{"enter take", "tab complete"}, "enter search")
	r.keys("up")
	r.typed("zzz")
	r.foot([]string{"enter search"}, "tab complete")
	r.keys("enter")
	r.until("the query to be kept", func(m *model) bool { return len(m.recents.Queries) > 0 })
	r.keys("/")
	r.foot([]string{"↑ previous query"})
}

// A click on the detail leaves the keys with the field that takes text, and so does one that opens by itself.
func TestFieldKeepsTheKeys(t *testing.T) {
	t.Parallel()
	r := start(t, 140, 40)
	r.list()
	r.keys("/")
	r.waitFor("enter search")
	r.p.Send(tea.MouseClickMsg{X: 120, Y: 10, Button: tea.MouseLeft})
	r.typed("helm")
	r.waitFor("/ helm")
	r.look(func(m *model) {
		if m.reading || m.cursor() == nil {
			t.Errorf("the detail has the focus: %v, the cursor is at %v", m.reading, m.cursor())
		}
	})
	r.keys("esc", "#")
	r.typed("999")
	r.keys("enter", "tab")
	r.waitFor("999 is not in this inventory")
	r.look(func(m *model) {
		if m.cursor() == nil {
			t.Errorf("no cursor in the field:\n%s", ansi.Strip(m.draw()))
		}
	})
}

// click clicks where a text stands on the screen.
func (r *rig) click(text string) {
	r.t.Helper()
	r.waitFor(text)
	at := tea.MouseClickMsg{Button: tea.MouseLeft}
	r.look(func(m *model) {
		before, _, _ := strings.Cut(ansi.Strip(m.draw()), text)
		at.Y = strings.Count(before, "\n")
		at.X = parts.Width(before[strings.LastIndexByte(before, '\n')+1:])
	})
	r.p.Send(at)
}

// A click on the selected row opens it, and one on a line of the copy menu copies.
func TestClicksOpenAndCopy(t *testing.T) {
	t.Parallel()
	r := start(t, 140, 40)
	r.list()
	r.p.Send(tea.WindowSizeMsg{Width: 80, Height: 24})
	r.keys("x")
	r.waitFor("assets")
	r.click("Drakescale Helm")
	r.waitFor("next item")
	r.keys("y")
	r.click("a asset id")
	r.waitFor("Copied the asset id")
	r.keys("y")
	r.click("m summary")
	r.waitFor("Copied the summary")
	r.look(func(m *model) {
		if len(m.overlays) > 0 {
			t.Error("the menu stays open")
		}
	})
}
