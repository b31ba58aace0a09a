package parts

import (
	"strings"

	"charm.land/bubbles/v2/key"
	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"lootlens/keymap"
	"lootlens/models/text"
	"lootlens/theme"
)

// Field is one line of input. Its editing keys are the keymap's actions edit.….
type Field struct {
	in    textinput.Model
	th    theme.Theme
	label string
	hint  string
	at    int // cell of the cursor in the last View; -1 where it was not drawn
}

// editing binds what Bubbles' text input can do to our actions: to it an action is the key of that name.
var editing = func() textinput.KeyMap {
	on := func(a keymap.Action) key.Binding { return key.NewBinding(key.WithKeys(string(a))) }
	return textinput.KeyMap{
		CharacterForward: on(keymap.EditRight), CharacterBackward: on(keymap.EditLeft),
		WordForward: on(keymap.EditWordRight), WordBackward: on(keymap.EditWordLeft),
		LineStart: on(keymap.EditStart), LineEnd: on(keymap.EditEnd),
		DeleteCharacterForward: on(keymap.EditDeleteRight), DeleteCharacterBackward: on(keymap.EditDeleteLeft),
		DeleteWordForward: on(keymap.EditDeleteWordRight), DeleteWordBackward: on(keymap.EditDeleteWordLeft),
		DeleteAfterCursor: on(keymap.EditKill), DeleteBeforeCursor: on(keymap.EditClear),
		Paste: on(keymap.EditPaste),
	}
}()

// NewField returns an empty field. label stands before it, hint in it while it is
// empty; it takes at most limit characters.
func NewField(th theme.Theme, label, hint string, limit int) *Field {
	in := textinput.New()
	in.CharLimit = limit
	in.KeyMap = editing
	in.SetVirtualCursor(false) // nor do its other commands make it blink
	in.Focus()                 // its answer makes the cursor blink, which would write to an idle terminal
	return &Field{in: in, th: th, label: label, hint: hint, at: -1}
}

// SetTheme changes the colours.
func (f *Field) SetTheme(th theme.Theme) { f.th = th }

// Value is what was typed.
func (f *Field) Value() string { return f.in.Value() }

// position is where the cursor stands, in characters.
func (f *Field) position() int { return f.in.Position() }

// Set replaces the text and puts the cursor behind it.
func (f *Field) Set(s string) {
	f.in.SetValue(s)
	f.in.CursorEnd()
}

// setCursor puts the cursor in front of the character at.
func (f *Field) setCursor(at int) { f.in.SetCursor(at) }

// Update takes an action that edits, typed text and pasted text; it reports whether the text changed. The command, when
// not nil, reads the clipboard.
func (f *Field) Update(m tea.Msg) (changed bool, cmd tea.Cmd) {
	if a, ok := m.(keymap.Action); ok {
		if !strings.HasPrefix(string(a), "edit.") {
			return false, nil
		}
		m = tea.KeyPressMsg{Text: string(a)}
	}
	before := f.in.Value()
	f.in, cmd = f.in.Update(m)
	return f.in.Value() != before, cmd
}

// cell is where a character of the value, counted from 0, stands in a View of w cells;
// false where it is outside.
func (f *Field) cell(char, w int) (cell int, ok bool) {
	runes := []rune(f.in.Value())
	width := func(from, to int) int { return ansi.StringWidth(text.Of(string(runes[from:to])).Line()) }
	at := min(f.in.Position(), len(runes))
	char = max(0, min(char, len(runes)))
	label := min(w, ansi.StringWidth(f.label))
	before, _ := f.upToCursor(w - label)
	cell = label + ansi.StringWidth(before)
	if char < at {
		cell -= width(char, at)
	} else {
		cell += width(at, char)
	}
	return cell, cell >= label && cell < w
}

// Cursor returns the cell of the last View in which the cursor is; false where it was not drawn.
func (f *Field) Cursor() (cell int, ok bool) { return f.at, f.at >= 0 }

// upToCursor is what is seen before the cursor and under it in a room of so many cells.
func (f *Field) upToCursor(room int) (before, under string) {
	runes := []rune(f.in.Value())
	at := min(f.in.Position(), len(runes))
	// Only what can be seen is made safe: a pasted text can be long.
	before, under = text.Of(string(runes[max(0, at-max(0, room)):at])).Line(), " "
	if at < len(runes) {
		under = text.Of(string(runes[at : at+1])).Line()
	}
	left := room - ansi.StringWidth(under)
	// A wide character at the cut goes as a whole.
	all := before
	for cut := ansi.StringWidth(all) - left; before != "" && ansi.StringWidth(before) > left; cut++ {
		before = ansi.TruncateLeft(all, cut, "")
	}
	return before, under
}

// View draws the field in exactly w cells. Where the text is longer, the part
// around the cursor is shown.
func (f *Field) View(w int, focused bool) string {
	f.at = -1
	if w <= 0 {
		return ""
	}
	var b strings.Builder
	label := ansi.Truncate(f.label, w, "")
	b.WriteString(f.th.Muted.Render(label))
	room := w - ansi.StringWidth(label)
	if f.in.Value() == "" && f.hint != "" {
		hint := ansi.Truncate(f.hint, max(0, room-1), "…")
		if focused && room > 0 {
			f.at = w - room
			b.WriteString(cursor(" "))
			room--
		}
		b.WriteString(f.th.Faint.Render(hint))
		b.WriteString(strings.Repeat(" ", max(0, room-ansi.StringWidth(hint))))
		return b.String()
	}
	before, under := f.upToCursor(room)
	runes, at, after := []rune(f.in.Value()), f.in.Position(), ""
	if at < len(runes) {
		after = text.Of(string(runes[at+1 : min(len(runes), at+1+room)])).Line()
	}
	left := room - ansi.StringWidth(under) - ansi.StringWidth(before)
	after = ansi.Truncate(after, max(0, left), "")
	if ansi.StringWidth(before)+ansi.StringWidth(under) > room {
		before, under, after = "", strings.Repeat(" ", room), ""
	}
	b.WriteString(f.th.Text.Render(before))
	if focused && room > 0 {
		f.at = w - room + ansi.StringWidth(before)
		b.WriteString(cursor(under))
	} else {
		b.WriteString(under)
	}
	b.WriteString(f.th.Text.Render(after))
	used := ansi.StringWidth(before) + ansi.StringWidth(under) + ansi.StringWidth(after)
	b.WriteString(strings.Repeat(" ", max(0, room-used)))
	return b.String()
}

func cursor(s string) string {
	if s == "" {
		return ""
	}
	return "\x1b[7m" + s + "\x1b[m"
}
