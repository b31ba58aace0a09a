package picker

import (
	"fmt"
	"strings"
	"time"

	"charm.land/lipgloss/v2"
	"github.com/dustin/go-humanize"

	"lootlens/api"
	"lootlens/keymap"
	"lootlens/models"
	"lootlens/models/text"
	"lootlens/ui/parts"
)

// View draws the picker as exactly h lines of exactly w cells.
func (m *Model) View(w, h int, focused bool) string {
	iw, ih := parts.Inner(w, h)
	x, y := 1, 1
	if w < 2 || h < 2 { // no border
		iw, ih, x, y = w, h, 0, 0
	}
	head := m.head(iw, ih, focused)
	m.fieldAt = y
	m.inner = span{x, x + iw}
	lines := m.lines(iw)
	m.list.Resize(y+len(head), ih-len(head))
	m.list.SetRows(lines)
	if m.cursor < 0 {
		m.list.Deselect()
	} else {
		m.list.Select(m.cursor)
	}
	box := parts.Box{
		Title: "Open a player", Note: m.host(), Focused: focused,
		Lines: head, Scroll: m.list.Scroll(),
	}
	found, recent := m.columns(iw, foundRow, directRow), m.columns(iw, recentRow)
	box.Lines = append(box.Lines, m.list.View(func(l parts.Line, _ bool) string {
		switch {
		case l.Row == parts.None:
			return l.Text
		case m.rows[l.Row].kind == recentRow:
			return m.paint(l.Row, recent, iw)
		}
		return m.paint(l.Row, found, iw)
	})...)
	return box.View(m.th, w, h)
}

// Loading reports whether a player is looked up.
func (m *Model) Loading() bool { return m.search.answer.Loading() }

// Cursor returns the cell of the last View in which the text cursor is; false for none.
func (m *Model) Cursor() (x, y int, ok bool) {
	x, ok = m.field.Cursor()
	return m.inner.from + 1 + x, m.fieldAt, ok
}

// head is the field and what is said of it; it does not scroll.
func (m *Model) head(w, h int, focused bool) []string {
	head := []string{" " + m.field.View(max(0, w-2), focused && m.cursor < 0)}
	if h < 3 {
		return head
	}
	style, s := m.taken()
	head = append(head, " "+style.Render(parts.Fit(s, min(parts.Width(s), max(0, w-2)))))
	if h >= 8 {
		head = append(head, "")
	}
	return head
}

// taken is the line under the field.
func (m *Model) taken() (lipgloss.Style, string) {
	typed := m.field.Value()
	refs := models.ParsePlayerRef(typed)
	found, done := m.search.result()
	switch enter := m.keys.KeyIn(keymap.InPicker, keymap.PickerOpen); {
	case api.LooksLikeKey(typed):
		return m.th.Warning, "this looks like a server key and is not looked up: clear it with " + m.keys.KeyIn(keymap.InPicker, keymap.EditClear)
	case m.search.answer.Loading():
		return m.th.Muted, "looking up …  " + m.keys.KeyIn(keymap.InPicker, keymap.Back) + " cancels"
	case strings.TrimSpace(typed) == "":
		return m.th.Faint, fmt.Sprintf("Type a name or id and press %s, or choose with %s", enter, m.keys.KeyIn(keymap.InPicker, keymap.PickerDown))
	case len([]rune(typed)) >= maxText:
		return m.th.Warning, fmt.Sprintf("no more than %d characters are taken; clear it with %s", maxText, m.keys.KeyIn(keymap.InPicker, keymap.EditClear))
	case len(refs) == 0:
		return m.th.Faint, "type the rest after the colon"
	case done && found.err != nil:
		return m.th.Muted, enter + " tries again"
	case m.cursor >= 0 && done:
		return m.th.Muted, enter + " opens the marked player"
	default:
		return m.th.Muted, enter + " looks for " + taken(refs)
	}
}

// host is where players are looked for, for the border.
func (m *Model) host() string {
	_, host, _ := strings.Cut(m.client.BaseURL(), "://")
	return m.th.Muted.Render(text.Of(host).Line())
}

// lines is all below the head: what came of the look-up, the recent players, the
// rest.
func (m *Model) lines(w int) []parts.Line {
	var out []parts.Line
	say := func(style lipgloss.Style, s string) {
		for _, l := range parts.Wrap(s, max(1, w-2)) {
			out = append(out, parts.Line{Row: parts.None, Text: " " + style.Render(l)})
		}
	}
	gap := func() {
		if len(out) > 0 {
			out = append(out, parts.Line{Row: parts.None})
		}
	}
	m.saySearch(say)
	last := rowKind(-1)
	for i, r := range m.rows {
		if r.kind != last {
			last = r.kind
			switch r.kind {
			case foundRow: // its heading is what was found
			case directRow:
			case recentRow:
				gap()
				say(m.th.Title, "Recent players")
			case exampleRow:
				gap()
				if m.welcome() {
					say(m.th.Title, "Welcome. This game is made up: look at whoever you like.")
				} else {
					say(m.th.Title, "In this made-up game")
				}
			case universalRow:
				if m.welcome() && m.env != api.Demo {
					m.sayWelcome(say, gap)
				}
				gap()
			}
		}
		out = append(out, parts.Line{Row: i})
	}
	return out
}

func (m *Model) saySearch(say func(lipgloss.Style, string)) {
	s := &m.search
	typed := text.Of(strings.TrimSpace(s.typed)).Line()
	r, done := s.result()
	switch {
	case s.answer.Loading():
		say(m.th.Text, "Looking up "+taken(s.refs)+" …")
	case !done:
	case r.err != nil:
		say(m.th.Error, "The look-up failed: "+text.Error(r.err))
		m.sayTried(say, r.tried[:max(0, len(r.tried)-1)])
	case len(r.players) == 0:
		say(m.th.Warning, "No player found for “"+parts.Fit(typed, min(parts.Width(typed), shownRef))+"”. Names must match whole. Tried:")
		m.sayTried(say, r.tried)
		say(m.th.Faint, "A prefix says what it is: id: ulid: uid: name: steam: psn: xbox: guest:. "+m.reads())
	default:
		say(m.th.Title, called(len(r.players), r.tried[len(r.tried)-1].Ref))
	}
}

// reads says which players the key can find.
func (m *Model) reads() string {
	if m.env == api.UnknownEnvironment {
		return "A key reads one environment only: the player may be in another."
	}
	return "This key reads " + strings.ToUpper(m.env.String()) + " only: the player may be in another environment."
}

// called says how many players a reference found.
func called(n int, by models.PlayerRef) string {
	what := "are found by " + safeRef(by)
	if by.Kind == models.RefName {
		what = "are called “" + safeName(by.Value) + "”"
	}
	if n == 1 {
		return "1 player " + strings.Replace(what, "are", "is", 1)
	}
	return fmt.Sprintf("%d players %s: which one?", n, what)
}

func (m *Model) sayTried(say func(lipgloss.Style, string), tried []api.Try) {
	for _, t := range tried {
		say(m.th.Muted, "· "+t.String())
	}
}

// sayWelcome is for the first day: what can be typed, and where it is looked for.
func (m *Model) sayWelcome(say func(lipgloss.Style, string), gap func()) {
	gap()
	say(m.th.Title, "Welcome. Whose inventory do you want to see?")
	for _, e := range []Example{
		{"363", "a player's id"},
		{"name:Nova", "a name, also without the prefix"},
		{"uid:… ulid:…", "a public UID or a ULID, also without"},
		{"steam:7656…", "a platform's id; psn: xbox: guest: too"},
	} {
		say(m.th.Muted, fmt.Sprintf("%-14s %s", e.Text, e.What))
	}
	say(m.th.Muted, "lootlens only reads: nothing can be changed from here.")
}

// columns gives the widths of the columns of player rows: pin, name, id, public
// UID, platform, ULID, when opened.
func (m *Model) columns(w int, kinds ...rowKind) []int {
	id, uid, platform := 4, 4, 4
	seen := false
	for _, r := range m.rows {
		for _, k := range kinds {
			if r.kind == k {
				seen = true
				id = max(id, len(r.player.ID.String()))
				uid = max(uid, len(r.player.PublicUID.Raw()))
				platform = max(platform, len(r.player.Platform.Raw()))
			}
		}
	}
	ulid, opened := 26, 0
	if kinds[0] == recentRow {
		opened = 14
	}
	if !seen {
		ulid = 0
	}
	cols := []parts.Column{
		{Min: 1},
		{Min: 16, Max: 40, Weight: 1},
		{Min: min(id, 20), Priority: 1},
		{Min: min(uid, 12), Priority: 4},
		{Min: min(platform, 10), Priority: 3},
		{Min: max(1, ulid), Priority: 5},
		{Min: max(1, opened), Priority: 2},
	}
	if opened == 0 {
		cols = cols[:6]
	}
	return append(parts.Columns(w-parts.Margin, parts.Gap, cols), 0)[:7]
}

func (m *Model) paint(i int, widths []int, w int) string {
	r := m.rows[i]
	chosen := i == m.cursor
	th := m.th
	one := func(a, b string) string {
		first := min(parts.Width(a), max(0, w-parts.Margin))
		return parts.RenderRow(th, chosen, []parts.Cell{{Text: a, Style: th.Text}, {Text: b, Style: th.Muted}},
			[]int{first, max(0, w-parts.Margin-parts.Gap-first)}, w)
	}
	switch r.kind {
	case universalRow:
		return one("Universal inventory", "the game's own items  "+m.keys.KeyIn(keymap.InPicker, keymap.PickerUniversal))
	case exampleRow:
		return one(fmt.Sprintf("%-6s", r.example.Text), r.example.What)
	case directRow:
		return one("Open player "+r.player.ID.String()+" anyway", "without a look-up")
	}
	star, style, name := "", th.Text, nameOf(r.player)
	if r.pinned || r.kind == foundRow && m.isPinned(r.player.ID) {
		star = "★"
	}
	if r.player.Name.Empty() {
		style = th.Faint
	}
	id := r.player.ID.String()
	if id == "" {
		id = "no id"
	}
	return parts.RenderRow(th, chosen, []parts.Cell{
		{Text: star, Style: th.Warning},
		{Text: name, Style: style},
		{Text: id, Style: th.Muted},
		{Text: r.player.PublicUID.Line(), Style: th.Muted},
		{Text: r.player.Platform.Line(), Style: th.Muted},
		{Text: r.player.ULID.Line(), Style: th.Faint},
		{Text: ago(r.opened, m.now), Style: th.Faint},
	}, widths, w)
}

func (m *Model) isPinned(id models.PlayerID) bool {
	for _, p := range m.kept.list.Players {
		if p.ID == id {
			return p.Pinned
		}
	}
	return false
}

// nameOf is a player's name for the screen.
func nameOf(p models.Player) string {
	if p.Name.Empty() {
		return "(no name)"
	}
	return p.Name.Line()
}

func ago(then, now time.Time) string {
	if then.IsZero() || now.IsZero() || then.After(now) || now.Sub(then) < time.Minute {
		return "just now"
	}
	return humanize.RelTime(then, now, "ago", "")
}
