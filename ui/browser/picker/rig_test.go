package picker

import (
	"flag"
	"path/filepath"
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
	"lootlens/ui/browser/recents"
	"lootlens/ui/browser/remote"
	"lootlens/ui/internal/panetest"
	"lootlens/ui/parts"
)

var (
	update = flag.Bool("update", false, "write the golden files anew")
	start  = time.Date(2026, 9, 1, 12, 0, 0, 0, time.UTC)
)

// rig is a picker on the double, over HTTP, and a loop that runs its commands.
type rig struct {
	*Model
	t      testing.TB
	double *demo.Server
	client *api.Client
	path   string
	out    []tea.Msg // what is not for the picker itself
	held   []tea.Msg // answers that are kept back
	hold   bool
}

func newRig(t testing.TB, key string) *rig {
	t.Helper()
	double, client := panetest.Double(t, demo.Options{Key: key, Now: func() time.Time { return start }})
	r := &rig{t: t, double: double, client: client, path: filepath.Join(t.TempDir(), "recents.json")}
	r.Model = r.model(theme.Plain())
	return r
}

// model is a new picker on the rig's service and file.
func (r *rig) model(th theme.Theme) *Model {
	store := recents.Open(r.path, func() string {
		return recents.Scope(r.client.Environment(), "https://api.lootlocker.io", "")
	})
	return New(r.client, store, keymap.Default(), th, start)
}

// Update gives the picker a message as the root does.
func (r *rig) Update(message tea.Msg) tea.Cmd { return panetest.Update(r.Model, message) }

// do runs a command and all that follows from it.
func (r *rig) do(cmd tea.Cmd) {
	r.t.Helper()
	for _, m := range panetest.Messages(cmd) {
		switch m.(type) {
		case remote.Answer[result]:
			if r.hold {
				r.held = append(r.held, m)
				continue
			}
			r.do(r.Update(m))
		case recentsMsg:
			r.do(r.Update(m))
		default:
			r.out = append(r.out, m)
		}
	}
}

func (r *rig) start() { r.t.Helper(); r.do(r.Init()) }

func (r *rig) press(keys ...string) {
	r.t.Helper()
	for _, k := range keys {
		r.do(r.Update(panetest.KeyPress(k)))
	}
}

func (r *rig) typed(s string) {
	r.t.Helper()
	for _, c := range s {
		r.do(r.Update(tea.KeyPressMsg(tea.Key{Code: c, Text: string(c)})))
	}
}

// screen is what is seen at 60x15, without colours.
func (r *rig) screen() string {
	r.t.Helper()
	v := r.View(60, 15, true)
	if err := parts.Check(v, 60, 15); err != nil {
		r.t.Errorf("%v\n%s", err, v)
	}
	return ansi.Strip(v)
}

func (r *rig) sees(want ...string) {
	r.t.Helper()
	s := r.screen()
	flat := strings.Join(strings.Fields(strings.NewReplacer("┃", " ", "▐", " ").Replace(s)), " ")
	for _, w := range want {
		if !strings.Contains(flat, w) {
			r.t.Errorf("%q is not on the screen:\n%s", w, s)
		}
	}
}

// marked is the row that enter opens; the zero value while the field has the cursor.
func (r *rig) marked() rowID {
	row, _ := r.list.Selected()
	return row.id
}

// opened is the player that was opened last, "" for none.
func (r *rig) opened() string {
	for i := len(r.out) - 1; i >= 0; i-- {
		switch m := r.out[i].(type) {
		case msg.OpenPlayer:
			return m.Player.ID.String()
		case msg.OpenHolder:
			return m.Holder.String()
		}
	}
	return ""
}

func last[T any](r *rig) (T, bool) {
	for i := len(r.out) - 1; i >= 0; i-- {
		if m, ok := r.out[i].(T); ok {
			return m, true
		}
	}
	var none T
	return none, false
}

func playerID(t testing.TB, s string) models.PlayerID {
	t.Helper()
	id, err := models.ParsePlayerID(s)
	if err != nil {
		t.Fatal(err)
	}
	return id
}
