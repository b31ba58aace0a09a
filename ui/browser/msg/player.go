package msg

import (
	"lootlens/models"
	"lootlens/ui/parts"
)

// SearchPlayers opens one search over the inventories of all these players. Where Query is "" the user is asked for one.
type SearchPlayers struct {
	Players []models.Player
	Query   string
}

// Summary is what was read of a player so far, for a preview: it replaces an earlier one.
type Summary struct {
	Player models.PlayerID
	Facts  []parts.Fact
}

// Counted is how many items the server says an inventory holds, or how many were read where it does not say.
type Counted struct {
	Holder models.Holder
	Items  uint64
}
