package picker

import (
	"fmt"
	"strings"
	"time"

	"charm.land/lipgloss/v2"
	"github.com/dustin/go-humanize/english"

	"lootlens/api"
	"lootlens/keymap"
	"lootlens/models"
	"lootlens/models/text"
	"lootlens/ui/parts"
)

// View draws the picker as exactly h lines of exactly w cells: the list, and a preview of the marked row beside it where
// there is room.
func (m *Model) View(w, h int, focused bool) string {
	m.expiry = parts.Expiry{}
	left, right := parts.Split(w)
	list := m.viewList(left, h, focused, right > 0)
	if right == 0 {
		return list
	}
	return lipgloss.JoinHorizontal(lipgloss.Top, list, m.preview(right, h))
}

// Expires is when the last View goes out of date though no message comes; zero for never.
func (m *Model) Expires() time.Time { return m.expiry.Time() }

func (m *Model) viewList(w, h int, focused, beside bool) string {
	iw, ih := parts.Inner(w, h)
	m.fieldAt = 1
	if w < 2 || h < 2 { // no border
		iw, ih, m.fieldAt = w, h, 0
	}
	if iw != m.width || beside != m.beside {
		m.width, m.beside = iw, beside
		m.arrange()
	}
	lines := []string{""} // the field's
	if ih >= 3 {
		style, s := m.hint()
		lines = append(lines, " "+style.Render(parts.Fit(s, min(parts.Width(s), max(0, iw-2)))))
	}
	if ih >= 8 {
		lines = append(lines, "")
	}
	m.list.Resize(m.fieldAt+len(lines), ih-len(lines))
	lines = append(lines, m.list.View(m.draw)...)
	_, marked := m.list.CursorLine() // a row that the wheel moved out of sight has no cursor
	lines[0] = " " + m.field.View(max(0, iw-2), focused && !marked)
	_, host, _ := strings.Cut(m.client.BaseURL(), "://")
	return parts.Box{
		Title: "Open a player", Note: m.th.Muted.Render(text.Of(host).Line()), Focused: focused,
		Lines: lines, Scroll: m.list.Scroll(),
	}.View(m.th, w, h)
}

// Cursor returns the cell of the last View in which the text cursor is; false for none.
func (m *Model) Cursor() (x, y int, ok bool) {
	x, ok = m.field.Cursor()
	return m.fieldAt + 1 + x, m.fieldAt, ok // the border is as wide as it is high
}

// Word is what an action does now, for the footer; "" for what it always does.
func (m *Model) Word(a keymap.Action) string {
	_, marked := m.list.Selected()
	switch asking, chosen := m.recent.asking != nil, len(m.search.chosen) > 0; {
	case a == keymap.PickerOpen && asking:
		return "remove"
	case a == keymap.PickerOpen && chosen:
		return "search"
	case a == keymap.PickerOpen && !marked && m.search.answer.Err() != nil:
		return "try again"
	case a == keymap.PickerOpen && !marked:
		return "look up"
	case a == keymap.Back && asking:
		return "keep"
	case a == keymap.Back && !chosen && m.Loading():
		return "cancel"
	}
	return ""
}

// hint is the line below the field: what enter does.
func (m *Model) hint() (lipgloss.Style, string) {
	typed := m.field.Value()
	refs := models.ParsePlayerRef(typed)
	row, marked := m.list.Selected()
	enter, back := m.key(keymap.PickerOpen), m.key(keymap.Back)
	switch {
	case m.recent.asking != nil:
		return m.th.Warning, fmt.Sprintf("Remove %s from the list? %s removes, %s keeps", nameUpTo(m.recent.asking.Player, 18), enter, back)
	case len(m.search.chosen) > 0:
		return m.th.Muted, fmt.Sprintf("%s searches the inventories of %s", enter, english.Plural(len(m.search.chosen), "chosen player", ""))
	case api.LooksLikeKey(typed):
		return m.th.Warning, "This looks like a server key: it is not looked up. " + m.key(keymap.EditClear) + " clears it"
	case m.search.answer.Loading():
		return m.th.Muted, "Looking up…  " + back + " cancels"
	case marked && row.id.kind == universalRow:
		return m.th.Muted, enter + " opens the universal inventory"
	case marked:
		return m.th.Muted, enter + " opens the marked player"
	case strings.TrimSpace(typed) == "":
		return m.th.Faint, fmt.Sprintf("Type a name or id and press %s, or choose with %s", enter, m.key(keymap.PickerDown))
	case len([]rune(typed)) >= maxText:
		return m.th.Warning, fmt.Sprintf("No more than %d characters fit. %s clears the field", maxText, m.key(keymap.EditClear))
	case len(refs) == 0:
		return m.th.Faint, "Type the rest after the colon"
	case m.search.answer.Err() != nil:
		return m.th.Muted, enter + " tries again"
	}
	return m.th.Muted, "Looks for " + lookedFor(refs)
}

// lookedFor says what is looked up: "the exact name “nova”, then a guest id".
func lookedFor(refs []models.PlayerRef) string {
	s := "the " + word(refs[0]) + " “" + short(refs[0].Value) + "”"
	for _, r := range refs[1:] {
		if r.Kind == models.RefName {
			s += ", then the " + word(r)
		} else {
			s += ", then a " + word(r)
		}
	}
	return s
}

func word(r models.PlayerRef) string {
	if r.Kind == models.RefName {
		return "exact name"
	}
	return r.Word()
}

// short is a text in a sentence: its first 60 characters.
func short(s string) string {
	const most = 60
	if r := []rune(s); len(r) > most {
		s = string(r[:most]) + "…"
	}
	return text.Of(s).Line()
}

// addSearch says what came of the look-up.
func (m *Model) addSearch(p *page) {
	r, done := m.search.result()
	switch {
	case m.search.answer.Loading():
		p.say(m.th.Text, "Looking up "+lookedFor(m.search.refs)+"…")
	case !done:
	case m.search.answer.Err() != nil:
		p.say(m.th.Error, "The look-up failed: "+text.Error(m.search.answer.Err()))
	case len(r.players) == 0:
		p.say(m.th.Warning, notFound(short(strings.TrimSpace(m.search.typed)), r.tried))
		for _, t := range r.tried {
			if t.Err != nil {
				p.say(m.th.Muted, "The service refused it as a "+t.Ref.Word()+": "+text.Error(t.Err))
			}
		}
		only := "A key reads one environment only; the player may be in another"
		if m.env != api.UnknownEnvironment {
			only = "This key reads " + strings.ToUpper(m.env.String()) + " only; the player may be in another environment"
		}
		p.say(m.th.Faint, only)
		p.say(m.th.Faint, "A prefix says what it is: id: ulid: uid: name: steam: psn: xbox: guest:")
	default:
		p.say(m.th.Title, called(len(r.players), r.tried[len(r.tried)-1].Ref))
	}
}

// notFound names what was tried: "No player found for “zzzz”: no such name, no such guest id. Names must match whole."
func notFound(typed string, tried []api.Try) string {
	var none []string
	whole := ""
	for _, t := range tried {
		if t.Err == nil {
			none = append(none, "no such "+t.Ref.Word())
		}
		if t.Ref.Kind == models.RefName {
			whole = " Names must match whole."
		}
	}
	s := "No player found for “" + typed + "”"
	if len(none) > 0 {
		s += ": " + strings.Join(none, ", ")
	}
	return s + "." + whole
}

// called says how many players a reference found.
func called(n int, by models.PlayerRef) string {
	what := "have the " + by.Word() + " “" + short(by.Value) + "”"
	if by.Kind == models.RefName {
		what = "are called “" + short(by.Value) + "”"
	}
	if n == 1 {
		return "1 player " + strings.NewReplacer("have", "has", "are", "is").Replace(what[:4]) + what[4:]
	}
	return fmt.Sprintf("%d players %s: which one?", n, what)
}

// typable says what can be typed.
var typable = []parts.Fact{
	{Label: "363", Value: "a player's id"},
	{Label: "name:Nova", Value: "a name, also without the prefix"},
	{Label: "uid:… ulid:…", Value: "a public UID or a ULID, also without"},
	{Label: "steam:7656…", Value: "the id on a platform; psn: xbox: guest: too"},
}

// columns gives the widths of the columns: mark, name, platform, id, when opened, public UID, ULID, id on the platform. Names come first: other
// columns but the id are left out rather than cut one.
func (m *Model) columns(players []row) []int {
	name, id, uid, platform, opened, ulid, account := len("20000"), 2, 0, 0, 0, 0, 0
	if len(players) > 0 {
		name = len("Universal inventory")
	}
	for _, r := range players {
		name = max(name, min(40, parts.Width(nameOf(r.player))))
		id = max(id, min(20, len(r.player.ID.String())))
		uid = max(uid, min(12, parts.Width(r.player.PublicUID.Line())))
		platform = max(platform, min(10, parts.Width(r.player.Platform.Line())))
		ulid = max(ulid, min(26, parts.Width(r.player.ULID.Line())))
		account = max(account, min(20, parts.Width(r.player.PlatformID.Line())))
		if !r.opened.IsZero() {
			opened = len("12 minutes ago")
		}
	}
	room := m.width - parts.Margin - 1 // a blank before the border
	optional := func(width, head, priority int) parts.Column {
		if width == 0 { // no row has one: it is left out first
			return parts.Column{Min: m.width, Priority: 9}
		}
		return parts.Column{Min: max(head, width), Priority: priority}
	}
	return parts.Columns(room, parts.Gap, []parts.Column{
		{Min: 1},
		{Min: min(name, room-1-2*parts.Gap-id), Max: name, Weight: 1},
		optional(platform, len("PLATFORM"), 2),
		{Min: id, Priority: 1},
		optional(opened, len("OPENED"), 3), optional(uid, len("PUBLIC UID"), 4), optional(ulid, len("ULID"), 5), optional(account, len("PLATFORM ID"), 6),
	})
}

func (m *Model) draw(r row, marked bool) string {
	th := m.th
	// pair is a row of two texts, the second of which begins in one column with the others.
	pair := func(a, b string) string {
		first := max(m.widths[1], parts.Width(a))
		if room := m.width - parts.Margin - 2 - first - 2*parts.Gap; room < m.widest {
			first = max(parts.Width(a), first+room-m.widest) // names give way
		}
		return parts.RenderRow(th, marked, []parts.Cell{{}, {Text: a, Style: th.Text}, {Text: b, Style: th.Muted}},
			[]int{1, first, max(0, m.width-parts.Margin-2-first-2*parts.Gap)}, m.width)
	}
	switch r.id.kind {
	case textRow:
		return r.text
	case universalRow:
		return pair("Universal inventory", "the game's own items  "+m.key(keymap.PickerUniversal))
	case exampleRow:
		return pair(m.examples[r.id.n].Text, m.examples[r.id.n].What)
	case directRow:
		return pair("Open player "+r.player.ID.String()+" anyway", "without a look-up")
	}
	mark, nameStyle, id := parts.Cell{}, th.Text, r.player.ID.String()
	switch {
	case m.search.chosen[r.player.ID]:
		mark = parts.Cell{Text: "✓", Style: th.Success}
	case r.pinned:
		mark = parts.Cell{Text: "★", Style: th.Warning}
	}
	if r.player.Name.Empty() {
		nameStyle = th.Faint
	}
	if id == "" {
		id = "no id"
	}
	return parts.RenderRow(th, marked, []parts.Cell{
		mark,
		{Text: nameOf(r.player), Style: nameStyle},
		{Text: r.player.Platform.Line(), Style: th.Muted},
		{Text: id, Style: th.Muted},
		{Text: m.ago(r.opened), Style: th.Faint},
		{Text: r.player.PublicUID.Line(), Style: th.Muted},
		{Text: r.player.ULID.Line(), Style: th.Faint},
		{Text: r.player.PlatformID.Line(), Style: th.Faint},
	}, m.widths, m.width)
}

// nameOf is a player's name for the screen.
func nameOf(p models.Player) string {
	if p.Name.Empty() {
		return "(no name)"
	}
	return p.Name.Line()
}

// nameUpTo is a player's name in at most so many cells.
func nameUpTo(p models.Player, cells int) string {
	name := nameOf(p)
	return parts.Fit(name, min(cells, parts.Width(name)))
}

// ago says when a player was opened; "" for one that was not.
func (m *Model) ago(then time.Time) string {
	switch {
	case then.IsZero():
		return ""
	case m.now.Sub(then) < time.Minute:
		m.expiry.Add(then.Add(time.Minute))
		return "just now"
	}
	return m.expiry.Ago(then, m.now)
}

// CursorLine is the line of the last View that shows the selected row; false for none.
func (m *Model) CursorLine() (y int, ok bool) { return m.list.CursorLine() }
