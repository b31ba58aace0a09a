package browser

import (
	"testing"

	tea "charm.land/bubbletea/v2"

	"lootlens/api/demo"
	"lootlens/models"
	"lootlens/ui/internal/panetest"
)

// The first screen is drawn with what it is for, or by a key or the time; no frame is
// begun for a screen without a size.
func TestFirstScreen(t *testing.T) {
	t.Parallel()
	id, err := models.ParsePlayerID(models.CursorAt(demo.PlayerSmall).String())
	if err != nil {
		t.Fatal(err)
	}
	size := tea.WindowSizeMsg{Width: 100, Height: 30}
	for name, tt := range map[string]struct {
		direct bool
		sent   []tea.Msg
		begun  bool
	}{
		"the picker":          {false, []tea.Msg{size}, true},
		"without a size":      {false, []tea.Msg{tea.EnvMsg{}}, false},
		"before the answer":   {true, []tea.Msg{size, tea.EnvMsg{}}, false},
		"after a moment":      {true, []tea.Msg{size, waitedMsg{}}, true},
		"by a key":            {true, []tea.Msg{size, panetest.KeyPress("?")}, true},
		"a moment and a size": {true, []tea.Msg{waitedMsg{}, size}, true},
	} {
		o, _ := options(t)
		if tt.direct {
			o.Start = Start{Holder: models.Holder{Player: id}, HasHolder: true}
		}
		m := newModel(o)
		t.Cleanup(m.close)
		m.Init()
		for _, x := range tt.sent {
			m.update(x)
		}
		if m.frames.running != tt.begun {
			t.Errorf("%s: a frame is begun: %v", name, m.frames.running)
		}
	}
	// With the first page comes the first screen.
	o, _ := options(t)
	o.Start = Start{Holder: models.Holder{Player: id}, HasHolder: true}
	r := run(t, o, 100, 30)
	r.until("a frame with the items", func(m *model) bool { return !m.waiting && m.items.Item() != nil && m.frames.view.Content != "" })
}
