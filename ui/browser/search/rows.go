package search

import (
	"strings"
	"time"

	"github.com/dustin/go-humanize/english"

	"lootlens/keymap"
	"lootlens/models"
	"lootlens/models/order"
	"lootlens/models/query"
	"lootlens/models/text"
	"lootlens/ui/browser/past"
	"lootlens/ui/browser/report"
	"lootlens/ui/parts"
)

// row is a line of the list: an item, a sentence about an inventory, or a text that cannot be selected.
type row struct {
	id   rowID
	at   *place // nil for a text
	item *models.Item
	past *models.Past // of an item that is gone
	line              // of a sentence or a text
}

// rowID is an item by its instance, or by its number where it has none, or the sentence about its inventory.
type rowID struct {
	holder   models.Holder
	instance models.InstanceID
	n        int // of the item among the inventory's matches, from 1, where it has no instance id; 0 elsewhere
}

// arrange makes the rows again.
func (m *Model) arrange() {
	var rows []row
	say := func(l line) {
		for _, part := range parts.Wrap(l.text, max(1, m.width-2*parts.Margin)) {
			rows = append(rows, row{line: line{part, l.style}})
		}
	}
	if m.text != "" {
		for _, l := range m.card() {
			say(l)
		}
	}
	if !m.inPlaces() {
		rows = append(rows, m.sorted()...)
	}
	for _, o := range m.who {
		for _, problem := range o.problems() {
			say(line{problem + " · " + m.keys.Key(keymap.SearchRefresh) + " tries again", m.th.Error})
		}
		for _, p := range o.places {
			if m.inPlaces() {
				for i := range p.found[:min(len(p.found), mostRows)] {
					rows = append(rows, p.row(i))
				}
			}
			for _, x := range p.history.found[:min(len(p.history.found), mostRows)] {
				rows = append(rows, row{id: rowID{holder: p.Holder, instance: x.Item().Instance()}, at: p, item: x.Item(), past: x})
				for _, part := range parts.Wrap(x.GoneSince(m.now.Location()), max(1, m.width-2*parts.Margin-2)) {
					rows = append(rows, row{line: line{"  " + part, m.th.Removed}})
				}
			}
			if l := m.about(p); l.text != "" && m.text != "" {
				lines := parts.Wrap(l.text, max(1, m.width-2*parts.Margin-1))
				rows = append(rows, row{id: rowID{holder: p.Holder}, at: p, line: line{lines[0], l.style}})
				for _, part := range lines[1:] {
					rows = append(rows, row{line: line{"  " + part, l.style}})
				}
			}
		}
	}
	m.measure()
	m.list.SetRows(rows)
	if !m.moved {
		m.list.SelectAt(0)
		if len(m.card()) > 0 { // the answer comes before the first row
			m.list.ShowStart()
		}
	}
}

// inPlaces reports whether the rows are in groups by inventory.
func (m *Model) inPlaces() bool {
	return m.table.By == order.Server && !m.table.Desc || m.state == running && m.matches() > mostSorted
}

// sorted are the rows of all items in the order that was chosen.
func (m *Model) sorted() (rows []row) {
	at := map[*models.Item]row{}
	var items []*models.Item
	for _, p := range m.places() {
		items = append(items, p.found...)
		for i, it := range p.found {
			at[it] = p.row(i)
		}
	}
	for _, it := range order.Sort(items, m.table.By, m.table.Desc, m.now) {
		rows = append(rows, at[it])
	}
	return rows
}

// row is the row of an inventory's i-th match.
func (p *place) row(i int) row {
	it := p.found[i]
	id := rowID{p.Holder, it.Instance(), 0}
	if id.instance.IsZero() {
		id.n = i + 1
	}
	return row{id: id, at: p, item: it}
}

// matches is how many items were found.
func (m *Model) matches() (n int) {
	for _, p := range m.places() {
		n += len(p.found)
	}
	return n
}

// unchecked is how many items may match, since what the query needs of them was not read.
func (m *Model) unchecked() (n int) {
	for _, p := range m.places() {
		n += len(p.unknown)
	}
	return n
}

// gone is how many items match and are no longer there.
func (m *Model) gone() (n int) {
	for _, p := range m.places() {
		n += len(p.history.found)
	}
	return n
}

// measure fits the columns to what was found.
func (m *Model) measure() {
	m.table.Where, m.table.Sizes = 0, parts.ItemSizes{}
	for _, p := range m.places() {
		m.table.Sizes.Add(p.found)
		for _, x := range p.history.found {
			m.table.Sizes.Add([]*models.Item{x.Item()})
		}
		if len(p.found)+len(p.history.found) > 0 {
			m.table.Where = max(m.table.Where, len("WHERE")+2, parts.Width(m.where(p)))
		}
	}
	m.table.Where = min(m.table.Where, max(8, m.width/5))
}

// about says of an inventory that it has no matches, or was not read to its end.
func (m *Model) about(p *place) line {
	quiet, warn, bad := m.th.Muted, m.th.Warning, m.th.Error
	name := m.name(p) + ": "
	found := "none found in "
	if n := len(p.found); n > 0 {
		found = count(n) + " found in "
	}
	again := " · " + m.keys.Key(keymap.SearchRefresh) + " tries again"
	part := found + reported(p, "").Of()
	switch {
	case p.err != nil && p.read() == 0:
		return line{name + "not read: " + text.Error(p.err) + again, bad}
	case p.err != nil:
		return line{name + part + ", then " + text.Error(p.err) + again, bad}
	case p.loadout.Err() != nil:
		return line{name + "its loadout is not known: " + text.Error(p.loadout.Err()) + again, bad}
	case !p.done() && m.state == running:
		if p.read() == 0 {
			return line{name + "searching…", quiet}
		}
		return line{name + "searching, " + strings.TrimPrefix(part, "none found in ") + "…", quiet}
	case !p.done() && p.read() == 0:
		return line{name + "not searched · " + m.keys.Key(keymap.SearchGoOn) + " searches on", warn}
	case !p.done():
		return line{name + part + " · " + m.keys.Key(keymap.SearchGoOn) + " searches on", warn}
	case p.walk.Notice() != "":
		return line{name + part + ", may be incomplete: " + text.Of(p.walk.Notice()).Line(), warn}
	case len(p.unknown) > 0 && m.state == running:
		return line{name + count(len(p.unknown)) + " of its " + amount(p.read(), "item") + " not checked yet…", quiet}
	case len(p.unknown) > 0:
		s := name + count(len(p.unknown)) + " of its " + amount(p.read(), "item") + " not checked"
		if m.state != waiting { // else the card says it
			s += " · " + m.keys.Key(keymap.SearchGoOn) + " checks them"
		}
		return line{s, warn}
	case len(p.found) > mostRows && m.inPlaces():
		return line{name + count(len(p.found)-mostRows) + " more · " + m.keys.Key(keymap.SearchOpen) + " opens the inventory with this query", quiet}
	case len(p.found) == 0 && p.read() == 0:
		return line{name + "it is empty", quiet}
	case len(p.found) == 0:
		return line{name + "none of its " + amount(p.read(), "item"), quiet}
	}
	return line{"", quiet}
}

// name is what an inventory is called: "own inventory", "character Kestrel (12501)", with its player where there are several.
func (m *Model) name(p *place) string {
	name := p.name()
	if len(m.who) > 1 {
		name = m.player(p.owner) + ", " + name
	}
	return name
}

// where is name in a column: "own", "Kestrel (12501)".
func (m *Model) where(p *place) string {
	name := p.name()
	for _, prefix := range []string{"character ", "hero "} {
		name = strings.TrimPrefix(name, prefix)
	}
	name = strings.TrimSuffix(name, " inventory")
	if len(m.who) > 1 {
		name = p.owner.player.ID.String() + " " + name
	}
	return name
}

func (p *place) name() string {
	switch h := p.Holder; h.Kind {
	case models.CharacterHolder:
		return "character " + called(p.ownName(), h.Character.String())
	case models.HeroHolder:
		return "hero " + called(p.ownName(), h.Hero.String())
	}
	return "own inventory"
}

// ownName is the holder's own name.
func (p *place) ownName() text.Text {
	switch {
	case p.Holder.Kind == models.PlayerHolder:
		return p.owner.player.Name
	case p.Holder.Kind == models.CharacterHolder && p.Character != nil:
		return p.Character.Name
	case len(p.Heroes) > 0:
		return p.Heroes[0].Name
	}
	return text.Text{}
}

func (m *Model) player(o *owner) string { return called(o.player.Name, o.player.ID.String()) }

// Whose is whose inventories are searched, safe to print: "Nova (2001)", "3 players called Nova", "3 players".
func (m *Model) Whose() string {
	if len(m.who) == 1 {
		return m.player(m.who[0])
	}
	name := ""
	for i, o := range m.who {
		switch {
		case i == 0:
			name = o.player.Name.Line()
		case text.Fold(o.player.Name.Raw()) != text.Fold(m.who[0].player.Name.Raw()):
			name = ""
		}
		if name == "" {
			return amount(len(m.who), "player")
		}
	}
	return amount(len(m.who), "player") + " called " + name
}

func called(name text.Text, id string) string {
	if name.Empty() {
		return id
	}
	return name.Line() + " (" + id + ")"
}

func amount(n int, noun string) string {
	return count(n) + " " + english.PluralWord(n, noun, "")
}

// reported is an inventory for a report.
func reported(p *place, name string) report.Place {
	out := report.Place{Name: name, Read: p.read(), Matches: len(p.found), Unknown: len(p.unknown)}
	if p.walk != nil {
		out.Total = p.walk.Total()
	}
	switch {
	case p.err != nil:
		out.Problem = text.Error(p.err)
	case p.loadout.Err() != nil:
		out.Problem = "its loadout is not known: " + text.Error(p.loadout.Err())
	case !p.done():
		out.Problem = "the search was stopped"
	case p.walk.Notice() != "":
		out.Problem = "may be incomplete: " + text.Of(p.walk.Notice()).Line()
	}
	return out
}

// mostReported bounds the items of one inventory in a report.
const mostReported = 50

// Report is the answer to the query, as far as it is known.
func (m *Model) Report() report.Report {
	r := report.Report{Query: m.text, Who: m.Whose(), At: m.oldest()}
	for _, o := range m.who {
		r.Problems = append(r.Problems, o.problems()...)
		if !o.listed() {
			r.Problems = append(r.Problems, "it is not known which inventories "+m.player(o)+" has")
		}
		for _, p := range o.places {
			out := reported(p, m.name(p))
			for _, it := range p.found[:min(len(p.found), mostReported)] {
				out.Found = append(out.Found, m.line(it))
			}
			for _, x := range p.history.found[:min(len(p.history.found), mostReported)] {
				out.Gone = append(out.Gone, past.Line(x, m.now.Location()))
			}
			out.Went = len(p.history.found)
			r.Places = append(r.Places, out)
		}
	}
	var sure bool
	r.History, sure = m.goneWords()
	r.Unsure = !sure && m.q.Needs().Past
	if r.Whole() && r.Matches() == 0 {
		r.Notes = m.survey.Notes()
	}
	return r
}

// oldest is when the first of what the answer is about was read; zero where nothing was.
func (m *Model) oldest() (at time.Time) {
	for _, p := range m.places() {
		if !p.at.IsZero() && (at.IsZero() || p.at.Before(at)) {
			at = p.at
		}
	}
	return at
}

// line is an item in a report.
func (m *Model) line(it *models.Item) string {
	words := []string{it.Name().Line(), "instance " + it.Instance().String(), m.rental(it)}
	if s := query.SourceWords(it.Source().Line()); s != "" {
		words = append(words, "from "+s)
	}
	if at, ok := it.Acquired(); ok {
		words = append(words, "received "+at.In(m.now.Location()).Format(moment))
	}
	return strings.Join(words, ", ")
}

// moment is how a time is written in a report.
const moment = "2006-01-02 15:04:05 MST"

// rental is the state of an item's rental in a few words, and when one that runs ends: a ticket is read later.
func (m *Model) rental(it *models.Item) string {
	t := it.Rental(m.now)
	if t.State == models.RentalActive && !t.Ends.IsZero() {
		return models.Minutes(t.Left) + " left, ends " + t.Ends.In(m.now.Location()).Format(moment)
	}
	return query.RentalWord(t.State)
}
