package browser

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"lootlens/keymap"
	"lootlens/ui/browser/help"
	"lootlens/ui/browser/palette"
)

// audit keeps what a browser says that its user looks at.
type audit struct {
	mu    sync.Mutex
	lines []string
	after int // how many are written; below 0: all
}

func (a *audit) take(l Looked) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.after >= 0 && len(a.lines) >= a.after {
		return errors.New("the disk is full")
	}
	a.lines = append(a.lines, strings.TrimSpace(fmt.Sprintf("%s %s %s", l.Action, l.Player, l.Query)))
	return nil
}

func (a *audit) list() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Clone(a.lines)
}

// served is a browser for a user elsewhere, on the large player's inventory.
func served(t *testing.T, out *bytes.Buffer, after int) (*rig, *audit) {
	t.Helper()
	o, _ := options(t)
	a := &audit{after: after}
	o.Demo, o.Served = false, &Served{Host: "HOST", Looked: a.take}
	if out != nil {
		o.Stdout = out
	}
	r := run(t, o, 140, 40)
	return r, a
}

// All that comes to the screen is told first, by whatever way it comes, and once.
func TestLooked(t *testing.T) {
	t.Parallel()
	r, a := served(t, nil, -1)
	r.choose("1250")
	r.until("the player", func(m *model) bool { return m.screen == onHolders && !m.holders.Loading() })
	r.keys("enter")
	r.until("items", func(m *model) bool { return m.screen == onItems && m.items.Item() != nil })
	r.keys("/")
	r.typed("rarity:epic")
	r.keys("enter")
	r.until("the query", func(m *model) bool { return m.items.Query() == "rarity:epic" && !m.place().Typing() })
	r.keys("[")
	r.until("no query", func(m *model) bool { return m.items.Query() == "" })
	r.keys("?", "esc", "j", "k")
	r.keys("esc")
	r.until("the player again", func(m *model) bool { return m.screen == onHolders })
	want := []string{"player 1250", "inventory 1250", "inventory 1250 rarity:epic", "inventory 1250", "player 1250"}
	if got := a.list(); !slices.Equal(got, want) {
		t.Errorf("told\n%q, want\n%q", got, want)
	}
}

// What cannot be told is not shown: the browser ends with the error.
func TestNotLooked(t *testing.T) {
	t.Parallel()
	for after, screen := range []screen{onHolders, onItems} {
		var out bytes.Buffer
		r, _ := served(t, &out, after)
		r.waitFor("Open a player")
		r.typed("1250")
		r.keys("enter")
		if after > 0 {
			r.until("the player", func(m *model) bool { return m.screen == onHolders && !m.holders.Loading() })
			r.keys("enter")
		}
		<-r.ended
		if r.m.auditErr == nil || r.m.screen != screen {
			t.Errorf("it ended on screen %d with %v", r.m.screen, r.m.auditErr)
		}
		if r.m.draw() != "" {
			t.Errorf("screen %d is drawn: %q", screen, r.m.draw())
		}
		if shown := ansi.Strip(out.String()); after > 0 && strings.Contains(shown, "10012") {
			t.Errorf("an item was shown: %q", shown)
		}
	}
}

// Nothing reaches the files of the server: saving and comparing copy or name what to run
// at home.
func TestServedFiles(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	r, _ := served(t, &out, -1)
	r.list()
	r.keys("/")
	r.typed(`-name:"it's"`)
	r.keys("enter")
	for keys, says := range map[string]string{
		"e": "Copied the command that saves this",
		"B": "no file is opened over SSH",
	} {
		r.keys(keys)
		r.waitFor(says)
		r.look(func(m *model) {
			if len(m.overlays) > 0 {
				t.Errorf("%s opens a prompt", keys)
			}
		})
	}
	r.keys("|", "ctrl+e", "ctrl+z", "j")
	r.look(func(m *model) {
		if len(m.overlays) > 0 || m.place() != keymap.InList {
			t.Errorf("a key that is not there leads to place %d", m.place())
		}
		_, command := m.command()
		if want := "ssh -t HOST '1250 --character 12501 "; !strings.HasPrefix(command, want) || strings.Contains(command, "lootlens") || strings.Contains(command, "base-url") {
			t.Errorf("the command is %s", command)
		}
	})
	r.stop()
}

// Neither help, palette, footer nor a key has what needs files or programs of the server.
func TestServedKeys(t *testing.T) {
	t.Parallel()
	r, _ := served(t, nil, -1)
	r.list()
	local := regexp.MustCompile(`(?i)to a file|from an export|pager|editor|suspend`)
	r.look(func(m *model) {
		for _, p := range keymap.Places() {
			shown := strings.Join(help.New(m.keys, p, m.th).Lines(100), "\n")
			for _, e := range palette.Commands(m.keys, p) {
				shown += "\n" + e.Title
			}
			if got := local.FindString(ansi.Strip(shown)); got != "" {
				t.Errorf("place %d has %q:\n%s", p, got, ansi.Strip(shown))
			}
			for _, key := range []tea.KeyPressMsg{{Code: '|', Text: "|"}, {Code: 'e', Mod: tea.ModCtrl}, {Code: 'z', Mod: tea.ModCtrl}} {
				switch a := m.keys.Resolve(p, key); a {
				case keymap.None, keymap.EditEnd, keymap.PickerUndo:
				default:
					t.Errorf("place %d: %s is %s", p, key, a)
				}
			}
		}
	})
	r.keys("v")
	r.waitFor("line 1 of")
	r.look(func(m *model) {
		if got := local.FindString(ansi.Strip(m.footer())); got != "" {
			t.Errorf("the footer has %q", got)
		}
	})
	r.stop()
}
