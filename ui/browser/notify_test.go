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
	const bare, tmux, screen = "\a\x1b]9;lootlens: ", "\a\x1bPtmux;\x1b\x1b]9;lootlens: ", "\a\x1bP\x1b]9;lootlens: "
	for _, tt := range []struct{ variable, value, before, after string }{
		{"TERM", "xterm-256color", bare, "\a"},
		{"TMUX", "/tmp/socket,1,0", tmux, "\a\x1b\\"},
		{"TERM", "tmux-256color", tmux, "\a\x1b\\"}, // on another machine than tmux
		{"STY", "12.pts-0.host", screen, "\a\x1b\\"},
		{"TERM", "screen-256color", screen, "\a\x1b\\"},
	} {
		o, _ := options(t)
		o.Getenv = func(name string) string { return map[string]string{tt.variable: tt.value}[name] }
		m := newModel(o)
		t.Cleanup(m.close)
		m.screen, m.player = onHolders, evil
		if tt.before != bare {
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
