package browser

import (
	"context"
	"fmt"

	tea "charm.land/bubbletea/v2"

	"lootlens/api"
	"lootlens/models"
	"lootlens/models/text"
	"lootlens/ui/browser/msg"
)

// itemPlace is where an instance was found; found is false where none of the other
// inventories has it.
type itemPlace struct {
	instance models.InstanceID
	holder   models.Holder
	found    bool
	searched int // inventories
}

// findInstance looks for an instance in the player's other inventories, a request each.
func (m *model) findInstance(id models.InstanceID) tea.Cmd {
	after, ok := models.CursorBefore(id)
	if !ok {
		return nil
	}
	client, here := m.o.Client, m.items.Holder()
	m.say(msg.Note{Text: "looking for item " + id.String() + " in the player's other inventories"})
	return m.elsewhere.Ask(func(ctx context.Context) (itemPlace, error) {
		place := itemPlace{instance: id}
		inventories, err := client.Inventories(ctx, here.Player)
		for _, v := range inventories {
			if v.Is(here) {
				continue
			}
			page, err := client.Page(ctx, api.PageRequest{Holder: v.Holder, After: after, Count: 1})
			if err != nil {
				return place, err
			}
			place.searched++
			if len(page.Items) > 0 && page.Items[0].Instance() == id {
				place.holder, place.found = v.Holder, true
				break
			}
		}
		return place, err
	})
}

// takeItemPlace opens the inventory that has the instance.
func (m *model) takeItemPlace() tea.Cmd {
	if err := m.elsewhere.Err(); err != nil {
		m.lastErr = err
		m.say(msg.Note{Text: text.Error(err), Kind: msg.Failure})
		return nil
	}
	place, ok := m.elsewhere.Get()
	switch {
	case !ok:
		return nil
	case !place.found:
		why := fmt.Sprintf("item %s is not in the player's other inventories: %d searched", place.instance, place.searched)
		if place.searched == 0 {
			why = "the player has no other inventory"
		}
		m.say(msg.Note{Text: why, Kind: msg.Warning})
		return nil
	}
	return m.openHolder(msg.OpenHolder{Player: m.player, Holder: place.holder, Select: place.instance})
}
