package browser

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"lootlens/keymap"
	"lootlens/models"
	"lootlens/ui/browser/msg"
	"lootlens/ui/internal/panetest"
)

// A copied command says which zone the dates of its query mean.
func TestCommandNamesTheZone(t *testing.T) {
	t.Parallel()
	auckland, err := time.LoadLocation("Pacific/Auckland")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		zone  *time.Location
		query string
		want  string
	}{
		{auckland, "acquired:2026-08-31", " --query 'acquired:2026-08-31' --tz Pacific/Auckland"},
		{time.UTC, "acquired:2026-08-31", " --query 'acquired:2026-08-31' --tz UTC"},
		{auckland, "", "lootlens demo 1007"},
	} {
		o, _ := options(t)
		o.Now = func() time.Time { return clock.In(tt.zone) }
		m := newModel(o)
		t.Cleanup(m.close)
		id := playerID(t, "1007")
		m.update(tea.WindowSizeMsg{Width: 140, Height: 40})
		m.update(msg.OpenHolder{Player: models.Player{ID: id}, Holder: models.Holder{Player: id}, Query: tt.query})
		if _, got := m.command(); !strings.HasSuffix(got, tt.want) {
			t.Errorf("%s does not end in %q", got, tt.want)
		}
		m.update(panetest.KeyPress("/"))
		if foot := ansi.Strip(m.footer()); !strings.Contains(foot, "dates are "+tt.zone.String()) {
			t.Errorf("the footer %q does not name the zone", foot)
		}
	}
}

// The command that leads a colleague to a view of the made-up game makes the same game.
func TestCommandRepeatsTheDemo(t *testing.T) {
	t.Parallel()
	o, _ := options(t)
	o.Demo, o.DemoFlags = true, []string{"--items", "1000", "--fault", "503:path=it's"}
	m := newModel(o)
	t.Cleanup(m.close)
	const want = `lootlens demo --universal --items '1000' --fault '503:path=it'\''s'`
	if got := m.commandFor(models.Holder{Kind: models.UniversalHolder}); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// A description is copied as it was sent: an address in it that the pane breaks is whole.
func TestCopiedDescription(t *testing.T) {
	t.Parallel()
	const description = "# Helm\n\nSee [the page](https://wiki.harvest.example/items/5156?tab=drops&season=seven) \x1b[2J"
	raw, err := json.Marshal(description)
	if err != nil {
		t.Fatal(err)
	}
	p, err := models.DecodePage([]byte(`{"items":[{"instance_id":1,"asset":{"id":2,"description":`+string(raw)+`}},{"instance_id":2,"asset":{"id":3}},{"instance_id":3}]}`),
		models.NewPool(), models.Origin{})
	if err != nil {
		t.Fatal(err)
	}
	r := newReader(t, 100, 30)
	r.list()
	for i, want := range []string{"# Helm\n\nSee [the page](https://wiki.harvest.example/items/5156?tab=drops&season=seven) ␛[2J", "", ""} {
		r.selected = &p.Items[i]
		var copied string
		for _, m := range panetest.Messages(r.copyAction(keymap.CopyText)) {
			if raw, ok := m.(tea.RawMsg); ok {
				copied = fmt.Sprint(raw.Msg)
			}
		}
		if want != "" && copied != ansi.SetSystemClipboard(want) || want == "" && copied != "" {
			t.Errorf("item %d: %q is copied, want %q", i+1, copied, want)
		}
		if want == "" && r.note.Text != "there is no description to copy" {
			t.Errorf("item %d: the note is %q", i+1, r.note.Text)
		}
	}
}
