package browser

import (
	tea "charm.land/bubbletea/v2"

	"lootlens/keymap"
	"lootlens/ui/browser/msg"
	"lootlens/ui/browser/recents"
)

// The width of the list beside the detail, in percent of the screen.
const (
	leastShare = 25
	shareStep  = 5
)

// arrange changes the widths of list and detail.
func (m *model) arrange(a keymap.Action) tea.Cmd {
	if m.w < besideFrom {
		m.say(msg.Note{Text: "list and detail are side by side from 100 columns on", Kind: msg.Warning})
		return nil
	}
	list, _ := m.panes()
	share := (list.w*100 + m.w/2) / m.w
	switch a {
	case keymap.PaneZoom:
		m.zoomed = !m.zoomed
		return m.resize()
	case keymap.PaneWider:
		share = share/shareStep*shareStep + shareStep
	case keymap.PaneNarrower:
		share = (share+shareStep-1)/shareStep*shareStep - shareStep
	case keymap.PaneUsual:
		share = 0
	}
	m.zoomed = false
	return tea.Batch(m.setListWidth(share), m.keepListWidth())
}

// setListWidth sets the list's share of the screen in percent; 0 is the usual one.
func (m *model) setListWidth(share int) tea.Cmd {
	if share != 0 {
		share = max(leastShare, min(share, 100-leastShare))
	}
	m.listWidth = share
	return m.resize()
}

func (m *model) keepListWidth() tea.Cmd {
	share := m.listWidth
	return m.rememberView(func(v *recents.View) { v.ListWidth = share })
}

// drag moves the border between list and detail with the mouse; false where the event
// is not for the border.
func (m *model) drag(message tea.Msg) (tea.Cmd, bool) {
	list, detail := m.panes()
	switch e := message.(type) {
	case tea.MouseClickMsg:
		onBorder := e.X == detail.x-1 || e.X == detail.x
		m.dragging = m.screen == onItems && len(m.overlays) == 0 && list.w > 0 && detail.w > 0 &&
			e.Button == tea.MouseLeft && onBorder && e.Y > list.y && e.Y < list.y+list.h
		return nil, m.dragging
	case tea.MouseMotionMsg:
		if !m.dragging {
			return nil, true
		}
		return m.setListWidth(max(1, (e.X+1)*100/m.w)), true
	case tea.MouseReleaseMsg:
		if !m.dragging {
			return nil, true
		}
		m.dragging = false
		return m.keepListWidth(), true
	}
	return nil, false
}

// toggleMouse gives the mouse to the terminal, to select text with, or takes it back.
func (m *model) toggleMouse() {
	m.noMouse = !m.noMouse
	note := "The mouse is lootlens's again"
	if m.noMouse {
		note = "The mouse selects text now: " + m.keys.Key(keymap.Mouse) + " takes it back"
	}
	m.say(msg.Note{Text: note})
}
