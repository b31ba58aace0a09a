package requests

import (
	"strconv"

	tea "charm.land/bubbletea/v2"
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
	list   *parts.List[int, entry]
	seen   int // exchanges in all
	shift  int // times that the rows are shifted to the left
	follow bool
}

// entry is an exchange and its place among all that came.
type entry struct {
	n int
	api.Exchange
}

// New returns a view that follows the newest request.
func New(log *Log, th theme.Theme) *Model {
	m := &Model{log: log, th: th, follow: true}
	m.list = parts.NewList(func(e entry) (int, bool) { return e.n, true })
	m.read()
	return m
}

// SetTheme changes the colours.
func (m *Model) SetTheme(th theme.Theme) { m.th = th }

// Resize sets the size in cells, the border included.
func (m *Model) Resize(_, h int) { m.list.Resize(2, h-3) } // below the border and the headings

func (m *Model) read() {
	if n := m.log.Count(); n != m.seen {
		m.seen = n
		all := m.log.All()
		rows := make([]entry, len(all))
		for i, e := range all {
			rows[i] = entry{n - len(all) + i, e}
		}
		m.list.SetRows(rows)
	}
	if m.follow {
		m.list.Move(keymap.Far)
	}
}

// Place is where its actions hold.
func (m *Model) Place() keymap.Place { return keymap.InRequests }

// Update takes actions and the mouse, and looks for new requests whatever comes.
func (m *Model) Update(message tea.Msg) tea.Cmd {
	switch message := message.(type) {
	case keymap.Action:
		m.do(message)
	case tea.MouseWheelMsg:
		m.list.Wheel(tea.Mouse(message))
		m.follow = false
	case tea.MouseClickMsg:
		if message.Button == tea.MouseLeft {
			m.list.Click(message.Y)
			m.follow = m.list.Last()
		}
	}
	m.read()
	return nil
}

func (m *Model) do(a keymap.Action) {
	if by, ok := a.Rows(m.list.Height() - 1); ok {
		m.list.Move(by)
		m.follow = m.list.Last()
	}
	e, selected := m.list.Selected()
	switch a {
	case keymap.MoveRight:
		if selected && m.shift*shiftCells < parts.Width(rest(e.Exchange)) {
			m.shift++
		}
	case keymap.MoveLeft:
		m.shift = max(0, m.shift-1)
	case keymap.RequestsFollow:
		m.follow = true
	case keymap.RequestsCopy:
		if selected {
			m.Post(msg.Copy{What: "request", Text: Line(e.Exchange)})
		}
	case keymap.Back:
		m.Post(msg.Back{})
	}
}

// View draws the log in exactly w by h cells.
func (m *Model) View(w, h int, focused bool) string {
	iw, _ := parts.Inner(w, h)
	head := "  time          method  status      ms       size  request"
	if m.shift > 0 {
		head = "  time          request from cell " + strconv.Itoa(1+(m.shift-1)*shiftCells)
	}
	lines := append([]string{m.th.Muted.Render(parts.Fit(head, iw))}, m.list.View(func(e entry, selected bool) string {
		return m.row(e.Exchange, selected, iw)
	})...)
	if m.seen == 0 {
		lines = append(lines, m.th.Faint.Render("  no request was made yet"))
	}
	box := parts.Box{
		Title: "requests", Note: strconv.Itoa(m.seen) + " so far", Lines: lines, Focused: focused, Scroll: m.list.Scroll(),
	}
	// The rows may be cut, but not what LootLocker's support needs.
	if e, ok := m.list.Selected(); ok && e.RequestID != "" {
		box.Foot = "request id " + e.RequestID
	}
	return box.View(m.th, w, h)
}

func (m *Model) row(e api.Exchange, selected bool, w int) string {
	cells := []parts.Cell{{Text: e.Start.Format("15:04:05.000"), Style: m.th.Muted}}
	widths := []int{12}
	if m.shift > 0 {
		s := rest(e)
		from := (m.shift - 1) * shiftCells
		cells = append(cells, parts.Cell{Text: parts.Cut(s, from, max(from, parts.Width(s))), Style: m.th.Text})
	} else {
		result := m.th.Success
		if e.Status == 0 || e.Status >= 400 {
			result = m.th.Error
		}
		cells = append(cells, parts.Cell{Text: e.Method, Style: m.th.Text},
			parts.Cell{Text: parts.FitRight(status(e), 6), Style: result},
			parts.Cell{Text: parts.FitRight(strconv.FormatInt(e.Duration.Milliseconds(), 10), 6), Style: m.th.Text},
			parts.Cell{Text: parts.FitRight(humanize.IBytes(uint64(max(0, e.Bytes))), 9), Style: m.th.Muted},
			parts.Cell{Text: rest(e), Style: m.th.Text})
		widths = append(widths, 6, 6, 6, 9)
	}
	used := parts.Margin
	for _, n := range widths {
		used += n + parts.Gap
	}
	return parts.RenderRow(m.th, selected, cells, append(widths, max(0, w-used)), w)
}

// shiftCells is how many cells one key shifts what is wider than the screen. The first
// one shows it from its start, in place of the columns before it.
const shiftCells = 10

// rest is what follows a row's columns.
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

// CursorLine is the line of the last View on which the selected row stands; false for none.
func (m *Model) CursorLine() (y int, ok bool) { return m.list.CursorLine() }
