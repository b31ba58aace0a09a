package browser

import (
	"context"
	"flag"
	"fmt"
	"net"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"

	"lootlens/api"
	"lootlens/api/demo"
	"lootlens/ui/internal/panetest"
)

var update = flag.Bool("update", false, "write the golden files anew")

// shown are the screens that are compared as a whole, by their names in screens.
var shown = []string{"picker", "holders", "list", "detail", "hostile", "raw", "requests", "opened request", "help", "query", "groups", "error", "search", "search none", "search waits", "time line", "gone", "search gone"}

// The screens look as they did, in colour and without.
func TestScreens(t *testing.T) {
	for i, s := range screens {
		if !slices.Contains(shown, s.name) || testing.Short() && i%8 > 0 {
			continue
		}
		looks := []bool{false, true}
		if testing.Short() {
			looks = looks[:1]
		}
		for _, plain := range looks {
			look := map[bool]string{false: "dark", true: "plain"}[plain]
			t.Run(s.name+"/"+look, func(t *testing.T) {
				t.Parallel()
				o, server := options(t)
				o.Client, o.NoColor = elsewhere(t, server), plain
				r := run(t, o, 140, 40)
				r.server = server
				s.lead(r)
				r.settled(20) // the detail requests only what stays selected for a while
				for _, size := range [][2]int{{140, 40}, {100, 30}, {80, 24}, {60, 15}} {
					r.p.Send(tea.WindowSizeMsg{Width: size[0], Height: size[1]})
					name := strings.ReplaceAll(fmt.Sprintf("%s-%s-%dx%d.golden", s.name, look, size[0], size[1]), " ", "-")
					panetest.Golden(t, filepath.Join("testdata", name), painted(r.settled(4), size[0], size[1]), *update)
				}
			})
		}
	}
}

// elsewhere is a client of server under an address that is the same in every run.
func elsewhere(t testing.TB, server *demo.Server) *api.Client {
	t.Helper()
	base, stop, err := server.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	_, addr, _ := strings.Cut(base, "://")
	key, err := api.NewKey(demo.Key)
	if err != nil {
		t.Fatal(err)
	}
	var dialer net.Dialer
	transport := &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return dialer.DialContext(ctx, "tcp", addr)
	}}
	client, err := api.New(api.Config{
		BaseURL: "http://127.0.0.1:8080", PerMinute: -1, RetryWait: time.Millisecond, Transport: transport, Now: fixed,
		Key: func(context.Context) (api.Key, error) { return key, nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { client.Close(); transport.CloseIdleConnections() })
	return client
}

// settled returns the screen once it has stayed the same for a number of looks, 20 ms apart.
func (r *rig) settled(looks int) string {
	r.t.Helper()
	last, same := "", 0
	r.until("a screen that stays", func(m *model) bool {
		time.Sleep(20 * time.Millisecond)
		now := m.draw()
		if now != last || hanging(r.server) > 0 {
			last, same = now, 0
			return false
		}
		same++
		return same > looks
	})
	return last
}

// painted returns a screen as a terminal shows it, without the colour of blanks and
// the way in which styles were written.
func painted(s string, w, h int) string {
	screen := uv.NewScreenBuffer(w, h)
	uv.NewStyledString(s).Draw(screen, screen.Bounds())
	for y := range h {
		for x := range w {
			cell := screen.CellAt(x, y)
			if cell.Content != " " {
				continue
			}
			if cell.Style.Attrs &= uv.AttrReverse; cell.Style.Attrs == 0 {
				cell.Style.Fg = nil
			}
		}
	}
	return screen.Render()
}
