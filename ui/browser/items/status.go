package items

import (
	"fmt"
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/dustin/go-humanize"

	"lootlens/api"
	"lootlens/keymap"
	"lootlens/models"
	"lootlens/models/order"
	"lootlens/models/text"
	"lootlens/ui/parts"
)

// title names the list and its order.
func (m *Model) title() string {
	s := "items"
	if m.timeline.live != nil {
		return m.lookTitle()
	}
	if m.rows.grouped {
		s = "assets"
	}
	if m.rows.by != order.Server || m.rows.desc {
		s += " by " + m.orderWords()
	}
	return s
}

// position is the row of the cursor: "12/350".
func (m *Model) position() string {
	if m.rows.len() == 0 {
		return ""
	}
	return humanize.Comma(int64(m.cursor+1)) + "/" + humanize.Comma(int64(m.rows.len()))
}

// hasTop reports whether a line stands above the rows.
func (m *Model) hasTop() bool { return m.typing() || m.rows.query.text != "" }

// topLine is the line of input, or the query in force.
func (m *Model) topLine(w int, focused bool) (string, bool) {
	switch {
	case m.typing():
		return m.prompt.in.View(w-1, focused), true
	case m.rows.query.text != "":
		query := text.Of(m.rows.query.text).Line()
		return m.th.Muted.Render(" / ") + m.th.Match.Render(parts.Fit(query, min(w-4, parts.Width(query)))), true
	}
	return "", false
}

// foot tells in the border what is under way, so that no row moves for it.
func (m *Model) foot() string {
	l := &m.load
	if l.inv == nil {
		return ""
	}
	var parts []string
	if s := m.searchStatus(); s != "" {
		parts = append(parts, s)
	}
	switch {
	case m.found.request.Loading():
		parts = append(parts, "looking for item "+m.seek.String()+m.stops())
	case l.refreshing():
		parts = append(parts, "refreshing: "+humanize.Comma(int64(l.next.inv.Len()))+" of "+humanize.Comma(int64(l.inv.Len()))+m.stops())
	case !l.pageFailed() && (l.walk == walkEnd || l.walk == walkAll):
		parts = append(parts, "loading all: "+progress(l.inv)+m.stops())
	case l.asking && l.walk == noWalk && l.inv.Len() > 0 && m.cursor == m.rows.len()-1:
		parts = append(parts, "loading more…")
	}
	if r := &m.rows; (r.by != order.Server || r.desc || r.grouped) && r.query.text == "" && (l.walk == noWalk || l.pageFailed()) && m.more() && l.inv.Len() > 0 {
		parts = append(parts, "only "+progress(l.inv)+" · "+m.keys.Key(keymap.ListLoadAll)+" loads all")
	}
	if m.watch.on && m.watch.err == nil {
		parts = append(parts, m.watch.rhythm()+" · "+m.keys.Key(keymap.ListWatch)+" stops")
	}
	if m.rows.computing {
		parts = append(parts, "sorting…")
	}
	return strings.Join(parts, " · ")
}

// stops names the key that ends what is under way.
func (m *Model) stops() string { return " · " + m.keys.Key(keymap.Back) + " stops" }

// bottomLines say what went wrong and why the list ends, each only if it applies.
func (m *Model) bottomLines(w int) []string {
	var lines []string
	add := func(style lipgloss.Style, s string) {
		for _, l := range parts.Wrap(s, max(1, w-2)) {
			lines = append(lines, " "+style.Render(l))
		}
	}
	l := &m.load
	if l.inv == nil || w <= 0 {
		return nil
	}
	if m.watch.on && m.watch.err != nil {
		add(m.th.Error, "watching: "+text.Error(m.watch.err)+" · tries again by itself · "+m.keys.Key(keymap.ListWatch)+" stops")
	}
	if m.watch.on {
		add(m.th.Muted, "sees items with new ids only: "+m.keys.Key(keymap.ListRefresh)+" also finds one that came back under its old id")
		if s := m.watch.newest(); s != "" {
			add(m.th.Added, s)
		}
	}
	if m.compare.on() && m.timeline.live == nil {
		add(m.th.Changed, m.compareWords()+" · "+m.keys.Key(keymap.ListEndCompare)+" ends")
	}
	if m.unrecorded != "" {
		add(m.th.Warning, "not recorded in the history: "+m.unrecorded)
	}
	if n := m.storageWaits(); n > 0 {
		add(m.th.Warning, fmt.Sprintf("reads the storage of %s items: %s requests, about %s · %s reads them · %s clears the query",
			humanize.Comma(int64(n)), humanize.Comma(int64(n)), minutes(n), m.keys.Key(keymap.ListOpen), m.keys.Key(keymap.Back)))
	}
	if l.failed.err != nil && l.inv.Len() > 0 {
		add(m.th.Error, m.errorWords())
	}
	if n := l.inv.Notice(); n != "" {
		add(m.th.Warning, "may be incomplete: "+n)
	}
	if n := len(m.foundBeside()); n > 0 {
		add(m.th.Muted, plural(n, "item", "items")+" found by id and shown last; the items before are not loaded · "+m.keys.Key(keymap.ListLoadAll)+" loads all")
	}
	// The rows come first: on a small screen the status is cut, not they.
	if most := max(1, (m.height-2)/2); len(lines) > most {
		lines = lines[:most]
	}
	return lines
}

// more reports whether the server has, or may have, further items. Only an empty page
// proves that there are none; for a hint its total is good enough.
func (m *Model) more() bool {
	inv := m.load.inv
	t := inv.Total()
	return !inv.Ended() && !(t.Known && t.N == uint64(inv.Len()))
}

// errorWords say what failed, and the key that tries it again.
func (m *Model) errorWords() string {
	what := ""
	switch m.load.failed.what {
	case refreshRequest:
		what = "not refreshed, these are the items from before: "
	case storageRequest:
		what = "instance storage not read: "
	}
	return what + text.Error(m.load.failed.err) + " · " + m.keys.Key(keymap.ListRefresh) + " tries again"
}

func progress(inv *models.Inventory) string {
	s := humanize.Comma(int64(inv.Len()))
	if t := inv.Total(); t.Known && t.N >= uint64(inv.Len()) {
		s += " of " + models.Count(t.N)
	}
	return s
}

// unfinished reports whether the typed text is not a query, or not yet: the rows are then
// no answer to it.
func (m *Model) unfinished() bool { return m.prompt.kind == queryPrompt && m.prompt.err != nil }

// searchStatus counts the matches of a query, and how far it has looked.
func (m *Model) searchStatus() string {
	r, l := &m.rows, &m.load
	if s := m.waitLine(); s != "" {
		return s
	}
	if r.query.text == "" {
		return ""
	}
	if !l.inv.Ended() && l.inv.Len() == 0 {
		return "" // nothing was looked at
	}
	n := len(r.shown)
	s := plural(n, "match", "matches")
	all, u := l.inv.Len()+len(m.grantedBeside()), len(r.unknown)
	if l.inv.Ended() && u > 0 {
		s += fmt.Sprintf(" · %s of %s checked", humanize.Comma(int64(max(0, all-u))), humanize.Comma(int64(all)))
	} else if l.inv.Ended() && l.inv.Notice() != "" {
		s += " · searched " + progress(l.inv)
	} else if l.inv.Ended() {
		s += " in " + humanize.Comma(int64(all))
	} else {
		s += " · searched " + progress(l.inv)
		switch {
		case l.walk == walkQuery && !l.pageFailed():
			s += m.stops()
		case l.walk == noWalk && m.prompt.kind != queryPrompt:
			s += " · " + m.keys.Key(keymap.ListLoadAll) + " searches on"
		}
	}
	switch _, earlier := m.AtLook(); {
	case r.removed == 0 || earlier: // of a look the rows say which came later
	case n == 1:
		s += " · gone" // and so none of those that are here
	case r.removed == n:
		s += " · all gone"
	default:
		s += " · " + humanize.Comma(int64(r.removed)) + " of them gone"
	}
	if n := len(r.gone); n > 0 {
		s += " · " + humanize.Comma(int64(n)) + " gone: add gone:true"
	}
	if r.query.q.Needs().Loadouts && m.loadouts.Equipped != nil && !m.loadouts.Complete {
		s += " · not all loadouts read: " + m.keys.Key(keymap.ListEverywhere) + " reads them"
	}
	if u > 0 {
		switch needs := r.query.q.Needs(); {
		case needs.InstanceStorage && len(m.storage.asking) > 0:
			s += " · reading instance storage"
		case needs.Baseline && !m.compare.on():
			s += " · " + m.keys.Key(keymap.ListBaseline) + " takes the baseline that this needs"
		default:
			if !l.inv.Ended() {
				s += " · " + humanize.Comma(int64(u)) + " not checked yet"
			}
			if r.stopped && l.inv.Ended() {
				s += " · " + m.keys.Key(keymap.ListLoadAll) + " goes on"
			}
		}
	}
	return s
}

// minutes is how long n requests take at the rate that the service allows.
func minutes(n int) string {
	return plural((n+api.DefaultPerMinute-1)/api.DefaultPerMinute, "minute", "minutes")
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return humanize.Comma(int64(n)) + " " + many
}

// inventory is what the inventory is called: "character Kestrel (12501)".
func (m *Model) inventory() string {
	switch h := m.holder; h.Kind {
	case models.CharacterHolder:
		return "character " + called(m.name, h.Character.String())
	case models.HeroHolder:
		return "hero " + called(m.name, h.Hero.String())
	case models.UniversalHolder:
		return "universal inventory"
	}
	return "own inventory"
}

func called(name text.Text, id string) string {
	if name.Empty() {
		return id
	}
	return name.Line() + " (" + id + ")"
}
