package holders

import (
	"context"
	"flag"
	"strconv"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"lootlens/api"
	"lootlens/api/demo"
	"lootlens/keymap"
	"lootlens/models"
	"lootlens/theme"
	"lootlens/ui/browser/msg"
	"lootlens/ui/browser/remote"
	"lootlens/ui/internal/panetest"
)

var (
	update = flag.Bool("update", false, "write the golden files anew")
	start  = time.Date(2026, 9, 1, 12, 0, 0, 0, time.UTC)
)

// rig is the screen on the double, over HTTP.
type rig struct {
	*Model
	panetest.Rig
	t      testing.TB
	double *demo.Server
	client *api.Client
	hidden bool // the screen is not seen
}

func newRig(t testing.TB, th theme.Theme) *rig {
	t.Helper()
	double, client := panetest.Double(t, demo.Options{Now: func() time.Time { return start }})
	r := &rig{t: t, double: double, client: client, Model: New(client, keymap.Default(), th)}
	r.Rig = panetest.Rig{Update: r.Update, Goes: func(m tea.Msg) bool {
		switch m.(type) {
		case remote.Answer[[]models.Player], remote.Answer[[]models.Character], remote.Answer[[]models.Hero],
			remote.Answer[wallet], remote.Answer[progressions]:
			return false
		}
		return true
	}}
	r.Update(msg.Tick{Now: start}) // shows times in UTC
	return r
}

// Update gives the screen a message as the root does.
func (r *rig) Update(message tea.Msg) tea.Cmd {
	return tea.Batch(panetest.Update(r.Model, message), r.Show(!r.hidden))
}

// player is a player of the double: by number only, or as the look-up answers.
func (r *rig) player(id uint64, looked bool) models.Player {
	r.t.Helper()
	s := strconv.FormatUint(id, 10)
	pid := panetest.PlayerID(r.t, s)
	if !looked {
		return models.Player{ID: pid}
	}
	p, err := r.client.FindPlayers(context.Background(), models.PlayerRef{Kind: models.RefID, Value: s})
	if err != nil || len(p) != 1 {
		r.t.Fatal(p, err)
	}
	return p[0]
}

func (r *rig) knownCharacters() []models.Character { c, _ := r.characters.Get(); return c }
func (r *rig) knownHeroes() []models.Hero          { h, _ := r.heroes.Get(); return h }

func (r *rig) busy() bool {
	return r.lookUp.Loading() || r.characters.Loading() || r.heroes.Loading() || valueAt(r.wallets, r.Player().ULID.Raw()).Loading()
}

// sees looks for texts in one pane.
func (r *rig) sees(want ...string) {
	r.t.Helper()
	panetest.Sees(r.t, r.View(99, 48, true), 99, 48, want...)
}

func last[T tea.Msg](r *rig) (T, bool) { return panetest.Last[T](&r.Rig) }
