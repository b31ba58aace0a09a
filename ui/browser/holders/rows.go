package holders

import (
	"strings"

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

// arrange makes the rows: the player where no pane beside the list shows it, then the inventories with what was asked of
// them.
func (m *Model) arrange() {
	if m.player.ID.IsZero() {
		return
	}
	m.expiry = parts.Expiry{}
	under := m.selected()
	characters, _ := m.characters.Get()
	heroes, _ := m.heroes.Get()
	m.inventories = nil
	for _, v := range models.Inventories(m.player.ID, characters, heroes) {
		entry := &inventory{PlayerInventory: v}
		if v.Character != nil {
			entry.about = characterFacts(v.Character)
		}
		for _, h := range v.Heroes {
			entry.about = append(entry.about, heroFacts(h, v.Character != nil)...)
		}
		entry.about = append(entry.about, m.lookFacts(v.Holder)...)
		m.inventories = append(m.inventories, entry)
	}

	m.arrangeSide()
	p := page{th: m.th, width: m.width}
	if m.sideWidth == 0 {
		m.addPlayer(&p)
	}
	if m.sideWidth == 0 { // else it is the pane's title
		p.say(m.th.Title, m.heading())
	}
	widths := m.columns()
	heads := []parts.Cell{{Text: "NAME"}, {Text: "ID"}, {Text: parts.FitRight("ITEMS", widths[itemsColumn])}, {Text: "HOLDER"}, {Text: "CLASS"}, {Text: "ULID"}}
	for i := range heads {
		heads[i].Style = m.th.Faint
	}
	p.rows = append(p.rows, row{text: parts.RenderRow(m.th, false, heads, widths, m.width)})
	for _, v := range m.inventories {
		p.of, p.line = v, 0
		p.add(m.cells(v, widths), widths)
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
	p.facts(append([]parts.Fact{
		{Label: "id", Value: pl.ID.String()}, {Label: "public UID", Value: parts.Brief(pl.PublicUID)}, {Label: "ULID", Value: parts.Brief(pl.ULID)},
		{Label: "platform", Value: strings.TrimSpace(parts.Brief(pl.Platform) + " " + parts.Brief(pl.PlatformID))},
	}, extraFacts(pl.Extra)...))
	again := m.keys.Key(keymap.HoldersRefresh)
	addState(p, &m.lookUp, "player", again, false)
	if found, known := m.lookUp.Get(); known && len(found) == 0 {
		p.say(m.th.Warning, "No player "+pl.ID.String()+" was found. The inventories are read with this id all the same.")
	}
	v := valueAt(m.wallets, pl.ULID.Raw())
	if w, known := v.Get(); known {
		p.section("Wallet")
		p.facts(m.walletFacts(w))
	}
	if pl.ULID.Empty() && !m.lookUp.Loading() {
		p.say(m.th.Faint, "The wallet cannot be read: the player's ULID is not known.")
	}
	addState(p, v, "wallet", again, false)
}

func (m *Model) walletFacts(w wallet) []parts.Fact {
	var facts []parts.Fact
	switch {
	case w.ID == "":
		facts = append(facts, parts.Fact{Label: "wallet", Value: "no wallet"})
	case len(w.balances) == 0:
		facts = append(facts, parts.Fact{Label: "wallet", Value: "empty"})
	}
	for _, b := range w.balances {
		name := "balance"
		switch {
		case !b.Name.Empty():
			name = parts.Brief(b.Name)
		case !b.Code.Empty():
			name = parts.Brief(b.Code)
		}
		facts = append(facts, parts.Fact{Label: name, Value: grouped(parts.Brief(b.Amount))})
	}
	for _, x := range w.Modifiers {
		until := ""
		if !x.Expires.Empty() {
			until = " until " + m.date(x.Expires)
		}
		facts = append(facts, parts.Fact{Label: parts.Brief(x.Code), Value: "×" + parts.Brief(text.Of(string(x.Factor))) + until})
	}
	return facts
}
