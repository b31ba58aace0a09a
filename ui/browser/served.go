package browser

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"lootlens/models"
	"lootlens/models/order"
	"lootlens/ui/browser/msg"
	"lootlens/ui/browser/terminal"
)

// Served is what is different for a user on another machine: the terminal is there, and
// the files and programs of this machine are not the user's.
type Served struct {
	Terminal terminal.Remote
	// Looked is called before something is shown that was not on the screen. Its error
	// ends the browser, which shows nothing more.
	Looked func(Looked) error
	// Host is what the user gives ssh to come here, for commands that are copied.
	Host string
}

// Looked is what a user looks at.
type Looked struct {
	Action string // "player", "inventory" or "search"
	Player models.PlayerID
	Holder models.Holder // of an inventory
	Query  string        // "" for none
}

// looks are what is on the screen. A query counts once it is accepted.
func (m *model) looks() (list []Looked) {
	switch {
	case m.screen == onHolders:
		list = append(list, Looked{Action: "player", Player: m.holders.Player().ID})
	case m.screen == onItems:
		list = append(list, Looked{Action: "inventory", Player: m.items.Holder().Player, Holder: m.items.Holder(), Query: m.items.Query()})
	case m.screen == onSearch:
		for _, p := range m.search.Players() {
			list = append(list, Looked{Action: "search", Player: p.ID, Query: m.search.Query()})
		}
	}
	return list
}

// audit reports whether what is on the screen may be shown: the server has it in its
// audit.
func (m *model) audit() bool {
	if m.o.Served == nil || m.o.Served.Looked == nil {
		return true
	}
	if m.auditErr != nil || m.screen != onPicker && m.place().Typing() {
		return m.auditErr == nil
	}
	now := m.looks()
	if slices.Equal(now, m.looked) {
		return true
	}
	m.looked = now
	for _, l := range now {
		if m.auditErr = m.o.Served.Looked(l); m.auditErr != nil {
			return false
		}
	}
	return true
}

// command is a command line for the user's own machine that has args done here, each
// quoted for a shell. screen is whether it needs a terminal.
func (s *Served) command(screen bool, args []string) string {
	ssh := "ssh "
	if screen {
		ssh += "-t "
	}
	return ssh + s.Host + " " + shellQuote(strings.Join(args, " "))
}

// saveAtHome copies the command that saves the list on the user's own machine.
func (m *model) saveAtHome() tea.Cmd {
	args := append([]string{"export"}, holderArgs(m.items.Holder())...)
	args = append(args, m.queryArgs(m.items.Here())...)
	command := m.o.Served.command(false, append(args, "--format", "json")) + " > " + m.saveName() + ".json"
	return m.clip.Copy("command that saves this on your own machine", command)
}

// queryArgs are the flags for a view's query and order.
func (m *model) queryArgs(here msg.OpenHolder) (args []string) {
	if here.Query != "" {
		args = append(args, "--query", shellQuote(here.Query))
		if zone := m.now.Location().String(); zone != "Local" { // that of the query's dates
			args = append(args, "--tz", zone)
		}
	}
	if r := here.Rows; r.By != order.Server || r.Desc {
		by := r.By.Word()
		switch {
		case r.Desc == r.By.Descends():
		case r.Desc:
			by += ":desc"
		default:
			by += ":asc"
		}
		args = append(args, "--sort", by)
	}
	return args
}
