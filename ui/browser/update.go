package browser

import (
	tea "charm.land/bubbletea/v2"

	"lootlens/keymap"
	"lootlens/models"
	"lootlens/ui/browser/clipboard"
	"lootlens/ui/browser/items"
	"lootlens/ui/browser/msg"
	"lootlens/ui/browser/remote"
)

// update handles a message. Keys go to the focus, the messages of panes are routed, and
// all others go to every pane, since an answer names what it is for.
func (m *model) update(message tea.Msg) tea.Cmd {
	if _, ok := message.(frameMsg); ok {
		return tea.Batch(m.frames.end(), m.sleep())
	}
	place, note := m.place(), m.note
	_, rings := message.(alarmMsg)
	if rings {
		m.alarm.stop()
	}
	cmd := m.tell(rings)
	draw := !rings || m.outdated()
	if !rings {
		cmd = tea.Batch(cmd, m.route(message))
	}
	// What a pane posts is done before the next key comes.
	for posted := m.drain(); len(posted) > 0; posted = m.drain() {
		draw = true
		for _, p := range posted {
			cmd = tea.Batch(cmd, m.route(p))
		}
	}
	if m.place() != place && m.note == note {
		m.note = msg.Note{} // it was about another screen
	}
	cmd = tea.Batch(cmd, m.follow(), m.spinner.Update(message), m.spinner.SetBusy(m.loading()))
	if !m.audit() {
		return tea.Quit
	}
	switch message.(type) {
	case waitedMsg, tea.KeyPressMsg:
		m.waiting = false
	}
	if m.w == 0 || m.waiting && m.items.Item() == nil && m.lastErr == nil {
		return cmd
	}
	m.waiting = false
	if !draw {
		return tea.Batch(cmd, m.sleep())
	}
	return tea.Batch(cmd, m.frames.after())
}

// loading reports whether the main content of the screen is on its way.
func (m *model) loading() bool {
	switch m.screen {
	case onPicker:
		return m.picker.Loading()
	case onHolders:
		return m.holders.Loading()
	case onSearch:
		return m.search.Loading()
	}
	return m.items.Loading()
}

// drain is what the panes have posted.
func (m *model) drain() (posted []tea.Msg) {
	for _, l := range m.layers() {
		posted = append(posted, l.Drain()...)
	}
	return posted
}

func (m *model) route(message tea.Msg) tea.Cmd {
	switch message := message.(type) {
	case tea.WindowSizeMsg:
		m.w, m.h = message.Width, message.Height
		return m.resize()
	case tea.BackgroundColorMsg:
		m.dark = message.IsDark()
		m.setTheme()
		return m.resize() // the description is rendered in the colours that hold now
	case tea.ColorProfileMsg:
		if !m.o.NoColor && message.Profile != m.colors {
			m.colors = message.Profile
			m.setTheme()
			return m.resize()
		}
	case tea.ResumeMsg:
		m.now = m.o.Now()
		return m.all(msg.Tick{Now: m.now})
	case msg.Tick:
		m.now = message.Now
		if m.note.Text != "" && !m.now.Before(m.noteEnds) {
			m.note = msg.Note{}
		}
		return m.all(message)
	case tea.KeyPressMsg:
		return m.press(message)
	case tea.PasteMsg:
		return m.focus().Update(message)
	case tea.MouseWheelMsg, tea.MouseClickMsg, tea.MouseMotionMsg, tea.MouseReleaseMsg:
		if cmd, ok := m.drag(message); ok {
			return cmd
		}
		return m.mouse(message)
	case msg.OpenPlayer:
		return m.openPlayer(message.Player)
	case msg.OpenHolder:
		return m.openHolder(message)
	case msg.SearchPlayers:
		return m.openSearch(message)
	case msg.OpenItem:
		return m.read()
	case msg.FindInstance:
		return m.findInstance(message.Instance)
	case remote.Answer[itemPlace]:
		if m.elsewhere.Take(message) {
			return m.takeItemPlace()
		}
		return nil
	case msg.Back:
		return m.back()
	case msg.Note:
		return m.say(message.Kind, message.Text)
	case msg.Failed:
		m.lastErr = message.Err
		return nil
	case msg.ShowRaw:
		return m.showRaw(message)
	case msg.Copy:
		return m.copy(message.What, message.Text)
	case msg.CopyCommand:
		return m.clip.Copy("lootlens command", m.commandFor(message.Holder))
	case clipboard.Copied:
		return m.copied(message)
	case msg.Granted:
		return m.granted(message)
	case msg.PlayerKnown:
		if message.Player.ID == m.player.ID {
			m.player = message.Player
		}
		return m.all(message)
	case msg.QueryUsed:
		return m.saveQuery(message.Query)
	case msg.Chosen:
		return m.choose(message.ID)
	case acceptedMsg:
		return m.accept(message.value)
	case msg.Pin:
		return m.picker.Update(message)
	case recentsMsg:
		return m.takeRecents(message)
	case savedMsg:
		return m.takeSaved(message)
	case pastMsg:
		m.openPast()
		return nil
	case msg.Walked:
		return m.record(message.Snapshot)
	case recordedMsg:
		return m.takeRecorded(message)
	case items.Left:
		m.jumped(message)
		return nil
	case remote.Answer[baselineFile]:
		return m.takeBaseline(message)
	}
	return m.all(message)
}

// all gives a message to every pane.
func (m *model) all(message tea.Msg) tea.Cmd {
	var cmds []tea.Cmd
	for _, l := range m.layers() {
		cmds = append(cmds, l.Update(message))
	}
	return tea.Batch(cmds...)
}

// showDetail tells the detail whether it is on the screen, beside the list or over it.
func (m *model) showDetail() tea.Cmd {
	_, detail := m.panes()
	return m.detail.Show(detail.w > 0)
}

// follow gives the detail the item under the list's cursor, and the player's screen the number of items.
func (m *model) follow() tea.Cmd {
	if m.screen != onItems {
		return m.holders.Show(m.screen == onHolders)
	}
	if t := m.items.Total(); t.Known && (msg.Counted{Holder: m.items.Holder(), Items: t.N}) != m.counted {
		m.counted = msg.Counted{Holder: m.items.Holder(), Items: t.N}
		m.holders.Update(m.counted)
	}
	var cmds []tea.Cmd
	typing := m.reading && m.items.Place().Typing() // the field is in the list, which the detail may cover
	if card := m.items.Card(); card != m.alone || typing {
		m.alone, m.reading = card, m.reading && !typing
		cmds = append(cmds, m.resize())
	}
	cmds = append(cmds, m.showDetail())
	if m.items.NeedsLoadouts() {
		cmds = append(cmds, m.detail.NeedLoadouts())
	}
	it := m.items.Item()
	changes, version := m.items.Changes(it)
	look, _ := m.items.AtLook()
	if it == m.selected && version == m.changes {
		return tea.Batch(cmds...)
	}
	m.selected, m.changes = it, version
	return tea.Batch(append(cmds, m.detail.Update(msg.Selected{Holder: m.items.Holder(), Item: it, Changes: changes, Near: m.items.Near(), At: look.Ended, Gone: m.items.Past(it) != nil}))...)
}

func (m *model) openPlayer(p models.Player) tea.Cmd {
	m.picker.StopLookUp()
	m.search.Forget()
	m.player = p
	m.screen, m.reading = onHolders, false
	return tea.Batch(m.holders.Open(p), m.resize())
}

func (m *model) openHolder(o msg.OpenHolder) tea.Cmd {
	now := m.items.EndTimeline()
	m.items.Part()
	m.keepView()
	m.viaSearch = m.screen == onSearch
	m.history.push(items.NewView(o))
	m.reading = false
	return tea.Batch(now, m.showDetail(), m.detail.Open(o.Holder), m.stage(o, func() tea.Cmd { return m.items.Open(o) }))
}

// stage brings an inventory to the screen, by what shows it in the list.
func (m *model) stage(o msg.OpenHolder, show func() tea.Cmd) tea.Cmd {
	m.elsewhere.Cancel()
	m.player, m.screen, m.selected = o.Player, onItems, nil
	m.baseline.Cancel()
	m.picker.StopLookUp()
	var holders tea.Cmd
	if o.Holder.Kind != models.UniversalHolder && m.holders.Player().ID != o.Player.ID {
		holders = m.holders.Prepare(o.Player)
		if o.Holder.Kind != models.PlayerHolder && o.Name.Empty() { // the header names it
			holders = m.holders.Open(o.Player)
		}
	}
	return tea.Batch(holders, show(), m.resize())
}

// read gives the keys to the detail.
func (m *model) read() tea.Cmd {
	m.reading = true
	return tea.Batch(m.detail.Fetch(), m.resize())
}

// back leaves the pane, then the screen.
func (m *model) back() tea.Cmd {
	m.elsewhere.Cancel()
	switch {
	case len(m.overlays) > 0:
		m.pop()
	case m.screen == onItems && m.reading:
		m.reading = false
	case m.screen == onItems && m.viaSearch:
		m.screen, m.viaSearch = onSearch, false
		m.items.Part()
	case m.screen == onSearch:
		return m.leaveSearch()
	case m.screen == onItems && m.items.Holder().Kind == models.UniversalHolder, m.screen == onHolders:
		m.screen = onPicker
		m.items.Close()
	case m.screen == onItems:
		m.screen = onHolders
		m.items.Part()
		m.items.StopFirst()
	default:
		return m.say(msg.Info, "press "+m.keys.Key(keymap.Quit)+" to quit")
	}
	return m.resize()
}

func (m *model) showLastError() tea.Cmd {
	if m.lastErr == nil {
		return m.say(msg.Info, "no request has failed")
	}
	return m.showRaw(msg.ShowRaw{Title: "last error", Raw: errorRaw(m.lastErr)})
}
