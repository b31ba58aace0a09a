package requests

import (
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"
	"github.com/dustin/go-humanize"

	"lootlens/api"
	"lootlens/keymap"
	"lootlens/theme"
	"lootlens/ui/browser/msg"
	"lootlens/ui/parts"
)

// Model is the view of a Log. It is used by pointer.
type Model struct {
	msg.Outbox
	log    *Log
	th     theme.Theme
	rows   []api.Exchange
	seen   int
	cursor int
	top    int
	height int // rows on the screen
	shift  int // times that the rows are shifted to the left
	follow bool
}

// New returns a view that follows the newest request.
func New(log *Log, th theme.Theme) *Model {
	m := &Model{log: log, th: th, follow: true}
	m.read()
	return m
}

// SetTheme changes the colours.
func (m *Model) SetTheme(th theme.Theme) { m.th = th }

// Resize tells the pane its size in cells, its border included.
func (m *Model) Resize(_, h int) {
	m.height = max(0, h-3)
	m.keep()
}

func (m *Model) read() {
	if n := m.log.Count(); n != m.seen {
		gone := n - m.seen // rows move up when the log is full
		m.seen, m.rows = n, m.log.All()
		if len(m.rows) == Kept {
			m.cursor -= gone
			m.top -= gone
		}
	}
	if m.follow {
		m.cursor = len(m.rows) - 1
	}
	m.keep()
}

func (m *Model) keep() {
	m.cursor = max(0, min(m.cursor, len(m.rows)-1))
	m.top = max(0, min(m.top, m.cursor, len(m.rows)-m.height))
	if m.height > 0 && m.cursor >= m.top+m.height {
		m.top = m.cursor - m.height + 1
	}
}

// Place is where its actions hold.
func (m *Model) Place() keymap.Place { return keymap.InRequests }

// Update takes actions and the mouse, and looks for new requests whatever comes.
func (m *Model) Update(message tea.Msg) tea.Cmd {
	switch k := message.(type) {
	case keymap.Action:
		m.do(k)
	case tea.MouseWheelMsg:
		if k.Button == tea.MouseWheelUp {
			m.move(-3)
		} else if k.Button == tea.MouseWheelDown {
			m.move(3)
		}
	case tea.MouseClickMsg:
		if row := m.top + k.Y - 2; k.Button == tea.MouseLeft && k.Y >= 2 && row < len(m.rows) {
			m.move(row - m.cursor)
		}
	}
	m.read()
	return nil
}

func (m *Model) move(by int) {
	m.cursor += by
	m.follow = m.cursor >= len(m.rows)-1
}

func (m *Model) do(a keymap.Action) {
	if by, ok := a.Rows(m.height - 1); ok {
		m.move(by)
	}
	switch a {
	case keymap.MoveRight:
		if m.cursor < len(m.rows) && m.shift*shiftCells < parts.Width(rest(m.rows[m.cursor])) {
			m.shift++
		}
	case keymap.MoveLeft:
		m.shift = max(0, m.shift-1)
	case keymap.RequestsFollow:
		m.move(keymap.Far)
	case keymap.RequestsCopy:
		if m.cursor < len(m.rows) {
			m.Post(msg.Copy{What: "request", Text: Line(m.rows[m.cursor])})
		}
	case keymap.Back:
		m.Post(msg.Back{})
	}
}

// View draws the log in exactly w by h cells.
func (m *Model) View(w, h int, focused bool) string {
	iw, _ := parts.Inner(w, h)
	head := "  time         method status     ms      size  request"
	if m.shift > 0 {
		head = "  time         request from cell " + strconv.Itoa(1+(m.shift-1)*shiftCells)
	}
	lines := []string{m.th.Muted.Render(parts.Fit(head, iw))}
	for i := m.top; i < min(m.top+m.height, len(m.rows)); i++ {
		lines = append(lines, m.row(m.rows[i], i == m.cursor, iw))
	}
	if len(m.rows) == 0 {
		lines = append(lines, m.th.Faint.Render("  no request was made yet"))
	}
	box := parts.Box{
		Title: "requests", Note: strconv.Itoa(m.seen) + " so far", Lines: lines, Focused: focused,
		Scroll: parts.Scroll{Total: len(m.rows), Offset: m.top, Visible: m.height},
	}
	// The rows may be cut: what support is asked for is not.
	if m.cursor < len(m.rows) && m.rows[m.cursor].RequestID != "" {
		box.Foot = "request id " + m.rows[m.cursor].RequestID
	}
	return box.View(m.th, w, h)
}

func (m *Model) row(e api.Exchange, selected bool, w int) string {
	var b strings.Builder
	base := lipgloss.NewStyle()
	marker := "  "
	if selected {
		marker, base = "▌ ", m.th.Selected
	}
	put := func(style lipgloss.Style, s string) { b.WriteString(theme.On(style, base).Render(s)) }
	put(m.th.BorderFocused, marker)
	put(m.th.Muted, e.Start.Format("15:04:05.000")+" ")
	if m.shift > 0 {
		s := rest(e)
		s = parts.Cut(s, (m.shift-1)*shiftCells, max((m.shift-1)*shiftCells, parts.Width(s)))
		put(m.th.Text, parts.Fit(s, max(0, w-parts.Width(b.String()))))
		return b.String()
	}
	put(m.th.Text, parts.Fit(e.Method, 6)+" ")
	style := m.th.Success
	if e.Status == 0 || e.Status >= 400 {
		style = m.th.Error
	}
	put(style, parts.FitRight(status(e), 6)+" ")
	put(m.th.Text, parts.FitRight(strconv.FormatInt(e.Duration.Milliseconds(), 10), 6)+" ")
	put(m.th.Muted, parts.FitRight(humanize.IBytes(uint64(max(0, e.Bytes))), 9)+"  ")
	put(m.th.Text, parts.Fit(rest(e), max(0, w-parts.Width(b.String()))))
	return b.String()
}

// shiftCells is how far one key shifts what is wider than the screen. The first one
// shows it from its start, in place of the columns before it.
const shiftCells = 10

// rest is what a row has behind its columns.
func rest(e api.Exchange) string {
	rest := e.Path
	if e.Attempt > 1 {
		rest += "  try " + strconv.Itoa(e.Attempt)
	}
	if e.RequestID != "" {
		rest += "  " + e.RequestID
	}
	if e.Error != "" {
		rest += "  " + e.Error
	}
	return rest
}
