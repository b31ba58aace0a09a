package holders

import (
	"lootlens/keymap"
	"lootlens/models"
	"lootlens/models/text"
	"lootlens/ui/browser/msg"
)

// copy copies something of the chosen row.
func (m *Model) copy(a keymap.Action) {
	if m.cursor >= len(m.rows) {
		return
	}
	r := m.rows[m.cursor]
	kind := map[models.HolderKind]string{
		models.PlayerHolder: "player", models.CharacterHolder: "character", models.HeroHolder: "hero",
	}[r.holder.Kind]
	switch a {
	case keymap.CopyCommand:
		m.Post(msg.CopyCommand{Holder: r.holder})
	case keymap.CopyInstance:
		m.Post(msg.Copy{What: kind + " id", Text: r.id()})
	case keymap.CopyULID:
		m.Post(msg.Copy{What: kind + "'s ULID", Text: r.ulid.CopyLine()})
	case keymap.CopyName:
		m.Post(msg.Copy{What: kind + "'s name", Text: r.name.CopyLine()})
	case keymap.CopyJSON:
		m.Post(msg.Copy{What: "player's JSON", Text: string(text.JSON(m.player.Raw))})
	}
}
