package holders

import (
	"cmp"
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
			p.say(m.th.Text, "wallet of "+b.title+": "+sentence(m.walletFacts(w), "   "))
		}
		addState(p, v, "wallet of "+b.title, again, false)
	}
	for _, b := range belongings {
		v := valueAt(m.progressions, b.of)
		if l, known := v.Get(); known && len(l.Items) > 0 {
			count := progressionCount(l)
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

// progressionCount is how many there are: "100 of 137 progressions".
func progressionCount(l progressions) string {
	if l.Total.Known && l.Total.N > uint64(len(l.Items)) {
		return fmt.Sprintf("%s of %s progressions", humanize.Comma(int64(len(l.Items))), models.Count(l.Total.N))
	}
	return english.Plural(len(l.Items), "progression", "")
}

func progressionName(x models.Progression) string {
	return cmp.Or(parts.Brief(x.Name), parts.Brief(x.Key))
}

// addProgressions adds a row for each, in columns.
func (m *Model) addProgressions(p *page, list []models.Progression) {
	const indent = 4
	lines := [][]string{{"PROGRESSION", "STEP", "POINTS", "LAST LEVEL UP"}}
	for _, x := range list {
		lines = append(lines, []string{progressionName(x), parts.Brief(text.Of(string(x.Step))), m.points(x), m.date(x.LastLevelUp)})
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
	widths := parts.Columns(p.width-parts.Margin-1, parts.Gap, columns)
	for i, l := range lines {
		l[1] = parts.FitRight(l[1], widths[1])
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
	points, next := grouped(parts.Brief(text.Of(string(x.Points)))), grouped(parts.Brief(text.Of(string(x.Next))))
	if points == "" || next == "" {
		return points
	}
	return points + " of " + next
}

// date is a date in the zone of the browser; a text that is no date stays as it was sent.
func (m *Model) date(t text.Text) string {
	at, ok := models.ParseDate(t.Raw())
	if !ok {
		return parts.Brief(t)
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
