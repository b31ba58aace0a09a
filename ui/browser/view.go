package browser

import (
	"strings"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"lootlens/keymap"
	"lootlens/ui/browser/msg"
	"lootlens/ui/browser/recents"
	"lootlens/ui/parts"
)

// The smallest screen that shows anything of use, in cells.
const (
	leastWidth  = 40
	leastHeight = 10
	// besideFrom is the width from which list and detail are side by side.
	besideFrom = 100
)

// rect is a part of the screen in cells.
type rect struct{ x, y, w, h int }

func (r rect) holds(x, y int) bool { return x >= r.x && x < r.x+r.w && y >= r.y && y < r.y+r.h }

func (m *model) tooSmall() bool { return m.w < leastWidth || m.h < leastHeight }

// body is the space between header and footer.
func (m *model) body() rect { return rect{0, 1, m.w, max(0, m.h-2)} }

// panes are the places of list and detail; one that is not shown has no size.
func (m *model) panes() (list, detail rect) {
	b := m.body()
	if m.w < besideFrom || m.zoomed || m.alone && !m.reading {
		if m.reading {
			return rect{}, b
		}
		return b, rect{}
	}
	list, detail = b, b
	// The list needs its columns; what a wide screen has beyond goes to the text.
	list.w = min(m.w*60/100, max(84, m.w*54/100))
	if m.listWidth > 0 {
		list.w = m.w * m.listWidth / 100
	}
	detail.x, detail.w = list.w, m.w-list.w
	return list, detail
}

// resize gives every pane its size.
func (m *model) resize() tea.Cmd {
	b := m.body()
	list, detail := m.panes()
	for _, l := range m.overlays {
		if f, ok := l.(fullScreen); ok {
			f.Resize(b.w, b.h)
		}
	}
	if list.w == 0 {
		list = b // it goes on loading for the screen that it comes back to
	}
	if detail.w == 0 {
		detail = b
	}
	return tea.Batch(m.detail.Resize(detail.w, detail.h), m.items.Resize(list.w, list.h))
}

// View is the screen.
func (m *model) View() tea.View { return m.frames.latest(m.build) }

// build draws the screen, and sets what else the terminal does.
func (m *model) build() tea.View {
	v := tea.NewView(m.draw())
	if !m.noMouse {
		v.MouseMode = tea.MouseModeCellMotion
	}
	v.WindowTitle = m.windowTitle()
	v.Cursor = m.cursor()
	v.KeyboardEnhancements.ReportAlternateKeys = true // letters of other layouts: see keymap
	return v
}

// cursor is the terminal's cursor, where input methods and screen readers look for it: in the field that takes text,
// else at the mark of the selected row; nil for none.
func (m *model) cursor() *tea.Cursor {
	l := m.focus()
	if m.tooSmall() {
		return nil
	}
	x, y, ok := 0, 0, false
	if field, is := l.(interface{ Cursor() (x, y int, ok bool) }); is {
		x, y, ok = field.Cursor()
	}
	if list, is := l.(interface{ CursorLine() (y int, ok bool) }); is && !ok {
		x = 1 // behind the border
		y, ok = list.CursorLine()
	}
	if !ok {
		return nil
	}
	area := m.area(l)
	c := tea.NewCursor(area.x+x, area.y+y)
	c.Shape, c.Blink = tea.CursorBar, false // the cell is reversed; blinking would write to an idle terminal
	return c
}

// area is the part of the screen that shows a layer.
func (m *model) area(l layer) rect {
	if box := m.drawBox(l); box != "" {
		w, h := lipgloss.Width(box), lipgloss.Height(box)
		x, y := parts.Center(w, h, m.w, m.h)
		return rect{x, y, w, h}
	}
	if list, detail := m.panes(); m.screen == onItems && len(m.overlays) == 0 {
		switch {
		case l == layer(m.items) && list.w > 0:
			return list
		case l == layer(m.detail) && detail.w > 0:
			return detail
		}
	}
	return m.body()
}

// draw builds the screen in exactly m.w by m.h cells.
func (m *model) draw() string {
	if m.auditErr != nil {
		return ""
	}
	if m.w <= 0 || m.h <= 0 {
		return ""
	}
	if m.tooSmall() {
		return m.drawTooSmall()
	}
	b := m.body()
	// What lies under an overlay that fills the screen is not seen.
	over := 0
	body := ""
	for i, l := range m.overlays {
		if f, ok := l.(fullScreen); ok {
			over, body = i+1, f.View(b.w, b.h, i == len(m.overlays)-1)
		}
	}
	if over == 0 {
		body = m.drawScreen(b)
	}
	out := m.header() + "\n" + body + "\n" + m.footer()
	for _, l := range m.overlays[over:] {
		out = parts.Overlay(m.th, out, m.drawBox(l), m.w, m.h)
	}
	if len(m.overlays) > over { // the hints are the overlay's, and not dimmed with what is below it
		out = out[:strings.LastIndexByte(out, '\n')+1] + m.footer()
	}
	if text, style := m.toast(); text != "" {
		out = parts.Toast(m.th, out, text, style, m.w, m.h)
	}
	return out
}

// drawBox draws an overlay that leaves something of the screen to see.
func (m *model) drawBox(l layer) string {
	switch l := l.(type) {
	case *chooser:
		return l.View(l.Size(m.w, m.h-1))
	case *copyMenu:
		return l.draw(m.w)
	case *prompt:
		return l.draw(min(m.w, 90))
	}
	return ""
}

func (m *model) drawScreen(b rect) string {
	_, copying := m.top().(*copyMenu)
	active := len(m.overlays) == 0 || copying
	switch m.screen {
	case onPicker:
		return m.picker.View(b.w, b.h, active)
	case onHolders:
		return m.holders.View(b.w, b.h, active)
	case onSearch:
		return m.search.View(b.w, b.h, active)
	}
	list, detail := m.panes()
	switch {
	case list.w == 0:
		return m.detail.View(detail.w, detail.h, active)
	case detail.w == 0:
		return m.items.View(list.w, list.h, active)
	}
	left := m.items.View(list.w, list.h, active && !m.reading)
	right := m.detail.View(detail.w, detail.h, active && m.reading)
	return beside(left, right)
}

// beside joins two panes of the same height. Unlike Lip Gloss it measures no line: each has the width of its pane.
// Measuring there, and for header and footer, would take a sixth of the time of a key.
func beside(left, right string) string {
	var b strings.Builder
	b.Grow(len(left) + len(right))
	for right != "" {
		var l, r string
		l, left, _ = strings.Cut(left, "\n")
		r, right, _ = strings.Cut(right, "\n")
		b.WriteString(l)
		b.WriteString(r)
		if right != "" {
			b.WriteByte('\n')
		}
	}
	return b.String()
}

func (m *model) drawTooSmall() string {
	lines := []string{"lootlens needs", "40 × 10 cells,", "this has", ""}
	lines[3] = itoa(m.w) + " × " + itoa(m.h)
	if m.h < len(lines) {
		lines = []string{"too small: 40×10"}
	}
	return parts.Screen(lines, m.w, m.h)
}

// The width of the list beside the detail, in percent of the screen.
const (
	leastShare = 25
	shareStep  = 5
)

// arrange changes the widths of list and detail.
func (m *model) arrange(a keymap.Action) tea.Cmd {
	if m.w < besideFrom {
		return m.say(msg.Warning, "list and detail are side by side from 100 columns on")
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
func (m *model) toggleMouse() tea.Cmd {
	if m.noMouse = !m.noMouse; m.noMouse {
		return m.say(msg.Info, "The mouse selects text now: "+m.keys.Key(keymap.Mouse)+" takes it back")
	}
	return m.say(msg.Info, "The mouse is lootlens's again")
}
