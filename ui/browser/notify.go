package browser

import (
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/dustin/go-humanize"

	"lootlens/ui/browser/clipboard"
	"lootlens/ui/browser/msg"
	"lootlens/ui/parts"
)

// granted shows what a watch saw in the footer and, with the bell on, rings and
// notifies the desktop.
func (m *model) granted(g msg.Granted) tea.Cmd {
	what := "1 new item"
	if g.Items != 1 {
		what = humanize.Comma(int64(g.Items)) + " new items"
	}
	if g.Newest != nil {
		what += ": " + g.Newest.Name().Line()
	}
	m.say(msg.Success, what)
	if !g.Bell {
		return nil
	}
	return tea.Raw("\a" + m.notification(what+" · "+m.where()))
}

// longestNotification is in cells: a desktop shows no more.
const longestNotification = 120

// notification asks the terminal to show a line on the desktop, with OSC 9, which most
// terminals that can do it know and others ignore. s must be safe to print. Our name
// comes first: some terminals take a number there for something else. tmux hands it on
// where allow-passthrough is on.
func (m *model) notification(s string) string {
	return clipboard.Through(m.o.Getenv, ansi.Notify("lootlens: "+strings.TrimRight(parts.Cut(s, 0, longestNotification), " ")))
}
