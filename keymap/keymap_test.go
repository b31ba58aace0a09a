package keymap

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
)

// named is the keys with a name, as a terminal sends them.
var named = map[string]string{
	"up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D", "home": "\x1b[H", "end": "\x1b[F",
	"pgup": "\x1b[5~", "pgdown": "\x1b[6~", "delete": "\x1b[3~", "enter": "\r", "tab": "\t", "shift+tab": "\x1b[Z",
	"esc": "\x1b", "backspace": "\x7f", "space": " ", "f1": "\x1bOP",
	"alt+left": "\x1b[1;3D", "alt+right": "\x1b[1;3C", "ctrl+left": "\x1b[1;5D", "ctrl+right": "\x1b[1;5C",
	"alt+backspace": "\x1b\x7f", "alt+delete": "\x1b[3;3~", "alt+b": "\x1bb", "alt+f": "\x1bf", "alt+d": "\x1bd",
}

// press is the message that the framework makes of what a terminal sends for a key.
func press(t *testing.T, name string) tea.KeyPressMsg {
	t.Helper()
	bytes, ok := named[name]
	if letter, found := strings.CutPrefix(name, "ctrl+"); !ok && found && len(letter) == 1 {
		bytes, ok = string(letter[0]&0x1f), true
	}
	if !ok && len([]rune(name)) == 1 {
		bytes, ok = name, true
	}
	if !ok {
		t.Fatalf("no terminal sends %q", name)
	}
	var d uv.EventDecoder
	n, ev := d.Decode([]byte(bytes))
	k, ok := ev.(uv.KeyPressEvent)
	if !ok || n != len(bytes) {
		t.Fatalf("%q is read as %T", name, ev)
	}
	return tea.KeyPressMsg(k)
}

func TestEveryBinding(t *testing.T) {
	t.Parallel()
	id := regexp.MustCompile(`^[a-z]+(\.[a-z]+)?$`)
	titles := map[string]string{}
	n := 0
	for _, p := range Places() {
		c := Default().Context(p)
		for _, g := range c.Groups {
			for _, a := range g.Actions {
				n++
				if !id.MatchString(a.ID) || a.Title == "" || a.Help().Key == "" || a.Help().Desc == "" || !a.Enabled() {
					t.Errorf("%d %s: %+v is not complete", p, g.Title, a)
				}
				if was, ok := titles[a.ID]; ok && was != a.Title {
					t.Errorf("%s is both %q and %q", a.ID, was, a.Title)
				}
				titles[a.ID] = a.Title
				for _, k := range a.Keys() {
					if got := press(t, k).String(); got != k {
						t.Errorf("%s: the key %q arrives as %q", a.ID, k, got)
					}
				}
			}
		}
	}
	if n < 100 {
		t.Errorf("only %d bindings seen", n)
	}
}

func TestNoCollisions(t *testing.T) {
	t.Parallel()
	for _, p := range Places() {
		c := Default().Context(p)
		used := map[string]string{}
		for _, g := range c.Groups {
			for _, a := range g.Actions {
				for _, k := range a.Keys() {
					if c.Typing && printable(k) {
						continue
					}
					if other, ok := used[k]; ok {
						t.Errorf("place %d: %q is both %s and %s", p, k, other, a.ID)
					}
					used[k] = a.ID
					if got, ok := c.Find(press(t, k)); !ok || got.ID != a.ID {
						t.Errorf("place %d: %q finds %q, want %s", p, k, got.ID, a.ID)
					}
				}
			}
		}
	}
}

func TestEveryActionCanBeReached(t *testing.T) {
	t.Parallel()
	for _, p := range Places() {
		c := Default().Context(p)
		for _, g := range c.Groups {
			for _, a := range g.Actions {
				only := !slices.ContainsFunc(a.Keys(), func(k string) bool { return !printable(k) })
				if c.Typing && only && g.Title != "Everywhere" {
					t.Errorf("place %d: %s has only keys that are typed", p, a.ID)
				}
			}
		}
		for _, k := range []string{"esc", "ctrl+c", "ctrl+z", "f1", "ctrl+p"} {
			if _, ok := c.Find(press(t, k)); !ok {
				t.Errorf("place %d: %s does nothing", p, k)
			}
		}
	}
}

func TestTypedKeysAreText(t *testing.T) {
	t.Parallel()
	for _, p := range []Place{InPicker, InPalette, InPrompt} {
		c := Default().Context(p)
		for r := ' '; r <= '~'; r++ {
			if a, ok := c.Find(press(t, string(r))); ok {
				t.Errorf("place %d: %q runs %s", p, r, a.ID)
			}
		}
		if a, ok := c.Find(press(t, "ü")); ok {
			t.Errorf("place %d: ü runs %s", p, a.ID)
		}
	}
}

func TestCommands(t *testing.T) {
	t.Parallel()
	var ids []string
	for _, a := range Default().Context(InList).Commands() {
		ids = append(ids, a.ID)
	}
	for _, want := range []string{"list.group", "item.raw", "requests", "quit", "list.watch"} {
		if !slices.Contains(ids, want) {
			t.Errorf("%s is missing in %v", want, ids)
		}
	}
	if slices.Contains(ids, "move.up") {
		t.Error("moving is no command")
	}
	if got := len(slices.Compact(slices.Sorted(slices.Values(ids)))); got != len(ids) {
		t.Errorf("%d of %d ids are distinct", got, len(ids))
	}
}

func TestDisabledFindsNothing(t *testing.T) {
	t.Parallel()
	m := Default()
	m.List.Watch.SetEnabled(false)
	if a, ok := m.Context(InList).Find(press(t, "w")); ok {
		t.Errorf("w runs %s", a.ID)
	}
	if !Default().List.Watch.Is(press(t, "w")) {
		t.Error("one map changed another")
	}
}

func TestKeyWhileTyping(t *testing.T) {
	t.Parallel()
	keys := Default()
	for _, tt := range []struct {
		action Action
		want   string
	}{{keys.Global.Back, "esc"}, {keys.Global.Help, "f1"}, {keys.Raw.Fold, "enter"}, {action("", "", "", "", "space", "x"), ""}} {
		if got := tt.action.WhileTyping(); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.action.ID, got, tt.want)
		}
	}
}
