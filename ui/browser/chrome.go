package browser

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	bubbles "charm.land/bubbles/v2/help"
	"charm.land/bubbles/v2/key"
	"charm.land/lipgloss/v2"

	"lootlens/api"
	"lootlens/keymap"
	"lootlens/models"
	"lootlens/ui/browser/msg"
	"lootlens/ui/browser/raw"
	"lootlens/ui/browser/requests"
	"lootlens/ui/parts"
)

func itoa(n int) string { return strconv.Itoa(n) }

// badge is the environment that the key opens. LIVE is red: what is read there is
// a real player's.
func (m *model) badge() (string, lipgloss.Style) {
	switch m.environment() {
	case api.Stage:
		return " STAGE ", m.th.Stage
	case api.Live:
		return " LIVE ", m.th.Live
	case api.Demo:
		return " DEMO ", m.th.Demo
	}
	return "", lipgloss.NewStyle()
}

// environment is what the key opens. The client learns it with the first answer.
func (m *model) environment() api.Environment {
	if m.o.Demo {
		return api.Demo
	}
	if env := m.o.Client.Environment(); env != api.UnknownEnvironment {
		return env
	}
	return m.o.Environment
}

// where is the breadcrumb: player › holder.
func (m *model) where() string {
	switch m.screen {
	case onPicker:
		return "pick a player"
	case onHolders:
		return playerName(m.player)
	case onSearch:
		return m.search.Whose() + " › all inventories"
	}
	h := m.items.Holder()
	name := m.items.Name().Line()
	if name == "" { // it was opened by number
		name = m.holders.Name(h).Line()
	}
	switch h.Kind {
	case models.UniversalHolder:
		return "universal inventory"
	case models.CharacterHolder:
		return playerName(m.player) + " › character " + called(name, h.Character.String())
	case models.HeroHolder:
		return playerName(m.player) + " › hero " + called(name, h.Hero.String())
	}
	return playerName(m.player) + " › own inventory"
}

func playerName(p models.Player) string { return called(p.Name.Line(), p.ID.String()) }

func called(name, id string) string {
	if name == "" {
		return id
	}
	return name + " (" + id + ")"
}

// header is the top line: program, environment, where, and what is loaded.
func (m *model) header() string {
	var b strings.Builder
	narrow := m.w < 80
	if narrow {
		b.WriteByte(' ')
	} else {
		b.WriteString(m.th.Title.Render(" lootlens "))
	}
	if text, style := m.badge(); text != "" {
		b.WriteString(style.Render(text))
		b.WriteByte(' ')
	}
	count := ""
	if m.screen == onItems {
		count = " " + m.items.Count(narrow) + " "
	}
	if s := m.spinner.View(); s != "" {
		count = " " + s + " " + strings.TrimLeft(count, " ")
	}
	used := parts.Width(b.String())
	room := m.w - used - parts.Width(count)
	if room < 12 {
		count, room = "", m.w-used
	}
	b.WriteString(m.th.Text.Render(parts.Fit(m.where(), room)))
	b.WriteString(m.th.Muted.Render(count))
	return parts.Fit(b.String(), m.w)
}

// toast is what is shown for a while at the top right, "" for nothing: a note, or why a request waits.
func (m *model) toast() (string, lipgloss.Style) {
	switch p, left, waits := m.o.Log.Waiting(m.now); {
	case m.note.Text != "":
		return m.note.Text, map[msg.NoteKind]lipgloss.Style{
			msg.Success: m.th.Success, msg.Warning: m.th.Warning, msg.Failure: m.th.Error,
		}[m.note.Kind]
	case waits && left >= time.Second:
		s := m.waitingText(p, left)
		if !m.loading() { // it is for another screen
			s = strings.TrimSuffix(s, m.stops())
		}
		return s, m.th.Warning
	}
	return "", m.th.Text
}

// stops names the key that ends a wait.
func (m *model) stops() string { return " · " + m.keys.Key(keymap.Back) + " stops" }

// waitingText says what failed, which attempt comes next and when, and how to stop it.
func (m *model) waitingText(p api.Pause, left time.Duration) string {
	if p.Reason == api.RateLimited || p.Cause == "" {
		return p.Reason.String() + " · " + models.Span(left)
	}
	return fmt.Sprintf("%s · try %d of %d in %s", p.Cause, p.Attempt, p.Of, models.Span(left)) + m.stops()
}

// footer is the bottom line: the keys that matter now.
func (m *model) footer() string {
	hints := slices.DeleteFunc(m.hints(), func(k key.Binding) bool { return k.Help().Key == "" })
	zone := "" // of the dates in a query
	if m.place() == keymap.InQuery {
		zone = "  dates are " + m.zone()
	}
	// The last two lead back and to all others: they are kept where the room is short.
	kept := max(0, len(hints)-2)
	left := m.w - parts.Width(zone)
	for _, k := range hints[kept:] {
		left -= hintWidth(k)
	}
	shown := hints[:0:0]
	for i, k := range hints {
		n := hintWidth(k)
		if i < kept && n > left {
			continue
		}
		if i < kept {
			left -= n
		}
		shown = append(shown, k)
	}
	bar := bubbles.New()
	bar.ShortSeparator = "  "
	bar.Styles = bubbles.Styles{ShortKey: m.th.Key, ShortDesc: m.th.KeyHelp, ShortSeparator: m.th.KeyHelp}
	foot := " " + bar.ShortHelpView(shown)
	if parts.Width(foot)+parts.Width(zone) <= m.w {
		foot += m.th.KeyHelp.Render(zone)
	}
	return parts.Fit(foot, m.w)
}

// zone is the time zone of dates on the screen and in queries: "Europe/Berlin", "CEST".
func (m *model) zone() string {
	if name := m.now.Location().String(); name != "Local" {
		return name
	}
	name, _ := m.now.Zone()
	return name
}

// hintWidth is the cells that a hint takes, the separator included.
func hintWidth(k key.Binding) int {
	h := k.Help()
	return parts.Width(h.Key) + parts.Width(h.Desc) + 3
}

// hints are the keys that matter now, the most useful first. The last is help, which leads to all others.
func (m *model) hints() []key.Binding {
	p := m.place()
	worded := func(actions []keymap.Action, word func(keymap.Action) string) (out []key.Binding) {
		for _, a := range append(actions, keymap.Help) {
			out = append(out, m.keys.Binding(p, a, word(a)))
		}
		return out
	}
	of := func(actions ...keymap.Action) []key.Binding {
		return worded(actions, func(keymap.Action) string { return "" })
	}
	as := func(a keymap.Action, desc string) []key.Binding { return []key.Binding{m.keys.Binding(p, a, desc)} }
	cancel := m.keys.Binding(p, keymap.Back, "cancel")
	switch p {
	case keymap.InPicker:
		return worded(m.picker.Hints(), m.picker.Word)
	case keymap.InHolders:
		return of(keymap.HoldersOpen, keymap.SearchQuery, keymap.HoldersMore, keymap.HoldersRaw, keymap.CopyMenu, keymap.HoldersRefresh, keymap.HoldersPin, keymap.Back)
	case keymap.InSearch:
		return worded(m.search.Hints(), m.search.Word)
	case keymap.InRaw:
		return of(m.rawHints(m.top().(*raw.Model))...)
	case keymap.InRequests:
		return of(m.top().(*requests.Model).Hints()...)
	case keymap.InPalette:
		verb, none := "", false
		if c, ok := m.top().(*chooser); ok {
			verb, none = c.verb, c.Selected() == ""
			if c.stays {
				cancel = m.keys.Binding(p, keymap.Back, "close")
			}
		}
		hints := append(append(as(keymap.PaletteRun, verb), m.keys.Binding(p, keymap.PaletteDown, ""), cancel), of()...)
		if none {
			hints = hints[2:]
		}
		return hints
	case keymap.InHelp:
		return as(keymap.Back, "close")
	case keymap.InQuery:
		field := m.focus().(interface{ QueryField() *parts.QueryField }).QueryField()
		word := map[keymap.Action]string{keymap.PromptAccept: "search", keymap.Back: "cancel"}
		if field.Chosen() {
			word[keymap.PromptAccept] = "take"
		}
		return worded(append(field.Hints(), keymap.Back), func(a keymap.Action) string { return word[a] })
	case keymap.InPrompt:
		verb := "jump" // in a list of items
		switch top := m.top().(type) {
		case *prompt:
			verb = top.verb
		case *raw.Model:
			verb = "done"
		}
		return append(append(as(keymap.PromptAccept, verb), cancel), of()...)
	case keymap.InItemCopy, keymap.InHolderCopy:
		return append([]key.Binding{cancel}, of()...)
	case keymap.InDetail:
		return of(keymap.Back, keymap.DetailNextItem, keymap.DetailPrevItem, keymap.ItemRaw, keymap.CopyMenu, keymap.ItemOthers)
	}
	if own := m.items.Bindings(); len(own) > 0 {
		return append(own, of()...)
	}
	if p == keymap.InTimeline {
		now := m.keys.Binding(p, keymap.Back, "now")
		return append(append(of(keymap.TimelineOlder, keymap.TimelineNewer, keymap.TimelineOlderChange, keymap.TimelineNewerChange,
			keymap.TimelineFirst, keymap.ListOpen, keymap.ListQuery)[:7], now), of()...)
	}
	return worded([]keymap.Action{keymap.ListOpen, keymap.ListQuery, keymap.ItemFocus, keymap.ItemRaw, keymap.CopyMenu, keymap.ListRefresh,
		keymap.ListSort, keymap.ListTimeline, keymap.ListGroup, keymap.ListWatch, keymap.Back}, m.items.Word)
}

// windowTitle is for the terminal's title bar and for tmux.
func (m *model) windowTitle() string {
	text, _ := m.badge()
	return strings.TrimSpace("lootlens " + strings.TrimSpace(text) + " " + parts.Cut(m.where(), 0, 60))
}
