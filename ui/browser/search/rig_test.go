package search

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"lootlens/api"
	"lootlens/api/demo"
	"lootlens/keymap"
	"lootlens/models"
	"lootlens/theme"
	"lootlens/ui/browser/msg"
	"lootlens/ui/internal/panetest"
)

var clock = time.Unix(demo.Epoch, 0).UTC().Add(90 * time.Minute)

// rig is the screen on a double over HTTP, the commands of which run in the order that the test decides.
type rig struct {
	*Model
	panetest.Rig
	t      *testing.T
	server *demo.Server
	client *api.Client
}

func newRig(t *testing.T, faults ...demo.Fault) *rig {
	t.Helper()
	now := func() time.Time { return clock }
	server, client := panetest.Double(t, demo.Options{Now: now})
	server.SetFaults(faults...)
	r := &rig{Model: New(client, keymap.Default(), theme.Plain(), clock), t: t, server: server, client: client}
	r.Rig = panetest.Rig{Update: panetest.Updater(r.Model), Goes: func(m tea.Msg) bool {
		switch m.(type) {
		case msg.Back, msg.Counted, msg.OpenHolder, msg.Failed, msg.Note, msg.QueryUsed:
			return true
		}
		return false
	}}
	t.Cleanup(r.Close)
	return r
}

func (r *rig) player(id string) models.Player {
	r.t.Helper()
	players, err := r.client.FindPlayers(r.t.Context(), models.PlayerRef{Kind: models.RefID, Value: id})
	if err != nil || len(players) != 1 {
		r.t.Fatal(players, err)
	}
	return players[0]
}

// search runs a query over the inventories of players to its end.
func (r *rig) search(query string, ids ...string) {
	r.t.Helper()
	var players []models.Player
	for _, id := range ids {
		players = append(players, r.player(id))
	}
	r.Run(r.Open(players, query))
}

func (r *rig) press(names ...string) {
	for _, n := range names {
		r.Send(panetest.KeyPress(n))
	}
}

func (r *rig) screen() string { return ansi.Strip(r.View(140, 60, true)) }

func (r *rig) sees(parts ...string) {
	r.t.Helper()
	s := r.screen()
	for _, p := range parts {
		if !strings.Contains(s, p) {
			r.t.Errorf("the screen lacks %q:\n%s", p, s)
		}
	}
}

// asked counts the requests whose path has a part.
func (r *rig) asked(part string) (n int) {
	for _, q := range r.server.Requests() {
		if strings.Contains(q.Path, part) {
			n++
		}
	}
	return n
}

// inventories are a player's distinct inventories, from the server's lists.
func (r *rig) inventories(id string) []models.PlayerInventory {
	r.t.Helper()
	p := r.player(id)
	characters, err := r.client.Characters(r.t.Context(), p.ID)
	if err != nil {
		r.t.Fatal(err)
	}
	heroes, err := r.client.Heroes(r.t.Context(), p.ID)
	if err != nil {
		r.t.Fatal(err)
	}
	return models.Inventories(p.ID, characters, heroes)
}
