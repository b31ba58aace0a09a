package clip

import (
	"errors"
	"strings"
	"testing"

	"lootlens/ui/drive"
)

func TestCopySaysHow(t *testing.T) {
	t.Parallel()
	var native string
	works := func(s string) error { native = s; return nil }
	fails := func(string) error { return errors.New("no display") }
	long := strings.Repeat("x", MaxTerminal+1)
	for name, tt := range map[string]struct {
		clip Clipboard
		text string
		how  string
		sent int // messages beside the answer
	}{
		"terminal":         {Clipboard{}, "a", "terminal", 1},
		"tmux":             {Clipboard{tmux: true}, "a", "terminal, through tmux", 2},
		"both":             {Clipboard{native: works}, "a", "terminal and system clipboard", 1},
		"system fails":     {Clipboard{native: fails}, "a", "terminal", 1},
		"too long":         {Clipboard{}, long, "", 0},
		"long, but native": {Clipboard{native: works}, long, "system clipboard", 0},
	} {
		got := drive.Messages(tt.clip.Copy("name", tt.text))
		c, ok := got[len(got)-1].(Copied)
		if !ok || c.How != tt.how || c.What != "name" || c.Size != len(tt.text) || len(got)-1 != tt.sent {
			t.Errorf("%s: %d messages, last %+v; want %q after %d", name, len(got), c, tt.how, tt.sent)
		}
	}
	if native != long {
		t.Error("the system clipboard did not get the text")
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
