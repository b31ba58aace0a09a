// Package raw is the view of JSON exactly as the server sent it: laid out, but with every number, escape and repeated
// name as it came; coloured, searchable and foldable. It shows bytes and loads nothing.
package raw

import (
	"context"
	"sort"

	tea "charm.land/bubbletea/v2"
	"github.com/go-json-experiment/json/jsontext"

	"lootlens/keymap"
	"lootlens/models/text"
	"lootlens/theme"
	"lootlens/ui/browser/msg"
	"lootlens/ui/browser/remote"
	"lootlens/ui/parts"
)

const (
	atOnce   = 64 << 10 // bytes that are indexed without a command
	maxQuery = 256      // characters
)

// Model is the view. It is used by pointer and not safe for concurrent use.
type Model struct {
	msg.Outbox
	th   theme.Theme
	w, h int // cells, border included

	title    string
	raw      jsontext.Value
	document remote.Value[*document]
	folds    folds
	list     *parts.List[row, row]
	gutter   int // cells before each row: cursor, line number, fold mark

	field  *parts.Field
	typing bool
	origin row // the cursor when the search began
	query  string
	found  remote.Value[found]
	match  int // index of the match that was gone to last; -1 for none
}

// New returns a view that is empty until Open.
func New(th theme.Theme) *Model {
	m := &Model{th: th, match: -1}
	m.field = parts.NewField(th, " /", "search in the JSON", maxQuery)
	m.list = parts.NewList(func(r row) (row, bool) { return r, true })
	return m
}

// Open shows raw, which must not change any more, under a title that is safe to print.
func (m *Model) Open(title string, raw jsontext.Value) tea.Cmd {
	m.Close()
	m.title, m.raw = title, raw
	if len(raw) <= atOnce {
		m.document.Set(newDocument(raw))
		m.arrange()
		return nil
	}
	return m.document.Ask(func(context.Context) (*document, error) { return newDocument(raw), nil })
}

// Shown is what Open was given.
func (m *Model) Shown() msg.ShowRaw { return msg.ShowRaw{Title: m.title, Raw: m.raw} }

// Close cancels what is under way and releases what was shown.
func (m *Model) Close() {
	m.title, m.raw = "", nil
	m.document.Reset()
	m.folds = nil
	m.arrange()
	m.typing = false
	m.field.Set("")
	m.find("")
}

// SetTheme changes the colours.
func (m *Model) SetTheme(th theme.Theme) {
	m.th = th
	m.field.SetTheme(th)
}

// Resize sets the view's size in cells, border included.
func (m *Model) Resize(w, h int) {
	wider := w != m.w
	m.w, m.h = w, h
	m.list.Resize(1, max(1, h-3)) // the last line inside the border is for the search
	if wider {
		m.arrange()
	}
}

// Place is where its actions hold: the search field has its own.
func (m *Model) Place() keymap.Place {
	if m.typing {
		return keymap.InPrompt
	}
	return keymap.InRaw
}

// doc is what is shown; nil while it is indexed.
func (m *Model) doc() *document {
	d, _ := m.document.Get()
	return d
}

// Update takes actions, text, the mouse and the view's own answers. It posts [msg.Copy] and [msg.Back].
func (m *Model) Update(message tea.Msg) tea.Cmd {
	switch message := message.(type) {
	case remote.Answer[*document]:
		if m.document.Take(message) {
			m.arrange()
		}
	case remote.Answer[found]:
		if m.found.Take(message) {
			m.showFirst()
		}
	case keymap.Action:
		if m.typing {
			return m.doInField(message)
		}
		m.do(message)
	case tea.MouseWheelMsg:
		m.list.Wheel(tea.Mouse(message))
	case tea.MouseClickMsg:
		if message.Button == tea.MouseLeft {
			if _, again := m.list.Click(message.Y); again {
				m.toggle()
			}
		}
	default:
		if m.typing {
			return m.edit(message)
		}
	}
	return nil
}

// doInField does an action while the search is typed.
func (m *Model) doInField(a keymap.Action) tea.Cmd {
	switch a {
	case keymap.PromptAccept:
		m.typing = false
	case keymap.Back:
		m.typing = false
		m.selectByte(m.origin)
		m.field.Set("")
		return m.find("")
	default:
		return m.edit(a)
	}
	return nil
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
	d := m.doc()
	switch {
	case a == keymap.Back:
		m.Post(msg.Back{})
		return
	case d == nil:
		return
	}
	if by, ok := a.Rows(m.list.Height()); ok {
		m.list.Move(by)
		return
	}
	switch a {
	case keymap.RawCopy:
		m.Post(msg.Copy{What: "JSON", Text: m.safe()})
	case keymap.RawSearch:
		m.typing, m.origin = true, m.cursor()
	case keymap.RawNext:
		m.step(1)
	case keymap.RawPrev:
		m.step(-1)
	case keymap.RawFold:
		m.toggle()
	case keymap.RawFoldAll:
		m.foldAll()
		m.arrange()
	case keymap.RawUnfoldAll:
		m.folds = nil
		m.arrange()
	case keymap.MoveRight:
		if m.folds.has(int(m.cursor().line)) {
			m.toggle()
		}
	case keymap.MoveLeft:
		line := int(m.cursor().line)
		if d.opens(line) && !m.folds.has(line) {
			m.toggle()
		} else if parent, _ := d.parent(line); parent >= 0 {
			m.selectByte(row{line: uint32(parent)})
		}
	}
}

// Hints are the actions that matter now, for the footer.
func (m *Model) Hints() []keymap.Action {
	hints := []keymap.Action{keymap.RawSearch}
	if len(m.matches()) > 0 {
		hints = append(hints, keymap.RawNext)
	}
	if d := m.doc(); d != nil && d.json() && d.opens(0) {
		hints = append(hints, keymap.RawFold, keymap.RawFoldAll)
	}
	return append(hints, keymap.RawCopy)
}

// safe is the text for the clipboard. What a terminal acts on is an escape in JSON, and made visible in any other text.
func (m *Model) safe() string {
	if m.doc().json() {
		return string(text.JSON(m.raw))
	}
	return text.Of(string(m.raw)).CopyBlock()
}

// toggle folds or unfolds the line of the cursor, or the object or array around it.
func (m *Model) toggle() {
	line := int(m.cursor().line)
	if !m.foldable(line) {
		if line, _ = m.doc().parent(line); line < 0 {
			return
		}
	}
	m.set(line, !m.folds.has(line))
	m.arrange()
	m.selectByte(row{line: uint32(line)})
}

// foldable reports whether a line opens an object or array, or has several rows.
func (m *Model) foldable(line int) bool {
	if m.doc().opens(line) {
		return true
	}
	c := m.doc().line(line)
	return c.rowEnd(0, m.room(row{line: uint32(line)})) < c.size()
}

// find searches for a text; "" ends the search.
func (m *Model) find(query string) tea.Cmd {
	m.query, m.match = query, -1
	m.found.Reset()
	d := m.doc()
	if query == "" || d == nil {
		return nil
	}
	return m.found.Ask(func(ctx context.Context) (found, error) { return d.search(ctx, query) })
}

func (m *Model) matches() []match {
	f, _ := m.found.Get()
	return f.matches
}

// showFirst goes to the first match from where the search began.
func (m *Model) showFirst() {
	if all := m.matches(); len(all) > 0 {
		m.show(firstFrom(all, m.origin) % len(all))
	}
}

// firstFrom is the index of the first match at or after a byte of a line.
func firstFrom(all []match, at row) int {
	return sort.Search(len(all), func(i int) bool { return !before(all[i].start(), at) })
}

// step goes to the next or previous match from the cursor, and from the last to the first.
func (m *Model) step(by int) {
	all := m.matches()
	if len(all) == 0 {
		return
	}
	at, cursor := m.match, m.cursor()
	if at < 0 || m.list.Rows()[m.rowOf(all[at].start())] != cursor {
		at = firstFrom(all, cursor)
		if by > 0 {
			at--
		}
	}
	m.show((at + by + len(all)) % len(all))
}

// show moves the cursor to a match.
func (m *Model) show(i int) {
	m.match = i
	at := m.matches()[i]
	m.reveal(int(at.line))
	m.selectByte(at.start())
}
