// Package raw is the view of JSON exactly as the server sent it: laid out, but
// with every number, escape and repeated name as it came; coloured, searchable and
// foldable. It shows bytes and asks for nothing.
package raw

import (
	"context"
	"sort"

	tea "charm.land/bubbletea/v2"
	"github.com/go-json-experiment/json/jsontext"

	"lootlens/keymap"
	"lootlens/theme"
	"lootlens/ui/browser/msg"
	"lootlens/ui/parts"
)

const (
	atOnce    = 64 << 10 // bytes that are indexed without a command
	wheelStep = 3        // lines
	sideStep  = 16       // cells
	maxQuery  = 256      // characters
)

// Model is the view. It is used by pointer and not safe for concurrent use.
type Model struct {
	msg.Outbox
	th theme.Theme

	title string
	raw   []byte
	doc   *doc // nil while it is indexed
	opens int  // counts what was opened: answers for another are dropped

	folds folds
	cur   int // the line of the cursor
	top   int // the place of the first line on the screen
	left  int // cells that are scrolled off to the left

	field  *parts.Field
	typing bool
	back   view // where the search began
	search search

	w, h int // cells, border included
}

// view is what a search that is given up goes back to.
type view struct{ cur, top, left int }

type search struct {
	query   string
	found   []match
	more    bool // there are more than found holds
	at      int  // the match that the cursor stands on; -1 for none
	number  int  // counts searches: older answers are dropped
	running bool
	cancel  context.CancelFunc
}

type indexedMsg struct {
	opens int
	doc   *doc
}

type foundMsg struct {
	opens, number int
	found         []match
	more          bool
}

// New returns a view that is empty until Open.
func New(th theme.Theme) *Model {
	m := &Model{th: th}
	m.field = parts.NewField(th, "/", "search in the JSON", maxQuery)
	m.Close()
	return m
}

// Open shows raw under a title that is safe to print. It keeps raw, which must not
// change any more.
func (m *Model) Open(title string, raw jsontext.Value) tea.Cmd {
	m.Close()
	m.title, m.raw = title, raw
	if len(raw) <= atOnce {
		m.doc = newDoc(raw)
		return nil
	}
	opens := m.opens
	return func() tea.Msg { return indexedMsg{opens, newDoc(raw)} }
}

// Close ends what is under way and lets go of what was shown.
func (m *Model) Close() {
	if m.search.cancel != nil {
		m.search.cancel()
	}
	m.title, m.raw, m.doc = "", nil, nil
	m.opens++
	m.folds = folds{}
	m.cur, m.top, m.left = 0, 0, 0
	m.typing = false
	m.field.Set("")
	m.search = search{at: -1, number: m.search.number + 1}
}

// SetTheme changes the colours.
func (m *Model) SetTheme(th theme.Theme) {
	m.th = th
	m.field.SetTheme(th)
}

// Resize tells the view its size in cells, border included.
func (m *Model) Resize(w, h int) {
	m.w, m.h = max(0, w), max(0, h)
	m.fit()
}

// Place is where its actions hold: the search field has its own.
func (m *Model) Place() keymap.Place {
	if m.typing {
		return keymap.InPrompt
	}
	return keymap.InRaw
}

// Update takes actions, text, the mouse and the view's own answers. It sends msg.Copy and
// msg.Back.
func (m *Model) Update(message tea.Msg) tea.Cmd {
	var cmd tea.Cmd
	switch message := message.(type) {
	case indexedMsg:
		if message.opens == m.opens {
			m.doc = message.doc
		}
	case foundMsg:
		if message.opens == m.opens && message.number == m.search.number {
			m.takeFound(message)
		}
	case keymap.Action:
		if m.typing {
			cmd = m.inField(message)
		} else {
			m.do(message)
		}
	case tea.MouseWheelMsg:
		switch message.Button {
		case tea.MouseWheelUp:
			m.scroll(-wheelStep)
		case tea.MouseWheelDown:
			m.scroll(wheelStep)
		}
	case tea.MouseClickMsg:
		if y := message.Y - 1; m.doc != nil && message.Button == tea.MouseLeft && y >= 0 && y < m.rows() {
			m.goTo(m.top + y)
		}
	default:
		if m.typing {
			cmd = m.edit(message)
		}
	}
	m.fit()
	return cmd
}

// inField does an action in the search field.
func (m *Model) inField(a keymap.Action) tea.Cmd {
	switch a {
	case keymap.PromptAccept:
		m.typing = false
		return nil
	case keymap.Back:
		m.typing = false
		m.cur, m.top, m.left = m.back.cur, m.back.top, m.back.left
		m.field.Set("")
		return m.find("")
	}
	return m.edit(a)
}

// edit gives the search field an action or text.
func (m *Model) edit(message tea.Msg) tea.Cmd {
	changed, cmd := m.field.Update(message)
	if changed {
		return tea.Batch(cmd, m.find(m.field.Value()))
	}
	return cmd
}

func (m *Model) do(a keymap.Action) {
	switch {
	case a == keymap.Back:
		m.Post(msg.Back{})
		return
	case a == keymap.RawCopy:
		m.Post(msg.Copy{What: "JSON", Text: string(m.raw)})
		return
	case m.doc == nil:
		return
	}
	switch a {
	case keymap.RawSearch:
		m.typing = true
		m.back = view{m.cur, m.top, m.left}
	case keymap.RawNext:
		m.step(1)
	case keymap.RawPrev:
		m.step(-1)
	case keymap.RawFold:
		m.toggle()
	case keymap.RawFoldAll:
		m.folds.all(m.doc)
		m.refold()
	case keymap.RawUnfoldAll:
		m.folds.closed = nil
		m.refold()
	default:
		m.move(a)
	}
}

func (m *Model) move(a keymap.Action) {
	page := max(1, m.rows())
	at := m.folds.place(m.cur)
	switch a {
	case keymap.MoveUp:
		m.goTo(at - 1)
	case keymap.MoveDown:
		m.goTo(at + 1)
	case keymap.MovePageUp:
		m.top -= page
		m.goTo(at - page)
	case keymap.MovePageDown:
		m.top += page
		m.goTo(at + page)
	case keymap.MoveHalfUp:
		m.top -= page / 2
		m.goTo(at - page/2)
	case keymap.MoveHalfDown:
		m.top += page / 2
		m.goTo(at + page/2)
	case keymap.MoveTop:
		m.left = 0
		m.goTo(0)
	case keymap.MoveBottom:
		m.goTo(m.folds.count(m.doc) - 1)
	case keymap.MoveRight:
		if m.folds.has(m.cur) {
			m.toggle()
		} else if m.wider() {
			m.left += sideStep
		}
	case keymap.MoveLeft:
		switch {
		case m.left > 0:
			m.left = max(0, m.left-sideStep)
		case m.doc.opens(m.cur) && !m.folds.has(m.cur):
			m.toggle()
		default:
			if p := m.doc.parent(m.cur); p >= 0 {
				m.cur = p
			}
		}
	}
}

// goTo puts the cursor on the line at a place, or the nearest there is.
func (m *Model) goTo(place int) {
	m.cur = m.folds.line(max(0, min(m.folds.count(m.doc)-1, place)))
}

// scroll moves the lines under the cursor, which stays on the screen.
func (m *Model) scroll(by int) {
	if m.doc == nil {
		return
	}
	last := max(0, m.folds.count(m.doc)-m.rows())
	m.top = max(0, min(last, m.top+by))
	at := m.folds.place(m.cur)
	m.goTo(max(m.top, min(m.top+m.rows()-1, at)))
}

// toggle folds or unfolds what the cursor's line opens, or else what it is in.
func (m *Model) toggle() {
	line := m.cur
	if !m.doc.opens(line) {
		if line = m.doc.parent(line); line < 0 {
			return
		}
	}
	m.folds.set(m.doc, line, !m.folds.has(line))
	m.refold()
}

// refold brings the lines in order after folds have changed; the cursor stays
// where it is on the screen, if it can.
func (m *Model) refold() {
	below := m.folds.place(m.cur) - m.top
	m.folds.update(m.doc)
	at := m.folds.place(m.cur)
	m.cur = m.folds.line(at)
	m.top = at - below
}

// fit keeps the cursor's line on the screen.
func (m *Model) fit() {
	if m.doc == nil {
		return
	}
	rows, at := m.rows(), m.folds.place(m.cur)
	m.top = max(at-rows+1, min(at, m.top))
	m.top = max(0, min(m.folds.count(m.doc)-rows, m.top))
}

// find searches for s from the line where the search began.
func (m *Model) find(s string) tea.Cmd {
	if m.search.cancel != nil {
		m.search.cancel()
	}
	m.search = search{query: s, at: -1, number: m.search.number + 1}
	if s == "" {
		return nil
	}
	ctx, cancel := context.WithCancel(context.Background())
	m.search.cancel, m.search.running = cancel, true
	opens, number, d := m.opens, m.search.number, m.doc
	return func() tea.Msg {
		defer cancel()
		found, more := d.search(ctx, newNeedle(s))
		return foundMsg{opens, number, found, more}
	}
}

func (m *Model) takeFound(f foundMsg) {
	m.search.found, m.search.more, m.search.running = f.found, f.more, false
	for i, at := range f.found {
		if int(at.line) >= m.back.cur {
			m.show(i)
			return
		}
	}
	if len(f.found) > 0 {
		m.show(0)
	}
}

// step goes to the next match or the one before, as seen from the cursor, round
// the ends.
func (m *Model) step(by int) {
	found := m.search.found
	if len(found) == 0 {
		return
	}
	at := m.search.at + by
	if now := m.search.at; now < 0 || int(found[now].line) != m.cur {
		at = sort.Search(len(found), func(i int) bool { return int(found[i].line) >= m.cur })
		if by < 0 {
			at--
		}
	}
	m.show((at + len(found)) % len(found))
}

// show puts the cursor on a match and scrolls to it.
func (m *Model) show(i int) {
	m.search.at = i
	at := m.search.found[i]
	m.folds.reveal(m.doc, int(at.line))
	m.cur = int(at.line)
	from, to := m.cells(at)
	if from < m.left || to > m.left+m.room() {
		m.left = 0
		if room := m.room(); to > room {
			m.left = max(0, from-room/2)
		}
	}
}
