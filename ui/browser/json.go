package browser

import (
	"errors"

	tea "charm.land/bubbletea/v2"
	"github.com/go-json-experiment/json/jsontext"

	"lootlens/api"
	"lootlens/keymap"
	"lootlens/ui/browser/msg"
	"lootlens/ui/browser/past"
	"lootlens/ui/browser/raw"
)

// rawOf shows JSON, or why there is none.
func (m *model) rawOf(json func() (msg.ShowRaw, bool), none string) tea.Cmd {
	shown, ok := json()
	if !ok {
		return m.say(msg.Warning, none)
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
	if at := it.Origin().Fetched; !at.IsZero() && (m.screen == onItems && earlier || m.gone(it)) {
		title += ", sent " + past.Moment(at, m.now.Location()) // its time_left is of then
	}
	return msg.ShowRaw{Title: title, Raw: it.Raw()}, true
}

// assetJSON is the JSON of that item's asset; false for none.
func (m *model) assetJSON() (msg.ShowRaw, bool) {
	_, _, it := m.subject()
	if it == nil || it.Asset() == nil {
		return msg.ShowRaw{}, false
	}
	a := it.Asset()
	return msg.ShowRaw{Title: "asset " + a.ID.String(), Raw: a.Raw()}, true
}

// playerJSON is the JSON of the player; false where it is not loaded yet.
func (m *model) playerJSON() (msg.ShowRaw, bool) {
	return msg.ShowRaw{Title: "player " + m.player.ID.String(), Raw: m.player.Raw}, len(m.player.Raw) > 0
}

// rawHints are the keys of a view of JSON: those of what it shows, and those that show something else.
func (m *model) rawHints(shown *raw.Model) []keymap.Action {
	hints := shown.Hints()
	for _, other := range []struct {
		action keymap.Action
		json   func() (msg.ShowRaw, bool)
	}{{keymap.RawItem, m.itemJSON}, {keymap.RawAsset, m.assetJSON}, {keymap.RawPlayer, m.playerJSON}} {
		if r, ok := other.json(); ok && r.Title != shown.Shown().Title {
			hints = append(hints, other.action)
		}
	}
	return append(hints, keymap.RawPager, keymap.RawEditor, keymap.Back)
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
