package picker

import (
	"flag"
	"path/filepath"
	"slices"
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
	"lootlens/ui/browser/recents"
	"lootlens/ui/browser/remote"
	"lootlens/ui/internal/panetest"
)

var (
	update = flag.Bool("update", false, "write the golden files anew")
	start  = time.Date(2026, 9, 1, 12, 0, 0, 0, time.UTC)
)

// rig is a picker on the double, over HTTP.
type rig struct {
	*Model
	panetest.Rig
	t      testing.TB
	double *demo.Server
	client *api.Client
	path   string
}

func newRig(t testing.TB, key string) *rig {
	t.Helper()
	double, client := panetest.Double(t, demo.Options{Key: key, Now: func() time.Time { return start }})
	r := &rig{t: t, double: double, client: client, path: filepath.Join(t.TempDir(), "recents.json")}
	r.use(theme.Plain())
	return r
}

// use gives the rig a new picker on its service and file.
func (r *rig) use(th theme.Theme) {
	store := recents.Open(r.path, func() string {
		return recents.Scope(r.client.Environment(), "https://api.lootlocker.io", "")
	})
	r.Model = New(r.client, store, keymap.Default(), th, start)
	r.Rig = panetest.Rig{Update: panetest.Updater(r.Model), Goes: func(m tea.Msg) bool {
		switch m.(type) {
		case remote.Answer[result], recentsMsg:
			return false
		}
		return true
	}}
}

// Update gives the picker a message as the root does.
func (r *rig) Update(message tea.Msg) tea.Cmd { return r.Rig.Update(message) }

func (r *rig) start() { r.t.Helper(); r.Run(r.Init()) }

// screen is what is seen at 60x15, without colours.
func (r *rig) screen() string { return ansi.Strip(r.View(60, 15, true)) }

func (r *rig) sees(want ...string) {
	r.t.Helper()
	panetest.Sees(r.t, r.View(60, 15, true), 60, 15, want...)
}

// marked is the row that enter opens; the zero value while the field has the cursor.
func (r *rig) marked() rowID {
	row, _ := r.list.Selected()
	return row.id
}

// opened is the player that was opened last, "" for none.
func (r *rig) opened() string {
	for _, m := range slices.Backward(r.Up) {
		switch m := m.(type) {
		case msg.OpenPlayer:
			return m.Player.ID.String()
		case msg.OpenHolder:
			return m.Holder.String()
		}
	}
	return ""
}

func last[T tea.Msg](r *rig) (T, bool) { return panetest.Last[T](&r.Rig) }

func playerID(t testing.TB, s string) models.PlayerID { t.Helper(); return panetest.PlayerID(t, s) }
