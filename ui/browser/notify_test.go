package browser

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"lootlens/models"
	"lootlens/models/text"
	"lootlens/ui/browser/msg"
	"lootlens/ui/internal/panetest"
)

// What the desktop is sent is one sequence of ours, whoever named the player.
func TestNotification(t *testing.T) {
	t.Parallel()
	evil := models.Player{Name: text.Of("\a\x1b]52;c;x\a\x1b\\4;1;50" + strings.Repeat("w", 300))}
	for _, tt := range []struct{ tmux, before, after string }{
		{"", "\a\x1b]9;lootlens: ", "\a"},
		{"/tmp/socket,1,0", "\a\x1bPtmux;\x1b\x1b]9;lootlens: ", "\a\x1b\\"},
	} {
		o, _ := options(t)
		o.Getenv = func(name string) string { return map[string]string{"TMUX": tt.tmux}[name] }
		m := newModel(o)
		t.Cleanup(m.close)
		m.screen, m.player = onHolders, evil
		if tt.tmux != "" {
			m.player.Name = text.Of("Pim\x1b\\")
		}
		for n, what := range map[int]string{1: "1 new item · ", 1200: "1,200 new items · "} {
			if cmd := m.granted(msg.Granted{Items: n}); cmd != nil {
				t.Error("notified without a wish for it")
			}
			sent := panetest.Messages(m.granted(msg.Granted{Items: n, Bell: true}))
			s, _ := sent[0].(tea.RawMsg).Msg.(string)
			line, began := strings.CutPrefix(s, tt.before)
			line, ended := strings.CutSuffix(line, tt.after)
			if !began || !ended || !strings.HasPrefix(line, what) || strings.ContainsAny(line, "\x1b\a\x00\n") || strings.HasSuffix(line, " ") || len(line) > 500 {
				t.Errorf("sent %q", s)
			}
		}
	}
}
