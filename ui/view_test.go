package ui

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"lootlens/keymap"
	"lootlens/theme"
	"lootlens/ui/frame"
)

func TestEveryCopyLetterIsShownOnTheSmallestScreen(t *testing.T) {
	t.Parallel()
	m := &model{keys: keymap.Default(), th: theme.Plain()}
	lines := m.drawLetters()
	if err := frame.Check(strings.Join(lines, "\n"), leastWidth, len(lines)); err != nil || len(lines) > leastHeight {
		t.Errorf("%d lines: %v", len(lines), err)
	}
	shown := ansi.Strip(strings.Join(lines, "\n"))
	for _, a := range m.keys.Then(keymap.InList)[0].Actions {
		if want := a.Help().Key + " " + a.Help().Desc; !strings.Contains(shown, want) {
			t.Errorf("%q is not shown", want)
		}
	}
}
