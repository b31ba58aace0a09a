package browser

import (
	"testing"

	tea "charm.land/bubbletea/v2"

	"lootlens/api/demo"
	"lootlens/keymap"
	"lootlens/models"
	"lootlens/ui/browser/msg"
	"lootlens/ui/internal/panetest"
)

// A key that is typed ahead reaches what the key before it opened: here no command
// is run at all between two keys, as when many are read at once.
func TestKeysTypedAhead(t *testing.T) {
	t.Parallel()
	id, err := models.ParsePlayerID(models.CursorAt(demo.PlayerLarge).String())
	if err != nil {
		t.Fatal(err)
	}
	player := models.Player{ID: id, Raw: []byte(`{}`)}
	for _, tt := range []struct {
		name string
		keys []string
		want keymap.Place
	}{
		{"open", []string{"enter"}, keymap.InList},
		{"open and query", []string{"enter", "/"}, keymap.InQuery},
		{"open, read and leave again", []string{"enter", "tab", "esc", "esc"}, keymap.InHolders},
		{"open, leave and open", []string{"enter", "q", "enter"}, keymap.InList},
		{"back to the picker", []string{"enter", "q", "q"}, keymap.InPicker},
		{"requests and back", []string{"L", "esc", "enter"}, keymap.InList},
		{"raw", []string{"v"}, keymap.InRaw},
		{"raw and back", []string{"v", "esc", "enter"}, keymap.InList},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			o, _ := options(t)
			m := newModel(o)
			t.Cleanup(m.close)
			m.update(tea.WindowSizeMsg{Width: 140, Height: 40})
			m.update(msg.OpenPlayer{Player: player})
			for _, k := range tt.keys {
				m.update(panetest.KeyPress(k))
			}
			if got := m.place(); got != tt.want {
				t.Errorf("the keys are with %v, not %v", got, tt.want)
			}
		})
	}
}

// Every action that tries again what failed has a refused key sent once more, and no
// other has.
func TestActionsThatTryTheKeyAgain(t *testing.T) {
	t.Parallel()
	o, _ := options(t)
	m := newModel(o)
	t.Cleanup(m.close)
	m.update(tea.WindowSizeMsg{Width: 140, Height: 40})
	for _, tt := range []struct {
		screen  screen
		reading bool
		keys    string
		want    bool
	}{
		{onItems, false, "raG", true}, {onItems, false, "jgw", false},
		{onItems, true, "ra", true}, {onItems, true, "jG", false},
		{onHolders, false, "r", true}, {onHolders, false, "jG", false},
	} {
		m.screen, m.reading = tt.screen, tt.reading
		for _, k := range tt.keys {
			if got := m.triesAgain(m.keys.Resolve(m.place(), panetest.KeyPress(string(k)))); got != tt.want {
				t.Errorf("%c on screen %d, reading %v: %v", k, tt.screen, tt.reading, got)
			}
		}
	}
}
