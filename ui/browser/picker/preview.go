package picker

import (
	"strings"

	"charm.land/lipgloss/v2"

	"lootlens/keymap"
	"lootlens/models/text"
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
	}
	return box.View(m.th, w, h)
}

// facts are what names the player of a row.
func (m *Model) facts(r row) []parts.Fact {
	p := r.player
	pinned := ""
	if r.pinned {
		pinned = "yes"
	}
	return []parts.Fact{
		{Label: "player id", Value: p.ID.String()}, {Label: "public UID", Value: line(p.PublicUID)}, {Label: "ULID", Value: line(p.ULID)},
		{Label: "platform", Value: strings.TrimSpace(line(p.Platform) + " " + line(p.PlatformID))},
		{Label: "opened", Value: ago(r.opened, m.now)}, {Label: "pinned", Value: pinned},
	}
}

// line is the first 200 characters of a text.
func line(t text.Text) string {
	const most = 200
	if r := []rune(t.Raw()); len(r) > most {
		return text.Of(string(r[:most])).Line() + "…"
	}
	return t.Line()
}
