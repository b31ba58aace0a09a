package panetest

import (
	tea "charm.land/bubbletea/v2"

	"lootlens/keymap"
)

// Pane is what the root sees of a pane.
type Pane interface {
	Place() keymap.Place
	Update(tea.Msg) tea.Cmd
	Drain() []tea.Msg
}

var keys = keymap.Default()

// Update gives a pane a message as the root does: a key press becomes an action, or text where the pane has a field.
// What the pane posts comes as messages of the command.
func Update(p Pane, m tea.Msg) tea.Cmd {
	if k, ok := m.(tea.KeyPressMsg); ok {
		switch a := keys.Resolve(p.Place(), k); {
		case a != keymap.None:
			m = a
		case !p.Place().Typing():
			return nil
		}
	}
	cmds := []tea.Cmd{p.Update(m)}
	for _, posted := range p.Drain() {
		cmds = append(cmds, func() tea.Msg { return posted })
	}
	return tea.Batch(cmds...)
}

// Updater is Update for one pane.
func Updater(p Pane) func(tea.Msg) tea.Cmd { return func(m tea.Msg) tea.Cmd { return Update(p, m) } }
