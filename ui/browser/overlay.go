package browser

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"lootlens/keymap"
	"lootlens/models/text"
	"lootlens/theme"
	"lootlens/ui/browser/msg"
	"lootlens/ui/browser/palette"
	"lootlens/ui/browser/recents"
	"lootlens/ui/parts"
)

// layer is what can have the focus: a pane, or an overlay over the screen. Overlays are a stack: the top one has the
// focus, and closing it returns to the one below.
type layer interface {
	Place() keymap.Place
	Update(tea.Msg) tea.Cmd // actions; text where the place is one for typing
	Drain() []tea.Msg
	SetTheme(theme.Theme)
}

// fullScreen is an overlay that fills the space between header and footer.
type fullScreen interface {
	layer
	Resize(w, h int)
	View(w, h int, focused bool) string
}

// push opens an overlay.
func (m *model) push(l layer) tea.Cmd {
	m.overlays = append(m.overlays, l)
	return m.resize()
}

// pop closes the top overlay.
func (m *model) pop() {
	top := len(m.overlays) - 1
	if c, ok := m.overlays[top].(interface{ Close() }); ok {
		c.Close()
	}
	m.overlays = m.overlays[:top:top]
}

// closeOverlays closes all.
func (m *model) closeOverlays() {
	for len(m.overlays) > 0 {
		m.pop()
	}
}

// top is the overlay that has the focus; nil for none.
func (m *model) top() layer {
	if len(m.overlays) == 0 {
		return nil
	}
	return m.overlays[len(m.overlays)-1]
}

// focus is what has the keys.
func (m *model) focus() layer {
	switch {
	case len(m.overlays) > 0:
		return m.top()
	case m.screen == onPicker:
		return m.picker
	case m.screen == onHolders:
		return m.holders
	case m.screen == onSearch:
		return m.search
	case m.reading:
		return m.detail
	}
	return m.items
}

func (m *model) place() keymap.Place { return m.focus().Place() }

// layers are all panes and overlays.
func (m *model) layers() []layer {
	return append([]layer{m.picker, m.holders, m.items, m.detail, m.search}, m.overlays...)
}

// chooser is a list over the screen; run does what was chosen.
type chooser struct {
	*palette.Model
	commands bool
	verb     string // what choosing does, for the footer: "sort"
	stays    bool   // choosing leaves it open
	run      func(id string) tea.Cmd

	preview func(id string) // of what is selected; nil for none
	shown   string          // what is previewed
	undo    func()          // takes the preview back
}

func (c *chooser) Update(message tea.Msg) tea.Cmd {
	cmd := c.Model.Update(message)
	if id := c.Selected(); c.preview != nil && id != "" && id != c.shown {
		c.shown = id
		c.preview(id)
	}
	return cmd
}

// Close takes back what was only previewed.
func (c *chooser) Close() {
	if c.undo != nil {
		c.undo()
	}
}

// choose takes the entry of the list on top.
func (m *model) choose(id string) tea.Cmd {
	c, ok := m.top().(*chooser)
	if !ok {
		return nil
	}
	c.undo = nil
	m.pop()
	return c.run(id)
}

// chooseCommand lists the actions of what has the focus. They are run there, whether a key could ask for them or not.
func (m *model) chooseCommand() tea.Cmd {
	entries := palette.Commands(m.keys, m.place())
	return m.push(&chooser{Model: palette.New("commands", "search the commands", entries, m.th), commands: true, verb: "run", run: func(id string) tea.Cmd {
		switch a := keymap.Action(id); a {
		case keymap.Quit:
			return tea.Quit
		case keymap.Suspend:
			return tea.Suspend
		default:
			return m.do(a)
		}
	}})
}

// chooseQuery lists the recent and pinned queries.
func (m *model) chooseQuery() tea.Cmd {
	var entries []palette.Entry
	for _, q := range m.recents.Queries {
		pin := ""
		if q.Pinned {
			pin = "★"
		}
		entries = append(entries, palette.Entry{Title: text.Of(q.Text).Line(), Key: pin, ID: q.Text})
	}
	if len(entries) == 0 {
		return m.say(msg.Info, "no recent or pinned query: "+m.keys.Key(keymap.ListQuery)+" searches")
	}
	return m.push(&chooser{Model: palette.New("queries", "search the queries", entries, m.th), verb: "search", run: func(id string) tea.Cmd { return m.items.Search(id) }})
}

// chooseSection lists the sections of the detail, to fold or unfold one.
func (m *model) chooseSection() tea.Cmd {
	var entries []palette.Entry
	names, folded := m.detail.Sections()
	for i, name := range names {
		state := "shown"
		if folded[i] {
			state = "folded"
		}
		entries = append(entries, palette.Entry{Title: name, Note: state, ID: name})
	}
	if len(entries) == 0 {
		return m.say(msg.Warning, "no item is selected")
	}
	return m.push(&chooser{Model: palette.New("fold or unfold", "search the sections", entries, m.th), verb: "fold or unfold", run: func(name string) tea.Cmd {
		m.detail.Fold(name)
		return nil
	}})
}

// chooseTheme lists the themes and shows each while it is selected.
func (m *model) chooseTheme() tea.Cmd {
	about := map[string]string{
		"auto": "by the terminal's background", "dark": "dark background", "light": "light background",
		"high-contrast": "more contrast", "colour-blind": "nothing by red and green", "terminal": "the terminal's 16 colours",
	}
	now := m.theme
	if now == "" {
		now = "auto"
	}
	entries := []palette.Entry{{Title: now, Note: about[now], ID: now}}
	for _, name := range theme.Names() {
		if name != now {
			entries = append(entries, palette.Entry{Title: name, Note: about[name], ID: name})
		}
	}
	set := func(name string) {
		m.theme = name
		m.setTheme()
	}
	return m.push(&chooser{
		Model: palette.New("theme", "search the themes", entries, m.th), verb: "keep the theme", shown: now, preview: set, undo: func() { set(now) },
		run: func(name string) tea.Cmd {
			set(name)
			return tea.Batch(m.resize(), m.rememberView(func(v *recents.View) { v.Theme = name }))
		},
	})
}

// copyMenu waits for the letter that says what to copy.
type copyMenu struct {
	msg.Outbox
	place   keymap.Place
	letters []keymap.Entry
	unknown string // the key that was pressed and copies nothing
	close   string // the key that closes it
	th      theme.Theme
}

func (m *model) newCopyMenu(from keymap.Place) *copyMenu {
	c := &copyMenu{place: keymap.InItemCopy, close: m.keys.Key(keymap.Back), th: m.th}
	if from == keymap.InHolders {
		c.place = keymap.InHolderCopy
	}
	for _, g := range m.keys.Groups(c.place) {
		for _, e := range g.Entries {
			if strings.HasPrefix(string(e.Action), "copy.") && e.Keys != "" {
				c.letters = append(c.letters, e)
			}
		}
	}
	return c
}

func (c *copyMenu) Place() keymap.Place     { return c.place }
func (c *copyMenu) SetTheme(th theme.Theme) { c.th = th }

func (c *copyMenu) Update(message tea.Msg) tea.Cmd {
	if message == keymap.Back {
		c.Post(msg.Back{})
	}
	return nil
}

// at is the action in a cell of what draw last returned; [keymap.None] for none.
func (c *copyMenu) at(x, y int) keymap.Action {
	half := (len(c.letters) + 1) / 2
	i := (x-1)/menuColumn*half + y - 1
	if x < 1 || y < 1 || y > half || x > 2*menuColumn || i >= len(c.letters) {
		return keymap.None
	}
	return c.letters[i].Action
}

// menuColumn is the width of a column of the menu in cells.
const menuColumn = 19

// draw lists the letters in two columns, so that they fit the smallest screen, in at most w cells.
func (c *copyMenu) draw(w int) string {
	half := (len(c.letters) + 1) / 2
	lines := make([]string, half)
	for i, e := range c.letters {
		lines[i%half] += " " + c.th.Key.Render(e.Keys) + " " + c.th.KeyHelp.Render(parts.Fit(e.Desc, menuColumn-2-parts.Width(e.Keys)))
	}
	box := parts.Box{Title: "copy", Lines: lines, Focused: true}
	if c.unknown != "" {
		box.Foot = c.unknown + " copies nothing · " + c.close + " closes"
	}
	return box.View(c.th, min(w, 2*menuColumn+3), half+2)
}

// prompt is a line of input over the screen: a file to save to, a baseline to open.
type prompt struct {
	msg.Outbox
	in      *parts.Field
	th      theme.Theme
	verb    string // what accepting does: "save"
	title   func() string
	hint    string
	problem string // why the input is refused; in place of the hint, until it changes
	run     func(string) tea.Cmd
}

// ask opens a prompt for a file; verb is for the footer, and run gets its trimmed value, never an empty one.
func (m *model) ask(verb string, title func() string, hint, value string, run func(string) tea.Cmd) *prompt {
	p := &prompt{in: parts.NewField(m.th, "file: ", "", longestPath), th: m.th, verb: verb, title: title, hint: hint, run: run}
	p.in.Set(value)
	m.push(p)
	return p
}

// accept runs the prompt on top.
func (m *model) accept(value string) tea.Cmd {
	p, ok := m.top().(*prompt)
	if !ok {
		return nil
	}
	m.pop()
	return p.run(value)
}

func (p *prompt) Place() keymap.Place { return keymap.InPrompt }

func (p *prompt) SetTheme(th theme.Theme) {
	p.th = th
	p.in.SetTheme(th)
}

func (p *prompt) Update(message tea.Msg) tea.Cmd {
	switch message {
	case keymap.PromptAccept:
		if value := strings.TrimSpace(p.in.Value()); value != "" {
			p.Post(acceptedMsg{value})
		}
		return nil
	case keymap.Back:
		p.Post(msg.Back{})
		return nil
	}
	changed, cmd := p.in.Update(message)
	if changed {
		p.problem = ""
	}
	return cmd
}

// acceptedMsg is what was typed into the prompt on top.
type acceptedMsg struct{ value string }

// Cursor is the cell of the text cursor in what draw last returned.
func (p *prompt) Cursor() (x, y int, ok bool) {
	x, ok = p.in.Cursor()
	return 2 + x, 1, ok // behind the border and a blank
}

func (p *prompt) draw(w int) string {
	iw, _ := parts.Inner(w, 4)
	iw = max(1, iw-2)
	lines := []string{" " + p.in.View(iw, true)}
	style, below, most := p.th.Faint, p.hint, 2
	if p.problem != "" {
		style, below, most = p.th.Error, p.problem, 4
	}
	why := parts.Wrap(below, iw)
	for _, l := range why[:min(len(why), most)] {
		lines = append(lines, " "+style.Render(l))
	}
	return parts.Box{Title: p.title(), Focused: true, Lines: lines}.View(p.th, w, len(lines)+2)
}
