package holders

import (
	"context"
	"flag"
	"strconv"
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
	"lootlens/ui/browser/remote"
	"lootlens/ui/internal/panetest"
	"lootlens/ui/parts"
)

var (
	update = flag.Bool("update", false, "write the golden files anew")
	start  = time.Date(2026, 9, 1, 12, 0, 0, 0, time.UTC)
)

// rig is the screen on the double, over HTTP, and a loop that runs its commands.
type rig struct {
	*Model
	t      testing.TB
	double *demo.Server
	client *api.Client
	out    []tea.Msg // what is not for the screen itself
	held   []tea.Msg // answers that are kept back
	hold   bool
	hidden bool // the screen is not seen
}

func newRig(t testing.TB, th theme.Theme) *rig {
	t.Helper()
	double, client := panetest.Double(t, demo.Options{Now: func() time.Time { return start }})
	r := &rig{t: t, double: double, client: client, Model: New(client, keymap.Default(), th)}
	r.Update(msg.Tick{Now: start}) // shows times in UTC
	return r
}

// Update gives the screen a message as the root does.
func (r *rig) Update(message tea.Msg) tea.Cmd {
	return tea.Batch(panetest.Update(r.Model, message), r.Show(!r.hidden))
}

// do runs a command and all that follows from it.
func (r *rig) do(cmd tea.Cmd) {
	r.t.Helper()
	for _, m := range panetest.Messages(cmd) {
		switch m.(type) {
		case remote.Answer[[]models.Player], remote.Answer[[]models.Character], remote.Answer[[]models.Hero],
			remote.Answer[wallet], remote.Answer[progressions]:
			if r.hold {
				r.held = append(r.held, m)
				continue
			}
			r.do(r.Update(m))
		default:
			r.out = append(r.out, m)
		}
	}
}

// player is a player of the double: by number only, or as the look-up answers.
func (r *rig) player(id uint64, looked bool) models.Player {
	r.t.Helper()
	s := strconv.FormatUint(id, 10)
	pid, err := models.ParsePlayerID(s)
	if err != nil {
		r.t.Fatal(err)
	}
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

func (r *rig) press(keys ...string) {
	r.t.Helper()
	for _, k := range keys {
		r.do(r.Update(panetest.KeyPress(k)))
	}
}

// sees looks for texts in one pane, whatever the blanks and breaks.
func (r *rig) sees(want ...string) { r.t.Helper(); r.seesAt(99, want...) }

// seesAt is sees in a width of w cells.
func (r *rig) seesAt(w int, want ...string) {
	r.t.Helper()
	v := r.View(w, 48, true)
	if err := parts.Check(v, w, 48); err != nil {
		r.t.Errorf("%v\n%s", err, v)
	}
	s := ansi.Strip(v)
	flat := strings.Join(strings.Fields(strings.NewReplacer("┃", " ", "▐", " ", "│", " ").Replace(s)), " ")
	for _, w := range want {
		if !strings.Contains(flat, w) {
			r.t.Errorf("%q is not on the screen:\n%s", w, s)
		}
	}
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
