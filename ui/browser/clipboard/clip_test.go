package clipboard

import (
	"errors"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"lootlens/ui/internal/panetest"
)

func TestCopy(t *testing.T) {
	t.Parallel()
	var got string
	works := func(s string) error { got = s; return nil }
	fails := func(string) error { return errors.New("no display") }
	long := strings.Repeat("x", maxTerminal+1)
	for name, tt := range map[string]struct {
		clip   Clipboard
		text   string
		raw    bool // whether the terminal is asked
		sent   bool
		native bool // whether another clipboard has it
	}{
		"terminal":         {Clipboard{}, "a", true, true, false},
		"tmux":             {Clipboard{tmux: works}, "a", true, true, true},
		"tmux is gone":     {Clipboard{tmux: fails}, "a", true, true, false},
		"long, but tmux":   {Clipboard{tmux: works}, long, false, true, true},
		"both":             {Clipboard{native: works}, "a", true, true, true},
		"system fails":     {Clipboard{native: fails}, "a", true, true, false},
		"too long":         {Clipboard{}, long, false, false, false},
		"long, but native": {Clipboard{native: works}, long, false, true, true},
		"long, all fail":   {Clipboard{native: fails, tmux: fails}, long, false, false, false},
	} {
		got = ""
		messages := panetest.Messages(tt.clip.Copy("name", tt.text))
		want := Copied{What: "name", Size: len(tt.text), Sent: tt.sent}
		if i := slices.Index(messages, tea.Msg(want)); i < 0 || (len(messages) == 2) != tt.raw {
			t.Errorf("%s: %d messages, want %+v and the terminal's: %v", name, len(messages), want, tt.raw)
		}
		if (got == tt.text) != tt.native {
			t.Errorf("%s: another clipboard has %d bytes", name, len(got))
		}
	}
}

// What goes to the terminal arrives there whole, by the way that its multiplexer hands it on.
func TestSequence(t *testing.T) {
	t.Parallel()
	text := strings.Repeat("0123456789", 200)
	plain := ansi.SetSystemClipboard(text)
	if got := (Clipboard{}).sequence(text); got != plain {
		t.Errorf("a terminal gets %q", got)
	}
	inTmux := Clipboard{term: tmux}
	if got := inTmux.sequence(text); !strings.HasPrefix(got, plain) || !strings.Contains(got, "\x1bPtmux;") {
		t.Errorf("tmux gets %q", got)
	}
	env := map[string]string{"STY": "4711.pts-0.host"}
	screen := New(func(name string) string { return env[name] }, false)
	got := ""
	for _, chunk := range strings.Split(strings.TrimSuffix(screen.sequence(text), "\x1b\\"), "\x1b\\") {
		inner, ok := strings.CutPrefix(chunk, "\x1bP")
		if !ok || len(inner) > 768 {
			t.Fatalf("screen gets %q", chunk)
		}
		got += inner
	}
	if got != plain {
		t.Errorf("screen hands on %q", got)
	}
}

// Over SSH the clipboard of the machine is not the user's.
func TestRemoteClipboard(t *testing.T) {
	t.Parallel()
	for name, remote := range map[string]bool{"SSH_CONNECTION": false, "SSH_TTY": false, "": true} {
		c := New(func(v string) string {
			if v == name || v == "DISPLAY" {
				return "x"
			}
			return ""
		}, remote)
		if c.native != nil {
			t.Errorf("%q: copies to the remote machine", name)
		}
	}
}

// Of a multiplexer on the user's machine only TERM is known: a copy goes all ways that may arrive, and says what it needs.
func TestMultiplexerElsewhere(t *testing.T) {
	t.Parallel()
	plain := ansi.SetSystemClipboard("text")
	for term, want := range map[string]struct {
		sequence string
		doubt    bool
	}{
		"tmux-256color":   {plain + ansi.TmuxPassthrough(plain), true},
		"screen-256color": {plain + ansi.ScreenPassthrough(plain, screenChunk), true},
		"xterm-256color":  {plain, false},
		"":                {plain, false},
	} {
		c := New(func(v string) string { return map[string]string{"TERM": term}[v] }, true)
		if got := c.sequence("text"); got != want.sequence || (c.Doubt() != "") != want.doubt {
			t.Errorf("%s: %q, %q", term, got, c.Doubt())
		}
	}
}
