package browser

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/dustin/go-humanize"

	"lootlens/api"
	"lootlens/keymap"
	"lootlens/models"
	"lootlens/models/order"
	"lootlens/models/query"
	"lootlens/models/text"
	"lootlens/ui/browser/msg"
	"lootlens/ui/browser/palette"
	"lootlens/ui/browser/report"
)

// searchEverywhere searches all inventories of the player. Where q is "" the user is asked for a query.
func (m *model) searchEverywhere(q string) tea.Cmd {
	if m.player.ID.IsZero() || m.screen == onItems && m.items.Holder().Kind == models.UniversalHolder {
		return m.say(msg.Warning, "the universal inventory belongs to no player")
	}
	return m.openSearch(msg.SearchPlayers{Players: []models.Player{m.player}, Query: q})
}

// questions are the predefined ones: a query, or an order from the highest.
var questions = map[keymap.Action]struct {
	query string
	by    order.Key
}{
	keymap.AskExpired:  {query: "rental:expired"},
	keymap.AskRecent:   {query: "acquired:<7d"},
	keymap.AskAdmins:   {query: "source:admin"},
	keymap.AskEquipped: {query: "equipped:true"},
	keymap.AskRarest:   {by: order.Rarity},
	keymap.AskWorth:    {by: order.Price},
}

// askFor answers a query: by the list where one is shown, else by all inventories.
func (m *model) askFor(q string) tea.Cmd {
	switch m.screen {
	case onItems:
		return m.items.Search(q)
	case onSearch:
		return m.search.Search(q)
	}
	return m.searchEverywhere(q)
}

// chooseAlike lists what the selected item may have in common with others. What is chosen narrows the query in force.
func (m *model) chooseAlike() tea.Cmd {
	_, _, it := m.subject()
	if it == nil {
		return m.say(msg.Warning, "no item is selected")
	}
	var entries []palette.Entry
	for _, q := range query.Alike(it, m.now) {
		entries = append(entries, palette.Entry{Title: text.Of(q).Line(), ID: q})
	}
	before := m.sorted().Query()
	return m.push(&chooser{Model: palette.New("items like this one", "search what they have in common", entries, m.th), verb: "search", run: func(q string) tea.Cmd {
		return m.askFor(strings.TrimSpace(before + " " + q))
	}})
}

// assetQuery finds the items of an asset; "" where the asset has no id.
func assetQuery(a *models.Asset) string {
	switch {
	case a == nil:
		return ""
	case !a.ID.IsZero():
		return "asset:" + a.ID.String()
	case !a.ULID.Empty():
		return "ulid:" + strconv.Quote(a.ULID.Raw())
	}
	return ""
}

// elsewhereOf says in which of the player's inventories an item's asset was found, once it was searched for.
func (m *model) elsewhereOf(it *models.Item) (out []string) {
	q, players := assetQuery(it.Asset()), m.search.Players()
	if q == "" || q != m.search.Query() || len(players) != 1 || players[0].ID != m.player.ID {
		return nil
	}
	r := m.search.Report()
	for _, p := range r.Places {
		if p.Matches > 0 {
			out = append(out, humanize.Comma(int64(p.Matches))+" in "+p.Name)
		}
	}
	if !r.Whole() {
		out = append(out, "not all inventories were searched")
	}
	return out
}

// findAsset searches all inventories of the player for the asset of the selected item.
func (m *model) findAsset() tea.Cmd {
	if m.selected == nil {
		return m.say(msg.Warning, "no item is selected")
	}
	q := assetQuery(m.selected.Asset())
	if q == "" {
		return m.say(msg.Warning, "the item has no asset to look for")
	}
	return m.searchEverywhere(q)
}

// openSearch brings the search to the screen.
func (m *model) openSearch(s msg.SearchPlayers) tea.Cmd {
	if m.screen != onSearch {
		m.cameFrom, m.viewFrom = m.screen, m.history.at
	}
	same := slices.EqualFunc(s.Players, m.search.Players(), func(a, b models.Player) bool { return a.ID == b.ID })
	if m.screen == onItems && m.viaSearch && same { // back leads out of the search, not into it again
		m.cameFrom = onHolders
	}
	now := m.items.EndTimeline()
	m.items.Part()
	m.keepView()
	m.closeOverlays()
	m.picker.StopLookUp()
	if len(s.Players) > 0 {
		m.player = s.Players[0]
	}
	m.screen, m.reading, m.viaSearch = onSearch, false, false
	if slices.ContainsFunc(s.Players, func(p models.Player) bool { return p.ID == m.items.Holder().Player }) {
		m.search.SetKnown(m.items.Values, len(m.items.Loaded()))
	} else {
		m.search.SetKnown(nil, 0)
	}
	return tea.Batch(now, m.search.Open(s.Players, s.Query), m.resize())
}

// leaveSearch returns to the screen from which the search was opened.
func (m *model) leaveSearch() tea.Cmd {
	m.screen = m.cameFrom
	switch {
	case m.screen == onHolders && m.holders.Player().ID != m.player.ID:
		return tea.Batch(m.holders.Open(m.player), m.resize())
	case m.screen == onItems && m.viewFrom != m.history.at: // another inventory was opened from the results
		return m.travel(m.viewFrom - m.history.at)
	}
	return m.resize()
}

// subject is the item that keys act on, and whose it is; nil for none.
func (m *model) subject() (models.Player, models.Holder, *models.Item) {
	if m.screen == onSearch {
		return m.search.Selected()
	}
	if m.screen != onItems {
		return m.player, models.Holder{}, nil
	}
	return m.player, m.items.Holder(), m.selected
}

// answer is what the search found, or that a query found nothing in the list; false where there is neither.
func (m *model) answer() (report.Report, bool) {
	switch {
	case m.screen == onSearch && m.search.Query() != "":
		return m.search.Report(), true
	case m.screen == onItems && m.selected == nil:
		r, ok := m.items.Report()
		if r.Who != "" {
			r.Who = playerName(m.player)
		}
		return r, ok
	}
	return report.Report{}, false
}

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
	m.say(msg.Info, "looking for item "+id.String()+" in the player's other inventories")
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
		return m.say(msg.Failure, text.Error(err))
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
		return m.say(msg.Warning, why)
	}
	return m.openHolder(msg.OpenHolder{Player: m.player, Holder: place.holder, Select: place.instance})
}
