package clipboard

import (
	"errors"
	"strings"
	"testing"

	"lootlens/ui/internal/panetest"
)

func TestCopySaysHow(t *testing.T) {
	t.Parallel()
	var got string
	works := func(s string) error { got = s; return nil }
	fails := func(string) error { return errors.New("no display") }
	long := strings.Repeat("x", MaxTerminal+1)
	for name, tt := range map[string]struct {
		clip Clipboard
		text string
		how  string
		sent int // messages beside the answer
	}{
		"terminal":         {Clipboard{}, "a", "terminal", 1},
		"tmux":             {Clipboard{tmux: works}, "a", "terminal through tmux and tmux buffer", 2},
		"tmux is gone":     {Clipboard{tmux: fails}, "a", "terminal through tmux", 2},
		"long, but tmux":   {Clipboard{tmux: works}, long, "tmux buffer", 0},
		"both":             {Clipboard{native: works}, "a", "terminal and system clipboard", 1},
		"system fails":     {Clipboard{native: fails}, "a", "terminal", 1},
		"too long":         {Clipboard{}, long, "", 0},
		"long, but native": {Clipboard{native: works}, long, "system clipboard", 0},
	} {
		got = ""
		sent := panetest.Messages(tt.clip.Copy("name", tt.text))
		c, ok := sent[len(sent)-1].(Copied)
		if !ok || c.How != tt.how || c.What != "name" || c.Size != len(tt.text) || len(sent)-1 != tt.sent {
			t.Errorf("%s: %d messages, last %+v; want %q after %d", name, len(sent), c, tt.how, tt.sent)
		}
		if takes := strings.Contains(tt.how, "system") || strings.Contains(tt.how, "buffer"); takes != (got == tt.text) {
			t.Errorf("%s: what takes the text got %d bytes", name, len(got))
		}
	}
}

func TestOverSSHTheMachinesClipboardIsNotTheUsers(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"SSH_CONNECTION", "SSH_TTY"} {
		c := New(func(v string) string {
			if v == name || v == "DISPLAY" {
				return "x"
			}
			return ""
		})
		if c.native != nil {
			t.Errorf("%s: copies to the remote machine", name)
		}
	}
}
