package holders

import (
	"fmt"
	"math/big"
	"strings"

	"github.com/dustin/go-humanize"
	"github.com/dustin/go-humanize/english"

	"lootlens/keymap"
	"lootlens/models"
	"lootlens/models/text"
	"lootlens/ui/parts"
)

// row is a line of the list. Without an inventory it is text that cannot be selected.
type row struct {
	id     rowID
	of     *inventory
	text   string
	cells  []parts.Cell
	widths []int
}

// rowID identifies the row of an inventory and, from line 1 on, the lines below it.
type rowID struct {
	holder models.Holder
	line   int
}

// arrange makes the rows: the player, then the inventories with what was asked of them.
func (m *Model) arrange() {
	if m.player.ID.IsZero() {
		return
	}
	under := m.selected()
	characters, charactersKnown := m.characters.Get()
	heroes, heroesKnown := m.heroes.Get()
	m.inventories = nil
	for _, v := range models.Inventories(m.player.ID, characters, heroes) {
		entry := &inventory{PlayerInventory: v}
		if v.Character != nil {
			entry.about = m.flow(characterFacts(v.Character))
		}
		for _, h := range v.Heroes {
			entry.about = append(entry.about, m.flow(heroFacts(h, v.Character != nil))...)
		}
		m.inventories = append(m.inventories, entry)
	}

	p := page{th: m.th, width: m.width}
	m.addPlayer(&p)
	p.rows = append(p.rows, row{})
	heading := "Inventories"
	if charactersKnown || heroesKnown {
		heading += " " + humanize.Comma(int64(len(m.inventories)))
	}
	if charactersKnown && m.characters.Loading() || heroesKnown && m.heroes.Loading() {
		heading += " …"
	}
	widths := m.columns(heading)
	p.rows = append(p.rows, row{text: parts.RenderRow(m.th, false, []parts.Cell{
		{Text: heading, Style: m.th.Title}, {Text: "HOLDER", Style: m.th.Faint}, {Text: "ID", Style: m.th.Faint},
		{Text: "CLASS", Style: m.th.Faint}, {Text: "ULID", Style: m.th.Faint},
	}, widths, m.width)})
	for _, v := range m.inventories {
		p.of, p.line = v, 0
		p.add(m.cells(v), widths)
		if m.expanded[v.Holder] {
			m.addBelongings(&p, v)
		}
	}
	p.of = nil
	again := m.keys.Key(keymap.HoldersRefresh)
	addState(&p, &m.characters, "characters", again, len(characters) == 0)
	addState(&p, &m.heroes, "heroes", again, len(heroes) == 0)
	if n := withoutID(characters, heroes); n > 0 {
		p.say(m.th.Warning, english.Plural(n, "character or hero", "characters or heroes")+" without an id cannot be opened")
	}
	m.list.SetRows(p.rows)
	if now := m.selected(); under != nil && now.Holder != under.Holder {
		for _, v := range m.inventories { // what was a row of its own may be another name of one
			if v.Is(under.Holder) {
				m.list.Select(rowID{holder: v.Holder})
			}
		}
	}
}

func withoutID(characters []models.Character, heroes []models.Hero) (n int) {
	for _, c := range characters {
		if c.ID.IsZero() {
			n++
		}
	}
	for _, h := range heroes {
		if h.ID.IsZero() {
			n++
		}
	}
	return n
}

// addPlayer adds what is known of the player.
func (m *Model) addPlayer(p *page) {
	pl := m.player
	facts := []fact{
		{"id", pl.ID.String()}, {"public UID", brief(pl.PublicUID)}, {"ULID", brief(pl.ULID)},
		{"platform", strings.TrimSpace(brief(pl.Platform) + " " + brief(pl.PlatformID))},
	}
	p.facts(m.flow(append(facts, extraFacts(pl.Extra)...)))
	again := m.keys.Key(keymap.HoldersRefresh)
	addState(p, &m.lookUp, "player", again, false)
	if found, known := m.lookUp.Get(); known && len(found) == 0 {
		p.say(m.th.Warning, "No player "+pl.ID.String()+" was found. The inventories are asked for with this id.")
	}
	v := valueAt(m.wallets, pl.ULID.Raw())
	if w, known := v.Get(); known {
		p.facts(m.flow(m.walletFacts(w)))
	}
	if pl.ULID.Empty() && !m.lookUp.Loading() {
		p.say(m.th.Faint, "The wallet cannot be read: the player's ULID is not known.")
	}
	addState(p, v, "wallet", again, false)
}

func (m *Model) walletFacts(w wallet) []fact {
	facts := []fact{{"wallet", ""}}
	switch {
	case w.ID == "":
		facts[0].value = "no wallet"
	case len(w.balances) == 0:
		facts[0].value = "empty"
	}
	for _, b := range w.balances {
		name := "balance"
		switch {
		case !b.Name.Empty():
			name = brief(b.Name)
		case !b.Code.Empty():
			name = brief(b.Code)
		}
		facts = append(facts, fact{name, grouped(brief(b.Amount))})
	}
	for _, x := range w.Modifiers {
		until := ""
		if !x.Expires.Empty() {
			until = " until " + m.date(x.Expires)
		}
		facts = append(facts, fact{brief(x.Code), "×" + brief(text.Of(string(x.Factor))) + until})
	}
	return facts
}

// addBelongings adds the wallets and progressions that go with an inventory.
func (m *Model) addBelongings(p *page, v *inventory) {
	again := m.keys.Key(keymap.HoldersMore)
	belongings := m.belongings(v)
	for _, b := range belongings {
		if !b.wallet {
			continue
		}
		v := valueAt(m.wallets, b.ulid.Raw())
		if w, known := v.Get(); known {
			var all []string
			for _, f := range m.walletFacts(w) {
				all = append(all, strings.TrimSpace(f.label+" "+f.value))
			}
			p.say(m.th.Text, b.title+": "+strings.Join(all, "   "))
		}
		addState(p, v, "wallet of "+b.title, again, false)
	}
	for _, b := range belongings {
		v := valueAt(m.progressions, b.of)
		if l, known := v.Get(); known && len(l.Items) > 0 {
			count := english.Plural(len(l.Items), "progression", "")
			if l.Total.Known && l.Total.N > uint64(len(l.Items)) {
				count = fmt.Sprintf("%s of %s progressions", humanize.Comma(int64(len(l.Items))), humanize.BigComma(new(big.Int).SetUint64(l.Total.N)))
			}
			if l.Next != "" {
				count += " · " + again + " loads more"
			}
			p.say(m.th.Text, b.title+": "+count)
			m.addProgressions(p, l.Items)
		}
		l, _ := v.Get()
		addState(p, v, "progressions of "+b.title, again, len(l.Items) == 0)
	}
}

// addProgressions adds a row for each, in columns.
func (m *Model) addProgressions(p *page, list []models.Progression) {
	const indent = 4
	lines := [][]string{{"PROGRESSION", "STEP", "POINTS", "LAST LEVEL UP"}}
	for _, x := range list {
		name := brief(x.Name)
		if x.Name.Empty() {
			name = brief(x.Key)
		}
		lines = append(lines, []string{name, brief(text.Of(string(x.Step))), m.points(x), m.date(x.LastLevelUp)})
	}
	columns := []parts.Column{{Max: 40, Weight: 1}, {Priority: 1}, {Priority: 2}, {Priority: 3}}
	for i := range columns {
		for _, l := range lines {
			columns[i].Min = max(columns[i].Min, min(24, indent+parts.Width(l[i])))
		}
		if i > 0 {
			columns[i].Min -= indent
		}
	}
	widths := parts.Columns(p.width-parts.Margin, parts.Gap, columns)
	for i, l := range lines {
		style := m.th.Text
		if i == 0 {
			style = m.th.Faint
		}
		cells := []parts.Cell{{Text: strings.Repeat(" ", indent) + l[0], Style: style}}
		for _, s := range l[1:] {
			cells = append(cells, parts.Cell{Text: s, Style: m.th.Muted})
		}
		p.add(cells, widths)
	}
}

func (m *Model) points(x models.Progression) string {
	points, next := grouped(brief(text.Of(string(x.Points)))), grouped(brief(text.Of(string(x.Next))))
	if points == "" || next == "" {
		return points
	}
	return points + " of " + next
}

// date is a date in the zone of the browser; a text that is no date stays as it was sent.
func (m *Model) date(t text.Text) string {
	at, ok := models.ParseDate(t.Raw())
	if !ok {
		return brief(t)
	}
	return at.In(m.zone).Format("2006-01-02 15:04 MST")
}

// grouped puts commas into the whole part of a number, however large; what is no number stays as sent.
func grouped(s string) string {
	whole, _, _ := strings.Cut(s, ".")
	if n, ok := new(big.Int).SetString(whole, 10); ok && n.String() == whole {
		return humanize.BigComma(n) + strings.TrimPrefix(s, whole)
	}
	return s
}
