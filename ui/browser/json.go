package browser

import (
	"errors"

	tea "charm.land/bubbletea/v2"
	"github.com/go-json-experiment/json/jsontext"

	"lootlens/api"
	"lootlens/ui/browser/msg"
	"lootlens/ui/browser/past"
	"lootlens/ui/browser/raw"
)

func (m *model) rawItem() tea.Cmd {
	shown, ok := m.itemJSON()
	if !ok {
		return m.say(msg.Warning, "no item is selected")
	}
	return m.showRaw(shown)
}

// itemJSON is the JSON of the item that actions are about; false for none.
func (m *model) itemJSON() (msg.ShowRaw, bool) {
	_, _, it := m.subject()
	if it == nil {
		return msg.ShowRaw{}, false
	}
	title := "item " + it.Instance().String()
	_, earlier := m.items.AtLook()
	if at := it.Origin().Fetched; !at.IsZero() && (m.screen == onItems && (earlier || m.items.Past(it) != nil) || m.screen == onSearch && m.search.Past(it) != nil) {
		title += ", sent " + past.Moment(at, m.now.Location()) // its time_left is of then
	}
	return msg.ShowRaw{Title: title, Raw: it.Raw()}, true
}

func (m *model) rawAsset() tea.Cmd {
	_, _, it := m.subject()
	if it == nil || it.Asset() == nil {
		return m.say(msg.Warning, "no asset is selected")
	}
	a := it.Asset()
	return m.showRaw(msg.ShowRaw{Title: "asset " + a.ID.String(), Raw: a.Raw()})
}

func (m *model) rawPlayer() tea.Cmd {
	if len(m.player.Raw) == 0 {
		return m.say(msg.Warning, "the player is not loaded yet")
	}
	return m.showRaw(msg.ShowRaw{Title: "player " + m.player.ID.String(), Raw: m.player.Raw})
}

func (m *model) showRaw(r msg.ShowRaw) tea.Cmd {
	top, ok := m.top().(*raw.Model)
	if ok {
		return top.Open(r.Title, r.Raw)
	}
	top = raw.New(m.th)
	return tea.Batch(m.push(top), top.Open(r.Title, r.Raw))
}

// errorRaw is what the server sent with an error, or the error's own words.
func errorRaw(err error) jsontext.Value {
	if e, ok := errors.AsType[*api.Error](err); ok && len(e.Body) > 0 {
		return jsontext.Value(e.Body)
	}
	return jsontext.Value(err.Error())
}
