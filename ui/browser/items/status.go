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
	"lootlens/ui/browser/past"
	"lootlens/ui/browser/report"
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

// position is where the cursor stands: "12/350".
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

// bottomLines tell what went wrong and why the list ends, each only while there is
// something to tell.
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

// more reports whether items are known, or must be thought, to be still on the server:
// that there are none is only said for sure by an empty page, but what it says of the
// total will do for a hint.
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

// unfinished reports whether what is typed is no query yet, or none at all: what the
// rows show then is no answer to it.
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

// emptyLines are shown in place of rows: what is loading, has failed, has no match or
// is empty.
func (m *Model) emptyLines(w int) []string {
	l := &m.load
	wrap := func(style lipgloss.Style, s string) []string {
		out := []string{""}
		for _, line := range parts.Wrap(s, max(1, w-4)) {
			out = append(out, "  "+style.Render(line))
		}
		return out
	}
	switch {
	case l.failed.err != nil && l.inv.Len() == 0:
		lines := wrap(m.th.Error, "Could not load this inventory")
		for _, s := range report.Failure(l.failed.err) {
			lines = append(lines, wrap(m.th.Text, s)[1:]...)
		}
		return append(lines, wrap(m.th.Muted, m.keys.Key(keymap.ListRefresh)+" tries again · "+m.keys.Key(keymap.LastError)+" shows the server's answer · "+
			m.keys.Key(keymap.CopyMenu)+" "+m.keys.KeyIn(keymap.InItemCopy, keymap.CopyRequest)+" copies the request id")...)
	case m.unfinished():
		return wrap(m.th.Muted, "the query is not complete")
	case m.rows.query.text != "":
		return m.noMatch(wrap)
	case !l.inv.Ended():
		return wrap(m.th.Muted, "loading…")
	}
	return m.noMatch(wrap)
}

// mostGone is how many items that are gone the card of a query without a match lists.
const mostGone = 5

// noMatch says how much was searched without a match, which values of the query no item
// has, and what to press.
func (m *Model) noMatch(wrap func(lipgloss.Style, string) []string) []string {
	l, u := &m.load, len(m.rows.unknown)
	items := l.inv.Items()
	switch {
	case !l.inv.Ended() && len(items) == 0:
		return wrap(m.th.Muted, "loading…")
	case !l.inv.Ended() && m.prompt.kind == queryPrompt:
		return wrap(m.th.Muted, "no match in the "+plural(len(items), "item", "items")+" loaded · "+m.keys.KeyIn(keymap.InQuery, keymap.PromptAccept)+" searches all")
	case !l.inv.Ended() && l.walk == noWalk:
		return wrap(m.th.Muted, "no match in the "+plural(len(items), "item", "items")+" loaded · "+m.keys.Key(keymap.ListLoadAll)+" searches all")
	case !l.inv.Ended():
		return wrap(m.th.Muted, "no match in "+plural(len(items), "item", "items")+" so far")
	case u > 0:
		return wrap(m.th.Muted, "no match so far: "+humanize.Comma(int64(u))+" of "+plural(len(items), "item", "items")+" not checked yet")
	}
	r, _ := m.Report()
	style := m.th.Title
	if !r.Whole() {
		style = m.th.Warning
	}
	lines := append(wrap(style, r.Verdict()), wrap(m.th.Text, r.Scope())[1:]...)
	for _, problem := range r.Problems {
		lines = append(lines, wrap(m.th.Warning, "Not complete: "+problem)...)
	}
	for _, note := range r.Notes {
		lines = append(lines, wrap(m.th.Text, note)...)
	}
	for _, line := range r.Places[0].Gone[:min(len(r.Places[0].Gone), mostGone)] {
		lines = append(lines, wrap(m.th.Removed, line)...)
	}
	switch {
	case m.past == nil:
		lines = append(lines, wrap(m.th.Muted, r.History)...)
	case r.History != "":
		lines = append(lines, wrap(m.th.Text, r.History)...)
	}
	keys := m.keys.Key(keymap.CopyMenu) + " " + m.keys.KeyIn(keymap.InItemCopy, keymap.CopyMarkdown) + " copies this for the ticket · " + m.keys.Key(keymap.Back)
	_, earlier := m.AtLook()
	if earlier {
		keys += " returns to now"
	} else if m.rows.query.text != "" {
		keys += " clears the query"
	} else {
		keys += " goes back"
	}
	if !earlier && m.holder.Kind != models.UniversalHolder {
		keys = m.keys.Key(keymap.ListEverywhere) + " searches the player's other inventories · " + keys
	}
	return append(lines, wrap(m.th.Muted, keys)...)
}

// empty reports whether the inventory has no item.
func (m *Model) empty() bool {
	return m.load.inv.Ended() && m.load.inv.Len() == 0 && len(m.watch.fresh) == 0
}

// Report is the answer to the query in force where nothing matches, or that there is no item; false where there is
// something to show, and where that is not known yet.
func (m *Model) Report() (report.Report, bool) {
	inv := m.load.inv
	if inv == nil || m.rows.query.text == "" && !m.empty() || m.unfinished() || len(m.rows.shown) > 0 {
		return report.Report{}, false
	}
	items := inv.Items()
	p := report.Place{Name: m.inventory(), Read: len(items) + len(m.grantedBeside()), Total: inv.Total(), Unknown: len(m.rows.unknown)}
	switch {
	case m.load.pageFailed():
		p.Problem = text.Error(m.load.failed.err)
	case !inv.Ended():
		p.Problem = "not all of it was read"
	case inv.Notice() != "":
		p.Problem = "may be incomplete: " + inv.Notice()
	}
	who := called(m.player.Name, m.holder.Player.String())
	if m.player.Name.Empty() && who != "" {
		who = "player " + who
	}
	for _, it := range m.rows.gone {
		p.Gone = append(p.Gone, past.Line(m.gone.byID[it.Instance()], m.now.Location()))
	}
	r := report.Report{Query: m.rows.query.text, Who: who, Places: []report.Place{p}, At: m.now}
	switch {
	case len(items) > 0:
		r.At = items[0].Origin().Fetched.In(m.now.Location())
	case !m.load.at.IsZero():
		r.At = m.load.at
	}
	if look, earlier := m.AtLook(); earlier {
		r.At = look.Ended.In(m.now.Location())
		if !look.Complete {
			r.Places[0].Problem = "the look covered a part only"
		}
	} else {
		var sure bool
		r.History, sure = m.goneWords()
		r.Unsure = !sure && m.rows.query.q.Needs().Past
	}
	if m.rows.query.q.Needs().Baseline {
		if why := m.uncompared(); why != "" {
			r.Problems = append(r.Problems, why)
		} else {
			r.History = "Compared with " + m.compare.Name + ": " + m.compare.summary() + m.compare.reach() + "."
		}
	}
	if r.Whole() {
		r.Notes = m.rows.query.notes(items, m.storage.known, m.now)
	}
	return r, true
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
