package holders

import (
	"cmp"
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/dustin/go-humanize"
	"github.com/dustin/go-humanize/english"

	"lootlens/keymap"
	"lootlens/models"
	"lootlens/models/text"
	"lootlens/theme"
	"lootlens/ui/parts"
)

// Loading reports whether the player or the inventories are on their way.
func (m *Model) Loading() bool {
	return m.load.player.asking || m.load.characters.asking || m.load.heroes.asking
}

// View draws the screen as exactly h lines of exactly w cells.
func (m *Model) View(w, h int, focused bool) string {
	iw, ih := parts.Inner(w, h)
	x, y := 1, 1
	if w < 2 || h < 2 { // no border
		iw, ih, x, y = w, h, 0, 0
	}
	m.inner = span{x, x + iw}
	box := parts.Box{Title: title(m.player), Focused: focused}
	if n := len(m.rows); n > 1 {
		box.Note = m.th.Muted.Render(english.Plural(n, "inventory", "inventories"))
	}
	if c := &m.drawn; !c.valid || c.w != iw {
		*c = drawn{valid: true, w: iw, lines: m.lines(iw), widths: m.columns(iw)}
	}
	m.list.Resize(y, ih)
	m.list.SetRows(m.drawn.lines)
	m.list.Select(m.cursor)
	box.Lines = m.list.View(func(l parts.Line, _ bool) string {
		if l.Row != parts.None {
			return m.paint(l.Row, m.drawn.widths, iw)
		}
		return l.Text
	})
	box.Scroll = m.list.Scroll()
	return box.View(m.th, w, h)
}

// drawn is what only changes with what is shown and with the width; rows are painted
// as they come on the screen.
type drawn struct {
	valid  bool
	w      int
	lines  []parts.Line
	widths []int
}

func title(p models.Player) string {
	if p.Name.Empty() {
		return "Player " + p.ID.String()
	}
	return brief(p.Name)
}

// lines is the player, then the inventories under their headings.
func (m *Model) lines(w int) []parts.Line {
	p := page{w: max(1, w-2), th: m.th}
	m.sayPlayer(&p)
	if len(m.rows) == 0 {
		return p.out
	}
	l := &m.load
	p.head("Inventories", "", false)
	p.row(0)
	next := 1
	p.head("Characters", count(len(l.characters.value), l.characters.known), l.characters.asking && l.characters.known)
	for range l.characters.value {
		p.row(next)
		next++
	}
	m.sayState(&p, l.characters.known, l.characters.asking, l.characters.err, len(l.characters.value), "characters")
	p.head("Heroes", count(len(l.heroes.value), l.heroes.known), l.heroes.asking && l.heroes.known)
	for range l.heroes.value {
		p.row(next)
		next++
	}
	m.sayState(&p, l.heroes.known, l.heroes.asking, l.heroes.err, len(l.heroes.value), "heroes")
	return p.out
}

func count(n int, known bool) string {
	if !known || n == 0 {
		return ""
	}
	return humanize.Comma(int64(n))
}

// sayState says what there is to say of a section besides its rows.
func (m *Model) sayState(p *page, known, asking bool, err error, n int, what string) {
	switch {
	case err != nil:
		p.say(m.th.Error, "The "+what+" could not be read: "+text.Error(err))
		p.say(m.th.Muted, m.keys.Key(keymap.HoldersRefresh)+" tries again")
	case asking && !known:
		p.say(m.th.Faint, "loading "+what+" …")
	case known && n == 0:
		p.say(m.th.Faint, "no "+what)
	}
}

// sayPlayer is what is known of the player.
func (m *Model) sayPlayer(p *page) {
	pl, l := m.player, &m.load
	p.pair("id", pl.ID.String())
	p.pair("public UID", brief(pl.PublicUID))
	p.pair("ULID", brief(pl.ULID))
	p.pair("platform", strings.TrimSpace(brief(pl.Platform)+" "+brief(pl.PlatformID)))
	for _, f := range pl.Extra {
		p.pair(strings.ReplaceAll(brief(f.Name), "_", " "), brief(f.Value()))
	}
	p.flush()
	again := m.keys.Key(keymap.HoldersRefresh)
	switch {
	case l.player.err != nil:
		p.say(m.th.Error, "The player could not be looked up: "+text.Error(l.player.err))
		p.say(m.th.Muted, again+" tries again")
	case l.player.asking && len(pl.Raw) == 0:
		p.say(m.th.Faint, "looking the player up …")
	case l.nobody:
		p.say(m.th.Warning, "the look-up knows no player "+pl.ID.String()+"; the inventories are asked for by this number")
	}
	switch {
	case l.wallet.err != nil:
		m.balances(p)
		p.say(m.th.Error, "The wallet could not be read: "+text.Error(l.wallet.err))
		p.say(m.th.Muted, again+" tries again")
	case l.noWallet:
		p.pair("wallet", "no wallet")
		p.flush()
	case l.wallet.known && len(l.wallet.value) == 0:
		p.pair("wallet", "empty")
		p.flush()
	case l.wallet.known:
		m.balances(p)
	case l.wallet.asking:
		p.say(m.th.Faint, "loading the wallet …")
	case pl.ULID.Empty() && !l.player.asking:
		p.say(m.th.Faint, "no wallet can be asked for: the ULID is not known")
	}
}

func (m *Model) balances(p *page) {
	for _, b := range m.load.wallet.value {
		name := cmp.Or(brief(b.Name), brief(b.Code), "balance")
		p.pair(name, grouped(brief(b.Amount)))
	}
	p.flush()
}

// grouped puts commas into a whole number, however large; others stay as sent.
func grouped(s string) string {
	whole, rest, dot := strings.Cut(s, ".")
	digits := strings.TrimPrefix(whole, "-")
	if digits == "" || strings.Trim(digits, "0123456789") != "" || len(digits) <= 3 {
		return s
	}
	var b strings.Builder
	b.WriteString(whole[:len(whole)-len(digits)])
	for i, c := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(c)
	}
	if dot {
		b.WriteString("." + rest)
	}
	return b.String()
}

// page collects lines of w cells within a margin.
type page struct {
	w     int
	th    theme.Theme
	out   []parts.Line
	pairs []pair
}

type pair struct{ label, value string }

func (p *page) text(s string) { p.out = append(p.out, parts.Line{Row: parts.None, Text: " " + s}) }

func (p *page) row(i int) { p.out = append(p.out, parts.Line{Row: i}) }

func (p *page) say(style lipgloss.Style, s string) {
	for _, l := range parts.Wrap(s, p.w) {
		p.text(style.Render(l))
	}
}

func (p *page) head(title, note string, asking bool) {
	if len(p.out) > 0 {
		p.out = append(p.out, parts.Line{Row: parts.None})
	}
	s := p.th.Title.Render(title)
	if note != "" {
		s += " " + p.th.Muted.Render(note)
	}
	if asking {
		s += " " + p.th.Faint.Render("…")
	}
	p.text(s)
}

// pair adds a label and its value to the line that flush writes; empty values are
// left out.
func (p *page) pair(label, value string) {
	if value != "" {
		p.pairs = append(p.pairs, pair{label, value})
	}
}

// flush writes the pairs, as many on a line as fit. A long value goes on in the
// next lines.
func (p *page) flush() {
	const between = 3
	var b strings.Builder
	used := 0
	end := func() {
		if used > 0 {
			p.text(b.String())
		}
		b.Reset()
		used = 0
	}
	for _, x := range p.pairs {
		n := parts.Width(x.label) + 1 + parts.Width(x.value)
		if used > 0 && used+between+n > p.w {
			end()
		}
		if n > p.w {
			p.say(p.th.Text, x.label+" "+x.value)
			continue
		}
		if used > 0 {
			b.WriteString(strings.Repeat(" ", between))
			used += between
		}
		b.WriteString(p.th.Muted.Render(x.label))
		b.WriteByte(' ')
		b.WriteString(p.th.Text.Render(x.value))
		used += n
	}
	end()
	p.pairs = p.pairs[:0]
}

// columns gives the widths of a row's columns: name, class, id, default, the hero's
// character, ULID.
func (m *Model) columns(w int) []int {
	id, class, character, ulid := 4, 0, 0, 0
	for _, r := range m.rows {
		id = max(id, len(r.id()))
		class = max(class, min(16, parts.Width(brief(r.class))))
		character = max(character, min(20, parts.Width(brief(r.character))))
		if r.holder.Kind == models.CharacterHolder {
			ulid = max(ulid, min(26, len(r.ulid.Raw())))
		}
	}
	widths := []int{class, character, ulid}
	cols := []parts.Column{
		{Min: 12, Max: 40, Weight: 1},
		{Min: min(id, 20), Priority: 1},
		{Min: 7, Priority: 2},
		{Min: class, Priority: 3},
		{Min: character, Priority: 4},
		{Min: ulid, Priority: 5},
	}
	kept := cols[:3:3]
	for i, n := range widths {
		if n > 0 {
			kept = append(kept, cols[3+i])
		}
	}
	got := parts.Columns(w-parts.Margin, parts.Gap, kept)
	out := make([]int, len(cols))
	copy(out, got[:3])
	next := 3
	for i, n := range widths {
		if n > 0 {
			out[3+i] = got[next]
			next++
		}
	}
	return out
}

// brief is the first 200 characters of a text: a player with a name as long as a
// book is shown too. The raw view has all of it.
func brief(t text.Text) string {
	const most = 200 // characters
	if s := t.Raw(); len(s) > most {
		if r := []rune(s); len(r) > most {
			return text.Of(string(r[:most])).Line() + "…"
		}
	}
	return t.Line()
}

func (m *Model) paint(i int, widths []int, w int) string {
	r, th := m.rows[i], m.th
	name, style := brief(r.name), th.Text
	switch {
	case r.holder.Kind == models.PlayerHolder:
		name = "The player's own"
	case name == "":
		name, style = "(no name)", th.Faint
	}
	id, def := r.id(), ""
	if id == "" {
		id = "no id"
	}
	if r.isDefault {
		def = "default"
	}
	ulid := ""
	if r.holder.Kind == models.CharacterHolder {
		ulid = brief(r.ulid)
	}
	character := brief(r.character)
	return parts.RenderRow(th, i == m.cursor, []parts.Cell{
		{Text: name, Style: style},
		{Text: id, Style: th.Muted},
		{Text: def, Style: th.Success},
		{Text: brief(r.class), Style: th.Muted},
		{Text: character, Style: th.Muted},
		{Text: ulid, Style: th.Faint},
	}, widths, w)
}
