package holders

import (
	tea "charm.land/bubbletea/v2"

	"lootlens/keymap"
	"lootlens/models"
	"lootlens/ui/browser/msg"
)

// copyable is something of the chosen row that can be copied.
type copyable struct {
	key        keymap.Action
	what, text string
}

// copyables are what the letters after the copy key stand for here.
func (m *Model) copyables() []copyable {
	k := m.keys.Copy
	r := m.rows[m.cursor]
	kind := map[models.HolderKind]string{
		models.PlayerHolder: "player", models.CharacterHolder: "character", models.HeroHolder: "hero",
	}[r.holder.Kind]
	return []copyable{
		{k.Instance, kind + " id", r.id()},
		{k.ULID, kind + "'s ULID", r.ulid.Raw()},
		{k.Name, kind + "'s name", r.name.Raw()},
		{k.JSON, "player's JSON", string(m.player.Raw)},
	}
}

// copy takes the letter after the copy key; any other key ends the wait.
func (m *Model) copy(k tea.KeyPressMsg) tea.Cmd {
	m.copying = false
	if m.cursor >= len(m.rows) {
		return nil
	}
	if m.keys.Copy.Command.Is(k) {
		return msg.Send(msg.CopyCommand{Holder: m.rows[m.cursor].holder})
	}
	for _, c := range m.copyables() {
		switch {
		case !c.key.Is(k):
		case c.text == "":
			return note(msg.Info, "there is no "+c.what+" to copy")
		default:
			return msg.Send(msg.Copy{What: c.what, Text: c.text})
		}
	}
	return nil
}
