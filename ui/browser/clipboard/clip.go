// Package clipboard puts text on the clipboard, by the terminal (OSC 52, which works
// over SSH and in tmux) and by the machine's own clipboard where there is one. No
// terminal reports whether it listened.
package clipboard

import (
	"context"
	"os/exec"
	"runtime"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/atotto/clipboard"
	"github.com/charmbracelet/x/ansi"
)

// maxTerminal is how many bytes go through the terminal: more than this, base64
// encoded, is cut off by terminals that bound a sequence at 100,000 bytes.
const maxTerminal = 74_000

// Copied answers Copy.
type Copied struct {
	What string
	Size int  // bytes
	Sent bool // false where s is too long for the terminal and nothing else took it
}

// Clipboard is where copies go, judged once from the environment.
type Clipboard struct {
	native func(string) error // nil where there is none, or it is another machine's
	tmux   func(string) error // of this machine; nil outside of one
	term   multiplexer        // between the user's terminal and the program
}

// multiplexer is a program that takes sequences for the terminal, and may keep them.
type multiplexer int8

const (
	none multiplexer = iota
	tmux
	screen
	either // tmux or screen, as TERM says on another machine than theirs
)

// Through wraps a sequence for the user's terminal in what the tmux or screen between hands on; see [New] for getenv.
func Through(getenv func(string) string, sequence string) string {
	switch between(getenv) {
	case tmux:
		return ansi.TmuxPassthrough(sequence)
	case screen, either: // tmux drops what is meant for screen, and screen would print what is meant for tmux
		return ansi.ScreenPassthrough(sequence, screenChunk)
	}
	return sequence
}

// between is what the environment says of a program between terminal and us.
func between(getenv func(string) string) multiplexer {
	switch name := getenv("TERM"); {
	case getenv("TMUX") != "":
		return tmux
	case getenv("STY") != "":
		return screen
	case strings.HasPrefix(name, "tmux"):
		return tmux
	case strings.HasPrefix(name, "screen"):
		return either
	}
	return none
}

// New looks at the environment of the terminal. The machine's own clipboard is the user's unless remote is true or the
// environment is one over SSH. Of a tmux or screen on another machine only TERM is known.
func New(getenv func(string) string, remote bool) Clipboard {
	c := Clipboard{term: between(getenv)}
	if socket := getenv("TMUX"); socket != "" {
		c.tmux = func(s string) error { return loadBuffer(socket, getenv("PATH"), s) }
	}
	remote = remote || getenv("SSH_CONNECTION") != "" || getenv("SSH_TTY") != ""
	if !remote && !clipboard.Unsupported && (getenv("DISPLAY") != "" || getenv("WAYLAND_DISPLAY") != "" || !needsDisplay()) {
		c.native = clipboard.WriteAll
	}
	return c
}

// Doubt says what the user must have set for a copy to arrive; "" for nothing.
func (c Clipboard) Doubt() string {
	if c.native == nil && c.tmux == nil && (c.term == tmux || c.term == either) {
		return "in tmux, set-clipboard must be on"
	}
	return ""
}

// needsDisplay reports whether the machine's clipboard belongs to a display server.
func needsDisplay() bool { return runtime.GOOS != "windows" && runtime.GOOS != "darwin" }

// loadBuffer gives s to tmux, which hands it on to the clipboard of its terminal: as
// it is set up by default it takes no sequence from a program. tmux sees nothing else
// of our environment.
func loadBuffer(socket, path, s string) error {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, "tmux", "load-buffer", "-w", "-")
	cmd.Env = []string{"TMUX=" + socket, "PATH=" + path}
	cmd.Stdin = strings.NewReader(s)
	return cmd.Run()
}

// Copy puts s on the clipboard; what names it in the answer.
func (c Clipboard) Copy(what, s string) tea.Cmd {
	toTerminal := len(s) <= maxTerminal
	answer := func() tea.Msg {
		sent := toTerminal
		for _, way := range []func(string) error{c.tmux, c.native} {
			if way != nil && way(s) == nil {
				sent = true
			}
		}
		return Copied{What: what, Size: len(s), Sent: sent}
	}
	if !toTerminal {
		return answer
	}
	return tea.Batch(tea.Raw(c.sequence(s)), answer)
}

// sequence asks the terminal to take s.
func (c Clipboard) sequence(s string) string {
	plain := ansi.SetSystemClipboard(s)
	switch c.term {
	case tmux:
		// It keeps a plain sequence to itself unless set-clipboard is on; wrapped, it goes
		// through where allow-passthrough is on.
		return plain + ansi.TmuxPassthrough(plain)
	case screen:
		// It drops the plain one, and bounds what it hands through.
		return ansi.ScreenPassthrough(plain, screenChunk)
	case either: // each drops what is meant for the other
		return plain + ansi.ScreenPassthrough(plain, screenChunk)
	}
	return plain
}

// screenChunk is how many bytes GNU screen hands through at once.
const screenChunk = 256
