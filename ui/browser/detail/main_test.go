package detail

import (
	"fmt"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"lootlens/api"
	"lootlens/api/demo"
	"lootlens/keymap"
	"lootlens/models"
	"lootlens/theme"
	"lootlens/ui/browser/msg"
	"lootlens/ui/internal/panetest"
)

// noon is when the tests happen, in a zone that is not UTC.
var noon = time.Date(2026, 9, 1, 12, 0, 0, 0, time.FixedZone("CEST", 2*60*60))

// world is a pane on a double.
type world struct {
	*Model
	t      testing.TB
	server *demo.Server
	sent   []tea.Msg // what was meant for the root
}

func newWorld(t testing.TB, th theme.Theme) *world {
	t.Helper()
	server, client := panetest.Double(t, demo.Options{Now: func() time.Time { return noon }})
	w := &world{Model: New(client, keymap.Default(), th, noon), t: t, server: server}
	w.interval, w.debounce, w.moving = 0, 0, true // nothing is requested until the selection stays
	w.Resize(64, 38)
	t.Cleanup(w.Close)
	return w
}

// give gives the pane a message, and then what its commands answer.
func (w *world) give(message tea.Msg) {
	w.run(w.Update(message))
}

func (w *world) run(cmd tea.Cmd) {
	r := panetest.Rig{Update: w.Update, Goes: func(m tea.Msg) bool {
		switch m.(type) {
		case msg.Back, msg.Failed, msg.Note, msg.Loadouts:
			return true
		}
		return false
	}}
	r.Run(cmd)
	w.sent = append(w.sent, r.Up...)
}

// Update gives the pane a message as the root does.
func (w *world) Update(message tea.Msg) tea.Cmd { return panetest.Update(w.Model, message) }

func (w *world) press(names ...string) {
	for _, name := range names {
		w.give(panetest.KeyPress(name))
	}
}

func player(n uint64) models.Holder {
	id, _ := models.ParsePlayerID(fmt.Sprint(n))
	return models.Holder{Player: id}
}

func character(p, c uint64) models.Holder {
	h := player(p)
	h.Kind = models.CharacterHolder
	h.Character, _ = models.ParseCharacterID(fmt.Sprint(c))
	return h
}

// page is the first items of a holder.
func (w *world) page(h models.Holder, n int) []*models.Item {
	w.t.Helper()
	p, err := w.client.Page(w.t.Context(), api.PageRequest{Holder: h, Count: n})
	if err != nil {
		w.t.Fatal(err)
	}
	items := make([]*models.Item, len(p.Items))
	for i := range p.Items {
		items[i] = again(w.t, &p.Items[i], noon)
	}
	return items
}

// again decodes an item as if it had come at a time.
func again(t testing.TB, it *models.Item, at time.Time) *models.Item {
	t.Helper()
	body := it.AppendRaw([]byte(`{"items":[`))
	p, err := models.DecodePage(append(body, `]}`...), models.NewPool(), models.Origin{Fetched: at})
	if err != nil || len(p.Items) != 1 {
		t.Fatalf("%d items: %v", len(p.Items), err)
	}
	return &p.Items[0]
}

// items are items of every player of interest.
func (w *world) items() (all []*models.Item) {
	for _, h := range []models.Holder{
		player(demo.PlayerSmall), player(demo.PlayerLarge), player(demo.PlayerHostile),
		character(demo.PlayerReference, demo.CharacterReference), character(demo.PlayerHostile, demo.CharacterOdd),
	} {
		all = append(all, w.page(h, 200)...)
	}
	return all
}

func (w *world) selectItem(h models.Holder, it *models.Item) {
	w.give(msg.Selected{Holder: h, Item: it})
}

// Failed reports whether there is something to try again.
func (m *Model) Failed() bool {
	if m.item == nil {
		return false
	}
	d, p := m.current(), m.player
	return d != nil && (d.storage.Err() != nil || d.progressions.Err() != nil) || p != nil && p.failed()
}
