package requests

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"
	"github.com/dustin/go-humanize"
	"github.com/dustin/go-humanize/english"

	"lootlens/keymap"
	"lootlens/theme"
	"lootlens/ui/browser/msg"
	"lootlens/ui/browser/remote"
	"lootlens/ui/parts"
)

// Model is the view of a Log. It is used by pointer.
type Model struct {
	msg.Outbox
	log     *Log
	th      theme.Theme
	list    *parts.List[int, Entry]
	opening remote.Value[msg.ShowRaw] // the exchange that is being opened
	seen    int                       // exchanges in all
	follow  bool
}

// Expires is when the view looks for new requests, which come without a message to it.
func (m *Model) Expires() time.Time { return m.log.now().Add(time.Second) }

// New returns a view that follows the newest request.
func New(log *Log, th theme.Theme) *Model {
	m := &Model{log: log, th: th, follow: true}
	m.list = parts.NewList(func(e Entry) (int, bool) { return e.N, true })
	m.read()
	return m
}

// SetTheme changes the colours.
func (m *Model) SetTheme(th theme.Theme) { m.th = th }

// Resize sets the size in cells, the border included.
func (m *Model) Resize(_, h int) { m.list.Resize(2, h-4) } // between the headings and the totals

func (m *Model) read() {
	if n := m.log.Count(); n != m.seen {
		m.seen = n
		m.list.SetRows(m.log.All())
	}
	if m.follow {
		m.list.Move(keymap.Far)
	}
}

// Place is where its actions hold.
func (m *Model) Place() keymap.Place { return keymap.InRequests }

// Close lets go of the request that is being opened.
func (m *Model) Close() { m.opening.Cancel() }

// Update takes actions and the mouse, and looks for new requests whatever comes. It posts [msg.ShowRaw] for a request that
// is opened.
func (m *Model) Update(message tea.Msg) (cmd tea.Cmd) {
	switch message := message.(type) {
	case keymap.Action:
		cmd = m.do(message)
	case remote.Answer[msg.ShowRaw]:
		if m.opening.Take(message) && message.Err == nil {
			m.Post(message.Value)
		}
	case tea.MouseWheelMsg:
		m.list.Wheel(tea.Mouse(message))
		m.follow = false
	case tea.MouseClickMsg:
		if message.Button == tea.MouseLeft {
			if _, again := m.list.Click(message.Y); again {
				cmd = m.open()
			}
			m.follow = m.list.Last()
		}
	}
	m.read()
	return cmd
}

func (m *Model) do(a keymap.Action) tea.Cmd {
	if by, ok := a.Rows(m.list.Height() - 1); ok {
		m.list.Move(by)
		m.follow = m.list.Last()
	}
	switch a {
	case keymap.RequestsOpen, keymap.MoveRight:
		return m.open()
	case keymap.RequestsFollow:
		m.follow = true
	case keymap.RequestsCopy:
		if e, selected := m.list.Selected(); selected {
			m.Post(msg.Copy{What: "request", Text: line(e.Exchange, m.log.now().Location())})
		}
	case keymap.Back, keymap.MoveLeft:
		m.Post(msg.Back{})
	}
	return nil
}

// open shows all of the selected exchange. A body can be large, so that it is laid out in a command.
func (m *Model) open() tea.Cmd {
	e, selected := m.list.Selected()
	if !selected {
		return nil
	}
	return m.opening.Ask(func(context.Context) (msg.ShowRaw, error) {
		return msg.ShowRaw{Title: e.Method + " " + e.Path, Raw: inspect(e)}, nil
	})
}

// Hints are the actions that matter now, for the footer.
func (m *Model) Hints() (hints []keymap.Action) {
	if m.seen > 0 {
		hints = append(hints, keymap.RequestsOpen, keymap.RequestsCopy)
	}
	if !m.follow {
		hints = append(hints, keymap.RequestsFollow)
	}
	return append(hints, keymap.Back)
}

// View draws the log in exactly w by h cells.
func (m *Model) View(w, h int, focused bool) string {
	m.Resize(w, h)
	iw, ih := parts.Inner(w, h)
	t := m.table(iw)
	heads := make([]parts.Cell, len(t))
	widths := make([]parts.Column, len(t))
	for i, c := range t {
		heads[i] = parts.Cell{Text: c.head, Style: m.th.Muted}
		widths[i] = c.Column
	}
	columns := parts.Columns(iw-parts.Margin-1, parts.Gap, widths) // a blank before the border
	lines := append([]string{parts.RenderRow(m.th, false, heads, columns, iw)}, m.list.View(func(e Entry, selected bool) string {
		cells := make([]parts.Cell, len(t))
		for i, c := range t {
			cells[i].Text, cells[i].Style = c.cell(e)
		}
		return parts.RenderRow(m.th, selected, cells, columns, iw)
	})...)
	if m.seen == 0 {
		lines = append(lines, m.th.Faint.Render("  no request was made yet"))
	}
	if ih > 1 {
		lines = append(parts.Block(lines, iw, ih-1), " "+m.th.Muted.Render(m.totals()))
	}
	box := parts.Box{Title: "requests", Note: english.Plural(m.seen, "request", ""), Lines: lines, Focused: focused, Scroll: m.list.Scroll()}
	// The rows may be cut, but not what LootLocker's support needs.
	if e, ok := m.list.Selected(); ok && e.RequestID != "" {
		box.Foot = "request id " + e.RequestID
	}
	return box.View(m.th, w, h)
}

// totals are those of the requests that are listed.
func (m *Model) totals() string {
	var failed, bytes int64
	var took time.Duration
	for _, e := range m.list.Rows() {
		if e.Error != "" || e.Status >= 400 {
			failed++
		}
		bytes += max(0, e.Bytes)
		took += e.Duration
	}
	s := fmt.Sprintf("%s, %d failed, %s, %s ms", english.Plural(len(m.list.Rows()), "request", ""), failed,
		humanize.IBytes(uint64(bytes)), humanize.Comma(took.Milliseconds()))
	if m.seen > maxKept {
		s += fmt.Sprintf(" (the latest of %s)", humanize.Comma(int64(m.seen)))
	}
	return s
}

// column is one of the table's: its head, its width and its cells.
type column struct {
	head string
	parts.Column
	cell func(Entry) (string, lipgloss.Style)
}

// table are the columns for so many cells. The request has half of a narrow screen at least.
func (m *Model) table(width int) []column {
	right := func(s string, n int) string { return parts.FitRight(s, n) }
	clock, zone := "15:04:05.000", m.log.now().Location()
	if width < 90 {
		clock = "15:04:05"
	}
	when := "TIME " + m.log.now().Format("MST")
	return []column{
		{when, parts.Column{Min: max(len(when), len(clock)), Priority: 2}, func(e Entry) (string, lipgloss.Style) {
			return e.Start.In(zone).Format(clock), m.th.Muted
		}},
		{"", parts.Column{Min: 4, Priority: 5}, func(e Entry) (string, lipgloss.Style) { return e.Method, m.th.Text }},
		{"STATUS", parts.Column{Min: 6, Priority: 1}, func(e Entry) (string, lipgloss.Style) {
			if e.Status == 0 || e.Status >= 400 {
				return right(status(e.Exchange), 6), m.th.Error
			}
			return right(status(e.Exchange), 6), m.th.Success
		}},
		{right("MS", 6), parts.Column{Min: 6, Priority: 3}, func(e Entry) (string, lipgloss.Style) {
			return right(strconv.FormatInt(e.Duration.Milliseconds(), 10), 6), m.th.Text
		}},
		{right("SIZE", 8), parts.Column{Min: 8, Priority: 4}, func(e Entry) (string, lipgloss.Style) {
			return right(humanize.IBytes(uint64(max(0, e.Bytes))), 8), m.th.Muted
		}},
		{"REQUEST", parts.Column{Min: max(1, width/2), Weight: 1}, func(e Entry) (string, lipgloss.Style) {
			s := strings.TrimPrefix(e.Path, "/server")
			if e.Attempt > 1 {
				s += "  try " + strconv.Itoa(e.Attempt)
			}
			if e.Error != "" {
				s += "  " + e.Error
			}
			return s, m.th.Text
		}},
	}
}
