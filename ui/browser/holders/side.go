package holders

import (
	"cmp"
	"strings"

	"github.com/dustin/go-humanize"

	"lootlens/api"
	"lootlens/keymap"
	"lootlens/models"
	"lootlens/models/text"
	"lootlens/ui/browser/msg"
	"lootlens/ui/parts"
)

// arrangeSide makes the lines of the pane beside the list: the player, the wallet, the progressions.
func (m *Model) arrangeSide() {
	m.side = nil
	if m.sideWidth == 0 {
		return
	}
	p := page{th: m.th, width: m.sideWidth, side: true}
	m.addPlayer(&p)
	v := valueAt(m.progressions, api.Progressing{Player: m.player.ID})
	l, known := v.Get()
	if known && len(l.Items) > 0 {
		p.section(strings.ToUpper(progressionCount(l)[:1]) + progressionCount(l)[1:])
		var facts []parts.Fact
		for _, x := range l.Items {
			value := parts.Brief(text.Of(string(x.Step)))
			if points := m.points(x); points != "" {
				value += " · " + points
			}
			facts = append(facts, parts.Fact{Label: cmp.Or(progressionName(x), "progression"), Value: value})
		}
		p.facts(facts)
	}
	addState(&p, v, "progressions", m.keys.Key(keymap.HoldersMore), len(l.Items) == 0)
	for _, r := range p.rows {
		m.side = append(m.side, r.text)
	}
}

// viewSide draws the player.
func (m *Model) viewSide(w, h int) string {
	iw, ih := parts.Inner(w, h)
	lines := parts.Block(m.side, iw, ih)
	if len(m.side) > ih && ih > 0 {
		lines[ih-1] = parts.Fit(" "+m.th.Faint.Render("… "+m.keys.Key(keymap.HoldersMore)+" lists all"), iw)
	}
	return parts.Box{Title: title(m.player), Lines: lines}.View(m.th, w, h)
}

// summarize tells the other panes what was read of the player.
func (m *Model) summarize() {
	if m.player.ID.IsZero() {
		return
	}
	const most = 20 // names
	list := func(names []string) string {
		if len(names) == 0 {
			return ""
		}
		n := len(names)
		if n > most {
			names = append(names[:most:most], "…")
		}
		return humanize.Comma(int64(n)) + ": " + strings.Join(names, ", ")
	}
	var characters, heroes, items []string
	known, charactersKnown := m.characters.Get()
	for _, c := range known {
		characters = append(characters, called(c.Name, c.ID.String()))
	}
	knownHeroes, heroesKnown := m.heroes.Get()
	for _, h := range knownHeroes {
		heroes = append(heroes, called(h.Name, h.ID.String()))
	}
	for _, v := range m.inventories {
		if n, ok := m.items(v); ok && len(items) < most {
			items = append(items, models.Count(n)+" in "+v.name())
		}
	}
	facts := []parts.Fact{{Label: "characters", Value: list(characters)}, {Label: "heroes", Value: list(heroes)}}
	for i, known := range []bool{charactersKnown, heroesKnown} {
		if known && facts[i].Value == "" {
			facts[i].Value = "none"
		}
	}
	if w, known := valueAt(m.wallets, m.player.ULID.Raw()).Get(); known {
		facts = append(facts, parts.Fact{Label: "wallet", Value: sentence(m.walletFacts(w), " · ")})
	}
	facts = append(facts, parts.Fact{Label: "items", Value: strings.Join(items, " · ")})
	m.Post(msg.Summary{Player: m.player.ID, Facts: facts})
}

// sentence is facts in one line.
func sentence(facts []parts.Fact, between string) string {
	var all []string
	for _, f := range facts {
		if f.Value != "" {
			all = append(all, strings.TrimSpace(f.Label+" "+f.Value))
		}
	}
	return strings.Join(all, between)
}
