package items

import (
	"charm.land/lipgloss/v2"
	"github.com/dustin/go-humanize"

	"lootlens/keymap"
	"lootlens/models"
	"lootlens/models/text"
	"lootlens/ui/browser/past"
	"lootlens/ui/browser/report"
	"lootlens/ui/parts"
)

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
