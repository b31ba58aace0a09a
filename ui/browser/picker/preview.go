package picker

import (
	"strings"

	"charm.land/lipgloss/v2"

	"lootlens/keymap"
	"lootlens/models/query"
	"lootlens/ui/parts"
)

// preview draws what is known of the marked row in exactly h lines of exactly w cells. It loads nothing: a mark passes over
// many rows.
func (m *Model) preview(w, h int) string {
	r, _ := m.list.Selected()
	box := parts.Box{}
	width := max(1, w-4)
	add := func(lines ...string) {
		for _, l := range lines {
			box.Lines = append(box.Lines, " "+l)
		}
	}
	say := func(style lipgloss.Style, s string) {
		for _, l := range parts.Wrap(s, width) {
			add(style.Render(l))
		}
	}
	switch r.id.kind {
	case foundRow, recentRow:
		box.Title = nameOf(r.player)
		add(parts.Facts(m.th, m.facts(r), width)...)
		add("")
		if known := m.summaries[r.player.ID]; len(known) > 0 {
			add(parts.Facts(m.th, known, width)...)
		} else {
			say(m.th.Faint, "Characters, heroes, wallet and item counts are shown here once the player was opened.")
		}
	case directRow:
		box.Title = "Player " + r.player.ID.String()
		say(m.th.Muted, "The look-up finds no such player. The inventory may be there all the same.")
	case exampleRow:
		box.Title = m.examples[r.id.n].Text
		say(m.th.Muted, m.examples[r.id.n].What)
	case universalRow:
		box.Title = "Universal inventory"
		say(m.th.Muted, "The game's own items, which belong to no player.")
	default:
		box.Title = "What can be typed"
		add(parts.Facts(m.th, typable, width)...)
		add("")
		add(parts.Facts(m.th, []parts.Fact{
			{Label: m.key(keymap.PickerDown), Value: "marks a player of the list"},
			{Label: m.key(keymap.PickerChoose), Value: "chooses several players, to search them together"},
			{Label: m.key(keymap.PickerUniversal), Value: "opens the game's own items"},
			{Label: m.key(keymap.Help), Value: "shows all keys"},
		}, width)...)
		m.addQueries(add, width, h-2-len(box.Lines))
	}
	return box.View(m.th, w, h)
}

// addQueries adds examples of queries, as many as so many lines have room for.
func (m *Model) addQueries(add func(...string), width, room int) {
	var facts []parts.Fact
	for _, f := range query.Fields() {
		facts = append(facts, parts.Fact{Label: f.Example, Value: f.Meaning})
	}
	lines := parts.Facts(m.th, facts, width)
	for room -= 2; len(lines) > room && len(facts) > 0; lines = parts.Facts(m.th, facts, width) {
		facts = facts[:len(facts)-1]
	}
	if len(facts) < 3 || width < 50 { // examples would be cut
		return
	}
	add("", m.th.Title.Render("Queries, once a player is open"))
	add(lines...)
}

// facts are what names the player of a row.
func (m *Model) facts(r row) []parts.Fact {
	p := r.player
	pinned := ""
	if r.pinned {
		pinned = "yes"
	}
	return []parts.Fact{
		{Label: "player id", Value: p.ID.String()}, {Label: "public UID", Value: parts.Brief(p.PublicUID)}, {Label: "ULID", Value: parts.Brief(p.ULID)},
		{Label: "platform", Value: strings.TrimSpace(parts.Brief(p.Platform) + " " + parts.Brief(p.PlatformID))},
		{Label: "opened", Value: m.ago(r.opened)}, {Label: "pinned", Value: pinned},
	}
}
