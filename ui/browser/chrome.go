package browser

import (
	"strconv"
	"strings"
	"time"

	"charm.land/bubbles/v2/key"

	"lootlens/api"
	"lootlens/keymap"
	"lootlens/models"
	"lootlens/theme"
	"lootlens/ui/browser/msg"
	"lootlens/ui/parts"
)

func itoa(n int) string { return strconv.Itoa(n) }

// badge is the environment that the key opens. LIVE is red: what is read there is
// a real player's.
func (m *model) badge() (string, theme.Ink) {
	switch m.environment() {
	case api.Stage:
		return " STAGE ", m.th.Stage
	case api.Live:
		return " LIVE ", m.th.Live
	case api.Demo:
		return " DEMO ", m.th.Demo
	}
	return "", theme.Ink{}
}

// environment is what the key opens: the client knows once it has asked for it.
func (m *model) environment() api.Environment {
	if m.o.Demo {
		return api.Demo
	}
	if env := m.o.Client.Environment(); env != api.UnknownEnvironment {
		return env
	}
	return m.o.Environment
}

// where is the way to what is shown: player › holder.
func (m *model) where() string {
	switch m.screen {
	case onPicker:
		return "pick a player"
	case onHolders:
		return playerName(m.player)
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
		m.th.Title.Write(&b, " lootlens ")
	}
	if text, ink := m.badge(); text != "" {
		ink.Write(&b, text)
		b.WriteByte(' ')
	}
	count := ""
	if m.screen == onItems {
		count = " " + m.items.Count(narrow) + " "
	}
	used := parts.Width(b.String())
	room := m.w - used - parts.Width(count)
	if room < 12 {
		count, room = "", m.w-used
	}
	m.th.Text.Write(&b, parts.Fit(m.where(), room))
	m.th.Muted.Write(&b, count)
	return parts.Fit(b.String(), m.w)
}

// footer is the bottom line: a note where there is one, else the keys that matter
// now. A note that is longer than the line takes more of them.
func (m *model) footer() []string {
	if m.note.Text != "" && m.overlay != copyOverlay {
		ink := m.th.Text
		switch m.note.Kind {
		case msg.Success:
			ink = m.th.Success
		case msg.Warning:
			ink = m.th.Warning
		case msg.Failure:
			ink = m.th.Error
		}
		var lines []string
		for _, line := range parts.Wrap(m.note.Text, m.w-1) {
			lines = append(lines, ink.Paint(parts.Fit(" "+line, m.w)))
		}
		return lines[:min(len(lines), m.h/3)]
	}
	if p, left, ok := m.o.Log.Waiting(m.now); ok && left >= time.Second {
		return []string{m.th.Warning.Paint(parts.Fit(" "+p.Reason.String()+" · "+models.Span(left), m.w))}
	}
	var b strings.Builder
	hints := m.hints()
	// The last one leads on to all others: it is kept where the room is short.
	left := m.w - hintWidth(hints[len(hints)-1])
	for i, k := range hints {
		if n := hintWidth(k); i < len(hints)-1 {
			if n > left {
				continue
			}
			left -= n
		}
		h := k.Help()
		b.WriteByte(' ')
		m.th.Key.Write(&b, h.Key)
		b.WriteByte(' ')
		m.th.KeyHelp.Write(&b, h.Desc)
		b.WriteByte(' ')
	}
	return []string{parts.Fit(b.String(), m.w)}
}

func hintWidth(k key.Binding) int {
	h := k.Help()
	return parts.Width(h.Key) + parts.Width(h.Desc) + 3
}

// hints are the keys that matter now, the most useful first.
func (m *model) hints() []key.Binding {
	k := m.keys
	// While text is typed a letter does not go back.
	cancel := k.Global.Back.WhileTyping()
	escape := key.NewBinding(key.WithKeys(cancel), key.WithHelp(cancel, "cancel"))
	of := func(actions ...keymap.Action) (out []key.Binding) {
		for _, a := range actions {
			out = append(out, a.Binding)
		}
		return out
	}
	switch m.place() {
	case keymap.InPicker:
		return of(k.Picker.Open, k.Picker.Down, k.Picker.Pin, k.Picker.Universal, k.Global.Quit)
	case keymap.InHolders:
		if m.holders.Typing() {
			return []key.Binding{escape}
		}
		return of(k.Holders.Open, k.Holders.Raw, k.Holders.Copy, k.Holders.Refresh, k.Holders.Pin, k.Global.Back, k.Global.Help)
	case keymap.InRaw:
		return of(k.Raw.Search, k.Raw.Next, k.Raw.Fold, k.Raw.FoldAll, k.Raw.Copy, k.Raw.Item, k.Raw.Asset, k.Raw.Player, k.Global.Back)
	case keymap.InRequests:
		return of(k.Requests.Copy, k.Requests.Follow, k.Global.Back)
	case keymap.InPalette:
		return append(of(k.Palette.Run, k.Palette.Down), escape)
	case keymap.InHelp:
		return of(k.Global.Back)
	case keymap.InPrompt:
		if m.overlay == inputOverlay || !m.items.Querying() {
			return append(of(k.Prompt.Accept), escape)
		}
		return append(of(k.Prompt.Accept, k.Prompt.Complete, k.Prompt.Prev), escape)
	case keymap.InCopy:
		return []key.Binding{escape}
	case keymap.InDetail:
		return of(k.Global.Back, k.Detail.NextItem, k.Detail.PrevItem, k.Item.Raw, k.Item.Copy, k.Item.Others, k.Global.Help)
	}
	if own := m.items.Bindings(); len(own) > 0 {
		return own
	}
	return of(k.List.Open, k.List.Query, k.Item.Focus, k.Item.Raw, k.Item.Copy, k.List.Refresh, k.List.Sort, k.List.Group, k.List.Watch, k.Global.Back, k.Global.Help)
}

// windowTitle is for the terminal's title bar and for tmux.
func (m *model) windowTitle() string {
	text, _ := m.badge()
	return strings.TrimSpace("lootlens " + strings.TrimSpace(text) + " " + parts.Cut(m.where(), 0, 60))
}
