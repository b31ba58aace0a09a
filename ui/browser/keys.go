package browser

import (
	"cmp"
	"strings"

	tea "charm.land/bubbletea/v2"

	"lootlens/keymap"
	"lootlens/ui/browser/help"
	"lootlens/ui/browser/msg"
	"lootlens/ui/browser/palette"
	"lootlens/ui/browser/requests"
	"lootlens/ui/parts"
)

// press gives a key to what has the focus. What works everywhere is found first,
// but not while the key is text.
func (m *model) press(k tea.KeyPressMsg) tea.Cmd {
	g := m.keys.Global
	switch {
	case g.Quit.Is(k):
		return tea.Quit
	case g.Suspend.Is(k):
		return tea.Suspend
	}
	if m.tooSmall() {
		return nil
	}
	if m.asksAgain(k) {
		m.o.Client.TryKeyAgain()
	}
	ctx := m.context(m.place())
	ctx.Typing = ctx.Typing || m.typing()
	action, _ := ctx.Find(k)
	switch action.ID {
	case g.Help.ID:
		if m.overlay == helpOverlay {
			return m.back()
		}
		m.help = help.New(m.keys, m.under(), m.th)
		m.overlay = helpOverlay
		return nil
	case g.Palette.ID:
		m.palette = palette.New("commands", "what to do", palette.Commands(m.keys, m.under()), m.keys, m.th)
		m.choosing, m.overlay = chooseCommand, paletteOverlay
		return nil
	case g.Requests.ID:
		if m.overlay == requestsOverlay {
			return m.back()
		}
		m.requests = requests.New(m.o.Log, m.keys, m.th)
		m.overlay = requestsOverlay
		return m.resize()
	case g.LastError.ID:
		return m.showLastError()
	case g.Backward.ID:
		return m.travel(-1)
	case g.Forward.ID:
		return m.travel(1)
	}
	if m.overlay == rawOverlay && !m.typing() {
		switch action.ID {
		case m.keys.Raw.Item.ID:
			return m.rawItem()
		case m.keys.Raw.Asset.ID:
			return m.rawAsset()
		case m.keys.Raw.Player.ID:
			return m.rawPlayer()
		}
	}
	if m.overlay == noOverlay && m.screen == onItems && !m.typing() {
		if cmd, done := m.itemKey(k, action); done {
			return cmd
		}
	}
	return m.toFocus(k)
}

// context is what keys do in a place. It is made once: it is asked for at each key.
func (m *model) context(p keymap.Place) keymap.Context {
	c, ok := m.contexts[p]
	if !ok {
		c = m.keys.Context(p)
		m.contexts[p] = c
	}
	return c
}

// asksAgain reports whether a key is the user's wish to try once more what failed.
func (m *model) asksAgain(k tea.KeyPressMsg) bool {
	if m.overlay != noOverlay {
		return false
	}
	switch m.under() {
	case keymap.InPicker:
		return m.keys.Picker.Open.Is(k)
	case keymap.InHolders:
		return m.keys.Holders.Refresh.Is(k) && !m.typing()
	case keymap.InList:
		return m.keys.List.Refresh.Is(k) || m.keys.List.LoadAll.Is(k) || m.keys.Move.Bottom.Is(k)
	case keymap.InDetail:
		return m.keys.List.Refresh.Is(k) || m.keys.List.LoadAll.Is(k)
	}
	return false
}

// itemKey is the keys that list and detail share, and those that need both.
func (m *model) itemKey(k tea.KeyPressMsg, action keymap.Action) (tea.Cmd, bool) {
	item, list, d := m.keys.Item, m.keys.List, m.keys.Detail
	switch {
	case item.Focus.Is(k), item.FocusBack.Is(k):
		if !m.reading {
			return m.read(), true
		}
		m.reading = false
		return m.resize(), true
	case item.Raw.Is(k):
		return m.rawItem(), true
	case item.Copy.Is(k):
		m.overlay, m.noLetter = copyOverlay, ""
		return nil, true
	case item.Others.Is(k):
		return tea.Batch(m.detail.FindElsewhere(m.player), m.read()), true
	case list.Refresh.Is(k):
		return tea.Batch(m.items.Update(k), m.detail.Update(k)), true
	case list.Save.Is(k):
		m.askSave()
		return nil, true
	case list.OpenBaseline.Is(k):
		m.askBaseline()
		return nil, true
	case list.Pin.Is(k):
		return m.picker.Update(msg.Pin{Player: m.player}), true
	case list.PinQuery.Is(k):
		return m.pinQuery(), true
	case list.Queries.Is(k):
		m.chooseQuery()
		return nil, true
	}
	if !m.reading {
		return nil, false
	}
	switch {
	case d.NextItem.Is(k):
		return m.items.Update(press(m.keys.Move.Down)), true
	case d.PrevItem.Is(k):
		return m.items.Update(press(m.keys.Move.Up)), true
	}
	// With the detail in focus the list's other keys still act on the list, unless
	// they move.
	if strings.HasPrefix(action.ID, "list.") && action.ID != list.Open.ID {
		cmd := m.items.Update(k)
		if m.items.Typing() { // the line of input stands in the list, which the detail may cover
			m.reading = false
			cmd = tea.Batch(cmd, m.resize())
		}
		return cmd, true
	}
	return nil, false
}

// typing reports whether a printable key is text now.
func (m *model) typing() bool {
	switch m.overlay {
	case rawOverlay:
		return m.raw.Typing()
	case paletteOverlay, inputOverlay:
		return true
	case noOverlay:
		switch m.screen {
		case onPicker:
			return true
		case onHolders:
			return m.holders.Typing()
		case onItems:
			return m.items.Typing()
		}
	}
	return false
}

// toFocus gives a message to what has the keys.
func (m *model) toFocus(message tea.Msg) tea.Cmd {
	switch m.overlay {
	case helpOverlay:
		return m.helpKey(message)
	case rawOverlay:
		return m.raw.Update(message)
	case requestsOverlay:
		return m.requests.Update(message)
	case paletteOverlay:
		return m.paletteKey(message)
	case copyOverlay:
		return m.copyKey(message)
	case inputOverlay:
		return m.inputKey(message)
	}
	switch {
	case m.screen == onPicker:
		return m.picker.Update(message)
	case m.screen == onHolders:
		return m.holders.Update(message)
	case m.reading && !m.items.Typing():
		return m.detail.Update(message)
	}
	return m.items.Update(message)
}

func (m *model) helpKey(message tea.Msg) tea.Cmd {
	k, ok := message.(tea.KeyPressMsg)
	if !ok {
		return nil
	}
	if by, ok := m.keys.Move.Rows(k, m.h/2); ok {
		m.help.Scroll(by)
		return nil
	}
	if m.keys.Global.Back.Is(k) {
		return m.back()
	}
	return nil
}

// choosing is what the list over the screen is for.
type choosing int8

const (
	chooseCommand choosing = iota
	chooseQuery
)

func (m *model) paletteKey(message tea.Msg) tea.Cmd {
	chosen, done, cmd := m.palette.Update(message)
	if !done {
		return cmd
	}
	m.overlay = noOverlay
	if chosen == nil {
		return cmd
	}
	if m.choosing == chooseQuery {
		return m.items.SetQuery(chosen.ID)
	}
	// A command is its key, pressed in the place below.
	for _, g := range m.keys.Context(m.under()).Groups {
		for _, a := range g.Actions {
			if a.ID == chosen.ID {
				return m.press(press(a))
			}
		}
	}
	for _, g := range m.keys.Then(m.under()) {
		for _, a := range g.Actions {
			if a.ID == chosen.ID {
				return m.copyKey(press(a))
			}
		}
	}
	return nil
}

// press is the key press that asks for an action.
func press(a keymap.Action) tea.KeyPressMsg {
	// A key that is no text works also where text is typed.
	return parts.KeyPress(cmp.Or(a.WhileTyping(), a.Keys()[0]))
}

// mouse gives wheel and clicks to the pane under the pointer, in its own cells.
func (m *model) mouse(message tea.Msg) tea.Cmd {
	if m.tooSmall() {
		return nil
	}
	e := message.(tea.MouseMsg).Mouse()
	to := m.toFocus
	area := m.body()
	if m.overlay == noOverlay && m.screen == onItems {
		list, det := m.panes()
		_, click := message.(tea.MouseClickMsg)
		switch {
		case det.holds(e.X, e.Y):
			area, to = det, m.detail.Update
			if click && !m.reading {
				m.reading = true
			}
		case list.holds(e.X, e.Y):
			area, to = list, m.items.Update
			if click && m.reading {
				m.reading = false
			}
		}
	}
	if !area.holds(e.X, e.Y) {
		return nil
	}
	e.X -= area.x
	e.Y -= area.y
	switch message.(type) {
	case tea.MouseWheelMsg:
		return to(tea.MouseWheelMsg(e))
	case tea.MouseClickMsg:
		return to(tea.MouseClickMsg(e))
	}
	return nil
}
