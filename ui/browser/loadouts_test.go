package browser

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"lootlens/api/demo"
	"lootlens/keymap"
	"lootlens/models"
	"lootlens/ui/browser/msg"
	"lootlens/ui/browser/recents"
	"lootlens/ui/internal/panetest"
)

// List and detail share one request for what a holder has equipped, and r, wherever
// the keys go, makes one more.
func TestOneRequestForALoadout(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)
	clock := func() time.Time { return now }
	server, client := panetest.Double(t, demo.Options{Now: clock})
	id, err := models.ParsePlayerID("1007")
	if err != nil {
		t.Fatal(err)
	}
	store := recents.Open(filepath.Join(t.TempDir(), "recents.json"), func() string { return "tests" })
	m := newModel(Options{Client: client, Keys: keymap.Default(), Recents: store, Now: clock, Getenv: func(string) string { return "" }})
	t.Cleanup(m.close)
	rig := &panetest.Rig{Update: m.update, Goes: func(x tea.Msg) bool {
		switch x.(type) {
		case alarmMsg, frameMsg: // they never end
			return true
		}
		return false
	}}
	requests := func(path string) (n int) {
		for _, r := range server.Requests() {
			if strings.HasSuffix(r.Path, path) {
				n++
			}
		}
		return n
	}
	rig.Send(tea.WindowSizeMsg{Width: 140, Height: 40}, msg.OpenHolder{Player: models.Player{ID: id}, Holder: models.Holder{Player: id}})
	own, character := "/1007/loadout", "/10071/loadout"
	// The character is the default one: its loadout is the player's.
	if o, c := requests(own), requests(character); o != 1 || c != 0 {
		t.Fatalf("%d requests for the player's loadout and %d for the default character's, want 1 and 0", o, c)
	}
	// The player's characters and heroes are read once for the screen and for the loadouts.
	for _, path := range []string{"/1007/characters", "/1007/heroes"} {
		if n := requests(path); n != 1 {
			t.Errorf("%d requests for %s, want 1", n, path)
		}
	}
	equipped := func() int { return strings.Count(ansi.Strip(m.items.View(76, 38, true)), "equipped ") }
	if equipped() == 0 {
		t.Error("no row is marked")
	}
	for range 7 {
		if strings.HasPrefix(strings.Join(m.detail.EquippedBy(), " "), "by ") {
			break
		}
		rig.Type("j")
	}
	if s := m.summary(m.items.Item()); !strings.Contains(s, "**Equipped:** by character Thistle 10071 since ") {
		t.Errorf("the summary does not say who has the item equipped:\n%s", s)
	}
	for _, keys := range []string{"r", "\tr"} {
		o, c := requests(own), requests(character)
		now = now.Add(time.Minute)
		rig.Send(msg.Tick{Now: now})
		for _, k := range keys {
			if k == '\t' {
				rig.Press(tea.KeyTab)
			} else {
				rig.Type(string(k))
			}
		}
		if o, c := requests(own)-o, requests(character)-c; o != 1 || c != 0 {
			t.Errorf("%q: %d and %d requests, want 1 and 0", keys, o, c)
		}
	}
	if equipped() == 0 {
		t.Error("no row is marked after a refresh")
	}
	// When it is opened again, the marks are shown before anything has been read.
	before := requests(own)
	var told bool
	for _, x := range panetest.Messages(m.detail.Open(models.Holder{Player: id})) {
		l, ok := x.(msg.Loadouts)
		told = told || ok && l.Complete && len(l.Equipped) > 0
	}
	if !told || requests(own) != before {
		t.Error("the marks are not shown when the inventory is opened again")
	}
}
