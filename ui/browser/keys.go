package browser

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"lootlens/keymap"
	"lootlens/models/text"
	"lootlens/ui/browser/help"
	"lootlens/ui/browser/msg"
	"lootlens/ui/browser/requests"
)

// press makes an action of a key, or text for the field that has the focus.
func (m *model) press(k tea.KeyPressMsg) tea.Cmd {
	p := m.place()
	a := m.keys.Resolve(p, k)
	switch {
	case a == keymap.Quit:
		return tea.Quit
	case a == keymap.Suspend, a == keymap.PickerUndo && !m.picker.CanUndo():
		return tea.Suspend
	case m.tooSmall():
		return nil
	case a != keymap.None:
		return m.do(a)
	case p.Typing():
		return m.focus().Update(k)
	}
	if menu, ok := m.top().(*copyMenu); ok {
		menu.unknown = text.Of(k.String()).Line()
	}
	return nil
}

// do runs an action: here what concerns more than one pane, else in the pane that has the focus.
func (m *model) do(a keymap.Action) tea.Cmd {
	if m.triesAgain(a) {
		m.o.Client.TryKeyAgain()
	}
	switch a {
	case keymap.Help:
		if _, open := m.top().(*help.Model); open {
			return m.back()
		}
		return m.push(help.New(m.keys, m.place(), m.th))
	case keymap.Palette:
		if c, open := m.top().(*chooser); open && c.commands {
			return m.back()
		}
		return m.chooseCommand()
	case keymap.Requests:
		if _, open := m.top().(*requests.Model); open {
			return m.back()
		}
		return m.push(requests.New(m.o.Log, m.th))
	case keymap.LastError:
		return m.showLastError()
	case keymap.Backward:
		return m.travel(-1)
	case keymap.Forward:
		return m.travel(1)
	case keymap.ItemRaw, keymap.RawItem:
		return m.rawOf(m.itemJSON, "no item is selected")
	case keymap.RawPager:
		return m.openProgram([]string{"PAGER"}, []string{"less", "more"})
	case keymap.RawEditor:
		return m.openProgram([]string{"VISUAL", "EDITOR"}, []string{"vi", "nano"})
	case keymap.RawAsset:
		return m.rawOf(m.assetJSON, "no asset is selected")
	case keymap.RawPlayer:
		return m.rawOf(m.playerJSON, "the player is not loaded yet")
	case keymap.CopyMenu:
		return m.push(m.newCopyMenu(m.place()))
	case keymap.ItemFocus, keymap.ItemFocusBack:
		if !m.reading {
			return m.read()
		}
		m.reading = false
		return m.resize()
	case keymap.ItemOthers:
		return m.findAsset()
	case keymap.ListEverywhere:
		return m.searchEverywhere(m.items.Query())
	case keymap.SearchQuery:
		if m.screen == onHolders {
			return m.searchEverywhere("")
		}
	case keymap.AskAlike:
		return m.chooseAlike()
	case keymap.DetailNextItem:
		return m.items.Update(keymap.MoveDown)
	case keymap.DetailPrevItem:
		return m.items.Update(keymap.MoveUp)
	case keymap.ListSave, keymap.ListRefresh, keymap.ListWatch, keymap.ListBaseline, keymap.ListOpenBaseline, keymap.ListEndCompare, keymap.ListLoadAll, keymap.ListJump:
		if _, earlier := m.items.AtLook(); earlier { // by way of the detail
			return m.say(msg.Warning, "this is an earlier look: "+m.keys.Key(keymap.Back)+" returns to now first")
		}
	}
	switch a {
	case keymap.ListRefresh:
		return tea.Batch(m.items.Update(a), m.detail.Update(a))
	case keymap.ListSave:
		if m.o.Served != nil {
			return m.saveAtHome()
		}
		if m.o.Save == nil {
			return m.say(msg.Warning, "saving is not offered here")
		}
		m.askSave()
		return nil
	case keymap.ListOpenBaseline:
		if m.o.Served != nil {
			return m.say(msg.Warning, "no file is opened over SSH: compare at home with ssh "+m.o.Served.Host+" diff - < FILE")
		}
		m.askBaseline()
		return nil
	case keymap.ListPin:
		return m.picker.Update(msg.Pin{Player: m.player})
	case keymap.ListPinQuery:
		return m.pinQuery()
	case keymap.Theme:
		return m.chooseTheme()
	case keymap.PaneWider, keymap.PaneNarrower, keymap.PaneUsual, keymap.PaneZoom:
		return m.arrange(a)
	case keymap.Mouse:
		return m.toggleMouse()
	case keymap.DetailSections:
		return m.chooseSection()
	case keymap.ListSort:
		return m.chooseSort()
	case keymap.ListColumns:
		return m.chooseColumns("")
	case keymap.ListQueries:
		return m.chooseQuery()
	}
	switch q, ok := questions[a]; {
	case ok && q.query == "":
		return m.sorted().Sort(q.by, true)
	case ok:
		return m.askFor(q.query)
	case strings.HasPrefix(string(a), "copy."):
		return m.copyAction(a)
	case strings.HasPrefix(string(a), "list.") && m.screen == onItems, strings.HasPrefix(string(a), "timeline."):
		return m.items.Update(a)
	}
	return m.focus().Update(a)
}

// triesAgain reports whether an action is the user's wish to try once more what failed.
func (m *model) triesAgain(a keymap.Action) bool {
	switch a {
	case keymap.PickerOpen, keymap.HoldersRefresh, keymap.ListRefresh, keymap.ListLoadAll:
		return true
	case keymap.MoveBottom:
		return m.place() == keymap.InList
	}
	return false
}

// mouse gives wheel and clicks to the overlay or to the pane under the pointer, in its own cells.
func (m *model) mouse(message tea.Msg) tea.Cmd {
	if m.tooSmall() {
		return nil
	}
	e := message.(tea.MouseMsg).Mouse()
	to := m.focus()
	area, reading := m.area(to), m.reading
	if len(m.overlays) == 0 && m.screen == onItems {
		list, det := m.panes()
		_, click := message.(tea.MouseClickMsg)
		switch {
		case det.holds(e.X, e.Y):
			area, to = det, m.detail
			if click {
				m.reading = true
			}
		case list.holds(e.X, e.Y):
			area, to = list, m.items
			if click {
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
		return to.Update(tea.MouseWheelMsg(e))
	case tea.MouseClickMsg:
		if menu, open := to.(*copyMenu); open && e.Button == tea.MouseLeft {
			return m.do(menu.at(e.X, e.Y))
		}
		if y, ok := m.items.CursorLine(); ok && to == layer(m.items) && e.Y == y && e.Button == tea.MouseLeft && !reading {
			return m.items.Update(keymap.MoveRight) // a click on the selected row opens it, as in every list
		}
		return to.Update(tea.MouseClickMsg(e))
	}
	return nil
}
